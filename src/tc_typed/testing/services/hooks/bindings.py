"""Pulse messages that fire hooks."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import count

from pydantic import TypeAdapter

from tc_typed.core.models.fields import JsonObject
from tc_typed.core.topics import TopicPattern
from tc_typed.hooks.models import Hook
from tc_typed.testing.messages import Messages
from tc_typed.testing.messages.message_log import SentMessage
from tc_typed.testing.services.hooks.records import DeliveryRecord, keyOf
from tc_typed.testing.timeline import Timeline

log: logging.Logger = logging.getLogger("tc_typed.testing")

MOST_CHAINED = 50
"""Maximum number of firings that follow directly from one message: by the messages that the
tasks of fired hooks cause when they are created, by those of the hooks which these fire, and so on.
"""

MOST_HOURLY = 1000
"""Maximum number of firings of a hook by messages in an hour of the clock.

Otherwise an advance of the clock might never end if a hook is bound to messages about what becomes
of its own tasks, such as their deadlines.
"""

_HOUR = timedelta(hours=1)

_OBJECT: TypeAdapter[JsonObject] = TypeAdapter(JsonObject)


@dataclass(slots=True)
class _Chain:
    """Firings that follow from one message."""

    count: int = 0


@dataclass(slots=True)
class _Hour:
    """Firings of a hook by messages in an hour."""

    start: datetime
    count: int = 0


class Deliveries:
    """Deliveries of Pulse messages to the hooks that are bound to them.

    A message is delivered when the services are next at rest, as a real server does it a moment
    later, because whatever sends it may not be complete.
    """

    def __init__(
        self,
        timeline: Timeline,
        messages: Messages,
        hooks: Callable[[], Iterable[Hook]],
        fire: Callable[[DeliveryRecord], None],
    ) -> None:
        """Enter the deliveries in the store into the agenda, and listen to all messages.

        Args:
            timeline: Timeline of the local Taskcluster.
            messages: Messages of the local Taskcluster.
            hooks: Function that returns the hooks that have bindings.
            fire: Function that fires a hook with a message. It must not raise an error.
        """
        self._timeline = timeline
        self._hooks = hooks
        self._fire = fire
        self._chain: _Chain | None = None
        """Chain of the firing in progress."""
        self._hours: dict[str, _Hour] = {}
        """Present hours of hooks, by key of the hook."""
        self._records = timeline.store.records("hooks.deliveries", DeliveryRecord)
        waiting = list(self._records.load())
        with timeline.enter() as now:
            for key, delivery in waiting:
                timeline.at(now, partial(self._deliver, key, delivery, _Chain()))
        self._numbers = count(max((int(key) for key, _ in waiting), default=-1) + 1)
        messages.onEach(self._receive)

    def _receive(self, message: SentMessage) -> None:
        bound = [hook for hook in self._hooks() if _isBound(hook, message)]
        if not bound:
            return
        payload = _OBJECT.validate_json(message.body)
        for hook in bound:
            chain = self._next(hook)
            if chain is not None and not self._isTooFrequent(hook, message.time):
                delivery = DeliveryRecord(hook.hookGroupId, hook.hookId, payload)
                key = str(next(self._numbers))
                self._records.put(key, delivery)
                self._timeline.at(message.time, partial(self._deliver, key, delivery, chain))

    def _next(self, hook: Hook) -> _Chain | None:
        """Return the chain of a new delivery; `None` if the present chain is too long."""
        if self._chain is None:
            return _Chain()
        if self._chain.count >= MOST_CHAINED:
            log.warning(
                "the hook %s is not fired: a message has already led to %d firings of hooks by "
                "messages about their own tasks",
                keyOf(hook.hookGroupId, hook.hookId),
                MOST_CHAINED,
            )
            return None
        self._chain.count += 1
        return self._chain

    def _isTooFrequent(self, hook: Hook, now: datetime) -> bool:
        """Count a firing of a hook, and return whether it is one too many."""
        key = keyOf(hook.hookGroupId, hook.hookId)
        hour = self._hours.get(key)
        if hour is None or now - hour.start >= _HOUR:
            hour = self._hours[key] = _Hour(now)
        hour.count += 1
        if hour.count == MOST_HOURLY + 1:
            log.warning(
                "the hook %s is not fired by further messages for an hour: %d have fired it within "
                "an hour",
                key,
                MOST_HOURLY,
            )
        return hour.count > MOST_HOURLY

    def _deliver(self, key: str, delivery: DeliveryRecord, chain: _Chain, _: datetime) -> None:
        self._records.delete(key)
        with self._within(chain):
            self._fire(delivery)

    @contextmanager
    def _within(self, chain: _Chain) -> Generator[None]:
        self._chain = chain
        try:
            yield
        finally:
            self._chain = None


def _isBound(hook: Hook, message: SentMessage) -> bool:
    return any(
        binding.exchange == message.exchange
        and any(
            map(TopicPattern(binding.routingKeyPattern).matches, (message.routingKey, *message.cc))
        )
        for binding in hook.bindings or ()
    )
