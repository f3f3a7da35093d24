"""Queues of a local Taskcluster under random operations, compared with a model."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,  # pyright: ignore[reportUnknownVariableType]  # It has no types.
)
from typing_extensions import override

from tc_typed import QueueEvents
from tc_typed.core.events import Binding
from tc_typed.pulse.source import Subscription
from tc_typed.queue import TaskGroupChangedMessage, TaskGroupRoutingKey
from tc_typed.testing.messages import Messages
from tc_typed.testing.messages.message_queues import Consumer, LocalDelivery, MessageQueues
from tc_typed.testing.timeline import Timeline

EVERYTHING: Binding[TaskGroupChangedMessage, TaskGroupRoutingKey] = (
    QueueEvents.taskGroupResolved.bind("#")
)


@dataclass(eq=False)
class Listener:
    """A consumer, and what the model knows of it."""

    consumer: Consumer
    prefetch: int
    held: set[int] = field(default_factory=set[int])
    """Numbers of the messages that it has received and neither acknowledged nor rejected."""


@dataclass(frozen=True, eq=False)
class Received:
    """A message that a listener has received."""

    number: int
    delivery: LocalDelivery
    listener: Listener


class DurableQueue(RuleBasedStateMachine):
    """A durable queue with several listeners, each of which reads its messages at once.

    The model knows where each message is: in the queue, with a listener, or handled for good.
    """

    def __init__(self) -> None:
        super().__init__()
        timeline = Timeline(lambda: datetime(2026, 1, 1, tzinfo=UTC))
        self.messages = Messages(timeline)
        self.queues = MessageQueues(self.messages, timeline, lambda: None)
        self.sent = 0
        self.ready: set[int] = set()
        self.wereDelivered: set[int] = set()
        self.handled: list[int] = []
        self.listeners: list[Listener] = []
        self.received: list[Received] = []
        self.settled: set[LocalDelivery] = set()
        self.wakes = 0

    @initialize(prefetch=st.integers(1, 4))
    def bind(self, prefetch: int) -> None:
        self.listen(prefetch)

    def wake(self) -> None:
        self.wakes += 1

    def read(self) -> None:
        """Let all listeners read, and check what they get."""
        before, read = sorted(self.ready), list[int]()
        for listener in self.listeners:
            numbers: list[int] = []
            while (delivery := listener.consumer.next()) is not None:
                number = int(delivery.cc[0])
                numbers.append(number)
                assert delivery.redelivered is (number in self.wereDelivered)
                self.received.append(Received(number, delivery, listener))
            assert numbers == sorted(numbers)
            listener.held.update(numbers)
            read += numbers
        # The oldest ones are delivered first, each to one listener.
        assert sorted(read) == before[: len(read)]
        assert len(read) <= self.wakes  # Each message wakes its listener.
        self.wakes = 0
        self.ready -= {*read}
        self.wereDelivered |= {*read}

    @rule(count=st.integers(1, 4))
    def publish(self, count: int) -> None:
        payload = TaskGroupChangedMessage(
            taskGroupId="g", schedulerId="s", expires=datetime(2030, 1, 1, tzinfo=UTC), version=1
        )
        for _ in range(count):
            self.messages.publish(QueueEvents.taskGroupResolved, payload, (f"{self.sent}",))
            self.ready.add(self.sent)
            self.sent += 1
        self.read()

    @rule(prefetch=st.integers(1, 4))
    def listen(self, prefetch: int) -> None:
        subscription = Subscription((EVERYTHING,), "durable", prefetch)
        self.listeners.append(Listener(self.queues.consume(subscription, self.wake), prefetch))
        self.read()

    @precondition(lambda self: self.listeners)
    @rule(data=st.data())
    def endOne(self, data: st.DataObject) -> None:
        listener = data.draw(st.sampled_from(self.listeners))
        self.listeners.remove(listener)
        self.queues.end(listener.consumer)
        self.ready |= listener.held
        self.read()

    @rule()
    def stop(self) -> None:
        self.queues.stop()
        for listener in self.listeners:
            self.ready |= listener.held
        self.listeners = []

    @precondition(lambda self: self.received)
    @rule(data=st.data(), requeue=st.sampled_from([None, True, False]))
    def settle(self, *, data: st.DataObject, requeue: bool | None) -> None:
        """Acknowledge or reject a message, which has no effect if that was done before."""
        received = data.draw(st.sampled_from(self.received))
        delivery, listener, number = received.delivery, received.listener, received.number
        if requeue is None:
            asyncio.run(delivery.acknowledge())
        else:
            asyncio.run(delivery.reject(requeue=requeue))
        if listener in self.listeners and delivery not in self.settled:
            self.settled.add(delivery)
            listener.held.remove(number)
            if requeue:
                self.ready.add(number)
            else:
                self.handled.append(number)
        self.read()

    @invariant()
    def prefetchIsRespectedAndUsed(self) -> None:
        for listener in self.listeners:
            assert len(listener.held) <= listener.prefetch
            assert not self.ready or len(listener.held) == listener.prefetch

    @override
    def teardown(self) -> None:
        """Handle all remaining messages: each message was then handled exactly once."""
        self.stop()
        self.listen(self.sent + 1)
        for listener in self.listeners:
            self.handled += listener.held
        assert sorted(self.handled) == [*range(self.sent)]


def test_each_message_is_handled_once_and_repeats_are_marked() -> None:
    run_state_machine_as_test(DurableQueue)  # type: ignore[no-untyped-call]  # It has no types.
