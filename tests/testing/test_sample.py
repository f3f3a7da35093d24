"""`sample` completes the fields that a test gives, and its parts agree."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field
from tests.compiler.contracts import both
from tests.testing.samples import OFFSETS, datetimes
from tests.wire.contract import Json

from tc_typed import Credentials, InvalidCall, slugId
from tc_typed.core.models.fields import Unrecognized
from tc_typed.docker_worker import DockerWorkerPayload
from tc_typed.generic_worker import MultiuserPosixPayload, UrlContent
from tc_typed.hooks import FireFailure, FireSuccess, HookStatus
from tc_typed.queue import (
    ArtifactResponse,
    ClaimedTask,
    ClaimWorkResponse,
    CreateArtifactRequest,
    ListDependentTasksResponse,
    ListTaskGroupResponse,
    ListTaskQueuesResponse,
    Task,
    TaskAndStatus,
    TaskDefinition,
    TaskPriorityChangedMessage,
    TaskRun,
    TaskStatus,
    TaskStatusesResponse,
    TaskStatusResponse,
    UnrecognizedArtifactResponse,
)
from tc_typed.testing import sample
from tc_typed.testing.samples.patterns import matches
from tc_typed.worker_manager import ListWorkerPoolsResponse

PATTERNS = [
    *("^a{2,5}$", "^(a|b)c?d+$", "^[^a-z]$", r"^\d{4}-\d\d?$", r"^[\w.-]+$", "^[]a-]{3}$"),
    *(r"^\x41\u0042\n$", "^(?:x|y){2}$", "^(?P<name>a)b*?$", "a.c", r"^[#&][^ ,\u0007]{1,199}$"),
    *(r"^\S+\s\W$", "^$|^b$", r"^/a/[^/]+\.b$", "^(https?://|git@)"),
]

IMPORTS = """
import json, sys
import tc_typed.testing
early = [*sys.modules]
from tc_typed.testing import sample
from tc_typed.queue import Task
sample(Task)
print(json.dumps([early, [*sys.modules]]))
"""


def message(model: type[BaseModel], /, **fields: object) -> str:
    with pytest.raises(InvalidCall) as caught:
        sample(model, **fields)
    assert caught.value.__context__ is None
    return str(caught.value)


# Given fields


def test_nested_fields_are_merged_with_samples() -> None:
    made = sample(TaskStatusResponse, status={"state": "running", "runs": [{}, {"runId": 7}]})
    assert made.status.state == "running"
    assert made.status == sample(TaskStatus, state="running", runs=[{}, {"runId": 7}])
    assert [run.runId for run in made.status.runs] == [0, 7]


def test_each_dict_in_a_list_becomes_an_item() -> None:
    made = sample(ListTaskGroupResponse, tasks=[{"task": {"metadata": {"name": "x"}}}, {}])
    assert len(made.tasks) == 2
    assert made.tasks[0].task.metadata.name == "x"
    assert made.tasks[0].task.metadata.description


def test_models_are_taken_unchanged() -> None:
    status = sample(TaskStatus)
    run = sample(TaskRun)
    assert sample(TaskStatusResponse, status=status).status is status
    assert sample(TaskStatus, runs=[run, {}]).runs[0] is run


def test_dicts_of_objects_are_completed() -> None:
    payload = sample(DockerWorkerPayload, artifacts={"public/log": {"type": "file"}})
    assert payload.artifacts is not None
    assert payload.artifacts["public/log"].path
    free = sample(Task, payload={"taskId": {"not": "an id"}}, extra={"a": [None]})
    assert (free.payload, free.extra) == ({"taskId": {"not": "an id"}}, {"a": [None]})


def test_optional_fields_are_absent_unless_given() -> None:
    assert sample(TaskRun).model_dump(exclude_none=True).keys() == {
        *("runId", "state", "reasonCreated", "scheduled")
    }
    assert sample(TaskRun, workerId="w").workerId == "w"
    assert sample(TaskRun, workerId=None) == sample(TaskRun)


def test_constraints_on_whole_requests_are_met() -> None:
    assert sample(TaskDefinition).taskQueueId
    old = sample(TaskDefinition, provisionerId="p")
    assert (old.taskQueueId, old.provisionerId, old.workerType) == (None, "p", "linux")
    both = sample(MultiuserPosixPayload, mounts=[{"directory": "d", "content": {"url": "a:b"}}])
    assert both.mounts is not None
    assert both.mounts[0].format


def test_fields_choose_the_member_of_a_union() -> None:
    assert isinstance(sample(HookStatus, lastFire={"result": "success"}).lastFire, FireSuccess)
    assert isinstance(sample(HookStatus, lastFire={"error": {}}).lastFire, FireFailure)
    mounts = [{"content": {"url": "https://example.com/"}}]
    payload = sample(MultiuserPosixPayload, mounts=mounts)
    assert payload.mounts is not None
    assert isinstance(payload.mounts[0].content, UrlContent)


def test_unrecognized_values_are_those_of_newer_servers() -> None:
    new = Unrecognized("new")
    assert sample(TaskStatus, state=new).state == "new"
    assert sample(UnrecognizedArtifactResponse, storageType=new).storageType == "new"


# Agreement


@given(st.builds(slugId), st.from_regex(r"\A[a-z]{1,9}\Z"), st.from_regex(r"\A[a-z]{1,9}\Z"))
def test_given_ids_are_followed_in_all_nested_objects(group: str, first: str, last: str) -> None:
    queue = f"{first}/{last}"
    expected = (group, queue, first, last)
    for made in (
        sample(TaskAndStatus, task={"taskGroupId": group, "taskQueueId": queue}),
        sample(TaskAndStatus, status={"taskGroupId": group, "taskQueueId": queue}),
        sample(TaskAndStatus, task=sample(Task, taskGroupId=group, taskQueueId=queue)),
        *sample(
            ListTaskGroupResponse,
            taskGroupId=group,
            tasks=[{"task": {"provisionerId": first, "workerType": last}}],
        ).tasks,
    ):
        for part in (made.task, made.status):
            found = (part.taskGroupId, part.taskQueueId, part.provisionerId, part.workerType)
            assert found == expected


def test_an_own_value_has_priority_over_that_of_an_outer_object() -> None:
    given = {"task": {"taskGroupId": "A"}, "status": {"taskGroupId": "B"}}
    made = sample(TaskAndStatus, **given)
    assert (made.task.taskGroupId, made.status.taskGroupId) == ("A", "B")


def test_items_have_ids_of_their_own_and_the_group_in_common() -> None:
    listed = sample(ListTaskGroupResponse, tasks=[{}, {}])
    assert len({item.status.taskId for item in listed.tasks}) == 2
    groups = {it.taskGroupId for item in listed.tasks for it in (item.task, item.status)}
    assert groups == {listed.taskGroupId}
    dependents = sample(ListDependentTasksResponse, tasks=[{}, {}])
    ids = [dependents.taskId, *(item.status.taskId for item in dependents.tasks)]
    assert len({*ids}) == 3
    statuses = sample(TaskStatusesResponse, statuses=[{}, {"taskId": "x"}]).statuses
    assert [it.taskId for it in statuses] == [it.status.taskId for it in statuses]


def test_a_task_and_its_status_have_the_same_priority() -> None:
    for item in sample(
        ListTaskGroupResponse,
        tasks=[{"task": {"priority": "low"}}, {"status": {"priority": "low"}}],
    ).tasks:
        assert item.task.priority == item.status.priority == "low"
    claimed = sample(ClaimedTask, task={"priority": "low"}, status={"priority": "high"})
    assert (claimed.task.priority, claimed.status.priority) == ("low", "high")
    message = sample(TaskPriorityChangedMessage, status={"priority": "low"})
    assert message.oldPriority == "highest"


def test_claims_of_one_call_have_the_same_worker() -> None:
    claims = sample(ClaimWorkResponse, tasks=[{}, {}]).tasks
    assert len({(it.workerGroup, it.workerId) for it in claims}) == 1
    first, second = sample(ClaimWorkResponse, tasks=[{"workerId": "mine"}, {}]).tasks
    assert (first.workerId, first.status.runs[0].workerId) == ("mine", "mine")
    assert second.workerId == claims[1].workerId


def test_items_that_are_queues_or_pools_are_different() -> None:
    queues = sample(ListTaskQueuesResponse, taskQueues=[{}, {}]).taskQueues
    pools = sample(ListWorkerPoolsResponse, workerPools=[{}, {}]).workerPools
    assert len({it.taskQueueId for it in queues}) == len({it.workerPoolId for it in pools}) == 2


@given(datetimes(*OFFSETS), st.sampled_from(["created", "deadline", "expires"]))
def test_times_are_in_order_and_move_with_a_given_one(time: datetime, name: str) -> None:
    time = time.replace(microsecond=time.microsecond // 1000 * 1000)  # as servers send it
    task = sample(Task, **{name: time})
    assert getattr(task, name) == time
    if datetime(2, 1, 1, tzinfo=UTC) < time < datetime(9998, 1, 1, tzinfo=UTC):
        assert task.expires is not None
        assert task.created <= task.deadline <= task.expires
        still = sample(Task)
        assert task.deadline - task.created == still.deadline - still.created
        claimed = sample(ClaimedTask, task={name: time})
        assert claimed.status.deadline == task.deadline
        [item] = sample(ClaimWorkResponse, tasks=[{"task": {name: time}}]).tasks
        assert item.takenUntil - task.created == timedelta(minutes=20)


def test_times_are_aware_and_do_not_depend_on_the_clock() -> None:
    run = sample(TaskRun, started="2026-05-01T00:00:00+02:00")
    assert run.scheduled < datetime(2026, 5, 1, tzinfo=timezone(timedelta(hours=2)))
    assert sample(Task).created == datetime(2026, 1, 1, tzinfo=UTC)


def test_credentials_of_a_claim_are_usable() -> None:
    credentials = sample(ClaimedTask).credentials
    Credentials(credentials.clientId, credentials.accessToken, credentials.certificate)


# Errors


def test_errors_name_the_field_and_suggest_another() -> None:
    call = "sample(TaskStatusResponse): "
    assert message(TaskStatusResponse, state="running") == (
        f"{call}state: TaskStatusResponse has no such field; did you mean status?"
    )
    assert message(TaskStatusResponse, status={"runs": [{}, {"stat": 1}]}) == (
        f"{call}status.runs.1.stat: TaskRun has no such field; did you mean state?"
    )
    assert message(TaskStatusResponse, status={"runs": [{"state": "runing"}]}) == (
        f"{call}status.runs.0.state: must be one of 'pending', 'running', 'completed', 'failed', "
        "'exception', got 'runing'; did you mean running?"
    )
    assert message(TaskStatusResponse, status={"taskId": 5}) == (
        f"{call}status.taskId: Input should be a valid string"
    )


def test_errors_of_requests_are_those_of_the_contract() -> None:
    found = message(TaskDefinition, metadata={"owner": "", "source": "x"}, taskGroupId="t")
    assert found.startswith("sample(TaskDefinition): metadata.source: Input should be a URL")
    assert "taskGroupId: Input should be a slug ID" in message(TaskDefinition, taskGroupId="t")


def test_a_value_that_no_member_of_a_union_accepts_is_refused() -> None:
    assert message(HookStatus, lastFire={"result": "succes"}) == (
        "sample(HookStatus): lastFire.result: must be one of 'success', 'error', 'no-fire', got "
        "'succes'; did you mean success?"
    )
    found = message(UnrecognizedArtifactResponse, storageType="new")
    assert found.endswith("storageType: must be an Unrecognized string, got 'new'")


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        (CreateArtifactRequest, "S3ArtifactRequest or ObjectArtifactRequest or "),
        (ArtifactResponse, "S3ArtifactResponse or ObjectArtifactResponse or "),
        (list[TaskRun], "TaskRun, got"),
        (int, "a model class, got <class 'int'>"),
        (sample(TaskRun), "a model class, got TaskRun("),
    ],
)
def test_only_model_classes_have_samples(wrong: type[BaseModel], rule: str) -> None:
    with pytest.raises(InvalidCall, match=f"^sample: model must be {re.escape(rule)}"):
        sample(wrong)


# Other models


class MyTask(Task):
    """A subclass with fields of its own."""

    note: str
    kind: Literal["a", "b"] = "b"


class Mine(BaseModel):
    """A model whose samples need help."""

    model: Annotated[int, Field(gt=3, multiple_of=5)]
    ratio: Annotated[float, Field(lt=-1)]
    part: Fraction
    word: Annotated[str, Field(pattern=r"^\b\p{Greek}$")]


def test_subclasses_of_users_have_samples() -> None:
    made = sample(MyTask, metadata={"name": "x"})
    assert (made.note, made.kind, made.metadata.name) == ("note", "b", "x")
    assert made.projectId


def test_models_of_users_get_all_values_of_known_types() -> None:
    made = sample(Mine, part=Fraction(1, 2), word="λ")
    assert made.model == 5
    assert made.ratio < -1
    assert sample(Mine, model=10, part=Fraction(1), word="λ").model == 10
    assert "part: there is no sample of <class 'fractions.Fraction'>; give a value" in message(
        Mine, word="x"
    )
    assert "word: no sample fits its constraints; give a value" in message(Mine, part=Fraction(1))


def test_models_of_other_contracts_have_samples(tmp_path: Path) -> None:
    code: dict[str, Json] = {"type": "string", "pattern": "^[A-Z]{3}-(\\d{2}|x)$", "minLength": 5}
    models = both(
        tmp_path,
        {
            "code": code,
            "codes": {"type": "array", "minItems": 2, "items": {"type": "integer", "minimum": 9}},
            "when": {"type": "string", "format": "date-time"},
            "class": {"type": "string", "enum": ["one", "two"]},
            "thingId": {"type": "string"},
        },
        required=["code", "codes", "when", "class", "thingId"],
    )
    thing = json.loads(sample(models.module.Thing, **{"class": "two"}).model_dump_json())
    assert re.fullmatch(str(code["pattern"]), thing.pop("code"))
    assert thing.pop("codes")[1] >= 9
    assert thing == {"when": "2026-01-01T00:00:00.000Z", "class": "two", "thingId": "thingId"}
    assert sample(models.module.ThingResponse, thingId="x").thingId == "x"


@pytest.mark.parametrize("pattern", PATTERNS)
def test_patterns_get_a_matching_string(pattern: str) -> None:
    assert any(re.search(pattern, text) for text in matches(pattern, 0))


def test_patterns_get_a_string_of_the_minimum_length() -> None:
    assert any(re.fullmatch("[0-9a-f]{40}", text) for text in matches("^[0-9a-f]+$", 40))


@given(st.text("ab()[]{}|?*+\\^$.,:<1", max_size=12))
def test_malformed_patterns_get_no_string_or_any(pattern: str) -> None:
    assert all(isinstance(text, str) for text in matches(pattern, 3))


# Documentation


# Imports


def test_samples_are_loaded_on_first_use_and_need_no_extra() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORTS], capture_output=True, check=True, text=True, timeout=30
    )
    early, late = json.loads(done.stdout)
    assert not [name for name in early if "samples" in name or name == "pydantic"]
    assert "tc_typed.testing.samples.sample" in late
    assert not {"starlette", "uvicorn", "httpx", "hypothesis", "jsonschema"} & {*late}
