"""The judge of responses and messages finds what does not match the contract."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest
from tests.testing.contract import Judge

from tc_typed.queue import QueueEvents
from tc_typed.testing.messages.message_log import SentMessage

COUNT = {"taskQueueId": "a/b", "provisionerId": "a", "workerType": "b", "pendingTasks": 1}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (COUNT, None),
        ({**COUNT, "pendingTasks": "1"}, "$.pendingTasks: '1' is not of type 'integer'"),
        ({**COUNT, "unknown": 1}, "$: Additional properties are not allowed"),
        ({"taskQueueId": "a/b"}, "$: 'provisionerId' is a required property"),
    ],
)
def test_a_response_that_does_not_match_is_found(content: object, problem: str | None) -> None:
    judge = Judge()
    request = httpx.Request("GET", "http://x/api/queue/v1/pending/a%2Fb")
    judge.response(httpx.Response(200, json=content, request=request))
    assert judge.methods == {"queue.pendingTasks"}
    found = judge.problems[0] if judge.problems else None
    assert (found is None) == (problem is None)
    assert (problem or "") in (found or "")


def test_a_message_that_does_not_match_is_found() -> None:
    judge, declaration = Judge(), QueueEvents.taskGroupResolved
    body = b'{"version": 1, "taskGroupId": 5, "schedulerId": "s", "expires": "soon"}'
    judge.message(SentMessage(declaration, "primary", (), body, datetime.now(UTC)))
    assert judge.exchanges == {declaration.exchange}
    assert any("$.taskGroupId" in problem for problem in judge.problems)
    assert any("'soon' is not a 'date-time'" in problem for problem in judge.problems)
