"""Settings of a worker."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import ValidationError

from tc_typed.core.errors import InvalidCall
from tc_typed.core.models.problems import firstProblem
from tc_typed.core.texts import shownValue
from tc_typed.queue.models import ClaimWorkRequest

LAST_CLAIM_SECONDS = 3.0
"""Seconds that a worker that is stopping waits for the response to its last claimWork. If there is
work, the response is on its way, and its runs can be reported. Else the queue would wait longer."""

_MOST_CLAIMED = 32
"""Maximum number of tasks that the queue lets a worker claim at once."""


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """Identity of a worker, and the task queue that it works for."""

    taskQueueId: str
    """Name of the task queue, as `<provisionerId>/<workerType>`."""
    workerGroup: str
    """Group of the worker."""
    workerId: str
    """Id of the worker within its group."""
    capacity: int = 1
    """Maximum number of runs at a time."""

    def __post_init__(self) -> None:
        # A float or a text would only fail in a later claim.
        if not (isinstance(self.capacity, int) and self.capacity >= 1):  # pyright: ignore[reportUnnecessaryIsInstance]  # untyped callers
            reason = f"capacity must be an integer of 1 or more, got {shownValue(self.capacity)}"
            raise InvalidCall("worker.work", reason)
        try:  # Invalid ids are refused before anything is claimed.
            self.request(1)
        except ValidationError as error:
            problem = firstProblem(error)
        else:
            return
        raise InvalidCall("worker.work", problem)

    def request(self, room: int) -> ClaimWorkRequest:
        """Return the payload of a claimWork.

        Args:
            room: Number of further runs for which the worker has room.
        """
        return ClaimWorkRequest(
            workerGroup=self.workerGroup,
            workerId=self.workerId,
            tasks=min(room, _MOST_CLAIMED),
        )
