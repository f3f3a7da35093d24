"""Histories of task groups, and a queue that lists a group while it changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from hypothesis import strategies as st
from tests.graph.following.test_blocked import byDefinition

from tc_typed.graph.following.blocked import Needs
from tc_typed.queue.models import ListTaskGroupResponse, TaskAndStatus
from tc_typed.testing import sample

STATES = ["pending", "running", "completed", "failed", "exception"]
CREATOR = "creator"

TASK_IDS = st.text("abxyz", min_size=1, max_size=3)

POSITIONS = st.integers(0, 9)


@dataclass(frozen=True, slots=True)
class Create:
    """A task is created."""

    taskId: str
    needs: frozenset[int]
    """Positions of existing tasks."""
    allCompleted: bool


@dataclass(frozen=True, slots=True)
class Move:
    """A task gets another state."""

    position: int
    state: str


Event = Create | Move


EVENTS = st.one_of(
    st.builds(Create, TASK_IDS, st.frozensets(POSITIONS, max_size=3), st.booleans()),
    st.builds(Move, POSITIONS, st.sampled_from(STATES)),
)


@dataclass
class SimulatedTask:
    """A task, with all its states so far."""

    taskId: str
    needs: Needs
    states: list[str]


@dataclass
class SimulatedGroup:
    """A group whose tasks change as its history says.

    Its creator runs until the history is over. Then the tasks that aren't blocked succeed.
    """

    history: list[Event]
    pageSize: int
    isCreatorFirst: bool
    tasks: dict[str, SimulatedTask] = field(default_factory=dict[str, SimulatedTask])

    def __post_init__(self) -> None:
        self._creator = f"{'A' if self.isCreatorFirst else 'z' * 4}{CREATOR}"
        self._add(self._creator, Needs((), allCompleted=True))
        self._events: Iterator[Event] = iter(self.history)

    def advance(self, count: int) -> None:
        """Let a number of events happen."""
        for _ in range(count):
            event = next(self._events, None)
            if event is None:
                self._finish()
                return
            others = [it for it in self.tasks.values() if it.taskId != self._creator]
            match event:
                case Create(taskId, needs, allCompleted):
                    if taskId not in self.tasks:
                        taskIds = [others[n].taskId for n in sorted(needs) if n < len(others)]
                        self._add(taskId, Needs(tuple(taskIds), allCompleted))
                case Move(position, state):
                    if position < len(others):
                        self._move(others[position], state)

    def _add(self, taskId: str, needs: Needs) -> None:
        state = "unscheduled" if needs.taskIds else "pending"
        self.tasks[taskId] = SimulatedTask(taskId, needs, [state])

    def _move(self, task: SimulatedTask, state: str) -> None:
        if task.states[-1] != state:
            task.states.append(state)

    def _finish(self) -> None:
        blocked = self.blocked()
        for task in self.tasks.values():
            if task.taskId not in blocked and task.states[-1] in {"unscheduled", *STATES[:2]}:
                self._move(task, "completed")

    def blocked(self) -> set[str]:
        """Return the ids of the tasks that are blocked."""
        last = {task.taskId: task.states[-1] for task in self.tasks.values()}
        return byDefinition(
            {it.taskId: it.needs for it in self.tasks.values() if last[it.taskId] == "unscheduled"},
            {taskId for taskId, state in last.items() if state in {"failed", "exception"}},
        )

    def states(self) -> dict[str, str]:
        """Return the state of each task as `follow` should report it."""
        blocked = self.blocked()
        return {
            task.taskId: "blocked" if task.taskId in blocked else task.states[-1]
            for task in self.tasks.values()
        }

    def page(self, token: str | None) -> ListTaskGroupResponse:
        """Return the tasks after the one that the token names."""
        later = sorted(taskId for taskId in self.tasks if token is None or taskId > token)
        listed = later[: self.pageSize]
        return ListTaskGroupResponse(
            taskGroupId="group",
            schedulerId="scheduler",
            expires=_template(STATES[0]).status.expires,
            tasks=[self._item(taskId) for taskId in listed],
            continuationToken=listed[-1] if len(later) > len(listed) else None,
        )

    def _item(self, taskId: str) -> TaskAndStatus:
        task = self.tasks[taskId]
        item = _template(task.states[-1]).model_copy(deep=True)
        item.task.metadata.name = f"name of {taskId}"
        item.task.dependencies = [*task.needs.taskIds]
        item.task.requires = "all-completed" if task.needs.allCompleted else "all-resolved"
        item.status.taskId = taskId
        return item


@cache
def _template(state: str) -> TaskAndStatus:
    return sample(TaskAndStatus, status={"state": state}, task={"tags": {"kind": "build"}})


GROUPS = st.builds(SimulatedGroup, st.lists(EVENTS, max_size=30), st.integers(1, 4), st.booleans())
