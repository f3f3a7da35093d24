"""Agenda of the local Taskcluster: order and times of its actions."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.testing.conftest import Clock

from tc_typed.testing.timeline import Timeline

START = datetime(2026, 1, 1, tzinfo=UTC)

OFFSETS = st.integers(0, 20)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def note(log: list[tuple[str, datetime]], name: str) -> Callable[[datetime], None]:
    return lambda time: log.append((name, time))


@given(st.lists(OFFSETS, max_size=20), st.lists(OFFSETS, max_size=5))
def test_actions_are_carried_out_once_in_the_order_of_their_times(
    offsets: list[int], looks: list[int]
) -> None:
    clock = Clock(START)
    timeline = Timeline(clock)
    done: list[tuple[int, int]] = []
    for number, offset in enumerate(offsets):

        def act(time: datetime, offset: int = offset, number: int = number) -> None:
            assert time == at(offset)
            done.append((offset, number))

        timeline.at(at(offset), act)
    for look in sorted(looks):
        clock.now = at(look)
        with timeline.enter() as now:
            assert now == at(look)
            assert done == sorted(
                (offset, number) for number, offset in enumerate(offsets) if offset <= look
            )


@given(st.lists(st.tuples(OFFSETS, OFFSETS), max_size=10), OFFSETS)
def test_actions_can_add_actions_which_are_carried_out_in_their_turn(
    pairs: list[tuple[int, int]], end: int
) -> None:
    """The oracle is a queue that is sorted anew after each action."""
    clock = Clock(START)
    timeline = Timeline(clock)
    done: list[int] = []

    def chain(offset: int, after: int) -> Callable[[datetime], None]:
        def act(_: datetime) -> None:
            done.append(offset)
            timeline.at(at(offset + after), lambda _: done.append(offset + after))

        return act

    for offset, after in pairs:
        timeline.at(at(offset), chain(offset, after))
    clock.now = at(end)
    with timeline.enter():
        pass
    firsts = [offset for offset, _ in pairs if offset <= end]
    seconds = [sum(pair) for pair in pairs if sum(pair) <= end]
    assert done == sorted(firsts + seconds)


def test_the_time_is_the_same_in_nested_blocks_and_in_milliseconds() -> None:
    clock = Clock(START)
    timeline = Timeline(clock)
    clock.now = at(1.2345678)
    with timeline.enter() as outer:
        clock.now = at(2)
        with timeline.enter() as inner:
            assert inner == outer == at(1.234)
        with timeline.enter() as inner:
            assert inner == outer
    with timeline.enter() as later:
        assert later == at(2)


def test_an_action_enters_at_its_own_time() -> None:
    clock = Clock(START)
    timeline = Timeline(clock)
    seen: list[datetime] = []

    def act(_: datetime) -> None:
        with timeline.enter() as now:
            seen.append(now)

    timeline.at(at(1), act)
    clock.now = at(5)
    with timeline.enter() as now:
        assert now == at(5)
    assert seen == [at(1)]


def test_what_is_added_inside_a_block_is_carried_out_after_it() -> None:
    clock = Clock(START)
    timeline = Timeline(clock)
    log: list[tuple[str, datetime]] = []
    with timeline.enter():
        timeline.at(at(0), note(log, "due"))
        assert log == []
    with timeline.enter():
        assert log == [("due", at(0))]


def test_a_failed_block_or_action_does_not_hold_the_timeline() -> None:
    clock = Clock(START)
    timeline = Timeline(clock)

    def fail(_: datetime) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), timeline.enter():
        raise ZeroDivisionError
    timeline.at(at(0), fail)
    with pytest.raises(ZeroDivisionError), timeline.enter():
        pass
    clock.now = at(3)
    with ThreadPoolExecutor() as pool:
        assert pool.submit(lambda: timeline.enter().__enter__()).result(5) == at(3)


def test_threads_take_turns() -> None:
    timeline = Timeline(Clock(START))
    inside = 0
    most = 0
    start = threading.Barrier(8)

    def visit() -> None:
        nonlocal inside, most
        start.wait(5)
        for _ in range(200):
            with timeline.enter():
                inside += 1
                most = max(most, inside)
                inside -= 1

    with ThreadPoolExecutor(8) as pool:
        for each in [pool.submit(visit) for _ in range(8)]:
            each.result(10)
    assert (inside, most) == (0, 1)


def test_waiting_calls_are_woken_in_the_order_of_their_registration() -> None:
    timeline = Timeline(Clock(START))
    woken: list[int] = []
    for number in range(3):
        timeline.onWake(lambda number=number: woken.append(number))  # type: ignore[misc]
    timeline.catchUp()
    assert (woken, timeline.isStopping) == ([0, 1, 2], False)
    timeline.stopWaits()
    assert (woken, timeline.isStopping) == ([0, 1, 2] * 2, True)


def test_what_is_due_is_carried_out_before_waiting_calls_are_woken() -> None:
    clock = Clock(START)
    timeline = Timeline(clock)
    log: list[tuple[str, datetime]] = []
    timeline.at(at(1), note(log, "due"))
    timeline.onWake(lambda: log.append(("woken", clock())))
    clock.now = at(2)
    timeline.catchUp()
    assert log == [("due", at(1)), ("woken", at(2))]
