"""Rendered tasks before they are checked, as JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tc_typed.taskcluster_yml.json_e.template import JsonPath, NotRendered

if TYPE_CHECKING:
    from pydantic import JsonValue

STATUS_ROUTE = "statuses"
"""Route of tasks whose state the GitHub service reports as commit statuses."""
CHECK_ROUTE = "checks"
"""Route of tasks whose state the GitHub service reports as check runs."""
SCHEDULER_ID = "taskcluster-github"
"""Scheduler of the GitHub service's tasks."""


class DraftTask(NamedTuple):
    """A task before it is checked."""

    taskId: JsonValue
    task: dict[str, JsonValue]
    place: JsonPath
    """Keys and indices that lead to the task in the result."""


class Draft(NamedTuple):
    """Content of a file after rendering."""

    tasks: Sequence[DraftTask]
    hooks: Sequence[JsonValue]
    route: str
    """Route that the GitHub service adds."""
    origin: Callable[[JsonPath], JsonPath]
    """Returns the part of the file that a part of the result comes from."""


def withRoute(task: dict[str, JsonValue], route: str, place: JsonPath) -> None:
    """Add the GitHub service's route to a task, and remove duplicates.

    Args:
        task: The task, which is changed.
        route: The route.
        place: Place of the routes in the file.

    Raises:
        NotRendered: if the routes are not a list.
    """
    routes = task.get("routes") or []
    if not isinstance(routes, list):
        raise NotRendered(place, "routes must be a list")
    # Other values than strings are kept: the check of the task reports them.
    seen = set[str]()
    unique: list[JsonValue] = []
    for each in [*routes, route]:
        if isinstance(each, str):
            if each in seen:
                continue
            seen.add(each)
        unique.append(each)
    task["routes"] = unique
