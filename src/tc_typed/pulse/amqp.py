"""Pulse: a connection to an AMQP broker, which is made again whenever it is lost."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import TYPE_CHECKING, Self

from typing_extensions import override

from tc_typed.core.errors import ClientClosed, InvalidCall
from tc_typed.core.events import Delivery
from tc_typed.core.extras import needing
from tc_typed.pulse.source import MessageSource, Subscription
from tc_typed.pulse.url import BrokerUrl

if TYPE_CHECKING:
    from tc_typed.pulse.connection import SharedConnection


class Pulse(MessageSource):
    """Pulse, the message broker of a deployment.

    All queues that it listens to share one connection. A lost connection is made again, with
    exponential back-off and without an end; the logger `tc_typed` reports it. It needs the extra
    `pulse`.

    Example:
        ```python
        async with Pulse(os.environ["PULSE_URL"]) as pulse:
            async with pulse.listen(QueueEvents().taskFailed()) as messages:
                async for event in messages:
                    print(event.message.status.taskId)
        ```
    """

    def __init__(self, url: str, /, *, tls: ssl.SSLContext | None = None) -> None:
        """Describe the broker; nothing is connected yet.

        Args:
            url: URL with user and password, which are percent-encoded, and optionally port and
                virtual host: `amqps://user:password@pulse.example.com`. With `amqp`, the
                connection is not encrypted.
            tls: Context for an encrypted connection. By default, the broker's certificate must be
                valid for the host, and signed by an authority that the clients trust, too.

        Raises:
            InvalidCall: if the URL or the context is not valid.
            MissingExtra: if the extra `pulse` is not installed.
        """
        self._broker = BrokerUrl.parse(url)
        self._connection: SharedConnection | None = None
        self._isClosed = False
        with needing("pulse", "Pulse"):
            from tc_typed.pulse.connection import contextFor  # noqa: PLC0415  # optional
        self._context = contextFor(self._broker, tls)

    def __repr__(self) -> str:
        return f"Pulse({self._broker.address!r})"

    async def __aenter__(self) -> Self:
        """Connect and log in.

        Raises:
            TaskclusterAuthFailure: if the broker refuses the user, the password or the virtual
                host.
            TaskclusterConnectionError: if there is no connection; the first one is not retried.
            ClientClosed: if the block has ended before.
        """
        from tc_typed.pulse.connection import SharedConnection  # noqa: PLC0415  # optional

        if self._connection is not None or self._isClosed:
            raise ClientClosed("Pulse", "the connection was used before; create a new Pulse")
        connection = SharedConnection(self._broker, self._context)
        await connection.open()
        self._connection = connection
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connection, within seconds even if the broker does not respond."""
        connection, self._connection = self._connection, None
        self._isClosed = True
        if connection is not None:
            await connection.close()

    @override
    def consume(
        self, subscription: Subscription
    ) -> AbstractAsyncContextManager[AsyncIterator[Delivery]]:
        from tc_typed.pulse.consumer import Consumer  # noqa: PLC0415  # optional

        if self._isClosed:
            raise ClientClosed("pulse.listen", "the connection is closed; create a new Pulse")
        if self._connection is None:
            raise InvalidCall("pulse.listen", "pulse must be connected: async with Pulse(url)")
        if self._connection.loop is not asyncio.get_running_loop():
            raise InvalidCall("pulse.listen", "pulse was connected in another event loop")
        return Consumer(self._connection, subscription).consuming()
