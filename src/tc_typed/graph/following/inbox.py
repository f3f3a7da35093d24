"""Messages with a time limit for each wait."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Generic, TypeVar

from tc_typed.core.errors import InvalidCall

_ItemT = TypeVar("_ItemT")


class Inbox(Generic[_ItemT]):
    """Items of an endless iterator, with a time limit for each wait.

    Reaching the limit does not cancel the iterator's wait, because that can end an iterator, or
    lose an item that is just arriving.
    """

    def __init__(self, items: AsyncIterator[_ItemT]) -> None:
        self._items = items
        self._next: asyncio.Task[_ItemT] | None = None

    async def receive(self, seconds: float) -> _ItemT | None:
        """Return the next item, or `None` if none has arrived in time.

        Args:
            seconds: Seconds to wait.
        """
        if self._next is None:
            self._next = asyncio.create_task(self._receive())
        await asyncio.wait({self._next}, timeout=seconds)
        if not self._next.done():
            return None
        done, self._next = self._next, None
        return done.result()

    async def _receive(self) -> _ItemT:
        try:
            return await anext(self._items)
        except StopAsyncIteration:
            # It would be lost in the generators that wait for the item.
            raise InvalidCall(
                "follow", "pulse must be a source whose messages don't end, but they ended"
            ) from None

    async def close(self) -> None:
        """Cancel the wait that is in progress."""
        if self._next is not None:
            self._next.cancel()
            # Its outcome is of no interest: it is a wait that was cancelled, an item that came
            # meanwhile, or an error that the next wait would have raised.
            await asyncio.gather(self._next, return_exceptions=True)


@asynccontextmanager
async def inbox(items: AsyncIterator[_ItemT]) -> AsyncGenerator[Inbox[_ItemT]]:
    """Receive from an iterator; the wait that is in progress is cancelled at the end of the block.

    Args:
        items: The iterator.
    """
    made = Inbox(items)
    try:
        yield made
    finally:
        await made.close()
