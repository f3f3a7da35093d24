"""Iterate over the pages of a paged method.

Derived from src/tc_typed/core/paging/aio.py by scripts/compile.py; change that file, not this one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ParamSpec

from tc_typed.core.paging.page import PageT, nextToken

P = ParamSpec("P")


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
        token = nextToken(page, seen)
        if token is None:
            return
        kwargs["continuationToken"] = token
