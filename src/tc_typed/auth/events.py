"""Exchanges of the auth service on Pulse, and their routing keys.

Compiled from schemas/auth by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from tc_typed.auth.models import ClientMessage, RoleMessage
from tc_typed.core.events import Binding, Exchange, MessageT_co, ServiceEvents, Word


class AuthRoutingKey(NamedTuple):
    """A routing key, word by word.

    It is that of `clientCreated`, `clientUpdated`, `clientDeleted`, `roleCreated`, `roleUpdated`,
    `roleDeleted`. A word that the service leaves blank, `_` on the wire, is `None`.
    """

    reserved: str | None
    """Room for words added in future; match it with `#`, which is what happens when it is left
    out.
    """


class AuthExchange(Exchange[MessageT_co, AuthRoutingKey]):
    """An exchange whose routing keys are each a `AuthRoutingKey`."""

    key: Callable[..., AuthRoutingKey] = AuthRoutingKey
    words: ClassVar[tuple[Word, ...]] = (Word("reserved", multiple=True, required=False),)

    def __call__(
        self, routingKeyPattern: str | None = None, /, *, reserved: str | None = None
    ) -> Binding[MessageT_co, AuthRoutingKey]:
        """Choose which messages to get.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, which also reads the messages that arrive.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.
        """
        return self.bind(routingKeyPattern, reserved=reserved)


class AuthEvents(ServiceEvents):
    """Pulse messages that announce changes to clients and roles.

    The auth service itself listens to them to refresh its caches, but anyone may follow them, for
    instance to watch who gains access. A message only names what has changed; fetch the rest from
    the API.
    """

    serviceName: ClassVar[str] = "auth"
    exchangePrefix: ClassVar[str] = "exchange/taskcluster-auth/v1/"

    clientCreated: ClassVar[AuthExchange[ClientMessage]] = AuthExchange(
        "client-created", ClientMessage
    )
    """Client created.

    Sent when a client has been created. The message carries the name only, never the access token.

    Exchange: `exchange/taskcluster-auth/v1/client-created`.
    """

    clientUpdated: ClassVar[AuthExchange[ClientMessage]] = AuthExchange(
        "client-updated", ClientMessage
    )
    """Client updated.

    Sent when an existing client has been changed; call `client` to see its present properties.

    Exchange: `exchange/taskcluster-auth/v1/client-updated`.
    """

    clientDeleted: ClassVar[AuthExchange[ClientMessage]] = AuthExchange(
        "client-deleted", ClientMessage
    )
    """Client deleted.

    Sent when a client has been removed, so that its credentials no longer work.

    Exchange: `exchange/taskcluster-auth/v1/client-deleted`.
    """

    roleCreated: ClassVar[AuthExchange[RoleMessage]] = AuthExchange("role-created", RoleMessage)
    """Role created.

    Sent when a role has been created; call `role` to see what it grants.

    Exchange: `exchange/taskcluster-auth/v1/role-created`.
    """

    roleUpdated: ClassVar[AuthExchange[RoleMessage]] = AuthExchange("role-updated", RoleMessage)
    """Role updated.

    Sent when the scopes or description of an existing role have been changed; call `role` to see
    them.

    Exchange: `exchange/taskcluster-auth/v1/role-updated`.
    """

    roleDeleted: ClassVar[AuthExchange[RoleMessage]] = AuthExchange("role-deleted", RoleMessage)
    """Role deleted.

    Sent when a role has been removed, which takes its scopes away from everyone who relied on it.

    Exchange: `exchange/taskcluster-auth/v1/role-deleted`.
    """
