"""Operations of the github service: the request and response of each method.

Compiled from schemas/legacy/github by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping

from tc_typed.core.operation import Operation
from tc_typed.github import operations as base

githubWebHookConsumer: Operation[None] = Operation(
    service="github",
    version="v1",
    name="githubWebHookConsumer",
    method="post",
    route="/github",
    stability="experimental",
)

OPERATIONS: Mapping[str, Operation] = dict(base.OPERATIONS) | {
    operation.name: operation for operation in (githubWebHookConsumer,)
}
"""All methods of the service, by name."""
