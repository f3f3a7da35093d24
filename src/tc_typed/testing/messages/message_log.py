"""Log of the Pulse messages that a local Taskcluster has sent."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeAlias, TypeVar

from tc_typed.core.events import Binding, Exchange, KeyT_co, MessageT_co, Words
from tc_typed.core.topics import TopicPattern
from tc_typed.testing.timeline import Timeline

MOST_MESSAGES = 100_000
"""Number of messages that are kept at least, so that a program that runs for weeks does not grow.
They take 2 to 3 kB each."""

_FORGOTTEN = MOST_MESSAGES // 10
"""Number of messages that are forgotten together, because each time the others are moved."""

MessageT = TypeVar("MessageT")
KeyT = TypeVar("KeyT", bound=Words)


@dataclass(frozen=True, slots=True)
class SentMessage(Generic[MessageT_co, KeyT_co]):
    """A message that was sent on an exchange.

    Example:
        ```python
        sent = local.messages.on(QueueEvents.taskCompleted).first
        print(sent.payload.workerId, sent.parsedRoutingKey.workerType, sent.cc)
        ```
    """

    declaration: Exchange[MessageT_co, KeyT_co]
    """Exchange, as described by the contract."""
    routingKey: str
    """Routing key, which begins with `primary`."""
    cc: tuple[str, ...]
    """Further routing keys, for example `route.` followed by a route of the task."""
    body: bytes
    """JSON of the message."""
    time: datetime
    """Time at which it was sent, by the clock of the local Taskcluster."""

    @property
    def exchange(self) -> str:
        """Name of the exchange on Pulse."""
        return self.declaration.exchange

    @property
    def payload(self) -> MessageT_co:
        """The message as a model, which is made on each access."""
        return self.declaration.bind("#").parseMessage(self.body)

    @property
    def parsedRoutingKey(self) -> KeyT_co:
        """Words of the routing key by name; `None` for each word that was left blank."""
        return self.declaration.bind("#").parseRoutingKey(self.routingKey)

    def readAs(self, declaration: Exchange[MessageT, KeyT]) -> SentMessage[MessageT, KeyT]:
        """Return the message with the types of another description of its exchange.

        Args:
            declaration: Exchange from another package that describes it, one that you compiled, for
                example.

        Returns:
            The same message.
        """
        return SentMessage(declaration, self.routingKey, self.cc, self.body, self.time)


def selector(binding: Binding) -> Callable[[SentMessage], bool]:
    """Return a function that tells whether a queue with a binding receives a message.

    Args:
        binding: Exchange and pattern, one of whose matches is enough: the routing key, or a CC
            routing key.
    """
    exchange, pattern = binding.exchange, TopicPattern(binding.routingKeyPattern)
    return lambda sent: (
        sent.exchange == exchange and any(map(pattern.matches, (sent.routingKey, *sent.cc)))
    )


Watcher: TypeAlias = Callable[[], None]
"""Function that is called when the log changes, inside the timeline."""


class MessageLog:
    """Newest messages that were sent since the last `clear`, oldest first.

    Messages are numbered from the start, so that positions remain valid after older messages were
    forgotten.
    """

    def __init__(self, timeline: Timeline) -> None:
        """Start without messages.

        Args:
            timeline: Timeline of the local Taskcluster, whose lock guards the log.
        """
        self.timeline: Timeline = timeline
        self.isEnded: bool = False
        """Whether no more messages will be sent, because the local Taskcluster was reset."""
        self._sent: list[SentMessage] = []
        self._forgotten = 0
        self._watchers: list[Watcher] = []

    @property
    def end(self) -> int:
        """Number that the next message will have."""
        with self.timeline.enter():
            return self._forgotten + len(self._sent)

    def since(self, number: int = 0) -> Sequence[SentMessage]:
        """Return the messages from a number on; none after a reset."""
        with self.timeline.enter():
            return () if self.isEnded else self._sent[max(number - self._forgotten, 0) :]

    def add(self, message: SentMessage) -> None:
        """Add a message, and wake those that wait for one."""
        with self.timeline.enter():
            self._sent.append(message)
            if len(self._sent) >= MOST_MESSAGES + _FORGOTTEN:
                self._forget(_FORGOTTEN)
            self._wake()

    def clear(self) -> None:
        """Forget all messages."""
        with self.timeline.enter():
            self._forget(len(self._sent))

    def _forget(self, number: int) -> None:
        self._forgotten += number
        del self._sent[:number]

    def finish(self) -> None:
        """Show no more messages, and wake those that wait for one."""
        # The messages are not freed here, which would take milliseconds if there are thousands.
        with self.timeline.enter():
            self.isEnded = True
            self._wake()

    @contextmanager
    def watch(self, watcher: Watcher) -> Generator[None]:
        """Call a function after each change, from any thread, until the context ends."""
        with self.timeline.enter():
            self._watchers.append(watcher)
        try:
            yield
        finally:
            with self.timeline.enter():
                self._watchers.remove(watcher)

    def _wake(self) -> None:
        for watcher in self._watchers:
            watcher()
