"""Independent implementation of Hawk signatures and certificates, used by tests."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from tc_typed.credentials import Credentials

_nonces = itertools.count()


def sign(
    credentials: Credentials,
    method: str,
    url: str,
    content: bytes | None = None,
    contentType: str = "",
    *,
    timestamp: int | None = None,
    ext: str = "",
) -> str:
    """Return an Authorization header. Without content the payload is not hashed."""
    ts = str(int(time.time()) if timestamp is None else timestamp)
    nonce = f"nonce{next(_nonces)}"
    payload = b"hawk.1.payload\n%s\n%s\n" % (contentType.encode(), content or b"")
    digest = "" if content is None else _base64(hashlib.sha256(payload).digest())
    mac = _mac(credentials, "header", url, ts, nonce, method, digest, ext)
    parts = {
        "id": credentials.clientId,
        "ts": ts,
        "nonce": nonce,
        "hash": digest,
        "ext": ext,
        "mac": mac,
    }
    return "Hawk " + ", ".join(f'{name}="{value}"' for name, value in parts.items() if value)


def bewit(credentials: Credentials, url: str, expiry: int, ext: str = "") -> str:
    """Return a bewit for GET requests to the URL."""
    mac = _mac(credentials, "bewit", url, str(expiry), "", "GET", "", ext)
    text = f"{credentials.clientId}\\{expiry}\\{mac}\\{ext}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def makeExt(**content: object) -> str:
    return _base64(json.dumps(content).encode())


@dataclass(frozen=True)
class Temporary:
    """Parameters of temporary credentials, which are valid with the default values."""

    issuer: Credentials
    scopes: Sequence[str]
    start: float = -60.0
    """Seconds from now."""
    expiry: float = 3600.0
    """Seconds from now."""
    name: str | None = None
    changed: Mapping[str, object] | None = None
    """Fields of the certificate to change after signing."""

    def make(self, now: float | None = None) -> Credentials:
        present = time.time() if now is None else now
        start, expiry = (int((present + offset) * 1000) for offset in (self.start, self.expiry))
        seed = "seed" * 11
        naming = [f"clientId:{self.name}", f"issuer:{self.issuer.clientId}"] if self.name else []
        lines = [
            "version:1",
            *naming,
            f"seed:{seed}",
            f"start:{start}",
            f"expiry:{expiry}",
            "scopes:",
            *self.scopes,
        ]
        certificate: dict[str, object] = {
            "version": 1,
            "scopes": list(self.scopes),
            "start": start,
            "expiry": expiry,
            "seed": seed,
            "signature": _base64(_hmac(self.issuer, "\n".join(lines))),
        }
        if self.name:
            certificate["issuer"] = self.issuer.clientId
        token = base64.urlsafe_b64encode(_hmac(self.issuer, seed)).decode().rstrip("=")
        return Credentials(
            self.name or self.issuer.clientId, token, {**certificate, **(self.changed or {})}
        )


def _mac(credentials: Credentials, kind: str, url: str, *signed: str) -> str:
    parts = urlsplit(url)
    timestamp, nonce, method, digest, ext = signed
    resource = parts.path + (f"?{parts.query}" if parts.query else "")
    host, port = parts.hostname or "", str(parts.port or 80)
    lines = [f"hawk.1.{kind}", timestamp, nonce, method, resource, host, port, digest, ext]
    return _base64(_hmac(credentials, "".join(f"{line}\n" for line in lines)))


def _hmac(credentials: Credentials, text: str) -> bytes:
    return hmac.new(credentials.accessToken.encode(), text.encode(), hashlib.sha256).digest()


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
