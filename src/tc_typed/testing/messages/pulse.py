"""A local Taskcluster's messages as a source for listeners."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

from typing_extensions import override

from tc_typed.core.events import Delivery
from tc_typed.pulse.source import MessageSource, Subscription
from tc_typed.testing.messages.loop_event import LoopEvent
from tc_typed.testing.messages.message_queues import Consumer, MessageQueues
from tc_typed.testing.timeline import LOOK_INTERVAL


class LocalPulse(MessageSource):
    """Source of the messages that a local Taskcluster sends, with queues like those of a broker."""

    def __init__(self, queues: MessageQueues) -> None:
        """Create a source.

        Args:
            queues: Queues of the local Taskcluster.
        """
        self._queues = queues

    @override
    @asynccontextmanager
    async def consume(self, subscription: Subscription) -> AsyncGenerator[AsyncIterator[Delivery]]:
        mayHaveMessage = LoopEvent()
        consumer = self._queues.consume(subscription, mayHaveMessage.set)
        try:
            yield _Deliveries(consumer, mayHaveMessage)
        finally:
            self._queues.end(consumer)


class _Deliveries(AsyncIterator[Delivery]):
    """Messages that are delivered to a consumer."""

    def __init__(self, consumer: Consumer, mayHaveMessage: LoopEvent) -> None:
        self._consumer = consumer
        self._mayHaveMessage = mayHaveMessage

    @override
    async def __anext__(self) -> Delivery:
        # Other tasks run also if there is always a message. There is no other wait between taking a
        # message and returning it, so a cancelled wait takes none.
        await asyncio.sleep(0)
        while True:
            self._mayHaveMessage.clear()
            delivery = self._consumer.next()
            if delivery is not None:
                return delivery
            await self._mayHaveMessage.wait(LOOK_INTERVAL)
