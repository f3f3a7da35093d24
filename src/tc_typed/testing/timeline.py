"""Time of a local Taskcluster: its clock, its agenda, and the lock that guards its state.

What is changed while the timeline is held is written to the store when it is left.
"""

from __future__ import annotations

import heapq
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import datetime
from itertools import count

from tc_typed.testing.clock import Clock, inMilliseconds
from tc_typed.testing.state.store import Store

LOOK_INTERVAL = 0.25
"""Seconds between checks of calls that wait. What they wait for wakes them immediately, but nothing
runs in the background to notice what falls due as time passes, that a caller has disconnected, or
that a clock which a test passed in has moved."""


class Timeline:
    """Clock, agenda and lock that all services of a local Taskcluster share.

    Nothing runs in the background. Instead, code that reads or changes state enters the timeline,
    which first carries out all actions that are due, in the order of their times. From outside this
    looks the same as a server that carries them out on time.
    """

    def __init__(self, clock: Clock, store: Store | None = None) -> None:
        """Start with an empty agenda.

        Args:
            clock: Function that returns the current time.
            store: Store of the state. By default the state is only in memory.
        """
        self.clock: Clock = clock
        """Function that returns the current time."""
        self.store: Store = Store() if store is None else store
        """Store of the state, which services load their records from and put changes into."""
        self._lock = threading.RLock()
        self._now: datetime | None = None
        self._agenda: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._wakers: list[Callable[[], None]] = []
        self.isStopping: bool = False
        """Whether calls must not wait any longer, because of a stop or a reset."""
        self._numbers = count()  # Actions with the same time are carried out in this order.

    @contextmanager
    def enter(self) -> Generator[datetime]:
        """Hold the lock, and carry out what is due; yield the current time.

        A thread can enter again while it is inside, and gets the same time again. When it leaves
        for the last time, changes are written to the store, so a response that is sent after that
        tells of nothing that could be lost.
        """
        with self._lock:
            if self._now is not None:
                yield self._now
                return
            try:
                now = inMilliseconds(self.clock())
                # After the end of a store, what is due is carried out by the one that follows it.
                while self._agenda and self._agenda[0][0] <= now and not self.store.isClosed:
                    self._now, _, action = heapq.heappop(self._agenda)
                    action(self._now)
                self._now = now
                yield now
            finally:
                self._now = None
                self.store.commit()

    def at(self, time: datetime, action: Callable[[datetime], None]) -> None:
        """Enter an action in the agenda.

        Args:
            time: Time at which the action is due.
            action: Function to call with that time, inside the timeline. It must check whether its
                reason still holds, because entries are never removed.
        """
        with self._lock:
            heapq.heappush(self._agenda, (time, next(self._numbers), action))

    def onWake(self, wake: Callable[[], None]) -> None:
        """Register a function that makes waiting calls check again whether they must wait.

        Args:
            wake: Function to call, in any thread.
        """
        self._wakers.append(wake)

    def catchUp(self) -> None:
        """Carry out what is due after the clock was moved, and wake waiting calls."""
        with self.enter():
            self._wake()

    def stopWaits(self) -> None:
        """End waiting calls; further ones do not wait."""
        self.isStopping = True
        self._wake()

    def _wake(self) -> None:
        for wake in self._wakers:
            wake()
