"""Decisions of a worker, with a simulated queue and clock, whatever the queue responds."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.worker.support import claimedTask, noWork, reclaimed

from tc_typed.core.errors import (
    AuthenticationFailed,
    InsufficientScopes,
    InternalServerError,
    InvalidCall,
    RequestConflict,
    ResourceExpired,
    ResourceNotFound,
    TaskclusterConnectionError,
    TaskclusterFailure,
    TaskclusterRestFailure,
    TaskclusterTimeout,
    TooManyRequests,
    UnexpectedResponse,
)
from tc_typed.core.retry import RetryPolicy, isTemporary
from tc_typed.core.steps import Wait
from tc_typed.queue import ClaimWorkResponse, ReclaimTaskResponse, TaskStatusResponse
from tc_typed.testing import sample
from tc_typed.worker import RunLost
from tc_typed.worker.claim import Claim
from tc_typed.worker.steps import (
    SHUTDOWN_SECONDS,
    Steps,
    claimSteps,
    renewalSteps,
    reportSteps,
)

ReplyT = TypeVar("ReplyT")
ResultT = TypeVar("ResultT")

START = datetime(2026, 5, 1, tzinfo=UTC)
CALL = "queue.someCall"
MOST_CALLS_PER_SECOND = 12

GONE = (
    RequestConflict(CALL, "conflict", status_code=409),
    ResourceNotFound(CALL, "not found", status_code=404),
    ResourceExpired(CALL, "expired", status_code=410),
)
TEMPORARY = (
    TaskclusterConnectionError(CALL, "refused"),
    TaskclusterTimeout(CALL, "timeout"),
    InternalServerError(CALL, "bug", status_code=500),
    TaskclusterRestFailure(CALL, "away", status_code=503),
    TooManyRequests(CALL, "slow down", status_code=429),
)
UNAUTHORIZED = (
    AuthenticationFailed(CALL, "expired", status_code=401),
    InsufficientScopes(CALL, "scopes", status_code=403),
)
OTHERS = (
    *UNAUTHORIZED,
    UnexpectedResponse(CALL, "a page", status_code=200, body=b"page"),
    InvalidCall(CALL, "invalid"),
)
FINAL = (InvalidCall, InsufficientScopes)
"""Errors of a report that is not retried."""
STATUS = sample(TaskStatusResponse)

policies = st.builds(
    RetryPolicy,
    retries=st.integers(0, 5),
    delayFactor=st.sampled_from([0, 0.001, 0.1, 3]),
    randomizationFactor=st.sampled_from([0, 0.25]),
    maxDelay=st.sampled_from([0, 1, 30]),
)
failures = st.sampled_from([*TEMPORARY, *OTHERS]) | st.builds(
    TooManyRequests,
    st.just(CALL),
    st.just("slow down"),
    status_code=st.just(429),
    retryAfter=st.floats(0, 1000),
)
durations = st.sampled_from([0.0, 0.001, 0.2, 30.0])
"""Seconds that a call takes."""


@dataclass
class Simulation:
    """A clock, and the times at which calls were made."""

    now: float = 0.0
    calls: list[float] = field(default_factory=list[float])
    replies: list[object] = field(default_factory=list[object])

    def clock(self) -> float:
        return self.now

    def run(
        self,
        steps: Steps[ReplyT, ResultT],
        call: Callable[[], tuple[float, ReplyT | TaskclusterFailure]],
        most: int = 200,
    ) -> ResultT | None:
        """Carry out steps up to a number of calls; return the result, `None` if there is none."""
        reply: ReplyT | TaskclusterFailure | None = None
        while len(self.calls) < most:
            try:
                step = steps.send(reply)
            except StopIteration as end:
                result: ResultT = end.value
                return result
            reply = None
            if isinstance(step, Wait):
                assert 0 <= step.seconds < 1e6
                self.now += step.seconds
            else:
                self.calls.append(self.now)
                seconds, reply = call()
                self.replies.append(reply)
                self.now += seconds
        return None

    def assertNoHotLoop(self) -> None:
        """Assert that the calls of each second are few."""
        for first, last in zip(self.calls, self.calls[MOST_CALLS_PER_SECOND:], strict=False):
            assert last - first > 1 - 1e-6

    def assertRetryAfterObserved(self, end: float) -> None:
        """Assert that no call was made too early, except one because of the end of the claim."""
        for (made, after), reply in zip(itertools.pairwise(self.calls), self.replies, strict=False):
            requested = getattr(reply, "retryAfter", None) or 0.0
            assert after - made >= requested - 1e-6 or made + requested >= end


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    # Thousands of lines would take most of the time.
    caplog.set_level("CRITICAL", logger="tc_typed")


def never() -> bool:
    return False


# Claims


@given(
    policies,
    st.lists(
        st.tuples(durations, st.booleans() | st.sampled_from(TEMPORARY)), min_size=1, max_size=40
    ),
)
def test_claiming_never_ends_and_never_becomes_a_hot_loop(
    policy: RetryPolicy, script: Sequence[tuple[float, bool | TaskclusterFailure]]
) -> None:
    simulation, replies = Simulation(), itertools.cycle(script)

    def call() -> tuple[float, ClaimWorkResponse | TaskclusterFailure]:
        seconds, reply = next(replies)
        if isinstance(reply, TaskclusterFailure):
            return seconds, reply
        # A task takes a while, and the worker is full meanwhile.
        work = ClaimWorkResponse(tasks=[claimedTask()]) if reply else noWork()
        return max(seconds, 0.1) if reply else seconds, work

    steps = claimSteps(policy, isTemporary, never, simulation.clock)
    assert simulation.run(steps, call) is None
    assert len(simulation.calls) == 200
    simulation.assertNoHotLoop()
    simulation.assertRetryAfterObserved(float("inf"))


@given(policies, st.floats(0, 1e12))
def test_a_queue_that_asks_for_a_wait_of_years_is_called_again_after_an_hour(
    policy: RetryPolicy, requested: float
) -> None:
    simulation = Simulation()
    busy = TooManyRequests(CALL, "slow down", status_code=429, retryAfter=requested)
    steps = claimSteps(policy, isTemporary, never, simulation.clock)
    assert simulation.run(steps, lambda: (0.0, busy), most=2) is None
    assert simulation.calls[1] >= min(requested, 3600) - 1e-6
    assert simulation.calls[1] <= 3600


def test_nothing_to_do_costs_a_call_every_few_seconds() -> None:
    simulation = Simulation()
    steps = claimSteps(RetryPolicy(), isTemporary, never, simulation.clock)
    simulation.run(steps, lambda: (0.01, noWork()), most=20)
    gaps = [after - before for before, after in itertools.pairwise(simulation.calls)]
    assert [round(gap, 6) for gap in gaps] == sorted(round(gap, 6) for gap in gaps)
    assert (gaps[0] < 0.5, 4 < gaps[-1] < 6) == (True, True)


def test_a_queue_that_waits_for_work_is_called_again_at_once() -> None:
    simulation = Simulation()
    steps = claimSteps(RetryPolicy(), isTemporary, never, simulation.clock)
    simulation.run(steps, lambda: (20.0, noWork()), most=10)
    assert simulation.calls == [20.0 * index for index in range(10)]


def test_the_wait_for_a_queue_that_is_away_grows_to_half_a_minute_and_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    simulation = Simulation()
    script: list[ClaimWorkResponse | TaskclusterFailure] = [TEMPORARY[0]] * 30
    replies = itertools.chain(script, itertools.repeat(noWork()))
    steps = claimSteps(RetryPolicy(), isTemporary, never, simulation.clock)
    with caplog.at_level("WARNING", logger="tc_typed"):
        simulation.run(steps, lambda: (0.0, next(replies)), most=33)
    gaps = [after - before for before, after in itertools.pairwise(simulation.calls)][:30]
    assert gaps[0] < 0.2
    assert all(gap == pytest.approx(30) for gap in gaps[12:])
    assert caplog.text.count("claiming again in") == 30
    assert caplog.text.count("the queue responds again") == 1
    assert gaps[-1] > 20


@pytest.mark.parametrize("failure", OTHERS)
def test_other_failures_of_the_first_claim_are_raised(failure: TaskclusterFailure) -> None:
    simulation = Simulation()
    steps = claimSteps(RetryPolicy(), isTemporary, never, simulation.clock)
    with pytest.raises(type(failure)) as caught:
        simulation.run(steps, lambda: (0.0, failure))
    assert caught.value is failure
    assert simulation.calls == [0.0]


def test_a_strange_page_is_temporary_only_once_the_queue_has_responded() -> None:
    simulation, page = (
        Simulation(),
        UnexpectedResponse(CALL, "a page", status_code=200, body=b"page"),
    )
    script: list[ClaimWorkResponse | TaskclusterFailure] = [noWork(), page, page, noWork()]
    replies = iter([*script, UNAUTHORIZED[1]])
    steps = claimSteps(RetryPolicy(), isTemporary, never, simulation.clock)
    with pytest.raises(InsufficientScopes):
        simulation.run(steps, lambda: (0.0, next(replies)))
    assert len(simulation.calls) == 5


def test_nothing_is_claimed_and_no_failure_raised_once_it_is_done() -> None:
    simulation, done = Simulation(), list[bool]()

    def call() -> tuple[float, TaskclusterFailure]:
        done.append(True)  # The worker was stopped, and its connections closed.
        return 0.0, InvalidCall(CALL, "closed")

    steps = claimSteps(RetryPolicy(), isTemporary, lambda: bool(done), simulation.clock)
    assert simulation.run(steps, call) is None
    assert (
        simulation.run(claimSteps(RetryPolicy(), isTemporary, lambda: True, simulation.clock), call)
        is None
    )
    assert len(simulation.calls) == 1


# Renewals


claimSeconds = st.sampled_from([1.0, 3.0, 60.0, 1200.0])
skews = st.timedeltas(timedelta(days=-2), timedelta(days=2))


@given(
    policies,
    claimSeconds,
    st.lists(st.booleans() | failures, min_size=1, max_size=30),
)
def test_a_claim_is_renewed_in_time_unless_all_attempts_fail(
    policy: RetryPolicy, lasts: float, script: Sequence[bool | TaskclusterFailure]
) -> None:
    simulation, response = Simulation(), claimedTask(lasts, START)
    claim, replies = Claim(response, simulation.clock), itertools.cycle(script)
    until, failed = lasts, 0

    def call() -> tuple[float, ReclaimTaskResponse | TaskclusterFailure]:
        nonlocal until, failed
        if not failed:
            # The first attempt is always made in time.
            assert simulation.now < until
        reply = next(replies)
        if isinstance(reply, TaskclusterFailure):
            failed += 1
            return 0.0, reply
        failed, until = 0, simulation.now + lasts
        return 0.0, reclaimed(response, START + timedelta(seconds=until))

    result = simulation.run(renewalSteps(claim, policy, never), call)
    simulation.assertNoHotLoop()
    assert (result is None) == (len(simulation.calls) == 200)
    if result is not None:
        # Only failures end it, and only when the claim has expired.
        assert simulation.now >= until
        assert failed >= 2
        assert str(claim) in str(result)
        assert claim.secondsLeft() <= 0


@given(policies, st.sampled_from([1.0, 3.0, 60.0]), failures)
def test_many_attempts_are_made_before_a_claim_is_given_up(
    policy: RetryPolicy, lasts: float, failure: TaskclusterFailure
) -> None:
    simulation = Simulation()
    claim = Claim(claimedTask(lasts, START), simulation.clock)
    lost = simulation.run(renewalSteps(claim, policy, never), lambda: (0.0, failure), 1000)
    assert isinstance(lost, RunLost)
    before = [made for made in simulation.calls if made < lasts]
    assert before[0] == pytest.approx(lasts / 2)
    assert before[-1] > lasts * 0.8
    assert lasts <= simulation.now <= lasts + 0.2
    simulation.assertRetryAfterObserved(lasts)


@pytest.mark.parametrize("gone", GONE)
def test_a_claim_that_is_gone_ends_the_run_at_once(gone: TaskclusterFailure) -> None:
    simulation = Simulation()
    claim = Claim(claimedTask(10.0, START), simulation.clock)
    lost = simulation.run(renewalSteps(claim, RetryPolicy(), never), lambda: (0.0, gone))
    assert isinstance(lost, RunLost)
    assert simulation.calls == [5.0]


@given(policies, durations, st.sampled_from([-1e5, -1.0, 0.0, 1e-9, 0.3, 1e8, 2e11]), st.booleans())
def test_times_of_a_strange_queue_make_no_hot_loop(
    policy: RetryPolicy,
    seconds: float,
    lasts: float,
    hasStarted: bool,  # noqa: FBT001  # drawn
) -> None:
    simulation = Simulation()
    response = claimedTask(1.0, START, hasStarted=hasStarted)
    claim = Claim(response, simulation.clock)
    until = START + timedelta(seconds=lasts)
    simulation.run(
        renewalSteps(claim, policy, never), lambda: (seconds, reclaimed(response, until))
    )
    assert len(simulation.calls) == 200
    simulation.assertNoHotLoop()
    # Even if the times make no sense, a claim is renewed now and then.
    assert simulation.now / 200 <= 1800 + seconds


def test_a_claim_is_not_renewed_after_the_body_has_ended() -> None:
    simulation, ends = Simulation(), itertools.chain([False, False, True], itertools.repeat(True))
    response = claimedTask(10.0, START)
    claim = Claim(response, simulation.clock)

    def call() -> tuple[float, ReclaimTaskResponse]:
        until = START + timedelta(seconds=simulation.now + 10)
        return 0.0, reclaimed(response, until)

    assert simulation.run(renewalSteps(claim, RetryPolicy(), lambda: next(ends)), call) is None
    assert len(simulation.calls) == 1


# Reports


@given(policies, claimSeconds, durations, st.lists(failures, max_size=20))
def test_a_report_is_retried_until_a_definite_response_or_the_end_of_the_claim(
    policy: RetryPolicy,
    lasts: float,
    seconds: float,
    script: Sequence[TaskclusterFailure],
) -> None:
    simulation = Simulation()
    claim = Claim(claimedTask(lasts, START), simulation.clock)
    endless: list[TaskStatusResponse | TaskclusterFailure] = [*script, STATUS]
    replies = iter(endless)

    def call() -> tuple[float, TaskStatusResponse | TaskclusterFailure]:
        return seconds, next(replies)

    result = simulation.run(reportSteps(claim, policy, never), call)
    simulation.assertNoHotLoop()
    simulation.assertRetryAfterObserved(lasts)
    last = simulation.replies[-1]
    if result is None:
        assert last is STATUS
        assert len(simulation.calls) == len(script) + 1
    else:
        assert result is last
        assert isinstance(result, FINAL) or claim.secondsLeft() <= 0
    assert all(isinstance(reply, TaskclusterFailure) for reply in simulation.replies[:-1])


@pytest.mark.parametrize("gone", GONE)
@pytest.mark.parametrize("before", [0, 3])
def test_a_conflict_ends_a_report(gone: TaskclusterFailure, before: int) -> None:
    simulation = Simulation()
    claim = Claim(claimedTask(100.0, START), simulation.clock)
    replies = iter([*itertools.repeat(TEMPORARY[0], before), gone])
    result = simulation.run(reportSteps(claim, RetryPolicy(), never), lambda: (0.0, next(replies)))
    assert isinstance(result, RunLost)
    assert len(simulation.calls) == before + 1


@given(policies, failures, st.floats(0, 100))
def test_a_worker_that_is_stopping_reports_for_half_a_minute_at_most(
    policy: RetryPolicy, failure: TaskclusterFailure, stopsAt: float
) -> None:
    simulation = Simulation()
    claim = Claim(claimedTask(1200.0, START), simulation.clock)
    steps = reportSteps(claim, policy, lambda: simulation.now >= stopsAt)
    result = simulation.run(steps, lambda: (0.0, failure), most=10_000)
    assert result is failure
    if not isinstance(failure, FINAL):
        assert simulation.now >= SHUTDOWN_SECONDS - 1e-6
        assert simulation.now <= max(SHUTDOWN_SECONDS, stopsAt) + 1.2


# The time that is left of a claim


@given(st.floats(0, 1e4), skews, st.floats(1, 1e4), st.floats(0, 1e4))
def test_the_clock_of_this_machine_does_not_matter(
    began: float, skew: timedelta, lasts: float, later: float
) -> None:
    # The queue's clock differs from this machine's, which is not looked at.
    simulation = Simulation(now=began)
    response = claimedTask(lasts, datetime.now(UTC) + skew)
    claim = Claim(response, simulation.clock)
    assert claim.secondsLeft() == pytest.approx(lasts, abs=1e-3)
    simulation.now += later
    assert claim.secondsLeft() == pytest.approx(lasts - later, abs=1e-3)
    claim.renew(reclaimed(response, response.takenUntil + timedelta(seconds=later)))
    assert claim.secondsLeft() == pytest.approx(lasts, abs=1e-3)


def test_a_claim_has_the_newest_credentials_and_status() -> None:
    response = claimedTask(10.0)
    claim = Claim(response)
    assert (claim.credentials, claim.takenUntil) == (response.credentials, response.takenUntil)
    renewed = reclaimed(response, response.takenUntil + timedelta(seconds=10))
    claim.renew(renewed)
    assert claim.credentials is renewed.credentials
    assert claim.status is renewed.status
    assert claim.takenUntil == renewed.takenUntil
