"""Responses as received."""

from __future__ import annotations

from tc_typed.core.raw_response import RawResponse


def test_responses_with_equal_fields_are_equal() -> None:
    one, same = (RawResponse(200, {"a": "b"}, b"{}") for _ in range(2))
    assert one == same
    assert one != RawResponse(200, {"a": "b"}, b"[]")
    assert one != 200
    assert len({one, same}) == 1
