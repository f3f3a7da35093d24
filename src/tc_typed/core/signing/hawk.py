"""Signing of requests with Hawk."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from mohawk.util import calculate_mac

from tc_typed.core.redact import redacting
from tc_typed.core.signing.basic_and_bearer import Scheme
from tc_typed.core.signing.credentials import Credentials
from tc_typed.core.transport.url import Url


def hawkExt(credentials: Credentials, authorizedScopes: Sequence[str] | None) -> str | None:
    """Encode the certificate and authorizedScopes, if any, for Hawk's attribute `ext`.

    An empty list of authorizedScopes is included: it means no scopes at all.
    """
    ext: dict[str, object] = {}
    if credentials.certificate is not None:
        ext["certificate"] = credentials.certificate
    if authorizedScopes is not None:
        ext["authorizedScopes"] = list(authorizedScopes)
    if not ext:
        return None
    return base64.b64encode(json.dumps(ext, separators=(",", ":")).encode()).decode()


class HawkSigner:
    """Signer of requests with Taskcluster credentials."""

    scheme: ClassVar[Scheme] = "hawk"

    def __init__(self, credentials: Credentials, authorizedScopes: Sequence[str] | None) -> None:
        """Prepare to sign.

        Args:
            credentials: The credentials to sign with.
            authorizedScopes: Scopes to which the credentials' scopes are restricted.
        """
        self.credentials = credentials
        self._ext = hawkExt(credentials, authorizedScopes)

    def __repr__(self) -> str:
        return f"HawkSigner({self.credentials!r})"

    def authorization(self, method: str, url: Url, content: bytes, contentType: str) -> str:
        """Return the Authorization header for one request.

        Args:
            method: HTTP method, in upper case.
            url: The whole URL, exactly as it is sent.
            content: Body; `b""` if there is none.
            contentType: Content-Type header; `""` if there is none.
        """
        request = self._signed(method, url, int(time.time()), secrets.token_urlsafe(6))
        payloadHash = hawkPayloadHash(content, contentType)
        mac = _mac("header", request, payloadHash)
        ext = f', ext="{self._ext}"' if self._ext else ""
        return (
            f'Hawk mac="{mac}", hash="{payloadHash}", id="{self.credentials.clientId}", '
            f'ts="{request.timestamp}", nonce="{request.nonce}"{ext}'
        )

    def bewit(self, url: Url, expiry: int) -> str:
        """Return the bewit of a URL, which allows a GET without credentials.

        Args:
            url: The whole URL, without a bewit.
            expiry: Time at which the bewit expires, in seconds since 1970 (UTC).
        """
        request = self._signed("GET", url, expiry, "")
        mac = _mac("bewit", request, None)
        text = f"{self.credentials.clientId}\\{expiry}\\{mac}\\{self._ext or ''}"
        return base64.urlsafe_b64encode(text.encode("ascii")).decode().rstrip("=")

    def _signed(self, method: str, url: Url, timestamp: int, nonce: str) -> _Signed:
        host = url.origin.host
        return _Signed(
            credentials={"key": self.credentials.accessToken, "algorithm": "sha256"},
            timestamp=str(timestamp),
            nonce=nonce,
            method=method,
            name=url.target,
            host=f"[{host}]" if ":" in host else host,
            port=str(url.origin.port),
            ext=self._ext,
        )


@dataclass(slots=True)
class _Signed:
    """A request, or a URL for a bewit, in the form that mohawk signs.

    mohawk's own `Sender` has the same attributes, but pretty-prints the URL and payload for its
    debug log, which takes longer than the rest of signing.
    """

    credentials: Mapping[str, str]
    timestamp: str
    nonce: str
    method: str
    name: str
    host: str
    port: str
    ext: str | None
    app: None = None
    dlg: None = None


def _mac(kind: str, request: _Signed, payloadHash: str | None) -> str:
    with redacting():  # mohawk logs everything that it signs.
        return calculate_mac(kind, request, payloadHash).decode()


def hawkPayloadHash(content: bytes, contentType: str) -> str:
    """Return Hawk's hash of a body and its content type.

    Args:
        content: Body; `b""` if there is none.
        contentType: Content-Type header. Its parameters are ignored.
    """
    digest = hashlib.sha256(
        f"hawk.1.payload\n{contentType.partition(';')[0].strip().lower()}\n".encode()
    )
    digest.update(content)
    digest.update(b"\n")
    return base64.b64encode(digest.digest()).decode()
