"""Network connection to a broker that can be cut off at any time."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from typing import SupportsIndex

from typing_extensions import override

from tc_typed.pulse.url import BrokerUrl

_ADDRESS_SECONDS = 8.0  # After this time, the host's next address is tried.


class Transport:
    """Factory of the network connection that aiormq sends its frames over.

    aiormq has no way to cut off a connection whose peer does not respond, and loses track of one
    that was opened when its opening is cancelled.
    """

    def __init__(self, broker: BrokerUrl, tls: ssl.SSLContext | None) -> None:
        """Describe the connection.

        Args:
            broker: The broker.
            tls: Context for an encrypted connection.
        """
        self._broker = broker
        self._tls = tls
        self._reader: _Reader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def create(
        self, _url: object, **_options: object
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open the connection; aiormq calls this."""
        loop, origin = asyncio.get_running_loop(), self._broker.origin
        found = await loop.getaddrinfo(origin.host, origin.port, type=socket.SOCK_STREAM)
        addresses = [address for *_, (address, *_) in found]
        for address in addresses[:-1]:
            with suppress(OSError):  # A TimeoutError is one, too.
                async with asyncio.timeout(_ADDRESS_SECONDS):
                    return await self._connect(str(address))
        return await self._connect(str(addresses[-1]))

    async def _connect(self, address: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        # Happy eyeballs, an option of create_connection, would leak sockets when it is cancelled.
        loop, origin = asyncio.get_running_loop(), self._broker.origin
        self._reader = reader = _Reader()
        protocol = asyncio.StreamReaderProtocol(reader)
        transport, _ = await loop.create_connection(
            lambda: protocol,
            address,
            origin.port,
            ssl=self._tls,
            server_hostname=None if self._tls is None else origin.host,
        )
        self._writer = asyncio.StreamWriter(transport, protocol, reader, loop)
        return reader, self._writer

    @property
    def lastHeard(self) -> datetime:
        """Time when the last bytes from the broker arrived, heartbeats included."""
        return datetime.now(UTC) if self._reader is None else self._reader.lastHeard

    def abort(self) -> None:
        """Close the connection at once, without a word to the broker."""
        if self._writer is not None:
            self._writer.transport.abort()


class _Reader(asyncio.StreamReader):
    """Stream that remembers when its last bytes arrived."""

    def __init__(self) -> None:
        super().__init__()
        self.lastHeard = datetime.now(UTC)

    @override
    def feed_data(self, data: Iterable[SupportsIndex]) -> None:
        self.lastHeard = datetime.now(UTC)
        super().feed_data(data)
