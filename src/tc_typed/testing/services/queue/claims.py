"""Claims of workers, which the queue checks when they expire."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from tc_typed.testing.server.paging import PageRequest
from tc_typed.testing.services.queue.records import TaskRecord
from tc_typed.testing.services.queue.task_queue_lists import TaskQueueLists
from tc_typed.testing.services.queue.workers import WorkerKey
from tc_typed.testing.state.store import Store


@dataclass(slots=True)
class Claim:
    """A worker's claim on a run."""

    taskId: str
    runId: int
    worker: WorkerKey
    claimed: datetime
    """Time at which the claim began."""
    number: int = 0
    """Number of the claim, which orders claims by age."""
    checks: dict[datetime, int] = field(default_factory=dict[datetime, int])
    """Times at which the queue is going to check whether the claim has expired; for each one, the
    number of its entry in the agenda, which orders actions with the same time."""

    @property
    def key(self) -> str:
        """Key of its record."""
        return f"{self.taskId}/{self.runId}"


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

    def __init__(self, store: Store) -> None:
        """Start with the claims in the store.

        Args:
            store: Store of the local Taskcluster.
        """
        self._records = store.records("queue.claims", Claim)
        self._lists: TaskQueueLists[Claim] = TaskQueueLists()
        self._claims: defaultdict[str, dict[int, _Listed]] = defaultdict(dict)
        """Claims by task and run."""
        for _, claim in self._records.load():
            self._add(claim)

    def __iter__(self) -> Iterator[Claim]:
        """Yield all claims."""
        for claims in self._claims.values():
            for listed in claims.values():
                yield listed.claim

    def put(self, claim: Claim, takenUntil: datetime, number: int) -> None:
        """Add a claim, or extend the one that exists for the same run.

        Args:
            claim: The claim.
            takenUntil: Time at which it is going to be checked.
            number: Number of the check's entry in the agenda.
        """
        listed = self._claims[claim.taskId].get(claim.runId)
        if listed is None:
            claim.number = number
            listed = self._add(claim)
        listed.claim.checks.setdefault(takenUntil, number)
        self._records.put(listed.claim.key, listed.claim)

    def _add(self, claim: Claim) -> _Listed:
        key = self._lists.add(claim.worker.taskQueueId, claim.number, claim)
        listed = self._claims[claim.taskId][claim.runId] = _Listed(claim, key)
        return listed

    def check(self, task: TaskRecord, runId: int, takenUntil: datetime) -> bool:
        """Complete one check of a claim, and remove the claim if it was the last one.

        Returns:
            Whether the check was still to be made: the claim may have been removed since.
        """
        listed = self._claims.get(task.taskId, {}).get(runId)
        if listed is None or takenUntil not in listed.claim.checks:
            return False
        del listed.claim.checks[takenUntil]
        if listed.claim.checks:
            self._records.put(listed.claim.key, listed.claim)
        else:
            self.remove(task, runId)
        return True

    def remove(self, task: TaskRecord, runId: int) -> None:
        """Remove the claim on a run, if there is one."""
        claims = self._claims.get(task.taskId, {})
        listed = claims.pop(runId, None)
        if listed is None:
            return
        self._remove(listed)
        if not claims:
            del self._claims[task.taskId]

    def removeAll(self, task: TaskRecord) -> None:
        """Remove the claims on all runs of a task."""
        for listed in self._claims.pop(task.taskId, {}).values():
            self._remove(listed)

    def _remove(self, listed: _Listed) -> None:
        self._lists.remove(listed.claim.worker.taskQueueId, listed.key)
        self._records.delete(listed.claim.key)

    def count(self, taskQueueId: str) -> int:
        """Return the number of claimed runs in a task queue."""
        return self._lists.count(taskQueueId)

    def page(self, taskQueueId: str, request: PageRequest) -> tuple[list[Claim], str | None]:
        """Return a page of the claims in a task queue, oldest first, and a token."""
        return self._lists.page(taskQueueId, request)
