"""Exchanges of the auth service on Pulse, and their routing keys.

Compiled from schemas/auth by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from tc_typed.auth.models import ClientMessage, RoleMessage
from tc_typed.core.events import Binding, Exchange, MessageT_co, ServiceEvents, Word


class AuthRoutingKey(NamedTuple):
    """A routing key, split into words.

    Exchanges: `clientCreated`, `clientUpdated`, `clientDeleted`, `roleCreated`, `roleUpdated`,
    `roleDeleted`. A word that the service leaves blank, `_` on the wire, is `None`.
    """

    reserved: str | None
    """Reserved for future use. If you omit it in a binding, `#` matches it."""


class AuthExchange(Exchange[MessageT_co, AuthRoutingKey]):
    """An exchange with routing keys of type `AuthRoutingKey`."""

    key: Callable[..., AuthRoutingKey] = AuthRoutingKey
    words: ClassVar[tuple[Word, ...]] = (Word("reserved", multiple=True, required=False),)

    def __call__(
        self, routingKeyPattern: str | None = None, /, *, reserved: str | None = None
    ) -> Binding[MessageT_co, AuthRoutingKey]:
        """Select the messages to receive.

        Args:
            routingKeyPattern: Complete routing key pattern, instead of single words.
            reserved: Reserved for future use. If you omit it in a binding, `#` matches it.

        Returns:
            A binding, which also parses the messages.

        Raises:
            InvalidCall: if a word is invalid, or is given together with a pattern.
        """
        return self.bind(routingKeyPattern, reserved=reserved)


class AuthEvents(ServiceEvents):
    """Pulse messages about changes to clients and roles.

    The auth service uses them to refresh its caches, but anyone can listen, for instance to monitor
    who gains access. A message contains only the name of what has changed; get the rest from the
    API.
    """

    serviceName: ClassVar[str] = "auth"
    exchangePrefix: ClassVar[str] = "exchange/taskcluster-auth/v1/"

    clientCreated: ClassVar[AuthExchange[ClientMessage]] = AuthExchange(
        "client-created", ClientMessage
    )
    """Client created.

    Sent when a client has been created. The message contains only its name, never the access token.

    Exchange: `exchange/taskcluster-auth/v1/client-created`.
    """

    clientUpdated: ClassVar[AuthExchange[ClientMessage]] = AuthExchange(
        "client-updated", ClientMessage
    )
    """Client updated.

    Sent when an existing client has been changed; call `client` to get its current properties.

    Exchange: `exchange/taskcluster-auth/v1/client-updated`.
    """

    clientDeleted: ClassVar[AuthExchange[ClientMessage]] = AuthExchange(
        "client-deleted", ClientMessage
    )
    """Client deleted.

    Sent when a client has been deleted and its credentials no longer work.

    Exchange: `exchange/taskcluster-auth/v1/client-deleted`.
    """

    roleCreated: ClassVar[AuthExchange[RoleMessage]] = AuthExchange("role-created", RoleMessage)
    """Role created.

    Sent when a role has been created; call `role` to get its scopes.

    Exchange: `exchange/taskcluster-auth/v1/role-created`.
    """

    roleUpdated: ClassVar[AuthExchange[RoleMessage]] = AuthExchange("role-updated", RoleMessage)
    """Role updated.

    Sent when the scopes or the description of an existing role have changed; call `role` to get
    them.

    Exchange: `exchange/taskcluster-auth/v1/role-updated`.
    """

    roleDeleted: ClassVar[AuthExchange[RoleMessage]] = AuthExchange("role-deleted", RoleMessage)
    """Role deleted.

    Sent when a role has been deleted, which takes its scopes away from all its holders.

    Exchange: `exchange/taskcluster-auth/v1/role-deleted`.
    """
