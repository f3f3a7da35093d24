"""Authorization by one header for all requests: HTTP Basic, or a bearer token."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from typing import ClassVar, Literal, TypeAlias

from tc_typed.core.errors import TaskclusterAuthFailure
from tc_typed.core.redact import ComparedAsOne
from tc_typed.core.transport.url import Url

Scheme: TypeAlias = Literal["hawk", "basic", "bearer", "accessToken"]
"""How a request proves who sends it; `accessToken` is a bearer token that the call gets as its
argument of that name, whatever credentials the client has."""

TOKEN: re.Pattern[str] = re.compile(r"[!-~]+")
"""How a token may be spelled: printable ASCII without spaces, as a header can hold it."""


@dataclass(frozen=True, eq=False)
class BasicCredentials(ComparedAsOne):
    """Name and password for HTTP Basic; the password shows in no repr.

    Attributes:
        username: Who calls; of a Flamenco worker its `uuid`.
        password: The secret that proves it.

    Raises:
        TaskclusterAuthFailure: if a part can't be sent.

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
                "BasicCredentials", "username must be printable text without a colon"
            )
        if not self.password.isprintable():
            raise TaskclusterAuthFailure(
                "BasicCredentials", "password must be printable; is there a line break?"
            )

    def authorization(self, _method: str, _url: Url, _content: bytes, _contentType: str) -> str:
        """The header Authorization, the same for all requests."""
        pair = base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
        return f"Basic {pair}"


@dataclass(frozen=True, eq=False)
class BearerToken(ComparedAsOne):
    """A token whose bearer may call; it shows in no repr.

    Attributes:
        token: The token, without the word `Bearer`.

    Raises:
        TaskclusterAuthFailure: if it can't be sent.
    """

    scheme: ClassVar[Scheme] = "bearer"

    token: str = field(repr=False)

    def __post_init__(self) -> None:
        if not TOKEN.fullmatch(self.token):
            raise TaskclusterAuthFailure(
                "BearerToken",
                "token must be printable ASCII without spaces; is there a line break?",
            )

    def authorization(self, _method: str, _url: Url, _content: bytes, _contentType: str) -> str:
        """The header Authorization, the same for all requests."""
        return f"Bearer {self.token}"


class AccessToken(BearerToken):
    """The bearer token that a call gets as its argument `accessToken`."""

    scheme: ClassVar[Scheme] = "accessToken"


HeaderCredentials: TypeAlias = BasicCredentials | BearerToken
"""Credentials sent verbatim."""
