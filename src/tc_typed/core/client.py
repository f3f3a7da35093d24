"""Base of the compiled clients: settings, signing, shared connections."""

from __future__ import annotations

import logging
import os
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Coroutine,
    Generator,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import contextmanager
from copy import copy
from threading import RLock
from typing import (
    TYPE_CHECKING,
    ClassVar,
    Generic,
    Protocol,
    Self,
    TextIO,
    TypeAlias,
    TypeVar,
    Unpack,
)

import httpx
import taskcluster_urls

from tc_typed.core.attempts import closedMeanwhile, delayOrRaise
from tc_typed.core.encode import Call
from tc_typed.core.errors import (
    ClientClosed,
    InvalidCall,
    TaskclusterAuthFailure,
    TaskclusterFailure,
    suggestion,
)
from tc_typed.core.fakes import FakeCall, Fakes
from tc_typed.core.file_body import FileBody
from tc_typed.core.options import (
    CredentialsProvider,
    CredentialsValue,
    Options,
    Settings,
    asCredentials,
    resolve,
    withDefaults,
)
from tc_typed.core.signing.basic_and_bearer import HeaderCredentials
from tc_typed.core.signing.hawk import HawkAuth, preventAddedContentType
from tc_typed.core.transport.body_reader import ACCEPT_ENCODING
from tc_typed.core.transport.foreign_errors import describe
from tc_typed.core.transport.user_client import buildRequest
from tc_typed.core.version import __version__

if TYPE_CHECKING:
    from httpx._client import UseClientDefault  # it has no public name

    from tc_typed.core.operation import Operation


class _UnlessConfigured(logging.StreamHandler[TextIO]):
    """Writes log records to stderr in programs that have not set up logging themselves."""

    def emit(self, record: logging.LogRecord) -> None:
        if not logging.root.handlers:
            super().emit(record)


log: logging.Logger = logging.getLogger("tc_typed")
if os.environ.get("DEBUG_TASKCLUSTER_CLIENT"):  # The other clients of Taskcluster have it too.
    log.setLevel(logging.DEBUG)
    if not log.handlers:
        log.addHandler(_UnlessConfigured())

HttpT = TypeVar("HttpT", httpx.Client, httpx.AsyncClient)
MadeT = TypeVar("MadeT")
PoolT = TypeVar("PoolT", bound="Connections")

Signer: TypeAlias = HawkAuth | HeaderCredentials
"""Signs a request."""

_PHASES = ("connect", "read", "write", "pool")


class Connections(Protocol):
    """What a client calls through, unless it was given an httpx client."""

    closed: bool

    def __init__(self, server: str) -> None: ...


class BaseClient(Generic[HttpT, PoolT]):
    """Code that sync and async clients share: everything but waiting."""

    serviceName: ClassVar[str]
    """Name of the service in URLs."""
    apiVersion: ClassVar[str]
    """API version in URLs."""
    operations: ClassVar[Mapping[str, Operation]]
    """The service's methods by name."""
    basePath: ClassVar[str | None] = None
    """Path of the API below `rootUrl`, with slashes around it; `None` for Taskcluster's own
    layout."""

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

        The copy shares this client's connections (or fakes) and is closed with it. With another
        `rootUrl` it has connections of its own, and is to be closed like any client.

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
        twin._setUp({**self._options, **changes})  # noqa: SLF001  # same class
        self._lend(twin)
        if "fake" not in changes:
            twin._fakes = self._fakes  # noqa: SLF001  # same class
        return twin

    def _lend(self, other: BaseClient[HttpT, PoolT]) -> None:
        """Let a new client call through this one's connections, if it calls the same server."""
        if other._server == self._server:
            other.shareAmong({self._server: self._pool})

    def shareAmong(self, pools: dict[str, PoolT]) -> None:
        """Call through the connections that others use for the same server, or lend them ours.

        Args:
            pools: Connections by the server's address. The owner of the mapping closes them.
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
        """Calls that a fake client received, by the names of the methods."""
        return {} if self._fakes is None else self._fakes.calls

    @property
    def userAgent(self) -> str:
        """How requests name this program."""
        ours = f"tc_typed/{__version__}"
        application = self._settings.application
        return ours if application is None else f"{application} {ours}"

    @property
    def timeout(self) -> float:
        """Seconds that each attempt may take."""
        return self._settings.timeout

    def __getstate__(self) -> dict[str, object]:
        """A copy, or a client in another process, has connections of its own."""
        names = {*vars(self), *_slots(type(self))} - {"_pool"}
        return {name: getattr(self, name) for name in names if hasattr(self, name)}

    def __setstate__(self, state: Mapping[str, object]) -> None:
        for name, value in state.items():
            setattr(self, name, value)
        self._pool = self._Pool(self._server)
        self._ownsPool = True

    def __repr__(self) -> str:
        return f"{type(self).__name__}({_description(self._settings)})"

    if not TYPE_CHECKING:  # Or type checkers would accept any attribute.

        def __getattr__(self, name: str) -> object:
            client = type(self).__name__
            known = [it for it in dir(type(self)) if not it.startswith("_")]
            hint = suggestion(name, client, known)
            raise AttributeError(f"{client!r} object has no attribute {name!r}{hint}")

    # Signing

    def _signWith(self, given: CredentialsValue) -> Signer | None:
        """Return the signer for credentials; reuse the last one if they are the same."""
        credentials, auth = asCredentials(given), self._auth
        if credentials is None or isinstance(credentials, HeaderCredentials):
            return credentials
        if not isinstance(auth, HawkAuth) or auth.credentials != credentials:
            self._auth = auth = HawkAuth(credentials, self._settings.authorizedScopes)
        return auth

    def signer(self, call: str) -> Signer | None:
        """Return the signer for the next attempt, `None` without credentials.

        Args:
            call: The call to sign, for messages: `queue.createTask`.

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
            return self._adopt(call, given)

    def _adopt(self, call: str, given: CredentialsValue) -> Signer | None:
        """Return the signer for what the credentials' provider yielded."""
        try:
            return self._signWith(given)
        except TaskclusterAuthFailure as error:
            reason = error.reason
        raise TaskclusterAuthFailure(
            call, f"the credentials' provider yielded none that can be used: {reason}"
        )

    def _makeFor(self, call: str, make: Callable[[], MadeT]) -> MadeT:
        """Make what a call needs; errors name the call."""
        try:
            return make()
        except InvalidCall as error:
            reason = error.reason
        raise InvalidCall(call, reason)

    @contextmanager
    def _asking(self, call: str) -> Generator[None]:
        """Around a question to the credentials' provider, whatever it may raise."""
        try:
            yield
        except TaskclusterFailure:
            raise
        except Exception as error:
            raise TaskclusterAuthFailure(
                call, f"the credentials' provider failed: {describe(error)}"
            ) from error

    def _request(self, call: Call, signer: Signer | None, timeout: float) -> httpx.Request:
        """Make and sign the request of one attempt, with the settings of a user's client if any."""
        http: httpx.Client | httpx.AsyncClient | None = self._http
        url, headers = self._base + call.path.removeprefix("/"), self._headers(call)
        content: bytes | Iterator[bytes] | AsyncIterator[bytes] | None = call.body
        if call.file is not None:
            content = self._chunks(call.file)
        if http is None:
            request = httpx.Request(
                call.method,
                url,
                content=content,
                headers=headers,
                extensions={"timeout": dict.fromkeys(_PHASES, timeout)},
            )
        else:
            request = buildRequest(
                http, call.method, url, headers=headers, content=content, timeout=timeout
            )
        if signer is not None and call.schemes:
            self._sign(call, request, signer)
        return request

    def _headers(self, call: Call) -> Mapping[str, str]:
        headers = {"accept-encoding": ACCEPT_ENCODING, **call.headers}
        if self._http is None:
            headers["accept"] = "application/json"
        if self._http is None or self._settings.application is not None:
            headers["user-agent"] = self.userAgent
        if call.token is not None:
            headers["authorization"] = f"Bearer {call.token}"
        if call.body is not None:
            headers["content-type"] = "application/json"
        if call.file is not None:
            headers["content-type"] = call.file.contentType
            headers["content-length"] = str(call.file.length)
        if self._settings.traceId is not None:
            headers["x-taskcluster-trace-id"] = self._settings.traceId
        return headers

    def _sign(self, call: Call, request: httpx.Request, signer: Signer) -> None:
        if signer.scheme not in call.schemes:
            raise TaskclusterAuthFailure(
                call.title,
                f"takes credentials for {' or '.join(call.schemes)}, not for {signer.scheme}; "
                "give the client others",
            )
        if self._http is not None and signer.scheme == "hawk":
            preventAddedContentType(request)
        signer.sign(request)

    @staticmethod
    def _clientAuth(call: Call, signer: Signer | None) -> UseClientDefault | None:
        """Let the user's client sign by itself only what neither we nor a token sign."""
        isUnsigned = signer is None and call.token is None
        return httpx.USE_CLIENT_DEFAULT if isUnsigned else None

    def _chunks(self, file: FileBody) -> Iterator[bytes] | AsyncIterator[bytes]:
        """A file to send, as httpx takes it from clients of this kind."""
        raise NotImplementedError

    def delayOrRaise(self, retriesSoFar: int, failure: TaskclusterFailure) -> float:
        """Decide whether to retry after a failure, and when.

        Args:
            retriesSoFar: How many attempts were made before the one that failed.
            failure: How it failed.

        Returns:
            Seconds to wait before the next attempt.

        Raises:
            TaskclusterFailure: the failure, if it is final.
        """
        return delayOrRaise(self._settings, retriesSoFar, failure)

    def checkOpen(self, call: str) -> None:
        """Refuse a call on a closed client.

        Args:
            call: The call, for messages: `queue.createTask`.

        Raises:
            ClientClosed: if it is closed.
        """
        if self.isClosed:
            raise closedMeanwhile(call, wasSent=False)

    @property
    def isClosed(self) -> bool:
        """Whether the client, its connections or the user's own client are closed."""
        http = self._http
        return self._closed or self._pool.closed or (http is not None and http.is_closed)


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
        self._described = _description(settings)
        self._shared: _Shared[PoolT] = _Shared()
        self._isTwin = False
        self._closed = False

    def __getstate__(self) -> dict[str, object]:
        """A copy, or an object in another process, has clients and connections of its own."""
        return {
            name: value
            for name, value in vars(self).items()
            if name != "_shared" and not isinstance(value, BaseClient)
        }

    def __setstate__(self, state: Mapping[str, object]) -> None:
        vars(self).update(state)
        self._shared = _Shared()
        self._isTwin = False

    def use(self, **changes: Unpack[Options]) -> Self:
        """Make a copy with some options changed, for all services.

        The copy shares this object's connections and is closed with it.

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
        twin._shared, twin._isTwin = self._shared, True  # noqa: SLF001  # same class
        return twin

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._described})"

    def _register(self, client: BaseClient[HttpT, PoolT]) -> None:
        """Let a new client use the connections that all have in common.

        Raises:
            ClientClosed: if the object was closed.
        """
        with self._shared.lock:
            if self._closed or self._shared.isClosed:
                name = type(self).__name__
                raise ClientClosed(name, "the clients are closed; make new ones")
            client.shareAmong(self._shared.pools)

    def _endAll(self) -> Sequence[PoolT]:
        """Make no client any more, and give the connections that are to be closed."""
        self._closed = True
        if self._isTwin:
            return []
        with self._shared.lock:
            self._shared.isClosed = True
            return [*self._shared.pools.values()]


class _Shared(Generic[PoolT]):
    """Connections that an object with all clients has in common with its copies."""

    def __init__(self) -> None:
        self.pools: dict[str, PoolT] = {}
        self.lock = RLock()
        self.isClosed = False


def _slots(kind: type) -> Iterator[str]:
    """The attributes that subclasses of the user's have in slots."""
    for each in kind.__mro__:
        slots: str | Sequence[str] = vars(each).get("__slots__", ())
        names = [slots] if isinstance(slots, str) else slots
        yield from (name for name in names if not name.startswith("__"))


def _description(settings: Settings) -> str:
    credentials = settings.credentials
    # A provider may be a partial function, whose repr shows what it was given.
    shown = "<provider>" if callable(credentials) else repr(credentials)
    return f"rootUrl={settings.rootUrl!r}, credentials={shown}"


def _server(settings: Settings, service: str) -> str:
    """The address that a service's calls go to."""
    if settings.serviceDiscoveryScheme == "k8s-dns":
        return f"http://taskcluster-{service}"
    return settings.rootUrl
