"""Polls of a task group: when to request which page, and when to stop. No I/O."""

from __future__ import annotations

import random
from collections.abc import Callable, Generator
from dataclasses import dataclass
from time import monotonic
from typing import TypeAlias

from tc_typed.core.errors import TaskclusterFailure
from tc_typed.core.paging.page import nextToken
from tc_typed.core.patience import FIRST_WAIT, LONGEST_WAIT, Patience, varied
from tc_typed.core.steps import Wait
from tc_typed.graph.following.group_state import GroupState, TaskChange
from tc_typed.queue.models import ListTaskGroupResponse, TaskStatus

_GROWTH = 1.5  # of waits, while nothing changes
_SHARE = 2.0  # Waits last at least this many times as long as the poll, to spare the server.


@dataclass(frozen=True, slots=True)
class GetPage:
    """Step: request a page of the group's list, and send back the response or the failure."""

    continuationToken: str | None


FollowStep: TypeAlias = GetPage | Wait | TaskChange
"""Step of a follower. A change is to be reported, then `None` sent back."""

FollowReply: TypeAlias = ListTaskGroupResponse | TaskclusterFailure | TaskStatus | None
"""Outcome of a step: a response or a failure for `GetPage`, otherwise `None`. Followers that listen
also get statuses."""

FollowSteps: TypeAlias = Generator[FollowStep, FollowReply, None]
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
    patience = Patience(retryFor, isTemporary, now, vary)
    quiet = FIRST_WAIT
    while True:
        facts = yield from poll(group, patience, now)
        if group.isOver() and facts.isConsistent:
            return
        quiet = FIRST_WAIT if facts.changes else min(quiet * _GROWTH, LONGEST_WAIT)
        yield Wait(varied(pauseAfter(facts, quiet), vary))


@dataclass(slots=True)
class Poll:
    """Facts about one poll."""

    pages: int = 0
    changes: int = 0
    seconds: float = 0.0
    """Time that the server took for its pages."""

    @property
    def isConsistent(self) -> bool:
        """Whether no task was missed."""
        # Tasks can be created while a poll goes from page to page. They are missed if they belong
        # on an earlier page and their creator is resolved before its own page. So several pages
        # are a consistent state only if nothing has changed since the poll before.
        return self.pages == 1 or not self.changes


def pauseAfter(facts: Poll, least: float = FIRST_WAIT) -> float:
    """Return the seconds until the next poll.

    Args:
        facts: Facts about the last poll.
        least: Seconds if the server is fast.
    """
    return min(max(least, _SHARE * facts.seconds), LONGEST_WAIT)


def poll(
    group: GroupState, patience: Patience, now: Callable[[], float]
) -> Generator[FollowStep, FollowReply, Poll]:
    """List a group once, and report what has changed.

    Args:
        group: State of the group, which is updated.
        patience: Patience with failures.
        now: Clock in seconds.

    Yields:
        Steps to carry out.

    Returns:
        Facts about the poll.
    """
    facts = Poll()
    token: str | None = None
    seen: set[object] = {token}
    while True:
        started = now()
        reply = yield GetPage(token)
        if isinstance(reply, TaskclusterFailure):
            yield Wait(patience.afterFailure(reply))
        elif isinstance(reply, ListTaskGroupResponse):
            patience.afterSuccess()
            facts.pages += 1
            facts.seconds += now() - started
            for item in reply.tasks:
                if (change := group.see(item)) is not None:
                    facts.changes += 1
                    yield change
            token = nextToken(reply, seen)
            if token is None:
                break
    yield from group.conclude()
    return facts
