"""`HawkAuth`: Taskcluster credentials for clients of httpx or httpx2."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from typing import TypeVar

import httpx

from tc_typed.core.errors import InvalidCall
from tc_typed.core.signing.content_type import CONTENT_TYPE, needsContentType
from tc_typed.core.signing.credentials import Credentials, CredentialsLike
from tc_typed.core.signing.hawk import HawkSigner
from tc_typed.core.transport.http_client import HttpRequest
from tc_typed.core.transport.url import Url

RequestT = TypeVar("RequestT", bound=HttpRequest)


class HawkAuth(httpx.Auth):
    """Authentication of an httpx client that signs each request with Taskcluster credentials.

    Works with any client of httpx or httpx2, sync or async. Each request has a fresh timestamp and
    nonce, but httpx does not request a new signature when it follows a redirect. A POST, PUT or
    PATCH without a content type is sent with an empty one, so that no transport adds another. A
    streamed body is read into memory first. Async clients of httpx2 can't do that for an async
    iterator: pass bytes instead.

    Example:
        ```python
        httpx.get(url, auth=HawkAuth(Credentials(clientId="…", accessToken="…")))
        ```
    """

    requires_request_body = True

    def __init__(
        self,
        credentials: CredentialsLike | Mapping[str, object],
        authorizedScopes: Sequence[str] | None = None,
    ) -> None:
        """Prepare to sign.

        Args:
            credentials: The credentials to sign with.
            authorizedScopes: Scopes to which the credentials' scopes are restricted.

        Raises:
            TaskclusterAuthFailure: if the credentials are not usable.
        """
        self._signer = HawkSigner(Credentials.of(credentials), authorizedScopes)

    @property
    def credentials(self) -> Credentials:
        """The credentials to sign with."""
        return self._signer.credentials

    def __repr__(self) -> str:
        return f"HawkAuth({self.credentials!r})"

    def header(self, method: str, url: httpx.URL | str, content: bytes, contentType: str) -> str:
        """Return the Authorization header for a request of any HTTP library.

        Args:
            method: HTTP method, in upper case.
            url: The whole URL, exactly as it is sent.
            content: Body; `b""` if there is none.
            contentType: Content-Type header; `""` if there is none.

        Raises:
            ValueError: if the URL is not valid.
        """
        return self._signer.authorization(method, Url.parse(str(url)), content, contentType)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Sign a request. Called by httpx."""
        yield self(request)

    def __call__(self, request: RequestT) -> RequestT:
        """Sign a request. Called by httpx2.

        Args:
            request: The request, which is modified.

        Raises:
            InvalidCall: if the request's body is an async iterator.
        """
        headers, url, content = request.headers, Url.parse(str(request.url)), _bodyOf(request)
        if needsContentType(request.method, content) and CONTENT_TYPE not in headers:
            headers[CONTENT_TYPE] = ""
        if "host" in headers:  # The server verifies the signature with this host.
            url = url.at(headers["host"])
        contentType = headers.get(CONTENT_TYPE, "")
        headers["Authorization"] = self._signer.authorization(
            request.method, url, content, contentType
        )
        return request


def _bodyOf(request: HttpRequest) -> bytes:
    if not isinstance(request.stream, Iterable):
        raise InvalidCall(
            "HawkAuth", "can't sign a body that is an async iterator with httpx2: pass bytes"
        )
    return request.read()
