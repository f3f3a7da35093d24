"""Client options, their checks and defaults."""

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
"""Way to reach services: at the deployment's root URL, or inside its Kubernetes cluster by DNS
name, for example `http://taskcluster-queue`."""

_FAKE_ROOT_URL = "https://fake.tc.example.com"
_RETRY = RetryPolicy()  # the defaults

# Longer timeouts overflow in sockets and event loops on some systems.
_LONGEST = 1e6

_SECONDS = "a number of seconds"
_SECONDS_FROM_0 = f"from 0 to {_LONGEST:,.0f} seconds"
_SECONDS_ABOVE_0 = f"above 0 and at most {_LONGEST:,.0f} seconds"
_ASCII = "a non-empty string of printable ASCII"
_SCHEMES: tuple[str, ...] = get_args(ServiceDiscoveryScheme)

# A malformed URL may contain a password.
_NEVER_SHOWN = frozenset({"rootUrl"})


class SharedOptions(TypedDict, total=False):
    """Options common to sync and async clients."""

    rootUrl: str
    """Deployment's root URL, for example `https://tc.example.com`; a trailing slash is optional."""
    credentials: CredentialsValue | CredentialsProvider
    """Credentials to sign calls with, or a function that returns them, called before each attempt.
    Without credentials, calls have the scopes of an anonymous caller."""
    authorizedScopes: Sequence[str] | None
    """Scopes that calls may use, out of those that the credentials have. Defaults to all of them.
    Without credentials, as behind a task's proxy, it has no effect: it is part of the signature."""
    retries: int
    """Number of retries after a temporary failure. Defaults to 5."""
    timeout: float
    """Seconds for each attempt, from connecting to the last byte of the response. Defaults to 30.
    Waiting for one of tc_typed's own connections doesn't count, but waiting in your `httpClient`
    does. Not covered: DNS lookups, and response headers that trickle in to your own sync
    `httpClient`."""
    totalTimeout: float | None
    """Seconds for a whole call, including all attempts and waits. Defaults to no limit. In a sync
    client, it doesn't interrupt a credentials provider. It applies to each API call of a file
    transfer, not to the whole transfer."""
    maxResponseSize: int
    """Maximum size of a response body in bytes, both as sent and decompressed. Defaults to
    67,108,864 (64 MiB). File downloads are not limited."""
    delayFactor: float
    """Seconds to wait before the first retry, doubled before each further one. Defaults to 0.1."""
    randomizationFactor: float
    """Largest fraction, from 0 to 1, by which a wait is randomly lengthened or shortened. Defaults
    to 0.25."""
    maxDelay: float
    """Longest wait between attempts, in seconds. Defaults to 30. If the server asks for a longer
    one with Retry-After, the call fails at once."""
    traceId: str | None
    """Trace id to send with each call in the header `x-taskcluster-trace-id`, to find the call in
    the services' logs."""
    application: str | None
    """Name of your program for the User-Agent header, for example `decision-task/1.2`."""
    onAttempt: Callable[[Attempt], object] | None
    """Function to call after each attempt of a call, in the caller's thread or event loop, for
    example to count, trace or log it. An exception that it raises is logged and otherwise
    ignored."""
    serviceDiscoveryScheme: ServiceDiscoveryScheme
    """Way to reach services. Defaults to `default`: at `rootUrl`."""
    fake: Mapping[str, Callable[..., object]] | None
    """Functions by method name, to call instead of the server in tests. To have their types
    checked, use `tc_typed.testing.fake`."""


class Options(SharedOptions, total=False):
    """Options of a sync client, as keyword arguments or as one positional object."""

    httpClient: HttpClient | None
    """Your own httpx or httpx2 client to send calls through. Headers, query parameters and cookies
    that it adds are signed or sent too; changes that its request hooks make are not signed. Cookies
    in responses are not stored. tc_typed never closes it."""


class AsyncOptions(SharedOptions, total=False):
    """Options of an async client, as keyword arguments or as one positional object."""

    httpClient: AsyncHttpClient | None
    """Your own `AsyncClient` of httpx or httpx2 to send calls through. Apart from that, the option
    is the same as for sync clients."""


class AnyOptions(SharedOptions, total=False):
    """Options of a sync or async client."""

    httpClient: HttpClient | AsyncHttpClient | None
    """Your own httpx or httpx2 client to send calls through."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Options as the runtime reads them, checked and with defaults."""

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
    """Set default options for all clients that this process creates from now on.

    A client's own options take precedence. Options set by earlier calls stay set.

    Args:
        **options: The same options as for a client.

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
    """Merge options: `overrides` win over `options`, and both win over the process's defaults.

    Args:
        call: Name of the client's class, for messages: `Queue`.
        options: Options that the user passed as one positional argument.
        overrides: Options that the user passed as keyword arguments.

    Raises:
        InvalidCall: if `options` is not a dict.
    """
    if not isinstance(options, Mapping | None):  # pyright: ignore[reportUnnecessaryIsInstance]  # untyped callers
        raise InvalidCall(
            call,
            f"options must be a dict, got {type(options).__name__}; "
            "or pass them by name: rootUrl='https://…'",
        )
    return {**_defaults, **(options or {}), **overrides}


def resolve(call: str, options: AnyOptions) -> Settings:
    """Check options and fill in defaults.

    Args:
        call: Name of the client's class, for messages: `Queue`.
        options: Options that the user gave.

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
    """Return the root URL; it may be missing only if the client is a fake."""
    rootUrl = options.get("rootUrl")
    if not rootUrl and options.get("fake") is not None:
        return _FAKE_ROOT_URL
    if not rootUrl:
        raise InvalidCall(
            call,
            "rootUrl is missing: pass the deployment's root URL, https://…, or set "
            "TASKCLUSTER_ROOT_URL and pass optionsFromEnvironment()",
        )
    return rootUrl


def _refuseUnusable(call: str, options: Mapping[str, object]) -> None:
    for name, value in options.items():
        for isMet, requirement in _CHECKS.get(name, ()):
            if not isMet(value):
                got = "" if name in _NEVER_SHOWN else f", got {shownValue(value)}"
                raise InvalidCall(call, f"{name} must be {requirement}{got}")


def _credentials(
    given: CredentialsValue | CredentialsProvider,
) -> Credentials | HeaderCredentials | CredentialsProvider | None:
    return given if callable(given) else asCredentials(given)


# Checks


def _isRootUrl(rootUrl: object) -> bool:
    """Whether a value is an http or https URL with only a host and perhaps a port and a path."""
    if not isinstance(rootUrl, str) or not rootUrl.isprintable():
        return False
    try:
        Url.parse(rootUrl)
    except UnsendableUrl:
        return False
    return not any(character in rootUrl for character in " ?#@\\")


def _isInteger(value: object) -> bool:
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
    method: object = getattr(value, "__call__", None)  # noqa: B004  # `__call__` can be async
    return callable(value) and not any(map(iscoroutinefunction, (value, method)))


def _areScopes(scopes: object) -> bool:
    if isinstance(scopes, str) or not isinstance(scopes, Collection):
        return False
    return all(
        isinstance(scope, str) and _isUnicode(scope) for scope in cast("Iterable[object]", scopes)
    )


def _isUnicode(text: str) -> bool:
    """Whether text has no lone surrogates, which can't be sent."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _orNone(isMet: _Check) -> _Check:
    return lambda value: value is None or isMet(value)


# Checks of each option, each with the words that follow "must be" in the message. The first check
# that fails is reported. `credentials` are checked in signing/credentials.py, `httpClient` by the
# session, which knows its kind of client, and `fake` in fakes.py, which knows the methods.
_CHECKS: Mapping[str, tuple[tuple[_Check, str], ...]] = {
    "rootUrl": ((_isRootUrl, "a URL like https://tc.example.com"),),
    "authorizedScopes": ((_orNone(_areScopes), "a list of scopes"),),
    "retries": ((_isInteger, "an integer"), (_isAtLeast(0), "0 or more")),
    "timeout": ((_isNumber, _SECONDS), (_isAbove(0, _LONGEST), _SECONDS_ABOVE_0)),
    "totalTimeout": (
        (_orNone(_isNumber), _SECONDS),
        (_orNone(_isAbove(0, _LONGEST)), _SECONDS_ABOVE_0),
    ),
    "maxResponseSize": (
        (_isInteger, "an integer number of bytes"),
        (_isAtLeast(1), "1 byte or more"),
    ),
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
    """Read options from the environment variables that Taskcluster tools share.

    Args:
        defaults: Options to use if the environment doesn't set them.
        environment: Environment variables. Defaults to those of the process.

    Returns:
        `defaults`, with `rootUrl` from TASKCLUSTER_ROOT_URL, and `credentials` from
        TASKCLUSTER_CLIENT_ID, TASKCLUSTER_ACCESS_TOKEN and TASKCLUSTER_CERTIFICATE, if these are
        set. In a task that has a proxy but no credentials, `rootUrl` is TASKCLUSTER_PROXY_URL: the
        proxy signs calls with the task's own credentials.

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
