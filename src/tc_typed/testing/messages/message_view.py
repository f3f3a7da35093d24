"""Views of the messages that a binding would receive, and waits for them."""

from __future__ import annotations

import math
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Generic

from tc_typed.core.errors import InvalidCall
from tc_typed.core.events import Binding, KeyT_co, MessageT_co
from tc_typed.core.texts import shownValue
from tc_typed.testing.messages.loop_event import LoopEvent
from tc_typed.testing.messages.message_log import MessageLog, SentMessage, selector
from tc_typed.testing.timeline import LOOK_INTERVAL

TIMEOUT = 10.0
"""Default number of seconds that a view waits for a message."""

_MOST_LISTED = 5  # Messages that an error lists.


class NoMessage(TimeoutError):
    """No matching message was sent before a timeout. The error lists those that were sent."""


class MessageView(Generic[MessageT_co, KeyT_co]):
    """Messages that a binding of a Pulse queue would receive, oldest first; see `messages.on`.

    The view is live: iteration and `len` also cover messages that are sent later. `wait` and `next`
    return each message once, in order, including those that were sent before the call. So a view
    works like a queue that was bound before anything was sent, and no message can be missed.

    A view can be used from any thread and any event loop.
    """

    def __init__(self, log: MessageLog, binding: Binding[MessageT_co, KeyT_co]) -> None:
        """Create a view of all messages in a log that match a binding.

        Args:
            log: The log.
            binding: Exchange and pattern.
        """
        self._log = log
        self._binding = binding
        self._matches = selector(binding)
        self._next = 0  # Number of the first message that `wait` and `next` have not looked at.

    def __repr__(self) -> str:
        return f"MessageView({self._binding!r})"

    def __iter__(self) -> Iterator[SentMessage[MessageT_co, KeyT_co]]:
        """Iterate over the matching messages that have been sent so far."""
        return (self._read(sent) for sent in self._log.since() if self._matches(sent))

    def __len__(self) -> int:
        """Return the number of matching messages that have been sent so far."""
        return sum(map(self._matches, self._log.since()))

    @property
    def first(self) -> SentMessage[MessageT_co, KeyT_co]:
        """The oldest matching message.

        Raises:
            LookupError: if no matching message has been sent.
        """
        for message in self:
            return message
        raise LookupError(f"messages.first: no message has been sent that matches {self._wanted}")

    def wait(self, timeout: float = TIMEOUT) -> SentMessage[MessageT_co, KeyT_co]:
        """Wait for the next matching message, the first one on the first call.

        Do not call it in an event loop, because it blocks the thread; use `next` there.

        Args:
            timeout: Maximum number of seconds, in real time. With 0, only messages that have been
                sent already are returned.

        Returns:
            The message.

        Raises:
            NoMessage: if no further matching message is sent in time.
            RuntimeError: if the local Taskcluster is reset.
            InvalidCall: if the timeout is negative or not finite.

        Example:
            ```python
            with LocalTaskcluster() as local:
                completed = local.messages.on(QueueEvents.taskCompleted)
                subprocess.Popen(["./worker"], env={**os.environ, **local.environment()})
                print(completed.wait(timeout=60).payload.status.taskId)
            ```
        """
        look = self._startWait("messages.wait", timeout)
        woken = threading.Event()
        with self._log.watch(woken.set):
            while True:
                # Cleared before the look, so that a message after the look is never missed.
                woken.clear()
                message, pause = look()
                if message is not None:
                    return message
                woken.wait(pause)

    async def next(self, timeout: float = TIMEOUT) -> SentMessage[MessageT_co, KeyT_co]:  # noqa: ASYNC109  # The same parameter as that of `wait`.
        """Wait for the next matching message in an event loop; otherwise like `wait`.

        `await view` is the same with the default timeout.

        Args:
            timeout: Maximum number of seconds, in real time.

        Returns:
            The message.

        Raises:
            NoMessage: if no further matching message is sent in time.
            RuntimeError: if the local Taskcluster is reset.
            InvalidCall: if the timeout is negative or not finite.

        Example:
            ```python
            async def completion(local: LocalTaskcluster) -> str:
                message = await local.messages.on(QueueEvents.taskCompleted).next(timeout=60)
                return message.payload.status.taskId
            ```
        """
        look = self._startWait("messages.next", timeout)
        woken = LoopEvent()
        with self._log.watch(woken.set):
            while True:
                woken.clear()
                message, pause = look()
                if message is not None:
                    return message
                await woken.wait(pause)

    def __await__(self) -> Generator[object, None, SentMessage[MessageT_co, KeyT_co]]:
        """Wait for the next matching message, at most for the default timeout of 10 seconds."""
        return self.next().__await__()

    def _startWait(
        self, call: str, timeout: float
    ) -> Callable[[], tuple[SentMessage[MessageT_co, KeyT_co] | None, float]]:
        """Start a wait.

        Returns:
            Function that returns the next message, or else the seconds until the next look. It
            raises the errors of `wait`.
        """
        if not 0 <= timeout < math.inf:
            raise InvalidCall(
                call, f"timeout must be a finite number of 0 or more, got {shownValue(timeout)}"
            )
        began, ends = self._log.end, time.monotonic() + timeout

        def look() -> tuple[SentMessage[MessageT_co, KeyT_co] | None, float]:
            left = ends - time.monotonic()
            with self._log.timeline.enter():
                message = self._take()
                if message is None and self._log.isEnded:
                    raise RuntimeError(
                        f"{call}: the local Taskcluster was reset, so no message that matches "
                        f"{self._wanted} can be sent; call `on` of its new `messages`"
                    )
                if message is None and left <= 0:
                    raise NoMessage(
                        f"{call}: no message that matches {self._wanted} was sent within "
                        f"{timeout:g} s; {_described(self._log.since(began))}"
                    )
            return message, min(left, LOOK_INTERVAL)

        return look

    def _take(self) -> SentMessage[MessageT_co, KeyT_co] | None:
        """Return the next message, which is then not returned again."""
        sent = self._log.since(self._next)
        end = self._log.end
        for number, message in enumerate(sent, end - len(sent)):
            if self._matches(message):
                self._next = number + 1
                return self._read(message)
        self._next = end
        return None

    @property
    def _wanted(self) -> str:
        return f"{self._binding.routingKeyPattern!r} on {self._binding.exchange}"

    def _read(self, sent: SentMessage) -> SentMessage[MessageT_co, KeyT_co]:
        return sent.readAs(self._binding.declaration)


def _described(sent: Sequence[SentMessage]) -> str:
    """Describe what was sent while a view waited."""
    if not sent:
        return "nothing was sent meanwhile"
    listed = [f"{message.exchange} {message.routingKey}" for message in sent[-_MOST_LISTED:]]
    hidden = Counter(message.exchange for message in sent[:-_MOST_LISTED])
    others = [f"{count} more on {exchange}" for exchange, count in hidden.items()]
    return "sent meanwhile:\n" + "\n".join(f"  * {line}" for line in [*others, *listed])
