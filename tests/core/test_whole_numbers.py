"""Whole numbers that were written as floats become ints; nothing else changes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tc_typed.core.whole_numbers import asWhole


@given(st.integers(-(2**53), 2**53))
def test_whole_float_becomes_the_int(number: int) -> None:
    whole = asWhole(float(number))
    assert type(whole) is int
    assert whole == number


@given(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.floats().filter(lambda number: number % 1 != 0)
)
def test_any_other_value_stays_as_it_is(value: object) -> None:
    assert asWhole(value) is value
