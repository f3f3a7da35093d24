"""Operations of the hooks service: the request and response of each method.

Compiled from schemas/legacy/hooks by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping

from tc_typed.core.operation import Operation
from tc_typed.hooks import operations as base
from tc_typed.legacy.hooks.models import HookSchedule

getHookSchedule: Operation[HookSchedule] = Operation(
    service="hooks",
    version="v1",
    name="getHookSchedule",
    method="get",
    route="/hooks/<hookGroupId>/<hookId>/schedule",
    args=("hookGroupId", "hookId"),
    result=HookSchedule,
    stability="deprecated",
)

OPERATIONS: Mapping[str, Operation] = dict(base.OPERATIONS) | {
    operation.name: operation for operation in (getHookSchedule,)
}
"""All methods of the service, by name."""
