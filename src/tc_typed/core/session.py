"""Sessions of clients: settings, signer, connections (or fakes), and requests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, Self, TypeAlias, TypeVar

import taskcluster_urls

from tc_typed.core.errors import (
    InvalidCall,
    TaskclusterAuthFailure,
    TaskclusterFailure,
    closedMeanwhile,
)
from tc_typed.core.options import AnyOptions, Settings, resolve
from tc_typed.core.retry import isTemporary
from tc_typed.core.signing.content_type import CONTENT_TYPE, needsContentType
from tc_typed.core.signing.signer import SignerSource
from tc_typed.core.transport.body_reader import ACCEPT_ENCODING
from tc_typed.core.transport.port import Request, Watcher
from tc_typed.core.transport.time_limits import Deadline
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
    """Connections that a client uses, unless it was given an HTTP client."""

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
    """Path of the API below `rootUrl`, with slashes at both ends; `None` for Taskcluster's own
    layout."""

    def server(self, settings: Settings) -> str:
        """Return the URL of the server to send calls to."""
        if settings.serviceDiscoveryScheme == "k8s-dns" and self.basePath is None:
            return f"http://taskcluster-{self.service}"
        return settings.rootUrl

    def address(self, server: str) -> str:
        """Return the URL of the API on a server, with a trailing slash."""
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
    """Base class of the sessions of sync and async clients: everything except waiting."""

    def __init__(self, api: Api, options: AnyOptions, operations: Mapping[str, Operation]) -> None:
        """Create a session; nothing is sent yet.

        Args:
            api: API to call.
            options: Client's options, merged with the process's defaults.
            operations: API's methods by name.

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
        """Create a session with some options changed, which shares this one's connections or fakes.

        Args:
            changes: Options to change.
            operations: API's methods by name.
        """
        twin = type(self)(self._api, {**self.options, **changes}, operations)
        self._shareWith(twin)
        if "fake" not in changes:
            twin.fakes = self.fakes
        return twin

    def _siblingOptions(self) -> AnyOptions:
        """Return options for another service's client, which is a fake if this client is one."""
        return {**self.options, "fake": None if self.fakes is None else {}}

    def _shareWith(self, other: BaseSession[UserClientT_co, PoolT_co]) -> None:
        """Share the connections with another session, if it calls the same server."""
        if other._server == self._server:
            other.adoptPool({self._server: self._pool})

    def adoptPool(self, pools: dict[str, PoolT_co]) -> None:
        """Use shared connections to the same server, or share this session's if there are none.

        Args:
            pools: Shared connections by the server's URL. The owner of the dict closes them.
        """
        self._pool = pools.setdefault(self._server, self._pool)
        self._ownsPool = False

    def __getstate__(self) -> dict[str, object]:
        """Leave out connections: copies, and sessions in other processes, get their own."""
        return {name: value for name, value in vars(self).items() if name != "_pool"}

    def __setstate__(self, state: Mapping[str, object]) -> None:
        vars(self).update(state)
        self._pool = self._newPool()
        self._ownsPool = True

    # State

    def address(self, *, external: bool) -> str:
        """Return the URL of the service's API, with a trailing slash.

        Args:
            external: Whether to return the URL for use outside the deployment's cluster.
        """
        return self._api.address(self.settings.rootUrl) if external else self._base

    @property
    def userAgent(self) -> str:
        """User-Agent header of requests."""
        ours = f"tc_typed/{__version__}"
        application = self.settings.application
        return ours if application is None else f"{application} {ours}"

    def checkOpen(self, call: str) -> None:
        """Refuse a call on a closed client.

        Args:
            call: The call, such as `queue.createTask`, for messages.

        Raises:
            ClientClosed: if it is closed.
        """
        if self.isClosed():
            raise closedMeanwhile(call, wasSent=False)

    def isClosed(self) -> bool:
        """Whether the client, its connections or the user's own client are closed."""
        http = self._http
        return self._closed or self._pool.closed or (http is not None and http.isClosed)

    def isTemporary(self, failure: TaskclusterFailure) -> bool:
        """Whether the same call may succeed later, perhaps with credentials that were renewed."""
        canRenew = callable(self.settings.credentials)  # A provider.
        return isTemporary(failure) or (canRenew and isinstance(failure, TaskclusterAuthFailure))

    # Requests

    def _commonHeaders(self) -> Mapping[str, str]:
        """Return the headers common to all calls; the user's HTTP client adds its own."""
        headers = {"accept-encoding": ACCEPT_ENCODING}
        if self._http is None:
            headers["accept"] = "application/json"
        if self._http is None or self.settings.application is not None:
            headers["user-agent"] = self.userAgent
        if self.settings.traceId is not None:
            headers["x-taskcluster-trace-id"] = self.settings.traceId
        return headers

    def request(self, call: Call, seconds: float, watcher: Watcher) -> Request:
        """Build the unsigned request of one attempt.

        Args:
            call: Call to make.
            seconds: Time limit of the attempt.
            watcher: Watcher to notify of the request's progress.

        Raises:
            UnsendableUrl: if the URL is too long.
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
        """Sign a request, unless its method needs no authentication.

        Args:
            call: Call to make.
            request: Request of the call, complete with the additions of the user's HTTP client.
            signer: Signer of the request; `None` if there are no credentials.

        Raises:
            TaskclusterAuthFailure: if the method takes another kind of credentials.
            InvalidCall: if the body is a file, which Hawk can't sign.
        """
        if signer is None or not call.schemes:
            return
        if signer.scheme not in call.schemes:
            raise TaskclusterAuthFailure(
                call.title,
                f"the method accepts only credentials for {' or '.join(call.schemes)}, "
                f"got credentials for {signer.scheme}",
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

    # Implemented by sync and async sessions

    def _newPool(self) -> PoolT_co:
        """Create a pool of connections; nothing is connected yet."""
        raise NotImplementedError

    def _userClient(self, http: object) -> UserClientT_co:
        """Wrap the user's HTTP client, or refuse it if it does not match this kind of session."""
        raise NotImplementedError

    def _chunks(self, file: FileBody) -> Iterator[bytes] | AsyncIterator[bytes]:
        """Return the chunks of a file to send, for sync or async iteration."""
        raise NotImplementedError
