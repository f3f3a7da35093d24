"""The connection of a `Pulse`, which all its queues share."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from tc_typed.core.errors import ClientClosed, InvalidCall, TaskclusterFailure, withoutTrace
from tc_typed.core.extras import needing
from tc_typed.core.logs import log
from tc_typed.core.retry import RetryPolicy
from tc_typed.core.transport.certificates import sslContext
from tc_typed.core.transport.environment import UnusableEnvironment
from tc_typed.pulse.failures import connectFailure, isTemporary
from tc_typed.pulse.library_calls import CLOSE_SECONDS, within
from tc_typed.pulse.transport import Transport
from tc_typed.pulse.url import BrokerUrl

with needing("pulse", "Pulse"):
    from aio_pika import Connection
    from aio_pika.connection import make_url

if TYPE_CHECKING:
    from aio_pika.abc import AbstractChannel

CONNECT_SECONDS = 30.0
"""Time limit for one attempt to connect."""
HEARTBEAT_SECONDS = 20
"""Interval in which broker and client expect signs of life from each other.

A broker that has been silent for three intervals is taken for lost. The broker does the same after
two intervals, so an event loop that is blocked for longer loses its connection.
"""
GRACE_SECONDS = 60.0
"""Time after a loss in which even errors that look permanent are retried.

A broker that has just started may not know its users, virtual hosts and exchanges yet.
"""
RECONNECT = RetryPolicy()
"""Back-off of attempts to connect or consume again; their number has no limit."""


class Grace:
    """Time in which errors that look permanent are retried, from the first of them on."""

    def __init__(self, seconds: float) -> None:
        """Begin with the first error.

        Args:
            seconds: Length of the time.
        """
        self._seconds = seconds
        self._start: float | None = None

    def permits(self, failure: TaskclusterFailure) -> bool:
        """Decide whether to retry after a failure."""
        now = asyncio.get_running_loop().time()
        if isTemporary(failure):
            self._start = None
            return True
        if self._start is None:
            self._start = now
        return now - self._start < self._seconds


class BrokerConnection:
    """One connection to the broker."""

    def __init__(self, broker: BrokerUrl, tls: ssl.SSLContext | None) -> None:
        """Describe the connection.

        Args:
            broker: The broker.
            tls: Context for an encrypted connection.
        """
        self._broker = broker
        self._transport = Transport(broker, tls)
        self._connection: Connection | None = None

    async def open(self) -> None:
        """Connect and log in.

        Raises:
            TaskclusterFailure: if that fails.
        """
        failure: TaskclusterFailure | None = None
        try:
            await self._open()
        except Exception as error:  # noqa: BLE001  # every error of the library is translated
            failure = connectFailure(error, self._broker, CONNECT_SECONDS)
        if failure is not None:
            raise withoutTrace(failure)

    async def _open(self) -> None:
        self._connection = connection = Connection(
            make_url(
                host=self._broker.origin.host,
                port=self._broker.origin.port,
                login=self._broker.user,
                password=self._broker.password,
                virtualhost=self._broker.vhost,
                ssl=self._broker.isEncrypted,
                heartbeat=HEARTBEAT_SECONDS,
                name="tc_typed",
            )
        )
        # aio-pika passes these on to aiormq.
        connection.kwargs["transport_factory"] = self._transport
        try:
            await within(CONNECT_SECONDS, connection.connect(), self.abort)
        except BaseException:
            self.abort()
            await connection.close()
            raise

    @property
    def isOpen(self) -> bool:
        """Whether the connection can be used, as far as is known."""
        connection = self._connection
        return (
            connection is not None
            and connection.transport is not None
            and not connection.transport.connection.is_closed
        )

    @property
    def lastHeard(self) -> datetime:
        """Time when the last bytes from the broker arrived, heartbeats included."""
        return self._transport.lastHeard

    def channel(self, *, isConfirmed: bool = False) -> AbstractChannel:
        """Create a channel, which is not opened yet.

        Args:
            isConfirmed: Whether the broker confirms messages that are published on it.

        Raises:
            ConnectionError: if the connection is closed.
        """
        if self._connection is None or not self.isOpen:
            raise ConnectionError("the connection was closed")
        return self._connection.channel(publisher_confirms=isConfirmed)

    def abort(self) -> None:
        """Close the connection at once, without a word to the broker."""
        self._transport.abort()

    async def close(self) -> None:
        """Close the connection; within seconds, even if the broker does not respond."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            await within(CLOSE_SECONDS, connection.close(), self.abort)
        except Exception as error:  # noqa: BLE001  # the broker notices the end in any case
            log.debug("pulse: the connection did not close cleanly: %s", type(error).__name__)
        finally:
            self.abort()


class SharedConnection:
    """The current connection, which is made again after a loss by the first that needs it."""

    def __init__(self, broker: BrokerUrl, tls: ssl.SSLContext | None) -> None:
        """Describe the connections.

        Args:
            broker: The broker.
            tls: Context for encrypted connections.
        """
        self.broker = broker
        self.loop: asyncio.AbstractEventLoop = asyncio.get_running_loop()
        """Event loop of all connections."""
        self._tls = tls
        self._lock = asyncio.Lock()
        self._current = BrokerConnection(broker, self._tls)
        self._closed = asyncio.Event()

    async def open(self) -> None:
        """Connect for the first time, in a single attempt.

        Raises:
            TaskclusterFailure: if that fails.
        """
        await self._current.open()

    async def current(self) -> BrokerConnection:
        """Return an open connection, and connect again if the last one was lost.

        Raises:
            ClientClosed: if `close` was called.
            TaskclusterFailure: if the broker refuses the account or has a certificate that is not
                trusted, and still does after some time.
        """
        async with self._lock:
            if not self._current.isOpen:
                await self._current.close()
                self._current = await self._reconnected()
            return self._current

    async def close(self) -> None:
        """Close the connection; no other is made."""
        self._closed.set()
        await self._current.close()

    async def pause(self, seconds: float) -> None:
        """Wait, but no longer than until `close` is called.

        Args:
            seconds: Seconds to wait.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._closed.wait()

    async def _reconnected(self) -> BrokerConnection:
        grace, attempts = Grace(GRACE_SECONDS), 0
        while not self._closed.is_set():
            connection = BrokerConnection(self.broker, self._tls)
            try:
                await connection.open()
            except TaskclusterFailure as failure:
                if not grace.permits(failure):
                    raise
                delay = RECONNECT.backOff(attempts)
                log.warning("%s; connecting again in %.1f s", failure, delay)
            else:
                if not self._closed.is_set():
                    return connection
                await connection.close()
                break
            await self.pause(delay)
            attempts += 1
        raise ClientClosed("pulse.listen", "the block of Pulse has ended")


def contextFor(broker: BrokerUrl, tls: ssl.SSLContext | None) -> ssl.SSLContext | None:
    """Return the context for connections to a broker; `None` if they are not encrypted.

    Args:
        broker: The broker.
        tls: Context from the user. By default, the same certificates are trusted as by the clients.

    Raises:
        InvalidCall: if there is a context for a connection that is not encrypted, or the
            environment names certificates that can't be used.
    """
    if not broker.isEncrypted:
        if tls is not None:
            raise InvalidCall("Pulse", "tls must be left out for a URL that begins with amqp://")
        return None
    problem = "the certificates can't be read"
    try:
        return sslContext(broker.origin) if tls is None else tls
    except UnusableEnvironment as error:
        problem = str(error)
    raise InvalidCall("Pulse", problem)
