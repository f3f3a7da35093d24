"""How a client is set up."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from types import UnionType
from typing import TYPE_CHECKING, Literal, TypeAlias, TypedDict, Unpack, cast, get_args
from urllib.parse import urlsplit

from tc_typed.core.errors import InvalidCall
from tc_typed.core.header import HeaderCredentials
from tc_typed.core.hints import didYouMean
from tc_typed.core.retry import RetryPolicy
from tc_typed.credentials import Credentials, CredentialsLike

if TYPE_CHECKING:
    import httpx


CredentialsValue: TypeAlias = "CredentialsLike | Mapping[str, object] | HeaderCredentials | None"
"""What credentials can be made of; `None` calls without any."""

CredentialsProvider: TypeAlias = "Callable[[], CredentialsValue | Awaitable[CredentialsValue]]"
"""Yields the credentials of the moment; asked before each attempt. Only async clients can wait for
one that is awaitable."""

ServiceDiscoveryScheme: TypeAlias = Literal["default", "k8s-dns"]
"""How services are reached: at the deployment's address, or within its Kubernetes cluster by the
names that its DNS has for them, `http://taskcluster-queue` for example."""


class Options(TypedDict, total=False):
    """What a client takes, as keyword arguments or as one positional object."""

    rootUrl: str
    """Address of the deployment, `https://tc.example.com`; with or without a slash at its end."""
    credentials: CredentialsValue | CredentialsProvider
    """What to sign with, or a function that yields it before each attempt; without them calls have
    the scopes of an anonymous caller."""
    authorizedScopes: Sequence[str] | None
    """Use at most these of the credentials' scopes."""
    retries: int
    """How often a call that failed for a passing reason is tried again; 5 unless given."""
    timeout: float
    """Seconds for each attempt, from connecting to the last byte of the answer; 30 unless given.
    Looking up a host's address, and the head of an answer to a sync `httpClient` of yours that
    comes byte by byte, are beyond it."""
    delayFactor: float
    """Seconds to wait before the second attempt, twice as many before each further one; 0.1 unless
    given."""
    randomizationFactor: float
    """By which share of itself, from 0 to 1, a wait is longer or shorter at random; 0.25 unless
    given."""
    maxDelay: float
    """Seconds to wait at most between attempts; 30 unless given."""
    traceId: str | None
    """Sent with each call as `x-taskcluster-trace-id`, to find it in the services' logs."""
    serviceDiscoveryScheme: ServiceDiscoveryScheme
    """How services are reached; `default`, at `rootUrl`, unless given."""
    fake: Mapping[str, Callable[..., object]] | None
    """Functions to call by method name instead of the server, for tests; see
    `tc_typed.testing.fake`, which checks their types."""
    httpClient: httpx.Client | httpx.AsyncClient | None
    """Your own httpx client to call through (`httpx.AsyncClient` in `tc_typed.aio`). Headers, query
    parameters and cookies that it adds are signed or sent along; changes by its request hooks come
    too late for the signature. It keeps no cookies of responses. It is never closed by tc_typed."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Options after defaults and checks: what the runtime reads."""

    rootUrl: str
    credentials: Credentials | HeaderCredentials | CredentialsProvider | None
    authorizedScopes: tuple[str, ...] | None
    retry: RetryPolicy
    timeout: float
    traceId: str | None
    serviceDiscoveryScheme: ServiceDiscoveryScheme


_FAKE_ROOT_URL = "https://fake.tc.example.com"

_defaults: Options = {}


def config(**options: Unpack[Options]) -> None:
    """Set options for every client that this process makes from now on.

    What a client is given itself comes before them. Each call adds to the calls before it.

    Args:
        **options: Options as a client takes them.

    Raises:
        InvalidCall: if an option is unknown.

    Example:
        ```python
        tc_typed.config(timeout=10, traceId=os.environ["TRACE_ID"])
        ```
    """
    _refuseUnknown("config", options)
    _defaults.update(options)


def withDefaults(call: str, options: Options | None, overrides: Options) -> Options:
    """Put options together, `overrides` before `options`, and both before the process's own.

    Args:
        call: Who is set up, for messages: `Queue`.
        options: The positional object that the user gave.
        overrides: The keyword arguments.

    Raises:
        InvalidCall: if `options` is none.
    """
    if not isinstance(options, Mapping | None):  # pyright: ignore[reportUnnecessaryIsInstance]  # untyped callers
        raise InvalidCall(
            call,
            f"options are an object, not {type(options).__name__}; "
            "or give them by name: rootUrl='https://…'",
        )
    return {**_defaults, **(options or {}), **overrides}


def resolve(call: str, options: Options) -> Settings:
    """Check options and fill in defaults.

    Args:
        call: Who is set up, for messages: `Queue`.
        options: What the user gave.

    Raises:
        InvalidCall: if an option is unknown, missing or out of range.
        TaskclusterAuthFailure: if the credentials are unusable.
    """
    _refuseUnknown(call, options)
    fakes = options.get("fake")
    rootUrl = options.get("rootUrl") or (None if fakes is None else _FAKE_ROOT_URL)
    if not rootUrl:
        raise InvalidCall(
            call,
            "rootUrl is missing: give the deployment's address, https://…, or set "
            "TASKCLUSTER_ROOT_URL and pass optionsFromEnvironment()",
        )
    retries, timeout = options.get("retries", 5), options.get("timeout", 30.0)
    factor, spread = options.get("delayFactor", 0.1), options.get("randomizationFactor", 0.25)
    longest, traceId = options.get("maxDelay", 30.0), options.get("traceId")
    scheme = options.get("serviceDiscoveryScheme", "default")
    credentials, scopes = options.get("credentials"), options.get("authorizedScopes")
    for name, value, good, wanted in (
        ("retries", retries, _isNumber(retries, int) and retries >= 0, "a number, 0 or more"),
        (
            "timeout",
            timeout,
            _isNumber(timeout, int | float) and 0 < timeout < inf,
            "a positive number of seconds",
        ),
        ("delayFactor", factor, _isNumber(factor, int | float) and 0 <= factor < inf, _SECONDS),
        (
            "randomizationFactor",
            spread,
            _isNumber(spread, int | float) and 0 <= spread <= 1,
            "a number from 0 to 1",
        ),
        ("maxDelay", longest, _isNumber(longest, int | float) and 0 <= longest < inf, _SECONDS),
        ("traceId", traceId, traceId is None or _isHeader(traceId), "printable ASCII"),
        ("serviceDiscoveryScheme", scheme, scheme in _SCHEMES, f"one of {', '.join(_SCHEMES)}"),
        ("authorizedScopes", scopes, scopes is None or _areScopes(scopes), "a list of scopes"),
    ):
        if not good:
            raise InvalidCall(call, f"{name} must be {wanted}, not {value!r}")
    if not _isAddress(rootUrl):
        # It is not shown: there may be a password in what should be none.
        raise InvalidCall(call, "rootUrl must be an address like https://tc.example.com")
    return Settings(
        rootUrl=rootUrl.rstrip("/"),
        credentials=_credentials(credentials),
        authorizedScopes=None if scopes is None else tuple(scopes),
        retry=RetryPolicy(retries, factor, spread, longest),
        timeout=timeout,
        traceId=traceId,
        serviceDiscoveryScheme=scheme,
    )


_SECONDS = "a number of seconds, 0 or more"
_SCHEMES: tuple[str, ...] = get_args(ServiceDiscoveryScheme)


def _refuseUnknown(call: str, options: Options) -> None:
    for name in options.keys() - Options.__annotations__.keys():
        hint = didYouMean(name, Options.__annotations__)
        raise InvalidCall(call, f"there is no option {name!r}{hint}")


def _credentials(
    given: CredentialsValue | CredentialsProvider,
) -> Credentials | HeaderCredentials | CredentialsProvider | None:
    if given is None or callable(given):
        return given
    return usable(given)


def usable(
    given: CredentialsLike | Mapping[str, object] | HeaderCredentials,
) -> Credentials | HeaderCredentials:
    """Make credentials of what a user gave.

    Raises:
        TaskclusterAuthFailure: if they are unusable.
    """
    return given if isinstance(given, HeaderCredentials) else Credentials.of(given)


def _isAddress(rootUrl: object) -> bool:
    """Whether it is an http or https URL of a host, perhaps with a path, and nothing else."""
    if not isinstance(rootUrl, str) or not rootUrl.isprintable():
        return False
    try:
        url = urlsplit(rootUrl)
        usable = url.scheme in ("http", "https") and bool(url.hostname) and url.port != 0
        (url.hostname or "").encode("idna")
    except ValueError:
        return False
    return usable and not any(character in rootUrl for character in " ?#@\\")


def _isNumber(value: object, kind: type | UnionType) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool)


def _isHeader(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and value.isprintable() and bool(value)


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
        Within a task that has a proxy but no credentials, `rootUrl` is TASKCLUSTER_PROXY_URL: the
        proxy signs calls with the task's own.

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
    elif proxyUrl := values.get("TASKCLUSTER_PROXY_URL"):
        options["rootUrl"] = proxyUrl
    return options
