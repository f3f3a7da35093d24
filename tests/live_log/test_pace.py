"""Pace of followers of logs."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tc_typed.live_log.pace import Pace


def usual() -> Pace:
    """Return a pace whose waits don't vary."""
    return Pace(lambda: 0.5)


def test_waits_grow_up_to_thirty_seconds_and_start_again_after_a_change() -> None:
    pace = usual()
    waits = [pace.nextWait() for _ in range(12)]
    assert waits[:4] == [1.0, 1.5, 2.25, 3.375]
    assert waits[-2:] == [30.0, 30.0]
    pace.afterChange()
    assert pace.nextWait() == 1.0


@given(st.floats(0, 1), st.integers(1, 30))
def test_waits_vary_by_a_quarter(vary: float, count: int) -> None:
    varying, fixed = Pace(lambda: vary), usual()
    for _ in range(count):
        assert varying.nextWait() / fixed.nextWait() == pytest.approx(0.75 + vary / 2)


def test_reads_after_the_end_become_rare_but_not_polls() -> None:
    pace, now, reads = usual(), 0.0, list[float]()
    while now < 3600:
        if pace.isReadDue:
            reads.append(now)
            pace.afterEnd()
        wait = pace.nextWait()
        assert wait <= 30
        now += wait
    gaps = [after - before for before, after in pairwise(reads)]
    assert gaps[0] <= 2
    assert all(300 <= gap <= 330 for gap in gaps[-5:])
    pace.afterChange()
    assert pace.isReadDue
