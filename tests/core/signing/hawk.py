"""Hawk on the server's side: mohawk's receiver, and our own computation of the hash and MAC."""

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

# Imported by name, because mohawk has no types.
HawkFail: type[Exception] = import_module("mohawk.exc").HawkFail
_Receiver: Callable[..., object] = import_module("mohawk").Receiver


def accept(
    header: str, method: str, url: str, content: bytes, contentType: str, *, key: str = TOKEN
) -> None:
    """Verify a request and its payload like a server, and raise if the signature is wrong."""

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


def verify(request: Received, rootUrl: str) -> None:
    """Check the signature of a request that a test server received."""
    authorization, url = request.headers["authorization"], rootUrl + request.target
    contentType = request.headers.get("content-type", "")
    header = Header.read(authorization)
    assert header.attributes["hash"] == expectedHash(request.body, contentType)
    assert header.attributes["mac"] == expectedMac(header, request.method, url)
    if not urlparse(url).params:  # mohawk drops anything after a semicolon in the last segment
        with redacting():  # mohawk logs everything that it verifies.
            accept(authorization, request.method, url, request.body, contentType)


@dataclass(frozen=True)
class Header:
    """A parsed Authorization header."""

    attributes: Mapping[str, str]

    @classmethod
    def read(cls, text: str) -> Header:
        assert text.startswith("Hawk ")
        return cls(dict(re.findall(r'(\w+)="([^"]*)"', text)))

    @property
    def ext(self) -> JsonValue:
        """Decoded attribute `ext`, `None` if there is none."""
        text = self.attributes.get("ext")
        content: JsonValue = None if text is None else json.loads(base64.b64decode(text))
        return content


def expectedHash(content: bytes, contentType: str) -> str:
    """Return the payload hash, computed from Hawk's specification."""
    bare = contentType.split(";", maxsplit=1)[0].strip().lower().encode()
    return _base64(hashlib.sha256(b"hawk.1.payload\n" + bare + b"\n" + content + b"\n").digest())


def expectedMac(header: Header, method: str, url: str, key: str = TOKEN) -> str:
    """Return the MAC, computed from Hawk's specification."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    resource = parts.path + (f"?{parts.query}" if parts.query else "")
    attributes = header.attributes
    lines = [
        "hawk.1.header",
        attributes["ts"],
        attributes["nonce"],
        method.upper(),
        resource,
        (parts.hostname or "").lower(),
        str(port),
        attributes["hash"],
        attributes.get("ext", ""),
    ]
    text = "".join(f"{line}\n" for line in lines)
    return _base64(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest())


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
