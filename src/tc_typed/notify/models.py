"""Models of the notify service: payloads, responses and Pulse messages.

Compiled from schemas/notify by tc_typed.compiler; change the contract, not this file.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, JsonValue

from tc_typed.core.models.base import Request, Response
from tc_typed.core.models.fields import Format, FreeForm, JsonObject, Unrecognized


class EmailLink(Request):
    """A URL, and the text to show for it."""

    text: Annotated[str, Field(max_length=40, min_length=1)]
    """Text of the button, at most 40 characters."""
    href: Annotated[str, Field(max_length=1024, min_length=1), Format("uri")]
    """URL that the button opens, at most 1024 characters."""


EmailTemplate: TypeAlias = Literal["simple", "fullscreen"]
"""Email layouts built into the service."""


class EmailRequest(Request):
    """An email to send."""

    address: Annotated[str, Format("email")]
    """Email address of the one recipient. The required scope ends with this address."""
    subject: Annotated[str, Field(max_length=255, min_length=1)]
    """Subject line in plain text, from 1 to 255 characters."""
    content: Annotated[str, Field(max_length=102400, min_length=1)]
    """Body in Markdown, at most 102400 characters. The HTML version is sanitised, so only harmless
    tags remain.
    """
    link: EmailLink | None = None
    """Link to show below the content, as a button in the HTML version."""
    replyTo: Annotated[str, Format("email")] | None = None
    """Email address for replies, if not the sender's."""
    template: EmailTemplate | None = None
    """HTML layout for the content, one of those built into the service. Defaults to `simple`."""


class PulseRequest(Request):
    """A message to publish on Pulse."""

    routingKey: Annotated[str, Field(max_length=255)]
    """Topic of the message, at most 255 characters. The message is sent to `primary.<routingKey>`
    and copied to `route.<routingKey>`.
    """
    message: FreeForm
    """Free-form JSON object; listeners receive it as `message`."""


MatrixMessageType: TypeAlias = Literal["m.notice", "m.text", "m.emote"]
"""Kinds of Matrix messages."""


class MatrixRequest(Request):
    """A message for a Matrix room.

    The fields are those of an `m.room.message` event, as in the Matrix specification.
    """

    roomId: str
    """Internal id of the room with its leading `!`, such as `!abcdef:example.org`; not an alias,
    which begins with `#`.
    """
    body: str
    """Message in plain text, for clients that cannot display `formattedBody`."""
    format: str | None = None
    """Format of `formattedBody`, usually `org.matrix.custom.html`."""
    formattedBody: str | None = None
    """Message with markup in the given `format`, such as `<b>failed</b>`, for clients that can
    display it.
    """
    msgtype: MatrixMessageType | None = None
    """Kind of message: `m.notice` is from a bot, `m.text` from a person, `m.emote` describes an
    action. Defaults to `m.notice`.
    """


class SlackRequest(Request):
    """A message for a Slack channel, as plain text or as layout blocks."""

    channelId: str
    """Slack's id of the channel, such as `C0123ABCD`; not a name like `#builds`."""
    text: str
    """Message text. With `blocks`, it is shown only if they cannot be, for example in
    notifications.
    """
    blocks: list[JsonValue] | None = None
    """Layout blocks in Slack's Block Kit format, passed on unchanged."""
    attachments: list[JsonValue] | None = None
    """Attachments in Slack's older format, passed on unchanged."""
    unfurlLinks: bool | None = None
    """Whether Slack expands links to web pages into previews. Defaults to false."""
    unfurlMedia: bool | None = None
    """Whether Slack expands links to images, audio and video. Defaults to false."""


NotificationType: TypeAlias = Literal["email", "pulse", "matrix-room", "slack-channel"]
"""Means of delivering notifications."""


class AddDenylistAddressRequest(Request):
    """A destination of notifications: a means of delivery, and an address for it."""

    notificationType: NotificationType
    """Means of delivery that the address is for. The denylist does not affect other addresses of
    the same person.
    """
    notificationAddress: str
    """Address for that means of delivery: an email address, a Pulse routing key, a Matrix room id
    or a Slack channel id.
    """


class NotificationAddress(Response):
    """A destination of notifications: a means of delivery, and an address for it."""

    notificationType: NotificationType | Unrecognized
    """Means of delivery that the address is for. The denylist does not affect other addresses of
    the same person.
    """
    notificationAddress: str
    """Address for that means of delivery: an email address, a Pulse routing key, a Matrix room id
    or a Slack channel id.
    """


class ListDenylistResponse(Response):
    """One page of the denylist."""

    addresses: list[NotificationAddress]
    """Addresses on this page."""
    continuationToken: str | None = None
    """Token to pass as `continuationToken` for the next page; absent on the last page. Even an
    empty page may have one.
    """


class NotificationMessage(Response):
    """A notification sent over Pulse, at the request of a caller or a task."""

    message: JsonObject
    """Free-form JSON object: the `message` given to `pulse`, or the status of the task that the
    notification is about.
    """
    version: int | None = None
    """Version of the message format, always 1."""
