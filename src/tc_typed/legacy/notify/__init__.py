"""The notify service: its client, and models of its payloads and responses.

The async client is in `tc_typed.legacy.notify.aio`.

Compiled from schemas/legacy/notify by tc_typed.compiler; change the contract, not this file.
"""

from typing import TYPE_CHECKING

from tc_typed.core.lazy import lazyNames
from tc_typed.legacy.notify.client import Notify
from tc_typed.legacy.notify.models import (
    IRCChannelMessage,
    IRCChannelMessageResponse,
    IrcRequest,
    IrcRequestResponse,
    IRCUserMessage,
    IRCUserMessageResponse,
)

if TYPE_CHECKING:
    from tc_typed.legacy.notify.events import IRCRequestRoutingKey, NotifyEvents

__all__ = [
    "IRCChannelMessage",
    "IRCChannelMessageResponse",
    "IRCRequestRoutingKey",
    "IRCUserMessage",
    "IRCUserMessageResponse",
    "IrcRequest",
    "IrcRequestResponse",
    "Notify",
    "NotifyEvents",
]

if not TYPE_CHECKING:  # with `__getattr__`, any name would pass type checks
    __getattr__ = lazyNames(
        __name__,
        {
            "IRCRequestRoutingKey": "tc_typed.legacy.notify.events",
            "NotifyEvents": "tc_typed.legacy.notify.events",
        },
    )

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
