"""Profile of a task group: a marker for each run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from tc_typed.core.models.timestamps import formatTimestamp
from tc_typed.testing.services.queue.records import RunRecord, TaskRecord
from tc_typed.testing.services.web_server.profile import (
    Legend,
    Marker,
    MarkerType,
    Track,
    makeProfile,
)
from tc_typed.testing.services.web_server.times import date, milliseconds, timeOfDay
from tc_typed.web_server.models import Profile

if TYPE_CHECKING:
    from pydantic import JsonValue

    from tc_typed.queue.models import Task

_RUN = MarkerType(
    name="Task",
    title="name",
    labels={
        "startTime": "Start time",
        "name": "Task Name",
        "taskId": "Task ID",
        "owner": "Owner",
        "retries": "Retries",
        "state": "State",
        "reasonCreated": "Reason Created",
        "reasonResolved": "Reason Resolved",
        "description": "Description",
        "taskURL": "Task URL",
        "source": "Source URL",
        "taskGroup": "Task Group URL",
        "liveLog": "Live Log",
        "taskProfile": "Task Profile",
    },
    formats={
        "taskURL": "url",
        "source": "url",
        "taskGroup": "url",
        "liveLog": "url",
        "taskProfile": "url",
    },
)
_GROUP = MarkerType(
    name="TaskGroup",
    title="name",
    labels={
        "startTime": "Start time",
        "name": "Task Group ID",
        "expires": "Expires",
        "tasks": "Tasks",
        "url": "URL",
    },
    formats={"tasks": "integer", "url": "url"},
)
_LEGEND = Legend(
    types=[_RUN, _GROUP],
    colors={
        "Other": "grey",
        "Idle": "transparent",
        "Layout": "purple",
        "JavaScript": "yellow",
        "GC / CC": "orange",
        "Network": "lightblue",
        "Graphics": "green",
        "DOM": "blue",
    },
)
_CATEGORY = "Network"
_UNKNOWN = -1  # Time of a group that has not started.
_ACTION = "Action:"
"""Beginning of the names of tasks that actions created long after the others."""


class _Span(NamedTuple):
    """Time from the first start to the last end of runs, in milliseconds since 1970."""

    start: int
    end: int | None

    @classmethod
    def of(cls, tasks: Sequence[TaskRecord]) -> _Span | None:
        """Return the span of all runs; `None` if none has started or ended."""
        runs = [run for task in tasks for run in task.runs]
        starts = [milliseconds(time) for run in runs if (time := run.started or run.resolved)]
        ends = [milliseconds(run.resolved) for run in runs if run.resolved]
        return cls(min(starts), max(ends, default=None)) if starts else None


def groupProfile(
    taskGroupId: str, tasks: Sequence[TaskRecord], rootUrl: str, now: datetime
) -> Profile:
    """Return the profile of a task group.

    Args:
        taskGroupId: Id of the task group.
        tasks: All its tasks, in the order of their ids.
        rootUrl: Root URL of the deployment.
        now: Current time, the end of runs that have not ended.
    """
    span = _Span.of(tasks)
    if span is None:
        origin, track = 0, Track(taskGroupId, _UNKNOWN, _UNKNOWN)
    else:
        origin = span.start
        track = Track(taskGroupId, 0, None if span.end is None else span.end - origin)
    title = f"Task Group {taskGroupId} - {date(origin)}"
    definitions = {task.taskId: task.definition for task in tasks}
    markers = [
        *_groupMarkers(taskGroupId, tasks, definitions, rootUrl, origin),
        *_runMarkers(tasks, definitions, rootUrl, origin, milliseconds(now)),
    ]
    return makeProfile(title, origin, track, _LEGEND, markers)


def _groupMarkers(
    taskGroupId: str,
    tasks: Sequence[TaskRecord],
    definitions: Mapping[str, Task],
    rootUrl: str,
    origin: int,
) -> Iterator[Marker]:
    """Yield a marker for the whole group, and one for the group without actions."""
    others = [
        task for task in tasks if not definitions[task.taskId].metadata.name.startswith(_ACTION)
    ]
    for name, members in (("TaskGroup", tasks), ("TaskGroup (no actions)", others)):
        span = _Span.of(members)
        if span is not None:
            data: dict[str, JsonValue] = {
                "startTime": timeOfDay(span.start),
                "name": taskGroupId,
                # Like on a real server, it is the expiry of a task, not that of the group.
                "expires": formatTimestamp(tasks[0].expires),
                "tasks": len(tasks),
                "url": f"{rootUrl}/tasks/groups/{taskGroupId}",
            }
            end = None if span.end is None else span.end - origin
            yield Marker(_GROUP, name, _CATEGORY, data, span.start - origin, end)


def _runMarkers(
    tasks: Sequence[TaskRecord],
    definitions: Mapping[str, Task],
    rootUrl: str,
    origin: int,
    now: int,
) -> Iterator[Marker]:
    """Yield a marker for each run that has started, sorted by the first start of its task."""
    for task in sorted(tasks, key=_firstStart):
        for run in task.runs:
            if run.started is not None:
                start = milliseconds(run.started)
                end = now if run.resolved is None else milliseconds(run.resolved)
                data = _runData(task, definitions[task.taskId], run, rootUrl)
                data["startTime"] = timeOfDay(start)
                name = _runName(run)
                yield Marker(_RUN, name, _CATEGORY, data, start - origin, end - origin)


def _firstStart(task: TaskRecord) -> int:
    started = task.runs[0].started if task.runs else None
    return 0 if started is None else milliseconds(started)


def _runName(run: RunRecord) -> str:
    return "Task" if run.state == "completed" else f"Task ({run.reasonResolved or run.state})"


def _runData(
    task: TaskRecord, definition: Task, run: RunRecord, rootUrl: str
) -> dict[str, JsonValue]:
    """Return the fields of a run's marker without its start."""
    metadata, retries = definition.metadata, task.retries
    number = run.runId + 1
    isPlain = run.state == "completed" and run.runId == 0 and retries > 1
    taskUrl = f"{rootUrl}/tasks/{task.taskId}"
    runUrl = f"{taskUrl}/runs/{run.runId}"
    data: dict[str, JsonValue] = {
        "name": metadata.name if isPlain else f"{metadata.name} (run {number}/{retries})",
        "taskId": task.taskId,
        "owner": metadata.owner,
        "description": metadata.description,
        "source": metadata.source,
        "retries": f"{number} / {retries}",
        "state": run.state,
        "reasonCreated": run.reasonCreated,
        "taskURL": runUrl,
        "taskGroup": f"{rootUrl}/tasks/groups/{task.taskGroupId}",
        "liveLog": f"{runUrl}/logs/live/public/logs/live.log",
        "taskProfile": f"{taskUrl}/profiler",
    }
    if run.reasonResolved is not None:
        data["reasonResolved"] = run.reasonResolved
    return data
