"""What the notify service publishes on Pulse: its exchanges, and their routing keys.

Compiled from schemas/legacy/notify by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, NamedTuple

from tc_typed.core.events import Binding, Exchange, Word
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


_ircRequest: Exchange[IrcRequestResponse, IRCRequestRoutingKey] = Exchange(
    service="notify",
    name="ircRequest",
    exchange="exchange/taskcluster-notify/v1/irc-request",
    layout=(
        Word("routingKeyKind", constant="primary"),
        Word("reserved", multiple=True, required=False),
    ),
    key=IRCRequestRoutingKey,
    message=IrcRequestResponse,
)


class NotifyEvents(base.NotifyEvents):
    """Today's Pulse messages of the notify service, and those for IRC that older releases sent.

    Releases up to 39.2.0 had them; 40.0.0 dropped them together with the `irc` method.
    """

    serviceName: ClassVar[str] = "notify"
    exchanges: ClassVar[Mapping[str, Exchange]] = dict(base.NotifyEvents.exchanges) | {
        exchange.name: exchange for exchange in (_ircRequest,)
    }

    def ircRequest(
        self, routingKeyPattern: str | None = None, /, *, reserved: str | None = None
    ) -> Binding[IrcRequestResponse, IRCRequestRoutingKey]:
        """IRC request.

        Sent for each message that is to go to IRC, by a call of `irc` or by a task's route. The
        part of the service that is connected to IRC listens to it.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `IrcRequestResponse`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-notify/v1/irc-request`.
        """
        return _ircRequest.bind(routingKeyPattern, reserved=reserved)
