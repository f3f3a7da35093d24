"""Pages of lists."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import overload

from hypothesis import given
from hypothesis import strategies as st

from tc_typed.testing.server.paging import PageRequest, page, pageByNumber, pageOfKeys


class CountedKeys(Sequence[str]):
    """Many sorted keys, which count how often one of them is read."""

    def __init__(self, length: int) -> None:
        self._length = length
        self.reads = 0

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[each] for each in range(self._length)[index]]
        self.reads += 1
        return f"{index:012}"


@given(st.sets(st.text(max_size=3)), st.integers(1, 5))
def test_pages_contain_each_key_once_and_in_order(keys: set[str], limit: int) -> None:
    ordered = sorted(keys)
    seen: list[str] = []
    token: str | None = None
    while True:
        found, token = pageOfKeys(ordered, PageRequest(limit, token))
        assert len(found) <= limit
        seen += found
        if token is None:
            break
        assert found
    assert seen == ordered


@given(st.sets(st.text("ab", min_size=1, max_size=3)), st.integers(1, 4), st.data())
def test_both_forms_of_pages_are_the_same(keys: set[str], limit: int, data: st.DataObject) -> None:
    ordered = sorted(keys)
    token: str | None = None
    for _ in range(data.draw(st.integers(1, 4))):
        request = PageRequest(limit, token)
        expected = page(keys, str, request)
        found, token = pageOfKeys(ordered, request)
        assert (list(found), token) == expected
        if token is None:
            break


@given(st.integers(1, 10**6), st.integers(1, 100))
def test_a_page_of_keys_reads_few_keys_of_a_long_list(length: int, limit: int) -> None:
    keys = CountedKeys(length)
    _, token = pageOfKeys(keys, PageRequest(limit))
    pageOfKeys(keys, PageRequest(limit, token))
    search = math.ceil(math.log2(length)) + 1
    assert keys.reads <= 2 * (limit + 1) + search


@given(st.lists(st.integers(), max_size=30), st.integers(1, 4))
def test_pages_by_number_include_items_that_are_added_between_them(
    items: list[int], limit: int
) -> None:
    known = items[:5]
    seen: list[int] = []
    token: str | None = None
    while True:
        found, token = pageByNumber(enumerate(known), PageRequest(limit, token))
        assert len(found) <= limit
        seen += found
        if token is None:
            break
        known = items[: len(known) + 1]
    assert seen == known
