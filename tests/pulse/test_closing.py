"""Ends of listeners: cancelled at any moment, or with a broker that does not respond."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from time import perf_counter

import pytest
from tests.profiles import IS_LONG
from tests.pulse.broker import COMPLETED, Broker
from tests.pulse.loops import assertNoTasks, run
from tests.pulse.proxy import Proxy
from tests.pulse.test_reconnecting import until

from tc_typed import ClientClosed, TaskclusterTimeout, slugId
from tc_typed.core.retry import RetryPolicy
from tc_typed.pulse import Pulse, channel, connection

MOMENTS = 600 if IS_LONG else 60


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait only briefly for a polite end."""
    monkeypatch.setattr(channel, "CLOSE_SECONDS", 0.2)
    monkeypatch.setattr(connection, "CLOSE_SECONDS", 0.2)


async def listen(url: str) -> None:
    """Listen until cancelled."""
    async with Pulse(url) as pulse, pulse.listen(COMPLETED) as messages:
        async for _ in messages:
            await asyncio.sleep(0)


async def listenTo(pulse: Pulse, queue: str | None = None) -> None:
    """Listen on a connection until cancelled."""
    async with pulse.listen(COMPLETED, queue=queue) as messages:
        async for _ in messages:
            pass


async def cancel(task: asyncio.Task[None], limit: float) -> None:
    """Cancel a task, and assert that it ends in time and leaves nothing."""
    start = perf_counter()
    task.cancel()
    await asyncio.wait({task})
    assert task.cancelled()
    assert perf_counter() - start < limit
    await assertNoTasks()


@asynccontextmanager
async def silentServer() -> AsyncGenerator[int]:
    """Run a server that accepts connections and says nothing."""
    end = asyncio.Event()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await end.wait()
        writer.close()

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        end.set()
        server.close()


def test_listeners_can_be_cancelled_at_any_moment(broker: Broker) -> None:
    chance = random.Random(0)  # no secret

    async def main() -> None:
        for moment in range(MOMENTS):
            task = asyncio.create_task(listen(broker.url))
            if moment % 2:
                for _ in range(chance.randrange(80)):
                    await asyncio.sleep(0)
            else:
                await asyncio.sleep(chance.uniform(0, 0.05))
            await cancel(task, 2)

    run(main())


def test_connecting_can_be_cancelled(broker: Broker) -> None:
    async def main() -> None:
        async with silentServer() as port:
            task = asyncio.create_task(listen(broker.urlAt(port)))
            await asyncio.sleep(0.05)
            task.cancel()
            start = perf_counter()
            await asyncio.wait({task})
            assert task.cancelled()
            assert perf_counter() - start < 0.5

    run(main())


def test_connecting_ends_in_time(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 0.1)

    async def main() -> None:
        async with silentServer() as port:
            with pytest.raises(TaskclusterTimeout, match=r"no connection within 0\.1 s"):
                await listen(broker.urlAt(port))

    run(main())


def test_backing_off_can_be_cancelled(broker: Broker, caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        async with Proxy(broker.node.port).running() as proxy:
            task = asyncio.create_task(listen(broker.urlAt(proxy.port)))
            await asyncio.sleep(0.2)
            assert proxy.connections == 1
        # Now nothing listens there.
        await until(caplog, "connecting again in", 2)
        await cancel(task, 0.5)

    run(main())


def test_a_listener_in_another_task_ends_at_once_when_the_connection_is_closed(
    broker: Broker, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = RetryPolicy(delayFactor=60, maxDelay=60)
    monkeypatch.setattr(connection, "RECONNECT", policy)

    async def main() -> None:
        async with Proxy(broker.node.port).running() as proxy:
            pulse = Pulse(broker.urlAt(proxy.port))
            await pulse.__aenter__()
            task = asyncio.create_task(listenTo(pulse))
            await asyncio.sleep(0.2)
        await until(caplog, "connecting again in", 1)
        await pulse.__aexit__(None, None, None)
        with pytest.raises(ClientClosed):
            await asyncio.wait_for(task, 1)

    run(main())


def test_a_listener_that_is_cancelled_twice_does_not_keep_consuming(broker: Broker) -> None:
    name = slugId()

    async def main() -> None:
        async with Pulse(broker.url) as pulse:
            for steps in range(12):
                task = asyncio.create_task(listenTo(pulse, name))
                await asyncio.sleep(0.1)
                task.cancel()
                for _ in range(steps):
                    await asyncio.sleep(0)
                task.cancel()
                await asyncio.wait({task})
            await asyncio.sleep(0.5)
            await asyncio.to_thread(broker.deleteUnused, name)

    run(main())


@pytest.mark.parametrize("scheme", ["amqp", "amqps"])
def test_a_broker_that_does_not_respond_delays_the_end_only_briefly(
    broker: Broker,
    scheme: str,
    impatient: None,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    broker.authority.cert_pem.write_to_path(path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(path))
    port = broker.node.port if scheme == "amqp" else broker.tlsPort

    async def main() -> None:
        async with Proxy(port).running() as proxy:
            url = broker.urlAt(proxy.port).replace("amqp", scheme)
            task = asyncio.create_task(listen(url))
            await asyncio.sleep(0.3)
            proxy.freeze()
            start = perf_counter()
            task.cancel()
            await asyncio.wait({task})
            assert task.cancelled()
            assert perf_counter() - start < 4

    run(main())


def test_acknowledgements_just_before_the_end_reach_the_broker(broker: Broker) -> None:
    async def main() -> None:
        async with (
            Pulse(broker.url) as pulse,
            pulse.listen(COMPLETED, queue="end", acknowledge="byHand") as messages,
        ):
            await asyncio.to_thread(broker.publish, range(50))
            events = [await anext(messages) for _ in range(50)]
            await asyncio.gather(*(event.acknowledge() for event in events))

    run(main())
    assert broker.waiting("end") == 0
    broker.delete("end")
