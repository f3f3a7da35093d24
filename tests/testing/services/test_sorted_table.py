"""Tables that are kept sorted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tc_typed.testing.server.paging import PageRequest
from tc_typed.testing.services.sorted_table import SortedTable

changes = st.lists(st.tuples(st.text("ab", max_size=2), st.none() | st.integers()), max_size=20)


@given(changes=changes)
def test_a_table_is_like_a_dict_whose_values_are_listed_by_name(
    changes: list[tuple[str, int | None]],
) -> None:
    table: SortedTable[int] = SortedTable()
    expected: dict[str, int] = {}
    for name, value in changes:
        if value is None:
            table.remove(name)
            expected.pop(name, None)
        else:
            table.set(name, value)
            expected[name] = value
        assert table.get(name) == expected.get(name)
        assert len(table) == len(expected)
    assert table.page(PageRequest()) == ([expected[name] for name in sorted(expected)], None)
