"""Decisions of a follower that listens, with messages that come late, twice, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.graph.following.test_blocked import byDefinition

from tc_typed.core.retry import isTemporary
from tc_typed.core.steps import Wait, advance
from tc_typed.graph import TaskChange
from tc_typed.graph.following.blocked import Needs
from tc_typed.graph.following.group_state import GroupState
from tc_typed.graph.following.listening import ListenStep, Receive, listenSteps
from tc_typed.graph.following.polling import FollowReply, GetPage
from tc_typed.queue.models import ListTaskGroupResponse, TaskAndStatus, TaskStatus
from tc_typed.testing import sample

MOST_STEPS = 2000
MOST_TASKS = 8
PAGE_SIZE = 3
ENDINGS = ["completed", "failed", "exception"]

TEMPLATES = {
    state: sample(TaskAndStatus, status={"state": state}, task={"tags": {"kind": "build"}})
    for state in ["unscheduled", "pending", "running", *ENDINGS]
}


NOTHING = Needs((), allCompleted=True)


@dataclass
class QueueTask:
    """A task of a queue that follows its rules: runs are added, and each of them moves forward."""

    taskId: str
    needs: Needs
    state: str = "unscheduled"
    runs: int = 0
    states: list[str] = field(default_factory=list[str])
    """All states so far."""

    def become(self, state: str) -> TaskStatus:
        """Change the state, and return the status that the message about it has."""
        if self.runs == 0 or self.state in ENDINGS:
            self.runs += 1
        self.state = state
        self.states.append(state)
        return self.status()

    def status(self) -> TaskStatus:
        status = TEMPLATES[self.state].status.model_copy()
        status.taskId = self.taskId
        status.runs = [TEMPLATES["running"].status.runs[0]] * self.runs
        return status

    def item(self) -> TaskAndStatus:
        item = TEMPLATES[self.state].model_copy(deep=True)
        item.task.metadata.name = f"name of {self.taskId}"
        item.task.dependencies = [*self.needs.taskIds]
        item.task.requires = "all-completed" if self.needs.allCompleted else "all-resolved"
        item.status = self.status()
        return item


class QueueGroup:
    """A group of tasks, and the messages about them that were not delivered yet."""

    def __init__(self) -> None:
        self.tasks: dict[str, QueueTask] = {}
        self.messages: list[TaskStatus] = []
        self.isDone = False
        self.creator: QueueTask = self.add(NOTHING)

    def add(self, needs: Needs) -> QueueTask:
        """Create a task."""
        # Ids are not in the order of creation, like real ones.
        number = len(self.tasks)
        taskId = f"{number * 7 % 10}-{number}"
        task = self.tasks[taskId] = QueueTask(taskId, needs, states=["unscheduled"])
        self.messages.append(task.status())
        self._startReady()
        return task

    def advance(self, data: st.DataObject) -> None:
        """Change something, or finish."""
        what = data.draw(st.sampled_from(["add", "move", "move", "move", "rerun", "finish"]))
        ids = [*self.tasks]
        if what == "add" and len(ids) < MOST_TASKS:
            needed = data.draw(st.sets(st.sampled_from(ids), max_size=2))
            self.add(Needs(tuple(sorted(needed)), data.draw(st.booleans())))
        elif what == "move":
            self._move(data, data.draw(st.sampled_from(ids)))
        elif what == "rerun":
            task = self.tasks[data.draw(st.sampled_from(ids))]
            if task.state in ENDINGS:
                self.messages.append(task.become("pending"))
        elif what == "finish":
            self.finish()

    def _move(self, data: st.DataObject, taskId: str) -> None:
        task = self.tasks[taskId]
        following = {"pending": ["running", "exception"], "running": ENDINGS}
        if task.state in following:
            self.change(task, data.draw(st.sampled_from(following[task.state])))

    def change(self, task: QueueTask, state: str) -> None:
        """Change a task, and let the tasks start that waited for it."""
        self.messages.append(task.become(state))
        self._startReady()

    def _startReady(self) -> None:
        for task in self.tasks.values():
            needed = [self.tasks[taskId].state for taskId in task.needs.taskIds]
            ready = {"completed"} if task.needs.allCompleted else {*ENDINGS}
            if task.state == "unscheduled" and ready.issuperset(needed):
                self.messages.append(task.become("pending"))

    def finish(self) -> None:
        """Let all tasks succeed that can."""
        self.isDone = True
        while True:
            active = [it for it in self.tasks.values() if it.state in {"pending", "running"}]
            if not active:
                return
            for task in active:
                self.change(task, "completed")

    def blocked(self) -> set[str]:
        return byDefinition(
            {it.taskId: it.needs for it in self.tasks.values() if it.state == "unscheduled"},
            {it.taskId for it in self.tasks.values() if it.state in {"failed", "exception"}},
        )

    def page(self, token: str | None) -> ListTaskGroupResponse:
        later = sorted(taskId for taskId in self.tasks if token is None or taskId > token)
        listed = later[:PAGE_SIZE]
        return ListTaskGroupResponse(
            taskGroupId="group",
            schedulerId="scheduler",
            expires=TEMPLATES["pending"].status.expires,
            tasks=[self.tasks[taskId].item() for taskId in listed],
            continuationToken=listed[-1] if len(later) > len(listed) else None,
        )


class Player:
    """Carries out the steps of a follower that listens, with a clock of its own."""

    def __init__(self, group: QueueGroup, inbox: Iterator[TaskStatus | None]) -> None:
        self.now = 0.0
        self.changes: list[TaskChange] = []
        self.times: list[float] = []
        """Time of each change."""
        self.polls: list[float] = []
        self._group = group
        self._inbox = inbox
        self._steps = listenSteps(
            retryFor=0, isTemporary=isTemporary, now=lambda: self.now, vary=lambda: 0.5
        )

    def play(self) -> None:
        reply: FollowReply = None
        for _ in range(MOST_STEPS):
            step = advance(self._steps, reply)
            if step is None:
                return
            reply = self._carryOut(step)
        pytest.fail("the follower does not end")

    def _carryOut(self, step: ListenStep) -> FollowReply:
        match step:
            case Receive(seconds):
                assert seconds > 0
                status = next(self._inbox)
                self.now += seconds if status is None else min(seconds, 0.01)
                return status
            case TaskChange():
                self.changes.append(step)
                self.times.append(self.now)
            case GetPage(token):
                if token is None:
                    self.polls.append(self.now)
                return self._group.page(token)
            case Wait():
                pytest.fail("nothing fails, and it never waits without listening")
        return None


def isSubsequence(some: list[str], whole: list[str]) -> bool:
    remaining = iter(whole)
    return all(state in remaining for state in some)


def deliveries(data: st.DataObject, group: QueueGroup) -> Iterator[TaskStatus | None]:
    """Deliver messages late, repeatedly, in any order, or never, while the group changes."""
    for _ in range(data.draw(st.integers(0, 25))):
        group.advance(data)
        sent = group.messages
        what = data.draw(st.sampled_from(["first", "first", "any", "repeat", "lose", "none"]))
        place = data.draw(st.integers(0, len(sent) - 1)) if sent else 0
        if not sent or what == "none":
            yield None
        elif what == "lose":
            del sent[place]
        elif what == "repeat":
            yield sent[place]
        else:
            yield sent.pop(0 if what == "first" else place)
    group.finish()
    while True:
        yield None


@given(st.data())
def test_states_never_go_backwards_and_the_last_ones_are_right(data: st.DataObject) -> None:
    group = QueueGroup()
    player = Player(group, deliveries(data, group))
    player.play()
    changes = sorted(player.changes, key=lambda change: change.taskId)  # It is stable.
    last: dict[str, str] = {}
    for taskId, ofTask in groupby(changes, lambda change: change.taskId):
        reported = [*ofTask]
        assert reported[0].previous is None
        for before, after in pairwise(reported):
            assert after.previous == before.state != after.state
            assert len(after.status.runs) >= len(before.status.runs)
        queueStates = [
            state for state, _ in groupby(str(change.status.state) for change in reported)
        ]
        assert isSubsequence(queueStates, group.tasks[taskId].states)
        for change in reported:
            assert change.name == f"name of {taskId}"
        last[taskId] = reported[-1].state
    blocked = group.blocked()
    assert last == {
        task.taskId: "blocked" if task.taskId in blocked else task.state
        for task in group.tasks.values()
    }


# When it polls, and when it looks for blocked tasks


def test_lost_messages_are_made_up_for_by_a_poll_every_five_minutes() -> None:
    group = QueueGroup()

    def nothing() -> Iterator[None]:
        for _ in range(3):
            yield None
        group.finish()
        while True:
            yield None

    player = Player(group, nothing())
    player.play()
    assert player.polls == [0, 300, 600, 900, 1200]
    assert [change.state for change in player.changes] == ["pending", "completed"]


def test_a_resolved_group_is_polled_once() -> None:
    group = QueueGroup()
    group.finish()
    player = Player(group, iter([]))
    player.play()
    assert player.polls == [0]


def test_the_last_message_leads_to_a_last_poll_at_least_a_second_after_the_one_before() -> None:
    group = QueueGroup()

    def inbox() -> Iterator[TaskStatus | None]:
        group.finish()
        yield group.messages[-1]
        yield None

    player = Player(group, inbox())
    player.play()
    assert player.polls == pytest.approx([0, 1])
    # The message told it, not the poll.
    assert player.times == [0, 0.01]


def test_many_new_tasks_lead_to_one_poll() -> None:
    group = QueueGroup()

    def inbox() -> Iterator[TaskStatus | None]:
        yield None
        for _ in range(2):
            group.messages.clear()
            group.add(NOTHING)
            group.add(NOTHING)
            yield from group.messages
            yield None
        group.finish()
        yield from group.messages[-5:]
        yield None

    player = Player(group, inbox())
    player.play()
    # The first new tasks arrive long after the first poll; the others a moment after the second.
    second = player.polls[2]
    assert player.polls == pytest.approx([0, 300, second, second + 1, second + 2])
    assert 300 < second < 302
    assert len({change.taskId for change in player.changes}) == 5


def test_many_failures_lead_to_few_searches_for_blocked_tasks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    searches = 0

    def search(self: GroupState) -> Iterator[TaskChange]:
        nonlocal searches
        searches += 1
        return original(self)

    original = GroupState.updateBlocked
    monkeypatch.setattr(GroupState, "updateBlocked", search)
    group = QueueGroup()
    failing = [group.add(NOTHING) for _ in range(200)]
    blocked = [group.add(Needs((task.taskId,), allCompleted=True)) for task in failing]

    def inbox() -> Iterator[TaskStatus | None]:
        group.messages.clear()
        for task in failing:
            group.change(task, "failed")
        yield from group.messages  # 2 seconds by the player's clock
        group.finish()
        yield group.creator.status()
        while True:
            yield None

    player = Player(group, inbox())
    player.play()
    assert searches <= 2 / 0.5 + 1 + len(player.polls)
    # Each of them is found half a second after its cause, not only by a poll.
    times = {
        (change.taskId, change.state): time
        for change, time in zip(player.changes, player.times, strict=True)
    }
    for task in blocked:
        failure = times[task.needs.taskIds[0], "failed"]
        assert times[task.taskId, "blocked"] - failure <= 0.52
