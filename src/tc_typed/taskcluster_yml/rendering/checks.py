"""Checks of rendered tasks, which report all problems at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from tc_typed.common.models import SlugId
from tc_typed.core.models.problems import MOST_ERRORS
from tc_typed.queue.models import TaskDefinition
from tc_typed.taskcluster_yml.json_e.template import JsonPath

if TYPE_CHECKING:
    from pydantic import JsonValue


def checkedTask(content: JsonValue) -> TaskDefinition | list[tuple[JsonPath, str]]:
    """Check a task definition like `queue.createTask`.

    Args:
        content: The definition as JSON.

    Returns:
        The definition, or each problem with the path of its field.
    """
    try:
        task = TaskDefinition.model_validate_json(json.dumps(content))
    except ValidationError as error:
        return [*_problems(error)]
    if task.taskQueueId is None and None in (task.provisionerId, task.workerType):
        return [((), "taskQueueId is missing")]
    return task


def isSlugId(value: JsonValue) -> bool:
    """Whether a value is a valid id of a task."""
    try:
        _slugIds().validate_python(value)
    except ValidationError:
        return False
    return True


def _problems(error: ValidationError) -> Iterator[tuple[JsonPath, str]]:
    if error.error_count() > MOST_ERRORS:
        yield (), f"it has {error.error_count():,} problems, too many to list"
        return
    for item in error.errors(include_url=False, include_input=False, include_context=False):
        yield item["loc"], item["msg"]


@cache
def _slugIds() -> TypeAdapter[str]:
    return TypeAdapter(SlugId)
