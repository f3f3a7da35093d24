"""Types of the functions that replace methods of the flamenco service in tests.

Compiled from schemas/flamenco by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from typing_extensions import TypedDict

from tc_typed.core.models.fields import Upload
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


class WorkerApiFakes(TypedDict, total=False):
    """Functions that replace methods of `WorkerApi` in tests."""

    register_worker: Callable[[WorkerRegistration], RegisteredWorker]
    sign_on: Callable[[WorkerSignOn], WorkerStateChange]
    sign_off: Callable[[], None]
    worker_state: Callable[[], WorkerStateChange | None]
    worker_state_changed: Callable[[WorkerStateChanged], None]
    schedule_task: Callable[[], AssignedTask | WorkerStateChange | None]
    task_update: Callable[[str, TaskUpdate], None]
    may_worker_run: Callable[[str], MayKeepRunning]
    task_output_produced: Callable[[str, Upload], None]


class AsyncWorkerApiFakes(TypedDict, total=False):
    """Functions, sync or async, that replace methods of `aio.WorkerApi` in tests."""

    register_worker: Callable[[WorkerRegistration], Awaitable[RegisteredWorker] | RegisteredWorker]
    sign_on: Callable[[WorkerSignOn], Awaitable[WorkerStateChange] | WorkerStateChange]
    sign_off: Callable[[], Awaitable[None] | None]
    worker_state: Callable[[], Awaitable[WorkerStateChange | None] | WorkerStateChange | None]
    worker_state_changed: Callable[[WorkerStateChanged], Awaitable[None] | None]
    schedule_task: Callable[
        [],
        Awaitable[AssignedTask | WorkerStateChange | None]
        | AssignedTask
        | WorkerStateChange
        | None,
    ]
    task_update: Callable[[str, TaskUpdate], Awaitable[None] | None]
    may_worker_run: Callable[[str], Awaitable[MayKeepRunning] | MayKeepRunning]
    task_output_produced: Callable[[str, Upload], Awaitable[None] | None]
