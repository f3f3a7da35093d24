from types import TracebackType
from typing import Self

from pika import ConnectionParameters
from pika.spec import Basic, BasicProperties, Queue

class _DeclaredQueue:
    method: Queue.DeclareOk

class BlockingChannel:
    def confirm_delivery(self) -> None: ...
    def exchange_declare(self, exchange: str, exchange_type: str, *, durable: bool) -> None: ...
    def queue_declare(
        self, queue: str, *, exclusive: bool = False, durable: bool = False, passive: bool = False
    ) -> _DeclaredQueue: ...
    def queue_delete(self, queue: str, if_unused: bool = ...) -> None: ...
    def queue_bind(self, queue: str, exchange: str, routing_key: str) -> None: ...
    def basic_publish(
        self,
        exchange: str,
        routing_key: str,
        body: bytes,
        properties: BasicProperties,
        *,
        mandatory: bool = False,
    ) -> None: ...
    def basic_get(
        self, queue: str, *, auto_ack: bool
    ) -> tuple[Basic.GetOk, BasicProperties, bytes] | tuple[None, None, None]: ...

class BlockingConnection:
    def __init__(self, parameters: ConnectionParameters) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...
    def channel(self) -> BlockingChannel: ...
