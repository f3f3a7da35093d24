"""Following a task group with messages: what they change, and when to poll. No I/O."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Generator
from dataclasses import dataclass
from time import monotonic
from typing import TypeAlias

from tc_typed.core.errors import TaskclusterFailure
from tc_typed.core.patience import Patience, varied
from tc_typed.graph.following.group_state import GroupState
from tc_typed.graph.following.polling import (
    FollowReply,
    FollowStep,
    pauseAfter,
    poll,
)
from tc_typed.queue.models import TaskStatus

_BETWEEN_POLLS = 300.0  # seconds, while messages say everything
_BLOCKED_DELAY = 0.5  # seconds from a failure until blocked tasks are looked for


@dataclass(frozen=True, slots=True)
class Receive:
    """Step: wait some seconds for a message, and send back its status, or `None` without one."""

    seconds: float


ListenStep: TypeAlias = FollowStep | Receive
"""Step of a follower that listens."""

ListenSteps: TypeAlias = Generator[ListenStep, FollowReply, None]
"""Steps of a follower that listens, until the group is resolved."""


def listenSteps(
    *,
    retryFor: float,
    isTemporary: Callable[[TaskclusterFailure], bool],
    now: Callable[[], float] = monotonic,
    vary: Callable[[], float] = random.random,
) -> ListenSteps:
    """Decide what a follower does whose queue of messages is bound already.

    Messages have the states of tasks, but neither their names nor their needs. So it polls at the
    start, soon after messages about new tasks, and at the end, because new tasks may have been
    missed. Further polls, every few minutes, are for messages that were lost.

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
    while True:
        facts = yield from poll(group, patience, now)
        if group.isOver() and facts.isConsistent:
            return
        ended = now()
        soonest = ended + varied(pauseAfter(facts), vary)
        latest = ended + varied(_BETWEEN_POLLS, vary)
        yield from _receiveUntilPoll(group, soonest, latest, now)


def _receiveUntilPoll(
    group: GroupState, soonest: float, latest: float, now: Callable[[], float]
) -> Generator[ListenStep, FollowReply, None]:
    """Receive messages until it is time for a poll.

    Args:
        group: State of the group.
        soonest: Time of the poll if it is needed.
        latest: Time of the poll otherwise.
        now: Clock in seconds.
    """
    blockedAt = math.inf
    time = now()
    pollAt = soonest if group.isOver() else latest
    while time < pollAt:
        status = yield Receive(min(pollAt, blockedAt) - time)
        time = now()
        if isinstance(status, TaskStatus):
            if not group.knows(status.taskId):
                pollAt = soonest
            elif (change := group.apply(status)) is not None:
                yield change
        # Many failures within a short time take only one update.
        if group.isOutdated and blockedAt == math.inf:
            blockedAt = time + _BLOCKED_DELAY
        if time >= blockedAt:
            blockedAt = math.inf
            yield from group.updateBlocked()
        if group.isOver():
            pollAt = soonest
