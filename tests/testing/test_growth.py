"""A local Taskcluster that runs for weeks: what it keeps has bounds."""

from __future__ import annotations

import gc
from collections import Counter, deque
from datetime import timedelta
from pathlib import Path

import pytest
from tests.profiles import IS_LONG
from tests.testing.samples import definition

from tc_typed import Notify, Queue, QueueEvents, slugId
from tc_typed.notify import EmailRequest
from tc_typed.queue import ClaimWorkRequest
from tc_typed.testing import LocalTaskcluster, NoMessage, SentMessage, notifications
from tc_typed.testing.messages import message_log

TASKS = 1000 if IS_LONG else 50


def _live(local: LocalTaskcluster, queue: Queue, tasks: int) -> None:
    """Create and complete tasks, and advance the clock until they have expired."""
    now = local.clock.now()
    task = definition(now, timedelta(hours=1), expires=now + timedelta(hours=2))
    for _ in range(tasks):
        queue.createTask(slugId(), task)
    request = ClaimWorkRequest(workerGroup="g", workerId="w", tasks=32)
    while claims := queue.claimWork(task.taskQueueId or "", request).tasks:
        for claim in claims:
            queue.reportCompleted(claim.status.taskId, claim.runId)
    local.clock.advance("1 day")


def _objects() -> Counter[type]:
    """Count containers and objects of this package. Python and libraries keep others."""
    gc.collect()
    kinds = map(type, gc.get_objects())
    return Counter(
        kind
        for kind in kinds
        if kind in (dict, list, set, deque) or str(kind).startswith("<class 'tc_typed.")
    )


@pytest.mark.parametrize("isStored", [False, True])
def test_tasks_that_have_expired_leave_nothing_but_messages(
    isStored: object, tmp_path: Path
) -> None:
    database = tmp_path / "state.db" if isStored else None
    with LocalTaskcluster(claimWait=0, database=database) as local:
        queue = local.client(Queue)
        _live(local, queue, 2)  # What is made once is there now.
        before = _objects()
        _live(local, queue, TASKS)
        grown = _objects() - before
        assert grown.pop(SentMessage) >= 4 * TASKS
        assert {kind: count for kind, count in grown.items() if count >= TASKS} == {}


def test_the_oldest_messages_are_forgotten(
    local: LocalTaskcluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(message_log, "MOST_MESSAGES", 10)
    monkeypatch.setattr(message_log, "_FORGOTTEN", 3)
    queue, task = local.client(Queue), definition()
    view = local.messages.on(QueueEvents.taskDefined)
    taskIds = [slugId() for _ in range(30)]
    for number, taskId in enumerate(taskIds, 1):
        queue.createTask(taskId, task)
        kept = [sent.payload.status.taskId for sent in view]
        assert kept == taskIds[number - len(kept) : number]
        assert min(2 * number, 10) <= len(local.messages) < 13
        # A view that waits gets each message once, whether or not older ones were forgotten.
        assert view.wait(0).payload.status.taskId == taskId
        with pytest.raises(NoMessage):
            view.wait(0)


def test_the_oldest_notifications_are_forgotten_also_by_a_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notifications, "MOST_NOTIFICATIONS", 3)
    local = LocalTaskcluster(database=tmp_path / "state.db")
    for start in (0, 5):  # Also after a restart.
        with local:
            for number in range(start, start + 5):
                request = EmailRequest(address="a@example.com", subject=f"{number}", content="-")
                local.client(Notify).email(request)
        sent = [each.request.subject for each in local.notifications.of(EmailRequest)]
        assert sent == [f"{number}" for number in range(start + 2, start + 5)]
