"""Clients of a local Taskcluster."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from tc_typed.slugs import slugId
from tc_typed.testing.clock import inMilliseconds
from tc_typed.testing.server.authentication import KnownClient
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.services.auth.scopes import checkScopes, sortedScopes
from tc_typed.testing.services.lookup import lookUp
from tc_typed.testing.timeline import Timeline

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Expiry of clients that should not expire."""

_STATIC_PREFIX = "static/"

_ALL_SCOPES = "*"

_RETRY_WINDOW = timedelta(minutes=15)
"""Time after a client's creation in which an identical createClient is treated as a retry."""

_USE_PRECISION = timedelta(hours=6)
"""Minimum time between two updates of a client's `lastDateUsed`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientRecord(KnownClient):
    """A client of the local Taskcluster, with its permanent credentials."""

    description: str
    deleteOnExpiration: bool
    created: datetime
    lastModified: datetime
    lastDateUsed: datetime
    lastRotated: datetime


class ClientRegistry:
    """Clients of a local Taskcluster. Call all methods inside the timeline."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._clients: dict[str, ClientRecord] = {}
        self._records = timeline.store.records("auth.clients", ClientRecord)
        for _, client in self._records.load():
            self._keep(client)

    def create(
        self,
        clientId: str,
        scopes: Iterable[str],
        *,
        description: str,
        expires: datetime,
        deleteOnExpiration: bool = False,
        now: datetime,
    ) -> ClientRecord:
        """Create a client. If it was just created exactly like this, return it unchanged.

        Args:
            clientId: Id of the client.
            scopes: Scopes of the client.
            description: Description of the client, in Markdown.
            expires: Time at which its credentials expire.
            deleteOnExpiration: Whether it is deleted at that time.
            now: Current time.

        Raises:
            ApiError: with the code RequestConflict, if the client already exists; with the code
                InputError, if the scopes are not allowed.
        """
        checkScopes(scopes := sortedScopes(scopes))
        client = ClientRecord(
            clientId=clientId,
            accessToken=_newToken(),
            scopes=scopes,
            description=description,
            expires=inMilliseconds(expires),
            deleteOnExpiration=deleteOnExpiration,
            created=now,
            lastModified=now,
            lastDateUsed=now,
            lastRotated=now,
        )
        existing = self._clients.get(clientId)
        if existing is None:
            return self._store(client)
        if _properties(existing) != _properties(client) or existing.created < now - _RETRY_WINDOW:
            raise ApiError("RequestConflict", f"client {clientId!r} already exists")
        return existing

    def update(
        self,
        clientId: str,
        scopes: Iterable[str] | None,
        *,
        description: str,
        expires: datetime,
        deleteOnExpiration: bool,
        now: datetime,
    ) -> ClientRecord:
        """Replace properties of a client.

        Args:
            clientId: Id of the client.
            scopes: Scopes of the client; `None` keeps those that it has.
            description: Description of the client, in Markdown.
            expires: Time at which its credentials expire.
            deleteOnExpiration: Whether it is deleted at that time.
            now: Current time.

        Raises:
            ApiError: with the code ResourceNotFound, if the client does not exist; with the code
                InputError, if the scopes are not allowed.
        """
        client = self.get(clientId)
        given = client.scopes if scopes is None else sortedScopes(scopes)
        checkScopes(given)
        return self._store(
            replace(
                client,
                scopes=given,
                description=description,
                expires=inMilliseconds(expires),
                deleteOnExpiration=deleteOnExpiration,
                lastModified=now,
            )
        )

    def setDisabled(self, clientId: str, *, disabled: bool, now: datetime) -> ClientRecord:
        """Disable or enable a client.

        Raises:
            ApiError: with the code ResourceNotFound, if the client does not exist.
        """
        return self._store(replace(self.get(clientId), disabled=disabled, lastModified=now))

    def resetToken(self, clientId: str, now: datetime) -> ClientRecord:
        """Give a client a new access token.

        Raises:
            ApiError: with the code ResourceNotFound, if the client does not exist.
        """
        client = self.get(clientId)
        return self._store(
            replace(client, accessToken=_newToken(), lastModified=now, lastRotated=now)
        )

    def delete(self, clientId: str) -> None:
        """Delete a client, if it exists."""
        self._clients.pop(clientId, None)
        self._records.delete(clientId)

    def find(self, clientId: str) -> ClientRecord | None:
        """Return the client with an id; `None` if it does not exist."""
        return self._clients.get(clientId)

    def use(self, clientId: str) -> ClientRecord | None:
        """Return the client with an id, whose credentials are being used, and record the use.

        Like on a real server, the use is only recorded if the last recorded one was more than 6
        hours ago.
        """
        client = self._clients.get(clientId)
        if client is not None:
            with self._timeline.enter() as now:
                if client.lastDateUsed < now - _USE_PRECISION:
                    client = self._store(replace(client, lastDateUsed=now))
        return client

    def get(self, clientId: str) -> ClientRecord:
        """Return a client.

        Raises:
            ApiError: with the code ResourceNotFound, if the client does not exist.
        """
        return lookUp(self._clients, clientId, "client")

    def startingWith(self, prefix: str) -> list[ClientRecord]:
        """Return the clients whose ids start with a prefix."""
        return [client for name, client in self._clients.items() if name.startswith(prefix)]

    def makeStatic(
        self, clientId: str, description: str, accessToken: str | None, now: datetime
    ) -> ClientRecord:
        """Create a client with all scopes that never expires, or make an existing one like that.

        Args:
            clientId: Id of the client.
            description: Description of a new client, in Markdown.
            accessToken: Its access token. By default it keeps the one that it has, or gets a new
                one.
            now: Current time.
        """
        client = self.find(clientId) or self.create(
            clientId, [_ALL_SCOPES], description=description, expires=NEVER, now=now
        )
        wanted = replace(
            client,
            accessToken=accessToken or client.accessToken,
            scopes=(_ALL_SCOPES,),
            expires=NEVER,
            deleteOnExpiration=False,
            disabled=False,
        )
        return client if client == wanted else self._store(wanted)

    def _store(self, client: ClientRecord) -> ClientRecord:
        self._records.put(client.clientId, client)
        return self._keep(client)

    def _keep(self, client: ClientRecord) -> ClientRecord:
        self._clients[client.clientId] = client
        if client.deleteOnExpiration:
            self._timeline.at(client.expires, lambda now: self._expire(client.clientId, now))
        return client

    def _expire(self, clientId: str, now: datetime) -> None:
        client = self._clients.get(clientId)
        if client is not None and client.deleteOnExpiration and client.expires <= now:
            self.delete(clientId)


def checkIsNotStatic(clientId: str) -> None:
    """Check that a client can be changed.

    Raises:
        ApiError: with the code InputError, if it is static, which means that it is part of the
            deployment's configuration.
    """
    if clientId.startswith(_STATIC_PREFIX):
        raise ApiError(
            "InputError",
            f"clientId must not start with {_STATIC_PREFIX}, because static clients are part of "
            f"the deployment's configuration, got {clientId!r}",
        )


def _properties(client: ClientRecord) -> tuple[object, ...]:
    return (
        client.scopes,
        client.description,
        client.expires,
        client.deleteOnExpiration,
        client.disabled,
    )


def _newToken() -> str:
    return slugId() + slugId()
