"""The list of Pulse messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from tc_typed.core.topics import TopicPattern
from tc_typed.testing.messages.message_log import SentMessage
from tc_typed.testing.page.arguments import Arguments
from tc_typed.testing.page.reader import Reader
from tc_typed.testing.page.rendering import LONGEST_TEXT
from tc_typed.testing.server.errors import ApiError

MOST_MESSAGES = 200
"""Number of messages that a list shows, the newest ones."""

MOST_SEARCHED = 10_000
"""Number of messages that a filter searches, the newest ones."""


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message in a list."""

    number: int
    """Position among all messages since the last reset or `clear`, which identifies it."""
    exchange: str
    routingKey: str
    cc: Sequence[str]
    time: datetime
    taskId: str | None
    """Task that it is about, if any."""


@dataclass(frozen=True, slots=True)
class MessagesPage:
    """The newest messages, filtered."""

    rows: Sequence[MessageRow]
    total: int
    """Number of messages that have been sent."""
    isCut: bool
    """Whether only the newest messages were searched."""
    exchanges: Sequence[str]
    """Exchanges of these messages, to choose from."""
    exchange: str
    """Exchange that is filtered by; empty for all."""
    pattern: str
    """Pattern of routing keys that is filtered by; empty for all."""


@dataclass(frozen=True, slots=True)
class MessagePage:
    """A message with its body."""

    row: MessageRow
    body: str


def messageRow(number: int, sent: SentMessage) -> MessageRow:
    """Return the row of a message.

    Args:
        number: Its position among all messages.
        sent: The message.
    """
    names = [word.name for word in sent.declaration.words]
    # Some keys have fewer words than the contract describes, and the last one may have dots.
    words = dict(zip(names, sent.routingKey.split("."), strict=False))
    return MessageRow(
        number, sent.exchange, sent.routingKey, sent.cc, sent.time, words.get("taskId")
    )


def newestMessages(sent: Sequence[SentMessage], count: int) -> Sequence[MessageRow]:
    """Return the rows of the newest messages, the latest one first."""
    numbers = range(len(sent) - 1, max(len(sent) - count, 0) - 1, -1)
    return [messageRow(number, sent[number]) for number in numbers]


def messages(reader: Reader, arguments: Arguments) -> MessagesPage:
    """Return the list of messages."""
    sent = reader.messages
    exchange = arguments.query.get("exchange", "")
    text = arguments.query.get("pattern", "").strip()
    pattern = TopicPattern(text) if text else None
    oldest = max(len(sent) - MOST_SEARCHED, 0)
    matching = (
        messageRow(number, sent[number])
        for number in range(len(sent) - 1, oldest - 1, -1)
        if exchange in ("", sent[number].exchange)
        and (pattern is None or _matches(pattern, sent[number]))
    )
    return MessagesPage(
        rows=[*islice(matching, MOST_MESSAGES)],
        total=len(sent),
        isCut=oldest > 0 and bool(exchange or text),
        exchanges=sorted({each.exchange for each in sent[oldest:]}),
        exchange=exchange,
        pattern=text,
    )


def _matches(pattern: TopicPattern, sent: SentMessage) -> bool:
    return any(map(pattern.matches, (sent.routingKey, *sent.cc)))


def message(reader: Reader, arguments: Arguments) -> MessagePage:
    """Return a message with its body.

    Raises:
        ApiError: with the code ResourceNotFound, if it does not exist.
    """
    sent, text = reader.messages, arguments.path["number"]
    number = int(text) if len(text) < len(str(2**31)) else len(sent)
    if number >= len(sent):
        raise ApiError("ResourceNotFound", f"there is no message {text}")
    return MessagePage(messageRow(number, sent[number]), _shown(sent[number].body))


def _shown(body: bytes) -> str:
    text = body[:LONGEST_TEXT].decode(errors="ignore")
    return text if len(body) <= LONGEST_TEXT else f"{text}…"
