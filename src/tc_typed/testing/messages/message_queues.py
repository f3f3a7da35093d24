"""Queues for the messages of a local Taskcluster, which behave like those of a broker."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count

from tc_typed.core.errors import ClientClosed
from tc_typed.core.events import Binding
from tc_typed.pulse.queue_names import queueName
from tc_typed.pulse.source import Subscription
from tc_typed.testing.messages import Messages
from tc_typed.testing.messages.message_log import SentMessage, selector
from tc_typed.testing.timeline import Timeline

_USER = "local"  # of all listeners
_RESET = (
    "pulse.listen: the local Taskcluster was reset, so no message can arrive any more; call "
    "`listen` of its new `pulse`"
)
_STOPPED = (
    "pulse.listen: the local Taskcluster was stopped, so no message can arrive any more; start it "
    "and call `listen` once more"
)


@dataclass(frozen=True, slots=True, eq=False)
class LocalDelivery:
    """A message that was delivered to a consumer."""

    sent: SentMessage
    number: int
    """Place of the message in its queue."""
    redelivered: bool
    """Whether it was delivered before."""
    consumer: Consumer = field(repr=False)

    @property
    def exchange(self) -> str:
        """Name of the exchange on Pulse."""
        return self.sent.exchange

    @property
    def routingKey(self) -> str:
        """Message's own routing key."""
        return self.sent.routingKey

    @property
    def cc(self) -> Sequence[str]:
        """Further routing keys."""
        return self.sent.cc

    @property
    def body(self) -> bytes:
        """The message as JSON."""
        return self.sent.body

    async def acknowledge(self) -> None:
        """Remove the message from its queue, unless it was acknowledged or rejected already."""
        self.consumer.settle(self, requeue=False)

    async def reject(self, *, requeue: bool) -> None:
        """Reject the message, unless it was acknowledged or rejected already.

        Args:
            requeue: Whether to put it back into its queue, instead of dropping it.
        """
        self.consumer.settle(self, requeue=requeue)


class Consumer:
    """A consumer of a queue. It can be used from any thread."""

    def __init__(
        self, queue: _Queue, timeline: Timeline, prefetch: int, wake: Callable[[], None]
    ) -> None:
        """Create a consumer that has no messages yet.

        Args:
            queue: Queue to consume.
            timeline: Timeline of the local Taskcluster, whose lock guards the queues.
            prefetch: Maximum number of messages that are delivered but not acknowledged.
            wake: Function to call, inside the timeline, after each change that `next` shows.
        """
        self.queue: _Queue = queue
        self._timeline = timeline
        self._prefetch = prefetch
        self._wake = wake
        self._unread: deque[LocalDelivery] = deque()
        self._unsettled: set[LocalDelivery] = set()  # Those that were read, too.
        self._isOver = False
        self._problem = ""

    def hasRoom(self) -> bool:
        """Whether another message may be delivered."""
        return len(self._unsettled) < self._prefetch

    def deliver(self, sent: SentMessage, number: int, *, redelivered: bool) -> None:
        """Deliver a message."""
        delivery = LocalDelivery(sent, number, redelivered, self)
        self._unread.append(delivery)
        self._unsettled.add(delivery)
        self._wake()

    def next(self) -> LocalDelivery | None:
        """Return the next message, or `None` if there is none at the moment.

        Raises:
            ClientClosed: if the consumer has ended.
            RuntimeError: if the local Taskcluster was stopped or reset.
        """
        with self._timeline.enter():
            if self._problem:
                raise RuntimeError(self._problem)
            if self._isOver:
                raise ClientClosed("pulse.listen", "the block of listen has ended")
            return self._unread.popleft() if self._unread else None

    def settle(self, delivery: LocalDelivery, *, requeue: bool) -> None:
        """Acknowledge or reject a message; do nothing if that has been done already.

        Args:
            delivery: The message.
            requeue: Whether to put it back into its queue.
        """
        with self._timeline.enter():
            if delivery in self._unsettled:
                self._unsettled.remove(delivery)
                if requeue:
                    self.queue.putBack(delivery)
                self.queue.deliver()

    def end(self, problem: str = "") -> None:
        """Stop consuming; messages that were not acknowledged go back to the queue.

        Args:
            problem: Message of the error that `next` raises from now on, if it is one.
        """
        with self._timeline.enter():
            if not self._isOver:
                self._isOver, self._problem = True, problem
                self.queue.consumers.remove(self)
                for delivery in self._unsettled:
                    self.queue.putBack(delivery)
                self._unsettled.clear()
                self.queue.deliver()
                self._wake()


class _Queue:
    """A queue with its bindings and consumers."""

    def __init__(self) -> None:
        self.consumers: deque[Consumer] = deque()  # The first one gets the next message.
        self._bindings: dict[Binding, Callable[[SentMessage], bool]] = {}
        # Messages that are with no consumer: number, message, and whether it was delivered before.
        self._ready: list[tuple[int, SentMessage, bool]] = []
        self._numbers = count()

    def bind(self, binding: Binding) -> None:
        self._bindings[binding] = selector(binding)

    def offer(self, sent: SentMessage) -> None:
        """Add a message if a binding matches it."""
        if any(isSelected(sent) for isSelected in self._bindings.values()):
            heapq.heappush(self._ready, (next(self._numbers), sent, False))
            self.deliver()

    def putBack(self, delivery: LocalDelivery) -> None:
        """Put a message back in its former place."""
        heapq.heappush(self._ready, (delivery.number, delivery.sent, True))

    def deliver(self) -> None:
        """Deliver as many messages as there is room for, to each consumer in turn."""
        while self._ready and (consumer := self._nextWithRoom()) is not None:
            number, sent, redelivered = heapq.heappop(self._ready)
            consumer.deliver(sent, number, redelivered=redelivered)

    def _nextWithRoom(self) -> Consumer | None:
        for _ in range(len(self.consumers)):
            consumer = self.consumers[0]
            self.consumers.rotate(-1)
            if consumer.hasRoom():
                return consumer
        return None


class MessageQueues:
    """All queues of a local Taskcluster."""

    def __init__(
        self, messages: Messages, timeline: Timeline, checkStarted: Callable[[], object]
    ) -> None:
        """Start without queues.

        Args:
            messages: Messages that the local Taskcluster sends.
            timeline: Timeline of the local Taskcluster, whose lock guards the queues.
            checkStarted: Function that raises an error if the local Taskcluster is not started.
        """
        self._timeline = timeline
        self._checkStarted = checkStarted
        self._durable: dict[str, _Queue] = {}
        self._exclusive: list[_Queue] = []
        self._isReset = False
        messages.onEach(self._route)

    def consume(self, subscription: Subscription, wake: Callable[[], None]) -> Consumer:
        """Bind and consume a queue, which is created if it does not exist.

        Args:
            subscription: Queue to consume.
            wake: Function to call after each change that the consumer's `next` shows.

        Raises:
            InvalidCall: if the name is one that a broker refuses.
            RuntimeError: if the local Taskcluster is not started, or was reset.
        """
        with self._timeline.enter():
            if self._isReset:
                raise RuntimeError(_RESET)
            self._checkStarted()
            if subscription.queue is None:
                queue = _Queue()
                self._exclusive.append(queue)
            else:
                queue = self._durable.setdefault(queueName(_USER, subscription.queue), _Queue())
            for binding in subscription.bindings:
                queue.bind(binding)
            consumer = Consumer(queue, self._timeline, subscription.prefetch, wake)
            queue.consumers.append(consumer)
            queue.deliver()
            return consumer

    def end(self, consumer: Consumer) -> None:
        """End a consumer, and delete its queue unless that is durable."""
        with self._timeline.enter():
            consumer.end()
            if consumer.queue in self._exclusive:
                self._exclusive.remove(consumer.queue)

    def stop(self) -> None:
        """End all consumers. Durable queues remain."""
        self._endAll(_STOPPED)

    def finish(self) -> None:
        """End all consumers for good, and forget all queues, for a reset."""
        with self._timeline.enter():
            self._isReset = True
            self._endAll(_RESET)
            self._durable.clear()

    def _endAll(self, problem: str) -> None:
        with self._timeline.enter():
            for queue in self._queues():
                for consumer in [*queue.consumers]:
                    consumer.end(problem)
            self._exclusive.clear()

    def _route(self, sent: SentMessage) -> None:
        """Put a message into the queues that it matches."""
        for queue in self._queues():
            queue.offer(sent)

    def _queues(self) -> Sequence[_Queue]:
        return [*self._exclusive, *self._durable.values()]
