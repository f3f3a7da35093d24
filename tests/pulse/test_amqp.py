"""Listening to a broker: bindings, acknowledgements, queues, and errors at the start."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack
from itertools import pairwise

import pytest
from pydantic import BaseModel
from tests.core.secrets import assertHidden, everyText
from tests.pulse.broker import (
    COMPLETED,
    MISSING,
    QUOTED_PASSWORD,
    Broker,
    body,
    fullName,
    numberOf,
    publish,
)
from tests.pulse.loops import run
from tests.wire.test_messages import MESSAGES, RECORDINGS
from tests.wire.test_messages import publish as publishRecorded
from tests.wire.test_schemas import same

from tc_typed import (
    ClientClosed,
    InvalidCall,
    QueueEvents,
    TaskclusterAuthFailure,
    TaskclusterConnectionError,
    TaskclusterFailure,
    UntrustedCertificate,
    bindingFor,
)
from tc_typed.core.events import Exchange, ServiceEvents
from tc_typed.pulse import Binding, Event, Messages, Pulse, UnreadableMessage
from tc_typed.queue import TaskCompletedMessage, TaskRoutingKey

Completed = Event[TaskCompletedMessage, TaskRoutingKey]


async def numbers(messages: AsyncIterator[Completed], count: int) -> list[int]:
    """Take some events, and return their numbers."""
    return [numberOf((await anext(messages)).message) for _ in range(count)]


async def nothing(messages: AsyncIterator[Completed]) -> bool:
    """Whether no event arrives for a moment."""
    try:
        async with asyncio.timeout(0.2):
            await anext(messages)
    except TimeoutError:
        return True
    return False


# Bindings


@pytest.mark.skipif(not RECORDINGS.is_dir(), reason="the recordings are not available")
def test_all_recorded_messages_arrive_at_their_bindings(broker: Broker) -> None:
    recorded = {
        name: each for name, each in MESSAGES.items() if each["exchange"] != MISSING.exchange
    }
    exchanges = sorted({each["exchange"] for each in recorded.values()})
    assert len(exchanges) > 15
    routed = next(
        (each["exchange"], key)
        for each in recorded.values()
        for key in each["cc"]
        if key.startswith("route.")
    )

    def publishAll() -> None:
        with broker.channel() as channel:
            for name, message in recorded.items():
                publishRecorded(channel, name, message)

    async def check(messages: Messages[Event], expected: list[str]) -> None:
        assert expected
        for name in expected:
            event, message = await anext(messages), recorded[name]
            assert event.exchange == message["exchange"]
            assert event.routingKey == message["routingKey"]
            keys = [key for key in message["cc"] if key.startswith("route.")]
            assert [f"route.{route}" for route in event.routes] == keys
            assert isinstance(event.message, BaseModel)
            assert same(message["payload"], json.loads(event.message.model_dump_json()))
            assert not event.redelivered

    async def main() -> None:
        async with Pulse(broker.url) as pulse, AsyncExitStack() as stack:
            listen = stack.enter_async_context
            queues: list[tuple[Messages[Event], list[str]]] = []
            for first, second in pairwise(exchanges):
                messages = await listen(pulse.listen(bindingFor(first), bindingFor(second)))
                wanted = (first, second)
                names = [name for name, each in recorded.items() if each["exchange"] in wanted]
                queues.append((messages, names))
            exchange, key = routed
            byRoute = await listen(pulse.listen(bindingFor(exchange).declaration.bind(key)))
            names = [
                name
                for name, each in recorded.items()
                if each["exchange"] == exchange and key in each["cc"]
            ]
            queues.append((byRoute, names))
            await asyncio.to_thread(publishAll)
            for messages, names in queues:
                await check(messages, names)

    run(main())


def test_types_of_events_follow_their_bindings(broker: Broker) -> None:
    async def main() -> None:
        failed = QueueEvents().taskFailed()
        async with (
            Pulse(broker.url) as pulse,
            pulse.listen(COMPLETED, failed) as messages,
        ):
            await asyncio.to_thread(broker.publish, [7])
            event = await anext(messages)
            assert not failed.matches(event)
            assert COMPLETED.matches(event)
            assert event.message.workerId == "worker-7"
            assert event.key.provisionerId == "provisioner"

    run(main())


# Acknowledgements


def test_events_are_acknowledged_after_the_body(broker: Broker) -> None:
    async def main() -> None:
        async with Pulse(broker.url) as pulse:
            async with pulse.listen(COMPLETED, queue="after") as messages:
                await asyncio.to_thread(broker.publish, range(3))
                async for event in messages:
                    if numberOf(event.message) == 1:
                        break  # This also ends a body.
            async with pulse.listen(COMPLETED, queue="after") as messages:
                assert await numbers(messages, 1) == [2]
            async with pulse.listen(COMPLETED, queue="after") as messages:
                assert await nothing(messages)
        broker.delete("after")

    run(main())


def test_an_event_whose_body_raises_is_delivered_again(broker: Broker) -> None:
    async def main() -> None:
        async def failing() -> None:
            async with pulse.listen(COMPLETED, queue="raises") as messages:
                await asyncio.to_thread(broker.publish, range(3))
                async for event in messages:
                    assert not event.redelivered
                    if numberOf(event.message) == 1:
                        raise ZeroDivisionError

        async with Pulse(broker.url) as pulse:
            with pytest.raises(ZeroDivisionError):
                await failing()
            async with pulse.listen(COMPLETED, queue="raises") as messages:
                event = await anext(messages)
                assert (numberOf(event.message), event.redelivered) == (1, True)
                assert await numbers(messages, 1) == [2]
        broker.delete("raises")

    run(main())


def test_events_are_acknowledged_by_hand_in_any_order(broker: Broker) -> None:
    async def main() -> None:
        async with Pulse(broker.url) as pulse:
            async with pulse.listen(COMPLETED, queue="hand", acknowledge="byHand") as messages:
                await asyncio.to_thread(broker.publish, range(4))
                events = [await anext(messages) for _ in range(4)]
                await events[2].acknowledge()
                await events[0].acknowledge()
                await events[0].acknowledge()  # has no effect
                await events[0].reject()  # has no effect
                await events[3].reject(requeue=False)
                await events[1].reject()
                again = await anext(messages)
                assert (numberOf(again.message), again.redelivered) == (1, True)
                await again.acknowledge()
            async with pulse.listen(COMPLETED, queue="hand") as messages:
                assert await nothing(messages)
        broker.delete("hand")

    run(main())


def test_acknowledgements_that_are_cancelled_reach_the_broker(broker: Broker) -> None:
    count = 40  # The library sends fewer frames at a time.

    async def main() -> list[int]:
        async with (
            Pulse(broker.url) as pulse,
            pulse.listen(COMPLETED, prefetch=count, acknowledge="byHand") as messages,
        ):
            await asyncio.to_thread(broker.publish, range(2 * count))
            handled = [await anext(messages) for _ in range(count)]
            tasks = [asyncio.create_task(event.acknowledge()) for event in handled]
            await asyncio.sleep(0)
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            async with asyncio.timeout(5):
                return [numberOf((await anext(messages)).message) for _ in range(count)]

    assert run(main()) == [*range(count, 2 * count)]


def test_the_broker_delivers_no_more_than_prefetch_messages(broker: Broker) -> None:
    async def main() -> None:
        async with (
            Pulse(broker.url) as pulse,
            pulse.listen(COMPLETED, queue="few", prefetch=3, acknowledge="byHand") as messages,
        ):
            await asyncio.to_thread(broker.publish, range(10))
            events = [await anext(messages) for _ in range(3)]
            assert await nothing(messages)
            assert await asyncio.to_thread(broker.waiting, "few") == 7
            await events[0].acknowledge()
            assert await numbers(messages, 1) == [3]
            assert await nothing(messages)
        assert broker.waiting("few") == 9
        broker.delete("few")

    run(main())


def test_messages_that_no_model_takes_go_to_the_handler(broker: Broker) -> None:
    received: list[UnreadableMessage] = []

    async def handle(message: UnreadableMessage) -> None:
        await asyncio.sleep(0)
        received.append(message)

    def send() -> None:
        with broker.channel() as channel:
            publish(channel, b'{"version": 1}', ["a"])
            publish(channel, b"\xff\0 no JSON")
            publish(channel, body(5))

    async def main() -> None:
        async with (
            Pulse(broker.url) as pulse,
            pulse.listen(COMPLETED, queue="odd", onUnreadable=handle) as messages,
        ):
            await asyncio.to_thread(send)
            assert await numbers(messages, 1) == [5]
        assert broker.waiting("odd") == 0
        broker.delete("odd")

    run(main())
    assert [message.body for message in received] == [b'{"version": 1}', b"\xff\0 no JSON"]
    assert [[*message.cc] for message in received] == [["route.a"], []]
    assert all(message.exchange == COMPLETED.exchange for message in received)


def test_a_message_whose_handler_raises_is_delivered_again(broker: Broker) -> None:
    received: list[bool] = []

    def handle(message: UnreadableMessage) -> None:
        received.append(message.redelivered)
        if not message.redelivered:
            raise ZeroDivisionError

    def send() -> None:
        with broker.channel() as channel:
            publish(channel, b"{}")
        broker.publish([5])

    async def main() -> None:
        async def failing() -> None:
            async with pulse.listen(COMPLETED, queue="odd2", onUnreadable=handle) as messages:
                await asyncio.to_thread(send)
                await anext(messages)

        async with Pulse(broker.url) as pulse:
            with pytest.raises(ZeroDivisionError):
                await failing()
            async with pulse.listen(COMPLETED, queue="odd2", onUnreadable=handle) as messages:
                assert await numbers(messages, 1) == [5]
        broker.delete("odd2")

    run(main())
    assert received == [False, True]


# Queues


def test_two_consumers_of_a_durable_queue_share_its_messages(broker: Broker) -> None:
    handled: tuple[list[int], list[int]] = ([], [])

    async def consume(
        pulse: Pulse, own: list[int], ready: asyncio.Event, complete: asyncio.Event
    ) -> None:
        async with pulse.listen(COMPLETED, queue="shared", prefetch=1) as messages:
            ready.set()
            async for event in messages:
                own.append(numberOf(event.message))
                if sum(map(len, handled)) == 40:
                    complete.set()
                await asyncio.sleep(0)

    async def main() -> None:
        async with Pulse(broker.url) as first, Pulse(broker.url) as second:
            complete = asyncio.Event()
            ready = asyncio.Event(), asyncio.Event()
            consumers = [
                asyncio.create_task(consume(pulse, own, event, complete))
                for pulse, own, event in zip((first, second), handled, ready, strict=True)
            ]
            for each in ready:
                await each.wait()
            await asyncio.to_thread(broker.publish, range(40))
            await complete.wait()
            for consumer in consumers:
                consumer.cancel()
            await asyncio.wait(consumers)
        assert all(handled)
        assert sorted(handled[0] + handled[1]) == [*range(40)]
        broker.delete("shared")

    run(main())


def test_the_message_of_a_consumer_that_dies_goes_to_another_and_is_marked(broker: Broker) -> None:
    program = """
import asyncio, os
from tc_typed import QueueEvents
from tc_typed.pulse import Pulse

async def main():
    completed = QueueEvents().taskCompleted()
    async with Pulse(os.environ["PULSE_URL"]) as pulse:
        async with pulse.listen(completed, queue="dies", prefetch=1) as messages:
            print("ready", flush=True)
            async for event in messages:
                if event.message.workerId == "worker-1":
                    os._exit(9)

asyncio.run(main())
"""

    async def main() -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            program,
            stdout=subprocess.PIPE,
            env={**os.environ, "PULSE_URL": broker.url},
        )
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
        await asyncio.to_thread(broker.publish, range(3))
        assert await process.wait() == 9
        async with (
            Pulse(broker.url) as pulse,
            pulse.listen(COMPLETED, queue="dies") as messages,
        ):
            found = [await anext(messages) for _ in range(2)]
        assert [(numberOf(it.message), it.redelivered) for it in found] == [(1, True), (2, False)]
        broker.delete("dies")

    run(main())


def test_unnamed_queues_are_deleted_with_their_listener(broker: Broker) -> None:
    async def main() -> None:
        async with Pulse(broker.url) as pulse:
            async with pulse.listen(COMPLETED) as first, pulse.listen(COMPLETED) as second:
                await asyncio.to_thread(broker.publish, range(2))
                assert await numbers(first, 2) == [0, 1]
                assert await numbers(second, 2) == [0, 1]
            async with pulse.listen(COMPLETED) as third:
                assert await nothing(third)

    run(main())


# Errors


def failureOf(main: Callable[[], Coroutine[object, object, None]]) -> TaskclusterFailure:
    """Return the error that a function raises, which must not show the password."""
    with pytest.raises(TaskclusterFailure) as caught:
        run(main())
    failure = caught.value
    assertHidden(*everyText(failure))
    assert type(failure).__module__ == "tc_typed.core.errors"
    return failure


def connecting(url: str) -> Callable[[], Coroutine[object, object, None]]:
    async def main() -> None:
        async with Pulse(url):
            pass

    return main


def listening(
    broker: Broker, binding: Binding = COMPLETED, queue: str | None = None
) -> Callable[[], Coroutine[object, object, None]]:
    async def main() -> None:
        async with Pulse(broker.url) as pulse, pulse.listen(binding, queue=queue):
            pass

    return main


def test_a_wrong_password_is_an_error_at_once(broker: Broker) -> None:
    wrong = broker.url.replace(QUOTED_PASSWORD, QUOTED_PASSWORD + "x")
    failure = failureOf(connecting(wrong))
    assert isinstance(failure, TaskclusterAuthFailure)
    assert "refused the login of the user 'listener'" in str(failure)
    assert failure.address is not None
    assert failure.address.startswith("amqp://127.0.0.1:")


@pytest.mark.parametrize("vhost", ["missing", "forbidden"])
def test_a_virtual_host_that_is_refused_is_an_error_at_once(broker: Broker, vhost: str) -> None:
    failure = failureOf(connecting(f"{broker.url}/{vhost}"))
    assert isinstance(failure, TaskclusterAuthFailure)
    assert f"refused the virtual host '{vhost}'" in str(failure)


@pytest.mark.parametrize("path", ["", "/", "/%2f", "/%2F"])
def test_the_default_virtual_host_has_several_spellings(broker: Broker, path: str) -> None:
    async def main() -> None:
        async with Pulse(broker.url + path) as pulse, pulse.listen(COMPLETED):
            pass

    run(main())


def test_a_port_that_nothing_listens_on_is_an_error_at_once(broker: Broker) -> None:
    failure = failureOf(connecting(broker.urlAt(1)))
    assert isinstance(failure, TaskclusterConnectionError)
    assert not failure.wasSent
    assert "check the host and port" in str(failure)


def test_a_server_other_than_a_broker_is_an_error(broker: Broker) -> None:
    async def main() -> None:
        async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            writer.close()

        server = await asyncio.start_server(accept, "127.0.0.1", 0)
        async with server, Pulse(broker.urlAt(server.sockets[0].getsockname()[1])):
            pass

    assert isinstance(failureOf(main), TaskclusterConnectionError)


def test_a_missing_exchange_is_named(broker: Broker) -> None:
    failure = failureOf(listening(broker, MISSING))
    assert isinstance(failure, InvalidCall)
    assert "does not exist on this broker" in str(failure)
    assert MISSING.exchange in str(failure)


def test_an_error_of_one_queue_leaves_the_others_alone(broker: Broker) -> None:
    async def main() -> None:
        async with Pulse(broker.url) as pulse, pulse.listen(COMPLETED) as messages:
            with pytest.raises(InvalidCall):
                async with pulse.listen(MISSING):
                    pass
            await asyncio.to_thread(broker.publish, [3])
            assert await numbers(messages, 1) == [3]

    run(main())


def test_a_missing_permission_is_an_error(broker: Broker) -> None:
    class SecretEvents(ServiceEvents):
        serviceName = "secret"
        exchangePrefix = "secret/"
        happened = Exchange[object]("happened", object)

    failure = failureOf(listening(broker, SecretEvents.happened.bind("#")))
    assert isinstance(failure, TaskclusterAuthFailure)
    assert "no permission" in str(failure)


def test_a_queue_that_another_connection_uses_exclusively_is_an_error(broker: Broker) -> None:
    with broker.channel() as channel:
        channel.queue_declare(fullName("theirs"), exclusive=True)
        failure = failureOf(listening(broker, queue="theirs"))
    assert isinstance(failure, InvalidCall)
    assert "used exclusively by another connection" in str(failure)
    assert fullName("theirs") in str(failure)


def test_a_queue_with_other_properties_is_an_error(broker: Broker) -> None:
    with broker.channel() as channel:
        channel.queue_declare(fullName("other"))
        failure = failureOf(listening(broker, queue="other"))
    broker.delete("other")
    assert isinstance(failure, InvalidCall)
    assert "exists with other properties" in str(failure)


def test_a_queue_with_an_invalid_name_is_an_error(broker: Broker) -> None:
    failure = failureOf(listening(broker, queue="\n"))
    assert isinstance(failure, InvalidCall)
    assert "queue must be 1 to" in str(failure)


# Use in blocks


def test_listening_needs_a_connection(broker: Broker) -> None:
    pulse = Pulse(broker.url)

    async def early() -> None:
        async with pulse.listen(COMPLETED):
            pass

    failure = failureOf(early)
    assert isinstance(failure, InvalidCall)
    assert "async with Pulse(url)" in str(failure)

    async def late() -> None:
        async with pulse:
            pass
        async with pulse.listen(COMPLETED):
            pass

    assert isinstance(failureOf(late), ClientClosed)

    async def twice() -> None:
        async with pulse:
            pass

    assert isinstance(failureOf(twice), ClientClosed)


def test_listeners_in_other_event_loops_are_refused(broker: Broker) -> None:
    async def listen(pulse: Pulse) -> None:
        async with pulse.listen(COMPLETED):
            pass

    async def main() -> None:
        async with Pulse(broker.url) as pulse:
            with pytest.raises(InvalidCall, match="connected in another event loop"):
                await asyncio.to_thread(lambda: asyncio.run(listen(pulse)))

    run(main())


def test_listeners_in_other_tasks_end_with_the_connection(broker: Broker) -> None:
    async def listen(pulse: Pulse, ready: asyncio.Event) -> None:
        async with pulse.listen(COMPLETED) as messages:
            ready.set()
            await anext(messages)

    async def main() -> None:
        ready = asyncio.Event()
        async with Pulse(broker.url) as pulse:
            task = asyncio.create_task(listen(pulse, ready))
            await ready.wait()
        with pytest.raises(ClientClosed, match="the block of Pulse has ended"):
            await task

    run(main())


# TLS


def test_encrypted_connections_verify_the_certificate(
    broker: Broker, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    failure = failureOf(connecting(broker.tlsUrl))
    assert isinstance(failure, UntrustedCertificate)
    assert "REQUESTS_CA_BUNDLE" in str(failure)

    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    broker.authority.cert_pem.write_to_path(path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(path))

    async def main() -> None:
        async with Pulse(broker.tlsUrl) as pulse, pulse.listen(COMPLETED) as messages:
            await asyncio.to_thread(broker.publish, [1])
            assert await numbers(messages, 1) == [1]

    run(main())
    wrongHost = broker.tlsUrl.replace("127.0.0.1", "127.0.0.2")
    assert isinstance(failureOf(connecting(wrongHost)), TaskclusterConnectionError)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/missing.pem")
    failure = failureOf(connecting(broker.tlsUrl))
    assert isinstance(failure, InvalidCall)
    assert "does not exist" in str(failure)
