"""Runs of a task group: which one is next, which ones are lost, and the report at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import chain
from typing import Generic, Protocol, TypeVar

from tc_typed.core.errors import InvalidCall, TaskclusterFailure
from tc_typed.core.texts import shownValue
from tc_typed.graph.following.group_state import GroupState, TaskChange
from tc_typed.graph.report import Report, TaskResult
from tc_typed.queue.models import ClaimedTask, TaskAndStatus
from tc_typed.testing.deployment import Deployment
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.services.queue.state import QueueState
from tc_typed.worker.claim import Claim
from tc_typed.worker.logs import logError, logLoss
from tc_typed.worker.outcomes import Resolution, RunException, RunLost

CALL = "LocalTaskcluster.runTasks"

WORKER_GROUP, WORKER_ID = "local-taskcluster", "run-tasks"
"""Names of the worker that the runs show."""

_LOSSES = ("canceled", "claim-expired", "deadline-exceeded")
"""Reasons with which the queue itself ends a run."""


class HeldClaim(Protocol):
    """A run that a driver holds, in a thread or in an asyncio task."""

    claim: Claim
    failure: TaskclusterFailure | None


HeldT = TypeVar("HeldT", bound=HeldClaim)


@dataclass(frozen=True, slots=True)
class _Explanation:
    """Text about the end of a run, which the queue does not keep."""

    runId: int
    resolution: Resolution | None  # That of the run; `None` if it could not be reported.
    text: str
    failure: TaskclusterFailure | None = None


def reasonOfEnd(queue: QueueState, taskId: str, runId: int) -> str | None:
    """Return the reason for which the queue itself has ended a run; `None` if it has not.

    Args:
        queue: State of the queue.
        taskId: Task of the run.
        runId: Number of the run.
    """
    try:
        run = queue.getRecord(taskId).runs[runId]
    except ApiError:
        return "the task has expired"
    return run.reasonResolved if run.reasonResolved in _LOSSES else None


class GroupRuns(Generic[HeldT]):
    """Runs of one task group, which are claimed without calls of the API, so faults don't matter.

    Safe to use from several threads.
    """

    def __init__(
        self,
        deployment: Deployment,
        taskGroupId: str,
        hold: Callable[[ClaimedTask], HeldT],
        lose: Callable[[HeldT, RunLost], None],
        wake: Callable[[], object],
    ) -> None:
        """Look for a task group.

        Args:
            deployment: Services of the local Taskcluster.
            taskGroupId: Slugid of the task group.
            hold: Function that begins to hold a claimed run.
            lose: Function that ends the body of a run that is lost. It is called in any thread.
            wake: Function to call, in any thread, when there may be a task to claim.

        Raises:
            InvalidCall: if the task group does not exist.
        """
        self.taskGroupId: str = taskGroupId
        self._timeline = deployment.timeline
        self._queue = deployment.queue
        self._messages = deployment.messages
        self._hold, self._lose, self._wake = hold, lose, wake
        self._held: list[HeldT] = []  # Those that are not lost; guarded by the timeline's lock.
        self._explanations: dict[str, _Explanation] = {}
        if self._taskIds() is None:
            reason = f"taskGroupId must be that of an existing group, got {shownValue(taskGroupId)}"
            raise InvalidCall(CALL, reason)

    def watch(self) -> AbstractContextManager[None]:
        """Notice new tasks and lost runs at once, until the context ends."""
        return self._messages.watch(self._onMessage)

    def _onMessage(self) -> None:
        self.look()
        self._wake()

    def claim(self) -> HeldT | None:
        """Claim the next run of the group; return `None` if none is pending.

        Raises:
            RuntimeError: if the local Taskcluster was reset or is stopping.
        """
        if self._timeline.isStopping:
            raise RuntimeError(f"{CALL}: the local Taskcluster was reset or stopped meanwhile")
        claimed = self._queue.claimInGroup(self.taskGroupId, WORKER_GROUP, WORKER_ID)
        if claimed is None:
            return None
        held = self._hold(claimed)
        with self._timeline.enter():
            self._held.append(held)
        self.look()
        return held

    def look(self) -> None:
        """End the bodies of runs that the queue has ended, if the clock was advanced for example.

        A worker would only notice that when it reclaims, which can be minutes later.
        """
        with self._timeline.enter():
            for held in tuple(self._held):
                reason = self._reasonOfLoss(held.claim)
                if reason is not None:
                    self._held.remove(held)
                    lost = RunLost(CALL, f"the claim on {held.claim} is lost: {reason}")
                    logLoss(lost)
                    self._lose(held, lost)

    def _reasonOfLoss(self, claim: Claim) -> str | None:
        if self._timeline.isStopping:
            return "the local Taskcluster was reset or stopped"
        return reasonOfEnd(self._queue, claim.taskId, claim.runId)

    def end(self, held: HeldT, error: Exception | None) -> None:
        """Take note of the end of a run.

        Args:
            held: The run.
            error: Error that ended its body, if there was one.
        """
        with self._timeline.enter():
            if held in self._held:
                self._held.remove(held)
        claim, failure = held.claim, held.failure
        if error is not None and not isinstance(error, RunLost):
            logError(claim, error)
            self.explain(claim.taskId, claim.runId, *_cause(error))
        if failure is not None and not isinstance(failure, RunLost):
            self.explain(claim.taskId, claim.runId, None, f"not reported: {failure}", failure)

    def explain(
        self,
        taskId: str,
        runId: int,
        resolution: Resolution | None,
        text: str,
        failure: TaskclusterFailure | None = None,
    ) -> None:
        """Keep a text for the report, which has it if the run is the last one of its task.

        Args:
            taskId: Task of the run.
            runId: Number of the run.
            resolution: Resolution of the run that the text explains; `None` if there is none.
            text: Text for the report.
            failure: Error for the report.
        """
        self._explanations[taskId] = _Explanation(runId, resolution, text, failure)

    def report(self) -> Report:
        """Report on all tasks of the group, sorted by name, like `waitFor`."""
        state = GroupState()
        with self._timeline.enter():
            entries = [*self._entries()]
        # Later changes of a task replace earlier ones: it is unscheduled, and then blocked.
        changes = {
            change.taskId: change
            for change in chain(map(state.see, entries), state.conclude())
            if change is not None
        }
        results = sorted(map(self._result, changes.values()), key=lambda it: (it.label, it.taskId))
        return Report(self.taskGroupId, tuple(results))

    def _entries(self) -> Iterator[TaskAndStatus]:
        for taskId in self._taskIds() or ():
            yield self._queue.getRecord(taskId).entry()

    def _taskIds(self) -> tuple[str, ...] | None:
        try:
            with self._timeline.enter():
                return tuple(self._queue.getGroupRecord(self.taskGroupId).taskIds)
        except ApiError:
            return None

    def _result(self, change: TaskChange) -> TaskResult:
        explanation, runs = self._explanations.get(change.taskId), change.status.runs
        known = None if explanation is None else (explanation.runId, explanation.resolution)
        applies = bool(runs) and known == (runs[-1].runId, runs[-1].reasonResolved)
        return TaskResult(
            label=change.name,
            taskId=change.taskId,
            kind=change.kind,
            state=change.state,
            reason=explanation.text if explanation and applies else change.reason,
            failure=explanation.failure if explanation and applies else None,
        )


def _cause(error: Exception) -> tuple[Resolution, str, TaskclusterFailure | None]:
    """Return the resolution that an error of a body leads to, its text, and a failed call."""
    if isinstance(error, RunException):
        return error.reason, str(error), None
    failure = error if isinstance(error, TaskclusterFailure) else None
    return "internal-error", f"internal-error: {type(error).__name__}: {error}", failure
