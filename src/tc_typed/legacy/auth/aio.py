"""Async client of the auth service.

Compiled from schemas/legacy/auth by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from tc_typed.auth import aio as base
from tc_typed.core.operation import Operation
from tc_typed.legacy.auth import operations
from tc_typed.legacy.auth.models import StatsumToken


class Auth(base.Auth):
    """The current auth service, plus `statsumToken`, which it served up to release 22.1.1.

    Statsum, which collected metrics, has not been part of Taskcluster since release 23.0.0. The
    method has no replacement.
    """

    serviceName: ClassVar[str] = "auth"
    apiVersion: ClassVar[str] = "v1"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS

    async def statsumToken(self, project: str) -> StatsumToken:
        """Get a statsum token.

        Issue a token for sending a project's metrics to statsum, with the URL to send them to. It
        is valid for 24 hours; call again when it expires. Served up to release 22.1.1.

        Args:
            project: Statsum project that the metrics belong to.

        Returns:
            Temporary permission to send a project's metrics to statsum.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /statsum/<project>/token`, stable. Scopes: `auth:statsum:<project>`.
        """
        return await self._session.call(operations.statsumToken, {"project": project})
