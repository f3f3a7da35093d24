from collections.abc import Callable, Mapping
from typing import BinaryIO

class Receiver:
    def __init__(
        self,
        credentials_map: Callable[[str], Mapping[str, str]],
        request_header: str | None,
        url: str,
        method: str,
        *,
        content: BinaryIO,
        content_type: str,
        seen_nonce: Callable[[str, str, str], bool],
        accept_untrusted_content: bool = False,
        timestamp_skew_in_seconds: float = 60,
    ) -> None: ...

class Sender:
    request_header: str
    def __init__(
        self,
        credentials: Mapping[str, str],
        url: str,
        method: str,
        *,
        content: bytes,
        content_type: str,
        ext: str | None = None,
    ) -> None: ...
