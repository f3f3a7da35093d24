"""Sources of Pulse messages: a broker, or a local Taskcluster."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import TypeAlias, TypeVar, get_args, overload

from tc_typed.core.errors import InvalidCall
from tc_typed.core.events import Binding, Delivery, Event, Exchange, Words
from tc_typed.core.texts import shownValue
from tc_typed.pulse.messages import Acknowledgement, Messages, UnreadableHandler, logUnreadable

M1 = TypeVar("M1")
M2 = TypeVar("M2")
M3 = TypeVar("M3")
M4 = TypeVar("M4")
M5 = TypeVar("M5")
M6 = TypeVar("M6")
K1 = TypeVar("K1", bound=Words)
K2 = TypeVar("K2", bound=Words)
K3 = TypeVar("K3", bound=Words)
K4 = TypeVar("K4", bound=Words)
K5 = TypeVar("K5", bound=Words)
K6 = TypeVar("K6", bound=Words)

AnyEvent: TypeAlias = Event[object, Words]
"""An event of any exchange."""

PREFETCH = 100
"""Default number of messages that a broker delivers in advance."""

_MOST_PREFETCHED = 65_535  # AMQP's limit
_ACKNOWLEDGEMENTS: tuple[str, ...] = get_args(Acknowledgement)


@dataclass(frozen=True, slots=True)
class Subscription:
    """A queue to consume."""

    bindings: tuple[Binding, ...]
    """Bindings of the queue."""
    queue: str | None
    """Name of a durable queue, without a prefix; `None` for a queue of its own."""
    prefetch: int
    """Number of messages that the broker delivers in advance."""


class MessageSource(ABC):
    """A source of Pulse messages: `Pulse` for a broker, `local.pulse` for a local Taskcluster.

    Declare the parameter of a listener with this class, so that it can be tested without a broker.
    """

    @abstractmethod
    def consume(
        self, subscription: Subscription
    ) -> AbstractAsyncContextManager[AsyncIterator[Delivery]]:
        """Bind a queue and consume it. `listen` calls this.

        Args:
            subscription: Queue to consume.

        Returns:
            Context manager; the queue is bound when its block begins. The messages that it yields
            don't end.
        """

    @overload
    def listen(
        self,
        binding1: Binding[M1, K1],
        /,
        *,
        queue: str | None = None,
        prefetch: int = PREFETCH,
        acknowledge: Acknowledgement = "afterBody",
        onUnreadable: UnreadableHandler = logUnreadable,
    ) -> AbstractAsyncContextManager[Messages[Event[M1, K1]]]: ...

    @overload
    def listen(
        self,
        binding1: Binding[M1, K1],
        binding2: Binding[M2, K2],
        /,
        *,
        queue: str | None = None,
        prefetch: int = PREFETCH,
        acknowledge: Acknowledgement = "afterBody",
        onUnreadable: UnreadableHandler = logUnreadable,
    ) -> AbstractAsyncContextManager[Messages[Event[M1, K1] | Event[M2, K2]]]: ...

    @overload
    def listen(
        self,
        binding1: Binding[M1, K1],
        binding2: Binding[M2, K2],
        binding3: Binding[M3, K3],
        /,
        *,
        queue: str | None = None,
        prefetch: int = PREFETCH,
        acknowledge: Acknowledgement = "afterBody",
        onUnreadable: UnreadableHandler = logUnreadable,
    ) -> AbstractAsyncContextManager[Messages[Event[M1, K1] | Event[M2, K2] | Event[M3, K3]]]: ...

    @overload
    def listen(
        self,
        binding1: Binding[M1, K1],
        binding2: Binding[M2, K2],
        binding3: Binding[M3, K3],
        binding4: Binding[M4, K4],
        /,
        *,
        queue: str | None = None,
        prefetch: int = PREFETCH,
        acknowledge: Acknowledgement = "afterBody",
        onUnreadable: UnreadableHandler = logUnreadable,
    ) -> AbstractAsyncContextManager[
        Messages[Event[M1, K1] | Event[M2, K2] | Event[M3, K3] | Event[M4, K4]]
    ]: ...

    @overload
    def listen(
        self,
        binding1: Binding[M1, K1],
        binding2: Binding[M2, K2],
        binding3: Binding[M3, K3],
        binding4: Binding[M4, K4],
        binding5: Binding[M5, K5],
        /,
        *,
        queue: str | None = None,
        prefetch: int = PREFETCH,
        acknowledge: Acknowledgement = "afterBody",
        onUnreadable: UnreadableHandler = logUnreadable,
    ) -> AbstractAsyncContextManager[
        Messages[Event[M1, K1] | Event[M2, K2] | Event[M3, K3] | Event[M4, K4] | Event[M5, K5]]
    ]: ...

    @overload
    def listen(
        self,
        binding1: Binding[M1, K1],
        binding2: Binding[M2, K2],
        binding3: Binding[M3, K3],
        binding4: Binding[M4, K4],
        binding5: Binding[M5, K5],
        binding6: Binding[M6, K6],
        /,
        *,
        queue: str | None = None,
        prefetch: int = PREFETCH,
        acknowledge: Acknowledgement = "afterBody",
        onUnreadable: UnreadableHandler = logUnreadable,
    ) -> AbstractAsyncContextManager[
        Messages[
            Event[M1, K1]
            | Event[M2, K2]
            | Event[M3, K3]
            | Event[M4, K4]
            | Event[M5, K5]
            | Event[M6, K6]
        ]
    ]: ...

    @overload
    def listen(
        self,
        binding1: Binding,
        /,
        *bindings: Binding,
        queue: str | None = None,
        prefetch: int = PREFETCH,
        acknowledge: Acknowledgement = "afterBody",
        onUnreadable: UnreadableHandler = logUnreadable,
    ) -> AbstractAsyncContextManager[Messages[AnyEvent]]: ...

    def listen(
        self,
        *bindings: Binding,
        queue: str | None = None,
        prefetch: int = PREFETCH,
        acknowledge: Acknowledgement = "afterBody",
        onUnreadable: UnreadableHandler = logUnreadable,
    ) -> AbstractAsyncContextManager[Messages[AnyEvent]]:
        """Bind a queue, and receive its messages.

        The queue is bound as soon as the block begins, so no message that is sent in the block is
        missed. Each event is acknowledged when its turn in the loop ends. If the block raises an
        exception or is cancelled meanwhile, the event is put back into the queue. An exception that
        is caught inside the block does not count; call `event.reject()` then.

        If the connection is lost, the source connects and binds again. Messages that were not
        acknowledged, and some whose acknowledgement was lost, are then delivered again, marked as
        `redelivered`.

        Args:
            bindings: Bindings, such as `QueueEvents().taskCompleted(taskGroupId=…)`. With more than
                six, type checkers know the type of an event only after `binding.matches(event)`.
            queue: Name of a durable queue, which keeps messages while nobody listens and shares
                them among all that listen. Without a name, this listener has a queue of its own,
                which is deleted at the end, or when the connection is lost: messages until the next
                connection are then missed, which is logged.
            prefetch: Number of messages, from 1 to 65,535, that the broker delivers in advance of
                acknowledgements.
            acknowledge: `afterBody`, or `byHand` if you call `event.acknowledge()` yourself, for
                example because events are handled concurrently. The loop then waits while
                `prefetch` events are not acknowledged, and several tasks can share it.
            onUnreadable: Function to call with each message that no model fits. Afterwards the
                message is acknowledged. If the function raises an exception, the message is put
                back into the queue, and the exception leaves the loop. By default the problem is
                logged.

        Returns:
            Context manager, which yields an asynchronous iterator of events.

        Raises:
            InvalidCall: if an argument is invalid.
            TaskclusterAuthFailure: if the account has no permission.

        Example:
            ```python
            async with pulse.listen(QueueEvents().taskFailed(workerType="linux")) as messages:
                async for event in messages:
                    print(event.message.status.taskId, event.key.schedulerId)
            ```
        """
        if not bindings:
            raise InvalidCall("pulse.listen", "pass at least one binding")
        for binding in bindings:
            _checkBinding(binding)
        _checkPrefetch(prefetch)
        if acknowledge not in _ACKNOWLEDGEMENTS:
            known, given = " or ".join(_ACKNOWLEDGEMENTS), shownValue(acknowledge)
            raise InvalidCall("pulse.listen", f"acknowledge must be {known}, got {given}")
        return self._listening(Subscription(bindings, queue, prefetch), acknowledge, onUnreadable)

    @asynccontextmanager
    async def _listening(
        self,
        subscription: Subscription,
        acknowledge: Acknowledgement,
        onUnreadable: UnreadableHandler,
    ) -> AsyncGenerator[Messages[AnyEvent]]:
        async with self.consume(subscription) as deliveries:
            messages = Messages[AnyEvent](
                deliveries, subscription.bindings, acknowledge, onUnreadable
            )
            try:
                yield messages
            except BaseException:
                await messages.reject()
                raise
            await messages.acknowledge()


def _checkBinding(binding: object) -> None:
    if not isinstance(binding, Binding):
        given = shownValue(binding)
        hint = "; call the exchange to get one" if isinstance(binding, Exchange) else ""
        raise InvalidCall("pulse.listen", f"each binding must be a Binding, got {given}{hint}")


def _checkPrefetch(prefetch: object) -> None:
    if not (isinstance(prefetch, int) and 1 <= prefetch <= _MOST_PREFETCHED):
        given = shownValue(prefetch)
        raise InvalidCall(
            "pulse.listen",
            f"prefetch must be an integer from 1 to {_MOST_PREFETCHED:,}, got {given}",
        )
