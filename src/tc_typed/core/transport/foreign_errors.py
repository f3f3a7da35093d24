"""Translation of exceptions from HTTP libraries and the system to our own errors."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

from tc_typed.core.errors import (
    InvalidCall,
    TaskclusterConnectionError,
    TaskclusterFailure,
    TaskclusterTimeout,
    UntrustedCertificate,
)
from tc_typed.core.redact import redact
from tc_typed.core.texts import oneLine
from tc_typed.core.transport.environment import UnusableEnvironment
from tc_typed.core.transport.url import UnsendableUrl

_LONGEST = 500  # characters of a message

# Exceptions of httpx, similar packages and aiohttp, by name, as none of them is imported here.
_NEVER_SENT = frozenset(
    {"ClientConnectorError", "ClientHttpProxyError", "ConnectionTimeoutError"}
    | {"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError"}
)
_UNSENDABLE = frozenset({"InvalidURL", "LocalProtocolError"})
_TIMEOUTS = frozenset({"TimeoutException"})
_CONNECTION_ERRORS = frozenset({"ClientError", "HTTPError", "HttpProcessingError", "StreamError"})

# Libraries whose exceptions the HTTP libraries should translate, but don't always.
_LIBRARIES = frozenset({"aiohttp", "anyio", "h11", "h2", "httpcore", "httpcore2", "socksio"})


def asFailure(
    error: Exception, call: str, bound: str, handled: BaseException | None
) -> TaskclusterFailure:
    """Translate an exception that ended an attempt.

    The returned error has no reference to the exception: local variables in its frames contain
    signatures, tokens and payloads, which crash reporters would show.

    Args:
        error: The exception.
        call: Name of the call, such as `queue.createTask`, for messages.
        bound: Time limit of the attempt, such as `30 s`, for messages.
        handled: The exception that the caller was handling when the attempt began.
    """
    error = _ofHttpxAiohttp(error)
    chain = [*_chain(error, handled)]
    for each in chain:
        if isinstance(each, TaskclusterFailure):
            return each  # For example, a body that can't be read raises one.
    import ssl  # noqa: PLC0415  # on first use

    if any(isinstance(each, ssl.SSLCertVerificationError) for each in chain):
        problem = (
            f"the server's certificate is not trusted: {describe(error)}; if the deployment has "
            "its own certificate authority, set REQUESTS_CA_BUNDLE to the path of its "
            "certificates, or pass them as `verify` to an httpClient of your own"
        )
        return UntrustedCertificate(call, problem, wasSent=False)
    return _byClass(error, call, bound)


def _byClass(error: Exception, call: str, bound: str) -> TaskclusterFailure:
    """Translate an exception by its class, with the arguments of `asFailure`."""
    import socket  # noqa: PLC0415  # on first use

    text, kinds = describe(error), namesOf(error)
    wasSent = not kinds & _NEVER_SENT and not isinstance(
        error, ConnectionRefusedError | socket.gaierror
    )
    if isinstance(error, UnusableEnvironment):
        return InvalidCall(call, str(error))
    if kinds & _UNSENDABLE or isinstance(error, UnsendableUrl | UnicodeError):
        return InvalidCall(call, f"the request can't be sent: {text}")
    if kinds & _TIMEOUTS or isinstance(error, TimeoutError):
        reason = f"no complete response within {bound}: {text}"
        return TaskclusterTimeout(call, reason, wasSent=wasSent)
    if kinds & _CONNECTION_ERRORS or isinstance(error, OSError | EOFError) or _isOfLibraries(error):
        problem = "no complete response" if wasSent else "no connection"
        return TaskclusterConnectionError(call, f"{problem}: {text}", wasSent=wasSent)
    return TaskclusterFailure(call, f"failed unexpectedly: {text} ({_placeOf(error)})")


def namesOf(error: BaseException) -> frozenset[str]:
    """Return the names of those classes of an exception that an HTTP library defines.

    Packages like httpx are recognised by their contents, so any package name works.
    """
    return frozenset(kind.__name__ for kind in type(error).__mro__ if _isHttpLibrary(_rootOf(kind)))


def _isHttpLibrary(package: str) -> bool:
    module = sys.modules.get(package)
    isLikeHttpx = module is not None and {"AsyncClient", "HTTPStatusError"} <= vars(module).keys()
    return package == "aiohttp" or isLikeHttpx


def _rootOf(kind: type) -> str:
    return kind.__module__.partition(".")[0]


def describe(error: BaseException) -> str:
    """Return an exception's name and message on one line, without secrets."""
    try:
        text = oneLine(redact(str(error)), _LONGEST)
    except Exception:  # noqa: BLE001  # str() of a foreign exception may fail
        text = ""
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _ofHttpxAiohttp(error: Exception) -> Exception:
    """Return aiohttp's original exception if httpx-aiohttp has translated it.

    httpx-aiohttp reports a lost connection as one that could not be established.
    """
    cause = error.__cause__
    if isinstance(cause, Exception) and _rootOf(type(cause)) == "aiohttp":
        return cause
    return error


def _chain(error: BaseException | None, handled: BaseException | None) -> Iterator[BaseException]:
    """Yield an exception and its causes, up to the one that the caller was already handling."""
    seen: set[int] = set()
    while error is not None and error is not handled and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _isOfLibraries(error: Exception) -> bool:
    if isinstance(error, RuntimeError):
        # asyncio raises this if the user's client is used in a different event loop.
        return "loop" in str(error)
    return _rootOf(type(error)) in _LIBRARIES


def _placeOf(error: Exception) -> str:
    """Return the file and line that raised an exception, probably in the user's own code."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "unknown place"
