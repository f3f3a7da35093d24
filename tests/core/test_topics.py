"""Patterns match the routing keys that a real broker's topic exchange would match."""

from __future__ import annotations

import pika
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pika.adapters.blocking_connection import BlockingChannel
from tests.core.test_events import matches as naivelyMatches
from tests.wire.broker import SERVER, runBroker

from tc_typed.core.topics import TopicPattern

EXCHANGE = "exchange/topics"
PATTERNS = ["#", "*", "a", "a.#", "#.a", "a.*", "*.*", "#.b.#", "a#", "*.#", "a..b", "a.", "#.#.a"]
KEYS = ["", "a", "b", "a.b", "a.", ".a", "a..b", "a.b.c", "b.b.a", "a#", "#", "*", "..", "*.#"]

patterns = st.lists(st.sampled_from(["a", "b", "", "*", "#", "a#", "**", "_"]), max_size=6).map(
    ".".join
)
keys = st.lists(st.sampled_from(["a", "b", "", "*", "#", "_"]), max_size=6).map(".".join)


def words(key: str) -> list[str]:
    return key.split(".") if key else []


@given(patterns, keys)
@example("#", "")
@example("*", "")
@example("a.#", "a")
@example("#.b.#", "a.b")
def test_a_pattern_matches_like_a_naive_recursion(pattern: str, key: str) -> None:
    assert TopicPattern(pattern).matches(key) == naivelyMatches(words(pattern), words(key))


def test_many_wildcards_take_no_longer() -> None:
    # A backtracking matcher would try more than 10^20 ways.
    pattern = TopicPattern(".".join(["#", "a"] * 40))
    assert not pattern.matches(".".join(["a"] * 100 + ["b"]))
    assert pattern.matches(".".join(["a"] * 100))


def received(channel: BlockingChannel, queue: str) -> list[str]:
    """Read a queue until it is empty; return ids of messages."""
    found: list[str] = []
    while True:
        method, properties, _ = channel.basic_get(queue, auto_ack=True)
        if method is None or properties is None:
            return found
        assert properties.message_id is not None
        found.append(properties.message_id)


@pytest.mark.skipif(SERVER is None, reason="needs RabbitMQ: apt-get install rabbitmq-server")
def test_a_pattern_matches_like_a_broker() -> None:
    with (
        runBroker() as port,
        pika.BlockingConnection(
            pika.ConnectionParameters("127.0.0.1", port, blocked_connection_timeout=30)
        ) as connection,
    ):
        channel = connection.channel()
        channel.exchange_declare(EXCHANGE, "topic", durable=True)
        queues = {
            pattern: channel.queue_declare("", exclusive=True).method.queue for pattern in PATTERNS
        }
        for pattern, queue in queues.items():
            channel.queue_bind(queue, EXCHANGE, pattern)
        # A message is confirmed once it is in every bound queue, so all are available below.
        channel.confirm_delivery()
        for key in KEYS:
            # The broker delivers a message once to each queue, even if several keys match.
            for cc in ([], ["x.y", "a.b"]):
                properties = pika.BasicProperties(
                    content_type="application/json",
                    headers={"CC": cc},
                    message_id=f"{key} {' '.join(cc)}",
                )
                channel.basic_publish(EXCHANGE, key, b"{}", properties, mandatory=False)
        for pattern, queue in queues.items():
            topic = TopicPattern(pattern)
            expected = [
                f"{key} {' '.join(cc)}"
                for key in KEYS
                for cc in ([], ["x.y", "a.b"])
                if any(map(topic.matches, [key, *cc]))
            ]
            assert received(channel, queue) == expected, pattern
