"""How a client is set up."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import UnionType
from typing import TYPE_CHECKING, TypedDict, cast
from urllib.parse import urlsplit

from tc_typed.core.errors import InvalidCall
from tc_typed.core.retry import RetryPolicy
from tc_typed.credentials import Credentials, CredentialsLike

if TYPE_CHECKING:
    import httpx


class Options(TypedDict, total=False):
    """What a client takes, as keyword arguments or as one positional object."""

    rootUrl: str
    """Address of the deployment, `https://tc.example.com`; with or without a slash at its end."""
    credentials: CredentialsLike | Mapping[str, object] | None
    """What to sign with; without them calls have the scopes of an anonymous caller."""
    authorizedScopes: Sequence[str] | None
    """Use at most these of the credentials' scopes."""
    retries: int
    """How often a call that failed for a passing reason is tried again; 5 unless given."""
    timeout: float
    """Seconds for each attempt; 30 unless given."""
    httpClient: httpx.Client | httpx.AsyncClient | None
    """Your own httpx client to call through (`httpx.AsyncClient` in `tc_typed.aio`); it is never
    closed here."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Options after defaults and checks: what the runtime reads."""

    rootUrl: str
    credentials: Credentials | None
    authorizedScopes: tuple[str, ...] | None
    retry: RetryPolicy
    timeout: float


def resolve(call: str, options: Options) -> Settings:
    """Check options and fill in defaults.

    Args:
        call: Who is set up, for messages: `Queue`.
        options: What the user gave.

    Raises:
        InvalidCall: if an option is unknown, missing or out of range.
        TaskclusterAuthFailure: if the credentials are unusable.
    """
    for name in options.keys() - Options.__annotations__.keys():
        from difflib import get_close_matches  # noqa: PLC0415  # only for this message

        near = get_close_matches(name, Options.__annotations__, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise InvalidCall(call, f"there is no option {name!r}{hint}")
    rootUrl = options.get("rootUrl")
    if not rootUrl:
        raise InvalidCall(
            call,
            "rootUrl is missing: give the deployment's address, https://…, or set "
            "TASKCLUSTER_ROOT_URL and pass optionsFromEnvironment()",
        )
    retries, timeout = options.get("retries", 5), options.get("timeout", 30.0)
    credentials, scopes = options.get("credentials"), options.get("authorizedScopes")
    for name, value, good, wanted in (
        # The address is not shown: there may be a password in what should be none.
        ("rootUrl", "this one", _isAddress(rootUrl), "an address like https://tc.example.com"),
        ("retries", retries, _isNumber(retries, int) and retries >= 0, "a number, 0 or more"),
        (
            "timeout",
            timeout,
            _isNumber(timeout, int | float) and 0 < timeout < float("inf"),
            "a positive number of seconds",
        ),
        ("authorizedScopes", scopes, scopes is None or _areScopes(scopes), "a list of scopes"),
    ):
        if not good:
            raise InvalidCall(call, f"{name} must be {wanted}, not {value!r}")
    return Settings(
        rootUrl=rootUrl.rstrip("/"),
        credentials=None if credentials is None else Credentials.of(credentials),
        authorizedScopes=None if scopes is None else tuple(scopes),
        retry=RetryPolicy(retries=retries),
        timeout=timeout,
    )


def _isAddress(rootUrl: object) -> bool:
    """Whether it is an http or https URL of a host, perhaps with a path, and nothing else."""
    if not isinstance(rootUrl, str) or not rootUrl.isprintable():
        return False
    try:
        url = urlsplit(rootUrl)
        usable = url.scheme in ("http", "https") and bool(url.hostname) and url.port != 0
    except ValueError:
        return False
    return usable and not any(character in rootUrl for character in " ?#@\\")


def _isNumber(value: object, kind: type | UnionType) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool)


def _areScopes(scopes: object) -> bool:
    if isinstance(scopes, str) or not isinstance(scopes, Iterable):
        return False
    return all(isinstance(scope, str) for scope in cast("Iterable[object]", scopes))


def optionsFromEnvironment(
    defaults: Options | None = None, *, environment: Mapping[str, str] | None = None
) -> Options:
    """Read options from the environment variables that Taskcluster's tools share.

    Args:
        defaults: Options that hold where the environment says nothing.
        environment: Where to look; the process's own environment unless given.

    Returns:
        `rootUrl` from TASKCLUSTER_ROOT_URL, and `credentials` from TASKCLUSTER_CLIENT_ID,
        TASKCLUSTER_ACCESS_TOKEN and TASKCLUSTER_CERTIFICATE; only what is set, and `defaults`.

    Raises:
        InvalidCall: if only one of client id and access token is set.
        TaskclusterAuthFailure: if the credentials are unusable.

    Example:
        ```python
        queue = Queue(optionsFromEnvironment())
        ```
    """
    values = os.environ if environment is None else environment
    options: Options = {**(defaults or {})}
    if rootUrl := values.get("TASKCLUSTER_ROOT_URL"):
        options["rootUrl"] = rootUrl
    clientId = values.get("TASKCLUSTER_CLIENT_ID")
    accessToken = values.get("TASKCLUSTER_ACCESS_TOKEN")
    if clientId and accessToken:
        options["credentials"] = Credentials(
            clientId, accessToken, values.get("TASKCLUSTER_CERTIFICATE")
        )
    elif clientId or accessToken:
        missing = "TASKCLUSTER_ACCESS_TOKEN" if clientId else "TASKCLUSTER_CLIENT_ID"
        raise InvalidCall("optionsFromEnvironment", f"{missing} is not set, but its partner is")
    return options
