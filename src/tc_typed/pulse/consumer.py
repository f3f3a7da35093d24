"""Consumption of one queue, which begins again whenever the connection is lost."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from typing_extensions import override

from tc_typed.core.errors import ClientClosed, TaskclusterFailure
from tc_typed.core.events import Delivery
from tc_typed.core.logs import log
from tc_typed.pulse.channel import ConsumerChannel, QueueSettings, ReceivedMessage
from tc_typed.pulse.connection import GRACE_SECONDS, RECONNECT, Grace, SharedConnection
from tc_typed.pulse.queue_names import queueName
from tc_typed.pulse.source import Subscription

_STABLE_SECONDS = 30.0  # A channel that lasted as long works, so the back-off starts anew.


class Consumer(AsyncIterator[Delivery]):
    """Messages of one queue, over as many connections as it takes."""

    def __init__(self, connection: SharedConnection, subscription: Subscription) -> None:
        """Describe the queue.

        Args:
            connection: Connection to the broker.
            subscription: Queue to consume.

        Raises:
            InvalidCall: if the queue's name is not valid.
        """
        self._connection = connection
        self._subscription = subscription
        self._messages: deque[ReceivedMessage] = deque()
        self._changed = asyncio.Event()
        self._failure: Exception | None = None
        self._attempts = 0
        self._nextSettings()  # checks the name

    @asynccontextmanager
    async def consuming(self) -> AsyncGenerator[AsyncIterator[Delivery]]:
        """Consume the queue in a block."""
        self._channel = await self._open(Grace(0))
        keeper = asyncio.create_task(self._keep(self._channel))
        try:
            yield self
        finally:
            keeper.cancel()
            try:
                await asyncio.wait({keeper})
            finally:
                # Also if the caller is cancelled once more: an open channel would keep messages.
                await self._channel.close()
                self._fail(ClientClosed("pulse.listen", "the block of listen has ended"))

    @override
    async def __anext__(self) -> Delivery:
        """Wait for the next message."""
        while True:
            while self._messages:
                message = self._messages.popleft()
                # The broker delivers messages of a lost channel again, so here they are dropped.
                if not message.channel.lost.done():
                    return message
            if self._failure is not None:
                raise self._failure
            self._changed.clear()
            await self._changed.wait()

    def _receive(self, message: ReceivedMessage) -> None:
        self._messages.append(message)
        self._changed.set()

    def _fail(self, failure: Exception) -> None:
        self._failure = failure
        self._changed.set()

    async def _keep(self, channel: ConsumerChannel) -> None:
        """Consume again whenever the channel is lost."""
        clock = asyncio.get_running_loop().time
        try:
            while True:
                start = clock()
                await asyncio.wait({channel.lost})
                if clock() - start > _STABLE_SECONDS:
                    self._attempts = 0
                self._channel = channel = await self._consumingAgain(channel)
        except Exception as failure:  # noqa: BLE001  # __anext__ raises it
            self._fail(failure)

    async def _consumingAgain(self, channel: ConsumerChannel) -> ConsumerChannel:
        loss, queue = channel.connection.lastHeard, channel.settings.name
        log.warning("pulse: %s is not consumed at the moment: %s", queue, channel.lost.result())
        await channel.close()
        self._messages.clear()
        await self._connection.pause(self._nextDelay())
        channel = await self._open(Grace(GRACE_SECONDS))
        now = datetime.now(UTC)
        log.info(
            "pulse: %s is consumed again after %.1f s; %s",
            channel.settings.name,
            (now - loss).total_seconds(),
            "messages that were not acknowledged are delivered again"
            if channel.settings.isDurable
            else f"messages from {_shown(loss)} to {_shown(now)} were missed, because an unnamed "
            "queue ends with its connection",
        )
        return channel

    async def _open(self, grace: Grace) -> ConsumerChannel:
        """Open a channel that consumes the queue.

        Args:
            grace: Time in which even errors that look permanent are retried.
        """
        while True:
            connection = await self._connection.current()
            channel = ConsumerChannel(
                connection, self._connection.broker, self._nextSettings(), self._receive
            )
            try:
                await channel.open()
            except TaskclusterFailure as failure:
                if not grace.permits(failure):
                    raise
                delay = self._nextDelay()
                log.warning("%s; consuming again in %.1f s", failure, delay)
            else:
                return channel
            await self._connection.pause(delay)

    def _nextDelay(self) -> float:
        delay = RECONNECT.backOff(self._attempts)
        self._attempts += 1
        return delay

    def _nextSettings(self) -> QueueSettings:
        """Return the queue's settings; an unnamed queue gets a new name each time.

        The broker may not have noticed yet that the last connection, which the last queue belongs
        to, was lost.
        """
        return QueueSettings(
            name=queueName(self._connection.broker.user, self._subscription.queue),
            isDurable=self._subscription.queue is not None,
            bindings=self._subscription.bindings,
            prefetch=self._subscription.prefetch,
        )


def _shown(time: datetime) -> str:
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")
