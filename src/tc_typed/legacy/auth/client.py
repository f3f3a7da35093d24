"""Client of the auth service.

Compiled from schemas/legacy/auth by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from tc_typed.auth import client as base
from tc_typed.core.operation import Operation
from tc_typed.legacy.auth import operations
from tc_typed.legacy.auth.models import StatsumToken


class Auth(base.Auth):
    """Today's auth service, with a method that it served up to release 22.1.1: `statsumToken`.

    Statsum, which collected metrics, has not been part of Taskcluster since release 23.0.0, and
    nothing replaces the method.
    """

    serviceName: ClassVar[str] = "auth"
    apiVersion: ClassVar[str] = "v1"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS

    def statsumToken(self, project: str) -> StatsumToken:
        """Get a statsum token.

        Issue a token for sending metrics of a project to statsum, and say where to send them. It
        lasts 24 hours; call again when it runs out. Served up to release 22.1.1.

        Args:
            project: Name of the project in statsum that the metrics belong to.

        Returns:
            Temporary permission to send metrics of a project to statsum.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /statsum/<project>/token`, stable. Scopes: `auth:statsum:<project>`.
        """
        return self._session.call(operations.statsumToken, {"project": project})
