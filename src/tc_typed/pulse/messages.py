"""Messages that arrive in a queue, one after the other, each acknowledged when it was handled."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from inspect import isawaitable
from typing import Generic, Literal, TypeAlias, TypeVar

from typing_extensions import override

from tc_typed.core.errors import InvalidCall, UnexpectedMessage
from tc_typed.core.events import Binding, Delivery, Event, eventFrom
from tc_typed.core.logs import log

EventT_co = TypeVar("EventT_co", bound=Event, covariant=True)

Acknowledgement: TypeAlias = Literal["afterBody", "byHand"]
"""Way to acknowledge messages: after the body of the loop, or by calls of `event.acknowledge()`."""


@dataclass(frozen=True, slots=True)
class UnreadableMessage:
    """A message that can't be parsed, because it does not match the contract or any binding."""

    failure: UnexpectedMessage
    """Description of the problem."""
    exchange: str
    """Name of the exchange on Pulse."""
    routingKey: str
    """Message's own routing key."""
    cc: Sequence[str]
    """Further routing keys."""
    body: bytes = field(repr=False)
    """The message as it arrived."""
    redelivered: bool
    """Whether it may have been delivered before."""


UnreadableHandler: TypeAlias = Callable[[UnreadableMessage], Awaitable[None] | None]
"""Function that is called with each message that can't be parsed. It can be async."""


def logUnreadable(message: UnreadableMessage) -> None:
    """Log that a message can't be parsed, without its content."""
    log.error(
        "dropped a message on %r with the routing key %r: %s",
        message.exchange,
        message.routingKey,
        message.failure.reason,
    )


class Messages(AsyncIterator[EventT_co], Generic[EventT_co]):
    """Events that arrive in a queue; see `listen`.

    The iterator does not end: after the block of `listen`, it raises `ClientClosed`.
    """

    def __init__(
        self,
        deliveries: AsyncIterator[Delivery],
        bindings: Sequence[Binding],
        acknowledge: Acknowledgement,
        onUnreadable: UnreadableHandler,
    ) -> None:
        """Read deliveries.

        Args:
            deliveries: Messages as they are delivered.
            bindings: Bindings of the queue.
            acknowledge: Way to acknowledge messages.
            onUnreadable: Function to call with messages that can't be parsed.
        """
        self._deliveries = deliveries
        self._bindings = bindings
        self._isByHand = acknowledge == "byHand"
        self._onUnreadable = onUnreadable
        self._current: Delivery | None = None  # The delivery that the body handles.
        self._isWaiting = False

    @override
    async def __anext__(self) -> EventT_co:
        """Acknowledge the event before, unless that is done by hand, and wait for the next one."""
        if self._isByHand:
            return await self._next()
        if self._isWaiting:
            # Otherwise one task would acknowledge the event that another one handles.
            raise InvalidCall(
                "pulse.listen", 'several tasks can only share messages with acknowledge="byHand"'
            )
        self._isWaiting = True
        try:
            await self.acknowledge()
            event = await self._next()
        finally:
            self._isWaiting = False
        self._current = event.delivery
        return event

    async def _next(self) -> EventT_co:
        while True:
            delivery = await anext(self._deliveries)
            try:
                # The overloads of `listen` declare which events there can be.
                event: EventT_co = eventFrom(delivery, self._bindings)  # type: ignore[assignment]  # see above
            except UnexpectedMessage as failure:
                await self._handle(failure, delivery)
            else:
                return event

    async def acknowledge(self) -> None:
        """Acknowledge the event that was handled last, if there is one."""
        current, self._current = self._current, None
        if current is not None:
            await current.acknowledge()

    async def reject(self) -> None:
        """Put the event back into the queue whose handling failed, if there is one."""
        current, self._current = self._current, None
        if current is not None:
            await current.reject(requeue=True)

    async def _handle(self, failure: UnexpectedMessage, delivery: Delivery) -> None:
        try:
            handled = self._onUnreadable(
                UnreadableMessage(
                    failure,
                    delivery.exchange,
                    delivery.routingKey,
                    delivery.cc,
                    delivery.body,
                    delivery.redelivered,
                )
            )
            if isawaitable(handled):
                await handled
        except BaseException:
            # The caller may catch the exception and continue, which must not acknowledge it.
            await delivery.reject(requeue=True)
            raise
        await delivery.acknowledge()
