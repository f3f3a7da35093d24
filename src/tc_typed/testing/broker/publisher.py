"""Publisher of a local Taskcluster's messages, in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress

from tc_typed.core.errors import TaskclusterFailure
from tc_typed.core.logs import log
from tc_typed.pulse.connection import SharedConnection, contextFor
from tc_typed.pulse.url import BrokerUrl
from tc_typed.testing.broker.outbox import Outbox
from tc_typed.testing.broker.publishing import Publishing

_LAST_SECONDS = 5.0
"""Seconds for which a stop waits for the broker to confirm what is in the outbox."""


class Publisher:
    """Publisher of messages, from its start until its stop.

    Messages that the broker may not have got are published again, so they can arrive twice.
    """

    def __init__(
        self, broker: BrokerUrl, exchanges: Sequence[str], outbox: Callable[[], Outbox]
    ) -> None:
        """Describe what to publish.

        Args:
            broker: The broker.
            exchanges: Names of all exchanges, which are declared if they do not exist.
            outbox: Function that returns the current outbox; a reset replaces it.
        """
        self._broker = broker
        self._tls = contextFor(broker, None)
        self._exchanges = exchanges
        self._outbox = outbox
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._publishing: Publishing | None = None

    def start(self) -> None:
        """Connect, and begin to publish.

        Raises:
            TaskclusterFailure: if there is no connection, or the broker refuses the account.
        """
        started: Future[None] = Future()
        # A daemon thread, so that a local Taskcluster that was never stopped does not keep the
        # interpreter from exiting.
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._publish(started)), name="LocalTaskcluster", daemon=True
        )
        self._thread.start()
        started.result()

    def wake(self) -> None:
        """Look for new messages in the outbox, from any thread."""
        if (publishing := self._publishing) is not None:
            self._callSoon(publishing.changed.set)

    def stop(self) -> None:
        """Publish what is in the outbox, for some seconds at most, and disconnect."""
        if self._thread is None:
            return
        if (publishing := self._publishing) is not None:
            self._callSoon(publishing.end)
        self._thread.join()
        self._thread = self._publishing = None
        if left := len(self._outbox()):
            log.warning("LocalTaskcluster: the broker did not get %d messages", left)

    def _callSoon(self, function: Callable[[], None]) -> None:
        if self._loop is not None:
            with suppress(RuntimeError):  # The thread has ended.
                self._loop.call_soon_threadsafe(function)

    async def _publish(self, started: Future[None]) -> None:
        self._loop = asyncio.get_running_loop()
        connection = SharedConnection(self._broker, self._tls)
        publishing = Publishing(connection, self._exchanges, self._outbox)
        try:
            await connection.open()
            await publishing.open()
        except TaskclusterFailure as failure:
            started.set_exception(failure)
            await connection.close()
            return
        self._publishing = publishing
        task = asyncio.create_task(publishing.run())
        started.set_result(None)
        try:
            await publishing.ending.wait()
            await asyncio.wait({task}, timeout=_LAST_SECONDS)
        finally:
            task.cancel()
            await connection.close()
