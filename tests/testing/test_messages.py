"""Messages that were sent: which a view contains, and waits for those that come."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotDone
from datetime import UTC, datetime, timedelta
from typing import TypeAlias, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.test_events import matches as naivelyMatches
from tests.testing.conftest import Clock
from tests.testing.samples import definition

from tc_typed import InvalidCall, Queue, QueueEvents, slugId
from tc_typed.core.events import Binding
from tc_typed.queue import TaskGroupChangedMessage, TaskGroupRoutingKey
from tc_typed.testing import LocalTaskcluster, NoMessage, SentMessage
from tc_typed.testing.clock import inMilliseconds
from tc_typed.testing.messages import Messages
from tc_typed.testing.timeline import Timeline

PROMPT = 5.0
"""Seconds within which a waiting call should end on a busy machine."""

GROUPS = ["g", "h"]
SCHEDULERS = ["s", "t"]
ROUTES = ["route.a", "route.a.b", "route.b"]

T = TypeVar("T")
Group: TypeAlias = SentMessage[TaskGroupChangedMessage, TaskGroupRoutingKey]


def send(messages: Messages, group: str = "g", scheduler: str = "s", *cc: str) -> None:
    payload = TaskGroupChangedMessage(
        taskGroupId=group,
        schedulerId=scheduler,
        expires=datetime(2030, 1, 1, tzinfo=UTC),
        version=1,
    )
    messages.publish(
        QueueEvents.taskGroupResolved, payload, cc, taskGroupId=group, schedulerId=scheduler
    )


def groupOf(message: Group) -> str:
    return message.payload.taskGroupId


# What was sent


def test_a_message_has_its_exchange_keys_time_and_payload(messages: Messages, clock: Clock) -> None:
    send(messages, "g", "s", "route.a")
    [sent] = messages
    [typed] = messages.on(QueueEvents.taskGroupResolved)
    assert typed == sent
    assert typed.exchange == "exchange/taskcluster-queue/v1/task-group-resolved"
    assert typed.routingKey == "primary.g.s._"
    assert typed.parsedRoutingKey == TaskGroupRoutingKey("primary", "g", "s", None)
    assert typed.cc == ("route.a",)
    assert typed.time == inMilliseconds(clock.now)
    assert typed.payload.taskGroupId == "g"
    assert json.loads(typed.body)["schedulerId"] == "s"


@given(
    st.lists(
        st.tuples(
            st.sampled_from(GROUPS),
            st.sampled_from(SCHEDULERS),
            st.lists(st.sampled_from(ROUTES), max_size=2),
        ),
        max_size=6,
    ),
    st.sampled_from(
        [
            QueueEvents.taskGroupResolved("#"),
            QueueEvents.taskGroupResolved(),
            QueueEvents.taskGroupResolved(taskGroupId="g"),
            QueueEvents().taskGroupResolved(schedulerId="t"),
            QueueEvents.taskGroupResolved("route.a.#"),
            QueueEvents.taskGroupResolved("route.*"),
            QueueEvents.taskGroupResolved("primary.*.t.#"),
            QueueEvents.taskGroupResolved("nothing"),
        ]
    ),
)
def test_a_view_contains_what_a_bound_queue_would_receive(
    sent: list[tuple[str, str, list[str]]],
    binding: Binding[TaskGroupChangedMessage, TaskGroupRoutingKey],
) -> None:
    messages = Messages(Timeline(lambda: datetime(2026, 1, 1, tzinfo=UTC)))
    view = messages.on(binding)
    pattern = binding.routingKeyPattern.split(".")
    expected: list[str] = []
    for number, (group, scheduler, cc) in enumerate(sent):
        send(messages, f"{group}", scheduler, *cc, f"number.{number}")
        keys = [f"primary.{group}.{scheduler}._", *cc, f"number.{number}"]
        if any(naivelyMatches(pattern, key.split(".")) for key in keys):
            expected.append(f"number.{number}")
    assert [message.cc[-1] for message in view] == expected
    assert len(view) == len(expected)
    assert [view.wait(0).cc[-1] for _ in expected] == expected
    with pytest.raises(NoMessage):
        view.wait(0)
    if expected:
        assert view.first.cc[-1] == expected[0]
    else:
        with pytest.raises(LookupError, match="no message has been sent that matches"):
            assert view.first


def test_messages_of_other_exchanges_are_not_part_of_a_view(messages: Messages) -> None:
    send(messages)
    assert len(messages) == 1
    assert not [*messages.on(QueueEvents.taskGroupSealed)]
    assert len(messages.on(QueueEvents.taskGroupResolved)) == 1


def test_cleared_messages_are_not_seen_again(messages: Messages) -> None:
    view = messages.on(QueueEvents.taskGroupResolved)
    send(messages, "before")
    send(messages, "before")
    assert groupOf(view.wait(0)) == "before"
    messages.clear()
    assert (len(messages), len(view)) == (0, 0)
    send(messages, "after")
    assert groupOf(view.wait(0)) == groupOf(view.first) == "after"
    with pytest.raises(NoMessage):
        view.wait(0)


# Waits


async def inLoop(wait: Coroutine[object, object, T]) -> T:
    return await wait


Wait: TypeAlias = Callable[[Messages, float], Group]


def waitSync(messages: Messages, timeout: float) -> Group:
    return messages.on(QueueEvents.taskGroupResolved(taskGroupId="g")).wait(timeout)


def waitAsync(messages: Messages, timeout: float) -> Group:
    view = messages.on(QueueEvents.taskGroupResolved(taskGroupId="g"))
    return asyncio.run(inLoop(view.next(timeout)))


eachWay = pytest.mark.parametrize("wait", [waitSync, waitAsync])


def assertWaits(*waiting: Future[Group]) -> None:
    for each in waiting:
        with pytest.raises(NotDone):
            each.result(0.1)


@eachWay
def test_a_message_that_was_sent_before_is_returned_at_once(messages: Messages, wait: Wait) -> None:
    send(messages, "g", "first")
    send(messages, "g", "second")
    assert wait(messages, 0).payload.schedulerId == "first"


@eachWay
def test_a_message_wakes_all_that_wait_for_it(
    messages: Messages, wait: Wait, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without a wake-up, the first look would be the last one before the timeout.
    monkeypatch.setattr("tc_typed.testing.messages.message_view.LOOK_INTERVAL", 60)
    waiting = [pool.submit(wait, messages, 60) for _ in range(5)]
    assertWaits(*waiting)
    send(messages, "h")
    assertWaits(*waiting)
    send(messages, "g")
    assert [groupOf(each.result(PROMPT)) for each in waiting] == ["g"] * 5


@eachWay
def test_what_falls_due_while_a_view_waits_is_carried_out(
    messages: Messages, timeline: Timeline, wait: Wait, clock: Clock, pool: ThreadPoolExecutor
) -> None:
    due = inMilliseconds(clock.now + timedelta(minutes=5))
    timeline.at(due, lambda _: send(messages))
    waiting = pool.submit(wait, messages, 60)
    assertWaits(waiting)
    clock.advance(minutes=6)  # Only the clock; nothing else enters the timeline.
    assert waiting.result(PROMPT).time == due


@eachWay
def test_a_timeout_describes_what_was_sent_instead(
    messages: Messages, wait: Wait, pool: ThreadPoolExecutor
) -> None:
    send(messages, "before")
    waiting = pool.submit(wait, messages, 0.6)
    assertWaits(waiting)
    for number in range(7):
        send(messages, f"h{number}")
    with pytest.raises(NoMessage) as caught:
        waiting.result(PROMPT)
    assert isinstance(caught.value, TimeoutError)
    exchange = "exchange/taskcluster-queue/v1/task-group-resolved"
    first, *lines = str(caught.value).splitlines()
    assert first.endswith(
        f"no message that matches 'primary.g.*.#' on {exchange} was sent within 0.6 s; "
        "sent meanwhile:"
    )
    assert lines == [
        f"  * 2 more on {exchange}",
        *(f"  * {exchange} primary.h{number}.s._" for number in range(2, 7)),
    ]


@eachWay
def test_a_timeout_without_any_message_says_so(messages: Messages, wait: Wait) -> None:
    began = time.monotonic()
    with pytest.raises(NoMessage, match=r"within 0\.05 s; nothing was sent meanwhile"):
        wait(messages, 0.05)
    assert 0.05 <= time.monotonic() - began < PROMPT


@eachWay
@pytest.mark.parametrize("timeout", [-1, float("inf"), float("nan")])
def test_a_wait_cannot_be_unbounded(messages: Messages, wait: Wait, timeout: float) -> None:
    with pytest.raises(InvalidCall, match=f"finite number of 0 or more, got {timeout}"):
        wait(messages, timeout)


def test_each_message_is_returned_once_whatever_the_threads(
    messages: Messages, pool: ThreadPoolExecutor
) -> None:
    """No wake-up is lost and no message is returned twice while senders and receivers race."""
    view = messages.on(QueueEvents.taskGroupResolved)
    count = 200
    receivers = [
        pool.submit(lambda: [groupOf(view.wait(60)) for _ in range(count // 4)]) for _ in range(2)
    ]

    async def receive() -> list[str]:
        return [groupOf(await view.next(60)) for _ in range(count // 4)]

    receivers += [pool.submit(asyncio.run, receive()) for _ in range(2)]

    def sendSome(first: int) -> None:
        for number in range(first, count, 4):
            send(messages, f"n{number}")

    for first in range(4):
        pool.submit(sendSome, first)
    received = [group for receiver in receivers for group in receiver.result(60)]
    assert sorted(received) == sorted(f"n{number}" for number in range(count))


def test_await_returns_the_next_message(messages: Messages) -> None:
    async def main() -> list[str]:
        view = messages.on(QueueEvents.taskGroupResolved)
        send(messages, "one")
        first = groupOf(await view)
        threading.Timer(0.05, send, [messages, "two"]).start()
        return [first, groupOf(await view)]

    assert asyncio.run(main()) == ["one", "two"]


def ignore(*_: object) -> None:
    pass


def test_a_loop_that_was_closed_while_it_waited_disturbs_no_sender(messages: Messages) -> None:
    view = messages.on(QueueEvents.taskGroupResolved)
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(ignore)  # It would log that a task was never finished.
    waiting = loop.create_task(inLoop(view.next()))
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
    send(messages)
    assert len(view) == 1
    assert not waiting.done()


def test_a_cancelled_wait_takes_no_message(messages: Messages) -> None:
    async def main() -> str:
        view = messages.on(QueueEvents.taskGroupResolved)
        waiting = asyncio.ensure_future(view)
        await asyncio.sleep(0.01)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        send(messages, "kept")
        return groupOf(await view)

    assert asyncio.run(main()) == "kept"


# The local Taskcluster


@pytest.fixture
def local(clock: Clock) -> Iterator[LocalTaskcluster]:
    with LocalTaskcluster(clock=clock, claimWait=0) as running:
        yield running


def test_a_deadline_sends_its_message_to_a_waiting_view(
    local: LocalTaskcluster, clock: Clock, pool: ThreadPoolExecutor
) -> None:
    taskId = slugId()
    with Queue(local.options()) as queue:
        queue.createTask(taskId, definition(clock.now, routes=["index.a.b"]))
    byRoute = local.messages.on(QueueEvents.taskException("route.index.a.#"))
    waiting = pool.submit(byRoute.wait, 60)
    with pytest.raises(NotDone):
        waiting.result(0.1)
    clock.advance(hours=12)
    message = waiting.result(PROMPT)
    assert message.parsedRoutingKey.taskId == taskId
    assert message.payload.status.runs[-1].reasonResolved == "deadline-exceeded"


def test_a_reset_ends_waits_and_empties_the_messages(
    local: LocalTaskcluster, clock: Clock, pool: ThreadPoolExecutor
) -> None:
    with Queue(local.options()) as queue:
        queue.createTask(slugId(), definition(clock.now))
    former = local.messages.on(QueueEvents.taskDefined)
    assert len(former) == 1
    never = local.messages.on(QueueEvents.taskCompleted)
    waits = [pool.submit(never.wait, 60), pool.submit(lambda: asyncio.run(inLoop(never.next(60))))]
    for each in waits:
        with pytest.raises(NotDone):
            each.result(0.1)
    local.reset()
    for each in waits:
        with pytest.raises(RuntimeError, match="the local Taskcluster was reset"):
            each.result(PROMPT)
    with pytest.raises(RuntimeError, match="the local Taskcluster was reset"):
        former.wait()
    assert (len(former), len(local.messages)) == (0, 0)
