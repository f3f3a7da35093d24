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
    """Signs each request of an httpx client with Taskcluster credentials.

    Works with any client of httpx or httpx2, sync or async. Timestamp and nonce are fresh each
    time, but httpx does not ask for a new signature when it follows a redirect. A POST, PUT or
    PATCH without a content type is sent with an empty one, so that no transport adds another. A
    body in pieces is read into memory first. An async client of httpx2 can't do that with an async
    iterator: give it bytes.

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
            authorizedScopes: Use at most these of the credentials' scopes.

        Raises:
            TaskclusterAuthFailure: if the credentials are unusable.
        """
        self._signer = HawkSigner(Credentials.of(credentials), authorizedScopes)

    @property
    def credentials(self) -> Credentials:
        """The credentials to sign with."""
        return self._signer.credentials

    def __repr__(self) -> str:
        return f"HawkAuth({self.credentials!r})"

    def header(self, method: str, url: httpx.URL | str, content: bytes, contentType: str) -> str:
        """The header Authorization for a request of any HTTP library.

        Args:
            method: HTTP method, in upper case.
            url: The whole URL, as it goes over the wire.
            content: Body, `b""` where there is none.
            contentType: Content-Type header, `""` where there is none.

        Raises:
            ValueError: if the URL is not valid.
        """
        return self._signer.authorization(method, Url.parse(str(url)), content, contentType)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Sign a request; called by httpx."""
        yield self(request)

    def __call__(self, request: RequestT) -> RequestT:
        """Sign a request; called by httpx2.

        Args:
            request: The request, which is changed.

        Raises:
            InvalidCall: if its body is an async iterator.
        """
        headers, url, content = request.headers, Url.parse(str(request.url)), _bodyOf(request)
        if needsContentType(request.method, content) and CONTENT_TYPE not in headers:
            headers[CONTENT_TYPE] = ""
        if "host" in headers:  # The server checks that one.
            url = url.at(headers["host"])
        contentType = headers.get(CONTENT_TYPE, "")
        headers["Authorization"] = self._signer.authorization(
            request.method, url, content, contentType
        )
        return request


def _bodyOf(request: HttpRequest) -> bytes:
    if not isinstance(request.stream, Iterable):
        raise InvalidCall(
            "HawkAuth", "a body must be bytes to be signed with httpx2, not an async iterator"
        )
    return request.read()
