"""What the notify service publishes on Pulse: its exchanges, and their routing keys.

Compiled from schemas/notify by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, NamedTuple

from tc_typed.core.events import Binding, Exchange, ServiceEvents, Word
from tc_typed.notify.models import NotificationMessage


class NotificationRoutingKey(NamedTuple):
    """A routing key, word by word. It is that of `notify`."""

    routingKeyKind: str
    """Always `primary` here; the copy of a message has `route` in its place."""
    topic: str
    """Topic chosen by the sender, of one or more words: the `routingKey` given to `pulse`, or what
    stands between `notify.pulse.` and `.on-` in a task's route.
    """


_notify: Exchange[NotificationMessage, NotificationRoutingKey] = Exchange(
    service="notify",
    name="notify",
    exchange="exchange/taskcluster-notify/v1/notification",
    layout=(
        Word("routingKeyKind", constant="primary"),
        Word("topic", multiple=True),
    ),
    key=NotificationRoutingKey,
    message=NotificationMessage,
)


class NotifyEvents(ServiceEvents):
    """Pulse messages that callers and tasks have the notify service send.

    Each goes out under the topic that its sender chose, with a content that only sender and
    listener need to agree on.
    """

    serviceName: ClassVar[str] = "notify"
    exchanges: ClassVar[Mapping[str, Exchange]] = {
        exchange.name: exchange for exchange in (_notify,)
    }

    def notify(
        self, routingKeyPattern: str | None = None, /, *, topic: str | None = None
    ) -> Binding[NotificationMessage, NotificationRoutingKey]:
        """Notification.

        Sent when `pulse` is called, and when a task with a `notify.pulse.` route reaches the state
        named in it; in the latter case the content is the task's status. A copy goes to the routing
        key `route.<topic>`.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            topic: Topic chosen by the sender, of one or more words: the `routingKey` given to
                `pulse`, or what stands between `notify.pulse.` and `.on-` in a task's route.

        Returns:
            A binding, for messages of type `NotificationMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-notify/v1/notification`.
        """
        return _notify.bind(routingKeyPattern, topic=topic)
