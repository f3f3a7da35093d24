"""Models of the notify service: payloads, responses and Pulse messages.

Compiled from schemas/legacy/notify by tc_typed.compiler; change the contract, not this file.
"""

from typing import Annotated, TypeAlias

from pydantic import Field

from tc_typed.core.models.base import Request, Response


class IRCChannelMessage(Request):
    """A message to a channel."""

    channel: Annotated[str, Field(min_length=1, pattern=r"^[#&][^ ,\u0007]{1,199}$")]
    """Name of the channel, with its leading `#` or `&`."""
    message: Annotated[str, Field(max_length=510, min_length=1)]
    """Plain text of the message, up to 510 characters."""


class IRCUserMessage(Request):
    """A message to a single user."""

    user: Annotated[
        str,
        Field(
            max_length=255,
            min_length=1,
            pattern=r"^[A-Za-z\[\]\\~_\^{|}][A-Za-z0-9\-\[\]\\~_\^{|}]{0,254}$",
        ),
    ]
    """Nickname of the user, who must be online to receive the message."""
    message: Annotated[str, Field(max_length=510, min_length=1)]
    """Plain text of the message, up to 510 characters."""


IrcRequest: TypeAlias = IRCChannelMessage | IRCUserMessage
"""A message on IRC, for a channel or for a single user."""


class IRCChannelMessageResponse(Response):
    """A message to a channel."""

    channel: str
    """Name of the channel, with its leading `#` or `&`."""
    message: str
    """Plain text of the message, up to 510 characters."""


class IRCUserMessageResponse(Response):
    """A message to a single user."""

    user: str
    """Nickname of the user, who must be online to receive the message."""
    message: str
    """Plain text of the message, up to 510 characters."""


IrcRequestResponse: TypeAlias = IRCChannelMessageResponse | IRCUserMessageResponse
"""A message on IRC, for a channel or for a single user."""
