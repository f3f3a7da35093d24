from collections.abc import Mapping, Sequence

class Basic:
    class GetOk:
        exchange: str
        routing_key: str

class Queue:
    class DeclareOk:
        queue: str
        message_count: int

class BasicProperties:
    delivery_mode: int | None
    content_type: str | None
    headers: Mapping[str, Sequence[str]] | None
    message_id: str | None
    def __init__(
        self,
        *,
        content_type: str,
        headers: Mapping[str, Sequence[str]] | None = None,
        message_id: str | None = None,
        delivery_mode: int | None = None,
    ) -> None: ...
