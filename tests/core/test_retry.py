"""How long to wait before another attempt, and whether to make one."""

from __future__ import annotations

from functools import partial
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.client_kinds import Connect
from tests.core.loopback import Serve, respond

from tc_typed.core.errors import (
    InvalidCall,
    TaskclusterAuthFailure,
    TaskclusterConnectionError,
    TaskclusterFailure,
    TaskclusterTimeout,
    UnexpectedResponse,
    restFailure,
)
from tc_typed.core.retry import RetryPolicy

refusedConnection = TaskclusterConnectionError("a.b", "refused")
factors = st.just(0.0) | st.floats(1e-6, 1e6)
shares = st.floats(0, 1)


@given(factors, shares, st.floats(0, 1e9), st.integers(0, 2000))
def test_wait_is_the_nth_power_of_two_give_or_take_its_share(
    factor: float, share: float, longest: float, attempt: int
) -> None:
    policy = RetryPolicy(attempt + 1, factor, share, longest)
    wait = policy.wait(attempt, refusedConnection)
    assert wait is not None
    planned = factor * 2.0 ** min(attempt, 1000)
    slack = 1 + 1e-9
    assert min(planned * (1 - share), longest) / slack <= wait <= longest
    assert wait <= planned * (1 + share) * slack


@given(factors, st.integers(0, 20))
def test_without_a_share_the_wait_is_no_matter_of_chance(factor: float, attempt: int) -> None:
    policy = RetryPolicy(attempt + 1, factor, 0, 1e30)
    assert policy.wait(attempt, refusedConnection) == factor * 2**attempt


def test_with_a_share_callers_do_not_come_back_at_once() -> None:
    assert len({RetryPolicy().wait(0, refusedConnection) for _ in range(20)}) > 1


@given(st.integers(0, 50), st.integers(0, 100))
def test_there_are_as_many_attempts_as_retries_and_one(retries: int, attempt: int) -> None:
    again = RetryPolicy(retries).wait(attempt, refusedConnection) is not None
    assert again == (attempt < retries)


@given(st.integers(400, 599))
def test_of_the_statuses_only_429_and_those_of_the_servers_fault_pass(status: int) -> None:
    again = RetryPolicy().wait(0, restFailure("a.b", status, None)) is not None
    assert again == (status == 429 or status >= 500)


@pytest.mark.parametrize(
    ("failure", "passes"),
    [
        (refusedConnection, True),
        (TaskclusterTimeout("a.b", "late"), True),
        (InvalidCall("a.b", "wrong"), False),
        (TaskclusterAuthFailure("a.b", "wrong"), False),
        (UnexpectedResponse("a.b", "odd", status_code=200, body=b""), False),
    ],
)
def test_only_what_may_pass_by_itself_is_tried_again(
    failure: TaskclusterFailure, *, passes: bool
) -> None:
    assert (RetryPolicy().wait(0, failure) is not None) == passes


@given(st.floats(0, 100), st.floats(0, 100))
def test_server_is_granted_its_patience_up_to_the_limit(asked: float, longest: float) -> None:
    policy = RetryPolicy(maxDelay=longest)
    wait = policy.wait(0, restFailure("a.b", 429, None, retryAfter=asked))
    assert (wait is None) == (asked > longest)
    assert wait is None or asked <= wait <= max(longest, asked * 1.25)


@pytest.mark.parametrize("asked", [1.0, 30.0])
def test_callers_do_not_all_come_back_when_the_server_said(asked: float) -> None:
    failure = restFailure("a.b", 429, None, retryAfter=asked)
    waits = {RetryPolicy().wait(0, failure) for _ in range(20)}
    assert len(waits) > 10
    assert all(wait is not None and wait >= asked for wait in waits)


@given(st.integers(0, 5), st.floats(0, 10), st.sampled_from([-1e9, 0.0, 1e9]))
def test_the_decision_is_the_wait_unless_there_is_none_or_no_time_for_it(
    attempt: int, factor: float, secondsLeft: float
) -> None:
    policy = RetryPolicy(3, factor, 0)
    failure = TaskclusterConnectionError("a.b", "refused")
    end = perf_counter() + secondsLeft
    if attempt < 3 and secondsLeft > 0:
        assert policy.delayOrRaise(attempt, failure, end) == policy.wait(attempt, failure)
    else:
        with pytest.raises(TaskclusterConnectionError) as caught:
            policy.delayOrRaise(attempt, failure, end)
        assert caught.value is failure


def test_a_final_failure_leads_to_nothing_that_was_handled_before() -> None:
    try:
        try:
            raise ValueError("secret")  # noqa: TRY301  # it becomes the context
        except ValueError:
            raise InvalidCall("a.b", "wrong")  # noqa: B904  # the same
    except InvalidCall as error:
        failure = error
    with pytest.raises(InvalidCall) as caught:
        RetryPolicy().delayOrRaise(0, failure)
    assert caught.value.__context__ is None


def test_options_of_a_client_set_its_waits(
    connect: Connect, serve: Serve, waits: list[float]
) -> None:
    server = serve(respond(b"", 503))
    client = connect(
        server.url, retries=4, delayFactor=2, randomizationFactor=0, maxDelay=10, timeout=5
    )
    for caller in (client, client.use(delayFactor=0)):
        with pytest.raises(TaskclusterFailure, match="503"):
            caller.getThing("x")
    assert [wait for wait in waits if wait] == [2, 4, 8, 10]
    assert len(server.received) == 10


@pytest.mark.parametrize("retries", [0, 1])
def test_number_of_retries_is_the_callers(
    connect: Connect, serve: Serve, waits: list[float], retries: int
) -> None:
    server = serve(respond(b"", 500))
    call = partial(connect(server.url, retries=retries).getThing, "x")
    with pytest.raises(TaskclusterFailure):
        call()
    assert len(server.received) == 1 + retries
    assert len(waits) == retries
