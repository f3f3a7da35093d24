"""Messages of a local Taskcluster on RabbitMQ."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import pika
import pytest
from pika.adapters.blocking_connection import BlockingChannel
from pika.spec import Basic
from tests.profiles import IS_LONG
from tests.testing.samples import definition
from tests.testing.scenarios import PLAYER, playAll
from tests.testing.state.full_disk import fullDisk
from tests.wire.broker import SERVER, Node, runNode

from tc_typed import Queue, QueueEvents, TaskclusterAuthFailure, slugId
from tc_typed.core.errors import InvalidCall, TaskclusterConnectionError
from tc_typed.pulse import Pulse
from tc_typed.testing import LocalTaskcluster

pytestmark = pytest.mark.skipif(SERVER is None, reason="RabbitMQ is not installed")

_SECONDS = 20
_PLAYED = (
    "auth-client-lifecycle",
    "hooks-trigger",
    "notify-denylist",
    "queue-artifacts-s3",
    "queue-dependencies",
    "queue-task",
    "worker-manager-static",
)
"""Beginnings of the names of scenarios that are played by default."""

_DEFINED = QueueEvents.taskDefined.exchange


Received: TypeAlias = tuple[Basic.GetOk, pika.BasicProperties, bytes]
"""A message: how it was delivered, its properties, and its body."""


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    """A broker without any exchange of Taskcluster."""
    with runNode() as running:
        yield running


@pytest.fixture(scope="module")
def url(node: Node) -> str:
    """URL of the broker."""
    return _url(node)


def _url(node: Node) -> str:
    return f"amqp://guest:guest@127.0.0.1:{node.port}"


@contextmanager
def _channel(node: Node) -> Generator[BlockingChannel]:
    parameters = pika.ConnectionParameters("127.0.0.1", node.port, heartbeat=0)
    with pika.BlockingConnection(parameters) as connection:
        yield connection.channel()


def _create(local: LocalTaskcluster, count: int) -> list[str]:
    """Create tasks and return their ids, in this order."""
    task = definition()
    queue = local.client(Queue)
    taskIds = [slugId() for _ in range(count)]
    for taskId in taskIds:
        queue.createTask(taskId, task)
    return taskIds


def _receive(channel: BlockingChannel, queue: str) -> Received:
    """Wait for a message."""
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        method, properties, body = channel.basic_get(queue, auto_ack=True)
        if method is not None and properties is not None and body is not None:
            return method, properties, body
        time.sleep(0.005)
    raise AssertionError(f"no message within {_SECONDS} s")


def _taskIds(channel: BlockingChannel, queue: str, count: int) -> list[str]:
    """Receive messages, and return the ids of the tasks that they are about."""
    bodies = [_receive(channel, queue)[2] for _ in range(count)]
    return [json.loads(body)["status"]["taskId"] for body in bodies]


@pytest.mark.skipif(not PLAYER.is_file(), reason="the recordings are missing")
def test_recorded_messages_arrive_at_a_broker(url: str) -> None:
    wanted = () if IS_LONG else _PLAYED
    outcomes = [outcome for _, played in playAll(wanted, broker=url) for outcome in played]
    assert len(outcomes) > 250
    assert [str(outcome) for outcome in outcomes if outcome.differences] == []


def test_messages_have_the_properties_of_a_real_server(node: Node) -> None:
    task = definition(routes=["one.two", "three"])
    with LocalTaskcluster(amqp=_url(node)) as local, _channel(node) as channel:
        queue = channel.queue_declare("", exclusive=True).method.queue
        channel.queue_bind(queue, _DEFINED, "route.one.*")
        taskId = slugId()
        local.client(Queue).createTask(taskId, task)
        method, properties, body = _receive(channel, queue)
        [sent] = local.messages.on(QueueEvents.taskDefined)
    assert (method.exchange, method.routing_key) == (_DEFINED, sent.routingKey)
    assert properties.content_type == "application/json"
    assert properties.delivery_mode == 2
    assert properties.headers == {"CC": ["route.one.two", "route.three"]}
    assert body == sent.body


def test_a_listener_of_ours_receives_them(url: str) -> None:
    async def listen() -> None:
        with LocalTaskcluster(amqp=url) as local:
            async with Pulse(url) as pulse, pulse.listen(QueueEvents().taskDefined()) as messages:
                [taskId] = await asyncio.to_thread(_create, local, 1)
                async with asyncio.timeout(_SECONDS):
                    async for event in messages:
                        assert event.message.status.taskId == taskId
                        break

    asyncio.run(listen())


def test_messages_wait_for_a_broker_that_is_away() -> None:
    with runNode() as node, LocalTaskcluster(amqp=_url(node)) as local:
        with _channel(node) as channel:
            channel.queue_declare("all", durable=True)
            channel.queue_bind("all", _DEFINED, "#")
        before = _create(local, 20)
        node.kill()
        meanwhile = _create(local, 20)
        node.start()
        after = _create(local, 20)
        taskIds = [*before, *meanwhile, *after]
        with _channel(node) as channel:
            received = _taskIds(channel, "all", len(taskIds))
            # Some may arrive twice, because their confirmations were lost.
            while set(received) != set(taskIds):
                received += _taskIds(channel, "all", 1)
        assert list(dict.fromkeys(received)) == taskIds


def test_a_database_keeps_the_messages_for_a_broker(tmp_path: Path) -> None:
    with runNode() as node:
        local = LocalTaskcluster(amqp=_url(node), database=tmp_path / "state.db")
        with local:
            with _channel(node) as channel:
                channel.queue_declare("all", durable=True)
                channel.queue_bind("all", _DEFINED, "#")
            node.kill()
            taskIds = _create(local, 10)
        node.start()
        with local, _channel(node) as channel:
            assert _taskIds(channel, "all", 10) == taskIds


def test_after_a_full_disk_messages_are_published(node: Node, tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with LocalTaskcluster(amqp=_url(node), database=path) as local, _channel(node) as channel:
        queue = channel.queue_declare("", exclusive=True).method.queue
        channel.queue_bind(queue, _DEFINED, "#")
        with fullDisk(local):
            with pytest.raises(sqlite3.OperationalError, match="full"):
                local.createRole("role", [f"scope:{'x' * 50_000}"])
            publisher = local._instance._publisher  # pyright: ignore[reportPrivateUsage]
            assert publisher is not None
            publisher.wake()
            time.sleep(0.3)  # It looks for messages, and fails.
        [taskId] = _create(local, 1)
        assert _taskIds(channel, queue, 1) == [taskId]


def test_a_start_without_a_broker_fails_and_leaves_nothing_running(url: str) -> None:
    with runNode() as gone:
        free = _url(gone)
    local = LocalTaskcluster(amqp=free)
    with pytest.raises(TaskclusterConnectionError, match=r"no connection"):
        local.start()
    with pytest.raises(RuntimeError, match="not started"):
        _ = local.rootUrl
    refused = LocalTaskcluster(amqp=url.replace("guest:guest", "guest:wrong-password"))
    with pytest.raises(TaskclusterAuthFailure) as caught:
        refused.start()
    assert "wrong-password" not in str(caught.value)


def test_the_url_of_the_broker_is_checked() -> None:
    with pytest.raises(InvalidCall, match="url must begin with amqp"):
        LocalTaskcluster(amqp="http://127.0.0.1")
