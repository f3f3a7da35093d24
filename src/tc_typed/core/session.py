"""Settings, signer, connections or fakes of a client, and the requests that it makes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, Self, TypeAlias, TypeVar

import taskcluster_urls

from tc_typed.core.errors import InvalidCall, TaskclusterAuthFailure, closedMeanwhile
from tc_typed.core.options import AnyOptions, Settings, resolve
from tc_typed.core.signing.content_type import CONTENT_TYPE, needsContentType
from tc_typed.core.signing.signer import SignerSource
from tc_typed.core.transport.body_reader import ACCEPT_ENCODING
from tc_typed.core.transport.patience import Deadline
from tc_typed.core.transport.port import Request, Watcher
from tc_typed.core.transport.url import Url
from tc_typed.core.version import __version__

if TYPE_CHECKING:
    from tc_typed.core.encode import Call
    from tc_typed.core.fakes import Fakes
    from tc_typed.core.file_body import FileBody
    from tc_typed.core.operation import Operation
    from tc_typed.core.signing.signer import Signer
    from tc_typed.core.transport.user_client import AsyncUserClient, UserClient

UserClientT_co = TypeVar("UserClientT_co", bound="UserClient | AsyncUserClient", covariant=True)
PoolT_co = TypeVar("PoolT_co", bound="Pool", covariant=True)


class Pool(Protocol):
    """Connections that a client calls through, unless it was given an HTTP client."""

    closed: bool


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


def _fakes(api: Api, options: AnyOptions, operations: Mapping[str, Operation]) -> Fakes | None:
    functions = options.get("fake")
    if functions is None:
        return None
    from tc_typed.core.fakes import Fakes  # noqa: PLC0415  # only tests need it

    return Fakes(api.client, operations, functions)


AnySession: TypeAlias = "BaseSession[UserClient | AsyncUserClient, Pool]"
"""A session, sync or async."""


class BaseSession(Generic[UserClientT_co, PoolT_co]):
    """Code that the sessions of sync and async clients share: everything but waiting."""

    def __init__(self, api: Api, options: AnyOptions, operations: Mapping[str, Operation]) -> None:
        """Set up; nothing is sent yet.

        Args:
            api: What is called.
            options: The client's options, with the process's own.
            operations: The API's methods by name.

        Raises:
            InvalidCall: if an option is unknown, missing or out of range.
            TaskclusterAuthFailure: if the credentials are unusable.
        """
        self.options: AnyOptions = options
        self.settings: Settings = resolve(api.client, options)
        self.signers: SignerSource = SignerSource(
            self.settings.credentials, self.settings.authorizedScopes
        )
        self.fakes: Fakes | None = _fakes(api, options, operations)
        self._api = api
        self._server = api.server(self.settings)
        self._base = api.address(self._server)
        self._url = Url.parse(self._base)
        httpClient = options.get("httpClient")
        self._http: UserClientT_co | None = (
            None if httpClient is None else self._userClient(httpClient)
        )
        self._headers = self._commonHeaders()
        self._pool = self._newPool()
        self._ownsPool = True
        self._closed = False

    # Copies

    def changed(self, changes: AnyOptions, operations: Mapping[str, Operation]) -> Self:
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

    def _siblingOptions(self) -> AnyOptions:
        """Options for the client of another service; beside a fake, everything is fake."""
        return {**self.options, "fake": None if self.fakes is None else {}}

    def _shareWith(self, other: BaseSession[UserClientT_co, PoolT_co]) -> None:
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
        self._pool = self._newPool()
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
        return self._closed or self._pool.closed or (http is not None and http.isClosed)

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

    def request(self, call: Call, seconds: float, watcher: Watcher) -> Request:
        """Make the request of one attempt, without a signature.

        Args:
            call: The call.
            seconds: How long the attempt may take.
            watcher: Is told how far it has come.

        Raises:
            UnsendableUrl: if the URL becomes too long.
        """
        headers: dict[str, str] = {**self._headers}
        body: bytes | Iterator[bytes] | AsyncIterator[bytes] | None = call.body
        if body is not None:
            headers[CONTENT_TYPE] = "application/json"
        elif call.file is not None:
            body = self._chunks(call.file)
            headers[CONTENT_TYPE] = call.file.contentType
            headers["content-length"] = str(call.file.length)
        url = self._url.join(call.path.removeprefix("/"))
        return Request(call.method, url, headers, body, Deadline(seconds), watcher)

    def sign(self, call: Call, request: Request, signer: Signer | None) -> None:
        """Put a signature into a request, unless the call is one that anybody may make.

        Args:
            call: The call.
            request: Its request, with what the user's client adds.
            signer: Signs it, `None` without credentials.

        Raises:
            TaskclusterAuthFailure: if the method takes credentials of another kind.
            InvalidCall: if the body is a file, which Hawk can't sign.
        """
        if signer is None or not call.schemes:
            return
        if signer.scheme not in call.schemes:
            raise TaskclusterAuthFailure(
                call.title,
                f"takes credentials for {' or '.join(call.schemes)}, not for {signer.scheme}; "
                "give the client others",
            )
        headers, content = request.headers, request.body
        if signer.scheme == "hawk":
            if self._http is not None and needsContentType(request.method, content):
                headers.setdefault(CONTENT_TYPE, "")
            if content is not None and not isinstance(content, bytes):
                raise InvalidCall(call.title, "a file can't be signed with Hawk")
        headers["authorization"] = signer.authorization(
            request.method,
            request.url,
            content if isinstance(content, bytes) else b"",
            headers.get(CONTENT_TYPE, ""),
        )

    # Different in sync and async sessions

    def _newPool(self) -> PoolT_co:
        """Make connections; nothing is connected yet."""
        raise NotImplementedError

    def _userClient(self, http: object) -> UserClientT_co:
        """Take the client that the user passed in, if it is of this kind."""
        raise NotImplementedError

    def _chunks(self, file: FileBody) -> Iterator[bytes] | AsyncIterator[bytes]:
        """A file to send, as clients of this kind send it."""
        raise NotImplementedError
