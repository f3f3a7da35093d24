"""Headers of responses, compared with those of httpx."""

from __future__ import annotations

import copy
import pickle

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tc_typed.core.headers import Headers
from tc_typed.core.raw_response import RawResponse

SECRET = "secretsecret"

names = st.sampled_from(["a", "A", "set-cookie", "Set-Cookie", "SET-COOKIE", "x-ö"]) | st.text(
    st.characters(max_codepoint=255), max_size=5
)
pairs = st.lists(st.tuples(names, st.text(st.characters(exclude_categories=["Cs"]))), max_size=8)
bytePairs = st.lists(
    st.tuples(st.from_regex(rb"[!-9;-~]{1,8}", fullmatch=True), st.binary(max_size=10)), max_size=8
)


@given(bytePairs)
def test_headers_from_bytes_equal_those_of_httpx(given: list[tuple[bytes, bytes]]) -> None:
    ours, theirs = Headers.fromBytes(given), httpx.Headers(given)
    assert [*ours] == [*dict.fromkeys(theirs.keys())]
    assert len(ours) == len({**theirs})
    if all(value.isascii() for _, value in given):  # httpx decodes all headers with one encoding
        assert {**ours} == {**theirs}
    for name, _ in given:
        text = name.decode()
        parts = [_text(value) for key, value in given if key.lower() == name.lower()]
        assert ours[text] == ours[text.upper()] == ours[text.lower()] == ", ".join(parts)
        assert text in ours
        assert text.upper() in ours


def _text(value: bytes) -> str:
    """Decode one value as httpx does, but on its own: httpx uses one encoding for all headers."""
    return httpx.Headers([(b"x", value)])["x"]


@given(pairs)
def test_headers_with_equal_names_and_values_are_equal(given: list[tuple[str, str]]) -> None:
    headers = Headers(given)
    assert headers == Headers([(name.lower(), value) for name, value in given])
    for twin in (copy.copy(headers), copy.deepcopy(headers), pickle.loads(pickle.dumps(headers))):
        assert isinstance(twin, Headers)
        assert twin == headers
        assert [*twin.items()] == [*headers.items()]
    assert RawResponse(200, headers, b"") == RawResponse(200, Headers(given), b"")
    more = Headers([*given, ("a", "x")])
    assert more != headers
    assert RawResponse(200, headers, b"") != RawResponse(200, more, b"")


def test_missing_headers() -> None:
    headers = Headers([("a", "b")])
    assert "x" not in headers
    assert headers.get("x", "y") == "y"
    with pytest.raises(KeyError):
        headers["x"]
    assert headers != {"x": "b"}


@given(st.lists(st.tuples(st.sampled_from(["a", "B", "Location"]), st.just(SECRET))))
def test_reprs_show_no_values(given: list[tuple[str, str]]) -> None:
    headers = Headers(given)
    for text in (repr(headers), str(headers), f"{headers}", repr(RawResponse(200, headers, b""))):
        assert SECRET not in text
    assert all(name.lower() in repr(headers) for name, _ in given)
