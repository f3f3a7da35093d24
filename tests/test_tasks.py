"""`taskLike`: a queue accepts the new tasks, however old the original is."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue, ValidationError
from tests.testing.conftest import Clock
from tests.testing.samples import METADATA, OFFSETS, datetimes, definition, newQueue
from tests.wire.contract import ROOT, Expander, Json, schemaFiles

from tc_typed import InvalidCall, Queue, fromNow, slugId, taskLike
from tc_typed.docker_worker import DockerWorkerPayload
from tc_typed.queue import Task, TaskDefinition
from tc_typed.scopes.params import PRIORITIES
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.clock import inMilliseconds

Object: TypeAlias = dict[str, Json]

RECORDINGS = ROOT.parent / "shared" / "recordings" / "http"
DRIFT = timedelta(minutes=15)
FIVE_DAYS = timedelta(days=5)
GROUP = slugId()
START = datetime(2026, 1, 31, 12, tzinfo=UTC)
BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
END = datetime(9999, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC)

FILES = schemaFiles()["tc_typed"]
[REQUEST] = [file for file in FILES if file.id == "/schemas/queue/v1/create-task-request.json#"]
SCHEMA = Expander(FILES).schema(REQUEST)

json_ = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)
objects = st.dictionaries(st.text(max_size=5), json_, max_size=3)


def spans(least: timedelta, most: timedelta) -> st.SearchStrategy[timedelta]:
    """Draw durations in milliseconds, often the shortest and the longest."""
    unit = timedelta(milliseconds=1)
    between = st.integers(least // unit, most // unit).map(lambda it: it * unit)
    return st.sampled_from([least, most]) | between


@st.composite
def artifacts(draw: st.DrawFn, deadline: datetime, expires: datetime) -> Json:
    """Draw artifacts in the format of docker-worker or generic-worker."""
    expiries = spans(timedelta(), expires - deadline).map(lambda it: written(deadline + it))
    fields: dict[str, st.SearchStrategy[Json]] = {"type": st.just("file"), "path": st.just("a")}
    one: st.SearchStrategy[Json] = st.fixed_dictionaries(fields, optional={"expires": expiries})
    several: st.SearchStrategy[list[Json]] = st.lists(one, max_size=3)
    named: st.SearchStrategy[dict[str, Json]] = st.dictionaries(st.text("ab"), one, max_size=3)
    return draw(several | named)


@st.composite
def definitions(draw: st.DrawFn) -> TaskDefinition:
    """Draw definitions that a queue accepts at START, with some time left until the deadline."""
    created = START + draw(spans(-DRIFT, DRIFT))
    least = max(created, START) + timedelta(minutes=1)
    deadline = draw(spans(least - START, FIVE_DAYS + DRIFT)) + START
    # The queue keeps a task without `expires` for a year.
    expires = deadline + draw(spans(timedelta(), timedelta(days=365)))
    payload = {**draw(objects), "artifacts": draw(artifacts(deadline, expires))}
    fields: dict[str, st.SearchStrategy[object]] = {
        "expires": st.just(expires),
        "taskGroupId": st.just(GROUP),
        "schedulerId": st.sampled_from(["-", "s"]),
        "projectId": st.sampled_from(["none", "a/b"]),
        "priority": st.sampled_from(PRIORITIES),
        "retries": st.integers(0, 49),
        "requires": st.sampled_from(["all-completed", "all-resolved"]),
        "scopes": st.lists(st.sampled_from(["a", "b:*", ""])),
        "routes": st.lists(st.sampled_from(["a", "index.b"]), unique=True),
        "tags": st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
        "extra": objects,
    }
    chosen = draw(st.fixed_dictionaries({}, optional=fields))
    return definition(created, deadline - created, payload=payload, **chosen)


@given(
    first=definitions(),
    age=spans(timedelta(), timedelta(days=4000)),
    isTask=st.booleans(),
    dependencies=st.integers(0, 2),
)
def test_a_queue_accepts_a_task_like_an_original_of_any_age(
    first: TaskDefinition,
    age: timedelta,
    isTask: bool,  # noqa: FBT001  # parametrized
    dependencies: int,
) -> None:
    clock, taskId, newId = Clock(), slugId(), slugId()
    clock.now = START
    queue = newQueue(clock)
    first.dependencies = [slugId() for _ in range(dependencies)]
    for dependency in first.dependencies:
        queue.createTask(dependency, definition(START, expires=START + timedelta(days=9999)))
    queue.createTask(taskId, first)
    stored = queue.task(taskId) if isTask else first
    before = stored.model_dump_json()

    clock.now = START + age
    new = taskLike(stored, created=clock.now)
    schedulerId = new.schedulerId or "-"
    assert queue.createTask(newId, new).status.taskGroupId == newId
    jsonschema.validate(json.loads(new.model_dump_json()), SCHEMA)

    assert new.created == clock.now
    assert new.deadline - new.created == min(first.deadline - first.created, FIVE_DAYS)
    assert queue.task(newId).schedulerId == schedulerId
    if stored.expires is not None:
        assert new.expires is not None
        assert new.expires - new.created == stored.expires - stored.created
    assert untimed(new) == untimed(stored)
    assertArtifactsFit(new)

    spoilTask(new)
    assert stored.model_dump_json() == before


def written(time: datetime) -> str:
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def untimed(task: Task | TaskDefinition) -> Object:
    """Return the fields of a task except times, task group, provisionerId and workerType."""
    fields: Object = json.loads(task.model_dump_json())
    for name in ("created", "deadline", "expires", "taskGroupId", "provisionerId", "workerType"):
        fields.pop(name, None)
    for artifact in artifactsOf(fields["payload"]):
        artifact.pop("expires", None)
    return fields


def artifactsOf(payload: Json) -> Iterator[Object]:
    found = payload.get("artifacts") if isinstance(payload, dict) else None
    values = found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()
    for artifact in values:
        assert isinstance(artifact, dict)
        yield artifact


def assertArtifactsFit(task: TaskDefinition) -> None:
    """Assert that no artifact expires after the task, or before its deadline."""
    fields: Object = json.loads(task.model_dump_json())
    for artifact in artifactsOf(fields["payload"]):
        if "expires" in artifact:
            assert str(fields["deadline"]) <= str(artifact["expires"])
            assert task.expires is None or str(artifact["expires"]) <= str(fields["expires"])


def spoilTask(task: TaskDefinition) -> None:
    """Change everything in a definition that can be changed."""
    task.metadata.name = "another"
    for values in (task.dependencies, task.scopes, task.routes):
        if values is not None:
            values.append("z")
    if task.tags is not None:
        task.tags["spoilt"] = "!"
    for table in (task.extra, task.payload):
        if isinstance(table, dict):
            spoil(table)


def spoil(value: JsonValue) -> None:
    if isinstance(value, dict):
        for inner in value.values():
            spoil(inner)
        value["spoilt"] = "!"
    elif isinstance(value, list):
        for inner in value:
            spoil(inner)
        value.append("!")


def test_created_defaults_to_now() -> None:
    old = definition(START)
    before = fromNow("")
    new = taskLike(old)
    assert before <= new.created <= fromNow("")
    assert new.deadline - new.created == old.deadline - old.created
    assert taskLike(old, created=START) == old


def test_the_local_queue_accepts_the_new_task() -> None:
    later = timedelta()
    with (
        LocalTaskcluster(clock=lambda: datetime.now(UTC) + later) as local,
        Queue(local.options(), retries=0) as queue,
    ):
        taskId, newId = slugId(), slugId()
        queue.createTask(taskId, definition(taskGroupId=slugId(), schedulerId="s"))
        later = timedelta(days=100)
        new = taskLike(queue.task(taskId), created=datetime.now(UTC) + later)
        assert queue.createTask(newId, new).status.taskGroupId == newId


# Unusual tasks


def stored(**fields: Json) -> Task:
    """Return a task as a server sends it."""
    sent: Object = {
        "taskQueueId": "p/w",
        "provisionerId": "p",
        "workerType": "w",
        "schedulerId": "-",
        "taskGroupId": slugId(),
        "dependencies": [],
        "requires": "all-completed",
        "routes": [],
        "priority": "low",
        "retries": 5,
        "created": "2015-01-31T12:00:00.000Z",
        "deadline": "2015-02-01T12:00:00.000Z",
        "scopes": [],
        "payload": {},
        "metadata": {**METADATA},
        "tags": {},
        "extra": {},
        **fields,
    }
    return Task.model_validate_json(json.dumps(sent))


def test_a_task_of_an_older_server_keeps_its_task_queue() -> None:
    old: Object = json.loads(stored().model_dump_json())
    for name in ("taskQueueId", "dependencies", "requires"):
        del old[name]
    new = taskLike(Task.model_validate_json(json.dumps(old)))
    assert new.taskQueueId == "p/w"
    assert (new.provisionerId, new.workerType, new.dependencies, new.expires) == (None,) * 4


def test_fields_of_a_newer_server_are_left_out() -> None:
    new = taskLike(stored(newer={"a": 1}, metadata={**METADATA, "newer": 1}))
    assert new == taskLike(stored(), created=new.created)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"priority": "urgent"}, "priority"),
        ({"requires": "any"}, "requires"),
        ({"metadata": {**METADATA, "source": "nowhere"}}, "source"),
        ({"taskQueueId": "p/W"}, "taskQueueId"),
    ],
)
def test_invalid_fields_raise_an_error_that_names_them(fields: Object, name: str) -> None:
    with pytest.raises(ValidationError, match=name):
        taskLike(stored(**fields))


def test_a_definition_keeps_its_fields() -> None:
    payload = DockerWorkerPayload.model_validate(
        {
            "image": "alpine",
            "maxRunTime": 60,
            "artifacts": {"a": {"type": "file", "path": "/a", "expires": START + FIVE_DAYS}},
        }
    )
    old = definition(
        START, taskQueueId=None, provisionerId="p", workerType="w", payload=payload, expires=None
    )
    new = taskLike(old, created=START + timedelta(days=1))
    assert (new.taskQueueId, new.provisionerId, new.workerType) == (None, "p", "w")
    read = DockerWorkerPayload.model_validate_json(json.dumps(new.payload))
    assert read.artifacts is not None
    assert read.artifacts["a"].expires == START + FIVE_DAYS + timedelta(days=1)
    assert payload.artifacts is not None
    assert payload.artifacts["a"].expires == START + FIVE_DAYS


def test_times_out_of_range_become_the_last_possible_time() -> None:
    end = "9999-12-31T23:59:59.999Z"
    old = stored(expires=end, payload={"artifacts": [{"expires": end}]})
    new = taskLike(old)
    assert json.loads(new.model_dump_json())["expires"] == end
    assert new.payload == {"artifacts": [{"expires": end}]}


@pytest.mark.parametrize(
    "payload",
    [
        {"artifacts": {"a": {"expires": "soon"}, "b": 1, "c": [2]}},
        {"artifacts": 3},
        {"expires": "2015-01-31T12:00:00.000Z"},
    ],
)
def test_invalid_expiry_of_artifacts_is_kept(payload: Object) -> None:
    assert taskLike(stored(payload=copy.deepcopy(payload))).payload == payload


@pytest.mark.parametrize("wrong", [None, [], "task", definition().metadata])
def test_anything_but_a_task_is_refused(wrong: object) -> None:
    with pytest.raises(InvalidCall, match=r"queue\.task"):
        taskLike(wrong)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # wrong


@pytest.mark.parametrize("wrong", [START.replace(tzinfo=None), START.date(), "", "x", 0, METADATA])
def test_created_must_be_an_aware_datetime(wrong: object) -> None:
    with pytest.raises(InvalidCall, match="time zone"):
        taskLike(stored(), created=wrong)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # wrong


@given(old=datetimes(UTC), created=datetimes(*OFFSETS), lasts=spans(timedelta(), FIVE_DAYS))
def test_times_of_any_year_are_moved(old: datetime, created: datetime, lasts: timedelta) -> None:
    """Results out of range become the first or last time; only a bad `created` raises."""
    ends = written(min(END - old, lasts) + old)
    before = old - min(old - BEGINNING, lasts)
    payload: Object = {"artifacts": [{"expires": ends}, {"expires": written(before)}]}
    task = stored(created=written(old), deadline=ends, expires=ends, payload=payload)
    try:
        inUtc = created.astimezone(UTC)
    except OverflowError:
        with pytest.raises(InvalidCall, match="UTC"):
            taskLike(task, created=created)
        return
    new = taskLike(task, created=created)
    assert new.created == inMilliseconds(inUtc)
    assert new.expires is not None
    lasted = task.deadline - task.created
    assert new.deadline - new.created == min(lasted, END - new.created)
    assert new.expires == new.deadline
    # Times in tasks have milliseconds.
    lead = task.created - inMilliseconds(before)
    newBefore = written(new.created - min(new.created - BEGINNING, lead))
    assert new.payload == {"artifacts": [{"expires": written(new.expires)}, {"expires": newBefore}]}


# Real tasks


def recordedTasks() -> Iterator[Object]:
    """Yield every task in the recorded responses of the queue."""
    for recording in json.loads((RECORDINGS / "queue.json").read_text()):
        if recording["status"] == 200:
            yield from tasksIn(recording["response"])


def tasksIn(value: Json) -> Iterator[Object]:
    if isinstance(value, dict):
        if {"created", "deadline", "metadata", "payload"} <= value.keys():
            yield value
        for inner in value.values():
            yield from tasksIn(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from tasksIn(inner)


@pytest.mark.skipif(not RECORDINGS.is_dir(), reason="the recordings are not available")
def test_a_queue_accepts_tasks_like_recorded_ones() -> None:
    clock = Clock()
    queue = newQueue(clock)
    tasks = [*recordedTasks()]
    assert len(tasks) > 50
    for recorded in tasks:
        new = taskLike(Task.model_validate_json(json.dumps(recorded)), created=clock.now)
        jsonschema.validate(json.loads(new.model_dump_json()), SCHEMA)
        for dependency in new.dependencies or ():
            queue.createTask(dependency, definition(clock.now))
        newId = slugId()
        assert queue.createTask(newId, new).status.taskGroupId == newId
        assert untimed(new).items() <= recorded.items()
