"""Operations of the scheduler service: the request and response of each method.

Compiled from schemas/legacy/scheduler by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping

from tc_typed.common.models import PingResponse
from tc_typed.core.operation import Operation
from tc_typed.legacy.scheduler.models import (
    CreateTaskGraphRequest,
    ExtendTaskGraphRequest,
    InspectedTask,
    TaskGraphInfo,
    TaskGraphInspection,
    TaskGraphStatusResponse,
)

createTaskGraph: Operation[TaskGraphStatusResponse] = Operation(
    service="scheduler",
    version="v1",
    name="createTaskGraph",
    method="put",
    route="/task-graph/<taskGraphId>",
    args=("taskGraphId",),
    payload=CreateTaskGraphRequest,
    result=TaskGraphStatusResponse,
    scopes="scheduler:create-task-graph",
    stability="experimental",
)
extendTaskGraph: Operation[TaskGraphStatusResponse] = Operation(
    service="scheduler",
    version="v1",
    name="extendTaskGraph",
    method="post",
    route="/task-graph/<taskGraphId>/extend",
    args=("taskGraphId",),
    payload=ExtendTaskGraphRequest,
    result=TaskGraphStatusResponse,
    scopes="scheduler:extend-task-graph:<taskGraphId>",
    stability="experimental",
)
status: Operation[TaskGraphStatusResponse] = Operation(
    service="scheduler",
    version="v1",
    name="status",
    method="get",
    route="/task-graph/<taskGraphId>/status",
    args=("taskGraphId",),
    result=TaskGraphStatusResponse,
    stability="experimental",
)
info: Operation[TaskGraphInfo] = Operation(
    service="scheduler",
    version="v1",
    name="info",
    method="get",
    route="/task-graph/<taskGraphId>/info",
    args=("taskGraphId",),
    result=TaskGraphInfo,
    stability="experimental",
)
inspect: Operation[TaskGraphInspection] = Operation(
    service="scheduler",
    version="v1",
    name="inspect",
    method="get",
    route="/task-graph/<taskGraphId>/inspect",
    args=("taskGraphId",),
    result=TaskGraphInspection,
    stability="experimental",
)
inspectTask: Operation[InspectedTask] = Operation(
    service="scheduler",
    version="v1",
    name="inspectTask",
    method="get",
    route="/task-graph/<taskGraphId>/inspect/<taskId>",
    args=("taskGraphId", "taskId"),
    result=InspectedTask,
    stability="experimental",
)
ping: Operation[PingResponse] = Operation(
    service="scheduler",
    version="v1",
    name="ping",
    method="get",
    route="/ping",
    result=PingResponse,
    stability="experimental",
)

OPERATIONS: Mapping[str, Operation] = {
    operation.name: operation
    for operation in (
        createTaskGraph,
        extendTaskGraph,
        status,
        info,
        inspect,
        inspectTask,
        ping,
    )
}
"""All methods of the service, by name."""
