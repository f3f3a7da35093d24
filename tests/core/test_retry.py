"""Decision to retry, and the wait before it."""

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
fractions = st.floats(0, 1)


@given(factors, fractions, st.floats(0, 1e9), st.integers(0, 2000))
def test_wait_doubles_and_varies_by_the_randomization_factor(
    factor: float, fraction: float, longest: float, attempt: int
) -> None:
    policy = RetryPolicy(attempt + 1, factor, fraction, longest)
    wait = policy.wait(attempt, refusedConnection)
    assert wait is not None
    planned = factor * 2.0 ** min(attempt, 1000)
    slack = 1 + 1e-9
    assert min(planned * (1 - fraction), longest) / slack <= wait <= longest
    assert wait <= planned * (1 + fraction) * slack


@given(factors, st.integers(0, 20))
def test_wait_is_exact_without_a_randomization_factor(factor: float, attempt: int) -> None:
    policy = RetryPolicy(attempt + 1, factor, 0, 1e30)
    assert policy.wait(attempt, refusedConnection) == factor * 2**attempt


def test_waits_of_callers_differ() -> None:
    assert len({RetryPolicy().wait(0, refusedConnection) for _ in range(20)}) > 1


@given(st.integers(0, 50), st.integers(0, 100))
def test_there_is_one_attempt_more_than_retries(retries: int, attempt: int) -> None:
    again = RetryPolicy(retries).wait(attempt, refusedConnection) is not None
    assert again == (attempt < retries)


@given(st.integers(400, 599))
def test_only_the_statuses_429_and_5xx_are_retried(status: int) -> None:
    again = RetryPolicy().wait(0, restFailure("a.b", status, None)) is not None
    assert again == (status == 429 or status >= 500)


@pytest.mark.parametrize(
    ("failure", "isRetried"),
    [
        (refusedConnection, True),
        (TaskclusterTimeout("a.b", "late"), True),
        (InvalidCall("a.b", "wrong"), False),
        (TaskclusterAuthFailure("a.b", "wrong"), False),
        (UnexpectedResponse("a.b", "odd", status_code=200, body=b""), False),
    ],
)
def test_only_temporary_failures_are_retried(
    failure: TaskclusterFailure, *, isRetried: bool
) -> None:
    assert (RetryPolicy().wait(0, failure) is not None) == isRetried


@given(st.floats(0, 100), st.floats(0, 100))
def test_retry_after_is_respected_up_to_the_limit(requested: float, longest: float) -> None:
    policy = RetryPolicy(maxDelay=longest)
    wait = policy.wait(0, restFailure("a.b", 429, None, retryAfter=requested))
    assert (wait is None) == (requested > longest)
    assert wait is None or requested <= wait <= max(longest, requested * 1.25)


@pytest.mark.parametrize("requested", [1.0, 30.0])
def test_retry_after_is_varied_upwards(requested: float) -> None:
    failure = restFailure("a.b", 429, None, retryAfter=requested)
    waits = {RetryPolicy().wait(0, failure) for _ in range(20)}
    assert len(waits) > 10
    assert all(wait is not None and wait >= requested for wait in waits)


@given(st.integers(0, 5), st.floats(0, 10), st.sampled_from([-1e9, 0.0, 1e9]))
def test_delay_or_raise_returns_the_wait_unless_retries_or_time_are_used_up(
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


def test_a_final_failure_has_no_context() -> None:
    try:
        try:
            raise ValueError("secret")  # noqa: TRY301  # This becomes the context.
        except ValueError:
            raise InvalidCall("a.b", "wrong")  # noqa: B904  # see above
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
def test_number_of_retries_can_be_set(
    connect: Connect, serve: Serve, waits: list[float], retries: int
) -> None:
    server = serve(respond(b"", 500))
    call = partial(connect(server.url, retries=retries).getThing, "x")
    with pytest.raises(TaskclusterFailure):
        call()
    assert len(server.received) == 1 + retries
    assert len(waits) == retries
