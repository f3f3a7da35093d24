"""Paging of lists with opaque continuation tokens."""

from __future__ import annotations

import base64
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from tc_typed.testing.server.errors import ApiError

Item = TypeVar("Item")

MOST = 1000
"""Maximum number of results in one page, and the default limit."""

_MARK = "after:"

_DIGITS = 12  # Enough for numbers with leading zeros to sort correctly as text.


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Page of a list that a caller requests."""

    limit: int = MOST
    continuationToken: str | None = None


def page(
    items: Iterable[Item], key: Callable[[Item], str], request: PageRequest, most: int = MOST
) -> tuple[list[Item], str | None]:
    """Return one page of a list.

    A token contains the key of the last item on its page, so items that are added or removed
    between two calls don't move other items from one page to another.

    Args:
        items: All items of the list.
        key: Function that returns an item's unique key, by which the list is sorted.
        request: Page to return.
        most: Maximum number of results in one page.

    Returns:
        The items, and the token for the next page; the token is `None` on the last page.

    Raises:
        ApiError: with the code InputError, if the token is not valid.
    """
    after = "" if request.continuationToken is None else _decode(request.continuationToken)
    rest = sorted((item for item in items if key(item) > after), key=key)
    shown = rest[: min(request.limit, most)]
    return shown, _encode(key(shown[-1])) if len(shown) < len(rest) else None


def pageOfKeys(keys: Sequence[str], request: PageRequest) -> tuple[Sequence[str], str | None]:
    """Return one page of a list, whose cost does not depend on the list's length.

    Args:
        keys: Unique keys of all items of the list, sorted.
        request: Page to return.

    Returns:
        The keys of the items, and the token for the next page; the token is `None` on the last
        page.

    Raises:
        ApiError: with the code InputError, if the token is not valid.
    """
    token = request.continuationToken
    first = 0 if token is None else bisect_right(keys, _decode(token))
    last = first + min(request.limit, MOST)
    return keys[first:last], _encode(keys[last - 1]) if last < len(keys) else None


def pageByNumber(
    items: Iterable[tuple[int, Item]], request: PageRequest
) -> tuple[list[Item], str | None]:
    """Return one page of a list that is sorted by numbers.

    Args:
        items: All items of the list, each with a unique number that stays the same between calls.
        request: Page to return.

    Returns:
        The items, and the token for the next page; the token is `None` on the last page.

    Raises:
        ApiError: with the code InputError, if the token is not valid.
    """
    numbered, token = page(items, lambda each: f"{each[0]:0{_DIGITS}}", request)
    return [item for _, item in numbered], token


def _encode(key: str) -> str:
    return base64.urlsafe_b64encode((_MARK + key).encode()).decode().rstrip("=")


def _decode(token: str) -> str:
    try:
        text = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
    except ValueError:
        text = ""
    if not text.startswith(_MARK):
        raise ApiError("InputError", "the continuationToken was not issued by this server")
    return text.removeprefix(_MARK)
