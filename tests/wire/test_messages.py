"""Messages that a real Taskcluster published on Pulse, parsed directly and through RabbitMQ."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypedDict

import pika
import pytest
from pika.adapters.blocking_connection import BlockingChannel
from pydantic import BaseModel
from tests.wire.broker import SERVER, runBroker
from tests.wire.contract import ROOT, SCHEMAS, Json
from tests.wire.test_schemas import same

import tc_typed
from tc_typed import Binding, bindingFor

RECORDINGS = ROOT.parent / "shared" / "recordings" / "pulse"

pytestmark = pytest.mark.skipif(not RECORDINGS.is_dir(), reason="the recordings are not available")


class Message(TypedDict):
    """A message that a real server published."""

    exchange: str
    routingKey: str
    cc: list[str]
    payload: Json


def messages() -> dict[str, Message]:
    return {
        f"{path.stem}-{index}-{message['exchange'].split('/')[-1]}": message
        for path in sorted(RECORDINGS.glob("*.json"))
        for index, message in enumerate(json.loads(path.read_text()))
    }


MESSAGES = messages()


@dataclass(frozen=True)
class Declaration:
    """An exchange in a service's reference."""

    events: str
    """Name of our class, such as `QueueEvents`."""
    method: str
    """Name of its method, such as `taskCompleted`."""
    positions: dict[str, int]
    """Position of each selectable word in the routing key."""

    def bind(self, *pattern: str, **words: str) -> Binding:
        events = getattr(tc_typed, self.events)()
        binding: Binding = getattr(events, self.method)(*pattern, **words)
        return binding

    def words(self, routingKey: str) -> dict[str, str]:
        words = routingKey.split(".")
        return {name: words[position] for name, position in self.positions.items()}


def declarations() -> dict[str, Declaration]:
    """Return the exchanges of all references, by their name on Pulse."""
    found: dict[str, Declaration] = {}
    for path in sorted(SCHEMAS.glob("*/v1/exchanges.json")):
        events = "".join(word.capitalize() for word in path.parts[-3].split("-")) + "Events"
        reference = json.loads(path.read_text())
        for entry in reference["entries"]:
            layout = entry["routingKey"]
            # Only the last part can span several words, so all others have fixed positions.
            assert not any(part["multipleWords"] for part in layout[:-1])
            found[reference["exchangePrefix"] + entry["exchange"]] = Declaration(
                events,
                entry["name"],
                {
                    part["name"]: position
                    for position, part in enumerate(layout)
                    if "constant" not in part and not part["multipleWords"]
                },
            )
    return found


DECLARATIONS = declarations()


def check(binding: Binding, routingKey: str, body: bytes, message: Message) -> None:
    """Parse a message and compare it with the recording."""
    key = binding.parseRoutingKey(routingKey)
    assert ".".join(word or "_" for word in key) == message["routingKey"]
    words = DECLARATIONS[message["exchange"]].words(message["routingKey"])
    assert {name: getattr(key, name) or "_" for name in words} == words
    parsed = binding.parseMessage(body)
    assert isinstance(parsed, BaseModel)
    assert same(message["payload"], json.loads(parsed.model_dump_json()))


@pytest.mark.parametrize("name", MESSAGES)
def test_a_recorded_message_is_parsed(name: str) -> None:
    message = MESSAGES[name]
    body = json.dumps(message["payload"]).encode()
    check(bindingFor(message["exchange"]), message["routingKey"], body, message)


# Through a broker


@dataclass(frozen=True)
class Subscription:
    """A queue with one binding, and the messages that it should get."""

    binding: Binding
    expected: list[str]


def subscriptions(exchange: str, declaration: Declaration) -> Iterator[Subscription]:
    """Yield bindings to everything, each recorded word, all words of a message, and each route."""
    published = {name: each for name, each in MESSAGES.items() if each["exchange"] == exchange}
    yield Subscription(bindingFor(exchange), [*published])

    words = {
        name: declaration.words(message["routingKey"]).items()
        for name, message in published.items()
    }
    single = {frozenset({word}) for each in words.values() for word in each}
    whole = {frozenset(each) for each in words.values() if each}
    for choice in sorted(single | whole, key=sorted):
        yield Subscription(
            declaration.bind(**dict(choice)),
            [name for name, each in words.items() if choice <= each],
        )

    for route in sorted({route for message in published.values() for route in message["cc"]}):
        yield Subscription(
            declaration.bind(route),
            [name for name, message in published.items() if route in message["cc"]],
        )


def publish(channel: BlockingChannel, name: str, message: Message) -> None:
    channel.basic_publish(
        message["exchange"],
        message["routingKey"],
        json.dumps(message["payload"]).encode(),
        pika.BasicProperties(
            content_type="application/json",
            headers={"CC": message["cc"]},
            message_id=name,
        ),
        mandatory=True,
    )


def consume(channel: BlockingChannel, queue: str, binding: Binding) -> Iterator[str]:
    """Read a queue until it is empty."""
    while True:
        method, properties, body = channel.basic_get(queue, auto_ack=True)
        if method is None or properties is None or body is None:
            return
        name = properties.message_id
        assert name is not None
        message = MESSAGES[name]
        assert method.exchange == message["exchange"] == binding.exchange
        assert properties.headers == {"CC": message["cc"]}
        check(binding, method.routing_key, body, message)
        yield name


@pytest.mark.skipif(SERVER is None, reason="needs RabbitMQ: apt-get install rabbitmq-server")
def test_messages_through_a_broker() -> None:
    with (
        runBroker() as port,
        pika.BlockingConnection(
            pika.ConnectionParameters("127.0.0.1", port, blocked_connection_timeout=30)
        ) as connection,
    ):
        channel = connection.channel()
        queues: dict[str, Subscription] = {}
        for exchange, declaration in DECLARATIONS.items():
            channel.exchange_declare(exchange, "topic", durable=True)
            for subscription in subscriptions(exchange, declaration):
                queue = channel.queue_declare("", exclusive=True).method.queue
                binding = subscription.binding
                channel.queue_bind(queue, binding.exchange, binding.routingKeyPattern)
                queues[queue] = subscription

        # A message is confirmed once it is in every bound queue, so all are available below.
        channel.confirm_delivery()
        for name, message in MESSAGES.items():
            publish(channel, name, message)

        for queue, subscription in queues.items():
            arrived = [*consume(channel, queue, subscription.binding)]
            assert arrived == subscription.expected, subscription.binding
