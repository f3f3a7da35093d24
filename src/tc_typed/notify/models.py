"""Models of the notify service: what its methods take and return, and its messages.

Compiled from schemas/notify by tc_typed.compiler; change the contract, not this file.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, JsonValue

from tc_typed.core.models.base import Request, Response
from tc_typed.core.models.fields import Format, FreeForm, JsonObject, Unrecognized


class EmailLink(Request):
    """An address, and the text to show for it."""

    text: Annotated[str, Field(max_length=40, min_length=1)]
    """Words on the button, at most 40 characters."""
    href: Annotated[str, Field(max_length=1024, min_length=1), Format("uri")]
    """URL that the button opens, at most 1024 characters."""


EmailTemplate: TypeAlias = Literal["simple", "fullscreen"]
"""Layouts of emails that are built into the service."""


class EmailRequest(Request):
    """An email to send."""

    address: Annotated[str, Format("email")]
    """Address of the recipient, just one. The scope needed ends in it."""
    subject: Annotated[str, Field(max_length=255, min_length=1)]
    """Subject line in plain text, from 1 to 255 characters."""
    content: Annotated[str, Field(max_length=102400, min_length=1)]
    """Body in Markdown, at most 102400 characters. The HTML made of it is sanitised, so only
    harmless tags survive.
    """
    link: EmailLink | None = None
    """Link to show below the content, as a button in HTML."""
    replyTo: Annotated[str, Format("email")] | None = None
    """Address that replies go to, in place of the sender's."""
    template: EmailTemplate | None = None
    """HTML layout that the content is put into, one of those built into the service. Default
    `simple`.
    """


class PulseRequest(Request):
    """A message to publish on Pulse."""

    routingKey: Annotated[str, Field(max_length=255)]
    """Topic of the message, at most 255 characters. It is sent under `primary.<routingKey>`, and
    copied to `route.<routingKey>`.
    """
    message: FreeForm
    """Free JSON object; listeners find it as `message` in what they get."""


MatrixMessageType: TypeAlias = Literal["m.notice", "m.text", "m.emote"]
"""Kinds of messages on Matrix."""


class MatrixRequest(Request):
    """A message for a Matrix room.

    The fields are those of an `m.room.message` event, which the Matrix specification explains.
    """

    roomId: str
    """Internal id of the room with its leading `!`, such as `!abcdef:example.org`, and not an
    alias, which begins with `#`.
    """
    body: str
    """Message in plain text. Shown as well by clients that cannot display `formattedBody`."""
    format: str | None = None
    """How `formattedBody` is written, usually `org.matrix.custom.html`."""
    formattedBody: str | None = None
    """Message with markup in the given `format`, such as `<b>failed</b>`, for clients that can
    display it.
    """
    msgtype: MatrixMessageType | None = None
    """Kind of message: `m.notice` comes from a bot, `m.text` from a person, `m.emote` describes an
    action. Default `m.notice`.
    """


class SlackRequest(Request):
    """A message for a Slack channel, as plain text or laid out in blocks."""

    channelId: str
    """Slack's id of the channel, such as `C0123ABCD`. A name like `#builds` does not do."""
    text: str
    """Message text. Beside `blocks` it only serves where those cannot be shown, in notifications
    for example.
    """
    blocks: list[JsonValue] | None = None
    """Layout blocks in Slack's Block Kit format, passed on as they are."""
    attachments: list[JsonValue] | None = None
    """Attachments in Slack's older format, passed on as they are."""
    unfurlLinks: bool | None = None
    """True makes Slack expand links to web pages into previews. Default false."""
    unfurlMedia: bool | None = None
    """True makes Slack expand links to images, audio and video. Default false."""


NotificationType: TypeAlias = Literal["email", "pulse", "matrix-room", "slack-channel"]
"""Means of delivery."""


class AddDenylistAddressRequest(Request):
    """Where notifications can be sent: a means of delivery, and an address for it."""

    notificationType: NotificationType
    """Means of delivery that the address belongs to. Others to the same person are not affected."""
    notificationAddress: str
    """The address itself: an email address, a Pulse routing key, a Matrix room id or a Slack
    channel id.
    """


class NotificationAddress(Response):
    """Where notifications can be sent: a means of delivery, and an address for it."""

    notificationType: NotificationType | Unrecognized
    """Means of delivery that the address belongs to. Others to the same person are not affected."""
    notificationAddress: str
    """The address itself: an email address, a Pulse routing key, a Matrix room id or a Slack
    channel id.
    """


class ListDenylistResponse(Response):
    """One page of the denylist."""

    addresses: list[NotificationAddress]
    """The addresses on this page; may be empty even when more pages follow."""
    continuationToken: str | None = None
    """Pass it back as `continuationToken` for the next page; absent on the last page. A page may be
    empty and still carry one.
    """


class NotificationMessage(Response):
    """A notification sent over Pulse, at the wish of a caller or of a task."""

    message: JsonObject
    """Free JSON object: what was given to `pulse`, or the status of the task that the notification
    is about.
    """
    version: int | None = None
    """Version of this format, always 1."""
