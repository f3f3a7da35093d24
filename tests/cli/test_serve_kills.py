"""`tc-typed serve` with a database and a broker, killed again and again while tasks are created."""

from __future__ import annotations

import json
import random
import sys
import threading
from collections import Counter
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pika
import pytest
from pika.adapters.blocking_connection import BlockingChannel
from tests.cli.served import options, serving, variables
from tests.profiles import IS_LONG
from tests.testing.samples import definition
from tests.wire.broker import SERVER, runNode

from tc_typed import Queue, QueueEvents, TaskclusterConnectionError, slugId

KILLS = 20 if IS_LONG else 1
CLIENTS = 4
LONGEST_ROUND = 1.5
"""Maximum number of seconds between a start and the kill."""

MOST_UNCONFIRMED = 200
"""Number of messages that the publisher sends before the broker has confirmed the first one."""

_EXCHANGE = QueueEvents.taskDefined.exchange
_QUEUE = "defined"

pytestmark = pytest.mark.skipif(SERVER is None, reason="RabbitMQ is not installed")


@contextmanager
def _channel(port: int) -> Generator[BlockingChannel]:
    parameters = pika.ConnectionParameters("127.0.0.1", port, heartbeat=0)
    with pika.BlockingConnection(parameters) as connection:
        yield connection.channel()


def _createUntilKilled(queue: Queue, sent: list[str]) -> list[str]:
    """Create tasks until the server is killed.

    Args:
        queue: Client of the server.
        sent: List for the ids of all tasks whose creation was tried.

    Returns:
        Ids of the tasks whose creation was confirmed.
    """
    task = definition()
    confirmed: list[str] = []
    while True:
        taskId = slugId()
        sent.append(taskId)
        try:
            queue.createTask(taskId, task)
        except TaskclusterConnectionError:
            return confirmed
        confirmed.append(taskId)


def _received(port: int) -> list[str]:
    """Return the ids of the tasks that the messages in the queue are about."""
    taskIds: list[str] = []
    with _channel(port) as channel:
        while True:
            method, _, body = channel.basic_get(_QUEUE, auto_ack=True)
            if method is None or body is None:
                return taskIds
            taskIds.append(json.loads(body)["status"]["taskId"])


def test_each_confirmed_task_has_its_message_at_the_broker(tmp_path: Path) -> None:
    sent: list[str] = []
    confirmed: list[str] = []
    with runNode() as node:
        arguments = ("--db", str(tmp_path / "state.db"), "--amqp")
        url = f"amqp://guest:guest@127.0.0.1:{node.port}"
        with _channel(node.port) as channel:
            channel.exchange_declare(_EXCHANGE, "topic", durable=True)
            channel.queue_declare(_QUEUE, durable=True)
            channel.queue_bind(_QUEUE, _EXCHANGE, "#")
        for _ in range(KILLS):
            with (
                serving(*arguments, url) as server,
                Queue(options(variables(server)), retries=0) as queue,
                ThreadPoolExecutor() as pool,
            ):
                running = [pool.submit(_createUntilKilled, queue, sent) for _ in range(CLIENTS)]
                killer = threading.Timer(random.uniform(0.3, LONGEST_ROUND), server.kill)
                killer.start()
                confirmed += [taskId for each in running for taskId in each.result()]
                killer.join()
        with serving(*arguments, url) as server:
            variables(server)
            server.terminate()  # A stop waits until the broker has all messages.
            server.communicate()
        received = Counter(_received(node.port))
    assert confirmed
    assert {*confirmed} <= {*received} <= {*sent}
    repeated = sum(received.values()) - len(received)
    sys.stdout.write(f"{len(confirmed)} confirmed, {len(received)} received, {repeated} again\n")
    assert repeated <= KILLS * MOST_UNCONFIRMED
