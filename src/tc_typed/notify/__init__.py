"""The notify service: its client, and models of its payloads and responses.

The async client is in `tc_typed.notify.aio`.

Compiled from schemas/notify by tc_typed.compiler; change the contract, not this file.
"""

from typing import TYPE_CHECKING

from tc_typed.common.models import HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.core.lazy import lazyNames
from tc_typed.notify.client import Notify
from tc_typed.notify.models import (
    AddDenylistAddressRequest,
    EmailLink,
    EmailRequest,
    EmailTemplate,
    ListDenylistResponse,
    MatrixMessageType,
    MatrixRequest,
    NotificationAddress,
    NotificationMessage,
    NotificationType,
    PulseRequest,
    SlackRequest,
)

if TYPE_CHECKING:
    from tc_typed.notify.events import NotificationRoutingKey, NotifyEvents

__all__ = [
    "AddDenylistAddressRequest",
    "EmailLink",
    "EmailRequest",
    "EmailTemplate",
    "HeartbeatResponse",
    "ListDenylistResponse",
    "MatrixMessageType",
    "MatrixRequest",
    "NotificationAddress",
    "NotificationMessage",
    "NotificationRoutingKey",
    "NotificationType",
    "Notify",
    "NotifyEvents",
    "PingResponse",
    "PulseRequest",
    "SlackRequest",
    "VersionResponse",
]

if not TYPE_CHECKING:  # with `__getattr__`, any name would pass type checks
    __getattr__ = lazyNames(
        __name__,
        {
            "NotificationRoutingKey": "tc_typed.notify.events",
            "NotifyEvents": "tc_typed.notify.events",
        },
    )

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
