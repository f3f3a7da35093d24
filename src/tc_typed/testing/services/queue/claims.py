"""Claims of workers, which the queue checks when they expire."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from tc_typed.testing.server.paging import PageRequest
from tc_typed.testing.services.queue.records import TaskRecord
from tc_typed.testing.services.queue.task_queue_lists import TaskQueueLists
from tc_typed.testing.services.queue.workers import WorkerKey


@dataclass(slots=True)
class Claim:
    """A worker's claim on a run."""

    task: TaskRecord
    runId: int
    worker: WorkerKey
    claimed: datetime
    """Time at which the claim began."""
    checks: set[datetime] = field(default_factory=set[datetime])
    """Times at which the queue is going to check whether the claim has expired."""


@dataclass(frozen=True, slots=True)
class _Listed:
    """A claim, and its key in the list of its task queue."""

    claim: Claim
    key: str


class Claims:
    """Claims of workers.

    A claim is put here before the queue checks whether it can be granted. As in a real queue, a
    refused claim stays until the time of its check, and so do most claims of resolved runs.
    """

    def __init__(self) -> None:
        self._lists: TaskQueueLists[Claim] = TaskQueueLists()
        self._claims: defaultdict[str, dict[int, _Listed]] = defaultdict(dict)
        """Claims by task and run."""

    def put(self, claim: Claim, takenUntil: datetime) -> None:
        """Add a claim, or extend the one that exists for the same run.

        Args:
            claim: The claim.
            takenUntil: Time at which it is going to be checked.
        """
        claims = self._claims[claim.task.taskId]
        listed = claims.get(claim.runId)
        if listed is None:
            key = self._lists.add(claim.task.taskQueueId, claim)
            listed = claims[claim.runId] = _Listed(claim, key)
        listed.claim.checks.add(takenUntil)

    def check(self, task: TaskRecord, runId: int, takenUntil: datetime) -> bool:
        """Complete one check of a claim, and remove the claim if it was the last one.

        Returns:
            Whether the check was still to be made: the claim may have been removed since.
        """
        listed = self._claims.get(task.taskId, {}).get(runId)
        if listed is None or takenUntil not in listed.claim.checks:
            return False
        listed.claim.checks.remove(takenUntil)
        if not listed.claim.checks:
            self.remove(task, runId)
        return True

    def remove(self, task: TaskRecord, runId: int) -> None:
        """Remove the claim on a run, if there is one."""
        claims = self._claims.get(task.taskId, {})
        listed = claims.pop(runId, None)
        if listed is None:
            return
        self._lists.remove(task.taskQueueId, listed.key)
        if not claims:
            del self._claims[task.taskId]

    def removeAll(self, task: TaskRecord) -> None:
        """Remove the claims on all runs of a task."""
        for listed in self._claims.pop(task.taskId, {}).values():
            self._lists.remove(task.taskQueueId, listed.key)

    def count(self, taskQueueId: str) -> int:
        """Return the number of claimed runs in a task queue."""
        return self._lists.count(taskQueueId)

    def page(self, taskQueueId: str, request: PageRequest) -> tuple[list[Claim], str | None]:
        """Return a page of the claims in a task queue, oldest first, and a token."""
        return self._lists.page(taskQueueId, request)
