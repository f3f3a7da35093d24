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
    """Today's github service, with `githubWebHookConsumer` of older releases.

    It was published up to release 92.0.2. Since 93.0.0 it is left out, yet deployments go on
    serving its route to GitHub.
    """

    serviceName: ClassVar[str] = "github"
    apiVersion: ClassVar[str] = "v1"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS

    async def githubWebHookConsumer(self) -> None:
        """Receive a webhook from GitHub.

        Take an event from GitHub, and publish it on Pulse if it is a push, a release or a pull
        request. It is for GitHub to call: the event is in the request body and headers, signed with
        a secret that GitHub and the deployment share. A call without these, which is all that this
        method makes, gives a 400. Published up to release 92.0.2.

        Returns:
            Nothing.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /github`, experimental. Scopes: none.
        """
        return await self._session.call(operations.githubWebHookConsumer, {})
