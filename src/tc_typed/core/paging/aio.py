"""Iterate over the pages of a paged method, for asyncio."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, ParamSpec

from tc_typed.core.paging.page import PageT, nextToken

if TYPE_CHECKING:
    from tc_typed.core.aio import AsyncSession
    from tc_typed.core.models.fields import Payload
    from tc_typed.core.operation import Operation

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


def pagesOf(
    session: AsyncSession,
    operation: Operation[PageT],
    args: Mapping[str, str | int],
    *,
    query: Mapping[str, str | int | None] | None = None,
    payload: Payload | None = None,
    accessToken: str | None = None,
) -> AsyncIterator[PageT]:
    """Call an operation page by page, until the server says that there is no more.

    Compiled clients use it where the method itself is deprecated: to call that would be reported.

    Args:
        session: The session of the client.
        operation: The operation of a paged method.
        args: Values for the route's arguments.
        query: Values for query parameters but for the continuation token.
        payload: The body.
        accessToken: Token to send instead of a signature, where the method wants one.

    Returns:
        The pages, each requested when it is asked for.

    Raises:
        TaskclusterFailure: if a call fails, or the server repeats a continuation token.
    """

    async def page(*, continuationToken: str | None = None) -> PageT:
        return await session.call(
            operation,
            args,
            query={**(query or {}), "continuationToken": continuationToken},
            payload=payload,
            accessToken=accessToken,
        )

    return paginate(page)
