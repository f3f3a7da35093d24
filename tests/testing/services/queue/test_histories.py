"""The queue does what a model of it does, after any sequence of calls."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, get_args

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,  # pyright: ignore[reportUnknownVariableType]  # It has no types.
)
from pydantic import BaseModel
from tests.profiles import IS_LONG
from tests.testing.conftest import Clock
from tests.testing.samples import definition, issueNothing
from tests.testing.services.queue.model import MINUTES, Json, Model, ModelTask, Refused

from tc_typed.queue import TaskDefinition
from tc_typed.queue.models import ExceptionReason, TaskPriority
from tc_typed.testing.messages import Messages
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.server.paging import PageRequest
from tc_typed.testing.services.queue.state import QueueState
from tc_typed.testing.services.queue.workers import Workers
from tc_typed.testing.state.store import Store
from tc_typed.testing.timeline import Timeline

if TYPE_CHECKING:
    from pydantic import JsonValue

QUEUES = ("provisioner/one", "provisioner/two")
GROUPS = ("AAAAAAAARAaAAAAAAAAAAQ", "BBBBBBBBRAaAAAAAAAAAAQ")
UNKNOWN = "CCCCCCCCRAaAAAAAAAAAAQ"
WORKERS = ("first", "second")
STEPS = 50
LEAST_IN_LONG_PROFILE = 10_000
"""Minimum number of steps of all histories together, in the long profile."""

priorities: st.SearchStrategy[TaskPriority] = st.sampled_from(get_args(TaskPriority))
reasons: st.SearchStrategy[ExceptionReason] = st.sampled_from(get_args(ExceptionReason))
numbers = st.integers(0, 99)
RARE = 99
"""Number for what is to happen now and then."""
queues = st.sampled_from(QUEUES)
groups = st.sampled_from(GROUPS)
workers = st.sampled_from(WORKERS)
runs = st.sampled_from([0, 0, 0, 0, 0, -1, -2, 1])
"""Numbers of runs: from the newest one backwards, 1 is one that does not exist."""

steps = count()


@dataclass(frozen=True)
class Draft:
    """Task that is about to be created."""

    dependencies: list[int]
    requires: str
    priority: TaskPriority
    retries: int
    minutes: int
    """Time from now to the deadline."""
    lives: int
    """Minutes from the deadline to the expiry."""
    group: str
    queue: str
    routes: list[str]
    tags: dict[str, str]
    isOther: bool
    """Whether the task has another scheduler than its group."""


drafts: st.SearchStrategy[Draft] = st.builds(
    Draft,
    dependencies=st.lists(numbers, max_size=2),
    requires=st.sampled_from(["all-completed", "all-resolved"]),
    priority=priorities,
    retries=st.integers(0, 2),
    minutes=st.sampled_from([5, 30, 90, 240]),
    lives=st.sampled_from([0, 1, 60, 300]),
    group=groups,
    queue=queues,
    routes=st.lists(st.sampled_from(["a.b", "c"]), max_size=2, unique=True),
    tags=st.dictionaries(st.sampled_from(["x", "y"]), st.text(max_size=2), max_size=2),
    isOther=numbers.map(lambda number: number == RARE),
)


class Histories(RuleBasedStateMachine):
    """Random sequences of calls by creators and careless workers, while time passes."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.clock.now = self.clock.now.replace(microsecond=0)
        self.start(Store())
        self.model = Model()
        self.model.now = self.clock.now
        self.definitions: dict[str, TaskDefinition] = {}
        self.created = 0

    def start(self, store: Store) -> None:
        """Start the queue with the state in a store."""
        timeline = Timeline(self.clock, store)
        with timeline.enter():
            self.messages = Messages(timeline)
            self.queue = QueueState(timeline, self.messages, issueNothing, Workers(timeline))
        self.taken = 0

    def expect(
        self, real: Callable[[], BaseModel | Sequence[BaseModel]], model: Callable[[], object]
    ) -> None:
        """Make a call, and compare its result and its messages with those of the model."""
        next(steps)
        self.model.sent.clear()
        self.model.advance(self.clock.now)
        expected: object
        try:
            expected = model()
        except Refused as refused:
            expected = refused.args[0]
        got: object
        try:
            result = real()
        except ApiError as error:
            got = error.code
        else:
            got = (
                plain(result) if isinstance(result, BaseModel) else [plain(each) for each in result]
            )
        assert got == expected
        sent = list(self.messages)[self.taken :]
        self.taken += len(sent)
        assert [
            {
                "exchange": message.exchange,
                "routingKey": message.routingKey,
                "cc": list(message.cc),
                "payload": json.loads(message.body),
            }
            for message in sent
        ] == self.model.sent

    def pick(self, number: int) -> str:
        """Choose a task, now and then one that does not exist."""
        known = list(self.definitions)
        return known[number % len(known)] if known and number != RARE else UNKNOWN

    def run(self, taskId: str, run: int) -> int:
        """Choose a run, counted from the newest one."""
        task = self.model.tasks.get(taskId)
        return max(0, run + (len(task.runs) if task else 0) - 1)

    # Creators

    @initialize(drafts=st.lists(drafts, min_size=2, max_size=6))
    def createSome(self, drafts: list[Draft]) -> None:
        for draft in drafts:
            self.create(draft)

    @rule(draft=drafts)
    def create(self, draft: Draft) -> None:
        number = self.created = self.created + 1
        # The order of ids must not be the order of creation.
        taskId = f"{str(number).zfill(8)[::-1]}RAa0000000000Q"
        now = self.clock.now
        task = ModelTask(
            taskId=taskId,
            queue=draft.queue,
            group=draft.group,
            scheduler="other" if draft.isOther else "scheduler",
            dependencies=sorted({self.pick(each) for each in draft.dependencies}),
            requires=draft.requires,
            priority=draft.priority,
            retries=draft.retries,
            deadline=now + draft.minutes * MINUTES,
            expires=now + (draft.minutes + draft.lives) * MINUTES,
            routes=draft.routes,
            tags=draft.tags,
        )
        made = definition(
            now,
            draft.minutes * MINUTES,
            expires=task.expires,
            taskGroupId=task.group,
            taskQueueId=task.queue,
            schedulerId=task.scheduler,
            dependencies=task.dependencies,
            requires=task.requires,
            priority=task.priority,
            retries=task.retries,
            routes=task.routes,
            tags=task.tags,
        )
        self.expect(
            lambda: self.queue.createTask(taskId, made).status, lambda: self.model.create(task)
        )
        if taskId in self.model.tasks:
            self.definitions[taskId] = made

    @precondition(lambda self: self.definitions)
    @rule(number=numbers, isSame=st.booleans())
    def createAgain(self, number: int, isSame: bool) -> None:  # noqa: FBT001  # hypothesis passes it by name
        taskId = list(self.definitions)[number % len(self.definitions)]
        self.model.advance(self.clock.now)
        task, made = self.model.tasks.get(taskId), self.definitions[taskId]
        tooOld = self.clock.now - made.created > timedelta(minutes=15)
        if task is None or task.deadline <= self.clock.now or tooOld:
            return
        again = made.model_copy(
            update={"priority": task.priority, "payload": {} if isSame else {"other": True}}
        )
        self.expect(
            lambda: self.queue.createTask(taskId, again).status,
            lambda: self.model.createAgain(taskId, isSame=isSame),
        )

    @rule(number=numbers)
    def schedule(self, number: int) -> None:
        taskId = self.pick(number)
        self.expect(
            lambda: self.queue.scheduleTask(taskId).status, lambda: self.model.schedule(taskId)
        )

    @rule(number=numbers)
    def rerun(self, number: int) -> None:
        taskId = self.pick(number)
        self.expect(lambda: self.queue.rerunTask(taskId).status, lambda: self.model.rerun(taskId))

    @rule(number=numbers)
    def cancel(self, number: int) -> None:
        taskId = self.pick(number)
        self.expect(lambda: self.queue.cancelTask(taskId).status, lambda: self.model.cancel(taskId))

    @rule(number=numbers, priority=priorities)
    def changePriority(self, number: int, priority: TaskPriority) -> None:
        taskId = self.pick(number)
        self.expect(
            lambda: self.queue.changeTaskPriority(taskId, priority).status,
            lambda: self.model.changePriority(taskId, priority),
        )

    @rule(group=groups, chance=st.integers(0, 5))
    def seal(self, group: str, chance: int) -> None:
        if chance == 0:  # Sealed groups make for dull histories.
            self.expect(lambda: self.queue.sealTaskGroup(group), lambda: self.model.seal(group))

    @rule(group=groups)
    def cancelGroup(self, group: str) -> None:
        self.expect(
            lambda: self.queue.cancelTaskGroup(group), lambda: self.model.cancelGroup(group)
        )

    @rule(group=groups, priority=priorities)
    def changeGroupPriority(self, group: str, priority: TaskPriority) -> None:
        self.expect(
            lambda: self.queue.changeTaskGroupPriority(group, priority),
            lambda: self.model.changeGroupPriority(group, priority),
        )

    # Workers

    @rule(queue=queues, worker=workers, most=st.integers(1, 4))
    def claimWork(self, queue: str, worker: str, most: int) -> None:
        self.expect(
            lambda: self.queue.claimWork(queue, "group", worker, most) or [],
            lambda: self.model.claimWork(queue, worker, most),
        )

    @rule(queue=queues, worker=workers, isRenewed=st.booleans())
    def neglect(self, queue: str, worker: str, isRenewed: bool) -> None:  # noqa: FBT001  # hypothesis passes it by name
        """Claim a task, renew the claim once or not at all, and then too late."""
        self.model.advance(self.clock.now)
        pending = self.model.pending(queue)
        self.claimWork(queue, worker, len(pending))
        number = min(2, len(pending))
        claimed = [(task.taskId, len(task.runs) - 1) for task in pending[:number]]
        if isRenewed:
            self.wait(5, 0)
            self.reclaimAll(claimed)
        self.wait(20, 0)
        self.reclaimAll(claimed)
        self.wait(20, 0)

    def reclaimAll(self, claimed: list[tuple[str, int]]) -> None:
        for taskId, runId in claimed:
            self.expect(
                partial(self.queue.reclaimTask, taskId, runId),
                partial(self.model.reclaim, taskId, runId),
            )

    @rule(number=numbers, run=runs, worker=workers)
    def claimTask(self, number: int, run: int, worker: str) -> None:
        taskId = self.pick(number)
        runId = self.run(taskId, run)
        self.expect(
            lambda: self.queue.claimTask(taskId, runId, "group", worker),
            lambda: self.model.claimTask(taskId, runId, worker),
        )

    @rule(number=numbers, run=runs)
    def reclaim(self, number: int, run: int) -> None:
        taskId = self.pick(number)
        runId = self.run(taskId, run)
        self.expect(
            lambda: self.queue.reclaimTask(taskId, runId),
            lambda: self.model.reclaim(taskId, runId),
        )

    @rule(number=numbers, run=runs)
    def reportCompleted(self, number: int, run: int) -> None:
        taskId = self.pick(number)
        runId = self.run(taskId, run)
        self.expect(
            lambda: self.queue.reportCompleted(taskId, runId).status,
            lambda: self.model.report(taskId, runId, "completed", "completed"),
        )

    @rule(number=numbers, run=runs)
    def reportFailed(self, number: int, run: int) -> None:
        taskId = self.pick(number)
        runId = self.run(taskId, run)
        self.expect(
            lambda: self.queue.reportFailed(taskId, runId).status,
            lambda: self.model.report(taskId, runId, "failed", "failed"),
        )

    @rule(number=numbers, run=runs, reason=reasons)
    def reportException(self, number: int, run: int, reason: ExceptionReason) -> None:
        taskId = self.pick(number)
        runId = self.run(taskId, run)
        self.expect(
            lambda: self.queue.reportException(taskId, runId, reason).status,
            lambda: self.model.report(taskId, runId, "exception", reason),
        )

    @rule(minutes=st.sampled_from([0, 1, 5, 20, 60]), milliseconds=st.integers(0, 2))
    def wait(self, minutes: int, milliseconds: int) -> None:
        self.clock.advance(minutes=minutes, milliseconds=milliseconds)

        def look() -> list[BaseModel]:
            self.queue.statuses([], PageRequest())
            return []

        self.expect(look, list)

    # Reads

    @rule()
    def read(self) -> None:
        next(steps)
        self.model.advance(self.clock.now)
        self.tasksAreAsExpected()
        self.groupsAreAsExpected()
        self.queuesAreAsExpected()
        self.dependentsAreAsExpected()

    def teardown(self) -> None:
        self.read()

    def tasksAreAsExpected(self) -> None:
        statuses = self.queue.statuses(self.definitions, PageRequest()).statuses
        assert [plain(each.status) for each in statuses] == [
            self.model.tasks[taskId].status() for taskId in sorted(self.model.tasks)
        ]

    def groupsAreAsExpected(self) -> None:
        for taskGroupId, group in self.model.groups.items():
            got = plain(self.queue.listTaskGroup(taskGroupId, PageRequest()))
            assert [pick(each, "status", "taskId") for each in items(got)] == [
                task.taskId for task in self.model.members(taskGroupId)
            ]
            del got["tasks"]
            assert got == group.json() == plain(self.queue.getTaskGroup(taskGroupId))

    def queuesAreAsExpected(self) -> None:
        for queue in QUEUES:
            pending = plain(self.queue.listPendingTasks(queue, PageRequest()))
            wanted = self.model.pending(queue)
            assert [(each["taskId"], each["runId"]) for each in items(pending)] == [
                (task.taskId, len(task.runs) - 1) for task in wanted
            ]
            claims = self.model.claimed(queue)
            claimed = plain(self.queue.listClaimedTasks(queue, PageRequest()))
            assert [
                (each["taskId"], each["runId"], each["workerId"]) for each in items(claimed)
            ] == [(claim.task.taskId, claim.run, claim.worker) for claim in claims]
            counts = self.queue.taskQueueCounts(queue)
            assert (counts.pendingTasks, counts.claimedTasks) == (len(wanted), len(claims))

    def dependentsAreAsExpected(self) -> None:
        for taskId in self.model.tasks:
            got = plain(self.queue.listDependentTasks(taskId, PageRequest()))
            assert [pick(each, "status", "taskId") for each in items(got)] == sorted(
                task.taskId for task in self.model.tasks.values() if taskId in task.dependencies
            )


def plain(model: BaseModel) -> Json:
    """Return a response as JSON, without what the model does not know."""
    content: Json = json.loads(model.model_dump_json())
    content.pop("credentials", None)
    if "credentials" not in content and "runId" in content:
        content.pop("task", None)
    return content


def items(response: Json) -> list[Json]:
    """Return the tasks of a list."""
    tasks = response["tasks"]
    assert isinstance(tasks, list)
    return [each for each in tasks if isinstance(each, dict)]


def pick(content: Json, *names: str) -> JsonValue:
    """Return a part of some JSON."""
    value: JsonValue = content
    for name in names:
        assert isinstance(value, dict)
        value = value[name]
    return value


def test_the_queue_does_what_its_model_does() -> None:
    before = next(steps)
    run_state_machine_as_test(Histories, settings=settings(stateful_step_count=STEPS))  # type: ignore[no-untyped-call]  # It has no types.
    if IS_LONG:
        assert next(steps) - before > LEAST_IN_LONG_PROFILE
