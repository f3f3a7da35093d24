"""Exchanges of the notify service on Pulse, and their routing keys.

Compiled from schemas/notify by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from tc_typed.core.events import Binding, Exchange, MessageT_co, ServiceEvents, Word
from tc_typed.notify.models import NotificationMessage


class NotificationRoutingKey(NamedTuple):
    """A routing key, split into words. Exchanges: `notify`."""

    routingKeyKind: str
    """Always `primary`, except that the copy sent to `route.<topic>` has `route`."""
    topic: str
    """Topic chosen by the sender, of one or more words: the `routingKey` given to `pulse`, or the
    part between `notify.pulse.` and `.on-` in a task's route.
    """


class NotificationExchange(Exchange[MessageT_co, NotificationRoutingKey]):
    """An exchange with routing keys of type `NotificationRoutingKey`."""

    key: Callable[..., NotificationRoutingKey] = NotificationRoutingKey
    words: ClassVar[tuple[Word, ...]] = (
        Word("routingKeyKind", constant="primary"),
        Word("topic", multiple=True),
    )

    def __call__(
        self, routingKeyPattern: str | None = None, /, *, topic: str | None = None
    ) -> Binding[MessageT_co, NotificationRoutingKey]:
        """Select the messages to receive.

        Args:
            routingKeyPattern: Complete routing key pattern, instead of single words.
            topic: Topic chosen by the sender, of one or more words: the `routingKey` given to
                `pulse`, or the part between `notify.pulse.` and `.on-` in a task's route.

        Returns:
            A binding, which also parses the messages.

        Raises:
            InvalidCall: if a word is invalid, or is given together with a pattern.
        """
        return self.bind(routingKeyPattern, topic=topic)


class NotifyEvents(ServiceEvents):
    """Pulse messages that the service publishes for callers and tasks.

    Each has a topic chosen by its sender, and free-form content on which sender and receiver must
    agree.
    """

    serviceName: ClassVar[str] = "notify"
    exchangePrefix: ClassVar[str] = "exchange/taskcluster-notify/v1/"

    notify: ClassVar[NotificationExchange[NotificationMessage]] = NotificationExchange(
        "notification", NotificationMessage
    )
    """Notification.

    Sent when `pulse` is called, and when a task with a `notify.pulse.` route reaches the state
    named in it; in that case the content is the task's status. A copy is sent to the routing key
    `route.<topic>`.

    Exchange: `exchange/taskcluster-notify/v1/notification`.
    """
