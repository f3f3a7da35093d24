"""A claim on a run: its newest credentials, and the time that is left. No I/O."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic

from tc_typed.queue.models import (
    ClaimedTask,
    ReclaimTaskResponse,
    Task,
    TaskCredentials,
    TaskStatus,
)
from tc_typed.worker.outcomes import RunLost


class Claim:
    """A claim on a run, which a worker renews."""

    def __init__(self, claimed: ClaimedTask, now: Callable[[], float] = monotonic) -> None:
        """Begin to hold a claim, as soon as the queue has responded.

        Args:
            claimed: Response of the queue.
            now: Function that returns the time in seconds, which never goes backwards.
        """
        self.taskId: str = claimed.status.taskId
        self.runId: int = claimed.runId
        self.task: Task = claimed.task
        self.status: TaskStatus = claimed.status
        self.workerGroup: str = claimed.workerGroup
        self.workerId: str = claimed.workerId
        self.takenUntil: datetime = claimed.takenUntil
        self.credentials: TaskCredentials = claimed.credentials
        self.lost: RunLost | None = None
        """Error that tells the body of the run to end."""
        self._now = now
        self._began = now()
        self._serverTime = _started(claimed) or datetime.now(UTC)

    def __str__(self) -> str:
        return f"run {self.runId} of task {self.taskId}"

    def secondsLeft(self) -> float:
        """Return the seconds until the claim expires; below 0 if it has expired.

        Both times that it compares are the server's, so the clock of this machine need not be
        right.
        """
        lasts = (self.takenUntil - self._serverTime).total_seconds()
        return lasts - (self._now() - self._began)

    def renew(self, response: ReclaimTaskResponse) -> None:
        """Take in the queue's response to a reclaim."""
        self.status = response.status
        self.takenUntil = response.takenUntil
        self.credentials = response.credentials


def _started(claimed: ClaimedTask) -> datetime | None:
    """Return the time of the claim by the server's clock."""
    for run in claimed.status.runs:
        if run.runId == claimed.runId:
            return run.started
    return None
