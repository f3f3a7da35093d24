"""Lists in pages, with opaque tokens."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from tc_typed.testing.errors import ApiError

Item = TypeVar("Item")

MOST = 1000
"""Most results in one page; as many as there are without a limit."""

_MARK = "after:"


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page of a list a caller wants."""

    limit: int = MOST
    continuationToken: str | None = None


def page(
    items: Iterable[Item], key: Callable[[Item], str], wanted: PageRequest
) -> tuple[list[Item], str | None]:
    """Cut one page out of a list.

    A token names the last item of its page, so that items which come or go between two calls
    move no other item from one page to another.

    Args:
        items: All items of the list.
        key: Gives each item a text of its own, which also sorts the list.
        wanted: Which page.

    Returns:
        The page, and the token for the next one; `None` on the last page.

    Raises:
        ApiError: InputError, if the token was not made here.
    """
    after = "" if wanted.continuationToken is None else _decode(wanted.continuationToken)
    rest = sorted((item for item in items if key(item) > after), key=key)
    shown = rest[: min(wanted.limit, MOST)]
    return shown, _encode(key(shown[-1])) if len(shown) < len(rest) else None


def _encode(key: str) -> str:
    return base64.urlsafe_b64encode((_MARK + key).encode()).decode().rstrip("=")


def _decode(token: str) -> str:
    try:
        text = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
    except ValueError:
        text = ""
    if not text.startswith(_MARK):
        raise ApiError("InputError", "the continuationToken is none that this list gave out")
    return text.removeprefix(_MARK)
