"""Iterate over the pages of a paged method.

Derived from src/tc_typed/core/paging/aio.py by scripts/compile.py; change that file, not this one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, ParamSpec

from tc_typed.core.paging.page import PageT, nextToken

if TYPE_CHECKING:
    from tc_typed.core.models.fields import Payload
    from tc_typed.core.operation import Operation
    from tc_typed.core.sync import Session

P = ParamSpec("P")


def paginate(method: Callable[P, PageT], *args: P.args, **kwargs: P.kwargs) -> Iterator[PageT]:
    """Call a method page by page, until the server sends the last page.

    Args:
        method: Paged method of a client, for example `queue.listTaskGroup`.
        *args: Arguments of the method; `limit` is the size of a page, and `continuationToken` the
            token of the first page.
        **kwargs: Keyword arguments of the method.

    Returns:
        The pages, each requested on demand. Pages before the last one can be empty.

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
        token = nextToken(page, seen)
        if token is None:
            return
        kwargs["continuationToken"] = token


def pagesOf(
    session: Session,
    operation: Operation[PageT],
    args: Mapping[str, str | int],
    *,
    query: Mapping[str, str | int | None] | None = None,
    payload: Payload | None = None,
    accessToken: str | None = None,
) -> Iterator[PageT]:
    """Call an operation page by page, until the server sends the last page.

    Compiled clients use it for deprecated methods: calling the method itself would be reported as
    deprecated.

    Args:
        session: Session of the client.
        operation: Operation of a paged method.
        args: Values of the route's arguments.
        query: Values of query parameters, except the continuation token.
        payload: Body of the request.
        accessToken: Token to send instead of a signature, if the method requires one.

    Returns:
        The pages, each requested on demand.

    Raises:
        TaskclusterFailure: if a call fails, or the server repeats a continuation token.
    """

    def page(*, continuationToken: str | None = None) -> PageT:
        return session.call(
            operation,
            args,
            query={**(query or {}), "continuationToken": continuationToken},
            payload=payload,
            accessToken=accessToken,
        )

    return paginate(page)
