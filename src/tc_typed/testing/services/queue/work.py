"""Methods of the queue that workers call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from tc_typed.core.models.timestamps import shifted
from tc_typed.queue.models import (
    ClaimedTask,
    ExceptionReason,
    ReclaimTaskResponse,
    TaskCredentials,
    TaskStatusResponse,
)
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.services.queue.claims import Claim
from tc_typed.testing.services.queue.lifecycle import Lifecycle, Resolution
from tc_typed.testing.services.queue.reads import QueueReads
from tc_typed.testing.services.queue.records import RunRecord, TaskRecord
from tc_typed.testing.services.queue.workers import WorkerKey, Workers
from tc_typed.testing.timeline import Timeline

CREDENTIALS_MARGIN = timedelta(minutes=15)
"""Time for which a task's credentials are valid before its claim begins and after it ends."""

IssueCredentials: TypeAlias = Callable[[str, Sequence[str], datetime, datetime], TaskCredentials]
"""Function that issues temporary credentials, given their clientId, scopes, start and expiry."""


class QueueWork(QueueReads):
    """Methods of the queue that workers call, and those that only read."""

    def __init__(
        self,
        timeline: Timeline,
        lifecycle: Lifecycle,
        issueCredentials: IssueCredentials,
        workers: Workers,
        claimTimeout: float,
    ) -> None:
        super().__init__(timeline, lifecycle)
        self._claimTimeout = timedelta(seconds=claimTimeout)
        self._issueCredentials = issueCredentials
        self.workers = workers
        """Workers that have called the queue."""

    def claimWork(
        self, taskQueueId: str, workerGroup: str, workerId: str, limit: int
    ) -> list[ClaimedTask] | None:
        """Claim pending tasks for a worker, by priority and then by age.

        Returns:
            The claimed tasks; `None` if the worker is quarantined.
        """
        worker, pending = WorkerKey(taskQueueId, workerGroup, workerId), self._lifecycle.pending
        with self._timeline.enter() as now:
            self.workers.recordCall(worker, now)
            if self.workers.isQuarantined(worker, now):
                return None
            claims: list[ClaimedTask] = []
            while len(claims) < limit and (task := pending.first(taskQueueId)):
                claims.append(self._claim(task, worker, now))
            return claims

    def claimInGroup(self, taskGroupId: str, workerGroup: str, workerId: str) -> ClaimedTask | None:
        """Claim the first pending task of a group, by priority and then by age.

        This is not a method of the API. It works for all task queues, without regard to quarantine.
        """
        with self._timeline.enter() as now:
            task = self._lifecycle.pending.firstOfGroup(taskGroupId)
            if task is None:
                return None
            worker = WorkerKey(task.taskQueueId, workerGroup, workerId)
            self.workers.recordCall(worker, now)
            return self._claim(task, worker, now)

    def _claim(self, task: TaskRecord, worker: WorkerKey, now: datetime) -> ClaimedTask:
        """Claim a pending task."""
        claim = Claim(task.taskId, task.runs[-1].runId, worker, now)
        self._lifecycle.expectClaim(task, claim, now + self._claimTimeout)
        return self._grant(task, claim, now)

    def claimTask(self, taskId: str, runId: int, workerGroup: str, workerId: str) -> ClaimedTask:
        """Claim a pending run for a worker. Repeating it returns the same claim."""
        with self._timeline.enter() as now:
            task = self._beforeDeadline(taskId, now, "claimed")
            worker = WorkerKey(task.taskQueueId, workerGroup, workerId)
            self.workers.recordClaimTask(worker, now)
            if self.workers.isQuarantined(worker, now):
                raise ApiError("RequestConflict", f"worker {workerGroup}/{workerId} is quarantined")
            claim = Claim(taskId, runId, worker, now)
            self._lifecycle.expectClaim(task, claim, now + self._claimTimeout)
            run = _run(task, runId)
            if run.state == "pending":
                return self._grant(task, claim, now, isById=True)
            holder = run.workerGroup, run.workerId
            isRepeated = run.state == "running" and run.isClaimedById
            if not isRepeated or holder != (workerGroup, workerId):
                raise ApiError("RequestConflict", f"{_describe(task, run)} is {run.state}")
            self._lifecycle.messages.taskRunning(task, run)
            return self._claimedTask(task, run, now)

    def _grant(
        self, task: TaskRecord, claim: Claim, now: datetime, *, isById: bool = False
    ) -> ClaimedTask:
        takenUntil = now + self._claimTimeout
        run = self._lifecycle.claim(task, claim.worker, takenUntil, now, isById=isById)
        self.workers.recordClaim(claim.worker, task.taskId, run.runId, now)
        return self._claimedTask(task, run, now)

    def _claimedTask(self, task: TaskRecord, run: RunRecord, now: datetime) -> ClaimedTask:
        workerGroup, workerId, takenUntil = _holder(task, run)
        return ClaimedTask(
            status=task.status(),
            runId=run.runId,
            workerGroup=workerGroup,
            workerId=workerId,
            takenUntil=takenUntil,
            task=task.definition,
            credentials=self._credentials(task, run, now),
        )

    def reclaimTask(self, taskId: str, runId: int) -> ReclaimTaskResponse:
        """Extend the claim on a run."""
        with self._timeline.enter() as now:
            task = self._lifecycle.get(taskId)
            run = _run(task, runId)
            self._beforeDeadline(taskId, now, "reclaimed")
            workerGroup, workerId, _ = _holder(task, run)
            worker = WorkerKey(task.taskQueueId, workerGroup, workerId)
            takenUntil = now + self._claimTimeout
            self._lifecycle.expectClaim(task, Claim(taskId, runId, worker, now), takenUntil)
            self.workers.recordCall(worker, now)
            if run.state != "running":
                raise ApiError("RequestConflict", f"{_describe(task, run)} is {run.state}")
            self._lifecycle.renewClaim(task, run, takenUntil)
            return ReclaimTaskResponse(
                status=task.status(),
                runId=runId,
                workerGroup=workerGroup,
                workerId=workerId,
                takenUntil=takenUntil,
                credentials=self._credentials(task, run, now),
            )

    def _credentials(self, task: TaskRecord, run: RunRecord, now: datetime) -> TaskCredentials:
        workerGroup, workerId, takenUntil = _holder(task, run)
        taskAndRun = f"{task.taskId}/{run.runId}"
        return self._issueCredentials(
            f"task-client/{taskAndRun}/on/{workerGroup}/{workerId}"
            f"/until/{takenUntil.timestamp():.3f}",
            [
                f"queue:reclaim-task:{taskAndRun}",
                f"queue:resolve-task:{taskAndRun}",
                f"queue:create-artifact:{taskAndRun}",
                *task.definition.scopes,
            ],
            shifted(now, -CREDENTIALS_MARGIN),
            shifted(takenUntil, CREDENTIALS_MARGIN),
        )

    def reportCompleted(self, taskId: str, runId: int) -> TaskStatusResponse:
        """Resolve a running run as completed. Repeating it sends the messages again."""
        return self._report(taskId, runId, "completed", "completed")

    def reportFailed(self, taskId: str, runId: int) -> TaskStatusResponse:
        """Resolve a running run as failed. Repeating it sends the messages again."""
        return self._report(taskId, runId, "failed", "failed")

    def reportException(
        self, taskId: str, runId: int, reason: ExceptionReason
    ) -> TaskStatusResponse:
        """Resolve a running run as an exception. Depending on the reason, the task is retried.

        Repeating it sends the messages again.
        """
        return self._report(taskId, runId, "exception", reason)

    def _report(
        self,
        taskId: str,
        runId: int,
        state: Resolution,
        reason: Literal["completed", "failed"] | ExceptionReason,
    ) -> TaskStatusResponse:
        with self._timeline.enter() as now:
            task = self._lifecycle.get(taskId)
            run = _run(task, runId)
            # The report of an exception can be repeated although its retry is a newer run.
            newest = len(task.runs) - (2 if state == "exception" else 1)
            if run.state == "running":
                self._lifecycle.report(task, run, state, reason, now)
            elif run.reasonResolved == reason and runId >= newest:
                self._lifecycle.announceEnd(task, run, now)
            else:
                raise ApiError(
                    "RequestConflict",
                    f"{_describe(task, run)} can't be resolved as {reason}: it is {run.state}",
                )
            return task.statusResponse()

    def _beforeDeadline(self, taskId: str, now: datetime, action: str) -> TaskRecord:
        task = self._lifecycle.get(taskId)
        if task.deadline <= now:
            raise ApiError(
                "RequestConflict",
                f"task {taskId} can't be {action} after its deadline, {task.deadline}",
            )
        return task


def _run(task: TaskRecord, runId: int) -> RunRecord:
    if runId >= len(task.runs):
        raise ApiError("ResourceNotFound", f"task {task.taskId} has no run {runId}")
    return task.runs[runId]


def _describe(task: TaskRecord, run: RunRecord) -> str:
    return f"run {run.runId} of task {task.taskId}"


def _holder(task: TaskRecord, run: RunRecord) -> tuple[str, str, datetime]:
    """Return group and id of the worker that claimed a run, and the end of the claim."""
    if run.workerGroup is None or run.workerId is None or run.takenUntil is None:
        raise ApiError("RequestConflict", f"{_describe(task, run)} is not claimed")
    return run.workerGroup, run.workerId, run.takenUntil
