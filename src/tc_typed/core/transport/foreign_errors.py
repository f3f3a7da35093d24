"""Exceptions of the libraries below this one, translated to errors of ours."""

from __future__ import annotations

import socket
import ssl
import traceback
from collections.abc import Iterator
from pathlib import Path

import httpx

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

_LONGEST = 500  # characters of a message

_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    ConnectionRefusedError,
    socket.gaierror,
)
_UNSENDABLE = (httpx.InvalidURL, httpx.LocalProtocolError, UnicodeError)
_TIMEOUTS = (httpx.TimeoutException, TimeoutError)
_CONNECTION_ERRORS = (httpx.HTTPError, httpx.StreamError, OSError, EOFError)

# Libraries below httpx, whose exceptions its transports should translate, but not all do.
_LIBRARIES = frozenset({"aiohttp", "anyio", "h11", "h2", "httpcore", "socksio"})


def asFailure(
    error: Exception, call: str, bound: str, handled: BaseException | None
) -> TaskclusterFailure:
    """Translate an exception that ended an attempt.

    The result has no link to it: variables in its frames hold signatures, tokens and payloads,
    which tools that report crashes would show.

    Args:
        error: The exception.
        call: The call, for messages: `queue.createTask`.
        bound: The time that the attempt could take, for messages: `30 s`.
        handled: The exception that the caller was handling when the attempt began.
    """
    error = _ofHttpxAiohttp(error)
    chain = [*_chain(error, handled)]
    for each in chain:
        if isinstance(each, TaskclusterFailure):
            return each  # A body that can't be read raises one, for example.
    if any(isinstance(each, ssl.SSLCertVerificationError) for each in chain):
        problem = (
            f"the server's certificate is not trusted: {describe(error)}; if the deployment has "
            "its own authority, name its certificates in REQUESTS_CA_BUNDLE"
        )
        return UntrustedCertificate(call, problem, wasSent=False)
    return _byKind(error, call, bound)


def _byKind(error: Exception, call: str, bound: str) -> TaskclusterFailure:
    """Translate an exception by its class; the arguments are as for `asFailure`."""
    text, wasSent = describe(error), not isinstance(error, _NEVER_SENT)
    if isinstance(error, (UnusableEnvironment, *_UNSENDABLE)):
        isKnown = isinstance(error, UnusableEnvironment)
        return InvalidCall(call, str(error) if isKnown else f"the request can't be sent: {text}")
    if isinstance(error, _TIMEOUTS):
        reason = f"no complete response within {bound}: {text}"
        return TaskclusterTimeout(call, reason, wasSent=wasSent)
    if isinstance(error, _CONNECTION_ERRORS) or _isOfLibraries(error):
        problem = "no complete response" if wasSent else "no connection"
        return TaskclusterConnectionError(call, f"{problem}: {text}", wasSent=wasSent)
    return TaskclusterFailure(call, f"failed unexpectedly: {text} ({_placeOf(error)})")


def describe(error: BaseException) -> str:
    """Name an exception, with its message on one line, but without secrets."""
    try:
        text = oneLine(redact(str(error)), _LONGEST)
    except Exception:  # noqa: BLE001  # a foreign exception may fail to say it
        text = ""
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _ofHttpxAiohttp(error: Exception) -> Exception:
    """The exception that tells the truth.

    In a user's client of httpx-aiohttp, a connection that was lost is one that could not be made.
    """
    cause = error.__cause__
    if cause is None or type(cause).__module__ != "aiohttp.client_exceptions":
        return error
    from tc_typed.core.transport.aiohttp import asHttpx  # noqa: PLC0415  # an extra, which is there then

    return asHttpx(cause)


def _chain(error: BaseException | None, handled: BaseException | None) -> Iterator[BaseException]:
    """An exception and what led to it, up to what the caller was handling before."""
    seen: set[int] = set()
    while error is not None and error is not handled and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _isOfLibraries(error: Exception) -> bool:
    if isinstance(error, RuntimeError):
        # asyncio raises one if a client of the user's is used in another event loop.
        return "loop" in str(error)
    return type(error).__module__.partition(".")[0] in _LIBRARIES


def _placeOf(error: Exception) -> str:
    """Where an exception was raised: probably in the user's own code."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "unknown place"
