"""Settings, signer, connections or fakes of a client, and the requests that it makes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, Self, TypeAlias, TypeVar

import httpx
import taskcluster_urls

from tc_typed.core.errors import InvalidCall, TaskclusterAuthFailure, closedMeanwhile
from tc_typed.core.fakes import Fakes
from tc_typed.core.options import Options, Settings, resolve
from tc_typed.core.signing.hawk import preventAddedContentType
from tc_typed.core.signing.signer import SignerSource
from tc_typed.core.transport.body_reader import ACCEPT_ENCODING
from tc_typed.core.transport.httpx_transports import TIMEOUT_PHASES
from tc_typed.core.transport.user_client import buildRequest
from tc_typed.core.version import __version__

if TYPE_CHECKING:
    from httpx._client import UseClientDefault  # it has no public name

    from tc_typed.core.encode import Call
    from tc_typed.core.file_body import FileBody
    from tc_typed.core.operation import Operation
    from tc_typed.core.signing.signer import Signer

HttpT_co = TypeVar("HttpT_co", bound="httpx.Client | httpx.AsyncClient", covariant=True)
PoolT_co = TypeVar("PoolT_co", bound="Pool", covariant=True)


class Pool(Protocol):
    """Connections that a client calls through, unless it was given an httpx client."""

    closed: bool

    def __init__(self, server: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Api:
    """The API that a client calls."""

    client: str
    """Name of the client's class, for messages."""
    service: str
    """Name of the service in URLs."""
    version: str
    """API version in URLs."""
    basePath: str | None
    """Path of the API below `rootUrl`, with slashes around it; `None` for Taskcluster's own
    layout."""

    def server(self, settings: Settings) -> str:
        """The address of the server that calls go to."""
        if settings.serviceDiscoveryScheme == "k8s-dns" and self.basePath is None:
            return f"http://taskcluster-{self.service}"
        return settings.rootUrl

    def address(self, server: str) -> str:
        """The address of the API on a server, with a slash at its end."""
        if self.basePath is not None:
            return server + self.basePath
        return taskcluster_urls.api(server, self.service, self.version, "")


AnySession: TypeAlias = "BaseSession[httpx.Client | httpx.AsyncClient, Pool]"
"""A session, sync or async."""


class BaseSession(Generic[HttpT_co, PoolT_co]):
    """Code that the sessions of sync and async clients share: everything but waiting."""

    _Http: type[HttpT_co]
    _Pool: type[PoolT_co]

    def __init__(self, api: Api, options: Options, operations: Mapping[str, Operation]) -> None:
        """Set up; nothing is sent yet.

        Args:
            api: What is called.
            options: The client's options, with the process's own.
            operations: The API's methods by name.

        Raises:
            InvalidCall: if an option is unknown, missing or out of range.
            TaskclusterAuthFailure: if the credentials are unusable.
        """
        self.options: Options = options
        self.settings: Settings = resolve(api.client, options)
        self.signers: SignerSource = SignerSource(
            self.settings.credentials, self.settings.authorizedScopes
        )
        functions = options.get("fake")
        self.fakes: Fakes | None = (
            None if functions is None else Fakes(api.client, operations, functions)
        )
        self._api = api
        self._server = api.server(self.settings)
        self._base = api.address(self._server)
        self._http: HttpT_co | None = self._checkHttp(options.get("httpClient"))
        self._headers = self._commonHeaders()
        self._pool = self._Pool(self._server)
        self._ownsPool = True
        self._closed = False

    def _checkHttp(self, http: object) -> HttpT_co | None:
        if http is None or isinstance(http, self._Http):
            return http
        wanted = f"httpx.{self._Http.__name__}"
        raise InvalidCall(
            self._api.client, f"httpClient must be a {wanted}, not {type(http).__name__}"
        )

    # Copies

    def changed(self, changes: Options, operations: Mapping[str, Operation]) -> Self:
        """Make a session with some options changed, which shares the connections or fakes.

        Args:
            changes: The options that differ.
            operations: The API's methods by name.
        """
        twin = type(self)(self._api, {**self.options, **changes}, operations)
        self._shareWith(twin)
        if "fake" not in changes:
            twin.fakes = self.fakes
        return twin

    def _siblingOptions(self) -> Options:
        """Options for the client of another service; beside a fake, everything is fake."""
        return {**self.options, "fake": None if self.fakes is None else {}}

    def _shareWith(self, other: BaseSession[HttpT_co, PoolT_co]) -> None:
        """Let another session call through these connections, if it calls the same server."""
        if other._server == self._server:
            other.adoptPool({self._server: self._pool})

    def adoptPool(self, pools: dict[str, PoolT_co]) -> None:
        """Call through the connections that others use for the same server, or lend them ours.

        Args:
            pools: Connections by the server's address. The owner of the mapping closes them.
        """
        self._pool = pools.setdefault(self._server, self._pool)
        self._ownsPool = False

    def __getstate__(self) -> dict[str, object]:
        """A copy, or a session in another process, has connections of its own."""
        return {name: value for name, value in vars(self).items() if name != "_pool"}

    def __setstate__(self, state: Mapping[str, object]) -> None:
        vars(self).update(state)
        self._pool = self._Pool(self._server)
        self._ownsPool = True

    # State

    def address(self, *, external: bool) -> str:
        """The address of the service's API, with a slash at its end.

        Args:
            external: Whether to give the one that it has outside of the deployment's cluster.
        """
        return self._api.address(self.settings.rootUrl) if external else self._base

    @property
    def userAgent(self) -> str:
        """How requests name this program."""
        ours = f"tc_typed/{__version__}"
        application = self.settings.application
        return ours if application is None else f"{application} {ours}"

    def checkOpen(self, call: str) -> None:
        """Refuse a call on a closed client.

        Args:
            call: The call, for messages: `queue.createTask`.

        Raises:
            ClientClosed: if it is closed.
        """
        if self.isClosed():
            raise closedMeanwhile(call, wasSent=False)

    def isClosed(self) -> bool:
        """Whether the client, its connections or the user's own client are closed."""
        http = self._http
        return self._closed or self._pool.closed or (http is not None and http.is_closed)

    # Requests

    def _commonHeaders(self) -> Mapping[str, str]:
        """The headers that all calls have in common; the user's client adds its own."""
        headers = {"accept-encoding": ACCEPT_ENCODING}
        if self._http is None:
            headers["accept"] = "application/json"
        if self._http is None or self.settings.application is not None:
            headers["user-agent"] = self.userAgent
        if self.settings.traceId is not None:
            headers["x-taskcluster-trace-id"] = self.settings.traceId
        return headers

    def _request(self, call: Call, signer: Signer | None, timeout: float) -> httpx.Request:
        """Make and sign the request of one attempt, with the settings of a user's client if any."""
        http: httpx.Client | httpx.AsyncClient | None = self._http
        url, headers = self._base + call.path.removeprefix("/"), {**call.headers, **self._headers}
        content: bytes | Iterator[bytes] | AsyncIterator[bytes] | None = call.body
        if call.body is not None:
            headers["content-type"] = "application/json"
        if call.file is not None:
            content = self._chunks(call.file)
            headers["content-type"] = call.file.contentType
            headers["content-length"] = str(call.file.length)
        if http is None:
            request = httpx.Request(
                call.method,
                url,
                content=content,
                headers=headers,
                extensions={"timeout": dict.fromkeys(TIMEOUT_PHASES, timeout)},
            )
        else:
            request = buildRequest(
                http, call.method, url, headers=headers, content=content, timeout=timeout
            )
        if signer is not None and call.schemes:
            self._sign(call, request, signer)
        return request

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

    def _chunks(self, file: FileBody) -> Iterator[bytes] | AsyncIterator[bytes]:
        """A file to send, as httpx takes it from clients of this kind."""
        raise NotImplementedError


def clientAuth(signer: Signer | None) -> UseClientDefault | None:
    """Let the user's client sign by itself only what we do not sign."""
    return httpx.USE_CLIENT_DEFAULT if signer is None else None
