"""Decisions of a follower: what it reports, when it polls, and when it ends."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import chain, cycle, groupby, pairwise, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.graph.following.histories import GROUPS, Create, Event, Move, SimulatedGroup

from tc_typed.core.errors import TaskclusterFailure, restFailure
from tc_typed.core.retry import isTemporary
from tc_typed.core.steps import Wait, advance
from tc_typed.graph import TaskChange
from tc_typed.graph.following.polling import FollowReply, FollowStep, GetPage, followSteps

ENDLESS = math.inf
MOST_STEPS = 5000

NOTHING = Move(9, "running")
"""An event without an effect, because there is no such task."""

FAILURE = restFailure("queue.listTaskGroup", 500, None)


class Player:
    """Carries out the steps of a follower on a simulated group, with a clock of its own."""

    def __init__(
        self,
        group: SimulatedGroup,
        *,
        pace: Iterator[int],
        failures: Iterator[TaskclusterFailure | None],
        retryFor: float = ENDLESS,
        pageSeconds: float = 0.0,
        vary: float = 0.5,
    ) -> None:
        self.now = 0.0
        self.changes: list[TaskChange] = []
        self.waits: list[float] = []
        self.requests: list[float] = []
        self._group = group
        self._pace = pace
        self._failures = failures
        self._pageSeconds = pageSeconds
        self._steps = followSteps(
            retryFor=retryFor, isTemporary=isTemporary, now=lambda: self.now, vary=lambda: vary
        )

    def play(self) -> None:
        reply: FollowReply = None
        for _ in range(MOST_STEPS):
            step = advance(self._steps, reply)
            if step is None:
                return
            reply = self._carryOut(step)
        pytest.fail("the follower does not end")

    def _carryOut(self, step: FollowStep) -> FollowReply:
        match step:
            case Wait(seconds):
                assert seconds >= 0
                self.waits.append(seconds)
                self.now += seconds
                return None
            case TaskChange():
                self.changes.append(step)
                return None
            case GetPage(token):
                self._group.advance(next(self._pace))
                self.requests.append(self.now)
                self.now += self._pageSeconds
                return next(self._failures, None) or self._group.page(token)


def onOnePage(history: list[Event]) -> SimulatedGroup:
    return SimulatedGroup(history, pageSize=99, isCreatorFirst=True)


def played(group: SimulatedGroup, **options: float) -> Player:
    """Play a group that has one event for each page."""
    player = Player(group, pace=cycle([1]), failures=iter([]), **options)
    player.play()
    return player


def isSubsequence(some: list[str], whole: list[str]) -> bool:
    remaining = iter(whole)
    return all(state in remaining for state in some)


@given(
    GROUPS,
    st.lists(st.integers(0, 4), min_size=1).filter(any),
    st.lists(st.sampled_from([None, None, FAILURE])),
)
def test_changes_are_reported_once_and_last_states_always(
    group: SimulatedGroup, pace: list[int], failures: list[TaskclusterFailure | None]
) -> None:
    player = Player(group, pace=cycle(pace), failures=iter(failures))
    player.play()
    changes = sorted(player.changes, key=lambda change: change.taskId)  # It is stable.
    last: dict[str, str] = {}
    for taskId, ofTask in groupby(changes, lambda change: change.taskId):
        reported = [*ofTask]
        assert reported[0].previous is None
        for before, after in pairwise(reported):
            assert after.previous == before.state != after.state
        queueStates = [
            state for state, _ in groupby(str(change.status.state) for change in reported)
        ]
        assert isSubsequence(queueStates, group.tasks[taskId].states)
        for change in reported:
            assert change.state in {change.status.state, "blocked"}
            assert change.status.taskId == taskId
            assert (change.name, change.kind) == (f"name of {taskId}", "build")
            assert change.reason.startswith("needs name of ") is (change.state == "blocked")
        last[taskId] = reported[-1].state
    assert last == group.states()


def test_a_task_is_not_missed_if_it_is_created_on_a_page_that_was_already_read() -> None:
    m, b = (Create(taskId, frozenset(), allCompleted=True) for taskId in ("m", "b"))
    history: list[Event] = [m, Move(0, "completed"), b]
    group = SimulatedGroup(history, pageSize=1, isCreatorFirst=False)
    # The first page has m. Then b is created, and all tasks succeed, before the second page.
    player = Player(group, pace=chain([2, 2], repeat(0)), failures=iter([]))
    player.play()
    names = ["name of m", "name of zzzzcreator", "name of b"]
    assert [(change.name, change.state) for change in player.changes] == [
        (name, "completed") for name in names
    ]


def test_a_resolved_group_that_fits_on_a_page_is_listed_once() -> None:
    assert len(played(SimulatedGroup([], pageSize=1, isCreatorFirst=True)).requests) == 1


def test_waits_grow_while_nothing_changes_and_start_again_after_a_change() -> None:
    quiet: list[Event] = [NOTHING] * 12
    change = Create("a", frozenset(), allCompleted=True)
    waits = played(onOnePage([*quiet, change, *quiet])).waits
    grown = [1.0, 1.5, 2.25, 3.375]
    assert waits[:4] == grown
    assert waits[10:12] == [30.0, 30.0]
    assert waits[12:16] == grown
    assert len(waits) == 25


@given(st.floats(0, 1))
def test_waits_vary_by_a_quarter(vary: float) -> None:
    group = onOnePage([NOTHING] * 20)
    for wait, usual in zip(
        played(group, vary=vary).waits,
        played(onOnePage([*group.history])).waits,
        strict=True,
    ):
        assert wait / usual == pytest.approx(0.75 + vary / 2)


@pytest.mark.parametrize(("pageSeconds", "wait"), [(0.1, 1.0), (4.0, 8.0), (100.0, 30.0)])
def test_a_slow_list_is_requested_less_often(pageSeconds: float, wait: float) -> None:
    assert played(onOnePage([NOTHING] * 3), pageSeconds=pageSeconds).waits[0] == wait


class Outage:
    """Polls that fail from a certain request on."""

    def __init__(self, failure: TaskclusterFailure, *, ok: int = 1) -> None:
        self._replies = iter([None] * ok)
        self._failure = failure

    def __iter__(self) -> Outage:
        return self

    def __next__(self) -> TaskclusterFailure | None:
        return next(self._replies, self._failure)


@given(st.floats(0, 1000), st.floats(0, 1), st.floats(0, 20))
def test_a_failure_is_raised_when_it_has_lasted_too_long(
    retryFor: float, vary: float, pageSeconds: float
) -> None:
    player = Player(
        onOnePage([]),
        pace=cycle([0]),
        failures=Outage(FAILURE),
        retryFor=retryFor,
        vary=vary,
        pageSeconds=pageSeconds,
    )
    with pytest.raises(TaskclusterFailure) as caught:
        player.play()
    assert caught.value is FAILURE
    failedAt = player.requests[1] + pageSeconds
    assert player.requests[-1] <= failedAt + retryFor + 1e-6
    assert player.now >= failedAt + retryFor - 1e-6  # It was not given up before.
    for before, after in pairwise(player.waits[1:-1]):
        assert before <= after <= 30 * 1.25


def test_failures_that_do_not_last_are_survived() -> None:
    failures = ([FAILURE] * 5 + [None]) * 50
    group = onOnePage([NOTHING] * 200)
    player = Player(group, pace=cycle([1]), failures=iter(failures), retryFor=60)
    player.play()
    assert player.now > 10 * 60
    assert player.changes[-1].state == "completed"


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_other_failures_are_raised_at_once(status: int) -> None:
    failure = restFailure("queue.listTaskGroup", status, None)
    player = Player(
        onOnePage([]),
        pace=cycle([0]),
        failures=Outage(failure),
    )
    with pytest.raises(type(failure)):
        player.play()
    assert len(player.requests) == 2


def test_retry_after_is_respected() -> None:
    group = onOnePage([])
    failure = restFailure("queue.listTaskGroup", 429, None, retryAfter=45.0)
    player = Player(group, pace=cycle([0]), failures=Outage(failure), retryFor=100)
    with pytest.raises(TaskclusterFailure):
        player.play()
    assert player.waits[1:] == [45.0, 45.0]  # A third wait would end after 100 s.
