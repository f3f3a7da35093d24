"""Events of an event loop that any thread can set."""

from __future__ import annotations

import asyncio
from contextlib import suppress


class LoopEvent:
    """Event of the running event loop, which any thread can set."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._event = asyncio.Event()

    def set(self) -> None:
        """End the waits, from any thread."""
        # A loop that was closed while it waited can't be woken, and need not be.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._event.set)

    def clear(self) -> None:
        """Make later waits last until the next `set`."""
        self._event.clear()

    async def wait(self, seconds: float) -> None:
        """Wait until the event is set.

        Args:
            seconds: Maximum number of seconds.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._event.wait()
