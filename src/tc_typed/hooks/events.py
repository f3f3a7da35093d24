"""Exchanges of the hooks service on Pulse, and their routing keys.

Compiled from schemas/hooks by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from tc_typed.core.events import Binding, Exchange, MessageT_co, ServiceEvents, Word
from tc_typed.hooks.models import HookChangedMessage


class HookRoutingKey(NamedTuple):
    """A routing key, split into words.

    Exchanges: `hookCreated`, `hookUpdated`, `hookDeleted`. A word that the service leaves blank,
    `_` on the wire, is `None`.
    """

    reserved: str | None
    """Reserved for future use. If you omit it in a binding, `#` matches it."""


class HookExchange(Exchange[MessageT_co, HookRoutingKey]):
    """An exchange with routing keys of type `HookRoutingKey`."""

    key: Callable[..., HookRoutingKey] = HookRoutingKey
    words: ClassVar[tuple[Word, ...]] = (Word("reserved", multiple=True, required=False),)

    def __call__(
        self, routingKeyPattern: str | None = None, /, *, reserved: str | None = None
    ) -> Binding[MessageT_co, HookRoutingKey]:
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


class HooksEvents(ServiceEvents):
    """Pulse messages about changes to hooks.

    The hooks service uses them to update its Pulse bindings, but anyone can listen, for instance to
    keep a list of hooks up to date. A message contains only the hook's name; get its definition
    from the API.
    """

    serviceName: ClassVar[str] = "hooks"
    exchangePrefix: ClassVar[str] = "exchange/taskcluster-hooks/v1/"

    hookCreated: ClassVar[HookExchange[HookChangedMessage]] = HookExchange(
        "hook-created", HookChangedMessage
    )
    """Hook created.

    Sent when a hook has been created, and again if the call to `createHook` is repeated.

    Exchange: `exchange/taskcluster-hooks/v1/hook-created`.
    """

    hookUpdated: ClassVar[HookExchange[HookChangedMessage]] = HookExchange(
        "hook-updated", HookChangedMessage
    )
    """Hook updated.

    Sent when the definition of an existing hook has been replaced; call `hook` to get the new one.

    Exchange: `exchange/taskcluster-hooks/v1/hook-updated`.
    """

    hookDeleted: ClassVar[HookExchange[HookChangedMessage]] = HookExchange(
        "hook-deleted", HookChangedMessage
    )
    """Hook deleted.

    Sent when a hook has been deleted and no longer fires. Also sent when a hook that does not exist
    is deleted.

    Exchange: `exchange/taskcluster-hooks/v1/hook-deleted`.
    """
