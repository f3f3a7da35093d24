"""A broker with an account as on Pulse, and a publisher that uses another AMQP library."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pika
import trustme
from pika.adapters.blocking_connection import BlockingChannel
from tests.core.secrets import TOKEN
from tests.wire.broker import Node, reservedPort, runNode
from tests.wire.contract import SCHEMAS

from tc_typed import QueueEvents
from tc_typed.queue import TaskCompletedMessage
from tc_typed.testing import sample

COMPLETED = QueueEvents().taskCompleted()
MISSING = QueueEvents().taskGroupPriorityChanged()
"""Binding to an exchange that the broker does not have."""
ROUTING_KEY = "primary.fN1SbArXTPSVFNUvaOlinQ.0.group.id.provisioner.type.scheduler.group._"

USER = "listener"
PASSWORD = f"{TOKEN}/:@?#%"
"""Password of the account; it contains one of the secrets that tests look for."""
QUOTED_PASSWORD = f"{TOKEN}%2F%3A%40%3F%23%25"

_BODY = json.loads(sample(TaskCompletedMessage).model_dump_json())


class Broker:
    """A node, and what tests need to reach it."""

    def __init__(self, node: Node, tlsPort: int, authority: trustme.CA) -> None:
        self.node = node
        self.authority = authority
        self.url = f"amqp://{USER}:{QUOTED_PASSWORD}@127.0.0.1:{node.port}"
        self.tlsPort = tlsPort
        self.tlsUrl = f"amqps://{USER}:{QUOTED_PASSWORD}@127.0.0.1:{tlsPort}"

    def urlAt(self, port: int) -> str:
        """Return the URL for a proxy."""
        return f"amqp://{USER}:{QUOTED_PASSWORD}@127.0.0.1:{port}"

    @contextmanager
    def channel(self, *, isConfirmed: bool = True) -> Generator[BlockingChannel]:
        """Open a channel of another library, as another user with all permissions."""
        parameters = pika.ConnectionParameters("127.0.0.1", self.node.port, heartbeat=0)
        with pika.BlockingConnection(parameters) as connection:
            channel = connection.channel()
            if isConfirmed:
                channel.confirm_delivery()
            yield channel

    def publish(self, numbers: Sequence[int], routes: Sequence[str] = ()) -> None:
        """Publish numbered messages, and wait until the broker has stored them."""
        with self.channel() as channel:
            for number in numbers:
                publish(channel, body(number), routes)

    def waiting(self, queue: str) -> int:
        """Return the number of messages in a durable queue that no consumer has."""
        with self.channel() as channel:
            return channel.queue_declare(fullName(queue), passive=True).method.message_count

    def delete(self, queue: str) -> None:
        """Delete a durable queue."""
        with self.channel() as channel:
            channel.queue_delete(fullName(queue))

    def deleteUnused(self, queue: str) -> None:
        """Delete a durable queue, and fail if it has consumers."""
        with self.channel() as channel:
            channel.queue_delete(fullName(queue), if_unused=True)


def publish(channel: BlockingChannel, content: bytes, routes: Sequence[str] = ()) -> None:
    """Publish a message on a completed task."""
    channel.basic_publish(
        COMPLETED.exchange,
        ROUTING_KEY,
        content,
        pika.BasicProperties(
            content_type="application/json",
            headers={"CC": [f"route.{route}" for route in routes]},
            delivery_mode=2,  # on disk
        ),
    )


def fullName(queue: str) -> str:
    return f"queue/{USER}/{queue}"


def body(number: int) -> bytes:
    """Return a message on a completed task that can be told apart by its worker."""
    return json.dumps({**_BODY, "workerId": f"worker-{number}"}).encode()


def numberOf(message: TaskCompletedMessage) -> int:
    return int(message.workerId.removeprefix("worker-"))


@contextmanager
def runPulse(folder: Path) -> Generator[Broker]:
    """Run a broker with the exchanges of all services, except for one.

    Args:
        folder: Folder for its settings.
    """
    authority = trustme.CA()
    certificate, key = folder / "server.pem", folder / "server.key"
    issued = authority.issue_cert("127.0.0.1", "localhost")  # pyright: ignore[reportUnknownMemberType]  # it also accepts a type of a package that is not installed
    issued.cert_chain_pems[0].write_to_path(certificate)
    issued.private_key_pem.write_to_path(key)
    definitions = folder / "definitions.json"
    definitions.write_text(json.dumps(_definitions()))
    with reservedPort() as tlsPort:
        settings = [
            f"load_definitions = {definitions}",
            f"listeners.ssl.default = 127.0.0.1:{tlsPort}",
            f"ssl_options.certfile = {certificate}",
            f"ssl_options.keyfile = {key}",
        ]
        with runNode("\n".join(settings) + "\n") as node:
            yield Broker(node, tlsPort, authority)


def _definitions() -> object:
    own = f"^(queue|exchange)/{USER}/.*"
    return {
        "vhosts": [{"name": "/"}, {"name": "forbidden"}],
        "users": [_user("guest", "guest", ["administrator"]), _user(USER, PASSWORD, [])],
        "permissions": [
            _permission("guest", ".*", ".*"),
            _permission(USER, own, f"{own}|^exchange/.*"),
        ],
        "exchanges": [
            {
                "name": exchange,
                "vhost": "/",
                "type": "topic",
                "durable": True,
                "auto_delete": False,
                "internal": False,
                "arguments": dict[str, object](),
            }
            for exchange in _exchanges()
            if exchange != MISSING.exchange
        ],
    }


def _exchanges() -> Iterator[str]:
    for path in sorted(SCHEMAS.glob("*/v1/exchanges.json")):
        reference = json.loads(path.read_text())
        for entry in reference["entries"]:
            yield reference["exchangePrefix"] + entry["exchange"]


def _user(name: str, password: str, tags: Sequence[str]) -> object:
    salt = b"salt"
    hashed = hashlib.sha256(salt + password.encode()).digest()
    return {
        "name": name,
        "password_hash": base64.b64encode(salt + hashed).decode(),
        "hashing_algorithm": "rabbit_password_hashing_sha256",
        "tags": tags,
    }


def _permission(user: str, own: str, read: str) -> object:
    return {"user": user, "vhost": "/", "configure": own, "write": own, "read": read}
