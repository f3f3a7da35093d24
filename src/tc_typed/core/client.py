"""What the compiled clients are built on: options in, calls out."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Coroutine,
    Generator,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import AbstractContextManager, contextmanager, suppress
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Generic, Protocol, Self, TypeAlias, TypeVar, Unpack

import httpx
import taskcluster_urls

from tc_typed.core.bodies import FileBody
from tc_typed.core.errors import (
    ClientClosed,
    InvalidCall,
    TaskclusterAuthFailure,
    TaskclusterConnectionError,
    TaskclusterFailure,
    TaskclusterTimeout,
)
from tc_typed.core.fakes import FakeCall, Fakes
from tc_typed.core.hawk import HawkAuth, preventAddedContentType
from tc_typed.core.header import HeaderCredentials
from tc_typed.core.options import (
    CredentialsProvider,
    CredentialsValue,
    Options,
    Settings,
    resolve,
    usable,
    withDefaults,
)
from tc_typed.core.redact import redact
from tc_typed.core.user_client import buildRequest
from tc_typed.core.version import __version__
from tc_typed.core.wire import Call, refusal

if TYPE_CHECKING:
    from httpx._client import UseClientDefault  # it has no public name

    from tc_typed.core.operation import Operation

log: logging.Logger = logging.getLogger("tc_typed")
if os.environ.get("DEBUG_TASKCLUSTER_CLIENT"):  # as the other clients of Taskcluster have it
    log.setLevel(logging.DEBUG)
    log.addHandler(logging.StreamHandler())

HttpT = TypeVar("HttpT", httpx.Client, httpx.AsyncClient)
PoolT = TypeVar("PoolT", bound="Connections")

Signer: TypeAlias = HawkAuth | HeaderCredentials
"""What puts the proof of who calls into a request."""

_HEADERS = {
    "accept": "application/json",
    "accept-encoding": "gzip, deflate",
    "user-agent": f"tc_typed/{__version__}",
}


_PHASES = ("connect", "read", "write", "pool")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server answered to one attempt."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class Connections(Protocol):
    """What a client calls through, unless it was given an httpx client."""

    closed: bool

    def __init__(self, server: str) -> None: ...


class BaseClient(Generic[HttpT, PoolT]):
    """What sync and async clients share: everything but waiting."""

    serviceName: ClassVar[str]
    """Name of the service in URLs."""
    apiVersion: ClassVar[str]
    """API version in URLs."""
    operations: ClassVar[Mapping[str, Operation]]
    """The service's methods by name."""
    basePath: ClassVar[str | None] = None
    """Where the API is below `rootUrl`, with slashes around it; `None` where all of Taskcluster's
    have their place."""

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
        self._setUp(withDefaults(type(self).__name__, options, overrides))

    def _setUp(self, options: Options) -> None:
        self._options = options
        self._settings = settings = resolve(type(self).__name__, options)
        isTaskcluster = self.basePath is None
        self._server = _server(settings, self.serviceName) if isTaskcluster else settings.rootUrl
        self._base = self.address(external=False)
        self._provider: CredentialsProvider | None = None
        self._auth: Signer | None = None
        if callable(settings.credentials):
            self._provider = settings.credentials
        else:
            self._auth = self._signWith(settings.credentials)
        self._http: HttpT | None = self._checkHttp(self._options.get("httpClient"))
        functions = self._options.get("fake")
        self._fakes = (
            None if functions is None else Fakes(type(self).__name__, self.operations, functions)
        )
        self._pool = self._Pool(self._server)
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

        The copy shares the connections of the client that it was made from, or its fakes, and ends
        with it; with another `rootUrl` it has connections of its own, and is to be closed like any
        client.

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
        twin = copy(self)
        twin._setUp({**self._options, **changes})  # noqa: SLF001  # it is one of us
        self._lend(twin)
        if "fake" not in changes:
            twin._fakes = self._fakes  # noqa: SLF001  # as above
        return twin

    def _lend(self, other: BaseClient[HttpT, PoolT]) -> None:
        """Let a new client call through this one's connections, if it calls the same server."""
        if other._server == self._server:
            other.shareAmong({self._server: self._pool})

    def shareAmong(self, pools: dict[str, PoolT]) -> None:
        """Call through the connections that others use for the same server, or lend them ours.

        Args:
            pools: Connections by the server's address; whoever keeps them closes them.
        """
        self._pool = pools.setdefault(self._server, self._pool)
        self._ownsPool = False

    def address(self, *, external: bool) -> str:
        """The address of the service's API, with a slash at its end.

        Args:
            external: Whether to give the one that it has outside of the deployment's cluster.
        """
        server = self._settings.rootUrl if external else self._server
        if self.basePath is not None:
            return server + self.basePath
        return taskcluster_urls.api(server, self.serviceName, self.apiVersion, "")

    @property
    def fakeCalls(self) -> Mapping[str, Sequence[FakeCall]]:
        """What a fake client was called with, by the names of the methods."""
        return {} if self._fakes is None else self._fakes.calls

    @property
    def timeout(self) -> float:
        """Seconds that each attempt may take."""
        return self._settings.timeout

    def __repr__(self) -> str:
        rootUrl, credentials = self._settings.rootUrl, self._settings.credentials
        return f"{type(self).__name__}({rootUrl=}, {credentials=})"

    # Signing

    def _signWith(self, given: CredentialsValue) -> Signer | None:
        """What signs with some credentials: the one of last time, unless they are others."""
        if given is None:
            return None
        credentials, auth = usable(given), self._auth
        if isinstance(credentials, HeaderCredentials):
            return credentials
        if not isinstance(auth, HawkAuth) or auth.credentials != credentials:
            self._auth = auth = HawkAuth(credentials, self._settings.authorizedScopes)
        return auth

    def signer(self, call: str) -> Signer | None:
        """What signs at this moment, `None` where nothing does.

        Args:
            call: What is to be signed, for messages: `queue.createTask`.

        Raises:
            TaskclusterAuthFailure: if the credentials' provider fails, or yields unusable ones.
            InvalidCall: if it has to be waited for.
        """
        if self._provider is None:
            return self._auth
        with self._asking(call):
            given = self._provider()
            if isinstance(given, Awaitable):
                if isinstance(given, Coroutine):
                    given.close()  # or Python would complain, too
                raise InvalidCall(
                    call, "its credentials' provider is async, and can't be waited for"
                )
            return self._signWith(given)

    @contextmanager
    def _asking(self, call: str) -> Generator[None]:
        """Around a question to the credentials' provider, whatever it may raise."""
        try:
            yield
        except TaskclusterFailure:
            raise
        except Exception as error:
            raise TaskclusterAuthFailure(
                call, f"the credentials' provider failed: {_kind(error)}"
            ) from error

    def _request(
        self,
        call: Call,
        http: httpx.Client | httpx.AsyncClient | None,
        auth: Signer | None,
    ) -> httpx.Request:
        """Make and sign the request of one attempt, with the settings of a user's client if any."""
        url, timeout = self._base + call.path.removeprefix("/"), self._settings.timeout
        headers = {**call.headers}
        if call.token is not None:
            headers["authorization"] = f"Bearer {call.token}"
        content: bytes | Iterator[bytes] | AsyncIterator[bytes] | None = call.body
        if call.body is not None:
            headers["content-type"] = "application/json"
        if call.file is not None:
            headers["content-type"] = call.file.contentType
            headers["content-length"] = str(call.file.length)
            content = self._chunks(call.file)
        if self._settings.traceId is not None:
            headers["x-taskcluster-trace-id"] = self._settings.traceId
        if http is None:
            request = httpx.Request(
                call.method,
                url,
                content=content,
                headers=_HEADERS | headers,
                extensions={"timeout": dict.fromkeys(_PHASES, timeout)},
            )
        else:
            request = buildRequest(
                http, call.method, url, headers=headers, content=content, timeout=timeout
            )
        if auth is not None and call.schemes:
            if auth.scheme not in call.schemes:
                raise TaskclusterAuthFailure(
                    call.title,
                    f"takes credentials for {' or '.join(call.schemes)}, not for "
                    f"{auth.scheme}; give the client others",
                )
            if http is not None and auth.scheme == "hawk":
                preventAddedContentType(request)
            auth.sign(request)
        return request

    def _chunks(self, file: FileBody) -> Iterator[bytes] | AsyncIterator[bytes]:
        """A file to send, as httpx takes it from clients of this kind."""
        raise NotImplementedError

    def afterFailure(self, attempt: int, failure: TaskclusterFailure) -> float:
        """Seconds to wait before the next attempt.

        Args:
            attempt: How many attempts were made before the one that failed.
            failure: How it failed.

        Raises:
            TaskclusterFailure: the failure, where it is final.
        """
        wait = self._settings.retry.wait(attempt, failure)
        if wait is None:
            raise failure
        log.debug("%s; trying again in %.1f s", failure, wait)
        return wait

    @contextmanager
    def attempting(self, call: str, server: str) -> Generator[None]:
        """Around one attempt: refuse it on a closed client, and translate httpx's exceptions.

        Args:
            call: What is called, for messages: `queue.createTask`.
            server: Who is asked, for messages.
        """
        if self._closed or self._pool.closed or (self._http is not None and self._http.is_closed):
            raise ClientClosed(call, "the client is closed; make a new one")
        try:
            yield
        except (httpx.TimeoutException, TimeoutError) as error:
            raise TaskclusterTimeout(
                call, f"no answer within {self._settings.timeout:g} s ({_kind(error)})"
            ) from error
        except httpx.InvalidURL as error:
            raise InvalidCall(call, f"unusable URL: {redact(str(error))}") from error
        except httpx.HTTPStatusError as error:
            # A hook of the user's client raises for a status that is an answer nevertheless.
            error.args = (redact(str(error)),)  # it shows where a redirect leads
            raise refusal(call, *_parts(error.response)) from error
        # A RuntimeError is asyncio's, of an httpx client that was used in another event loop.
        except (httpx.HTTPError, OSError, RuntimeError) as error:
            raise TaskclusterConnectionError(
                call, f"no complete answer from {server}: {_kind(error)}"
            ) from error

    def _attempt(self, call: Call) -> AbstractContextManager[None]:
        return self.attempting(call.title, self._settings.rootUrl)

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


class BaseClients(Generic[HttpT, PoolT]):
    """Base of the objects that make the client of each service when it is first used.

    All have the same options, and those of one server the same connections.
    """

    def __init__(self, options: Options | None = None, /, **overrides: Unpack[Options]) -> None:
        """Set up; nothing is sent yet.

        Args:
            options: Options as one object, as `optionsFromEnvironment()` returns them.
            **overrides: Options one by one; they come before those of `options`.

        Raises:
            InvalidCall: if an option is unknown, missing or out of range.
            TaskclusterAuthFailure: if the credentials are unusable.
        """
        self._options: Options = withDefaults(type(self).__name__, options, overrides)
        settings = resolve(type(self).__name__, self._options)
        self._described = f"rootUrl={settings.rootUrl!r}, credentials={settings.credentials!r}"
        self._pools: dict[str, PoolT] = {}
        self._ownsPools = True
        self._closed = False

    def use(self, **changes: Unpack[Options]) -> Self:
        """Make a copy with some options changed, for all services.

        The copy shares the connections of the object that it was made from, and ends with it.

        Args:
            **changes: The options that differ.

        Returns:
            An object of the same class.

        Raises:
            InvalidCall: if an option is unknown or out of range.
            TaskclusterAuthFailure: if the credentials are unusable.

        Example:
            ```python
            taskcluster.use(credentials=claim.credentials).queue.reportCompleted(taskId, runId)
            ```
        """
        twin = type(self)({**self._options, **changes})
        twin._pools, twin._ownsPools = self._pools, False  # noqa: SLF001  # it is one of us
        return twin

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._described})"

    def _checkOpen(self) -> None:
        if self._closed:
            raise ClientClosed(type(self).__name__, "the clients are closed; make new ones")


def _server(settings: Settings, service: str) -> str:
    """The address that a service's calls go to."""
    if settings.serviceDiscoveryScheme == "k8s-dns":
        return f"http://taskcluster-{service}"
    return settings.rootUrl


def _parts(response: httpx.Response) -> tuple[int, httpx.Headers, bytes]:
    """What an answer that a hook raised for is made of; often nobody had read its body."""
    content = b""
    with suppress(httpx.ResponseNotRead):
        content = response.content
    return response.status_code, response.headers, content


def theirAuth(call: Call, auth: Signer | None) -> UseClientDefault | None:
    """What a user's httpx client signs with by itself: only what we don't, and no token does."""
    return httpx.USE_CLIENT_DEFAULT if auth is None and call.token is None else None


def _kind(error: BaseException) -> str:
    text = redact(str(error)).strip()
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
