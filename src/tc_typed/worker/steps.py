"""Decisions of a worker: when to claim, renew and report, and what follows from each response.

They are generators of steps without I/O. A driver carries out each step, and sends the response or
the failure back.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from time import monotonic
from typing import TypeAlias, TypeVar

from tc_typed.core.errors import (
    RequestConflict,
    ResourceExpired,
    ResourceNotFound,
    TaskclusterAuthFailure,
    TaskclusterFailure,
    UnexpectedResponse,
    withoutTrace,
)
from tc_typed.core.logs import log
from tc_typed.core.retry import RetryPolicy, isTemporary
from tc_typed.core.steps import Wait
from tc_typed.queue.models import ClaimWorkResponse, ReclaimTaskResponse, TaskStatusResponse
from tc_typed.worker.claim import Claim
from tc_typed.worker.outcomes import RunLost

SHUTDOWN_SECONDS = 30.0
"""Seconds for which a worker that is stopping retries to report a run."""

_RENEWAL_SHARE = 0.5
"""Share of a claim's remaining time after which it is renewed. The rest is for retries."""
_SHORTEST_CLAIM, _LONGEST_CLAIM = 1.0, 3600.0
"""Bounds of a claim's remaining time in seconds, in case that a queue responds with nonsense."""
_SHORTEST_DELAY = 0.1
"""Minimum seconds between a failure and the next attempt, regardless of the client's options."""
_LONGEST_DELAY = 3600.0
"""Maximum seconds until the next claim, in case that the queue asks for a wait of years."""
_LAST_SHARE = 0.9
"""Share of a claim's remaining time to wait if the usual wait would be longer than all of it."""
_LONGEST_PIECE = 1.0
"""Maximum seconds of a wait during which a stop is not noticed."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0
"""Seconds between the starts of two calls that found no work; each is twice as long as the last.
Usually the queue itself waits longer than that for work."""

_GONE = (RequestConflict, ResourceNotFound, ResourceExpired)
"""Errors that say that a run is not claimed any more."""

_ReplyT = TypeVar("_ReplyT")
_ResultT = TypeVar("_ResultT")


@dataclass(frozen=True, slots=True)
class Call:
    """Make the call that the steps decide about."""


Steps: TypeAlias = Generator[Call | Wait, _ReplyT | TaskclusterFailure | None, _ResultT]
"""Steps of one kind of call, up to a result; `None` is the reply to a wait."""


def claimSteps(
    policy: RetryPolicy,
    isTemporary: Callable[[TaskclusterFailure], bool],
    isDone: Callable[[], bool],
    now: Callable[[], float] = monotonic,
) -> Steps[ClaimWorkResponse, None]:
    """Decide when to call `queue.claimWork`.

    Args:
        policy: Policy of waits while the queue is away.
        isTemporary: Function that tells whether the same call may succeed later.
        isDone: Function that tells whether nothing more is to be claimed.
        now: Function that returns the time in seconds.

    Raises:
        TaskclusterFailure: if a call fails with an error that is not temporary.
    """
    failures = fruitless = 0
    wasReached = False
    while not isDone():
        began = now()
        reply = yield Call()
        if isinstance(reply, TaskclusterFailure):
            # A proxy in front of a queue that is away may respond with a page of its own. If that
            # is the first response ever, the root URL is probably wrong.
            isAway = wasReached and isinstance(reply, UnexpectedResponse)
            if isDone():
                return
            if not (isAway or isTemporary(reply)):
                raise withoutTrace(reply)
            delay = max(policy.delayAfter(failures, reply), _SHORTEST_DELAY)
            delay = min(delay, _LONGEST_DELAY)
            log.warning("%s; claiming again in %.1f s", reply, delay)
            failures += 1
            yield Wait(delay)
        elif reply is not None:
            if failures:
                log.warning("queue.claimWork: the queue responds again")
            failures, wasReached = 0, True
            fruitless = 0 if reply.tasks else fruitless + 1
            if fruitless:
                pause = min(_FIRST_PAUSE * 2 ** min(fruitless, 10), _LONGEST_PAUSE)
                yield Wait(max(pause - (now() - began), 0.0))


def renewalSteps(
    claim: Claim, policy: RetryPolicy, isDone: Callable[[], bool]
) -> Steps[ReclaimTaskResponse, RunLost | None]:
    """Decide when to call `queue.reclaimTask`.

    Args:
        claim: Claim to renew.
        policy: Policy of retries.
        isDone: Function that tells whether the body of the run has ended.

    Returns:
        Error that ends the body of the run; `None` if the body has ended by itself.
    """
    failures = 0
    while True:
        if not failures:
            left = min(max(claim.secondsLeft(), _SHORTEST_CLAIM), _LONGEST_CLAIM)
            yield Wait(left * _RENEWAL_SHARE)
        reply = None if isDone() else (yield Call())
        if isDone():
            return None
        if isinstance(reply, ReclaimTaskResponse):
            claim.renew(reply)
            failures = 0
        elif isinstance(reply, _GONE):
            return RunLost(reply.call, f"the claim on {claim} is lost: {reply.reason}")
        elif reply is not None:
            left = claim.secondsLeft()
            if left <= 0:
                return RunLost(
                    reply.call,
                    f"the claim on {claim} expired, because it could not be renewed: {reply}",
                )
            delay = _delayWithin(left, policy, failures, reply)
            log.warning(
                "%s; retrying in %.1f s, %.0f s before the claim expires", reply, delay, left
            )
            failures += 1
            yield Wait(delay)


def reportSteps(
    claim: Claim, policy: RetryPolicy, isStopping: Callable[[], bool]
) -> Steps[TaskStatusResponse, TaskclusterFailure | None]:
    """Decide when to report a run. A report is safe to repeat.

    Args:
        claim: Claim on the run.
        policy: Policy of retries.
        isStopping: Function that tells whether the worker is stopping, so that it can't retry for
            long.

    Returns:
        Error if the run could not be reported: `RunLost` if the claim was lost meanwhile.
    """
    failures = 0
    atStart = claim.secondsLeft()

    def secondsLeft() -> float:
        left = claim.secondsLeft()
        return min(left, SHUTDOWN_SECONDS - (atStart - left)) if isStopping() else left

    while True:
        reply = yield Call()
        if isinstance(reply, _GONE):
            return RunLost(reply.call, f"the claim on {claim} was lost: {reply.reason}")
        if not isinstance(reply, TaskclusterFailure):
            return None
        left = secondsLeft()
        if not _mayPass(reply) or left <= 0:
            return reply
        delay = _delayWithin(left, policy, failures, reply)
        log.warning("%s; retrying in %.1f s", reply, delay)
        failures += 1
        # In pieces, because the worker may be stopped meanwhile. Then the next attempt is the last.
        while delay > 0 and secondsLeft() > 0:
            yield Wait(min(delay, _LONGEST_PIECE))
            delay -= _LONGEST_PIECE


def _delayWithin(
    left: float, policy: RetryPolicy, failures: int, failure: TaskclusterFailure
) -> float:
    """Return the seconds to wait after a failure, so that another attempt is made in time.

    A Retry-After that is longer than the claim does not count, because nothing would be gained.
    """
    delay = policy.delayAfter(failures, failure)
    return max(delay if delay < left else left * _LAST_SHARE, _SHORTEST_DELAY)


def _mayPass(failure: TaskclusterFailure) -> bool:
    """Whether a report may succeed later. The task's credentials were valid when it was claimed."""
    return isTemporary(failure) or isinstance(failure, TaskclusterAuthFailure | UnexpectedResponse)
