"""Patience with failures in a row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tc_typed.core.client import sessionOf
from tc_typed.core.errors import (
    AuthenticationFailed,
    ResourceNotFound,
    TaskclusterConnectionError,
    TaskclusterFailure,
    restFailure,
)
from tc_typed.core.patience import Patience, varied
from tc_typed.queue import Queue
from tc_typed.testing import fake

FAILURE = TaskclusterConnectionError("queue.status", "the connection broke")


@given(st.floats(0, 1000), st.floats(0, 1), st.floats(0, 20))
def test_the_last_request_is_made_at_the_end_of_the_time(
    retryFor: float, vary: float, seconds: float
) -> None:
    now = 100.0
    patience = Patience(retryFor, lambda _: True, lambda: now, lambda: vary)
    waits: list[float] = []

    def fail() -> None:
        nonlocal now
        while True:
            waits.append(patience.afterFailure(FAILURE))
            now += waits[-1] + seconds

    with pytest.raises(TaskclusterFailure) as caught:
        fail()
    assert caught.value is FAILURE
    assert 100 + retryFor - 1e-6 <= now <= 100 + retryFor + seconds + 1e-6
    assert all(0 < wait <= 30 * 1.25 for wait in waits)


def test_a_success_starts_the_time_again() -> None:
    now = 0.0
    patience = Patience(10, lambda _: True, lambda: now, lambda: 0.5)
    for _ in range(5):
        assert [patience.afterFailure(FAILURE) for _ in range(3)] == [1.0, 2.0, 4.0]
        now += 9
        patience.afterSuccess()


def test_lasting_failures_are_raised_at_once() -> None:
    patience = Patience(60, lambda _: False)
    with pytest.raises(TaskclusterConnectionError):
        patience.afterFailure(FAILURE)


def test_retry_after_is_respected() -> None:
    patience = Patience(10, lambda _: True, lambda: 0.0, lambda: 0.5)
    soon, late = (restFailure("queue.status", 429, None, retryAfter=it) for it in (7.0, 11.0))
    assert patience.afterFailure(soon) == 7.0
    with pytest.raises(TaskclusterFailure):
        patience.afterFailure(late)


def test_only_a_provider_can_renew_credentials() -> None:
    credentials = {"clientId": "some/client", "accessToken": "token"}
    expired = restFailure("queue.status", 401, {"code": "AuthenticationFailed", "message": "old"})
    missing = restFailure("queue.status", 404, {"code": "ResourceNotFound", "message": "none"})
    assert isinstance(expired, AuthenticationFailed)
    assert isinstance(missing, ResourceNotFound)
    fixed, renewing = (
        sessionOf(fake(Queue)).isTemporary,
        sessionOf(Queue(fake={}, credentials=lambda: credentials)).isTemporary,
    )
    assert (fixed(expired), renewing(expired)) == (False, True)
    for isTemporary in (fixed, renewing):
        assert isTemporary(FAILURE)
        assert not isTemporary(missing)


@given(st.floats(0, 100), st.floats(0, 1))
def test_waits_vary_by_a_quarter(seconds: float, vary: float) -> None:
    assert varied(seconds, lambda: vary) == pytest.approx(seconds * (0.75 + vary / 2))
