"""Options of a client, their checks and defaults."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from inspect import iscoroutinefunction
from math import inf
from typing import TYPE_CHECKING, Literal, TypeAlias, TypedDict, Unpack, cast, get_args

from tc_typed.core.errors import InvalidCall, didYouMean
from tc_typed.core.retry import RetryPolicy
from tc_typed.core.signing.basic_and_bearer import HeaderCredentials
from tc_typed.core.signing.credentials import (
    Credentials,
    CredentialsProvider,
    CredentialsValue,
    asCredentials,
)
from tc_typed.core.texts import shownValue
from tc_typed.core.transport.url import UnsendableUrl, Url

if TYPE_CHECKING:
    from tc_typed.core.attempt import Attempt
    from tc_typed.core.transport.http_client import AsyncHttpClient, HttpClient

ServiceDiscoveryScheme: TypeAlias = Literal["default", "k8s-dns"]
"""How services are reached: at the deployment's address, or within its Kubernetes cluster by the
names that its DNS has for them, `http://taskcluster-queue` for example."""

_FAKE_ROOT_URL = "https://fake.tc.example.com"
_RETRY = RetryPolicy()  # the defaults

# Longer than this, timeouts of sockets and event loops overflow on some systems.
_LONGEST = 1e6

_SECONDS = "a number of seconds"
_SECONDS_FROM_0 = f"from 0 to {_LONGEST:,.0f} seconds"
_SECONDS_ABOVE_0 = f"above 0 and at most {_LONGEST:,.0f} seconds"
_ASCII = "printable ASCII"
_SCHEMES: tuple[str, ...] = get_args(ServiceDiscoveryScheme)

# A malformed URL may contain a password.
_NEVER_SHOWN = frozenset({"rootUrl"})


class SharedOptions(TypedDict, total=False):
    """Options that sync and async clients have in common."""

    rootUrl: str
    """Address of the deployment, `https://tc.example.com`; with or without a slash at its end."""
    credentials: CredentialsValue | CredentialsProvider
    """Credentials to sign with, or a function that yields them before each attempt; without any,
    calls have the scopes of an anonymous caller."""
    authorizedScopes: Sequence[str] | None
    """Use at most these of the credentials' scopes."""
    retries: int
    """How often to retry after a failure that may pass; 5 unless given."""
    timeout: float
    """Seconds for each attempt, from connecting to the last byte of the response; 30 unless given.
    Waiting for one of tc_typed's own connections does not count, but waiting within your
    `httpClient` does. Not covered: DNS lookups, and response headers that trickle in to your own
    sync `httpClient`."""
    totalTimeout: float | None
    """Seconds for a whole call, with all its attempts and waits; no bound unless given. Of a sync
    client, it does not interrupt a credentials provider. Transfers of files are made of several
    calls."""
    maxResponseSize: int
    """Bytes that the body of a response may have, also once it is decompressed; 67,108,864 (64
    MiB) unless given. Downloads of files are not limited."""
    delayFactor: float
    """Seconds to wait before the second attempt, twice as many before each further one; 0.1 unless
    given."""
    randomizationFactor: float
    """By which share of itself, from 0 to 1, a wait is longer or shorter at random; 0.25 unless
    given."""
    maxDelay: float
    """Seconds to wait at most between attempts; 30 unless given. A server that asks for more with
    Retry-After gets none: the call fails at once."""
    traceId: str | None
    """Sent with each call as `x-taskcluster-trace-id`, to find it in the services' logs."""
    application: str | None
    """Name of your program, `decision-task/1.2` for example; it goes into the header User-Agent."""
    onAttempt: Callable[[Attempt], object] | None
    """Called after each attempt of a call, in the caller's thread or event loop: to count, trace or
    log it. An exception in it is logged, and changes nothing."""
    serviceDiscoveryScheme: ServiceDiscoveryScheme
    """How services are reached; `default`, at `rootUrl`, unless given."""
    fake: Mapping[str, Callable[..., object]] | None
    """Functions to call by method name instead of the server, for tests; see
    `tc_typed.testing.fake`, which checks their types."""


class Options(SharedOptions, total=False):
    """Options of a sync client, as keyword arguments or as one positional object."""

    httpClient: HttpClient | None
    """Your own client of httpx or httpx2 to call through. Headers, query parameters and cookies
    that it adds are signed or sent along; changes by its request hooks come too late for the
    signature. It keeps no cookies of responses. It is never closed by tc_typed."""


class AsyncOptions(SharedOptions, total=False):
    """Options of an async client, as keyword arguments or as one positional object."""

    httpClient: AsyncHttpClient | None
    """Your own `AsyncClient` of httpx or httpx2 to call through; otherwise as for sync clients."""


class AnyOptions(SharedOptions, total=False):
    """Options of a client of either kind."""

    httpClient: HttpClient | AsyncHttpClient | None
    """The user's own client of httpx or httpx2."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Options after defaults and checks: what the runtime reads."""

    rootUrl: str
    credentials: Credentials | HeaderCredentials | CredentialsProvider | None
    authorizedScopes: tuple[str, ...] | None
    retry: RetryPolicy
    timeout: float
    totalTimeout: float | None
    maxResponseSize: int
    traceId: str | None
    application: str | None
    onAttempt: Callable[[Attempt], object] | None
    serviceDiscoveryScheme: ServiceDiscoveryScheme


_Check: TypeAlias = Callable[[object], bool]


_defaults: AnyOptions = {}


def config(**options: Unpack[AnyOptions]) -> None:
    """Set options for every client that this process makes from now on.

    A client's own options come before them. Each call adds to the calls before it.

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


def withDefaults(call: str, options: SharedOptions | None, overrides: AnyOptions) -> AnyOptions:
    """Put options together, `overrides` before `options`, and both before the process's own.

    Args:
        call: Who is set up, for messages: `Queue`.
        options: The positional object that the user gave.
        overrides: The keyword arguments.

    Raises:
        InvalidCall: if `options` is not an object.
    """
    if not isinstance(options, Mapping | None):  # pyright: ignore[reportUnnecessaryIsInstance]  # untyped callers
        raise InvalidCall(
            call,
            f"options are an object, not {type(options).__name__}; "
            "or give them by name: rootUrl='https://…'",
        )
    return {**_defaults, **(options or {}), **overrides}


def resolve(call: str, options: AnyOptions) -> Settings:
    """Check options and fill in defaults.

    Args:
        call: Who is set up, for messages: `Queue`.
        options: What the user gave.

    Raises:
        InvalidCall: if an option is unknown, missing or out of range.
        TaskclusterAuthFailure: if the credentials are unusable.
    """
    _refuseUnknown(call, options)
    given: AnyOptions = {**options, "rootUrl": _rootUrl(call, options)}
    _refuseUnusable(call, given)
    scopes = given.get("authorizedScopes")
    return Settings(
        rootUrl=given["rootUrl"].rstrip("/"),
        credentials=_credentials(given.get("credentials")),
        authorizedScopes=None if scopes is None else tuple(scopes),
        retry=RetryPolicy(
            retries=given.get("retries", _RETRY.retries),
            delayFactor=given.get("delayFactor", _RETRY.delayFactor),
            randomizationFactor=given.get("randomizationFactor", _RETRY.randomizationFactor),
            maxDelay=given.get("maxDelay", _RETRY.maxDelay),
        ),
        timeout=given.get("timeout", 30.0),
        totalTimeout=given.get("totalTimeout"),
        maxResponseSize=given.get("maxResponseSize", 64 * 2**20),
        traceId=given.get("traceId"),
        application=given.get("application"),
        onAttempt=given.get("onAttempt"),
        serviceDiscoveryScheme=given.get("serviceDiscoveryScheme", "default"),
    )


def _refuseUnknown(call: str, options: AnyOptions) -> None:
    for name in options.keys() - AnyOptions.__annotations__.keys():
        hint = didYouMean(name, AnyOptions.__annotations__)
        raise InvalidCall(call, f"there is no option {name!r}{hint}")


def _rootUrl(call: str, options: AnyOptions) -> str:
    """The address as it was given; a client that calls functions instead of a server needs none."""
    rootUrl = options.get("rootUrl")
    if not rootUrl and options.get("fake") is not None:
        return _FAKE_ROOT_URL
    if not rootUrl:
        raise InvalidCall(
            call,
            "rootUrl is missing: give the deployment's address, https://…, or set "
            "TASKCLUSTER_ROOT_URL and pass optionsFromEnvironment()",
        )
    return rootUrl


def _refuseUnusable(call: str, options: Mapping[str, object]) -> None:
    for name, value in options.items():
        for isMet, wanted in _CHECKS.get(name, ()):
            if not isMet(value):
                got = "" if name in _NEVER_SHOWN else f", got {shownValue(value)}"
                raise InvalidCall(call, f"{name} must be {wanted}{got}")


def _credentials(
    given: CredentialsValue | CredentialsProvider,
) -> Credentials | HeaderCredentials | CredentialsProvider | None:
    return given if callable(given) else asCredentials(given)


# What an option must be


def _isAddress(rootUrl: object) -> bool:
    """Whether it is an http or https URL of a host, perhaps with a path, and nothing else."""
    if not isinstance(rootUrl, str) or not rootUrl.isprintable():
        return False
    try:
        Url.parse(rootUrl)
    except UnsendableUrl:
        return False
    return not any(character in rootUrl for character in " ?#@\\")


def _isWhole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _isNumber(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _isAtLeast(least: float, most: float = inf) -> _Check:
    return lambda value: isinstance(value, int | float) and least <= value <= most


def _isAbove(bound: float, most: float = inf) -> _Check:
    return lambda value: isinstance(value, int | float) and bound < value <= most


def _isHeader(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and value.isprintable() and bool(value)


def _isHook(value: object) -> bool:
    called: object = getattr(value, "__call__", None)  # noqa: B004  # also that of an object
    return callable(value) and not any(map(iscoroutinefunction, (value, called)))


def _areScopes(scopes: object) -> bool:
    if isinstance(scopes, str) or not isinstance(scopes, Collection):
        return False
    return all(
        isinstance(scope, str) and _isUnicode(scope) for scope in cast("Iterable[object]", scopes)
    )


def _isUnicode(text: str) -> bool:
    """Whether a text has no half of a surrogate pair, which can't be sent."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _orNone(isMet: _Check) -> _Check:
    return lambda value: value is None or isMet(value)


# By option, each check with what is wanted, to go after "must be". A message tells of the first
# check that a value fails. `credentials` are checked in signing/credentials.py, `httpClient` by the
# session, which knows its kind of client, and `fake` in fakes.py, which knows the methods.
_CHECKS: Mapping[str, tuple[tuple[_Check, str], ...]] = {
    "rootUrl": ((_isAddress, "an address like https://tc.example.com"),),
    "authorizedScopes": ((_orNone(_areScopes), "a list of scopes"),),
    "retries": ((_isWhole, "a whole number"), (_isAtLeast(0), "0 or more")),
    "timeout": ((_isNumber, _SECONDS), (_isAbove(0, _LONGEST), _SECONDS_ABOVE_0)),
    "totalTimeout": (
        (_orNone(_isNumber), _SECONDS),
        (_orNone(_isAbove(0, _LONGEST)), _SECONDS_ABOVE_0),
    ),
    "maxResponseSize": ((_isWhole, "a whole number of bytes"), (_isAtLeast(1), "1 byte or more")),
    "delayFactor": ((_isNumber, _SECONDS), (_isAtLeast(0, _LONGEST), _SECONDS_FROM_0)),
    "randomizationFactor": ((_isNumber, "a number"), (_isAtLeast(0, 1), "from 0 to 1")),
    "maxDelay": ((_isNumber, _SECONDS), (_isAtLeast(0, _LONGEST), _SECONDS_FROM_0)),
    "traceId": ((_orNone(_isHeader), _ASCII),),
    "application": ((_orNone(_isHeader), _ASCII),),
    "onAttempt": ((_orNone(_isHook), "a function that is not async"),),
    "serviceDiscoveryScheme": ((_SCHEMES.__contains__, f"one of {', '.join(_SCHEMES)}"),),
}


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
        names = ["TASKCLUSTER_CLIENT_ID", "TASKCLUSTER_ACCESS_TOKEN"]
        given, missing = names if clientId else reversed(names)
        raise InvalidCall(
            "optionsFromEnvironment", f"{given} is set but {missing} is not; set both or neither"
        )
    elif proxyUrl := values.get("TASKCLUSTER_PROXY_URL"):
        options["rootUrl"] = proxyUrl
    return options
