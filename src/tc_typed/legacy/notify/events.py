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
    """A routing key, split into words.

    Exchanges: `ircRequest`. A word that the service leaves blank, `_` on the wire, is `None`.
    """

    routingKeyKind: str
    """Always `primary`."""
    reserved: str | None
    """Reserved for future use. If you omit it in a binding, `#` matches it."""


class IRCRequestExchange(Exchange[MessageT_co, IRCRequestRoutingKey]):
    """An exchange with routing keys of type `IRCRequestRoutingKey`."""

    key: Callable[..., IRCRequestRoutingKey] = IRCRequestRoutingKey
    words: ClassVar[tuple[Word, ...]] = (
        Word("routingKeyKind", constant="primary"),
        Word("reserved", multiple=True, required=False),
    )

    def __call__(
        self, routingKeyPattern: str | None = None, /, *, reserved: str | None = None
    ) -> Binding[MessageT_co, IRCRequestRoutingKey]:
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


class NotifyEvents(base.NotifyEvents):
    """The current Pulse messages of the notify service, plus those for IRC of older releases.

    Releases up to 39.2.0 sent these; 40.0.0 dropped them together with the `irc` method.
    """

    serviceName: ClassVar[str] = "notify"
    exchangePrefix: ClassVar[str] = "exchange/taskcluster-notify/v1/"

    ircRequest: ClassVar[IRCRequestExchange[IrcRequestResponse]] = IRCRequestExchange(
        "irc-request", IrcRequestResponse
    )
    """IRC request.

    Sent for each IRC message that is requested by a call of `irc` or by a task's route. The part of
    the service that is connected to IRC consumes it.

    Exchange: `exchange/taskcluster-notify/v1/irc-request`.
    """
