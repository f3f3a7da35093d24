"""Messages on their way to the broker."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count, islice

from tc_typed.testing.messages.message_log import SentMessage
from tc_typed.testing.timeline import Timeline


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A message for the broker."""

    exchange: str
    routingKey: str
    cc: tuple[str, ...]
    body: bytes = field(repr=False)


class Outbox:
    """Messages that the broker has not confirmed yet, oldest first. Safe to use in any thread.

    A message is stored together with the change that it tells of, so neither is lost without the
    other.
    """

    def __init__(self, timeline: Timeline, wake: Callable[[], None] | None) -> None:
        """Start with the messages in the store.

        Args:
            timeline: Timeline of the local Taskcluster.
            wake: Function to call after each new message, inside the timeline; `None` if there is
                no broker, so that messages of an earlier run stay in the store.
        """
        self._timeline = timeline
        self._wake = wake
        self._records = timeline.store.records("outbox", OutgoingMessage)
        self._messages = {int(number): message for number, message in self._records.load()}
        self._numbers = count(max(self._messages, default=0) + 1)

    def __len__(self) -> int:
        """Return the number of messages that are not confirmed."""
        return len(self._messages)

    def add(self, sent: SentMessage) -> None:
        """Add a message, inside the timeline."""
        number = next(self._numbers)
        message = OutgoingMessage(sent.exchange, sent.routingKey, sent.cc, sent.body)
        self._messages[number] = message
        self._records.put(str(number), message)
        if self._wake is not None:
            self._wake()

    def first(self, most: int) -> dict[int, OutgoingMessage]:
        """Return the oldest messages by number.

        Args:
            most: Maximum number of messages.
        """
        with self._timeline.enter():  # What it returns is stored, because it waits for that.
            return dict(islice(self._messages.items(), most))

    def confirm(self, numbers: Iterable[int]) -> None:
        """Forget messages that the broker has confirmed."""
        with self._timeline.enter():
            for number in numbers:
                if self._messages.pop(number, None) is not None:
                    self._records.delete(str(number))
