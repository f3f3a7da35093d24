"""Notifications that a local Taskcluster has sent, kept instead of being delivered."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Generic, TypeAlias

from pydantic import JsonValue
from typing_extensions import TypeVar

from tc_typed.notify.models import (
    EmailRequest,
    MatrixRequest,
    NotificationType,
    PulseRequest,
    SlackRequest,
)
from tc_typed.testing.state.store import Store

NotificationRequest: TypeAlias = EmailRequest | PulseRequest | MatrixRequest | SlackRequest
"""Content of a notification: the payload of the method that sends it."""

RequestT_co = TypeVar(
    "RequestT_co", bound=NotificationRequest, default=NotificationRequest, covariant=True
)
"""Type of a notification's content."""

RequestT = TypeVar("RequestT", bound=NotificationRequest)

MOST_NOTIFICATIONS = 10_000
"""Number of notifications that are kept, so that a program that runs for weeks does not grow."""

_REQUESTS: Mapping[str, type[NotificationRequest]] = {
    "email": EmailRequest,
    "pulse": PulseRequest,
    "matrix-room": MatrixRequest,
    "slack-channel": SlackRequest,
}


@dataclass(frozen=True, slots=True)
class SentNotification(Generic[RequestT_co]):
    """A notification that was sent, at the request of a caller or by a task's route."""

    kind: NotificationType
    """Means of delivery."""
    address: str
    """Email address, Pulse routing key, Matrix room id or Slack channel id."""
    request: RequestT_co
    """Content, as in a call to `email`, `pulse`, `matrix` or `slack`."""
    time: datetime
    """Time at which it was sent, by the clock of the local Taskcluster."""


@dataclass(frozen=True, slots=True)
class NotificationRecord:
    """A notification that was sent, in the store."""

    kind: NotificationType
    address: str
    content: dict[str, JsonValue] = field(repr=False)
    time: datetime

    @classmethod
    def of(cls, notification: SentNotification) -> NotificationRecord:
        """Return the record of a notification."""
        content = notification.request.model_dump(mode="json")
        return cls(notification.kind, notification.address, content, notification.time)

    def sent(self) -> SentNotification:
        """Return the notification."""
        request = _REQUESTS[self.kind].model_validate(self.content)
        return SentNotification(self.kind, self.address, request, self.time)


class Notifications:
    """Notifications that a local Taskcluster has sent, oldest first.

    Nothing is delivered: no email leaves this process. Pulse notifications are also among the
    local Taskcluster's messages. Repeats and notifications to addresses on the denylist are not
    sent, so they are not listed either. Of more than 10,000 notifications, the oldest ones are
    forgotten.

    Example:
        ```python
        [sent] = local.notifications.of(EmailRequest, "team@example.com")
        assert sent.request.subject == "Release 1.2"
        ```
    """

    def __init__(self, store: Store) -> None:
        """Start with the notifications in a store."""
        self._records = store.records("notify.sent", NotificationRecord)
        self._sent = deque((int(number), record.sent()) for number, record in self._records.load())
        self._numbers = count(self._sent[-1][0] + 1 if self._sent else 0)

    def add(self, notification: SentNotification) -> None:
        """Keep a notification. Call it inside the timeline."""
        number = next(self._numbers)
        self._records.put(str(number), NotificationRecord.of(notification))
        self._sent.append((number, notification))
        if len(self._sent) > MOST_NOTIFICATIONS:
            oldest, _ = self._sent.popleft()
            self._records.delete(str(oldest))

    def __iter__(self) -> Iterator[SentNotification]:
        """Iterate over the notifications that have been sent so far, oldest first."""
        return iter([notification for _, notification in self._sent.copy()])

    def __len__(self) -> int:
        """Return the number of notifications that have been sent and not forgotten."""
        return len(self._sent)

    def of(
        self, request: type[RequestT], address: str | None = None
    ) -> list[SentNotification[RequestT]]:
        """Return the notifications of one kind, oldest first.

        Args:
            request: Type of their content, which determines the kind: `EmailRequest` for emails.
            address: Address that they were sent to. By default notifications to all addresses are
                returned.

        Returns:
            The notifications, with the type of their content.
        """
        return [
            SentNotification(sent.kind, sent.address, sent.request, sent.time)
            for sent in self
            if isinstance(sent.request, request) and address in (None, sent.address)
        ]
