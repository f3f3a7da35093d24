from pika.adapters.blocking_connection import BlockingConnection as BlockingConnection
from pika.spec import BasicProperties as BasicProperties

class ConnectionParameters:
    def __init__(
        self,
        host: str,
        port: int,
        *,
        blocked_connection_timeout: float | None = None,
        heartbeat: int | None = None,
    ) -> None: ...
