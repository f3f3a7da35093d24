"""The notify service: its client, and models of what it takes and returns.

The async client is in `tc_typed.legacy.notify.aio`.

Compiled from schemas/legacy/notify by tc_typed.compiler; change the contract, not this file.
"""

from tc_typed.legacy.notify.client import Notify
from tc_typed.legacy.notify.models import (
    IRCChannelMessage,
    IRCChannelMessageResponse,
    IrcRequest,
    IrcRequestResponse,
    IRCUserMessage,
    IRCUserMessageResponse,
)

__all__ = [
    "IRCChannelMessage",
    "IRCChannelMessageResponse",
    "IRCUserMessage",
    "IRCUserMessageResponse",
    "IrcRequest",
    "IrcRequestResponse",
    "Notify",
]
