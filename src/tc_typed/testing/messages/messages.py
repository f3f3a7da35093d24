"""Pulse messages that a local Taskcluster sends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager

from tc_typed.core.events import Binding, Exchange
from tc_typed.testing.messages.message_log import KeyT, MessageLog, MessageT, SentMessage, Watcher
from tc_typed.testing.messages.message_view import MessageView
from tc_typed.testing.timeline import Timeline

_BLANK = "_"


class Messages:
    """Messages that a local Taskcluster has sent, oldest first.

    Of more than 100,000 messages, the oldest ones are forgotten.

    Example:
        ```python
        for message in local.messages:
            print(message.exchange, message.routingKey)
        ```
    """

    def __init__(self, timeline: Timeline) -> None:
        """Start without messages.

        Args:
            timeline: Timeline of the local Taskcluster.
        """
        self._timeline = timeline
        self._log = MessageLog(timeline)
        self._forwards: list[Callable[[SentMessage], None]] = []
        self._subscribers: defaultdict[str, list[Callable[[SentMessage], None]]] = defaultdict(list)

    def __iter__(self) -> Iterator[SentMessage]:
        """Iterate over the messages that have been sent so far, oldest first."""
        return iter(self._log.since())

    def __len__(self) -> int:
        """Return the number of messages that have been sent and not forgotten."""
        return len(self._log.since())

    def on(
        self, which: Exchange[MessageT, KeyT] | Binding[MessageT, KeyT], /
    ) -> MessageView[MessageT, KeyT]:
        """Return a view of the messages that a Pulse queue with a binding would receive.

        A message matches if its routing key or one of its CC routing keys matches.

        Args:
            which: Exchange for all its messages, or a binding, which selects them by words of the
                routing key or by a pattern.

        Returns:
            The view, whose messages have the types of the exchange. It also shows later messages.

        Example:
            ```python
            everything = local.messages.on(QueueEvents.taskCompleted)
            ofOneTask = local.messages.on(QueueEvents.taskCompleted(taskId=taskId))
            byRoute = local.messages.on(QueueEvents.taskCompleted("route.index.project.#"))
            ```
        """
        return MessageView(self._log, which if isinstance(which, Binding) else which.bind("#"))

    def clear(self) -> None:
        """Forget all messages that have been sent. Views that wait keep waiting for new ones."""
        self._log.clear()

    def publish(
        self,
        declaration: Exchange[MessageT, KeyT],
        message: MessageT,
        cc: Sequence[str] = (),
        **words: str | int | None,
    ) -> None:
        """Send a message. The services call it inside the timeline.

        Args:
            declaration: Exchange to send it on.
            message: The message.
            cc: Further routing keys.
            **words: Words of the routing key, by name. Those that are missing or `None` are left
                blank.
        """
        body = declaration.decoder.dump_json(message)
        with self._timeline.enter() as now:
            sent = SentMessage(declaration, routingKey(declaration, words), tuple(cc), body, now)
            self._log.add(sent)
            for forward in self._forwards:
                forward(sent)
            for subscriber in self._subscribers[declaration.exchange]:
                subscriber(sent)

    def subscribe(
        self,
        declaration: Exchange[MessageT, KeyT],
        subscriber: Callable[[SentMessage[MessageT, KeyT]], None],
    ) -> None:
        """Call a function with each message that is sent on an exchange from now on.

        Args:
            declaration: The exchange.
            subscriber: Function to call, inside the timeline.
        """
        self._subscribers[declaration.exchange].append(
            lambda sent: subscriber(sent.readAs(declaration))
        )

    def onEach(self, forward: Callable[[SentMessage], None]) -> None:
        """Call a function with each message that is sent from now on, before any subscriber.

        A subscriber may send further messages, so this keeps them in order.

        Args:
            forward: Function to call, inside the timeline.
        """
        self._forwards.append(forward)

    def watch(self, watcher: Watcher) -> AbstractContextManager[None]:
        """Call a function after each message, from any thread, until the context ends.

        Args:
            watcher: Function to call, inside the timeline.
        """
        return self._log.watch(watcher)

    def finish(self) -> None:
        """Show no more messages and end all waits, for a reset."""
        self._log.finish()


def routingKey(declaration: Exchange, words: Mapping[str, str | int | None]) -> str:
    """Return the routing key of a message.

    Args:
        declaration: Exchange of the message.
        words: Words of the routing key, by name. Those that are missing or `None` are left blank.
    """

    def word(name: str) -> str:
        value = words.get(name)
        return _BLANK if value is None else str(value)

    return ".".join(part.constant or word(part.name) for part in declaration.words)
