"""Results that may be awaitable, and coroutines that never suspend.

A transfer is written once, as a coroutine. If nothing in it suspends, it runs to completion
without an event loop; that is the sync API.
"""

from __future__ import annotations

from collections.abc import Awaitable, Coroutine
from typing import TypeAlias, TypeVar

T = TypeVar("T")

MaybeAwaitable: TypeAlias = T | Awaitable[T]
"""Result of a function that is either sync or async."""


async def maybeAwait(value: MaybeAwaitable[T]) -> T:
    """Await a result if it is awaitable; otherwise return it."""
    if isinstance(value, Awaitable):
        return await value  # pyright: ignore[reportReturnType, reportUnknownVariableType]  # T itself could be awaitable.
    return value


def runSync(work: Coroutine[object, None, T]) -> T:
    """Run a coroutine that never suspends, without an event loop.

    Args:
        work: The coroutine.

    Returns:
        Result of the coroutine.

    Raises:
        TypeError: if the coroutine suspends.
    """
    try:
        work.send(None)
    except StopIteration as stop:
        result: T = stop.value
        return result
    work.close()
    raise TypeError("a sync transfer can't await: pass it functions that are not async")
