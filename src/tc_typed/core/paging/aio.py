"""Iterate over the pages of a paged method, for asyncio."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import ParamSpec

from tc_typed.core.paging.page import PageT, nextToken

P = ParamSpec("P")


async def paginate(
    method: Callable[P, Awaitable[PageT]], *args: P.args, **kwargs: P.kwargs
) -> AsyncIterator[PageT]:
    """Call a method page by page, until the server says that there is no more.

    Args:
        method: A paged method of an async client, `queue.listTaskGroup`.
        *args: Its arguments; `limit` is the size of a page, `continuationToken` where to begin.
        **kwargs: Its keyword arguments.

    Returns:
        The pages, each requested when it is asked for. An empty page is not the end.

    Raises:
        TaskclusterFailure: if a call fails, or the server repeats a continuation token.

    Example:
        ```python
        async for page in paginate(queue.listTaskGroup, taskGroupId, limit=100):
            print(len(page.tasks))
        ```
    """
    seen = {kwargs.get("continuationToken")}
    while True:
        page = await method(*args, **kwargs)
        yield page
        token = nextToken(page, seen)
        if token is None:
            return
        kwargs["continuationToken"] = token
