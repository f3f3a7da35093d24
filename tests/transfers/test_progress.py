"""Progress of transfers, over all attempts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tc_typed.transfers.progress import ForwardOnly


@given(st.lists(st.integers(0, 9)))
def test_progress_goes_only_forward(steps: list[int]) -> None:
    told: list[int] = []
    progress = ForwardOnly(lambda done, _: told.append(done))
    for step in steps:
        progress(step, None)
    assert told == sorted(told)
    assert progress.reached == max([0, *told]) == max([0, *steps])
