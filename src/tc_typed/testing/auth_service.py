"""Auth service of the local Taskcluster: its clients, and its API methods."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from tc_typed.auth.models import (
    Client,
    ExpandScopesRequest,
    ListClientsResponse,
    ScopeSet,
    TestAuthenticateRequest,
    TestAuthenticateResponse,
)
from tc_typed.auth.operations import OPERATIONS
from tc_typed.common.models import PingResponse
from tc_typed.scopes.patterns import normalizeScopes
from tc_typed.slugs import slugId
from tc_typed.testing.authentication import (
    Authenticator,
    ClientRecord,
    FindClient,
    requireScopes,
)
from tc_typed.testing.clock import Clock, inMilliseconds
from tc_typed.testing.errors import ApiError
from tc_typed.testing.paging import page
from tc_typed.testing.service import Handler, LocalService, ReceivedCall

_FOREVER = timedelta(days=365_000)

_SCOPE = re.compile(r"[ -~]*")


class ClientRegistry:
    """Clients of a local Taskcluster. Safe to use from several threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._clients: dict[str, ClientRecord] = {}

    def create(
        self,
        clientId: str,
        scopes: Sequence[str],
        *,
        expires: datetime | None = None,
        disabled: bool = False,
    ) -> ClientRecord:
        """Create a client with a new access token.

        Args:
            clientId: Id of the client.
            scopes: Scopes of the client.
            expires: Time at which its credentials expire. By default they never do.
            disabled: Whether the client is disabled.

        Raises:
            ValueError: if the client already exists, or if the auth service would reject a scope.
        """
        for scope in scopes:
            if scope.endswith("**") or not _SCOPE.fullmatch(scope):
                raise ValueError(
                    f"scopes must be printable ASCII and must not end in **, got {scope!r}"
                )
        now = inMilliseconds(self._clock())
        client = ClientRecord(
            clientId=clientId,
            accessToken=slugId() + slugId(),
            scopes=tuple(normalizeScopes(scopes)),
            description="Created for a test.",
            created=now,
            expires=now + _FOREVER if expires is None else expires,
            disabled=disabled,
        )
        with self._lock:
            if clientId in self._clients:
                raise ValueError(f"client {clientId!r} already exists")
            self._clients[clientId] = client
        return client

    def find(self, clientId: str) -> ClientRecord | None:
        """Return the client with an id; `None` if it does not exist."""
        return self._clients.get(clientId)

    def startingWith(self, prefix: str) -> list[ClientRecord]:
        """Return the clients whose ids start with a prefix."""
        with self._lock:
            return [client for name, client in self._clients.items() if name.startswith(prefix)]


def authService(clients: ClientRegistry, authenticator: Authenticator) -> LocalService:
    """Make the auth service.

    Args:
        clients: Clients of the local Taskcluster.
        authenticator: Checker of signatures, for the methods that test authentication.
    """
    return LocalService(OPERATIONS, _handlers(clients, authenticator))


def _handlers(clients: ClientRegistry, authenticator: Authenticator) -> Mapping[str, Handler]:
    started = time.monotonic()

    def client(call: ReceivedCall) -> Client:
        found = clients.find(call.args["clientId"])
        if found is None:
            raise ApiError("ResourceNotFound", f"there is no client {call.args['clientId']}")
        return _described(found)

    def listClients(call: ReceivedCall) -> ListClientsResponse:
        matching = clients.startingWith(call.query.get("prefix", ""))
        found, token = page(matching, lambda client: client.clientId, call.page)
        return ListClientsResponse(
            clients=[_described(client) for client in found], continuationToken=token
        )

    def testAuthenticate(call: ReceivedCall) -> TestAuthenticateResponse:
        request = call.body(TestAuthenticateRequest)
        return _test(authenticator, call, request.clientScopes or [], request.requiredScopes or [])

    return {
        "ping": lambda _: PingResponse(alive=True, uptime=time.monotonic() - started),
        "client": client,
        "listClients": listClients,
        "currentScopes": lambda call: ScopeSet(scopes=list(call.caller.scopes)),
        "expandScopes": lambda call: ScopeSet(
            scopes=normalizeScopes(call.body(ExpandScopesRequest).scopes)
        ),
        "testAuthenticate": testAuthenticate,
        "testAuthenticateGet": lambda call: _test(
            authenticator,
            call,
            ["test:*", "auth:create-client:test:*"],
            ["test:authenticate-get"],
        ),
    }


def _test(
    authenticator: Authenticator, call: ReceivedCall, scopes: Sequence[str], required: Sequence[str]
) -> TestAuthenticateResponse:
    """Authenticate a call as if `tester` were the only client."""
    caller = authenticator.identify(call.signed, _tester(scopes))
    requireScopes(caller, {"AllOf": required})
    return TestAuthenticateResponse(clientId=caller.clientId, scopes=list(caller.scopes))


def _tester(scopes: Sequence[str]) -> FindClient:
    tester = ClientRecord(
        clientId="tester",
        accessToken="no-secret",  # This token is public: it is the same in every Taskcluster.
        scopes=tuple(scopes),
        description="",
        created=datetime.min.replace(tzinfo=UTC),
        expires=datetime.max.replace(tzinfo=UTC),
    )
    return {tester.clientId: tester}.get


def _described(client: ClientRecord) -> Client:
    return Client(
        clientId=client.clientId,
        description=client.description,
        scopes=list(client.scopes),
        expandedScopes=list(client.scopes),
        expires=client.expires,
        disabled=client.disabled,
        deleteOnExpiration=False,
        created=client.created,
        lastModified=client.created,
        lastDateUsed=client.created,
        lastRotated=client.created,
    )
