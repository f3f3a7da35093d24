"""Followers that end at any moment: no connection stays open, and the client stays usable."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Generator
from contextlib import aclosing, contextmanager, suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.loopback import Connection, Loopback, Received, attentive, loopback
from tests.live_log.logs import CHUNKED, chunk

from tc_typed import aio, followLog
from tc_typed.core.options import AnyOptions
from tc_typed.core.transport.time_limits import StallTimeout
from tc_typed.queue import Queue, TaskStatusResponse
from tc_typed.testing import sample

TASK = "fSzAsMWcTmKGhYXeOWNXMg"
FOLLOWERS = 50


def chatty(connection: Connection, received: Received) -> None:
    """Send lines until the client closes the connection."""
    assert "authorization" not in received.headers
    with suppress(OSError):
        connection.send(CHUNKED)
        while connection.pause(0.002):
            connection.send(chunk(b"line\n"))
    connection.hangUp()


def silent(connection: Connection, received: Received) -> None:
    """Send one line, and nothing until the client closes the connection."""
    connection.send(CHUNKED + chunk(b"one\n"))
    attentive(connection, received)


@contextmanager
def live(server: Loopback) -> Generator[AnyOptions]:
    """Return options of clients that play the queue, with a task that runs."""

    def status(taskId: str) -> TaskStatusResponse:
        return sample(TaskStatusResponse, status={"taskId": taskId, "state": "running"})

    def artifact(*_: object) -> dict[str, str]:
        return {"storageType": "reference", "url": server.url}

    yield {"fake": {"status": status, "artifact": artifact}}
    waitForEnds(server)


def waitForEnds(server: Loopback) -> None:
    """Wait until the client has closed all connections."""
    end = time.monotonic() + 5
    while server.ended < server.connections:
        assert time.monotonic() < end, "a connection is still open"
        time.sleep(0.01)


async def follow(queue: aio.Queue, *, isClosed: bool) -> None:
    lines = followLog(queue, TASK)
    if isClosed:
        async with aclosing(lines):
            await _count(lines)
    else:
        await _count(lines)


async def _count(lines: AsyncIterator[str]) -> None:
    async for line in lines:
        assert line == "line"


@settings(max_examples=5, deadline=None)
@given(order=st.randoms(use_true_random=False), isClosed=st.booleans())
def test_followers_are_cancelled_at_any_moment(order: random.Random, *, isClosed: bool) -> None:
    async def main(options: AnyOptions) -> None:
        async with aio.Queue(options) as queue:
            # More than the client's connections for downloads, unless each is free again.
            for _ in range(3):
                tasks = [
                    asyncio.create_task(follow(queue, isClosed=isClosed)) for _ in range(FOLLOWERS)
                ]
                for task in order.sample(tasks, FOLLOWERS):
                    await asyncio.sleep(order.random() * 0.004)
                    task.cancel()
                results = await asyncio.gather(*tasks, return_exceptions=True)
                assert {type(result) for result in results} == {asyncio.CancelledError}
            async with asyncio.timeout(5), aclosing(followLog(queue, TASK)) as lines:
                assert await anext(lines) == "line"

    with loopback(chatty) as server, live(server) as options:
        asyncio.run(main(options))
        assert server.connections > 1


def test_a_sync_follower_that_is_not_closed_ends_with_its_loop() -> None:
    with loopback(silent) as server, live(server) as options, Queue(options) as queue:
        for line in followLog(queue, TASK):
            assert line == "one"
            break
        waitForEnds(server)


def test_an_interrupt_from_the_keyboard_closes_the_connection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with loopback(silent) as server, live(server) as options, Queue(options) as queue:
        lines = followLog(queue, TASK)
        assert next(lines) == "one"

        def interrupted(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(StallTimeout, "begin", interrupted)
        with pytest.raises(KeyboardInterrupt):
            next(lines)
        assert [*lines] == []
        waitForEnds(server)
