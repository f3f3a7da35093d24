"""Polls of a task group: when to request which page, and when to stop. No I/O."""

from __future__ import annotations

import random
from collections.abc import Callable, Generator
from dataclasses import dataclass
from time import monotonic
from typing import TypeAlias

from tc_typed.core.errors import TaskclusterFailure, TaskclusterRestFailure, withoutTrace
from tc_typed.core.logs import log
from tc_typed.core.paging.page import nextToken
from tc_typed.graph.following.group_state import GroupState, TaskChange
from tc_typed.graph.steps import Wait
from tc_typed.queue.models import ListTaskGroupResponse

_FIRST_WAIT = 1.0  # seconds, after a change
_LONGEST_WAIT = 30.0  # seconds
_GROWTH = 1.5  # of waits, while nothing changes
_GROWTH_AFTER_FAILURE = 2.0
_SPREAD = 0.25  # fraction by which waits vary, so that followers spread out
_SHARE = 2.0  # Waits last at least this many times as long as the poll, to spare the server.


@dataclass(frozen=True, slots=True)
class GetPage:
    """Step: request a page of the group's list, and send back the response or the failure."""

    continuationToken: str | None


FollowStep: TypeAlias = GetPage | Wait | TaskChange
"""Step of a follower. A change is to be reported, then `None` sent back."""

PageReply: TypeAlias = ListTaskGroupResponse | TaskclusterFailure | None
"""Outcome of a step: a response or a failure for `GetPage`, otherwise `None`."""

FollowSteps: TypeAlias = Generator[FollowStep, PageReply, None]
"""Steps of a follower until the group is resolved."""


def followSteps(
    *,
    retryFor: float,
    isTemporary: Callable[[TaskclusterFailure], bool],
    now: Callable[[], float] = monotonic,
    vary: Callable[[], float] = random.random,
) -> FollowSteps:
    """Decide what a follower does.

    Args:
        retryFor: Seconds for which requests may fail before the failure is raised.
        isTemporary: Function that tells whether a failed request may succeed later.
        now: Clock in seconds.
        vary: Source of random numbers from 0 to 1.

    Yields:
        Steps to carry out.

    Raises:
        TaskclusterFailure: if requests fail for too long.
    """
    group = GroupState()
    patience = _Patience(retryFor, isTemporary, now, vary)
    quiet = _FIRST_WAIT
    while True:
        poll = yield from _poll(group, patience, now)
        # Tasks can be created while a poll goes from page to page. They are missed if they belong
        # on an earlier page and their creator is resolved before its own page. So several pages
        # are a consistent state only if nothing has changed since the poll before.
        if group.isOver() and (poll.pages == 1 or not poll.changes):
            return
        quiet = _FIRST_WAIT if poll.changes else min(quiet * _GROWTH, _LONGEST_WAIT)
        wait = min(max(quiet, _SHARE * poll.seconds), _LONGEST_WAIT)
        yield Wait(_varied(wait, vary))


@dataclass(slots=True)
class _Poll:
    """Facts about one poll."""

    pages: int = 0
    changes: int = 0
    seconds: float = 0.0  # Time that the server took for its pages.


def _poll(
    group: GroupState, patience: _Patience, now: Callable[[], float]
) -> Generator[FollowStep, PageReply, _Poll]:
    poll = _Poll()
    token: str | None = None
    seen: set[object] = {token}
    while True:
        started = now()
        reply = yield GetPage(token)
        if isinstance(reply, TaskclusterFailure):
            yield Wait(patience.afterFailure(reply))
        elif reply is not None:
            patience.afterSuccess()
            poll.pages += 1
            poll.seconds += now() - started
            for item in reply.tasks:
                if (change := group.see(item)) is not None:
                    poll.changes += 1
                    yield change
            token = nextToken(reply, seen)
            if token is None:
                break
    yield from group.conclude()
    return poll


class _Patience:
    """Decides how long requests may fail in a row."""

    def __init__(
        self,
        retryFor: float,
        isTemporary: Callable[[TaskclusterFailure], bool],
        now: Callable[[], float],
        vary: Callable[[], float],
    ) -> None:
        self._retryFor = retryFor
        self._isTemporary = isTemporary
        self._now = now
        self._vary = vary
        self._end: float | None = None  # While requests fail.
        self._delay = _FIRST_WAIT

    def afterSuccess(self) -> None:
        self._end, self._delay = None, _FIRST_WAIT

    def afterFailure(self, failure: TaskclusterFailure) -> float:
        """Return the seconds to wait before the next request, or raise the failure."""
        if not self._isTemporary(failure):
            raise withoutTrace(failure)
        now = self._now()
        if self._end is None:
            self._end = now + self._retryFor
        # The last request is made at the end of the time.
        wait = min(_varied(self._delay, self._vary), self._end - now)
        requested = failure.retryAfter if isinstance(failure, TaskclusterRestFailure) else None
        wait = max(wait, requested or 0.0)
        if wait <= 0 or now + wait > self._end:
            raise withoutTrace(failure)
        self._delay = min(self._delay * _GROWTH_AFTER_FAILURE, _LONGEST_WAIT)
        log.info("%s; polling again in %.1f s", failure, wait)
        return wait


def _varied(seconds: float, vary: Callable[[], float]) -> float:
    return seconds * (1 + _SPREAD * (2 * vary() - 1))
