"""What the compiled clients are built on: options in, calls out."""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Generic, Protocol, Self, TypeVar, Unpack

import httpx
import taskcluster_urls

from tc_typed.core.errors import (
    ClientClosed,
    InvalidCall,
    TaskclusterConnectionError,
    TaskclusterFailure,
    TaskclusterTimeout,
)
from tc_typed.core.hawk import HawkAuth
from tc_typed.core.options import Options, resolve
from tc_typed.core.redact import redact
from tc_typed.core.version import __version__
from tc_typed.core.wire import Call

if TYPE_CHECKING:
    from tc_typed.core.operation import Operation

log: logging.Logger = logging.getLogger("tc_typed")

HttpT = TypeVar("HttpT", httpx.Client, httpx.AsyncClient)
PoolT = TypeVar("PoolT", bound="Connections")

_HEADERS = {
    "accept": "application/json",
    "accept-encoding": "gzip, deflate",
    "user-agent": f"tc_typed/{__version__}",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server answered to one attempt."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class Connections(Protocol):
    """What a client calls through, unless it was given an httpx client."""

    closed: bool

    def __init__(self, rootUrl: str) -> None: ...


class BaseClient(Generic[HttpT, PoolT]):
    """What sync and async clients share: everything but waiting."""

    serviceName: ClassVar[str]
    """Name of the service in URLs."""
    apiVersion: ClassVar[str]
    """API version in URLs."""
    operations: ClassVar[Mapping[str, Operation]]
    """The service's methods by name."""

    _Http: type[HttpT]
    _Pool: type[PoolT]

    def __init__(self, options: Options | None = None, /, **overrides: Unpack[Options]) -> None:
        """Set up a client; nothing is sent yet.

        Args:
            options: Options as one object, as `optionsFromEnvironment()` returns them.
            **overrides: Options one by one; they come before those of `options`.

        Raises:
            InvalidCall: if an option is unknown, missing or out of range.
            TaskclusterAuthFailure: if the credentials are unusable.
        """
        self._options: Options = {**(options or {}), **overrides}
        self._settings = settings = resolve(type(self).__name__, self._options)
        self._base = taskcluster_urls.api(settings.rootUrl, self.serviceName, self.apiVersion, "")
        self._auth = (
            None
            if settings.credentials is None
            else HawkAuth(settings.credentials, settings.authorizedScopes)
        )
        # What a user's httpx client would sign with by itself counts only where we don't sign.
        self._theirAuth = httpx.USE_CLIENT_DEFAULT if self._auth is None else None
        self._http: HttpT | None = self._checkHttp(self._options.get("httpClient"))
        self._pool = self._Pool(settings.rootUrl)
        self._ownsPool = True
        self._closed = False

    def _checkHttp(self, http: object) -> HttpT | None:
        if http is None or isinstance(http, self._Http):
            return http
        wanted = f"httpx.{self._Http.__name__}"
        raise InvalidCall(
            type(self).__name__, f"httpClient must be a {wanted}, not {type(http).__name__}"
        )

    def use(self, **changes: Unpack[Options]) -> Self:
        """Make a copy of this client with some options changed.

        The copy shares the connections of the client that it was made from, and ends with it;
        with another `rootUrl` it has connections of its own, and is to be closed like any client.

        Args:
            **changes: The options that differ.

        Returns:
            A client of the same class.

        Raises:
            InvalidCall: if an option is unknown or out of range.
            TaskclusterAuthFailure: if the credentials are unusable.

        Example:
            ```python
            queue.use(authorizedScopes=["queue:get-artifact:private/*"])
            ```
        """
        copy = type(self)(self._options, **changes)
        copy._share(self._settings.rootUrl, self._pool)  # noqa: SLF001  # it is one of us
        return copy

    def _share(self, rootUrl: str, pool: PoolT) -> None:
        """Call through another client's connections, if they lead to the same deployment."""
        if self._settings.rootUrl == rootUrl:
            self._pool, self._ownsPool = pool, False

    def __repr__(self) -> str:
        rootUrl, credentials = self._settings.rootUrl, self._settings.credentials
        return f"{type(self).__name__}({rootUrl=}, {credentials=})"

    def _request(self, call: Call, http: httpx.Client | httpx.AsyncClient | None) -> httpx.Request:
        """Make and sign the request of one attempt, with the settings of a user's client if any."""
        url, timeout = self._base + call.path.removeprefix("/"), self._settings.timeout
        headers = {} if call.body is None else {"content-type": "application/json"}
        if http is None:
            request = httpx.Request(
                call.method,
                url,
                content=call.body,
                headers=_HEADERS | headers,
                extensions={"timeout": {"connect": timeout, "read": timeout, "write": timeout}},
            )
        else:
            request = http.build_request(
                call.method, url, content=call.body, headers=headers, timeout=timeout
            )
        if self._auth is not None:
            self._auth.sign(request)
        return request

    def _afterFailure(self, attempt: int, failure: TaskclusterFailure) -> float:
        """Seconds to wait before the next attempt; raises the failure where it is final."""
        wait = self._settings.retry.wait(attempt, failure)
        if wait is None:
            raise failure
        log.debug("%s; trying again in %.1f s", failure, wait)
        return wait

    @contextmanager
    def _attempt(self, call: Call) -> Generator[None]:
        """Around one attempt: refuse it on a closed client, and translate httpx's exceptions."""
        if self._closed or self._pool.closed or (self._http is not None and self._http.is_closed):
            raise ClientClosed(call.title, "the client is closed; make a new one")
        try:
            yield
        except (httpx.TimeoutException, TimeoutError) as error:
            raise TaskclusterTimeout(
                call.title, f"no answer within {self._settings.timeout:g} s ({_kind(error)})"
            ) from error
        except httpx.InvalidURL as error:
            raise InvalidCall(call.title, f"unusable URL: {redact(str(error))}") from error
        except (httpx.HTTPError, httpx.StreamError, OSError) as error:
            raise TaskclusterConnectionError(
                call.title, f"no complete answer from {self._settings.rootUrl}: {_kind(error)}"
            ) from error

    def _log(self, call: Call, started: float, answer: Answer) -> Answer:
        if log.isEnabledFor(logging.DEBUG):
            log.debug(
                "%s: %s %s answered %d in %.0f ms",
                call.title,
                call.method,
                redact(call.path),
                answer.status,
                (time.perf_counter() - started) * 1000,
            )
        return answer


def _kind(error: BaseException) -> str:
    text = redact(str(error)).strip()
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
