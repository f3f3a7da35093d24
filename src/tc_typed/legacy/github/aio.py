"""Async client of the github service.

Compiled from schemas/legacy/github by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from tc_typed.core.operation import Operation
from tc_typed.github import aio as base
from tc_typed.legacy.github import operations


class Github(base.Github):
    """The current github service, plus `githubWebHookConsumer` of older releases.

    That method has not been published since release 93.0.0, but deployments still serve its route
    to GitHub.
    """

    serviceName: ClassVar[str] = "github"
    apiVersion: ClassVar[str] = "v1"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS

    async def githubWebHookConsumer(self) -> None:
        """Receive a webhook from GitHub.

        Receive an event from GitHub, and publish it on Pulse if it is a push, a release or a pull
        request. Only GitHub can use this: the event is in the request body and headers, signed with
        a secret that GitHub and the deployment share. This method sends neither, so its calls fail
        with a 400. Published up to release 92.0.2.

        Returns:
            Nothing.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /github`, experimental. Scopes: none.
        """
        return await self._session.call(operations.githubWebHookConsumer, {})
