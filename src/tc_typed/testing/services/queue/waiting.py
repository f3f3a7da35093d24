"""Calls to claimWork that wait for work."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

from tc_typed.core.models.timestamps import shifted
from tc_typed.testing.timeline import Timeline


@dataclass(frozen=True, slots=True)
class ClaimWait:
    """Time that a claimWork waits for work."""

    seconds: float
    """Maximum wait in seconds, by the clock or in real time, whichever ends first."""
    timeline: Timeline

    def begin(self) -> Callable[[], float]:
        """Begin to wait; return a function that returns the seconds left, 0 if there are none."""
        ends = time.monotonic() + self.seconds
        endsByClock = shifted(self.timeline.clock(), timedelta(seconds=self.seconds))

        def secondsLeft() -> float:
            if self.timeline.isStopping or self.timeline.clock() >= endsByClock:
                return 0.0
            return max(0.0, ends - time.monotonic())

        return secondsLeft


class WaitingCalls:
    """Calls to claimWork that wait for work. Each new task is offered to one call at a time."""

    def __init__(self) -> None:
        # A dict, because it keeps the order in which the calls arrived.
        self._calls: defaultdict[str, dict[asyncio.Event, None]] = defaultdict(dict)
        self._loop: asyncio.AbstractEventLoop | None = None

    @contextmanager
    def join(self, taskQueueId: str) -> Generator[asyncio.Event]:
        """Register a call that waits for work; the event is set when there may be work.

        Use it only in the server's event loop.
        """
        self._loop = asyncio.get_running_loop()
        calls, event = self._calls[taskQueueId], asyncio.Event()
        calls[event] = None
        try:
            yield event
        finally:
            del calls[event]
            # The call may not have claimed the task that it was woken for, for example because its
            # caller has disconnected. The next call may claim it.
            if event.is_set():
                self._wake(taskQueueId)

    def offer(self, taskQueueId: str) -> None:
        """Wake the call that has waited longest, of those that have not been woken yet.

        It can be called in any thread: a test that moves the clock makes tasks pending, too.
        """
        self._callSoon(lambda: self._wake(taskQueueId))

    def wakeAll(self) -> None:
        """Make all calls look for work and at the time that they have left, from any thread."""
        self._callSoon(self._wakeAll)

    def _wake(self, taskQueueId: str) -> None:
        event = next((each for each in self._calls[taskQueueId] if not each.is_set()), None)
        if event is not None:
            event.set()

    def _wakeAll(self) -> None:
        for calls in self._calls.values():
            for event in calls:
                event.set()

    def _callSoon(self, function: Callable[[], None]) -> None:
        """Call a function in the server's event loop."""
        loop = self._loop
        if loop is not None:
            with suppress(RuntimeError):  # The server has stopped, and its calls with it.
                loop.call_soon_threadsafe(function)
