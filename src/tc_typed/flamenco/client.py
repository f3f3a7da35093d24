"""Client of the flamenco service.

Compiled from schemas/flamenco by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from tc_typed.core.models.fields import Upload
from tc_typed.core.operation import Operation
from tc_typed.core.sync import ServiceClient
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


class WorkerApi(ServiceClient):
    """The Worker API of a Flamenco Manager, which hands out the tasks of render jobs.

    A worker registers once, signs on, asks for tasks and reports on them until it signs off. Pass
    the Manager's URL as `rootUrl`, such as `http://manager.example.com:8080`, and
    `BasicCredentials` as the credentials: the `uuid` that `register_worker` returned, and the
    secret that the worker chose when it registered.

    For Flamenco 3.8 and newer: tasks of an older Manager have no step counts (`steps_completed`,
    `steps_total`, `total_step_count`), so `schedule_task` raises `UnexpectedResponse`.
    """

    serviceName: ClassVar[str] = "flamenco"
    apiVersion: ClassVar[str] = "1.0.0"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS
    _basePath: ClassVar[str | None] = "/api/v3/"

    def register_worker(self, worker_registration: WorkerRegistration) -> RegisteredWorker:
        """Register a new worker with the Manager.

        Needs no credentials; the response has the `uuid` for the worker's later credentials. Each
        call creates another worker, so store the credentials and call this only once per worker.

        An attempt that gets no response, or a 5xx response, is retried. If the server carried out
        the failed attempt, a second worker is registered, and the first one stays in the Manager's
        list. Use `workerApi.use(retries=0)` to make a single attempt.

        Args:
            worker_registration: A worker to register.

        Returns:
            `RegisteredWorker` (200): The registered worker.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /worker/register-worker`, stable. Authorization: none.
        """
        return self._session.call(operations.register_worker, {}, payload=worker_registration)

    def sign_on(self, worker_sign_on: WorkerSignOn) -> WorkerStateChange:
        """Start a work session.

        Also updates the Manager's information about the worker. The response has the state to
        enter; confirm it with `worker_state_changed`.

        Args:
            worker_sign_on: Current capabilities of a worker.

        Returns:
            `WorkerStateChange` (200): The state that the worker must enter.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /worker/sign-on`, stable. Authorization: HTTP Basic.
        """
        return self._session.call(operations.sign_on, {}, payload=worker_sign_on)

    def sign_off(self) -> None:
        """End the work session.

        The Manager marks the worker offline and queues its unfinished tasks again. It remembers
        whether the worker was awake or asleep, and the response to the next `sign_on` contains that
        state. Don't report `offline` or `restart` with `worker_state_changed` first: this call
        acknowledges them.

        Returns:
            Nothing (204): The worker is marked as offline.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /worker/sign-off`, stable. Authorization: HTTP Basic.
        """
        return self._session.call(operations.sign_off, {})

    def worker_state(self) -> WorkerStateChange | None:
        """Check whether the Manager wants another state.

        A worker that is not awake polls this to learn when to wake up.

        Returns:
            `WorkerStateChange` (200): The state that the worker must enter. Nothing (204): The
            worker can stay in its current state.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /worker/state`, stable. Authorization: HTTP Basic.
        """
        return self._session.call(operations.worker_state, {})

    def worker_state_changed(self, worker_state_changed: WorkerStateChanged) -> None:
        """Report that the worker is in another state.

        Call this whether the Manager requested the state or the worker chose it.

        Args:
            worker_state_changed: A worker's report of the state it is in.

        Returns:
            Nothing (204): The Manager has recorded the state.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /worker/state-changed`, stable. Authorization: HTTP Basic.
        """
        return self._session.call(operations.worker_state_changed, {}, payload=worker_state_changed)

    def schedule_task(self) -> AssignedTask | WorkerStateChange | None:
        """Get a task to run.

        A task that the worker was given earlier and has not finished is returned again. While the
        Manager's database is busy, it responds with 503, and the call is retried after the delay
        that the Manager asks for.

        Returns:
            `AssignedTask` (200): The task to run. Nothing (204): There is currently no task to run.
            `WorkerStateChange` (423): There are no more tasks for the worker, which must enter this
            state.

        Raises:
            AccessDenied: 403: The credentials are not a worker's. The error's `body` has type
                `SecurityError`.
            RequestConflict: 409: The worker is not awake; only awake workers get tasks.
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /worker/task`, stable. Authorization: HTTP Basic.
        """
        return self._session.call(operations.schedule_task, {})

    def task_update(self, task_id: str, task_update: TaskUpdate) -> None:
        """Report on a task.

        The report can contain progress, output or the end of the task. Anything that is left out
        stays unchanged.

        An attempt that gets no response, or a 5xx response, is retried. If the server carried out
        the failed attempt, the lines in `log` appear twice in the task's log. Use
        `workerApi.use(retries=0)` to make a single attempt.

        Args:
            task_id: The `uuid` of the assigned task.
            task_update: Update on a task; anything that is absent has not changed.

        Returns:
            Nothing (204): The Manager has recorded the report.

        Raises:
            RequestConflict: 409: The task now belongs to another worker: stop working on it.
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /worker/task/<task_id>`, stable. Authorization: HTTP Basic.
        """
        return self._session.call(operations.task_update, {"task_id": task_id}, payload=task_update)

    def may_worker_run(self, task_id: str) -> MayKeepRunning:
        """Ask whether to keep running a task.

        Ask every few seconds while the task runs, even if there is nothing to report: a worker that
        does not call for a minute (the Manager's `worker_timeout`) counts as dead, and its task is
        queued again.

        Args:
            task_id: The `uuid` of the assigned task.

        Returns:
            `MayKeepRunning` (200): Whether to keep running the task, and if not, why.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /worker/task/<task_id>/may-i-run`, stable. Authorization: HTTP Basic.
        """
        return self._session.call(operations.may_worker_run, {"task_id": task_id})

    def task_output_produced(self, task_id: str, body: Upload) -> None:
        """Send the latest image that a task has rendered.

        The Manager makes a preview of it. The format is detected from the first bytes; the image is
        read piece by piece, and again from its start if the call is retried.

        Args:
            task_id: The `uuid` of the assigned task.
            body: The image, a PNG or a JPEG.

        Returns:
            Nothing (202): The Manager has received the image and will process it.

        Raises:
            TaskclusterRestFailure: 411: The request did not state its length. The error's `body`
                has type `Error`.
            InputTooLarge: 413: The image is larger than the Manager accepts. The error's `body` has
                type `Error`.
            TaskclusterRestFailure: 415: The Manager can't read this image format. The error's
                `body` has type `Error`.
            TooManyRequests: 429: Too many images at a time: send fewer. The error's `body` has type
                `Error`.
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /worker/task/<task_id>/output-produced`, stable. Authorization: HTTP Basic.
        """
        return self._session.call(
            operations.task_output_produced, {"task_id": task_id}, payload=body
        )
