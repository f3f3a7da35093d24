"""Signing requests with Hawk."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv6Address
from typing import ClassVar

import httpx
from mohawk.util import calculate_mac

from tc_typed.core.redact import redacting
from tc_typed.core.signing.basic_and_bearer import Scheme
from tc_typed.core.signing.credentials import Credentials, CredentialsLike


def hawkExt(credentials: Credentials, authorizedScopes: Sequence[str] | None) -> str | None:
    """What Taskcluster puts into Hawk's `ext`: certificate and authorizedScopes, if any.

    An empty list of authorizedScopes is sent: it means none at all.
    """
    ext: dict[str, object] = {}
    if credentials.certificate is not None:
        ext["certificate"] = credentials.certificate
    if authorizedScopes is not None:
        ext["authorizedScopes"] = list(authorizedScopes)
    if not ext:
        return None
    return base64.b64encode(json.dumps(ext, separators=(",", ":")).encode()).decode()


class HawkAuth(httpx.Auth):
    """Signs each request of an httpx client with Taskcluster credentials.

    Works with any httpx client, sync or async. Timestamp and nonce are fresh each time, but httpx
    does not ask for a new signature when it follows a redirect. A POST, PUT or PATCH without a
    content type is sent with an empty one, so that no transport adds another.

    Example:
        ```python
        httpx.get(url, auth=HawkAuth(Credentials(clientId="…", accessToken="…")))
        ```
    """

    requires_request_body = True
    scheme: ClassVar[Scheme] = "hawk"

    def __init__(
        self,
        credentials: CredentialsLike | Mapping[str, object],
        authorizedScopes: Sequence[str] | None = None,
    ) -> None:
        """Prepare to sign.

        Args:
            credentials: What to sign with.
            authorizedScopes: Use at most these of the credentials' scopes.

        Raises:
            TaskclusterAuthFailure: if the credentials are unusable.
        """
        self.credentials: Credentials = Credentials.of(credentials)
        self._ext = hawkExt(self.credentials, authorizedScopes)

    def __repr__(self) -> str:
        return f"HawkAuth({self.credentials!r})"

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Sign a request; called by httpx."""
        preventAddedContentType(request)
        self.sign(request)
        yield request

    def sign(self, request: httpx.Request) -> None:
        """Put the Authorization header into a request whose body is known.

        Args:
            request: The request; it must not change any more afterwards.
        """
        url, headers = request.url, request.headers
        host = headers.get("host", "").encode()
        if host not in ("", url.netloc):
            # The headers of a user's client may name another host, which the server then checks.
            url = url.copy_with(netloc=host)
        headers["Authorization"] = self.header(
            request.method, url, request.content, headers.get("content-type", "")
        )

    def header(self, method: str, url: httpx.URL, content: bytes, contentType: str) -> str:
        """The Authorization header for one request.

        Args:
            method: HTTP method, in upper case.
            url: The whole URL, as it goes over the wire.
            content: Body, `b""` where there is none.
            contentType: Content-Type header, `""` where there is none.
        """
        request = self._signed(method, url, int(time.time()), secrets.token_urlsafe(6))
        payloadHash = hawkPayloadHash(content, contentType)
        mac = _mac("header", request, payloadHash)
        ext = f', ext="{self._ext}"' if self._ext else ""
        return (
            f'Hawk mac="{mac}", hash="{payloadHash}", id="{self.credentials.clientId}", '
            f'ts="{request.timestamp}", nonce="{request.nonce}"{ext}'
        )

    def bewit(self, url: httpx.URL, expiry: int) -> str:
        """The bewit that lets whoever has it GET a URL.

        Args:
            url: The whole URL, without a bewit.
            expiry: When it ceases to be valid, seconds since 1970 in UTC.
        """
        request = self._signed("GET", url, expiry, "")
        mac = _mac("bewit", request, None)
        text = f"{self.credentials.clientId}\\{expiry}\\{mac}\\{self._ext or ''}"
        return base64.urlsafe_b64encode(text.encode("ascii")).decode().rstrip("=")

    def _signed(self, method: str, url: httpx.URL, timestamp: int, nonce: str) -> _Signed:
        return _Signed(
            credentials={"key": self.credentials.accessToken, "algorithm": "sha256"},
            timestamp=str(timestamp),
            nonce=nonce,
            method=method,
            name=url.raw_path.decode("ascii"),
            host=_host(url),
            port=str(url.port or _PORTS[url.scheme]),
            ext=self._ext,
        )


@dataclass(frozen=True, slots=True)
class _Signed:
    """What mohawk signs.

    mohawk's own `Sender` makes one of these too, but pretty-prints the URL and the payload for
    its debug log on the way, which takes longer than all the rest of signing.
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
    with redacting():  # mohawk logs what it signs.
        return calculate_mac(kind, request, payloadHash).decode()


_PORTS = {"http": 80, "https": 443}


def _host(url: httpx.URL) -> str:
    """The host as servers understand the Host header: an IPv6 address is short and in brackets."""
    host = url.raw_host.decode("ascii")
    if ":" not in host:
        return host
    with suppress(ValueError):  # an address with a zone stays as it is
        host = str(IPv6Address(host))
    return f"[{host}]"


def preventAddedContentType(request: httpx.Request) -> None:
    """Keep the transport of a user's httpx client from adding a content type after signing.

    The signature covers the content type, and aiohttp adds one to each POST, PUT and PATCH, and to
    each request with a body. It leaves an empty one alone, which Hawk signs just as none.

    Args:
        request: The request, not signed yet.
    """
    if request.method in ("POST", "PUT", "PATCH") or request.content:
        request.headers.setdefault("content-type", "")


def hawkPayloadHash(content: bytes, contentType: str) -> str:
    """Hawk's hash of a body and its content type.

    Args:
        content: Body, `b""` where there is none.
        contentType: Content-Type header; its parameters are left out.
    """
    digest = hashlib.sha256(
        f"hawk.1.payload\n{contentType.partition(';')[0].strip().lower()}\n".encode()
    )
    digest.update(content)
    digest.update(b"\n")
    return base64.b64encode(digest.digest()).decode()
