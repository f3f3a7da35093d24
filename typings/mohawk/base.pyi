from collections.abc import Mapping

class Resource:
    def __init__(
        self,
        *,
        credentials: Mapping[str, str],
        url: str,
        method: str,
        timestamp: int,
        nonce: str,
        ext: str,
    ) -> None: ...
