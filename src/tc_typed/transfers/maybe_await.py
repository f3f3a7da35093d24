"""Results that may have to be awaited, and coroutines that never wait.

A transfer is written once, as a coroutine. If nothing in it suspends, it runs to completion
without an event loop; that is the sync API.
"""

from __future__ import annotations

from collections.abc import Awaitable, Coroutine
from typing import TypeAlias, TypeVar

T = TypeVar("T")

MaybeAwaitable: TypeAlias = T | Awaitable[T]
"""Result of a function that may be async."""


async def maybeAwait(value: MaybeAwaitable[T]) -> T:
    """Await a result if it has to be awaited."""
    if isinstance(value, Awaitable):
        return await value  # pyright: ignore[reportReturnType, reportUnknownVariableType]  # it allows for a T that is awaitable
    return value


def runSync(work: Coroutine[object, None, T]) -> T:
    """Run a coroutine in which nothing suspends, without an event loop.

    Args:
        work: The coroutine.

    Returns:
        Its result.

    Raises:
        TypeError: if something in it suspends.
    """
    try:
        work.send(None)
    except StopIteration as stop:
        result: T = stop.value
        return result
    work.close()
    raise TypeError("a sync transfer can't wait: give it functions that are not async")
