"""Runs in samples fit the state of their task, like those of a real server."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from tests.testing.test_sample_contract import RECORDINGS, recordedObjects

from tc_typed import InvalidCall
from tc_typed.core.models.fields import Unrecognized
from tc_typed.queue import (
    ArtifactCreatedMessage,
    ClaimedTask,
    ClaimWorkResponse,
    ListClaimedTasksResponse,
    ReclaimTaskResponse,
    TaskCompletedMessage,
    TaskDefinedMessage,
    TaskExceptionMessage,
    TaskFailedMessage,
    TaskPendingMessage,
    TaskRun,
    TaskRunningMessage,
    TaskStatus,
    TaskStatusResponse,
)
from tc_typed.testing import sample

CLAIM = ("workerGroup", "workerId", "takenUntil", "started")
END = ("reasonResolved", "resolved")
STATES = ("pending", "running", "completed", "failed", "exception")
REASONS = ("completed", "failed", "deadline-exceeded", "canceled", "worker-shutdown")

ABOUT_A_RUN: dict[type[BaseModel], str] = {
    ArtifactCreatedMessage: "running",
    ClaimedTask: "running",
    ReclaimTaskResponse: "running",
    TaskCompletedMessage: "completed",
    TaskExceptionMessage: "exception",
    TaskFailedMessage: "failed",
    TaskPendingMessage: "pending",
    TaskRunningMessage: "running",
}


def checkRun(run: TaskRun) -> None:
    """Check that a run has the fields of its state and no others."""
    claim = {name for name in CLAIM if getattr(run, name) is not None}
    end = {name for name in END if getattr(run, name) is not None}
    wasClaimed, hasEnded = claim == {*CLAIM}, end == {*END}
    assert wasClaimed or not claim, run
    assert hasEnded or not end, run
    match run.state:
        case "pending":
            assert not wasClaimed
            assert not hasEnded
        case "running":
            assert wasClaimed
            assert not hasEnded
        case "completed" | "failed":
            assert wasClaimed
            assert run.reasonResolved == run.state
        case _:
            assert run.reasonResolved not in (None, "completed", "failed")
    times = [time for time in (run.scheduled, run.started, run.resolved) if time is not None]
    assert times == sorted(times)


def checkStatus(status: TaskStatus) -> None:
    """Check that the state and the runs of a task belong together."""
    assert status.state == (status.runs[-1].state if status.runs else "unscheduled")
    assert [run.runId for run in status.runs] == [*range(len(status.runs))]
    for run in status.runs:
        checkRun(run)
    for run, following in pairwise(status.runs):
        assert run.state not in ("pending", "running")
        assert following.reasonCreated != "scheduled"


def checkAboutRun(made: BaseModel) -> None:
    """Check that an object repeats the latest run of the task in it."""
    status: TaskStatus = getattr(made, "status")  # noqa: B009  # only some models have it
    checkStatus(status)
    for name in type(made).model_fields.keys() & {"runId", "workerGroup", "workerId", "takenUntil"}:
        assert getattr(made, name) == getattr(status.runs[-1], name)


@pytest.mark.skipif(not RECORDINGS.is_dir(), reason="the recordings are missing")
def test_the_rules_are_those_of_real_servers() -> None:
    statuses = [it for it in recordedObjects() if isinstance(it, TaskStatus)]
    assert {status.state for status in statuses} >= {"unscheduled", *STATES}
    for status in statuses:
        checkStatus(status)


@pytest.mark.parametrize("state", ["unscheduled", *STATES])
def test_a_task_has_a_run_in_its_state(state: str) -> None:
    status = sample(TaskStatusResponse, status={"state": state}).status
    assert status.state == state
    assert len(status.runs) == (state != "unscheduled")
    checkStatus(status)


ENDED: list[dict[str, str]] = [
    {},
    *({"state": state} for state in STATES[2:]),
    *({"reasonResolved": reason} for reason in REASONS),
    {"resolved": "2026-04-01T00:00:00Z"},
]
LATEST: list[dict[str, str]] = [
    *ENDED,
    *({"state": state} for state in STATES),
    {"workerId": "w"},
    {"started": "2026-03-01T00:00:00Z"},
    {"state": "exception", "reasonCreated": "exception"},
]


@given(st.lists(st.sampled_from(ENDED), max_size=3), st.sampled_from(LATEST))
def test_given_runs_decide_the_state(before: list[dict[str, str]], last: dict[str, str]) -> None:
    status = sample(TaskStatus, runs=[*before, last])
    assert len(status.runs) == len(before) + 1
    checkStatus(status)
    claimed = sample(ClaimedTask, status={"runs": [*before, last]})
    checkStatus(claimed.status)
    assert claimed.runId == len(before)
    for fields, run in zip([*before, last], status.runs, strict=True):
        given_ = json.loads(run.model_dump_json())
        assert {name: given_[name][:19] for name in fields} == {
            name: value[:19] for name, value in fields.items()
        }


@given(st.sampled_from(STATES), st.integers(0, 3))
def test_given_runs_get_the_state_of_their_task(state: str, before: int) -> None:
    status = sample(TaskStatus, state=state, runs=[{} for _ in range(before + 1)])
    assert status.state == state
    checkStatus(status)


def test_workers_follow_given_fields() -> None:
    for claimed in (
        sample(ClaimedTask, workerGroup="g", workerId="w"),
        sample(ClaimedTask, status={"runs": [{"workerGroup": "g", "workerId": "w"}]}),
    ):
        assert (claimed.workerGroup, claimed.workerId) == ("g", "w")
        checkAboutRun(claimed)
    until = "2026-05-01T00:00:00.000Z"
    checkAboutRun(sample(ClaimedTask, takenUntil=until))
    checkAboutRun(sample(ClaimedTask, status={"runs": [{"takenUntil": until}]}))


def test_a_task_without_a_run_has_no_worker() -> None:
    made = sample(TaskExceptionMessage, status={"state": "exception", "runs": []})
    assert (made.runId, made.workerGroup, made.workerId) == (None, None, None)
    assert not sample(TaskDefinedMessage).status.runs
    assert sample(TaskStatus, state="unscheduled", runs=[]) == sample(TaskStatus)


def test_given_fields_are_kept_even_if_they_do_not_fit() -> None:
    run = sample(TaskRun, state="pending", workerId="w", reasonResolved=None)
    assert (run.state, run.workerId, run.workerGroup) == ("pending", "w", None)
    assert sample(TaskStatus, state="running", runs=[]).runs == []
    claimed = sample(ClaimedTask, runId=5, status={"state": "completed", "runs": [{}]})
    assert (claimed.runId, claimed.status.runs[0].state) == (5, "completed")
    assert sample(TaskRun, state="running", started=None).started is None


def test_states_of_newer_servers_have_a_run_too() -> None:
    status = sample(TaskStatus, state=Unrecognized("paused"))
    assert [run.state for run in status.runs] == ["paused"]


def test_claims_of_a_list_are_runs_of_different_tasks() -> None:
    claims = sample(ClaimWorkResponse, tasks=[{}, {}]).tasks
    for claim in claims:
        checkAboutRun(claim)
    assert claims[0].status.taskId != claims[1].status.taskId
    assert [it.runId for it in claims] == [0, 0]
    assert [it.runId for it in sample(ListClaimedTasksResponse, tasks=[{}, {}]).tasks] == [0, 0]


@pytest.mark.parametrize(("given_", "problem"), [({"runs": 5}, "runs"), ({"state": 5}, "state")])
def test_malformed_fields_are_reported(given_: dict[str, object], problem: str) -> None:
    for model, fields in ((TaskStatus, given_), (ClaimedTask, {"status": given_})):
        with pytest.raises(InvalidCall, match=problem):
            sample(model, **fields)
    with pytest.raises(InvalidCall, match="status"):
        sample(ClaimedTask, status="running")
    with pytest.raises(InvalidCall, match="runId"):
        sample(ClaimedTask, runId="first")


class TaskRunning(BaseModel):
    """A model of a user."""

    status: str


def test_models_of_users_with_other_fields_are_left_alone() -> None:
    other = type("ClaimedTask", (TaskRunning,), {"__annotations__": {}})
    assert sample(other).model_dump() == {"status": "status"}


@pytest.mark.parametrize(("model", "state"), ABOUT_A_RUN.items())
def test_an_object_about_a_run_has_a_task_with_this_run(model: type[BaseModel], state: str) -> None:
    made = sample(model)
    checkAboutRun(made)
    assert getattr(made, "status").state == state  # noqa: B009  # only some models have it
    later = sample(model, runId=2)
    checkAboutRun(later)
    assert len(getattr(later, "status").runs) == 3  # noqa: B009  # only some models have it
    checkAboutRun(sample(model, status={"runs": [{}, {"state": state}]}))
    checkAboutRun(sample(model, status=sample(TaskStatus, runs=[{}, {"state": state}])))
