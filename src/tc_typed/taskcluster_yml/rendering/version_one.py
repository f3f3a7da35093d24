"""Rendering of version 1, a JSON-e template."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from tc_typed.slugs import slugId, stableSlugId
from tc_typed.taskcluster_yml.json_e.template import NotRendered, Rendered, renderJsonE
from tc_typed.taskcluster_yml.rendering.draft import (
    CHECK_ROUTE,
    SCHEDULER_ID,
    STATUS_ROUTE,
    Draft,
    DraftTask,
    withRoute,
)
from tc_typed.taskcluster_yml.yaml.scalars import textOf

if TYPE_CHECKING:
    from pydantic import JsonValue


_NO_ROOT_URL = "unknown context value taskcluster_root_url"


def renderVersionOne(
    call: str,
    content: Mapping[str, JsonValue],
    variables: Mapping[str, JsonValue],
    now: str,
) -> Draft:
    """Render a file.

    Args:
        call: The call, for messages.
        content: Content of the file, which is valid.
        variables: Variables of expressions.
        now: Current time.

    Raises:
        NotRendered: if the GitHub service would fail.
        MissingExtra: if json-e is not installed.
    """
    template = {key: value for key, value in content.items() if key != "version"}
    try:
        rendered = renderJsonE(call, template, {**variables, "as_slugid": _AsSlugId()}, now)
    except NotRendered as error:
        if "taskcluster_root_url" in variables or not error.message.startswith(_NO_ROOT_URL):
            raise
        message = f"{error.message}; set rootUrl or TASKCLUSTER_ROOT_URL"
        raise NotRendered(error.path, message) from None
    config = rendered.value if isinstance(rendered.value, dict) else {}
    hooks = config.get("hooks")
    return Draft(
        _tasks(config, rendered, now),
        hooks if isinstance(hooks, list) else [],
        _route(config),
        rendered.origin,
    )


class _AsSlugId:
    """The function `as_slugid`: the same slugid for the same label."""

    def __init__(self) -> None:
        self._slugIdOf = stableSlugId()

    def __call__(self, label: object) -> str:
        if not isinstance(label, str | int | float | None):
            raise TypeError("as_slugid needs a label, a string")
        return self._slugIdOf(textOf(label))

    def __str__(self) -> str:
        raise TypeError("as_slugid must be called with a label")


def _route(config: Mapping[str, JsonValue]) -> str:
    return CHECK_ROUTE if config.get("reporting") else STATUS_ROUTE


def _tasks(config: Mapping[str, JsonValue], rendered: Rendered, now: str) -> list[DraftTask]:
    found = config.get("tasks", [])
    if not isinstance(found, list):
        raise NotRendered(("tasks",), f"tasks must render to a list, got {_kind(found)}")
    tasks: list[dict[str, JsonValue]] = []
    for index, task in enumerate(found):
        if not isinstance(task, dict):
            path = rendered.origin(("tasks",))
            raise NotRendered(path, f"tasks.{index} must be a mapping, got {_kind(task)}")
        tasks.append(task)
    defaultId, taskGroupId = _defaultIds(tasks)
    drafts: list[DraftTask] = []
    for index, task in enumerate(tasks):
        place = ("tasks", index)
        withRoute(task, _route(config), rendered.origin((*place, "routes")))
        complete: dict[str, JsonValue] = {
            "taskId": defaultId,
            "taskGroupId": taskGroupId,
            "created": now,
            "schedulerId": SCHEDULER_ID,
            **task,
        }
        drafts.append(DraftTask(complete.pop("taskId"), complete, place))
        defaultId = slugId()
    return _sorted(drafts, rendered)


def _kind(value: JsonValue) -> str:
    return "null" if value is None else type(value).__name__


def _defaultIds(tasks: list[dict[str, JsonValue]]) -> tuple[JsonValue, JsonValue]:
    """Return defaults for the id of the first task, and of the task group.

    A single task has the same id as its group, like a decision task.
    """
    if len(tasks) != 1:
        return slugId(), slugId()
    [task] = tasks
    single = task.get("taskId") or task.get("taskGroupId") or slugId()
    return single, single


def _sorted(tasks: list[DraftTask], rendered: Rendered) -> list[DraftTask]:
    """Sort tasks so that dependencies come first."""
    byId: dict[JsonValue, DraftTask] = {}
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for draft in tasks:
        taskId, place = draft.taskId, rendered.origin((*draft.place, "taskId"))
        if not isinstance(taskId, str):
            raise NotRendered(place, f"taskId must be a slugid, got {_kind(taskId)}")
        if taskId in byId:
            raise NotRendered(place, "another task has the same taskId")
        byId[taskId] = draft
        found = draft.task.get("dependencies")
        needs = found if isinstance(found, list) else []
        sorter.add(taskId, *(need for need in needs if isinstance(need, str)))
    try:
        return [byId[taskId] for taskId in sorter.static_order() if taskId in byId]
    except CycleError as error:
        draft = byId[error.args[1][0]]
    place = rendered.origin((*draft.place, "dependencies"))
    raise NotRendered(place, "the tasks depend on each other in a circle")
