"""State of the notify service: the denylist, and the notifications sent recently. No HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from tc_typed.notify.events import NotifyEvents
from tc_typed.notify.models import (
    AddDenylistAddressRequest,
    EmailRequest,
    ListDenylistResponse,
    MatrixRequest,
    NotificationAddress,
    NotificationMessage,
    NotificationType,
    PulseRequest,
)
from tc_typed.testing.messages import Messages
from tc_typed.testing.notifications import (
    NotificationRequest,
    Notifications,
    SentNotification,
)
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.server.paging import PageRequest, page
from tc_typed.testing.timeline import Timeline

if TYPE_CHECKING:
    from pydantic import JsonValue

MOST_REMEMBERED = 1000
"""Number of notifications that are remembered in order to drop repeats."""


@dataclass(frozen=True, slots=True)
class DeniedRecord:
    """An address on the denylist."""

    kind: NotificationType
    address: str


@dataclass(frozen=True, slots=True)
class RecentRecord:
    """A notification that was sent recently. Its key, a hash of its content, suffices."""


class NotifyState:
    """Denylist and sender of notifications. Safe to use from several threads."""

    def __init__(
        self, timeline: Timeline, messages: Messages, notifications: Notifications
    ) -> None:
        """Start with the denylist in the store.

        Args:
            timeline: Timeline of the local Taskcluster.
            messages: Messages of the local Taskcluster, for notifications over Pulse.
            notifications: Record of the notifications that are sent.
        """
        self._timeline = timeline
        self._messages = messages
        self._notifications = notifications
        self._deniedRecords = timeline.store.records("notify.denylist", DeniedRecord)
        self._denied: set[tuple[NotificationType, str]] = {
            (denied.kind, denied.address) for _, denied in self._deniedRecords.load()
        }
        self._recentRecords = timeline.store.records("notify.recent", RecentRecord)
        # A dict, because it keeps the order in which the notifications were sent.
        self._recent: dict[str, None] = dict.fromkeys(key for key, _ in self._recentRecords.load())

    def send(self, request: NotificationRequest) -> bool:
        """Send a notification, unless it repeats one of the most recent ones.

        Args:
            request: Content of the notification.

        Returns:
            Whether it was sent.

        Raises:
            ApiError: with the code DenylistedAddress, if its address is on the denylist.
        """
        kind, address = _destination(request)
        content = sha256(f"{kind} {request.model_dump_json()}".encode()).hexdigest()
        with self._timeline.enter() as now:
            if (kind, address) in self._denied:
                raise ApiError("DenylistedAddress", f"{kind} {address} is on the denylist")
            if content in self._recent:
                return False
            self._recent[content] = None
            self._recentRecords.put(content, RecentRecord())
            if len(self._recent) > MOST_REMEMBERED:
                oldest = next(iter(self._recent))
                del self._recent[oldest]
                self._recentRecords.delete(oldest)
            if isinstance(request, PulseRequest):
                self._publish(request)
            self._notifications.add(SentNotification(kind, address, request, now))
            return True

    def _publish(self, request: PulseRequest) -> None:
        message: dict[str, JsonValue] = request.model_dump(mode="json")["message"]
        self._messages.publish(
            NotifyEvents.notify,
            NotificationMessage(message=message, version=1),
            [f"route.{request.routingKey}"],
            topic=request.routingKey,
        )

    def addDenylistAddress(self, request: AddDenylistAddressRequest) -> None:
        """Add an address to the denylist, unless it is there already."""
        with self._timeline.enter():
            kind, address = request.notificationType, request.notificationAddress
            self._denied.add((kind, address))
            self._deniedRecords.put(f"{kind}:{address}", DeniedRecord(kind, address))

    def deleteDenylistAddress(self, request: AddDenylistAddressRequest) -> None:
        """Remove an address from the denylist, if it is there."""
        with self._timeline.enter():
            kind, address = request.notificationType, request.notificationAddress
            self._denied.discard((kind, address))
            self._deniedRecords.delete(f"{kind}:{address}")

    def listDenylist(self, request: PageRequest) -> ListDenylistResponse:
        """Return the addresses on the denylist."""
        with self._timeline.enter():
            found, token = page(self._denied, ":".join, request)
            return ListDenylistResponse(
                addresses=[
                    NotificationAddress(notificationType=kind, notificationAddress=address)
                    for kind, address in found
                ],
                continuationToken=token,
            )


def _destination(request: NotificationRequest) -> tuple[NotificationType, str]:
    if isinstance(request, EmailRequest):
        return "email", request.address
    if isinstance(request, PulseRequest):
        return "pulse", request.routingKey
    if isinstance(request, MatrixRequest):
        return "matrix-room", request.roomId
    return "slack-channel", request.channelId
