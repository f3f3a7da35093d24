"""Notifications that a local Taskcluster has sent, kept instead of being delivered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeAlias

from typing_extensions import TypeVar

from tc_typed.notify.models import (
    EmailRequest,
    MatrixRequest,
    NotificationType,
    PulseRequest,
    SlackRequest,
)

NotificationRequest: TypeAlias = EmailRequest | PulseRequest | MatrixRequest | SlackRequest
"""Content of a notification: the payload of the method that sends it."""

RequestT_co = TypeVar(
    "RequestT_co", bound=NotificationRequest, default=NotificationRequest, covariant=True
)
"""Type of a notification's content."""

RequestT = TypeVar("RequestT", bound=NotificationRequest)


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


class Notifications:
    """Notifications that a local Taskcluster has sent, oldest first.

    Nothing is delivered: no email leaves this process. Pulse notifications are also among the
    local Taskcluster's messages. Repeats and notifications to addresses on the denylist are not
    sent, so they are not listed either.

    Example:
        ```python
        [sent] = local.notifications.of(EmailRequest, "team@example.com")
        assert sent.request.subject == "Release 1.2"
        ```
    """

    def __init__(self) -> None:
        self._sent: list[SentNotification] = []

    def add(self, notification: SentNotification) -> None:
        """Keep a notification."""
        self._sent.append(notification)

    def __iter__(self) -> Iterator[SentNotification]:
        """Iterate over the notifications that have been sent so far, oldest first."""
        return iter(self._sent.copy())

    def __len__(self) -> int:
        """Return the number of notifications that have been sent."""
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
