"""Behaviour that all sources of messages have in common."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, TypeAlias

import pika
import pytest
from tests.pulse.broker import Broker

from tc_typed import ClientClosed, InvalidCall, QueueEvents, slugId
from tc_typed.core.events import Binding, Event, Exchange
from tc_typed.pulse import Messages, MessageSource, Pulse, UnreadableMessage
from tc_typed.pulse.messages import Acknowledgement
from tc_typed.queue import TaskGroupChangedMessage, TaskGroupRoutingKey
from tc_typed.testing.clock import systemClock
from tc_typed.testing.messages import Messages as SentMessages
from tc_typed.testing.messages.message_queues import MessageQueues
from tc_typed.testing.messages.pulse import LocalPulse
from tc_typed.testing.timeline import Timeline

PROMPT = 10.0
"""Seconds within which a message arrives on a busy machine."""

SILENCE = 0.1
"""Seconds after which a message that has not arrived is not expected any more."""

RESOLVED = QueueEvents.taskGroupResolved
SEALED = QueueEvents.taskGroupSealed
EVERYTHING = RESOLVED.bind("#")

GroupBinding: TypeAlias = Binding[TaskGroupChangedMessage, TaskGroupRoutingKey]
GroupEvent: TypeAlias = Event[TaskGroupChangedMessage, TaskGroupRoutingKey]
GroupExchange: TypeAlias = Exchange[TaskGroupChangedMessage, TaskGroupRoutingKey]


class Publish(Protocol):
    """Function that sends a message, which is in all bound queues when it returns."""

    def __call__(self, name: str, *cc: str, on: GroupExchange = RESOLVED) -> None:
        """Send a message that is recognised by its name."""


@dataclass(frozen=True)
class Sender:
    """A source, and a function that sends messages."""

    connect: Callable[[], AbstractAsyncContextManager[MessageSource]]
    publish: Publish


@pytest.fixture
def localSender() -> Sender:
    timeline = Timeline(systemClock)
    messages = SentMessages(timeline)
    source = LocalPulse(MessageQueues(messages, timeline, lambda: None))

    @asynccontextmanager
    async def connect() -> AsyncGenerator[MessageSource]:
        yield source

    def publish(name: str, *cc: str, on: GroupExchange = RESOLVED) -> None:
        messages.publish(on, messageOf(name), cc, taskGroupId=name, schedulerId="scheduler")

    return Sender(connect, publish)


@pytest.fixture
def brokerSender(broker: Broker) -> Iterator[Sender]:
    with broker.channel() as channel:

        def publish(name: str, *cc: str, on: GroupExchange = RESOLVED) -> None:
            channel.basic_publish(
                on.exchange,
                f"primary.{name}.scheduler._",
                on.decoder.dump_json(messageOf(name)),
                pika.BasicProperties(content_type="application/json", headers={"CC": [*cc]}),
            )

        yield Sender(lambda: Pulse(broker.url), publish)


def messageOf(taskGroupId: str) -> TaskGroupChangedMessage:
    return TaskGroupChangedMessage(
        taskGroupId=taskGroupId,
        schedulerId="scheduler",
        expires=datetime(2030, 1, 1, tzinfo=UTC),
        version=1,
    )


@pytest.fixture(params=["localSender", "brokerSender"])
def sender(request: pytest.FixtureRequest) -> Sender:
    found: Sender = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def publish(sender: Sender) -> Publish:
    return sender.publish


@pytest.fixture
def name() -> str:
    """Name of a durable queue."""
    return slugId()


def run(sender: Sender, test: Callable[[MessageSource], Coroutine[object, object, None]]) -> None:
    """Run a test in an event loop of its own."""

    async def main() -> None:
        async with sender.connect() as pulse:
            await test(pulse)

    asyncio.run(main())


async def receive(messages: Messages[GroupEvent], count: int) -> list[str]:
    """Receive a number of messages; those that may be repeats are marked."""
    async with asyncio.timeout(PROMPT):
        return [shown(await anext(messages)) for _ in range(count)]


def shown(event: GroupEvent) -> str:
    return f"{event.key.taskGroupId}{' repeated' if event.redelivered else ''}"


async def assertSilent(messages: Messages[GroupEvent]) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(SILENCE):
            await anext(messages)


def test_messages_that_are_sent_in_the_block_arrive_in_order(
    sender: Sender, publish: Publish
) -> None:
    async def test(pulse: MessageSource) -> None:
        publish("before")
        async with pulse.listen(EVERYTHING) as messages:
            for number in range(300):  # More than are prefetched.
                publish(f"n{number}")
            assert await receive(messages, 300) == [f"n{number}" for number in range(300)]
            await assertSilent(messages)

    run(sender, test)


def test_a_waiting_listener_gets_a_message(sender: Sender, publish: Publish) -> None:
    async def test(pulse: MessageSource) -> None:
        async with pulse.listen(EVERYTHING) as messages:
            waiting = asyncio.create_task(receive(messages, 1))
            await asyncio.sleep(SILENCE)
            assert not waiting.done()
            publish("late")
            assert await waiting == ["late"]

    run(sender, test)


def test_a_queue_without_a_name_belongs_to_one_listener_and_ends_with_it(
    sender: Sender, publish: Publish
) -> None:
    async def test(pulse: MessageSource) -> None:
        async with pulse.listen(EVERYTHING) as one, pulse.listen(EVERYTHING) as other:
            publish("both")
            publish("unread")
            assert await receive(one, 1) == await receive(other, 1) == ["both"]
        publish("between")
        async with pulse.listen(EVERYTHING) as messages:
            publish("after")
            assert await receive(messages, 1) == ["after"]
            await assertSilent(messages)

    run(sender, test)


def test_a_durable_queue_keeps_messages(sender: Sender, publish: Publish, name: str) -> None:
    async def test(pulse: MessageSource) -> None:
        publish("before")
        async with pulse.listen(EVERYTHING, queue=name) as messages:
            publish("one")
            assert await receive(messages, 1) == ["one"]
        publish("two")
        publish("three")
        async with pulse.listen(EVERYTHING, queue=name) as messages:
            assert await receive(messages, 2) == ["two", "three"]
            await assertSilent(messages)

    run(sender, test)


def test_queues_are_told_apart_by_name(sender: Sender, publish: Publish, name: str) -> None:
    async def test(pulse: MessageSource) -> None:
        async with (
            pulse.listen(EVERYTHING, queue=name) as one,
            pulse.listen(EVERYTHING, queue=f"{name}2") as other,
        ):
            publish("both")
            assert await receive(one, 1) == await receive(other, 1) == ["both"]

    run(sender, test)


def test_listeners_of_a_durable_queue_share_it(sender: Sender, publish: Publish, name: str) -> None:
    async def test(pulse: MessageSource) -> None:
        async with (
            pulse.listen(EVERYTHING, queue=name) as one,
            pulse.listen(EVERYTHING, queue=name) as other,
        ):
            for number in range(6):
                publish(f"n{number}")
            received = await receive(one, 3) + await receive(other, 3)
            assert sorted(received) == [f"n{number}" for number in range(6)]
            await assertSilent(one)
            await assertSilent(other)

    run(sender, test)


def test_listeners_in_different_event_loops_share_a_durable_queue(
    sender: Sender, publish: Publish, name: str
) -> None:
    total, listeners = 200, 3
    handled: list[str] = []

    async def listen(pulse: MessageSource) -> None:
        async with pulse.listen(EVERYTHING, queue=name, prefetch=5) as messages:
            while len(handled) < total:
                try:
                    handled.extend(await receiveSoon(messages))
                except TimeoutError:
                    continue

    async def receiveSoon(messages: Messages[GroupEvent]) -> list[str]:
        async with asyncio.timeout(SILENCE):
            return [shown(await anext(messages))]

    async def bind(pulse: MessageSource) -> None:
        async with pulse.listen(EVERYTHING, queue=name):
            pass

    run(sender, bind)
    with ThreadPoolExecutor(listeners) as threads:
        listening = [threads.submit(run, sender, listen) for _ in range(listeners)]
        for number in range(total):
            publish(f"n{number}")
        for each in listening:
            each.result(6 * PROMPT)
    assert sorted(handled) == sorted(f"n{number}" for number in range(total))


@pytest.mark.parametrize("error", [ValueError, asyncio.CancelledError, KeyboardInterrupt])
def test_a_message_whose_handling_fails_is_delivered_again_in_its_place(
    sender: Sender, publish: Publish, name: str, error: type[BaseException]
) -> None:
    async def test(pulse: MessageSource) -> None:
        async def fail() -> None:
            async with pulse.listen(EVERYTHING, queue=name, prefetch=2) as messages:
                for number in range(4):
                    publish(f"n{number}")
                assert await receive(messages, 2) == ["n0", "n1"]
                # The first is acknowledged, the second is being handled, the third is prefetched.
                raise error

        with pytest.raises(error):
            await fail()
        async with pulse.listen(EVERYTHING, queue=name) as messages:
            assert await receive(messages, 3) == ["n1 repeated", "n2 repeated", "n3"]
            await assertSilent(messages)

    run(sender, test)


def test_a_listener_that_leaves_the_loop_has_handled_its_message(
    sender: Sender, publish: Publish, name: str
) -> None:
    async def test(pulse: MessageSource) -> None:
        async with pulse.listen(EVERYTHING, queue=name) as messages:
            publish("one")
            publish("two")
            async for event in messages:
                assert shown(event) == "one"
                break
        async with pulse.listen(EVERYTHING, queue=name) as messages:
            assert await receive(messages, 1) == ["two repeated"]

    run(sender, test)


def test_a_cancelled_listener_ends_and_loses_nothing(
    sender: Sender, publish: Publish, name: str
) -> None:
    async def test(pulse: MessageSource) -> None:
        handled: list[str] = []
        started, received = asyncio.Event(), asyncio.Event()

        async def listen() -> None:
            async with pulse.listen(EVERYTHING, queue=name) as messages:
                started.set()
                async for event in messages:
                    handled.append(shown(event))  # The loop does not end.
                    received.set()

        listening = asyncio.create_task(listen())
        await started.wait()
        publish("one")
        async with asyncio.timeout(PROMPT):
            await received.wait()
        await asyncio.sleep(SILENCE)  # It waits for the next one.
        listening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await listening
        publish("two")
        async with pulse.listen(EVERYTHING, queue=name) as messages:
            assert await receive(messages, 1) == ["two"]
            await assertSilent(messages)
        assert handled == ["one"]

    run(sender, test)


def test_a_rejected_message_is_delivered_again_before_later_ones(
    sender: Sender, publish: Publish, name: str
) -> None:
    async def test(pulse: MessageSource) -> None:
        async with pulse.listen(
            EVERYTHING, queue=name, prefetch=1, acknowledge="byHand"
        ) as messages:
            publish("one")
            publish("two")
            first = await anext(messages)
            await first.reject()
            repeat = await anext(messages)
            assert (shown(first), shown(repeat)) == ("one", "one repeated")
            await repeat.reject(requeue=False)
            assert await receive(messages, 1) == ["two"]

    run(sender, test)


def test_only_the_first_acknowledgement_or_rejection_counts(
    sender: Sender, publish: Publish, name: str
) -> None:
    async def test(pulse: MessageSource) -> None:
        async with pulse.listen(EVERYTHING, queue=name, acknowledge="byHand") as messages:
            publish("one")
            publish("two")
            one, two = await anext(messages), await anext(messages)
            await one.acknowledge()
            await one.acknowledge()
            await one.reject()
            await two.reject()
            await two.acknowledge()
            repeat = await anext(messages)
            await two.acknowledge()  # It is not the acknowledgement of its repeat.
            assert shown(repeat) == "two repeated"
        async with pulse.listen(EVERYTHING, queue=name) as messages:
            assert await receive(messages, 1) == ["two repeated"]
            await assertSilent(messages)

    run(sender, test)


def test_no_more_messages_are_delivered_than_are_prefetched(
    sender: Sender, publish: Publish, name: str
) -> None:
    async def test(pulse: MessageSource) -> None:
        async with pulse.listen(
            EVERYTHING, queue=name, prefetch=2, acknowledge="byHand"
        ) as messages:
            for number in range(4):
                publish(f"n{number}")
            events = [await anext(messages), await anext(messages)]
            await assertSilent(messages)
            await events[1].acknowledge()
            assert await receive(messages, 1) == ["n2"]
            await assertSilent(messages)

    run(sender, test)


def test_a_message_that_matches_in_several_ways_arrives_once(
    sender: Sender, publish: Publish
) -> None:
    async def test(pulse: MessageSource) -> None:
        bindings = (
            RESOLVED(taskGroupId="a"),
            RESOLVED("route.x.#"),
            SEALED("route.y"),
        )
        async with pulse.listen(*bindings) as messages:
            publish("a", "route.x", "route.x.y")
            publish("a", "route.y", on=SEALED)
            publish("a", on=SEALED)
            publish("b", "route.y")
            publish("b", "route.x.z")
            first, second, third = [await anext(messages) for _ in range(3)]
            assert (first.routes, second.routes) == (("x", "x.y"), ("y",))
            assert bindings[2].matches(second)
            assert third.routes == ("x.z",)
            await assertSilent(messages)

    run(sender, test)


def test_bindings_of_a_durable_queue_remain(sender: Sender, publish: Publish, name: str) -> None:
    async def test(pulse: MessageSource) -> None:
        async with pulse.listen(SEALED.bind("#"), queue=name):
            pass
        unreadable: list[UnreadableMessage] = []
        async with pulse.listen(EVERYTHING, queue=name, onUnreadable=unreadable.append) as messages:
            publish("sealed", on=SEALED)
            publish("resolved")
            assert await receive(messages, 1) == ["resolved"]
        assert [message.exchange for message in unreadable] == [SEALED.exchange]

    run(sender, test)


def test_a_listener_that_is_never_idle_lets_other_tasks_run(
    sender: Sender, publish: Publish
) -> None:
    async def test(pulse: MessageSource) -> None:
        async def rejectForEver() -> None:
            async with pulse.listen(EVERYTHING, acknowledge="byHand") as messages:
                publish("again")
                async for event in messages:
                    await event.reject()

        with pytest.raises(TimeoutError):
            await asyncio.wait_for(rejectForEver(), SILENCE)

    run(sender, test)


@pytest.mark.parametrize("acknowledge", ["afterBody", "byHand"])
def test_waits_with_a_time_limit_lose_no_message(
    sender: Sender, publish: Publish, acknowledge: Acknowledgement
) -> None:
    chance = random.Random(0)  # no secret
    names = [f"m{number}" for number in range(30)]

    async def test(pulse: MessageSource) -> None:
        received: list[str] = []
        async with pulse.listen(EVERYTHING, prefetch=2, acknowledge=acknowledge) as messages:
            sending = asyncio.create_task(send())
            async with asyncio.timeout(PROMPT):
                while len(received) < len(names):
                    with suppress(TimeoutError):
                        async with asyncio.timeout(chance.choice([0, 0, 0.0001, 0.001])):
                            event = await anext(messages)
                        received.append(shown(event))
                        await event.acknowledge()
            await sending
        assert received == names

    async def send() -> None:
        for name in names:
            publish(name)
            await asyncio.sleep(0.001)

    run(sender, test)


@pytest.mark.parametrize("invalid", ["", "é", "queue/user/name", "x" * 250])
def test_invalid_names_of_queues_are_refused(sender: Sender, invalid: str) -> None:
    async def test(pulse: MessageSource) -> None:
        with pytest.raises(InvalidCall, match="queue must"):
            async with pulse.listen(EVERYTHING, queue=invalid):
                pass

    run(sender, test)


def test_messages_end_with_the_block_of_their_listener(sender: Sender) -> None:
    async def test(pulse: MessageSource) -> None:
        async with pulse.listen(EVERYTHING) as messages:
            waiting = asyncio.create_task(anext(messages))
            await asyncio.sleep(0.01)
        with pytest.raises(ClientClosed):
            await waiting
        with pytest.raises(ClientClosed):
            await anext(messages)

    run(sender, test)
