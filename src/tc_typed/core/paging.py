"""Going through the pages of a method that answers in pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import ParamSpec, Protocol, TypeVar

from tc_typed.core.errors import TaskclusterFailure


class Page(Protocol):
    """An answer that says where the next one begins."""

    @property
    def continuationToken(self) -> str | None:
        """Where the next page begins, `None` on the last one."""


P = ParamSpec("P")
PageT = TypeVar("PageT", bound=Page)


def paginate(method: Callable[P, PageT], *args: P.args, **kwargs: P.kwargs) -> Iterator[PageT]:
    """Call a method page by page, until the server says that there is no more.

    Args:
        method: A paged method of a client, `queue.listTaskGroup`.
        *args: Its arguments; `limit` is the size of a page, `continuationToken` where to begin.
        **kwargs: Its keyword arguments.

    Returns:
        The pages, each requested when it is asked for. An empty page is not the end.

    Raises:
        TaskclusterFailure: if a call fails, or the server repeats a continuation token.

    Example:
        ```python
        for page in paginate(queue.listTaskGroup, taskGroupId, limit=100):
            print(len(page.tasks))
        ```
    """
    seen = {kwargs.get("continuationToken")}
    while True:
        page = method(*args, **kwargs)
        yield page
        token = _nextToken(page, seen)
        if token is None:
            return
        kwargs["continuationToken"] = token


async def apaginate(
    method: Callable[P, Awaitable[PageT]], *args: P.args, **kwargs: P.kwargs
) -> AsyncIterator[PageT]:
    """Call a method page by page, as `paginate` does, with `async for`.

    Args:
        method: A paged method of an async client, `queue.listTaskGroup`.
        *args: Its arguments; `limit` is the size of a page, `continuationToken` where to begin.
        **kwargs: Its keyword arguments.

    Returns:
        The pages, each requested when it is asked for. An empty page is not the end.

    Raises:
        TaskclusterFailure: if a call fails, or the server repeats a continuation token.
    """
    seen = {kwargs.get("continuationToken")}
    while True:
        page = await method(*args, **kwargs)
        yield page
        token = _nextToken(page, seen)
        if token is None:
            return
        kwargs["continuationToken"] = token


def _nextToken(page: Page, seen: set[object]) -> str | None:
    """Where the next page begins; refuses to go round in circles.

    Args:
        page: The page of now.
        seen: Where pages began so far; this one's successor joins them.
    """
    token = page.continuationToken
    if not token:
        return None  # An empty one is the end too: no method takes it as the query parameter.
    if token in seen:
        raise TaskclusterFailure("paginate", "the server answers with the same page again")
    seen.add(token)
    return token
