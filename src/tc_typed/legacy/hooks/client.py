"""Client of the hooks service.

Compiled from schemas/legacy/hooks by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from typing_extensions import deprecated

from tc_typed.core.operation import Operation
from tc_typed.hooks import client as base
from tc_typed.legacy.hooks import operations
from tc_typed.legacy.hooks.models import HookSchedule


class Hooks(base.Hooks):
    """The current hooks service, plus `getHookSchedule`, which releases before 14 served.

    The schedule is now part of the definition that `hook` returns.
    """

    serviceName: ClassVar[str] = "hooks"
    apiVersion: ClassVar[str] = "v1"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS

    @deprecated(
        "use `hook` for the schedule, and `getHookStatus` for the next scheduled time",
        category=None,
    )
    def getHookSchedule(self, hookGroupId: str, hookId: str) -> HookSchedule:
        """Get the schedule of a hook.

        Return the times at which a hook fires, and the next of them. Removed by 2019, before
        release 14. Deprecated: use `hook` for the schedule, and `getHookStatus` for the next
        scheduled time.

        Args:
            hookGroupId: Group of the hook, often named after a project.
            hookId: Name of the hook within its group; it may contain slashes.

        Returns:
            Schedule of a hook.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /hooks/<hookGroupId>/<hookId>/schedule`, deprecated. Scopes: none.
        """
        return self._session.call(
            operations.getHookSchedule, {"hookGroupId": hookGroupId, "hookId": hookId}
        )
