"""Credentials for signing a client's calls, and credentials providers."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NotRequired, Protocol, TypeAlias, cast

from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config
from typing_extensions import TypedDict

from tc_typed.core.errors import TaskclusterAuthFailure, didYouMean
from tc_typed.core.redact import ComparedAsOne
from tc_typed.core.signing.basic_and_bearer import TOKEN, HeaderCredentials
from tc_typed.core.texts import shownValue

_CLIENT_ID = re.compile(r"[A-Za-z0-9!@/:.+|_-]+")
_PARTS = ("clientId", "accessToken", "certificate")


# The issuer's signature covers the whole certificate, so unknown properties are kept.
@with_config(ConfigDict(extra="allow", defer_build=True, hide_input_in_errors=True))
class Certificate(TypedDict):
    """Certificate of temporary credentials: their issuer, scopes and validity."""

    version: int
    """Version of the certificate's format, always 1."""
    scopes: list[str]
    """Scopes to which the credentials are limited."""
    start: int
    """Start of the validity, in milliseconds since 1970 (UTC)."""
    expiry: int
    """End of the validity, in milliseconds since 1970 (UTC)."""
    seed: str
    """Random string from which the access token was derived."""
    signature: str
    """Issuer's signature of the certificate."""
    issuer: NotRequired[str]
    """Client ID of the issuer, if the credentials have a client ID of their own."""


class CredentialsLike(Protocol):
    """Any object with credentials: `Credentials`, or a task's credentials from `claimWork`."""

    @property
    def clientId(self) -> str:
        """Client ID of the caller."""
        ...

    @property
    def accessToken(self) -> str:
        """Secret access token of the client."""
        ...

    @property
    def certificate(self) -> str | Mapping[str, object] | None:
        """Certificate of temporary credentials, else `None`."""
        ...


CredentialsValue: TypeAlias = "CredentialsLike | Mapping[str, object] | HeaderCredentials | None"
"""Anything that can be converted to credentials; `None` makes calls without credentials."""

CredentialsProvider: TypeAlias = "Callable[[], CredentialsValue | Awaitable[CredentialsValue]]"
"""Function that returns the current credentials, called before each attempt. Only async clients
accept a function that returns an awaitable."""


@dataclass(frozen=True, init=False, eq=False)
class Credentials(ComparedAsOne):
    """Taskcluster credentials, permanent or temporary.

    The repr does not show the access token or the certificate.

    Attributes:
        clientId: Client ID of the caller.
        accessToken: Secret access token of the client.
        certificate: Certificate of temporary credentials; `None` for permanent ones.

    Example:
        ```python
        Credentials(clientId="project/decision", accessToken="…")
        ```
    """

    clientId: str
    accessToken: str = field(repr=False)
    certificate: Certificate | None = field(repr=False, hash=False)

    def __init__(
        self,
        clientId: str,
        accessToken: str,
        certificate: str | Mapping[str, object] | None = None,
    ) -> None:
        """Check and store the credentials.

        Args:
            clientId: Client ID of the caller.
            accessToken: Secret access token of the client.
            certificate: Certificate of temporary credentials: an object, or JSON as in workers'
                environment variables.

        Raises:
            TaskclusterAuthFailure: if a part is missing or invalid.
        """
        # Callers without a type checker may pass anything.
        if not isinstance(clientId, str) or not _CLIENT_ID.fullmatch(clientId):  # pyright: ignore[reportUnnecessaryIsInstance]
            # Don't show the value: the caller may have passed the access token by mistake.
            raise TaskclusterAuthFailure(
                "Credentials",
                "clientId must be a non-empty string of letters, digits and !@/:.+|_-",
            )
        if (
            not isinstance(accessToken, str)  # pyright: ignore[reportUnnecessaryIsInstance]
            or not TOKEN.fullmatch(accessToken)
        ):
            raise TaskclusterAuthFailure(
                "Credentials",
                "accessToken must be a non-empty string of printable ASCII without spaces; "
                "check it for line breaks",
            )
        object.__setattr__(self, "clientId", clientId)
        object.__setattr__(self, "accessToken", accessToken)
        object.__setattr__(self, "certificate", parseCertificate(certificate))

    @classmethod
    def of(cls, credentials: CredentialsLike | Mapping[str, object]) -> Credentials:
        """Convert an object with the attributes of `Credentials`, or a dict with them as keys.

        Values of a dict can be bytes: the official client turns those of its options into bytes.
        """
        if isinstance(credentials, cls):
            return credentials
        if isinstance(credentials, Mapping):
            unknown = credentials.keys() - {*_PARTS}
            if unknown:
                names = [shownValue(it) + didYouMean(str(it), _PARTS) for it in unknown]
                raise TaskclusterAuthFailure(
                    "Credentials", f"unknown key {', '.join(sorted(names))}"
                )
            parts = [_asText(credentials.get(name)) for name in _PARTS]
            return cls(*parts)  # type: ignore[arg-type]  # the constructor checks them
        try:
            parts = [credentials.clientId, credentials.accessToken, credentials.certificate]
        except AttributeError:  # It refers to the object, so our error must not be chained to it.
            pass
        else:
            return cls(*parts)  # type: ignore[arg-type]  # the constructor checks them
        raise TaskclusterAuthFailure(
            "Credentials",
            "credentials must be Credentials, or a dict with clientId and accessToken, "
            f"got {type(credentials).__name__}",
        )


def _asText(part: object) -> object:
    # The constructor refuses the replacement characters that other bytes become.
    return part.decode("ascii", "replace") if isinstance(part, bytes) else part


def asCredentials(given: CredentialsValue) -> Credentials | HeaderCredentials | None:
    """Convert a user's value to credentials. An empty dict means no credentials.

    Raises:
        TaskclusterAuthFailure: if the value is not usable as credentials.
    """
    if given is None or given == {}:
        return None
    return given if isinstance(given, HeaderCredentials) else Credentials.of(given)


def credentialsFromFile(path: str | os.PathLike[str]) -> Callable[[], Credentials]:
    """Create a provider that reads credentials from a file, which another program can renew.

    The file contains a JSON object with `clientId`, `accessToken` and, for temporary credentials,
    `certificate`. It is read when a call needs it, and again after it has changed. Replace it
    atomically: write a temporary file, then rename it.

    Args:
        path: Path of the file.

    Returns:
        A function for a client's option `credentials`. It raises `TaskclusterAuthFailure` if the
        file can't be read or contains no usable credentials.

    Example:
        ```python
        queue = Queue(rootUrl=rootUrl, credentials=credentialsFromFile("/run/taskcluster.json"))
        ```
    """
    file = Path(path)
    known: tuple[object, Credentials] | None = None

    def provide() -> Credentials:
        nonlocal known
        try:
            # If the file is replaced after this line, the next call reads it again.
            status = file.stat()
            stamp = status.st_ino, status.st_mtime_ns, status.st_size
            if known is None or known[0] != stamp:
                known = stamp, _read(file)
        except OSError as error:
            raise TaskclusterAuthFailure(
                "credentialsFromFile", f"can't read {str(file)!r}: {error.strerror}"
            ) from error
        return known[1]

    return provide


def _read(file: Path) -> Credentials:
    content = _object(file)
    try:
        return Credentials.of(content)
    except TaskclusterAuthFailure as error:
        reason = error.reason
    raise TaskclusterAuthFailure(
        "credentialsFromFile", f"{str(file)!r} has unusable credentials: {reason}"
    )


def _object(file: Path) -> Mapping[str, object]:
    content: object = None
    with suppress(ValueError, RecursionError):
        content = json.loads(file.read_bytes())
    if isinstance(content, dict):
        return cast("dict[str, object]", content)
    raise TaskclusterAuthFailure(
        "credentialsFromFile", f"{str(file)!r} must contain a JSON object with credentials"
    )


@cache
def _certificates() -> TypeAdapter[Certificate]:
    return TypeAdapter(Certificate)


def parseCertificate(value: str | Mapping[str, object] | None) -> Certificate | None:
    """Parse the certificate of temporary credentials.

    Args:
        value: An object or JSON; `None` or an empty string if there is no certificate.

    Raises:
        TaskclusterAuthFailure: if the certificate is not valid.
    """
    if value is None or value == "":
        return None
    try:
        if isinstance(value, str):
            return _certificates().validate_json(value)
        return _certificates().validate_python(value)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
    # Raised outside the handler, because pydantic's exception contains the certificate.
    place = ".".join(map(str, first["loc"]))
    raise TaskclusterAuthFailure(
        "Credentials", f"the certificate is not valid: {place and f'{place}: '}{first['msg']}"
    )
