"""Pages, and where the next one begins."""

from __future__ import annotations

from typing import Protocol, TypeVar

from tc_typed.core.errors import TaskclusterFailure


class Page(Protocol):
    """A response that says where the next one begins."""

    @property
    def continuationToken(self) -> str | None:
        """Where the next page begins, `None` on the last one."""


PageT = TypeVar("PageT", bound=Page)


def nextToken(page: Page, seen: set[object]) -> str | None:
    """Tell where the next page begins; refuse to go round in circles.

    Args:
        page: The current page.
        seen: Where pages began so far; this one's successor joins them.

    Returns:
        The next page's token, `None` if this page is the last one.

    Raises:
        TaskclusterFailure: if a page began there before.
    """
    token = page.continuationToken
    if not token:
        return None  # An empty one is the end too: no method takes it as the query parameter.
    if token in seen:
        raise TaskclusterFailure("paginate", "the server sent the same page again")
    seen.add(token)
    return token
