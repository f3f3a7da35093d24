"""Lines of logs that arrive in pieces."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

from hypothesis import example, given
from hypothesis import strategies as st
from tests.live_log.logs import CONTENTS, linesOf, pieces

from tc_typed.live_log.lines import LineSplitter


def split(data: Iterator[bytes], longest: int = 2**20) -> list[str]:
    splitter = LineSplitter(longest)
    lines = [line for piece in data for line in splitter.feed(piece)]
    return [*lines, *splitter.end()]


@given(CONTENTS, st.lists(st.integers(0, 5), min_size=1).filter(any))
@example(b"a\r\nb\r", [1])
@example("€\n".encode()[:2] + b"\n", [1])
@example(b"\xff\r\r\n\r\n", [1])
def test_lines_are_the_same_whatever_the_pieces(content: bytes, sizes: list[int]) -> None:
    assert split(pieces(content, sizes)) == linesOf(content)


@given(CONTENTS, st.lists(st.integers(0, 5), min_size=1).filter(any), st.integers(1, 5))
@example(b"abc\r\nabc\rabcd\r\n", [1], 3)
def test_long_lines_are_cut(content: bytes, sizes: list[int], longest: int) -> None:
    expected = [
        line[start : start + longest]
        for line in linesOf(content)
        for start in range(0, len(line) or 1, longest)
    ]
    assert split(pieces(content, sizes), longest) == expected


@given(CONTENTS)
def test_a_line_is_yielded_as_soon_as_it_ends(content: bytes) -> None:
    splitter = LineSplitter()
    count = 0
    for byte in content:
        lines = [*splitter.feed(bytes([byte]))]
        count += len(lines)
        assert len(lines) == (byte == ord("\n"))
    assert count == content.count(b"\n")


def test_an_endless_line_takes_little_memory() -> None:
    splitter = LineSplitter()
    piece = b"x" * 65_536
    tracemalloc.start()
    try:
        for _ in range(200):
            for line in splitter.feed(piece):
                assert len(line) == 2**20
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8 * 2**20
