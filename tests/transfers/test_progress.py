"""Progress of transfers across attempts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tc_typed.transfers.progress import ForwardOnly


@given(st.lists(st.integers(0, 9)))
def test_progress_never_decreases(steps: list[int]) -> None:
    reported: list[int] = []
    progress = ForwardOnly(lambda done, _: reported.append(done))
    for step in steps:
        progress(step, None)
    assert reported == sorted(reported)
    assert progress.reached == max([0, *reported]) == max([0, *steps])
