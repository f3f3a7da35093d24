"""Operations of the flamenco service: the request and response of each method.

Compiled from schemas/flamenco by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping

from tc_typed.core.models.fields import Upload
from tc_typed.core.operation import Operation
from tc_typed.flamenco.models import (
    AssignedTask,
    MayKeepRunning,
    RegisteredWorker,
    TaskUpdate,
    WorkerRegistration,
    WorkerSignOn,
    WorkerStateChange,
    WorkerStateChanged,
)

register_worker: Operation[RegisteredWorker] = Operation(
    service="flamenco",
    version="1.0.0",
    name="register_worker",
    method="post",
    route="/worker/register-worker",
    payload=WorkerRegistration,
    result=RegisteredWorker,
    statuses={200: RegisteredWorker},
    schemes=(),
)
sign_on: Operation[WorkerStateChange] = Operation(
    service="flamenco",
    version="1.0.0",
    name="sign_on",
    method="post",
    route="/worker/sign-on",
    payload=WorkerSignOn,
    result=WorkerStateChange,
    statuses={200: WorkerStateChange},
    schemes=("basic",),
)
sign_off: Operation[None] = Operation(
    service="flamenco",
    version="1.0.0",
    name="sign_off",
    method="post",
    route="/worker/sign-off",
    statuses={204: None},
    schemes=("basic",),
)
worker_state: Operation[WorkerStateChange | None] = Operation(
    service="flamenco",
    version="1.0.0",
    name="worker_state",
    method="get",
    route="/worker/state",
    result=WorkerStateChange | None,
    statuses={200: WorkerStateChange, 204: None},
    schemes=("basic",),
)
worker_state_changed: Operation[None] = Operation(
    service="flamenco",
    version="1.0.0",
    name="worker_state_changed",
    method="post",
    route="/worker/state-changed",
    payload=WorkerStateChanged,
    statuses={204: None},
    schemes=("basic",),
)
schedule_task: Operation[AssignedTask | WorkerStateChange | None] = Operation(
    service="flamenco",
    version="1.0.0",
    name="schedule_task",
    method="post",
    route="/worker/task",
    result=AssignedTask | WorkerStateChange | None,
    statuses={200: AssignedTask, 204: None, 423: WorkerStateChange},
    schemes=("basic",),
)
task_update: Operation[None] = Operation(
    service="flamenco",
    version="1.0.0",
    name="task_update",
    method="post",
    route="/worker/task/<task_id>",
    args=("task_id",),
    payload=TaskUpdate,
    statuses={204: None},
    schemes=("basic",),
)
may_worker_run: Operation[MayKeepRunning] = Operation(
    service="flamenco",
    version="1.0.0",
    name="may_worker_run",
    method="get",
    route="/worker/task/<task_id>/may-i-run",
    args=("task_id",),
    result=MayKeepRunning,
    statuses={200: MayKeepRunning},
    schemes=("basic",),
)
task_output_produced: Operation[None] = Operation(
    service="flamenco",
    version="1.0.0",
    name="task_output_produced",
    method="post",
    route="/worker/task/<task_id>/output-produced",
    args=("task_id",),
    payload=Upload,
    media=("image/jpeg", "image/png"),
    statuses={202: None},
    schemes=("basic",),
)

OPERATIONS: Mapping[str, Operation] = {
    operation.name: operation
    for operation in (
        register_worker,
        sign_on,
        sign_off,
        worker_state,
        worker_state_changed,
        schedule_task,
        task_update,
        may_worker_run,
        task_output_produced,
    )
}
"""All methods of the service, by name."""
