"""Profile of a task: a marker for each line of its log."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from tc_typed.queue.models import Task
from tc_typed.testing.services.web_server.profile import (
    Legend,
    Marker,
    MarkerType,
    Track,
    makeProfile,
)
from tc_typed.testing.services.web_server.times import date, milliseconds
from tc_typed.web_server.models import Profile

if TYPE_CHECKING:
    from pydantic import JsonValue

_ROW = MarkerType(
    name="LiveLogRow",
    title="message",
    labels={"startTime": "Start time", "message": "Log Message"},
    formats={"message": "unique-string"},
)
_TASK = MarkerType(
    name="Task",
    title="taskName",
    labels={
        "startTime": "Start time",
        "taskName": "Task Name",
        "time": "Time",
        "taskURL": "Task",
        "taskGroupURL": "Task Group",
        "taskId": "Task ID",
        "taskGroupId": "Task Group ID",
        "taskGroupProfile": "Task Group Profile",
    },
    formats={"time": "time", "taskURL": "url", "taskGroupURL": "url", "taskGroupProfile": "url"},
)
_LEGEND = Legend(
    types=[_ROW, _TASK],
    colors={
        "none": "grey",
        "fetches": "purple",
        "vcs": "orange",
        "setup": "lightblue",
        "taskcluster": "green",
        "Task": "lightblue",
        "Log": "green",
    },
)
_TRACK = Track("Live Log")
_TASK_CATEGORY, _OTHER_CATEGORY = "Task", "Log"
_UNTIMED = "no timestamp"
"""Component of lines without a time."""

_LINE = re.compile(r"\[(\w+)(?::\w+)? ([0-9TZ:.+-]+)\][ \t]*(.*)", re.DOTALL)
"""A line with the component that wrote it, an optional level, and a time."""

_SECOND_TIME = re.compile(r"\[[0-9TZ:.+ -]+\][ \t]*")


class _Line(NamedTuple):
    """A line of a log."""

    time: int | None
    """Milliseconds since 1970, if it has a time."""
    component: str
    message: str


def logProfile(taskId: str, task: Task, lines: Iterable[str], rootUrl: str) -> Profile:
    """Return the profile of a task.

    Lines without a time belong to the time of the line before, or to the first time of all.

    Args:
        taskId: Id of the task.
        task: Definition of the task.
        lines: Lines of its log.
        rootUrl: Root URL of the deployment.
    """
    parsed = [_parse(line) for line in lines if line.strip()]
    times = [line.time for line in parsed if line.time is not None]
    start, end = (times[0], times[-1]) if times else (0, 0)
    markers = [_taskMarker(taskId, task, end - start, rootUrl)]
    if times:  # Otherwise a real server shows no lines, because it can't place them.
        markers += _lineMarkers(parsed, start)
    title = f"{task.metadata.name} {taskId} - {date(milliseconds(task.created))}"
    return makeProfile(title, start, _TRACK, _LEGEND, markers)


def _taskMarker(taskId: str, task: Task, duration: int, rootUrl: str) -> Marker:
    groupUrl = f"{rootUrl}/tasks/groups/{task.taskGroupId}"
    data: dict[str, JsonValue] = {
        "name": "Task",
        "taskName": task.metadata.name,
        "taskId": taskId,
        "taskGroupId": task.taskGroupId,
        "taskGroupURL": groupUrl,
        "taskURL": f"{rootUrl}/tasks/{taskId}",
        "taskGroupProfile": f"{groupUrl}/profiler",
    }
    return Marker(_TASK, task.metadata.name, _TASK_CATEGORY, data, 0, duration)


def _lineMarkers(lines: Iterable[_Line], start: int) -> Iterator[Marker]:
    current = start
    for line in lines:
        current = current if line.time is None else line.time
        category = line.component if line.component in _LEGEND.colors else _OTHER_CATEGORY
        data: dict[str, JsonValue] = {"message": line.message}
        yield Marker(_ROW, line.component, category, data, current - start, isPoint=True)


def _parse(line: str) -> _Line:
    found = _LINE.fullmatch(line.strip())
    if found is None:
        return _Line(None, _UNTIMED, line)
    component, text, message = found.groups()
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return _Line(None, _UNTIMED, line)
    aware = time.replace(tzinfo=UTC) if time.tzinfo is None else time
    return _Line(milliseconds(aware), component, _SECOND_TIME.sub("", message, count=1))
