"""State machine of the queue, without HTTP. Each of its rules has a test."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.testing.conftest import Clock
from tests.testing.samples import HALF_A_DAY, METADATA, OFFSETS, datetimes, definition, newQueue
from tests.testing.services.errors import rejected

from tc_typed.queue import ClaimedTask, TaskStatus
from tc_typed.slugs import slugId
from tc_typed.testing.server.paging import PageRequest
from tc_typed.testing.services.queue.state import MOST_RUNS, QueueState
from tc_typed.testing.services.queue.task_definitions import expiryOf

QUEUE = "provisioner/worker"

DRIFT = timedelta(minutes=15)
LONGEST = timedelta(days=5) + DRIFT
START = datetime(2026, 1, 31, 12, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


@pytest.fixture
def queue(clock: Clock) -> QueueState:
    return newQueue(clock)


@pytest.fixture
def create(queue: QueueState, clock: Clock) -> Callable[..., str]:
    def createTask(lasts: timedelta = HALF_A_DAY, **fields: object) -> str:
        taskId = slugId()
        queue.createTask(taskId, definition(clock.now, lasts, **fields))
        return taskId

    return createTask


def claim(queue: QueueState, limit: int = 1) -> list[ClaimedTask]:
    return queue.claimWork(QUEUE, "group", "worker", limit) or []


def summary(status: TaskStatus) -> list[tuple[str, str, str | None]]:
    return [(run.state, run.reasonCreated, run.reasonResolved) for run in status.runs]


Create = Callable[..., str]

# Creating


def test_a_new_task_gets_the_defaults_of_the_queue(queue: QueueState, clock: Clock) -> None:
    taskId = slugId()
    clock.now = datetime(2026, 1, 31, 12, 0, 0, 123456, UTC)

    status = queue.createTask(taskId, definition(clock.now)).status

    assert summary(status) == [("pending", "scheduled", None)]
    assert queue.task(taskId).model_dump(mode="json") == {
        "taskQueueId": QUEUE,
        "provisionerId": "provisioner",
        "workerType": "worker",
        "taskGroupId": taskId,
        "schedulerId": "-",
        "projectId": "none",
        "priority": "lowest",
        "dependencies": [],
        "requires": "all-completed",
        "retries": 5,
        "scopes": [],
        "routes": [],
        "tags": {},
        "extra": {},
        "payload": {},
        "metadata": METADATA,
        "created": "2026-01-31T12:00:00.123Z",
        "deadline": "2026-02-01T00:00:00.123Z",
        "expires": "2027-02-01T00:00:00.123Z",
    }


def test_a_task_queue_can_be_given_as_provisioner_and_worker_type(
    queue: QueueState, create: Create
) -> None:
    halves = create(taskQueueId=None, provisionerId="a", workerType="b")
    assert queue.task(halves).taskQueueId == "a/b"
    both = create(taskQueueId="a/b", provisionerId="a")
    assert queue.task(both).workerType == "b"


@pytest.mark.parametrize(
    "fields",
    [
        {"taskQueueId": None},
        {"taskQueueId": None, "workerType": "b"},
        {"provisionerId": "other"},
        {"workerType": "other"},
        {"expires": "2020-01-01T00:00:00.000Z"},
        {"dependencies": [slugId()]},
    ],
)
def test_an_invalid_definition_is_rejected(
    queue: QueueState, create: Create, fields: dict[str, object]
) -> None:
    with rejected("InputError"):
        create(**fields)
    assert queue.taskQueueCounts(QUEUE).pendingTasks == 0


@st.composite
def near(draw: st.DrawFn, *bounds: timedelta) -> timedelta:
    """Draw a span of time that equals one of these bounds or is a little more or less."""
    off = draw(st.sampled_from([0, 1, -1]) | st.integers(-3_600_000, 3_600_000))
    return draw(st.sampled_from(bounds)) + timedelta(milliseconds=off)


@given(
    now=st.integers(1_400_000_000, 4_000_000_000).map(lambda it: datetime.fromtimestamp(it, UTC)),
    created=near(-DRIFT, timedelta(), DRIFT),
    deadline=near(-DRIFT, timedelta(), DRIFT, LONGEST),
    expires=st.none() | near(timedelta(), LONGEST),
)
@example(START, -DRIFT, LONGEST, LONGEST)
@example(START, DRIFT, DRIFT, DRIFT)
@example(START, -DRIFT - MILLISECOND, LONGEST, None)
@example(START, DRIFT + MILLISECOND, LONGEST, None)
@example(START, timedelta(), LONGEST + MILLISECOND, None)
@example(START, timedelta(), LONGEST, LONGEST - MILLISECOND)
@example(START, MILLISECOND, timedelta(), None)
@example(START, timedelta(), timedelta(), None)
def test_times_are_accepted_within_the_tolerated_clock_difference(
    now: datetime, created: timedelta, deadline: timedelta, expires: timedelta | None
) -> None:
    clock = Clock()
    clock.now = now
    task = definition(
        clock.now + created,
        deadline - created,
        **({} if expires is None else {"expires": clock.now + expires}),
    )
    isAccepted = (
        -DRIFT <= created <= DRIFT
        and created <= deadline
        and timedelta() < deadline <= LONGEST
        and (expires is None or deadline <= expires)
    )
    with nullcontext() if isAccepted else rejected("InputError"):
        newQueue(clock).createTask(slugId(), task)


@given(st.lists(st.text("a:*", max_size=5), max_size=3))
def test_scopes_that_end_in_two_stars_are_rejected(scopes: list[str]) -> None:
    clock = Clock()
    isRejected = any(re.search(r"\*\*\Z", scope) for scope in scopes)
    with rejected("InputError") if isRejected else nullcontext():
        newQueue(clock).createTask(slugId(), definition(clock.now, scopes=scopes))


@pytest.mark.parametrize(("milliseconds", "isAccepted"), [(-1, False), (0, True)])
def test_dependencies_must_outlive_the_deadline(
    create: Create,
    clock: Clock,
    milliseconds: int,
    isAccepted: bool,  # noqa: FBT001  # parametrized
) -> None:
    end = clock.now + timedelta(hours=24, milliseconds=milliseconds)
    first = create(expires=end)
    with nullcontext() if isAccepted else rejected("InputError"):
        create(timedelta(hours=24), dependencies=[first])


@given(deadline=st.none() | datetimes(*OFFSETS), expires=st.none() | datetimes(*OFFSETS))
def test_times_in_any_year_do_not_crash_the_queue(
    deadline: datetime | None, expires: datetime | None
) -> None:
    clock, taskId = Clock(), slugId()
    queue = newQueue(clock)
    task = definition(clock.now, expires=expires)
    task.deadline = deadline or task.deadline
    latest = clock.now + timedelta(days=5)
    isLegal = clock.now < task.deadline <= latest and (expires is None or task.deadline <= expires)
    with nullcontext() if isLegal else rejected("InputError"):
        queue.createTask(taskId, task)
        group = queue.getTaskGroup(taskId)
        assert group.expires >= expiryOf(queue.task(taskId))
        assert queue.createTask(taskId, task).status.taskGroupId == taskId
        group.model_dump_json()


def test_a_deadline_in_the_past_is_rejected(queue: QueueState, clock: Clock) -> None:
    late = definition(clock.now, lasts=timedelta(minutes=1))
    clock.advance(minutes=1)
    with rejected("InputError"):
        queue.createTask(slugId(), late)


def test_creating_again_needs_the_same_definition(queue: QueueState, clock: Clock) -> None:
    taskId = slugId()
    queue.createTask(taskId, definition(clock.now))
    claim(queue)
    again = definition(clock.now, retries=5, priority="lowest", taskGroupId=taskId)
    assert queue.createTask(taskId, again).status.state == "running"
    with rejected("RequestConflict"):
        queue.createTask(taskId, definition(clock.now, payload={"changed": True}))
    assert queue.taskQueueCounts(QUEUE).claimedTasks == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [(1, True), (0, False), (1, "1"), (None, False), ([1], [True]), ({"x": 0}, {"x": False})],
)
def test_values_that_are_equal_only_in_python_make_definitions_different(
    queue: QueueState, clock: Clock, one: object, other: object
) -> None:
    taskId = slugId()
    queue.createTask(taskId, definition(clock.now, payload={"value": one}))
    with rejected("RequestConflict"):
        queue.createTask(taskId, definition(clock.now, payload={"value": other}))


@given(
    st.dictionaries(st.text(), st.recursive(st.integers() | st.booleans() | st.text(), st.lists))
)
def test_order_of_keys_and_form_of_numbers_do_not_make_definitions_different(
    content: dict[str, object],
) -> None:
    clock = Clock()
    queue = newQueue(clock)
    taskId = slugId()
    queue.createTask(taskId, definition(clock.now, payload={"number": 1, **content}))
    again = {**dict(reversed(content.items())), "number": content.get("number", 1.0)}
    queue.createTask(taskId, definition(clock.now, payload=again))


def test_all_tasks_of_a_group_have_one_scheduler(queue: QueueState, create: Create) -> None:
    group = slugId()
    first = create(taskGroupId=group, schedulerId="one")
    with rejected("RequestConflict"):
        create(taskGroupId=group, schedulerId="two")

    found = queue.getTaskGroup(group)
    assert found.schedulerId == "one"
    assert found.sealed is None
    assert found.expires > queue.status(first).status.expires
    assert [item.status.taskId for item in queue.listTaskGroup(group, PageRequest()).tasks] == [
        first
    ]


# Dependencies


def test_a_chain_of_tasks_is_scheduled_one_after_the_other(
    queue: QueueState, create: Create
) -> None:
    first = create()
    second = create(dependencies=[first])
    third = create(dependencies=[second, first])
    for expected in (first, second, third):
        [claimed] = claim(queue, 32)
        assert claimed.status.taskId == expected
        queue.reportCompleted(expected, 0)
    assert claim(queue) == []


@pytest.mark.parametrize(
    ("requires", "end", "state"),
    [
        ("all-completed", "completed", "pending"),
        ("all-completed", "failed", "unscheduled"),
        ("all-completed", "canceled", "unscheduled"),
        ("all-resolved", "completed", "pending"),
        ("all-resolved", "failed", "pending"),
        ("all-resolved", "canceled", "pending"),
    ],
)
@pytest.mark.parametrize("before", [True, False], ids=["createdBefore", "createdAfter"])
def test_a_task_becomes_pending_as_its_requires_field_specifies(  # noqa: PLR0917  # fixtures and cases
    queue: QueueState,
    create: Create,
    requires: str,
    end: Literal["completed", "failed", "canceled"],
    state: str,
    before: bool,  # noqa: FBT001  # parametrized
) -> None:
    first = create()
    dependent = create(dependencies=[first], requires=requires) if before else None
    claim(queue)
    ends: dict[str, Callable[[], object]] = {
        "completed": lambda: queue.reportCompleted(first, 0),
        "failed": lambda: queue.reportFailed(first, 0),
        "canceled": lambda: queue.cancelTask(first),
    }
    ends[end]()
    dependent = dependent or create(dependencies=[first], requires=requires)
    assert queue.status(dependent).status.state == state


def test_a_rerun_can_satisfy_dependent_tasks(queue: QueueState, create: Create) -> None:
    first, other = create(), create(taskQueueId="else/where")
    dependent = create(dependencies=[first, other])
    claim(queue)
    queue.reportFailed(first, 0)
    queue.rerunTask(first)
    claim(queue)
    queue.reportCompleted(first, 1)
    queue.rerunTask(first)  # It is enough that it was completed once.
    assert queue.status(dependent).status.state == "unscheduled"
    queue.claimWork("else/where", "group", "worker", 1)
    queue.reportCompleted(other, 0)
    assert queue.status(dependent).status.state == "pending"


def test_a_task_that_depends_on_itself_waits_to_be_scheduled(
    queue: QueueState, clock: Clock
) -> None:
    taskId = slugId()
    status = queue.createTask(taskId, definition(clock.now, dependencies=[taskId])).status
    assert (status.state, status.runs) == ("unscheduled", [])
    for _ in range(2):
        assert summary(queue.scheduleTask(taskId).status) == [("pending", "scheduled", None)]


def test_dependents_are_listed(queue: QueueState, create: Create) -> None:
    first = create()
    dependents = sorted(create(dependencies=[first]) for _ in range(3))
    listed = queue.listDependentTasks(first, PageRequest(limit=2))
    assert [item.status.taskId for item in listed.tasks] == dependents[:2]
    rest = queue.listDependentTasks(first, PageRequest(2, listed.continuationToken))
    assert [item.status.taskId for item in rest.tasks] == dependents[2:]
    assert rest.continuationToken is None


# Claiming


def test_the_most_urgent_and_then_the_oldest_task_is_claimed_first(
    queue: QueueState, create: Create
) -> None:
    low = create(priority="low")
    lowest = [create() for _ in range(2)]
    highest = create(priority="highest")
    create(taskQueueId="another/queue")
    claimed = [item.status.taskId for item in claim(queue, 3)]
    assert claimed == [highest, low, lowest[0]]
    assert [item.status.taskId for item in claim(queue, 3)] == [lowest[1]]
    assert claim(queue) == []


def test_a_claim_has_everything_that_the_worker_needs(
    queue: QueueState, create: Create, clock: Clock
) -> None:
    taskId = create(scopes=["a:*", "b"])
    [claimed] = claim(queue)
    [run] = claimed.status.runs
    assert claimed.takenUntil == run.takenUntil
    assert claimed.takenUntil - (run.started or clock.now) == timedelta(minutes=20)
    assert (run.workerGroup, run.workerId) == ("group", "worker")
    assert claimed.task == queue.task(taskId)
    credentials = claimed.credentials
    assert credentials.clientId.startswith(f"task-client/{taskId}/0/on/group/worker/until/")
    assert credentials.certificate.split() == [
        f"queue:reclaim-task:{taskId}/0",
        f"queue:resolve-task:{taskId}/0",
        f"queue:create-artifact:{taskId}/0",
        "a:*",
        "b",
    ]


def test_each_task_is_claimed_once_by_concurrent_workers(queue: QueueState, create: Create) -> None:
    tasks = {create() for _ in range(200)}

    def work(_worker: int) -> list[str]:
        done: list[str] = []
        while claims := claim(queue, 3):
            for item in claims:
                queue.reportCompleted(item.status.taskId, item.runId)
                done.append(item.status.taskId)
        return done

    with ThreadPoolExecutor(8) as workers:
        done = [taskId for part in workers.map(work, range(8)) for taskId in part]
    assert len(done) == len(tasks)
    assert set(done) == tasks
    counts = queue.taskQueueCounts(QUEUE)
    assert (counts.pendingTasks, counts.claimedTasks) == (0, 0)


def test_reclaiming_extends_a_claim(queue: QueueState, create: Create, clock: Clock) -> None:
    taskId = create()
    [claimed] = claim(queue)
    clock.advance(minutes=19)
    renewed = queue.reclaimTask(taskId, 0)
    assert renewed.takenUntil == claimed.takenUntil + timedelta(minutes=19)
    clock.advance(minutes=19)
    assert queue.status(taskId).status.state == "running"
    clock.advance(minutes=1)
    assert queue.status(taskId).status.state == "pending"
    with rejected("RequestConflict"):
        queue.reclaimTask(taskId, 0)


def test_a_task_with_an_expired_claim_is_retried_while_retries_are_left(
    queue: QueueState, create: Create, clock: Clock
) -> None:
    taskId = create(retries=1)
    [claimed] = claim(queue)
    now = clock.advance(minutes=20)
    status = queue.status(taskId).status
    assert summary(status) == [
        ("exception", "scheduled", "claim-expired"),
        ("pending", "retry", None),
    ]
    assert status.retriesLeft == 0
    assert status.runs[0].resolved == claimed.takenUntil == status.runs[1].scheduled
    assert claimed.takenUntil <= now

    claim(queue)
    clock.advance(hours=1)
    status = queue.status(taskId).status
    assert status.state == "exception"
    assert status.retriesLeft == 0
    assert len(status.runs) == 2


# Resolving


@pytest.mark.parametrize(
    ("reason", "created"), [("worker-shutdown", "retry"), ("intermittent-task", "task-retry")]
)
def test_some_exceptions_are_retried(
    queue: QueueState,
    create: Create,
    reason: Literal["worker-shutdown", "intermittent-task"],
    created: str,
) -> None:
    taskId = create(retries=1)
    claim(queue)
    status = queue.reportException(taskId, 0, reason).status
    assert summary(status) == [("exception", "scheduled", reason), ("pending", created, None)]
    assert queue.reportException(taskId, 0, reason).status == status
    claim(queue)
    status = queue.reportException(taskId, 1, reason).status
    assert (status.state, len(status.runs), status.retriesLeft) == ("exception", 2, 0)


@pytest.mark.parametrize("reason", ["malformed-payload", "resource-unavailable", "internal-error"])
def test_other_exceptions_are_final(
    queue: QueueState,
    create: Create,
    reason: Literal["malformed-payload", "resource-unavailable", "internal-error"],
) -> None:
    taskId = create()
    claim(queue)
    status = queue.reportException(taskId, 0, reason).status
    assert summary(status) == [("exception", "scheduled", reason)]
    assert status.retriesLeft == 5


def test_a_report_can_be_repeated_but_not_changed(queue: QueueState, create: Create) -> None:
    taskId = create()
    with rejected("RequestConflict"):
        queue.reportCompleted(taskId, 0)
    with rejected("RequestConflict"):
        queue.reclaimTask(taskId, 0)
    claim(queue)
    status = queue.reportCompleted(taskId, 0).status
    assert queue.reportCompleted(taskId, 0).status == status
    with rejected("RequestConflict"):
        queue.reportFailed(taskId, 0)
    with rejected("RequestConflict"):
        queue.reportException(taskId, 0, "internal-error")
    with rejected("ResourceNotFound"):
        queue.reportCompleted(taskId, 1)


# Rerunning, canceling, deadlines


def test_a_rerun_adds_a_run_and_restores_the_retries(queue: QueueState, create: Create) -> None:
    taskId = create(retries=1)
    claim(queue)
    queue.reportException(taskId, 0, "worker-shutdown")
    # The task is pending, so there is nothing to do.
    assert len(queue.rerunTask(taskId).status.runs) == 2
    claim(queue)
    queue.reportCompleted(taskId, 1)
    status = queue.rerunTask(taskId).status
    assert summary(status)[-1] == ("pending", "rerun", None)
    assert status.retriesLeft == 1


def test_a_rerun_schedules_an_unscheduled_task(queue: QueueState, create: Create) -> None:
    taskId = create(dependencies=[create()])
    assert summary(queue.rerunTask(taskId).status) == [("pending", "rerun", None)]


def test_runs_are_limited(queue: QueueState, create: Create) -> None:
    taskId = create(retries=2)
    for _ in range(MOST_RUNS - 1):
        queue.cancelTask(taskId)
        queue.rerunTask(taskId)
    status = queue.status(taskId).status
    assert (len(status.runs), status.retriesLeft) == (MOST_RUNS, 0)
    queue.cancelTask(taskId)
    with rejected("RequestConflict"):
        queue.rerunTask(taskId)


def test_a_task_can_be_canceled_until_it_is_resolved(queue: QueueState, create: Create) -> None:
    first = create()
    unscheduled = create(dependencies=[first])
    assert summary(queue.cancelTask(unscheduled).status) == [("exception", "exception", "canceled")]
    assert summary(queue.scheduleTask(unscheduled).status) == [
        ("exception", "exception", "canceled")
    ]
    claim(queue)
    assert summary(queue.cancelTask(first).status) == [("exception", "scheduled", "canceled")]
    pending = create()
    status = queue.cancelTask(pending).status
    assert summary(status) == [("exception", "scheduled", "canceled")]
    assert queue.cancelTask(pending).status == status
    assert claim(queue) == []


def test_a_task_is_resolved_at_its_deadline(
    queue: QueueState, create: Create, clock: Clock
) -> None:
    running = create(lasts=timedelta(minutes=15))
    claim(queue)
    pending = create(lasts=timedelta(minutes=15))
    unscheduled = create(lasts=timedelta(minutes=15), dependencies=[pending])
    completed = create(lasts=timedelta(minutes=15), priority="highest")
    claim(queue)
    queue.reportCompleted(completed, 0)

    clock.advance(minutes=15)
    for taskId, created in ((running, "scheduled"), (pending, "scheduled")):
        status = queue.status(taskId).status
        assert summary(status) == [("exception", created, "deadline-exceeded")]
        assert status.runs[0].resolved == status.deadline
    assert summary(queue.status(unscheduled).status) == [
        ("exception", "exception", "deadline-exceeded")
    ]
    assert queue.status(completed).status.state == "completed"
    assert claim(queue) == []
    for act in (queue.scheduleTask, queue.rerunTask, queue.cancelTask):
        with rejected("RequestConflict"):
            act(completed)


def test_overdue_events_are_applied_in_chronological_order(
    queue: QueueState, create: Create, clock: Clock
) -> None:
    """A claim that expires before a deadline takes effect first, even if both are noticed late."""
    first = create(retries=0)
    claim(queue)
    dependent = create(dependencies=[first], requires="all-resolved", lasts=timedelta(hours=1))
    clock.advance(days=30)
    status = queue.status(dependent).status
    assert summary(status) == [("exception", "scheduled", "deadline-exceeded")]
    assert status.runs[0].scheduled == queue.status(first).status.runs[0].resolved


# Reads


def test_unknown_tasks_and_groups_are_not_found(queue: QueueState) -> None:
    unknown = slugId()
    readers: list[Callable[[str], object]] = [
        queue.task,
        queue.status,
        queue.scheduleTask,
        queue.rerunTask,
        queue.cancelTask,
        queue.getTaskGroup,
        lambda taskId: queue.reportCompleted(taskId, 0),
        lambda taskId: queue.reclaimTask(taskId, 0),
        lambda taskId: queue.listDependentTasks(taskId, PageRequest()),
        lambda taskId: queue.listTaskGroup(taskId, PageRequest()),
    ]
    for read in readers:
        with rejected("ResourceNotFound"):
            read(unknown)
    assert queue.tasks([unknown], PageRequest()).tasks == []
    assert queue.statuses([unknown], PageRequest()).statuses == []


def test_returned_statuses_never_change(queue: QueueState, create: Create) -> None:
    taskId = create()
    before = queue.status(taskId).status
    claim(queue)
    assert before.runs[0].state == "pending"


def test_counts(queue: QueueState, create: Create) -> None:
    for _ in range(3):
        create()
    claim(queue)
    counts = queue.taskQueueCounts(QUEUE)
    assert (counts.pendingTasks, counts.claimedTasks) == (2, 1)
    assert queue.pendingTasks(QUEUE).pendingTasks == 2
    empty = queue.pendingTasks("no/tasks")
    assert (empty.provisionerId, empty.workerType, empty.pendingTasks) == ("no", "tasks", 0)


def test_pages_contain_every_task_once_while_others_are_created(
    queue: QueueState, create: Create
) -> None:
    group = slugId()
    existing = [create(taskGroupId=group) for _ in range(5)]
    seen: list[str] = []
    token: str | None = None
    while True:
        response = queue.listTaskGroup(group, PageRequest(1, token))
        seen += [item.status.taskId for item in response.tasks]
        token = response.continuationToken
        if token is None:
            break
        if len(seen) < len(existing):
            create(taskGroupId=group)
    assert sorted(seen) == seen
    assert set(existing) <= set(seen)
    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize("token", ["x.y", "%%", "", "AAAA", "é"])
def test_an_invalid_token_is_rejected(queue: QueueState, create: Create, token: str) -> None:
    with rejected("InputError"):
        queue.listTaskGroup(create(), PageRequest(continuationToken=token))
