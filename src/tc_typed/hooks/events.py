"""What the hooks service publishes on Pulse: its exchanges, and their routing keys.

Compiled from schemas/hooks by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, NamedTuple

from tc_typed.core.events import Binding, Exchange, ServiceEvents, Word
from tc_typed.hooks.models import HookChangedMessage


class HookRoutingKey(NamedTuple):
    """A routing key, word by word.

    It is that of `hookCreated`, `hookUpdated`, `hookDeleted`. A word that the service leaves blank,
    `_` on the wire, is `None`.
    """

    reserved: str | None
    """Room for words added in future; match it with `#`, which is what happens when it is left
    out.
    """


_hookCreated: Exchange[HookChangedMessage, HookRoutingKey] = Exchange(
    service="hooks",
    name="hookCreated",
    exchange="exchange/taskcluster-hooks/v1/hook-created",
    layout=(Word("reserved", multiple=True, required=False),),
    key=HookRoutingKey,
    message=HookChangedMessage,
)
_hookUpdated: Exchange[HookChangedMessage, HookRoutingKey] = Exchange(
    service="hooks",
    name="hookUpdated",
    exchange="exchange/taskcluster-hooks/v1/hook-updated",
    layout=(Word("reserved", multiple=True, required=False),),
    key=HookRoutingKey,
    message=HookChangedMessage,
)
_hookDeleted: Exchange[HookChangedMessage, HookRoutingKey] = Exchange(
    service="hooks",
    name="hookDeleted",
    exchange="exchange/taskcluster-hooks/v1/hook-deleted",
    layout=(Word("reserved", multiple=True, required=False),),
    key=HookRoutingKey,
    message=HookChangedMessage,
)


class HooksEvents(ServiceEvents):
    """Pulse messages that announce changes to hooks.

    The hooks service follows them itself to bring its Pulse bindings in line, but anyone may
    listen, for instance to keep a list of hooks up to date. A message only names the hook; fetch
    its definition from the API.
    """

    serviceName: ClassVar[str] = "hooks"
    exchanges: ClassVar[Mapping[str, Exchange]] = {
        exchange.name: exchange
        for exchange in (
            _hookCreated,
            _hookUpdated,
            _hookDeleted,
        )
    }

    def hookCreated(
        self, routingKeyPattern: str | None = None, /, *, reserved: str | None = None
    ) -> Binding[HookChangedMessage, HookRoutingKey]:
        """Hook created.

        Sent when a hook has been created, and once more if that call is repeated.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `HookChangedMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-hooks/v1/hook-created`.
        """
        return _hookCreated.bind(routingKeyPattern, reserved=reserved)

    def hookUpdated(
        self, routingKeyPattern: str | None = None, /, *, reserved: str | None = None
    ) -> Binding[HookChangedMessage, HookRoutingKey]:
        """Hook updated.

        Sent when the definition of an existing hook has been replaced; call `hook` to see the new
        one.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `HookChangedMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-hooks/v1/hook-updated`.
        """
        return _hookUpdated.bind(routingKeyPattern, reserved=reserved)

    def hookDeleted(
        self, routingKeyPattern: str | None = None, /, *, reserved: str | None = None
    ) -> Binding[HookChangedMessage, HookRoutingKey]:
        """Hook deleted.

        Sent when a hook has been removed, so that it no longer fires. Removing one that does not
        exist sends it too.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `HookChangedMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-hooks/v1/hook-deleted`.
        """
        return _hookDeleted.bind(routingKeyPattern, reserved=reserved)
