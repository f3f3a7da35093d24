"""The notify service: its client, and models of what it takes and returns.

The async client is in `tc_typed.notify.aio`.

Compiled from schemas/notify by tc_typed.compiler; change the contract, not this file.
"""

from tc_typed.notify.client import Notify
from tc_typed.notify.models import (
    AddDenylistAddressRequest,
    EmailLink,
    EmailRequest,
    EmailTemplate,
    HeartbeatResponse,
    ListDenylistResponse,
    MatrixMessageType,
    MatrixRequest,
    NotificationAddress,
    NotificationMessage,
    NotificationType,
    PingResponse,
    PulseRequest,
    SlackRequest,
    VersionResponse,
)

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
    "NotificationType",
    "Notify",
    "PingResponse",
    "PulseRequest",
    "SlackRequest",
    "VersionResponse",
]
