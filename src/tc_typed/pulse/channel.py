"""A channel that consumes one queue, and the messages that arrive on it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tc_typed.core.errors import TaskclusterFailure, withoutTrace
from tc_typed.core.events import Binding
from tc_typed.pulse.connection import BrokerConnection
from tc_typed.pulse.failures import describe, listenFailure
from tc_typed.pulse.library_calls import CLOSE_SECONDS, completing, within
from tc_typed.pulse.url import BrokerUrl

if TYPE_CHECKING:
    import aiormq.abc
    from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

_OPEN_SECONDS = 30.0
_CANCELLED = "the broker cancelled the consumer, because the queue was deleted or is unavailable"


@dataclass(frozen=True, slots=True)
class QueueSettings:
    """A queue to declare, bind and consume."""

    name: str
    """Complete name."""
    isDurable: bool
    """Whether it outlives its consumers; otherwise, it is exclusive and deleted with them."""
    bindings: Sequence[Binding]
    prefetch: int
    """Number of messages that the broker delivers in advance."""


class ConsumerChannel:
    """A channel that consumes one queue, until it is lost."""

    def __init__(
        self,
        connection: BrokerConnection,
        broker: BrokerUrl,
        settings: QueueSettings,
        receive: Callable[[ReceivedMessage], None],
    ) -> None:
        """Describe the channel.

        Args:
            connection: Connection to open it on.
            broker: The broker, for messages.
            settings: Queue to consume.
            receive: Function to call with each message.
        """
        self.connection = connection
        self.settings = settings
        self.lost: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        """Completed with the reason when the channel is lost or closed."""
        self._broker = broker
        self._receive = receive
        self._channel: AbstractChannel | None = None
        self._frames: aiormq.abc.AbstractChannel | None = None

    async def open(self) -> None:
        """Declare, bind and consume the queue.

        Raises:
            TaskclusterFailure: if that fails; the channel is closed then.
        """
        failure: TaskclusterFailure | None = None
        try:
            await within(_OPEN_SECONDS, self._open(), self.connection.abort)
        except Exception as error:  # noqa: BLE001  # every error of the library is translated
            failure = listenFailure(error, self._broker, self.settings.name)
        except BaseException:
            await self.close()
            raise
        if failure is not None:
            await self.close()
            raise withoutTrace(failure)

    async def _open(self) -> None:
        settings = self.settings
        self._channel = channel = self.connection.channel()
        await channel.initialize()
        self._frames = frames = await channel.get_underlay_channel()
        closing: asyncio.Future[object] = frames.closing  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # a Future without a type
        closing.add_done_callback(self._closed)
        frames.on_consumer_cancel_callbacks.add(lambda _: self._lose(_CANCELLED))
        await channel.set_qos(prefetch_count=settings.prefetch)
        queue = await channel.declare_queue(
            settings.name,
            durable=settings.isDurable,
            exclusive=not settings.isDurable,
            auto_delete=not settings.isDurable,
        )
        for binding in settings.bindings:
            await queue.bind(binding.exchange, binding.routingKeyPattern)
        await queue.consume(self._deliver)

    def _closed(self, closing: asyncio.Future[object]) -> None:
        error = None if closing.cancelled() else closing.exception()
        self._lose(f"the channel was lost: {describe(error)}")

    def _lose(self, reason: str) -> None:
        if not self.lost.done():
            self.lost.set_result(reason)

    async def _deliver(self, message: AbstractIncomingMessage) -> None:
        if self.lost.done() or message.delivery_tag is None:
            return
        keys = message.headers.get("CC")
        self._receive(
            ReceivedMessage(
                exchange=message.exchange or "",
                routingKey=message.routing_key or "",
                cc=tuple(key for key in keys if isinstance(key, str))
                if isinstance(keys, list)
                else (),
                body=message.body,
                redelivered=bool(message.redelivered),
                tag=message.delivery_tag,
                channel=self,
            )
        )

    async def acknowledge(self, tag: int) -> None:
        """Acknowledge a message, unless the channel is lost.

        Args:
            tag: The broker's number of the message.
        """
        await self._send(lambda frames: frames.basic_ack(tag, wait=False))

    async def reject(self, tag: int, *, requeue: bool) -> None:
        """Reject a message, unless the channel is lost.

        Args:
            tag: The broker's number of the message.
            requeue: Whether to deliver it again.
        """
        await self._send(lambda frames: frames.basic_reject(tag, requeue=requeue, wait=False))

    async def _send(self, frame: Callable[[aiormq.abc.AbstractChannel], Awaitable[object]]) -> None:
        """Send a frame, unless the channel is or gets lost.

        The task is necessary because aiormq never ends the call if the connection is lost while
        its queue of frames is full. It continues if the caller is cancelled, as the message counts
        as settled.
        """
        frames = self._frames
        if frames is None or self.lost.done():
            return

        async def send() -> None:
            # The library may notice first that the channel is lost.
            with suppress(Exception):
                await frame(frames)

        def stop(_: object) -> None:
            task.cancel()

        task = asyncio.create_task(send())
        self.lost.add_done_callback(stop)
        task.add_done_callback(lambda _: self.lost.remove_done_callback(stop))
        await asyncio.wait({task})

    async def close(self) -> None:
        """Close the channel, within seconds: the broker requeues what was not acknowledged."""
        self._lose("the channel was closed")
        channel, self._channel = self._channel, None
        if channel is not None and not channel.is_closed and self.connection.isOpen:
            await completing(self._closing(channel))

    async def _closing(self, channel: AbstractChannel) -> None:
        # If the channel can't be closed, the connection has been cut off, with the same effect.
        with suppress(Exception):
            await within(CLOSE_SECONDS, _close(channel), self.connection.abort)


async def _close(channel: AbstractChannel) -> None:
    await channel.close()


@dataclass(slots=True, eq=False)
class ReceivedMessage:
    """A message as it was delivered on a channel."""

    exchange: str
    """Name of the exchange on Pulse."""
    routingKey: str
    """Message's own routing key."""
    cc: Sequence[str]
    """Further routing keys, from the header `CC`."""
    body: bytes = field(repr=False)
    """The message as JSON."""
    redelivered: bool
    """Whether it may have been delivered before."""
    tag: int
    """The broker's number of the message."""
    channel: ConsumerChannel = field(repr=False)
    """Channel that it was delivered on."""
    _isSettled: bool = field(default=False, init=False, repr=False)

    async def acknowledge(self) -> None:
        """Tell the broker that the message was handled, unless it was told already."""
        if not self._isSettled:
            self._isSettled = True
            await self.channel.acknowledge(self.tag)

    async def reject(self, *, requeue: bool) -> None:
        """Tell the broker that the message was not handled, unless it was told already.

        Args:
            requeue: Whether to deliver it again, instead of dropping it.
        """
        if not self._isSettled:
            self._isSettled = True
            await self.channel.reject(self.tag, requeue=requeue)
