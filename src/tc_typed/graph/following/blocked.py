"""Tasks that wait for a task that failed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Needs:
    """Tasks that an unscheduled task waits for."""

    taskIds: tuple[str, ...]
    """Ids of its dependencies."""
    allCompleted: bool
    """Whether they have to succeed, or else only to be resolved."""


def blockedTasks(waiting: Mapping[str, Needs], failed: Iterable[str]) -> Mapping[str, str]:
    """Find the tasks that can't start, because a task that they need failed or can't start either.

    The queue resolves such a task as an exception, with the reason `deadline-exceeded`, at its
    deadline. Only then a task can start that requires it to be resolved, so that task is blocked,
    too.

    Args:
        waiting: Needs of the unscheduled tasks, by task id.
        failed: Ids of the tasks whose state is `failed` or `exception`.

    Returns:
        For each blocked task, the id of a failed task that it needs directly or indirectly.
    """
    dependents: dict[str, list[str]] = {}
    for taskId, needs in waiting.items():
        for needed in needs.taskIds:
            dependents.setdefault(needed, []).append(taskId)
    blocked: dict[str, str] = {}
    for root in failed:
        blockers = [root]
        while blockers:
            blocker = blockers.pop()
            for taskId in dependents.get(blocker, ()):
                isBlocked = waiting[taskId].allCompleted or blocker != root
                if isBlocked and taskId not in blocked:
                    blocked[taskId] = root
                    blockers.append(taskId)
    return blocked
