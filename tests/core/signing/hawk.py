"""Hawk as a server sees it: by mohawk's receiver, and once more from its definition."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from urllib.parse import urlparse, urlsplit

from pydantic import JsonValue
from tests.core.loopback import Received
from tests.core.secrets import TOKEN

from tc_typed.core.redact import redacting

# By name: mohawk ships no types.
HawkFail: type[Exception] = import_module("mohawk.exc").HawkFail
_Receiver: Callable[..., object] = import_module("mohawk").Receiver


def accept(
    header: str, method: str, url: str, content: bytes, contentType: str, *, key: str = TOKEN
) -> None:
    """Take a request as a server does that checks the payload; raises if it is not right."""

    def lookUp(clientId: str) -> dict[str, str]:
        return {"id": clientId, "key": key, "algorithm": "sha256"}

    _Receiver(
        lookUp,
        header,
        url,
        method,
        content=content,
        content_type=contentType,
    )


def verify(seen: Received, rootUrl: str) -> None:
    """Check what came over the wire."""
    authorization, url = seen.headers["authorization"], rootUrl + seen.target
    contentType = seen.headers.get("content-type", "")
    header = Header.read(authorization)
    assert header.attributes["hash"] == expectedHash(seen.body, contentType)
    assert header.attributes["mac"] == expectedMac(header, seen.method, url)
    if not urlparse(url).params:  # mohawk drops what follows a semicolon in the last segment
        with redacting():  # mohawk logs all that it verifies.
            accept(authorization, seen.method, url, seen.body, contentType)


@dataclass(frozen=True)
class Header:
    """An Authorization header, taken apart."""

    attributes: Mapping[str, str]

    @classmethod
    def read(cls, text: str) -> Header:
        assert text.startswith("Hawk ")
        return cls(dict(re.findall(r'(\w+)="([^"]*)"', text)))

    @property
    def ext(self) -> JsonValue:
        """What the ext attribute says, `None` where there is none."""
        text = self.attributes.get("ext")
        content: JsonValue = None if text is None else json.loads(base64.b64decode(text))
        return content


def expectedHash(content: bytes, contentType: str) -> str:
    """The payload hash, from Hawk's definition."""
    bare = contentType.split(";", maxsplit=1)[0].strip().lower().encode()
    return _base64(hashlib.sha256(b"hawk.1.payload\n" + bare + b"\n" + content + b"\n").digest())


def expectedMac(header: Header, method: str, url: str, key: str = TOKEN) -> str:
    """The MAC, from Hawk's definition."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    resource = parts.path + (f"?{parts.query}" if parts.query else "")
    said = header.attributes
    lines = [
        "hawk.1.header",
        said["ts"],
        said["nonce"],
        method.upper(),
        resource,
        (parts.hostname or "").lower(),
        str(port),
        said["hash"],
        said.get("ext", ""),
    ]
    text = "".join(f"{line}\n" for line in lines)
    return _base64(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest())


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
