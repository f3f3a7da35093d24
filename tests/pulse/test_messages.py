"""Acknowledgement of messages, with a source that records what it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from tests.pulse.broker import COMPLETED, ROUTING_KEY, body, numberOf
from tests.pulse.loops import run
from typing_extensions import override

from tc_typed import InvalidCall, QueueEvents
from tc_typed.core.events import Delivery
from tc_typed.pulse import Event, Messages, MessageSource, UnreadableMessage
from tc_typed.pulse.messages import Acknowledgement
from tc_typed.pulse.source import Subscription
from tc_typed.queue import TaskCompletedMessage, TaskRoutingKey


@dataclass
class Recorded:
    """A delivery that records what happens to it."""

    body: bytes
    exchange: str = COMPLETED.exchange
    routingKey: str = ROUTING_KEY
    cc: Sequence[str] = ()
    redelivered: bool = False
    outcomes: list[str] = field(default_factory=list[str])

    async def acknowledge(self) -> None:
        await asyncio.sleep(0)
        self.outcomes.append("acknowledged")

    async def reject(self, *, requeue: bool) -> None:
        await asyncio.sleep(0)
        self.outcomes.append("requeued" if requeue else "dropped")


class Deliveries(AsyncIterator[Delivery]):
    """Deliveries that arrive one after the other, and then no more."""

    def __init__(self, deliveries: Iterable[Delivery]) -> None:
        self._left = iter(deliveries)

    @override
    async def __anext__(self) -> Delivery:
        await asyncio.sleep(0)
        for delivery in self._left:
            return delivery
        await asyncio.Event().wait()
        raise AssertionError


class Source(MessageSource):
    """A source with a list of messages, and then no more."""

    def __init__(self, *bodies: bytes) -> None:
        self.deliveries = [Recorded(each) for each in bodies]
        self.subscriptions: list[Subscription] = []

    @property
    def outcomes(self) -> list[list[str]]:
        return [delivery.outcomes for delivery in self.deliveries]

    @override
    @asynccontextmanager
    async def consume(self, subscription: Subscription) -> AsyncGenerator[AsyncIterator[Delivery]]:
        self.subscriptions.append(subscription)

        yield Deliveries(self.deliveries)


def test_an_event_is_acknowledged_when_the_next_one_is_asked_for() -> None:
    source = Source(body(0), body(1))

    async def main() -> None:
        async with source.listen(COMPLETED) as messages:
            await anext(messages)
            assert source.outcomes == [[], []]
            await anext(messages)
            assert source.outcomes == [["acknowledged"], []]
        assert source.outcomes == [["acknowledged"], ["acknowledged"]]

    run(main())


def test_an_event_goes_back_when_the_block_raises() -> None:
    source = Source(body(0), body(1), body(2))

    async def main() -> None:
        async with source.listen(COMPLETED) as messages:
            async for event in messages:
                if numberOf(event.message) == 1:
                    raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(main())
    assert source.outcomes == [["acknowledged"], ["requeued"], []]


@pytest.mark.parametrize("count", [1, 2])
def test_the_current_event_goes_back_when_the_block_is_cancelled(count: int) -> None:
    source = Source(*map(body, range(count)))

    async def listen(started: asyncio.Event) -> None:
        async with source.listen(COMPLETED) as messages:
            async for event in messages:
                if numberOf(event.message) == 1:
                    started.set()
                    await asyncio.Event().wait()
                else:
                    asyncio.get_running_loop().call_later(0.02, started.set)

    async def main() -> None:
        started = asyncio.Event()
        task = asyncio.create_task(listen(started))
        await started.wait()
        task.cancel()
        await asyncio.wait({task})
        assert task.cancelled()

    run(main())
    assert source.outcomes == [["acknowledged"], ["requeued"]][:count]


def test_events_are_left_alone_if_they_are_acknowledged_by_hand() -> None:
    source = Source(body(0), body(1), body(2))

    async def main() -> None:
        async with source.listen(COMPLETED, acknowledge="byHand") as messages:
            first, second = await anext(messages), await anext(messages)
            await second.reject(requeue=False)
            await first.acknowledge()
            await anext(messages)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(main())
    assert source.outcomes == [["acknowledged"], ["dropped"], []]


@pytest.mark.parametrize("acknowledge", ["afterBody", "byHand"])
def test_unreadable_messages_are_acknowledged_after_their_handler(
    acknowledge: Acknowledgement,
) -> None:
    source = Source(b"secret", body(1))
    seen: list[UnreadableMessage] = []

    async def handle(message: UnreadableMessage) -> None:
        assert source.outcomes == [[], []]
        await asyncio.sleep(0)
        seen.append(message)

    async def main() -> None:
        async with source.listen(
            COMPLETED, acknowledge=acknowledge, onUnreadable=handle
        ) as messages:
            assert numberOf((await anext(messages)).message) == 1
            assert source.outcomes == [["acknowledged"], []]

    run(main())
    [message] = seen
    assert (message.body, message.exchange) == (b"secret", COMPLETED.exchange)
    assert message.routingKey == ROUTING_KEY
    assert "does not match the contract" in message.failure.reason
    assert "secret" not in repr(message)


@pytest.mark.parametrize("acknowledge", ["afterBody", "byHand"])
def test_an_unreadable_message_goes_back_when_its_handler_raises(
    acknowledge: Acknowledgement,
) -> None:
    source = Source(b"", body(1))

    def handle(_: UnreadableMessage) -> None:
        raise ZeroDivisionError

    async def main() -> None:
        async with source.listen(
            COMPLETED, acknowledge=acknowledge, onUnreadable=handle
        ) as messages:
            await anext(messages)

    with pytest.raises(ZeroDivisionError):
        run(main())
    assert source.outcomes == [["requeued"], []]


def test_messages_of_other_bindings_are_unreadable(caplog: pytest.LogCaptureFixture) -> None:
    source = Source(body(0), body(1))
    source.deliveries[0].exchange = "exchange/other"

    async def main() -> None:
        async with source.listen(COMPLETED) as messages:
            assert numberOf((await anext(messages)).message) == 1

    run(main())
    assert source.outcomes == [["acknowledged"], ["acknowledged"]]
    [record] = [record for record in caplog.records if record.name == "tc_typed"]
    assert record.levelname == "ERROR"
    assert "no binding matches" in record.getMessage()
    assert "worker-0" not in record.getMessage()


def test_a_handler_that_catches_the_exception_can_go_on() -> None:
    source = Source(b"", body(1))

    def handle(_: UnreadableMessage) -> None:
        raise ZeroDivisionError

    async def main() -> None:
        async with source.listen(COMPLETED, onUnreadable=handle) as messages:
            with pytest.raises(ZeroDivisionError):
                await anext(messages)
            assert numberOf((await anext(messages)).message) == 1

    run(main())
    assert source.outcomes == [["requeued"], ["acknowledged"]]


# Arguments


def test_arguments_of_listen_are_passed_on() -> None:
    source = Source()

    async def main() -> None:
        async with source.listen(COMPLETED, queue="q", prefetch=7):
            pass

    run(main())
    assert source.subscriptions == [Subscription((COMPLETED,), "q", 7)]


def test_invalid_arguments_of_listen_are_refused() -> None:
    source = Source()
    with pytest.raises(InvalidCall, match="pass at least one binding"):
        source.listen()  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]  # the mistake
    with pytest.raises(InvalidCall, match="prefetch must be an integer from 1 to 65,535, got 0"):
        source.listen(COMPLETED, prefetch=0)
    with pytest.raises(InvalidCall, match="acknowledge must be afterBody or byHand, got 'never'"):
        source.listen(COMPLETED, acknowledge="never")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]  # the mistake
    with pytest.raises(InvalidCall, match=r"integer from 1 to 65,535, got 1\.5"):
        source.listen(COMPLETED, prefetch=1.5)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]  # the mistake
    with pytest.raises(InvalidCall, match="each binding must be a Binding, got 'taskCompleted'"):
        source.listen(COMPLETED, "taskCompleted")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]  # the mistake
    with pytest.raises(InvalidCall, match=r"got TaskExchange.*; call the exchange to get one"):
        source.listen(QueueEvents.taskCompleted)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]  # the mistake


def test_there_can_be_more_than_six_bindings() -> None:
    source, events = Source(body(3)), QueueEvents()
    others = (
        events.taskDefined(),
        events.taskPending(),
        events.taskRunning(),
        events.taskFailed(),
        events.taskException(),
        events.artifactCreated(),
    )

    async def main() -> int:
        async with source.listen(*others, COMPLETED) as messages:
            event = await anext(messages)
            assert COMPLETED.matches(event)
            return numberOf(event.message)

    assert run(main()) == 3


# Several tasks


def test_several_tasks_can_share_messages_only_by_hand() -> None:
    async def shared(acknowledge: Acknowledgement) -> list[int]:
        source = Source(body(0), body(1))
        async with source.listen(COMPLETED, acknowledge=acknowledge) as messages:
            first, second = (asyncio.create_task(take(messages)) for _ in range(2))
            return sorted(await asyncio.gather(first, second))

    async def take(messages: Messages[Event[TaskCompletedMessage, TaskRoutingKey]]) -> int:
        return numberOf((await anext(messages)).message)

    assert run(shared("byHand")) == [0, 1]
    with pytest.raises(InvalidCall, match="several tasks can only share messages with"):
        run(shared("afterBody"))
