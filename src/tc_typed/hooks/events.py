"""Exchanges of the hooks service on Pulse, and their routing keys.

Compiled from schemas/hooks by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from tc_typed.core.events import Binding, Exchange, MessageT_co, ServiceEvents, Word
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


class HookExchange(Exchange[MessageT_co, HookRoutingKey]):
    """An exchange whose routing keys are each a `HookRoutingKey`."""

    key: Callable[..., HookRoutingKey] = HookRoutingKey
    words: ClassVar[tuple[Word, ...]] = (Word("reserved", multiple=True, required=False),)

    def __call__(
        self, routingKeyPattern: str | None = None, /, *, reserved: str | None = None
    ) -> Binding[MessageT_co, HookRoutingKey]:
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


class HooksEvents(ServiceEvents):
    """Pulse messages that announce changes to hooks.

    The hooks service follows them itself to bring its Pulse bindings in line, but anyone may
    listen, for instance to keep a list of hooks up to date. A message only names the hook; fetch
    its definition from the API.
    """

    serviceName: ClassVar[str] = "hooks"
    exchangePrefix: ClassVar[str] = "exchange/taskcluster-hooks/v1/"

    hookCreated: ClassVar[HookExchange[HookChangedMessage]] = HookExchange(
        "hook-created", HookChangedMessage
    )
    """Hook created.

    Sent when a hook has been created, and once more if that call is repeated.

    Exchange: `exchange/taskcluster-hooks/v1/hook-created`.
    """

    hookUpdated: ClassVar[HookExchange[HookChangedMessage]] = HookExchange(
        "hook-updated", HookChangedMessage
    )
    """Hook updated.

    Sent when the definition of an existing hook has been replaced; call `hook` to see the new one.

    Exchange: `exchange/taskcluster-hooks/v1/hook-updated`.
    """

    hookDeleted: ClassVar[HookExchange[HookChangedMessage]] = HookExchange(
        "hook-deleted", HookChangedMessage
    )
    """Hook deleted.

    Sent when a hook has been removed, so that it no longer fires. Removing one that does not exist
    sends it too.

    Exchange: `exchange/taskcluster-hooks/v1/hook-deleted`.
    """
