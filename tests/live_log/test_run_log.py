"""State of a run's log across attempts."""

from __future__ import annotations

import pytest

from tc_typed.core.errors import TaskclusterConnectionError, TaskclusterFailure, TaskclusterTimeout
from tc_typed.core.headers import Headers
from tc_typed.live_log.run_log import RunLog

CALL = "followLog"
CHUNKED = Headers([("transfer-encoding", "chunked"), ("etag", '"one"')])
TIMEOUT = TaskclusterTimeout(CALL, "no response within 300 s")
BROKEN = TaskclusterConnectionError(CALL, "the connection broke")


def attempt(log: RunLog, *, isOver: bool) -> dict[str, str]:
    log.beginAttempt(isOver=isOver)
    return log.request({})


@pytest.mark.parametrize("isOver", [False, True])
def test_silence_is_a_failure_unless_the_log_is_live(*, isOver: bool) -> None:
    log = RunLog(CALL, 0)
    attempt(log, isOver=isOver)
    log.fail(TIMEOUT)  # The server does not respond.
    assert log.failure is TIMEOUT
    attempt(log, isOver=isOver)
    log.begin(200, CHUNKED)
    log.fail(TIMEOUT)
    expected: TaskclusterFailure | None = TIMEOUT if isOver else None
    assert log.failure is expected
    assert not log.isWhole


@pytest.mark.parametrize("isOver", [False, True])
@pytest.mark.parametrize("received", range(8))
def test_a_cut_connection_is_a_failure_unless_a_live_log_was_received_as_far_as_before(
    received: int, *, isOver: bool
) -> None:
    log = RunLog(CALL, 0)
    attempt(log, isOver=isOver)
    log.fail(BROKEN)  # The server does not respond.
    assert log.failure is BROKEN
    attempt(log, isOver=isOver)
    log.begin(200, Headers([("transfer-encoding", "chunked")]))
    assert [*log.receive(b"one\nt")] == ["one"]
    log.fail(TIMEOUT)
    attempt(log, isOver=isOver)
    log.begin(200, Headers([("transfer-encoding", "chunked")]))
    assert [*log.receive(b"one\ntwo"[:received])] == []
    log.fail(BROKEN)
    expected: TaskclusterFailure | None = BROKEN if isOver or received < 5 else None
    assert log.failure is expected
    assert not log.isWhole


def test_only_the_rest_is_requested_unless_the_log_has_ended() -> None:
    log = RunLog(CALL, 0)
    assert "range" not in attempt(log, isOver=False)
    log.begin(200, CHUNKED)
    assert [*log.receive(b"one\nt")] == ["one"]
    log.fail(BROKEN)
    assert attempt(log, isOver=False)["range"] == "bytes=5-"
    log.begin(206, Headers([("content-range", "bytes 5-7/*"), ("etag", '"one"')]))
    assert [*log.receive(b"wo\n")] == ["two"]
    log.endResponse()
    assert log.isWhole
    assert "range" not in attempt(log, isOver=True)
    log.begin(200, CHUNKED)
    assert [*log.receive(b"one\ntwo\nthree")] == []
    assert [*log.end()] == ["three"]
    assert log.position == len(b"one\ntwo\nthree")
