"""Values in messages: on one short line, without formatting the parts left out."""

from __future__ import annotations

from typing import NoReturn

from hypothesis import given
from hypothesis import strategies as st

from tc_typed.core.texts import shownValue


class Broken:
    def __repr__(self) -> NoReturn:
        raise RuntimeError("no repr")


class NoText:
    def __repr__(self) -> str:
        return 5  # type: ignore[return-value]  # pyright: ignore[reportReturnType]  # what is tested


class Loud:
    def __repr__(self) -> str:
        return "line\n\x1b[31m\ud800" * 10**6


AWKWARD: dict[str, object] = {
    "huge": 10**5000,
    "broken": Broken(),
    "no text": NoText(),
    "loud": Loud(),
    "long": "x" * 10**6,
    "bytes": b"x" * 10**6,
}
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.binary()
    | st.sampled_from(sorted(AWKWARD)).map(lambda name: AWKWARD[name]),
    lambda inner: st.lists(inner) | st.tuples(inner) | st.dictionaries(st.text(), inner),
)


@given(values)
def test_any_value_is_shown_on_one_short_line(value: object) -> None:
    text = shownValue(value)
    assert 0 < len(text) <= 100
    assert text.isprintable()


@given(
    st.none() | st.booleans() | st.integers(-(10**50), 10**50) | st.floats() | st.text(max_size=20)
)
def test_short_value_is_shown_completely(value: object) -> None:
    if repr(value).isprintable() and len(repr(value)) <= 100:
        assert shownValue(value) == repr(value)


def test_value_without_a_repr_is_shown_by_its_class() -> None:
    assert "Broken" in shownValue(Broken())
    assert shownValue(10**5000) == "<int>"


def test_shortened_string_shows_both_ends() -> None:
    text = shownValue("begin" + "x" * 10**6 + "end")
    assert text.startswith("'beginxx")
    assert text.endswith("xxend'")


def test_long_list_is_not_formatted_completely() -> None:
    # The list's own repr would call the repr of all items.
    class Counted:
        made = 0

        def __repr__(self) -> str:
            Counted.made += 1
            return "x"

    shownValue([Counted()] * 10**6)
    assert Counted.made < 20
