"""What the auth service publishes on Pulse: its exchanges, and their routing keys.

Compiled from schemas/auth by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, NamedTuple

from tc_typed.auth.models import ClientMessage, RoleMessage
from tc_typed.core.events import Binding, Exchange, ServiceEvents, Word


class AuthRoutingKey(NamedTuple):
    """A routing key, word by word.

    It is that of `clientCreated`, `clientUpdated`, `clientDeleted`, `roleCreated`, `roleUpdated`,
    `roleDeleted`. A word that the service leaves blank, `_` on the wire, is `None`.
    """

    reserved: str | None
    """Room for words added in future; match it with `#`, which is what happens when it is left
    out.
    """


_clientCreated: Exchange[ClientMessage, AuthRoutingKey] = Exchange(
    service="auth",
    name="clientCreated",
    exchange="exchange/taskcluster-auth/v1/client-created",
    layout=(Word("reserved", multiple=True, required=False),),
    key=AuthRoutingKey,
    message=ClientMessage,
)
_clientUpdated: Exchange[ClientMessage, AuthRoutingKey] = Exchange(
    service="auth",
    name="clientUpdated",
    exchange="exchange/taskcluster-auth/v1/client-updated",
    layout=(Word("reserved", multiple=True, required=False),),
    key=AuthRoutingKey,
    message=ClientMessage,
)
_clientDeleted: Exchange[ClientMessage, AuthRoutingKey] = Exchange(
    service="auth",
    name="clientDeleted",
    exchange="exchange/taskcluster-auth/v1/client-deleted",
    layout=(Word("reserved", multiple=True, required=False),),
    key=AuthRoutingKey,
    message=ClientMessage,
)
_roleCreated: Exchange[RoleMessage, AuthRoutingKey] = Exchange(
    service="auth",
    name="roleCreated",
    exchange="exchange/taskcluster-auth/v1/role-created",
    layout=(Word("reserved", multiple=True, required=False),),
    key=AuthRoutingKey,
    message=RoleMessage,
)
_roleUpdated: Exchange[RoleMessage, AuthRoutingKey] = Exchange(
    service="auth",
    name="roleUpdated",
    exchange="exchange/taskcluster-auth/v1/role-updated",
    layout=(Word("reserved", multiple=True, required=False),),
    key=AuthRoutingKey,
    message=RoleMessage,
)
_roleDeleted: Exchange[RoleMessage, AuthRoutingKey] = Exchange(
    service="auth",
    name="roleDeleted",
    exchange="exchange/taskcluster-auth/v1/role-deleted",
    layout=(Word("reserved", multiple=True, required=False),),
    key=AuthRoutingKey,
    message=RoleMessage,
)


class AuthEvents(ServiceEvents):
    """Pulse messages that announce changes to clients and roles.

    The auth service itself listens to them to refresh its caches, but anyone may follow them, for
    instance to watch who gains access. A message only names what has changed; fetch the rest from
    the API.
    """

    serviceName: ClassVar[str] = "auth"
    exchanges: ClassVar[Mapping[str, Exchange]] = {
        exchange.name: exchange
        for exchange in (
            _clientCreated,
            _clientUpdated,
            _clientDeleted,
            _roleCreated,
            _roleUpdated,
            _roleDeleted,
        )
    }

    def clientCreated(
        self, routingKeyPattern: str | None = None, /, *, reserved: str | None = None
    ) -> Binding[ClientMessage, AuthRoutingKey]:
        """Client created.

        Sent when a client has been created. The message carries the name only, never the access
        token.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `ClientMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-auth/v1/client-created`.
        """
        return _clientCreated.bind(routingKeyPattern, reserved=reserved)

    def clientUpdated(
        self, routingKeyPattern: str | None = None, /, *, reserved: str | None = None
    ) -> Binding[ClientMessage, AuthRoutingKey]:
        """Client updated.

        Sent when an existing client has been changed; call `client` to see its present properties.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `ClientMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-auth/v1/client-updated`.
        """
        return _clientUpdated.bind(routingKeyPattern, reserved=reserved)

    def clientDeleted(
        self, routingKeyPattern: str | None = None, /, *, reserved: str | None = None
    ) -> Binding[ClientMessage, AuthRoutingKey]:
        """Client deleted.

        Sent when a client has been removed, so that its credentials no longer work.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `ClientMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-auth/v1/client-deleted`.
        """
        return _clientDeleted.bind(routingKeyPattern, reserved=reserved)

    def roleCreated(
        self, routingKeyPattern: str | None = None, /, *, reserved: str | None = None
    ) -> Binding[RoleMessage, AuthRoutingKey]:
        """Role created.

        Sent when a role has been created; call `role` to see what it grants.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `RoleMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-auth/v1/role-created`.
        """
        return _roleCreated.bind(routingKeyPattern, reserved=reserved)

    def roleUpdated(
        self, routingKeyPattern: str | None = None, /, *, reserved: str | None = None
    ) -> Binding[RoleMessage, AuthRoutingKey]:
        """Role updated.

        Sent when the scopes or description of an existing role have been changed; call `role` to
        see them.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `RoleMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-auth/v1/role-updated`.
        """
        return _roleUpdated.bind(routingKeyPattern, reserved=reserved)

    def roleDeleted(
        self, routingKeyPattern: str | None = None, /, *, reserved: str | None = None
    ) -> Binding[RoleMessage, AuthRoutingKey]:
        """Role deleted.

        Sent when a role has been removed, which takes its scopes away from everyone who relied on
        it.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `RoleMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-auth/v1/role-deleted`.
        """
        return _roleDeleted.bind(routingKeyPattern, reserved=reserved)
