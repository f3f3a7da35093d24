"""Clients and roles of a local Taskcluster, with messages and an audit log of their changes."""

from __future__ import annotations

from tc_typed.auth.events import AuthEvents, AuthExchange
from tc_typed.auth.models import ClientMessage, CreateClientRequest, CreateRoleRequest, RoleMessage
from tc_typed.core.signing.credentials import Credentials
from tc_typed.testing.messages import Messages
from tc_typed.testing.server.authentication import Directory
from tc_typed.testing.services.auth.clients import ClientRecord, ClientRegistry, checkIsNotStatic
from tc_typed.testing.services.auth.history import ActionRecord, ActionType, History
from tc_typed.testing.services.auth.roles import PUBLIC_SCOPES, RoleRecord, RoleRegistry
from tc_typed.testing.timeline import Timeline

_STATIC_DESCRIPTION = "Static client of the local Taskcluster."

_VERSION = 1
"""Version of the format of all messages."""


class AuthState:
    """Clients and roles. Each change is logged and sends a message.

    The argument `by` of a method is the clientId of the caller that makes the change.
    """

    def __init__(self, timeline: Timeline, messages: Messages) -> None:
        """Start with what is in the store. If it is new, the only role is `anonymous`.

        Args:
            timeline: Timeline of the local Taskcluster.
            messages: Messages of the local Taskcluster.
        """
        self._timeline = timeline
        self._messages = messages
        self.clients: ClientRegistry = ClientRegistry(timeline)
        self.roles: RoleRegistry = RoleRegistry(timeline.store)
        self.history: History = History(timeline.store)
        self.directory: Directory = Directory(self.clients.use, self.roles.expand)
        if timeline.store.isNew:
            with timeline.enter() as now:
                self.roles.create("anonymous", PUBLIC_SCOPES, "Scopes of every caller.", now)

    def staticCredentials(self, clientId: str, accessToken: str | None = None) -> Credentials:
        """Return the credentials of a static client with all scopes; create it if it is missing.

        Args:
            clientId: Id of the client.
            accessToken: Its access token, instead of the one that it may have. By default it keeps
                that, or gets a new one.
        """
        with self._timeline.enter() as now:
            client = self.clients.makeStatic(clientId, _STATIC_DESCRIPTION, accessToken, now)
        return Credentials(client.clientId, client.accessToken)

    # Clients

    def createClient(self, clientId: str, request: CreateClientRequest, by: str) -> ClientRecord:
        """Create a client, see `ClientRegistry.create`."""
        checkIsNotStatic(clientId)
        with self._timeline.enter() as now:
            client = self.clients.create(
                clientId,
                request.scopes or [],
                description=request.description,
                expires=request.expires,
                deleteOnExpiration=request.deleteOnExpiration or False,
                now=now,
            )
            self._clientChanged(AuthEvents.clientCreated, clientId, "created", by)
        return client

    def updateClient(self, clientId: str, request: CreateClientRequest, by: str) -> ClientRecord:
        """Replace properties of a client, see `ClientRegistry.update`."""
        checkIsNotStatic(clientId)
        with self._timeline.enter() as now:
            client = self.clients.update(
                clientId,
                request.scopes,
                description=request.description,
                expires=request.expires,
                deleteOnExpiration=request.deleteOnExpiration or False,
                now=now,
            )
            self._clientChanged(AuthEvents.clientUpdated, clientId, "updated", by)
        return client

    def enableClient(self, clientId: str, by: str) -> ClientRecord:
        """Enable a client."""
        return self._setDisabled(clientId, disabled=False, by=by)

    def disableClient(self, clientId: str, by: str) -> ClientRecord:
        """Disable a client."""
        return self._setDisabled(clientId, disabled=True, by=by)

    def _setDisabled(self, clientId: str, *, disabled: bool, by: str) -> ClientRecord:
        checkIsNotStatic(clientId)
        action: ActionType = "client disabled" if disabled else "client enabled"
        with self._timeline.enter() as now:
            client = self.clients.setDisabled(clientId, disabled=disabled, now=now)
            self._clientChanged(AuthEvents.clientUpdated, clientId, action, by)
        return client

    def resetAccessToken(self, clientId: str, by: str) -> ClientRecord:
        """Give a client a new access token."""
        checkIsNotStatic(clientId)
        with self._timeline.enter() as now:
            client = self.clients.resetToken(clientId, now)
            self._clientChanged(AuthEvents.clientUpdated, clientId, "access token reset", by)
        return client

    def deleteClient(self, clientId: str, by: str) -> None:
        """Delete a client, if it exists."""
        checkIsNotStatic(clientId)
        with self._timeline.enter():
            self.clients.delete(clientId)
            self._clientChanged(AuthEvents.clientDeleted, clientId, "deleted", by)

    # Roles

    def createRole(self, roleId: str, request: CreateRoleRequest, by: str) -> RoleRecord:
        """Create a role, see `RoleRegistry.create`."""
        with self._timeline.enter() as now:
            role = self.roles.create(roleId, request.scopes, request.description, now)
            self._roleChanged(AuthEvents.roleCreated, roleId, "created", by)
        return role

    def updateRole(self, roleId: str, request: CreateRoleRequest, by: str) -> RoleRecord:
        """Replace the scopes and the description of a role, see `RoleRegistry.update`."""
        with self._timeline.enter() as now:
            role = self.roles.update(roleId, request.scopes, request.description, now)
            self._roleChanged(AuthEvents.roleUpdated, roleId, "updated", by)
        return role

    def deleteRole(self, roleId: str, by: str) -> None:
        """Delete a role, if it exists."""
        with self._timeline.enter():
            self.roles.delete(roleId)
            self._roleChanged(AuthEvents.roleDeleted, roleId, "deleted", by)

    def _clientChanged(
        self, exchange: AuthExchange[ClientMessage], clientId: str, action: ActionType, by: str
    ) -> None:
        with self._timeline.enter() as now:
            self.history.add(ActionRecord("client", clientId, action, by, now))
        self._messages.publish(exchange, ClientMessage(clientId=clientId, version=_VERSION))

    def _roleChanged(
        self, exchange: AuthExchange[RoleMessage], roleId: str, action: ActionType, by: str
    ) -> None:
        with self._timeline.enter() as now:
            self.history.add(ActionRecord("role", roleId, action, by, now))
        self._messages.publish(exchange, RoleMessage(roleId=roleId, version=_VERSION))
