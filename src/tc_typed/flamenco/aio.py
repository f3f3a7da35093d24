"""Async client of the flamenco service.

Compiled from schemas/flamenco by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.models.fields import Upload
from tc_typed.core.operation import Operation
from tc_typed.flamenco import operations
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


class WorkerApi(AsyncServiceClient):
    """The Worker API of a Flamenco Manager, which hands out the tasks of render jobs.

    A worker registers once, signs on, asks for tasks and reports on them until it signs off. Give
    the Manager's address as `rootUrl`, `http://manager.example.com:8080`, and as credentials
    `BasicCredentials` of the `uuid` that `register_worker` returns and the secret that the worker
    chose there.

    It is for Flamenco 3.8 and newer. Tasks of an older Manager have no step counts
    (`steps_completed`, `steps_total`, `total_step_count`), so `schedule_task` raises
    `UnexpectedResponse`.
    """

    serviceName: ClassVar[str] = "flamenco"
    apiVersion: ClassVar[str] = "1.0.0"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS
    _basePath: ClassVar[str | None] = "/api/v3/"

    async def register_worker(self, worker_registration: WorkerRegistration) -> RegisteredWorker:
        """Make a new worker known to the Manager.

        Needs no credentials; what comes back are the worker's own. Each call makes another worker,
        so keep them and call this once in a worker's life.

        An attempt that gets no response, or a 5xx one, is retried. If the server carried it out
        nevertheless, a second worker is registered, and the first one stays in the Manager's list.
        `workerApi.use(retries=0)` makes one attempt only.

        Args:
            worker_registration: A worker that introduces itself.

        Returns:
            `RegisteredWorker` (200): The worker as the Manager knows it now.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /worker/register-worker`, stable. Authorization: none.
        """
        return await self._session.call(operations.register_worker, {}, payload=worker_registration)

    async def sign_on(self, worker_sign_on: WorkerSignOn) -> WorkerStateChange:
        """Begin a session of work.

        Also brings what the Manager knows about the worker up to date. The response says which
        state to enter; confirm it with `worker_state_changed`.

        Args:
            worker_sign_on: What a worker is able to do at present.

        Returns:
            `WorkerStateChange` (200): The state that the worker shall enter.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /worker/sign-on`, stable. Authorization: HTTP Basic.
        """
        return await self._session.call(operations.sign_on, {}, payload=worker_sign_on)

    async def sign_off(self) -> None:
        """End the session of work.

        The Manager marks the worker offline, and queues its unfinished tasks again. It remembers
        whether the worker was awake or asleep, and the next `sign_on` asks for that. So don't
        report `offline` or `restart` with `worker_state_changed` before: this call acknowledges
        them.

        Returns:
            Nothing (204): The worker counts as offline.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /worker/sign-off`, stable. Authorization: HTTP Basic.
        """
        return await self._session.call(operations.sign_off, {})

    async def worker_state(self) -> WorkerStateChange | None:
        """Ask whether another state is wanted.

        A worker that is not awake polls this, to learn when to wake up.

        Returns:
            `WorkerStateChange` (200): The state that the worker shall enter. Nothing (204): The
            worker may stay as it is.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /worker/state`, stable. Authorization: HTTP Basic.
        """
        return await self._session.call(operations.worker_state, {})

    async def worker_state_changed(self, worker_state_changed: WorkerStateChanged) -> None:
        """Say that the worker is in another state.

        Whether the Manager asked for it, or the worker decided by itself.

        Args:
            worker_state_changed: A worker's word that it is in a state.

        Returns:
            Nothing (204): The Manager has taken note.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /worker/state-changed`, stable. Authorization: HTTP Basic.
        """
        return await self._session.call(
            operations.worker_state_changed, {}, payload=worker_state_changed
        )

    async def schedule_task(self) -> AssignedTask | WorkerStateChange | None:
        """Get a task to run.

        A task that the worker was given earlier and has not finished comes again. While the
        Manager's database is busy it responds with 503, and such calls are retried after the time
        that it asks for.

        Returns:
            `AssignedTask` (200): The task to run. Nothing (204): There is nothing to do at the
            moment. `WorkerStateChange` (423): There are no more tasks for the worker: it shall
            enter this state.

        Raises:
            AccessDenied: 403: These credentials are not a worker's. Its `body`: `SecurityError`.
            RequestConflict: 409: The worker is not awake, and only such get tasks.
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /worker/task`, stable. Authorization: HTTP Basic.
        """
        return await self._session.call(operations.schedule_task, {})

    async def task_update(self, task_id: str, task_update: TaskUpdate) -> None:
        """Report on a task.

        Of its progress, its output, or its end. What the report leaves out stays as it is.

        An attempt that gets no response, or a 5xx one, is retried. If the server carried it out
        nevertheless, the lines in `log` are in the task's log twice. `workerApi.use(retries=0)`
        makes one attempt only.

        Args:
            task_id: The `uuid` of the task, as it came with the assignment.
            task_update: News of a task; what is absent has not changed.

        Returns:
            Nothing (204): The report is in.

        Raises:
            RequestConflict: 409: The task belongs to another worker by now: stop working on it.
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /worker/task/<task_id>`, stable. Authorization: HTTP Basic.
        """
        return await self._session.call(
            operations.task_update, {"task_id": task_id}, payload=task_update
        )

    async def may_worker_run(self, task_id: str) -> MayKeepRunning:
        """Ask whether to go on with a task.

        To be asked every few seconds while the task runs, also when it has nothing to report: a
        worker that is not heard from for a minute (the Manager's `worker_timeout`) counts as dead,
        and its task is queued again.

        Args:
            task_id: The `uuid` of the task, as it came with the assignment.

        Returns:
            `MayKeepRunning` (200): Whether to go on, and why not.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /worker/task/<task_id>/may-i-run`, stable. Authorization: HTTP Basic.
        """
        return await self._session.call(operations.may_worker_run, {"task_id": task_id})

    async def task_output_produced(self, task_id: str, body: Upload) -> None:
        """Show what a task has rendered last.

        The Manager makes a preview of it. The image is told by its first bytes, read piece by
        piece, and read again from its beginning if the call is repeated.

        Args:
            task_id: The `uuid` of the task, as it came with the assignment.
            body: The image, a PNG or a JPEG.

        Returns:
            Nothing (202): The Manager has the image, and will look at it.

        Raises:
            TaskclusterRestFailure: 411: The length was not stated beforehand. Its `body`: `Error`.
            InputTooLarge: 413: The image is larger than the Manager takes. Its `body`: `Error`.
            TaskclusterRestFailure: 415: The Manager can't read this kind of image. Its `body`:
                `Error`.
            TooManyRequests: 429: Too many images at a time: send fewer. Its `body`: `Error`.
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /worker/task/<task_id>/output-produced`, stable. Authorization: HTTP Basic.
        """
        return await self._session.call(
            operations.task_output_produced, {"task_id": task_id}, payload=body
        )
