"""Exchanges of the notify service on Pulse, and their routing keys.

Compiled from schemas/notify by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from tc_typed.core.events import Binding, Exchange, MessageT_co, ServiceEvents, Word
from tc_typed.notify.models import NotificationMessage


class NotificationRoutingKey(NamedTuple):
    """A routing key, word by word. It is that of `notify`."""

    routingKeyKind: str
    """Always `primary` here; the copy of a message has `route` in its place."""
    topic: str
    """Topic chosen by the sender, of one or more words: the `routingKey` given to `pulse`, or what
    stands between `notify.pulse.` and `.on-` in a task's route.
    """


class NotificationExchange(Exchange[MessageT_co, NotificationRoutingKey]):
    """An exchange whose routing keys are each a `NotificationRoutingKey`."""

    key: Callable[..., NotificationRoutingKey] = NotificationRoutingKey
    words: ClassVar[tuple[Word, ...]] = (
        Word("routingKeyKind", constant="primary"),
        Word("topic", multiple=True),
    )

    def __call__(
        self, routingKeyPattern: str | None = None, /, *, topic: str | None = None
    ) -> Binding[MessageT_co, NotificationRoutingKey]:
        """Choose which messages to get.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            topic: Topic chosen by the sender, of one or more words: the `routingKey` given to
                `pulse`, or what stands between `notify.pulse.` and `.on-` in a task's route.

        Returns:
            A binding, which also reads the messages that arrive.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.
        """
        return self.bind(routingKeyPattern, topic=topic)


class NotifyEvents(ServiceEvents):
    """Pulse messages that callers and tasks have the notify service send.

    Each goes out under the topic that its sender chose, with a content that only sender and
    listener need to agree on.
    """

    serviceName: ClassVar[str] = "notify"
    exchangePrefix: ClassVar[str] = "exchange/taskcluster-notify/v1/"

    notify: ClassVar[NotificationExchange[NotificationMessage]] = NotificationExchange(
        "notification", NotificationMessage
    )
    """Notification.

    Sent when `pulse` is called, and when a task with a `notify.pulse.` route reaches the state
    named in it; in the latter case the content is the task's status. A copy goes to the routing key
    `route.<topic>`.

    Exchange: `exchange/taskcluster-notify/v1/notification`.
    """
