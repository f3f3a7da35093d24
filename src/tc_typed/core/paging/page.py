"""Pages and their continuation tokens."""

from __future__ import annotations

from typing import Protocol, TypeVar

from tc_typed.core.errors import TaskclusterFailure


class Page(Protocol):
    """A response with one page of a list."""

    @property
    def continuationToken(self) -> str | None:
        """Token of the next page; `None` on the last page."""


PageT = TypeVar("PageT", bound=Page)


def nextToken(page: Page, seen: set[object]) -> str | None:
    """Return the token of the next page; refuse a token that would cause an endless loop.

    Args:
        page: Current page.
        seen: Tokens of all pages up to this one; the next page's token is added.

    Returns:
        The next page's token; `None` if this page is the last one.

    Raises:
        TaskclusterFailure: if the server sent the same token before.
    """
    token = page.continuationToken
    if not token:
        return None  # An empty token means the end, too: no method accepts it in the query.
    if token in seen:
        raise TaskclusterFailure("paginate", "the server repeated a continuation token")
    seen.add(token)
    return token
