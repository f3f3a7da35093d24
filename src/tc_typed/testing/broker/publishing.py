"""Publishing of messages over one connection after another."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tc_typed.core.errors import TaskclusterFailure, withoutTrace
from tc_typed.core.extras import needing
from tc_typed.core.logs import log
from tc_typed.pulse.connection import RECONNECT, BrokerConnection, SharedConnection
from tc_typed.pulse.failures import publishFailure
from tc_typed.pulse.library_calls import within
from tc_typed.testing.broker.outbox import Outbox, OutgoingMessage

with needing("pulse", "LocalTaskcluster"):
    from aio_pika import DeliveryMode, ExchangeType, Message

if TYPE_CHECKING:
    from aio_pika.abc import AbstractExchange

_BATCH = 200
"""Number of messages that are published before the first of them is confirmed."""

_SECONDS = 30.0
"""Time limit for the declaration of all exchanges, and for the confirmation of a batch."""


@dataclass(frozen=True, slots=True)
class _Open:
    """A connection, and the exchanges that were declared on a channel of it."""

    connection: BrokerConnection
    exchanges: Mapping[str, AbstractExchange]
    """Exchanges by name."""


class Publishing:
    """Messages of an outbox on their way to the broker, in the order in which they were sent."""

    def __init__(
        self, connection: SharedConnection, exchanges: Sequence[str], outbox: Callable[[], Outbox]
    ) -> None:
        """Describe what to publish.

        Args:
            connection: Connection to the broker.
            exchanges: Names of all exchanges, which are declared if they do not exist.
            outbox: Function that returns the current outbox; a reset replaces it.
        """
        self.changed: asyncio.Event = asyncio.Event()
        """Set when the outbox may have new messages, or the end has come."""
        self.ending: asyncio.Event = asyncio.Event()
        """Set when no more messages will come."""
        self._connection = connection
        self._exchanges = exchanges
        self._outbox = outbox
        self._opened: _Open | None = None
        self._attempts = 0

    def end(self) -> None:
        """Publish what is in the outbox, and no more."""
        self.ending.set()
        self.changed.set()

    async def open(self) -> _Open:
        """Connect if there is no connection, and declare the exchanges.

        Raises:
            TaskclusterFailure: if that fails.
        """
        connection = await self._connection.current()
        self._opened = opened = _Open(connection, await self._declare(connection))
        return opened

    async def run(self) -> None:
        """Publish until the end, over as many connections as it takes, the first one being open."""
        while True:
            try:
                opened = self._opened or await self.open()
                await self._publishAll(opened)
            except (TaskclusterFailure, sqlite3.Error) as failure:  # A full disk can get space.
                if isinstance(failure, TaskclusterFailure):
                    self._opened = None
                delay = RECONNECT.backOff(self._attempts)
                self._attempts += 1
                log.warning("%s; publishing again in %.1f s", failure, delay)
            else:
                return
            await self._connection.pause(delay)

    async def _declare(self, connection: BrokerConnection) -> Mapping[str, AbstractExchange]:
        """Open a channel and declare the exchanges; return them by name."""

        async def declare() -> dict[str, AbstractExchange]:
            channel = connection.channel(isConfirmed=True)
            await channel.initialize()
            return {
                name: await channel.declare_exchange(name, ExchangeType.TOPIC, durable=True)
                for name in self._exchanges
            }

        failure: TaskclusterFailure | None = None
        try:
            return await within(_SECONDS, declare(), connection.abort)
        except Exception as error:  # noqa: BLE001  # every error of the library is translated
            failure = publishFailure(error, self._connection.broker)
        connection.abort()  # So that the next attempt begins with a new connection.
        raise withoutTrace(failure)

    async def _publishAll(self, opened: _Open) -> None:
        while True:
            self.changed.clear()
            outbox = self._outbox()
            messages = outbox.first(_BATCH)
            if messages:
                await self._publish(opened, outbox, messages)
            elif self.ending.is_set():
                return
            else:
                await self.changed.wait()

    async def _publish(
        self, opened: _Open, outbox: Outbox, messages: Mapping[int, OutgoingMessage]
    ) -> None:
        """Publish messages, and remove those that are confirmed from the outbox."""

        async def publish(number: int, message: OutgoingMessage) -> None:
            await opened.exchanges[message.exchange].publish(
                _asPublished(message), message.routingKey
            )
            confirmed.append(number)

        async def publishEach() -> None:
            # aio-pika sends them in this order, and waits for all confirmations at the same time.
            await asyncio.gather(*map(publish, messages, messages.values()))

        confirmed: list[int] = []
        failure: TaskclusterFailure | None = None
        try:
            await within(_SECONDS, publishEach(), opened.connection.abort)
        except Exception as error:  # noqa: BLE001  # every error of the library is translated
            failure = publishFailure(error, self._connection.broker)
        outbox.confirm(confirmed)
        if confirmed:
            self._attempts = 0
        if failure is not None:
            opened.connection.abort()
            raise withoutTrace(failure)


def _asPublished(message: OutgoingMessage) -> Message:
    return Message(
        message.body,
        content_type="application/json",
        content_encoding="utf-8",
        headers={"CC": list(message.cc)},
        delivery_mode=DeliveryMode.PERSISTENT,
    )
