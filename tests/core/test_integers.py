"""Integers written as floats become ints; nothing else changes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tc_typed.core.integers import asInteger


@given(st.integers(-(2**53), 2**53))
def test_float_without_a_fraction_becomes_an_int(number: int) -> None:
    converted = asInteger(float(number))
    assert type(converted) is int
    assert converted == number


@given(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.floats().filter(lambda number: number % 1 != 0)
)
def test_any_other_value_is_unchanged(value: object) -> None:
    assert asInteger(value) is value
