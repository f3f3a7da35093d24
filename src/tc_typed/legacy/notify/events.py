"""Exchanges of the notify service on Pulse, and their routing keys.

Compiled from schemas/legacy/notify by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from tc_typed.core.events import Binding, Exchange, MessageT_co, Word
from tc_typed.legacy.notify.models import IrcRequestResponse
from tc_typed.notify import events as base


class IRCRequestRoutingKey(NamedTuple):
    """A routing key, word by word.

    It is that of `ircRequest`. A word that the service leaves blank, `_` on the wire, is `None`.
    """

    routingKeyKind: str
    """Always `primary` here."""
    reserved: str | None
    """Room for words added in future; match it with `#`, which is what happens when it is left
    out.
    """


class IRCRequestExchange(Exchange[MessageT_co, IRCRequestRoutingKey]):
    """An exchange whose routing keys are each a `IRCRequestRoutingKey`."""

    key: Callable[..., IRCRequestRoutingKey] = IRCRequestRoutingKey
    words: ClassVar[tuple[Word, ...]] = (
        Word("routingKeyKind", constant="primary"),
        Word("reserved", multiple=True, required=False),
    )

    def __call__(
        self, routingKeyPattern: str | None = None, /, *, reserved: str | None = None
    ) -> Binding[MessageT_co, IRCRequestRoutingKey]:
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


class NotifyEvents(base.NotifyEvents):
    """Today's Pulse messages of the notify service, and those for IRC that older releases sent.

    Releases up to 39.2.0 had them; 40.0.0 dropped them together with the `irc` method.
    """

    serviceName: ClassVar[str] = "notify"
    exchangePrefix: ClassVar[str] = "exchange/taskcluster-notify/v1/"

    ircRequest: ClassVar[IRCRequestExchange[IrcRequestResponse]] = IRCRequestExchange(
        "irc-request", IrcRequestResponse
    )
    """IRC request.

    Sent for each message that is to go to IRC, by a call of `irc` or by a task's route. The part of
    the service that is connected to IRC listens to it.

    Exchange: `exchange/taskcluster-notify/v1/irc-request`.
    """
