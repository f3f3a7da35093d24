"""Lost connections: everything is consumed again, nothing is lost, and repeats are marked."""

from __future__ import annotations

import asyncio
import logging
import random
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime

import aiormq
import pytest
from pika.adapters.blocking_connection import BlockingChannel
from tests.core.secrets import TOKEN
from tests.profiles import IS_LONG
from tests.pulse.broker import COMPLETED, Broker, fullName, numberOf
from tests.pulse.loops import run
from tests.pulse.proxy import Proxy

from tc_typed import InvalidCall, TaskclusterAuthFailure
from tc_typed.core.retry import RetryPolicy
from tc_typed.pulse import Event, Pulse, connection, consumer
from tc_typed.queue import TaskCompletedMessage, TaskRoutingKey

Completed = Event[TaskCompletedMessage, TaskRoutingKey]

SEEDS = range(40 if IS_LONG else 3)
LOST = "is not consumed at the moment"
BACK = "is consumed again after"


def said(caplog: pytest.LogCaptureFixture, text: str) -> list[logging.LogRecord]:
    """Return the records of our logger that contain a text."""
    return [
        record
        for record in caplog.records
        if record.name == "tc_typed" and text in record.getMessage()
    ]


async def until(caplog: pytest.LogCaptureFixture, text: str, count: int = 1) -> None:
    """Wait until our logger has written a text several times."""
    async with asyncio.timeout(20):
        while len(said(caplog, text)) < count:  # noqa: ASYNC110  # logging has no events
            await asyncio.sleep(0.01)


def assertNothingLost(handled: list[tuple[int, bool]], count: int) -> None:
    """Assert that each message was handled, and all repeats were marked."""
    seen: set[int] = set()
    for number, isRedelivered in handled:
        assert isRedelivered or number not in seen
        seen.add(number)
    assert seen == {*range(count)}


async def handleAll(messages: AsyncIterator[Completed], count: int) -> list[tuple[int, bool]]:
    """Handle events until all numbers have come."""
    handled: list[tuple[int, bool]] = []
    async for event in messages:
        handled.append((numberOf(event.message), event.redelivered))
        if len({number for number, _ in handled}) == count:
            break
    return handled


def test_a_broker_is_killed_and_restarted(
    broker: Broker, quickly: None, caplog: pytest.LogCaptureFixture
) -> None:
    async def main() -> None:
        async with (
            Pulse(broker.url) as pulse,
            pulse.listen(COMPLETED, queue="killed", prefetch=7) as named,
            pulse.listen(COMPLETED) as unnamed,
        ):
            await asyncio.to_thread(broker.publish, range(20))
            first = await anext(named)
            assert (numberOf(first.message), first.redelivered) == (0, False)
            assert numberOf((await anext(unnamed)).message) == 0

            broker.node.kill()
            await until(caplog, LOST, 2)
            await first.acknowledge()  # has no effect any more
            await first.reject()
            waiting = asyncio.create_task(anext(unnamed))
            await asyncio.to_thread(broker.node.start)
            await until(caplog, BACK, 2)
            await asyncio.to_thread(broker.publish, range(20, 30))
            handled = await handleAll(named, 30)
            assert (0, True) in handled
            assertNothingLost([(0, False), *handled], 30)
            assert numberOf((await waiting).message) == 20

    run(main())
    assert broker.waiting("killed") == 0
    broker.delete("killed")
    assert all(record.levelno == logging.WARNING for record in said(caplog, LOST))
    assert all(record.levelno == logging.INFO for record in said(caplog, BACK))
    assert said(caplog, "connecting again in")
    [missed] = said(caplog, "were missed")
    since, until_ = re.findall(r"\d{4}-\S+Z", missed.getMessage())
    assert datetime.fromisoformat(since) < datetime.fromisoformat(until_)
    assert "queue/listener/" in missed.getMessage()


@pytest.mark.parametrize("seed", SEEDS)
def test_connections_that_are_cut_lose_nothing(broker: Broker, quickly: None, seed: int) -> None:
    chance, count, queue = random.Random(seed), 60, f"cut-{seed}"  # no secret

    async def main() -> None:
        async with (
            Proxy(broker.node.port).running() as proxy,
            Pulse(broker.urlAt(proxy.port)) as pulse,
            pulse.listen(COMPLETED, queue=queue, prefetch=chance.randint(1, 20)) as messages,
        ):
            # Most connections end in a message; some even before the queue is consumed.
            proxy.bytesUntilCut = lambda: chance.randint(300, 40_000)
            proxy.cut()
            publishing = asyncio.create_task(asyncio.to_thread(broker.publish, range(count)))
            handled: list[tuple[int, bool]] = []
            async for event in messages:
                handled.append((numberOf(event.message), event.redelivered))
                if chance.random() < 0.05:
                    proxy.cut()
                await asyncio.sleep(0)
                if len({number for number, _ in handled}) == count:
                    break
            await publishing
            assertNothingLost(handled, count)
            assert proxy.connections > 1

    run(main())
    broker.delete(queue)


def test_a_queue_that_is_deleted_is_declared_again(
    broker: Broker, quickly: None, caplog: pytest.LogCaptureFixture
) -> None:
    async def main() -> None:
        async with (
            Pulse(broker.url) as pulse,
            pulse.listen(COMPLETED, queue="deleted") as messages,
            pulse.listen(COMPLETED) as other,
        ):
            await asyncio.to_thread(broker.delete, "deleted")
            await until(caplog, BACK)
            await asyncio.to_thread(broker.publish, [1])
            assert numberOf((await anext(messages)).message) == 1
            assert numberOf((await anext(other)).message) == 1

    run(main())
    broker.delete("deleted")
    [lost] = said(caplog, LOST)
    assert "the queue was deleted" in lost.getMessage()


def test_a_connection_without_heartbeats_is_lost(
    broker: Broker,
    quickly: None,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connection, "HEARTBEAT_SECONDS", 1)
    monkeypatch.setattr(aiormq.Connection, "HEARTBEAT_GRACE_MULTIPLIER", 1)

    async def main() -> None:
        async with (
            Proxy(broker.node.port).running() as proxy,
            Pulse(broker.urlAt(proxy.port)) as pulse,
            pulse.listen(COMPLETED, queue="silent", acknowledge="byHand") as messages,
        ):
            await asyncio.to_thread(broker.publish, range(2))
            event = await anext(messages)
            proxy.freeze()
            await event.acknowledge()
            await until(caplog, LOST)
            proxy.thaw()
            await event.acknowledge()
            handled = await handleAll(messages, 2)
            assert handled == [(0, True), (1, True)]

    run(main())
    broker.delete("silent")


def test_messages_of_a_lost_channel_are_dropped(
    broker: Broker, quickly: None, caplog: pytest.LogCaptureFixture
) -> None:
    async def main() -> None:
        async with (
            Proxy(broker.node.port).running() as proxy,
            Pulse(broker.urlAt(proxy.port)) as pulse,
            pulse.listen(COMPLETED, queue="dropped") as messages,
        ):
            await asyncio.to_thread(broker.publish, range(5))
            assert not (await anext(messages)).redelivered
            proxy.cut()
            await until(caplog, LOST)
            # The rest was already here, but comes again.
            assert await handleAll(messages, 5) == [(number, True) for number in range(5)]

    run(main())
    broker.delete("dropped")


def test_a_login_that_is_refused_is_retried_for_some_time(
    broker: Broker,
    quickly: None,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def main() -> None:
        async with (
            Proxy(broker.node.port).running() as proxy,
            Pulse(broker.urlAt(proxy.port)) as pulse,
            pulse.listen(COMPLETED) as messages,
        ):
            shared = pulse._connection  # pyright: ignore[reportPrivateUsage]  # as if it was changed
            assert shared is not None
            right = shared.broker
            shared.broker = replace(right, password=f"{TOKEN}-wrong")
            proxy.cut()
            await until(caplog, "refused the login", 2)
            shared.broker = right
            await until(caplog, BACK)
            await asyncio.to_thread(broker.publish, [1])
            assert numberOf((await anext(messages)).message) == 1

            monkeypatch.setattr(connection, "GRACE_SECONDS", 0.1)
            shared.broker = replace(right, password=f"{TOKEN}-wrong")
            proxy.cut()
            with pytest.raises(TaskclusterAuthFailure):
                await anext(messages)

    run(main())


def test_a_queue_that_is_refused_is_retried_for_some_time(
    broker: Broker, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "RECONNECT", RetryPolicy(delayFactor=0.2, maxDelay=0.2))

    def take(channel: BlockingChannel) -> None:
        channel.queue_delete(fullName("taken"))
        channel.queue_declare(fullName("taken"), exclusive=True)

    async def main() -> None:
        async with (
            Pulse(broker.url) as pulse,
            pulse.listen(COMPLETED, queue="taken") as messages,
        ):
            with broker.channel() as channel:
                await asyncio.to_thread(take, channel)
                await until(caplog, "used exclusively by another connection", 2)
            await until(caplog, BACK)
            await asyncio.to_thread(broker.publish, [1])
            assert numberOf((await anext(messages)).message) == 1

            monkeypatch.setattr(consumer, "GRACE_SECONDS", 0.1)
            with broker.channel() as channel:
                await asyncio.to_thread(take, channel)
                with pytest.raises(InvalidCall, match="used exclusively"):
                    await anext(messages)

    run(main())


def test_several_queues_share_one_connection(broker: Broker, quickly: None) -> None:
    async def main() -> None:
        async with (
            Proxy(broker.node.port).running() as proxy,
            Pulse(broker.urlAt(proxy.port)) as pulse,
            pulse.listen(COMPLETED, queue="share-1") as first,
            pulse.listen(COMPLETED, queue="share-2") as second,
        ):
            assert proxy.connections == 1
            proxy.cut()
            await asyncio.to_thread(broker.publish, [1])
            assert numberOf((await anext(first)).message) == 1
            assert numberOf((await anext(second)).message) == 1
            assert proxy.connections == 2

    run(main())
    broker.delete("share-1")
    broker.delete("share-2")
