"""Profiles are those of a real server."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from tests.testing.samples import definition
from tests.testing.server.bucket import put
from tests.testing.services.queue.artifacts.work import Work
from tests.wire.contract import ROOT

from tc_typed import Queue, WebServer
from tc_typed.core.errors import InputError, ResourceNotFound
from tc_typed.queue.models import Task
from tc_typed.slugs import slugId
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.services.queue.records import RunRecord, TaskRecord
from tc_typed.testing.services.queue.task_definitions import completeDefinition
from tc_typed.testing.services.web_server import service
from tc_typed.testing.services.web_server.group_profile import groupProfile
from tc_typed.testing.services.web_server.log_profile import logProfile
from tc_typed.web_server.models import Profile

RECORDINGS = ROOT.parent / "shared" / "recordings" / "http"
MILLISECOND = timedelta(milliseconds=1)
ROOT_URL = "http://127.0.0.1:8099"
NOW = datetime(2026, 11, 22, 1, 13, 33, 967000, tzinfo=UTC)

RUN = TypeAdapter(RunRecord)
WORDS = st.text("ab (:)T\t", max_size=12)
LINES = st.lists(
    st.tuples(st.none(), st.text("ab [](:)T\t", max_size=12))
    | st.tuples(st.integers(0, 10**12), WORDS),
    max_size=20,
)

recorded = pytest.mark.skipif(not RECORDINGS.is_dir(), reason="the recordings are missing")


def responses(name: str, method: str) -> list[Any]:
    """Return the bodies of recorded successes. Any: they are JSON of many shapes."""
    everything: list[dict[str, Any]] = json.loads((RECORDINGS / f"{name}.json").read_text())
    return [
        each["response"] for each in everything if (each["method"], each["status"]) == (method, 200)
    ]


def plain(profile: Profile) -> Any:  # It is JSON.
    return json.loads(profile.model_dump_json())


def withoutStarts(profile: Any) -> Any:  # It is JSON.
    """Remove texts with times of day, which are wrong in real profiles: all are the same."""
    for data in profile["threads"][0]["markers"]["data"]:
        data.pop("startTime", None)
    return profile


def recordedTasks() -> list[TaskRecord]:
    """Return the tasks of the group whose profile was recorded, as they were at that time."""
    [listed] = [each for each in responses("queue", "listTaskGroup") if len(each["tasks"]) > 5]
    tasks: list[TaskRecord] = []
    for each in listed["tasks"]:
        record = TaskRecord.of(each["status"]["taskId"], Task.model_validate(each["task"]))
        for run in each["status"]["runs"]:
            record.runs.append(RUN.validate_python(run))
        tasks.append(record)
    return tasks


@recorded
def test_the_profile_of_a_group_is_the_recorded_one() -> None:
    expected = responses("web-server", "taskGroupProfile")[0]
    group = expected["threads"][0]["name"]
    assert withoutStarts(plain(groupProfile(group, recordedTasks(), ROOT_URL, NOW))) == (
        withoutStarts(expected)
    )


@recorded
def test_the_profile_of_a_log_is_the_recorded_one() -> None:
    [expected] = responses("web-server", "taskProfile")
    [track] = expected["threads"]
    texts, markers, start = track["stringArray"], track["markers"], expected["meta"]["startTime"]
    taskId = markers["data"][0]["taskId"]
    [task] = [each for each in recordedTasks() if each.taskId == taskId]
    lines = [
        f"[{texts[name]} {formatTime(start + time)}] {texts[data['message']]}"
        for name, time, data in zip(
            markers["name"][1:], markers["startTime"][1:], markers["data"][1:], strict=True
        )
    ]
    assert plain(logProfile(taskId, task.definition, lines, ROOT_URL)) == expected


def formatTime(time: int) -> str:
    return datetime.fromtimestamp(time / 1000, UTC).isoformat(timespec="milliseconds")


@given(LINES)
def test_each_line_of_a_log_has_a_marker_at_its_time_or_that_of_the_line_before(
    lines: list[tuple[int | None, str]],
) -> None:
    task = completeDefinition(slugId(), definition())
    texts = [
        words if time is None else f"[vcs:info {formatTime(time)}] {words}" for time, words in lines
    ]
    profile = plain(logProfile("a", task, texts, ROOT_URL))
    [track] = profile["threads"]
    rows = [
        (profile["meta"]["startTime"] + start, track["stringArray"][data["message"]])
        for start, data in zip(
            track["markers"]["startTime"][1:], track["markers"]["data"][1:], strict=True
        )
    ]
    first = current = next((time for time, _ in lines if time is not None), None)
    expected: list[tuple[int | None, str]] = []
    for time, words in lines:
        current = current if time is None else time
        if time is not None:
            expected.append((current, words.strip()))
        elif words.strip():
            expected.append((current, words))
    assert rows == ([] if first is None else expected)
    columns = ("name", "data", "startTime", "endTime", "phase", "category")
    lengths = [len(track["markers"][name]) for name in columns]
    assert lengths == [track["markers"]["length"]] * len(columns)


@pytest.fixture
def work(local: LocalTaskcluster) -> Work:
    """Work on a server without waits for work."""
    return Work(local, local.client(Queue, retries=0))


def profileWithLog(work: Work, name: str, data: bytes, **headers: str) -> Profile:
    """Return the profile of a new task with a log."""
    taskId = work.running()
    assert put(work.uploadUrl(taskId, name), data, **headers).status == 200
    return work.taskcluster.client(WebServer).taskProfile(taskId)


@pytest.mark.parametrize("name", ["public/logs/live_backing.log", "public/logs/live.log"])
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_task_has_the_profile_of_its_log(work: Work, name: str, encoding: str) -> None:
    log = b"[vcs:info 2026-11-22T01:00:00.000Z] one\r\n two \n\n[x 2026-11-22T01:00:01Z] three\n"
    if encoding == "gzip":
        profile = profileWithLog(work, name, gzip.compress(log), content_encoding="gzip")
    else:
        profile = profileWithLog(work, name, log)
    [track] = plain(profile)["threads"]
    assert track["markers"]["startTime"] == [0, 0, 0, 1000]
    assert track["stringArray"][1:] == ["vcs", "one", "no timestamp", " two ", "x", "three"]
    categories = [each["name"] for each in plain(profile)["meta"]["categories"]]
    found = [categories[index] for index in track["markers"]["category"]]
    assert found == ["Task", "vcs", "Log", "Log"]


def test_only_the_beginning_of_a_log_is_read(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_LOG", 1000)
    log = gzip.compress(b"[x 2026-11-22T01:00:00Z] one\n" + b"a" * 2000)
    profile = profileWithLog(work, "public/logs/live.log", log, content_encoding="gzip")
    [track] = plain(profile)["threads"]
    assert len(track["stringArray"][-1]) == 1000 - len("[x 2026-11-22T01:00:00Z] one\n")


def test_a_log_that_is_not_compressed_as_it_says_is_rejected(work: Work) -> None:
    with pytest.raises(InputError):
        profileWithLog(work, "public/logs/live.log", b"plain", content_encoding="gzip")


def test_a_task_without_log_has_no_profile(work: Work) -> None:
    with pytest.raises(ResourceNotFound):
        work.taskcluster.client(WebServer).taskProfile(work.pending())


def test_a_group_that_has_not_started_has_no_markers(work: Work) -> None:
    taskId = work.pending()
    group = work.queue.task(taskId).taskGroupId
    profile = plain(work.taskcluster.client(WebServer).taskGroupProfile(group))
    [track] = profile["threads"]
    assert track["markers"]["length"] == 0
    assert (track["registerTime"], track["unregisterTime"]) == (-1, -1)


@recorded
def test_actions_do_not_extend_the_second_marker_of_a_group() -> None:
    first, late = recordedTasks()[:2]
    action = late.definition
    action.metadata.name = "Action: retry"
    late.json = action.model_dump_json().encode()
    profile = plain(groupProfile(first.taskGroupId, [first, late], ROOT_URL, NOW))
    markers = profile["threads"][0]["markers"]
    [start] = [run.started for run in first.runs]
    assert start is not None
    [end] = [run.resolved for run in first.runs]
    assert end is not None
    assert markers["endTime"][1] - markers["startTime"][1] == (end - start) // MILLISECOND
    assert markers["endTime"][0] >= markers["endTime"][1]
