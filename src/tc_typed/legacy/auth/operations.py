"""Operations of the auth service: the request and response of each method.

Compiled from schemas/legacy/auth by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping

from tc_typed.auth import operations as base
from tc_typed.core.operation import Operation
from tc_typed.legacy.auth.models import StatsumToken

statsumToken: Operation[StatsumToken] = Operation(
    service="auth",
    version="v1",
    name="statsumToken",
    method="get",
    route="/statsum/<project>/token",
    args=("project",),
    result=StatsumToken,
    scopes="auth:statsum:<project>",
)

OPERATIONS: Mapping[str, Operation] = dict(base.OPERATIONS) | {
    operation.name: operation for operation in (statsumToken,)
}
"""All methods of the service, by name."""
