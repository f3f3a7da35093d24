"""Calls of aio-pika: time limits, and what happens to a call when it or its caller is cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import TypeVar

ResultT = TypeVar("ResultT")

CLOSE_SECONDS = 5.0
"""Time limit for a polite end of a channel or connection."""

_CANCEL_SECONDS = 1.0

_completing: set[asyncio.Task[None]] = set()  # The event loop has only weak references.


async def within(
    seconds: float, work: Coroutine[object, object, ResultT], abort: Callable[[], None]
) -> ResultT:
    """Await a call of aio-pika, with a time limit.

    The call gets its own task: when a connection is lost, aiormq ends calls with a
    `CancelledError`, which must not look like a cancellation of the caller.

    Args:
        seconds: Time limit.
        work: The call.
        abort: Function that cuts off the connection. It is called if the call takes too long, or
            does not end when it is cancelled.

    Raises:
        TimeoutError: if the call takes too long; the exception has no arguments.
        ConnectionError: if aiormq cancelled it.
    """
    task = asyncio.create_task(work)
    isLate = False
    try:
        await asyncio.wait({task}, timeout=seconds)
    finally:
        # This also runs if the caller is cancelled.
        isLate = not task.done()
        if isLate:
            await _cancel(task, abort)
        if task.done() and not task.cancelled():
            task.exception()  # Otherwise asyncio could log that it was never retrieved.
    if isLate:
        abort()
        raise TimeoutError
    if task.cancelled():
        raise ConnectionError("the connection was closed")
    return task.result()


async def completing(work: Coroutine[object, object, None]) -> None:
    """Await a call that continues in the background if the caller is cancelled.

    Args:
        work: The call, which must end in time.
    """
    task = asyncio.create_task(work)
    _completing.add(task)
    task.add_done_callback(_completing.discard)
    await asyncio.shield(task)


async def _cancel(task: asyncio.Task[ResultT], abort: Callable[[], None]) -> None:
    """Cancel a task and wait for its end."""
    task.cancel()
    await asyncio.wait({task}, timeout=_CANCEL_SECONDS)
    if not task.done():
        # The library tells the broker that the call was cancelled, and the broker doesn't respond.
        abort()
        await asyncio.wait({task}, timeout=_CANCEL_SECONDS)
