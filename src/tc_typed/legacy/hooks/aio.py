"""Async client of the hooks service.

Compiled from schemas/legacy/hooks by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from typing_extensions import deprecated

from tc_typed.core.operation import Operation
from tc_typed.hooks import aio as base
from tc_typed.legacy.hooks import operations
from tc_typed.legacy.hooks.models import HookSchedule


class Hooks(base.Hooks):
    """Today's hooks service, with a method that releases before 14 served: `getHookSchedule`.

    The schedule has since been found in the definition that `hook` returns.
    """

    serviceName: ClassVar[str] = "hooks"
    apiVersion: ClassVar[str] = "v1"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS

    @deprecated("use `hook` for the schedule, and `getHookStatus` for the next time", category=None)
    async def getHookSchedule(self, hookGroupId: str, hookId: str) -> HookSchedule:
        """Get the schedule of a hook.

        Tell at which times a hook fires, and when it does so next. It was gone by 2019, before
        release 14. Deprecated: use `hook` for the schedule, and `getHookStatus` for the next time.

        Args:
            hookGroupId: Group that the hook is in, often named after a project.
            hookId: Name of the hook within its group; it may contain slashes.

        Returns:
            When a hook fires by itself.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /hooks/<hookGroupId>/<hookId>/schedule`, deprecated. Scopes: none.
        """
        return await self._session.call(
            operations.getHookSchedule, {"hookGroupId": hookGroupId, "hookId": hookId}
        )
