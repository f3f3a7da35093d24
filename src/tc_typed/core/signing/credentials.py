"""Credentials that sign a client's calls, and providers of them."""

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


# The certificate is signed as it is, so parts that this version does not know stay in it.
@with_config(ConfigDict(extra="allow", defer_build=True, hide_input_in_errors=True))
class Certificate(TypedDict):
    """Says who issued temporary credentials, for which scopes and how long."""

    version: int
    """Format of the certificate, 1."""
    scopes: list[str]
    """Scopes that the credentials have at most."""
    start: int
    """When they begin to be valid, milliseconds since 1970 in UTC."""
    expiry: int
    """When they cease to be valid, milliseconds since 1970 in UTC."""
    seed: str
    """Random text that the access token was derived from."""
    signature: str
    """The issuer's signature of all this."""
    issuer: NotRequired[str]
    """Client that issued them, where they have a name of their own."""


class CredentialsLike(Protocol):
    """Anything that can sign: `Credentials`, or those of a task that `claimWork` returns."""

    @property
    def clientId(self) -> str:
        """Who calls."""
        ...

    @property
    def accessToken(self) -> str:
        """The secret that proves it."""
        ...

    @property
    def certificate(self) -> str | Mapping[str, object] | None:
        """The certificate of temporary credentials."""
        ...


CredentialsValue: TypeAlias = "CredentialsLike | Mapping[str, object] | HeaderCredentials | None"
"""Values that credentials can be made of; `None` calls without any."""

CredentialsProvider: TypeAlias = "Callable[[], CredentialsValue | Awaitable[CredentialsValue]]"
"""Yields the credentials of the moment; asked before each attempt. Only async clients can wait for
one that is awaitable."""


@dataclass(frozen=True, init=False, eq=False)
class Credentials(ComparedAsOne):
    """Taskcluster credentials, permanent or temporary.

    Access token and certificate show in no repr.

    Attributes:
        clientId: Who calls.
        accessToken: The secret that proves it.
        certificate: Present with temporary credentials only.

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
        """Check and keep the credentials.

        Args:
            clientId: Who calls.
            accessToken: The secret that proves it.
            certificate: With temporary credentials their certificate: an object, or JSON text
                as workers and environment variables have it.

        Raises:
            TaskclusterAuthFailure: if a part is missing or is not what it should be.
        """
        # Callers without a type checker may pass anything.
        if not isinstance(clientId, str) or not _CLIENT_ID.fullmatch(clientId):  # pyright: ignore[reportUnnecessaryIsInstance]
            # What is wrong here may be the access token.
            raise TaskclusterAuthFailure(
                "Credentials", "clientId must be letters, digits and !@/:.+|_- only"
            )
        if (
            not isinstance(accessToken, str)  # pyright: ignore[reportUnnecessaryIsInstance]
            or not TOKEN.fullmatch(accessToken)
        ):
            raise TaskclusterAuthFailure(
                "Credentials",
                "accessToken must be printable ASCII without spaces; is there a line break?",
            )
        object.__setattr__(self, "clientId", clientId)
        object.__setattr__(self, "accessToken", accessToken)
        object.__setattr__(self, "certificate", parseCertificate(certificate))

    @classmethod
    def of(cls, credentials: CredentialsLike | Mapping[str, object]) -> Credentials:
        """Make credentials of anything that has their three parts, as attributes or keys."""
        if isinstance(credentials, cls):
            return credentials
        if isinstance(credentials, Mapping):
            unknown = credentials.keys() - {*_PARTS}
            if unknown:
                names = [shownValue(it) + didYouMean(str(it), _PARTS) for it in unknown]
                raise TaskclusterAuthFailure(
                    "Credentials", f"there is no part {', '.join(sorted(names))}"
                )
            parts = [credentials.get(name) for name in _PARTS]
            return cls(*parts)  # type: ignore[arg-type]  # they are checked there
        try:
            parts = [credentials.clientId, credentials.accessToken, credentials.certificate]
        except AttributeError:  # It refers to the object, and so must not go along as context.
            pass
        else:
            return cls(*parts)  # type: ignore[arg-type]  # see above
        raise TaskclusterAuthFailure(
            "Credentials", f"credentials can't be made of {type(credentials).__name__}"
        )


def asCredentials(given: CredentialsValue) -> Credentials | HeaderCredentials | None:
    """Make credentials of what a user gave; an empty dict is none.

    Raises:
        TaskclusterAuthFailure: if they are unusable.
    """
    if given is None or given == {}:
        return None
    return given if isinstance(given, HeaderCredentials) else Credentials.of(given)


def credentialsFromFile(path: str | os.PathLike[str]) -> Callable[[], Credentials]:
    """Credentials that a file holds, as something else renews them there.

    The file is a JSON object with `clientId`, `accessToken` and, if they are temporary,
    `certificate`. It is read when a call needs it, and again when it has changed. Replace it
    atomically: write a temporary file, then rename it.

    Args:
        path: Where the file is.

    Returns:
        A function for a client's option `credentials`. It raises `TaskclusterAuthFailure` if the
        file can't be read or holds no usable credentials.

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
            # What replaces the file after this look will be read next time.
            now = file.stat()
            mark = now.st_ino, now.st_mtime_ns, now.st_size
            if known is None or known[0] != mark:
                known = mark, Credentials.of(_object(file))
        except OSError as error:
            raise TaskclusterAuthFailure(
                "credentialsFromFile", f"can't read {str(file)!r}: {error.strerror}"
            ) from error
        return known[1]

    return provide


def _object(file: Path) -> Mapping[str, object]:
    content: object = None
    with suppress(ValueError, RecursionError):
        content = json.loads(file.read_bytes())
    if isinstance(content, dict):
        return cast("dict[str, object]", content)
    raise TaskclusterAuthFailure(
        "credentialsFromFile", f"{str(file)!r} must hold a JSON object with the credentials"
    )


@cache
def _certificates() -> TypeAdapter[Certificate]:
    return TypeAdapter(Certificate)


def parseCertificate(value: str | Mapping[str, object] | None) -> Certificate | None:
    """Read the certificate of temporary credentials.

    Args:
        value: An object or JSON text; `None` or no text where there is none.

    Raises:
        TaskclusterAuthFailure: if it is not what it should be.
    """
    if value is None or value == "":
        return None
    try:
        if isinstance(value, str):
            return _certificates().validate_json(value)
        return _certificates().validate_python(value)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
    # Raised here, apart from pydantic's own, which holds the certificate.
    where = ".".join(map(str, first["loc"])) or "certificate"
    raise TaskclusterAuthFailure(
        "Credentials",
        f"the certificate, an object or JSON text, is wrong at {where}: {first['msg']}",
    )
