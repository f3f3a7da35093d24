"""Authorization with the same header for all requests: HTTP Basic, or a bearer token."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from typing import ClassVar, Literal, TypeAlias

from tc_typed.core.errors import TaskclusterAuthFailure
from tc_typed.core.redact import ComparedAsOne
from tc_typed.core.transport.url import Url

Scheme: TypeAlias = Literal["hawk", "basic", "bearer", "accessToken"]
"""Authentication scheme of a request. `accessToken` is a bearer token that is passed to the call as
an argument of that name and replaces the client's credentials."""

TOKEN: re.Pattern[str] = re.compile(r"[!-~]+")
"""Pattern of valid tokens: printable ASCII without spaces, since a token is sent in a header."""


@dataclass(frozen=True, eq=False)
class BasicCredentials(ComparedAsOne):
    """User name and password for HTTP Basic. The repr does not show the password.

    Attributes:
        username: User name of the caller. Flamenco workers use their `uuid`.
        password: Secret password of the caller.

    Raises:
        TaskclusterAuthFailure: if the user name or password has characters that can't be sent.

    Example:
        ```python
        BasicCredentials(registered.uuid, secret)
        ```
    """

    scheme: ClassVar[Scheme] = "basic"

    username: str
    password: str = field(repr=False)

    def __post_init__(self) -> None:
        if not self.username or ":" in self.username or not self.username.isprintable():
            raise TaskclusterAuthFailure(
                "BasicCredentials",
                "username must be a non-empty string of printable characters without colons",
            )
        if not self.password.isprintable():
            raise TaskclusterAuthFailure(
                "BasicCredentials",
                "password must be a string of printable characters; check it for line breaks",
            )

    def authorization(self, _method: str, _url: Url, _content: bytes, _contentType: str) -> str:
        """Return the Authorization header, which is the same for all requests."""
        pair = base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
        return f"Basic {pair}"


@dataclass(frozen=True, eq=False)
class BearerToken(ComparedAsOne):
    """Bearer token. The repr does not show it.

    Attributes:
        token: The token, without the word `Bearer`.

    Raises:
        TaskclusterAuthFailure: if the token has characters that can't be sent.
    """

    scheme: ClassVar[Scheme] = "bearer"

    token: str = field(repr=False)

    def __post_init__(self) -> None:
        if not TOKEN.fullmatch(self.token):
            raise TaskclusterAuthFailure(
                "BearerToken",
                "token must be a non-empty string of printable ASCII without spaces; "
                "check it for line breaks",
            )

    def authorization(self, _method: str, _url: Url, _content: bytes, _contentType: str) -> str:
        """Return the Authorization header, which is the same for all requests."""
        return f"Bearer {self.token}"


class AccessToken(BearerToken):
    """Bearer token that is passed to a call as its argument `accessToken`."""

    scheme: ClassVar[Scheme] = "accessToken"


HeaderCredentials: TypeAlias = BasicCredentials | BearerToken
"""Credentials sent verbatim."""
