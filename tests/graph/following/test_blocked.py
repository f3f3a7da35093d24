"""Tasks that are blocked by failures, compared with the definition."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from tc_typed.graph.following.blocked import Needs, blockedTasks

TASKS = st.sampled_from(string.ascii_lowercase[:8])

GROUPS = st.dictionaries(
    TASKS,
    st.builds(Needs, st.lists(TASKS, max_size=3, unique=True).map(tuple), st.booleans()),
)


def byDefinition(waiting: dict[str, Needs], failed: set[str]) -> set[str]:
    blocked: set[str] = set()
    while True:
        further = {
            taskId
            for taskId, needs in waiting.items()
            if not blocked.isdisjoint(needs.taskIds)
            or (needs.allCompleted and not failed.isdisjoint(needs.taskIds))
        }
        if further == blocked:
            return blocked
        blocked = further


def allNeeds(waiting: dict[str, Needs], taskId: str) -> set[str]:
    """Return what a task needs directly and indirectly."""
    found: set[str] = set()
    todo = [taskId]
    while todo:
        needs = waiting.get(todo.pop())
        new = {*needs.taskIds} - found if needs is not None else set[str]()
        found |= new
        todo += new
    return found


@given(GROUPS, st.sets(TASKS, max_size=3))
def test_a_task_is_blocked_if_what_it_needs_failed_or_is_blocked(
    waiting: dict[str, Needs], failed: set[str]
) -> None:
    waiting = {taskId: needs for taskId, needs in waiting.items() if taskId not in failed}
    blocked = blockedTasks(waiting, failed)
    assert {*blocked} == byDefinition(waiting, failed)
    for taskId, root in blocked.items():
        assert root in failed
        assert root in allNeeds(waiting, taskId)


def test_long_chains_are_followed_in_linear_time() -> None:
    length = 100_000
    waiting = {str(n): Needs((str(n - 1),), allCompleted=n % 2 == 1) for n in range(1, length)}
    assert len(blockedTasks(waiting, ["0"])) == length - 1
