"""Following a group of a local Taskcluster with messages."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from tests.graph.following.test_follow import Tasks, inBackground
from typing_extensions import override

from tc_typed import InvalidCall, aio
from tc_typed.core.events import Delivery
from tc_typed.graph import TaskChange, follow
from tc_typed.pulse import MessageSource
from tc_typed.pulse.source import Subscription
from tc_typed.testing import LocalTaskcluster

PROMPT = 20.0
"""Seconds within which a small group ends on a busy machine."""


class Recorder(MessageSource):
    """A source that tells when its queue has been bound, and when it has been deleted."""

    def __init__(self, source: MessageSource) -> None:
        self._source = source
        self.bound = asyncio.Event()
        self.deleted = asyncio.Event()

    @override
    @asynccontextmanager
    async def consume(self, subscription: Subscription) -> AsyncGenerator[AsyncIterator[Delivery]]:
        async with self._source.consume(subscription) as deliveries:
            self.bound.set()
            try:
                yield deliveries
            finally:
                self.deleted.set()


@pytest.fixture
def local() -> Iterator[LocalTaskcluster]:
    with LocalTaskcluster(claimWait=0) as running:
        yield running


@pytest.fixture
def tasks(local: LocalTaskcluster) -> Tasks:
    return Tasks(local)


def statesInMessages(local: LocalTaskcluster, taskId: str) -> list[str]:
    """Return the states of a task as the queue's messages tell them."""
    return [
        json.loads(message.body)["status"]["state"]
        for message in local.messages
        if message.routingKey.startswith(f"primary.{taskId}.")
    ]


def test_every_change_is_reported_with_one_poll_at_the_start_and_one_at_the_end(
    local: LocalTaskcluster, tasks: Tasks
) -> None:
    for n in range(3):
        tasks.add(f"image-{n}")
    for n in range(9):
        tasks.add(f"build-{n}", f"image-{n % 3}")
    tasks.toFail = {"image-1", "build-3"}
    polls = 0

    def count(_: object) -> None:
        nonlocal polls
        polls += 1

    changes: list[TaskChange] = []

    async def main() -> None:
        async with (
            asyncio.timeout(PROMPT),
            local.client(aio.Queue, onAttempt=count) as queue,
            inBackground(lambda: tasks.workOnce() if len(changes) >= len(tasks.ids) else None),
        ):
            async for change in follow(queue, tasks.taskGroupId, pulse=local.pulse):
                changes.append(change)  # noqa: PERF401  # The other thread looks at it.

    asyncio.run(main())
    for label, taskId in tasks.ids.items():
        states = [it.state for it in changes if it.taskId == taskId and it.state != "blocked"]
        told = statesInMessages(local, taskId)
        assert states == told[told.index(states[0]) :]
        isBlocked = label in {"build-1", "build-4", "build-7"}
        assert any(it.taskId == taskId and it.state == "blocked" for it in changes) is isBlocked
    assert polls == 2


def test_new_tasks_and_reruns_are_included(local: LocalTaskcluster, tasks: Tasks) -> None:
    tasks.add("a")
    tasks.add("b", "a")
    tasks.toFail = {"a"}

    states: dict[str, list[str]] = {}

    async def main() -> None:
        async with (
            asyncio.timeout(PROMPT),
            local.client(aio.Queue) as queue,
            inBackground(lambda: tasks.workOnce() if len(states) >= len(tasks.ids) else None),
        ):
            async for change in follow(queue, tasks.taskGroupId, pulse=local.pulse):
                states.setdefault(change.name, []).append(change.state)
                if change.state == "blocked":
                    tasks.toFail = set()
                    await asyncio.to_thread(tasks.add, "new")
                    await queue.rerunTask(tasks.ids["a"])

    asyncio.run(main())
    assert states["a"][-1] == states["new"][-1] == "completed"
    assert "failed" in states["a"]
    assert states["b"][:2] == ["unscheduled", "blocked"]
    assert states["b"][-1] == "completed"


def test_a_deadline_is_told_by_a_message(local: LocalTaskcluster, tasks: Tasks) -> None:
    tasks.add("late")

    async def main() -> list[tuple[str, str]]:
        changes: list[tuple[str, str]] = []
        async with asyncio.timeout(PROMPT), local.client(aio.Queue) as queue:
            async for change in follow(queue, tasks.taskGroupId, pulse=local.pulse):
                changes.append((change.state, change.reason))
                if change.state == "pending":
                    local.clock.advance("1 day")
        return changes

    assert asyncio.run(main()) == [("pending", ""), ("exception", "deadline-exceeded")]


def test_an_error_of_the_source_is_raised(local: LocalTaskcluster, tasks: Tasks) -> None:
    tasks.add("a")

    async def main() -> None:
        async with asyncio.timeout(PROMPT), local.client(aio.Queue) as queue:
            async for _ in follow(queue, tasks.taskGroupId, pulse=local.pulse):
                local.reset()

    with pytest.raises(RuntimeError, match="the local Taskcluster was reset"):
        asyncio.run(main())


def test_a_source_whose_messages_end_is_refused(local: LocalTaskcluster, tasks: Tasks) -> None:
    tasks.add("a")

    class Ending(MessageSource):
        @override
        @asynccontextmanager
        async def consume(
            self, subscription: Subscription
        ) -> AsyncGenerator[AsyncIterator[Delivery]]:
            yield nothing()

    async def nothing() -> AsyncGenerator[Delivery]:
        for delivery in list[Delivery]():
            yield delivery

    async def main() -> None:
        async with asyncio.timeout(PROMPT), local.client(aio.Queue) as queue:
            async for _ in follow(queue, tasks.taskGroupId, pulse=Ending()):
                pass

    with pytest.raises(InvalidCall, match="a source whose messages don't end"):
        asyncio.run(main())


@pytest.mark.parametrize("way", ["break", "cancel"])
def test_the_queue_is_deleted_when_a_follower_ends_early(
    local: LocalTaskcluster, tasks: Tasks, way: str
) -> None:
    tasks.add("a")
    source = Recorder(local.pulse)

    async def main() -> None:
        async with asyncio.timeout(PROMPT), local.client(aio.Queue) as queue:
            following = asyncio.create_task(followed(queue))
            await source.bound.wait()
            if way == "cancel":
                await asyncio.sleep(0.1)
                following.cancel()
            await asyncio.wait({following})
            assert following.cancelled() is (way == "cancel")
            await source.deleted.wait()

    async def followed(queue: aio.Queue) -> None:
        async for _ in follow(queue, tasks.taskGroupId, pulse=source):
            if way == "break":
                break

    asyncio.run(main())
