"""The queue does the same although it is restarted now and then."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis.stateful import (
    rule,
    run_state_machine_as_test,  # pyright: ignore[reportUnknownVariableType]  # It has no types.
)
from tests.testing.conftest import Clock
from tests.testing.samples import definition, issueNothing
from tests.testing.services.queue.test_histories import STEPS, Histories, steps

from tc_typed.queue import QueueEvents
from tc_typed.slugs import slugId
from tc_typed.testing.messages import Messages
from tc_typed.testing.services.queue.state import QueueState
from tc_typed.testing.services.queue.workers import Workers
from tc_typed.testing.state.database import Database
from tc_typed.testing.timeline import Timeline

A_DAY = timedelta(days=1)


class RestartedHistories(Histories):
    """Histories of a queue with a database. The model knows nothing of its restarts."""

    def __init__(self) -> None:
        super().__init__()
        self.end = ExitStack()
        folder = self.end.enter_context(TemporaryDirectory())
        self.path = Path(folder, "state.db")
        self.open()

    def open(self) -> None:
        self.store = Database(self.path)
        self.start(self.store)

    @rule()
    def restart(self) -> None:
        next(steps)
        self.store.close()
        self.open()

    def teardown(self) -> None:
        try:
            self.restart()
            super().teardown()
        finally:
            self.store.close()
            self.end.close()


def test_a_restart_changes_nothing_that_the_queue_does() -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]  # It has no types.
        RestartedHistories, settings=settings(stateful_step_count=STEPS)
    )


@contextmanager
def reopened(folder: Path, clock: Clock) -> Generator[tuple[QueueState, Messages]]:
    """Start a queue with what is in a database, and its messages."""
    store = Database(folder / "state.db")
    timeline = Timeline(clock, store)
    with timeline.enter():
        messages = Messages(timeline)
        queue = QueueState(timeline, messages, issueNothing, Workers(timeline))
    try:
        yield queue, messages
    finally:
        store.close()


def test_a_group_is_kept_as_long_as_its_last_task_although_the_queue_is_restarted(
    tmp_path: Path,
) -> None:
    clock, groupId = Clock(), slugId()
    for days in (1, 30):
        with reopened(tmp_path, clock) as (queue, _):
            expires = clock.now + days * A_DAY
            queue.createTask(slugId(), definition(clock.now, taskGroupId=groupId, expires=expires))
    clock.advance(days=20)
    with reopened(tmp_path, clock) as (queue, _):
        assert queue.getTaskGroup(groupId).expires > clock.now + 9 * A_DAY


def test_a_lapsed_claim_is_announced_once_although_the_queue_is_restarted(tmp_path: Path) -> None:
    clock, taskId = Clock(), slugId()
    with reopened(tmp_path, clock) as (queue, _):
        queue.createTask(taskId, definition(clock.now))
        queue.claimTask(taskId, 0, "group", "worker")
        clock.advance(minutes=5)
        queue.claimTask(taskId, 0, "group", "worker")  # This is checked, too, when it lapses.
    clock.advance(minutes=16)
    announced: list[int] = []
    for _ in range(3):
        with reopened(tmp_path, clock) as (queue, messages):
            states = [run.state for run in queue.status(taskId).status.runs]
            assert states == ["exception", "pending"]
            announced.append(len(messages.on(QueueEvents.taskPending)))
    assert announced == [1, 0, 0]
