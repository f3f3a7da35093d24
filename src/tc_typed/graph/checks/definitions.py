"""Checks of the definitions of a graph's tasks, by the rules of the queue and of workers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import UnionType
from typing import TypeAlias

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from tc_typed.core.models.fields import FreeForm
from tc_typed.core.models.problems import locatedProblems
from tc_typed.core.models.timestamps import formatTimestamp, shifted
from tc_typed.core.texts import shown, shownValue
from tc_typed.graph.checks.problems import GraphProblem
from tc_typed.graph.node import Node, offsetOf
from tc_typed.graph.plan import Plan
from tc_typed.queue.models import TaskDefinition
from tc_typed.scopes.patterns import scopeSatisfies

PayloadModels: TypeAlias = "Mapping[str, type[BaseModel] | UnionType]"
"""Models of payloads, or unions of models, by patterns of task queues."""

_LIFETIME = timedelta(days=365)  # from a task's deadline to its expiry, unless it sets the latter
_LONGEST_DEADLINE = timedelta(days=5)
_MOST_DEPENDENCIES = 10_000

_PAYLOAD: TypeAdapter[FreeForm] = TypeAdapter(FreeForm)


# Single definitions


def readDefinition(
    plan: Plan, node: Node, created: datetime
) -> tuple[TaskDefinition | None, list[GraphProblem]]:
    """Build the definition of a task, and check what does not depend on other tasks.

    Args:
        plan: The graph; all needs must be part of it.
        node: The task.
        created: Creation time.

    Returns:
        The definition, `None` if it can't be built, and the problems.
    """
    found = [*_reservedFields(plan, node)]
    try:
        definition = plan.definition(node, created)
    except ValidationError as error:
        return None, [*found, *invalidFields(plan, node, error)]
    found += [*_taskQueue(node, definition), *_scopes(node, definition), *_json(node, definition)]
    return definition, found


def _reservedFields(plan: Plan, node: Node) -> Iterator[GraphProblem]:
    if "created" in node.fields:
        yield GraphProblem(node.label, "created", "must be left out; the graph sets it")
    if node.fields.get("taskGroupId") != plan.taskGroupId:
        yield GraphProblem(node.label, "taskGroupId", "must be left out; the graph sets it")


def invalidFields(plan: Plan, node: Node, error: ValidationError) -> Iterator[GraphProblem]:
    """Describe the fields for which the definition of a task can't be built.

    Args:
        plan: The graph; all needs must be part of it.
        node: The task.
        error: Error of the definition's model.
    """
    for place, problem in locatedProblems(error, namesFirst=True):
        value = _time(node, place)
        if place == "dependencies":
            number = len(plan.dependencies(node, {}))
            rule = f"must be at most {_MOST_DEPENDENCIES:,} with the needs, got {number:,}"
            yield GraphProblem(node.label, place, rule)
        elif value is None or isinstance(value, datetime):
            yield GraphProblem(node.label, place, problem)
        else:
            rule = f"must be a time or an offset such as '1 day', got {shownValue(value)}"
            yield GraphProblem(node.label, place, rule)


def _time(node: Node, name: str) -> datetime | str | None:
    """Return the deadline or expiry of a task as it was passed; `None` for other fields."""
    match name:
        case "deadline":
            return node.deadline
        case "expires":
            return node.expires
        case _:
            return None


def _taskQueue(node: Node, definition: TaskDefinition) -> Iterator[GraphProblem]:
    whole, halves = definition.taskQueueId, (definition.provisionerId, definition.workerType)
    if whole is None:
        if None in halves:
            yield GraphProblem(node.label, "taskQueueId", "Field required")
    elif any(half not in {None, part} for part, half in zip(whole.split("/"), halves, strict=True)):
        problem = f"must be <provisionerId>/<workerType>, if these are set, got {shownValue(whole)}"
        yield GraphProblem(node.label, "taskQueueId", problem)


def taskQueueOf(definition: TaskDefinition) -> str:
    """Return the task queue of a definition without problems."""
    return definition.taskQueueId or f"{definition.provisionerId}/{definition.workerType}"


def _scopes(node: Node, definition: TaskDefinition) -> Iterator[GraphProblem]:
    for number, scope in enumerate(definition.scopes or ()):
        if scope.endswith("**"):
            problem = f"must not end in **, got {shownValue(scope)}"
            yield GraphProblem(node.label, f"scopes.{number}", problem)


def _json(node: Node, definition: TaskDefinition) -> Iterator[GraphProblem]:
    try:
        definition.model_dump_json()
    except ValueError:
        # Not a part of the message: the error may contain values.
        yield GraphProblem(node.label, "", "the definition can't be written as JSON")


class Payloads:
    """Checks of payloads against the models of task queues."""

    def __init__(self, models: PayloadModels) -> None:
        """Prepare checks.

        Args:
            models: Models by patterns of task queues.
        """
        self._models: dict[str, TypeAdapter[object]] = {
            pattern: TypeAdapter(model)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # A union is also a type.
            for pattern, model in models.items()
        }

    def problems(self, node: Node, definition: TaskDefinition) -> Iterator[GraphProblem]:
        """Check a payload against the model of its task queue, if there is one."""
        queue = taskQueueOf(definition)
        patterns = [pattern for pattern in self._models if scopeSatisfies(pattern, queue)]
        if not patterns:
            return
        model = self._models[max(patterns, key=lambda it: (it == queue, len(it)))]
        try:
            model.validate_json(_PAYLOAD.dump_json(definition.payload))
        except ValidationError as error:
            for place, problem in locatedProblems(error, namesFirst=True):
                yield GraphProblem(node.label, ".".join(filter(None, ["payload", place])), problem)
        except PydanticSerializationError:
            return  # This problem has been found before.


# Definitions of several tasks


@dataclass(frozen=True, slots=True)
class Times:
    """Times of a task that is created now."""

    created: datetime
    deadline: datetime
    deadlineMoves: bool
    """Whether the deadline is later if the task is created later."""
    expires: datetime

    @classmethod
    def of(cls, node: Node, definition: TaskDefinition) -> Times:
        """Return the times of a task."""
        return cls(
            definition.created,
            definition.deadline,
            offsetOf(node.deadline) is not None,
            definition.expires or shifted(definition.deadline, _LIFETIME),
        )


def problemsOfTimes(node: Node, times: Mapping[str, Times]) -> Iterator[GraphProblem]:
    """Check the times of a task, also against those of the tasks that it needs.

    Args:
        node: The task.
        times: Times of tasks by label, without those whose definition is invalid.
    """
    own = times[node.label]
    if own.deadline <= own.created:
        yield _wrongTime(node, "deadline", "must be in the future")
    if own.deadline - own.created > _LONGEST_DEADLINE:
        yield _wrongTime(node, "deadline", "must be at most 5 days after the creation")
    if own.expires < own.deadline:
        yield _wrongTime(node, "expires", "must not be before the deadline")
    for label in node.neededLabels:
        if (needed := times.get(label)) is not None:
            for problem in _conflicts(own, needed, shown(label)):
                yield GraphProblem(node.label, "deadline", problem)


def _wrongTime(node: Node, name: str, rule: str) -> GraphProblem:
    value = _time(node, name)
    text = formatTimestamp(value) if isinstance(value, datetime) else shownValue(value)
    return GraphProblem(node.label, name, f"{rule}, got {text}")


def _conflicts(own: Times, needed: Times, label: str) -> Iterator[str]:
    if own.deadline < needed.deadline:
        yield f"is before that of {label}, which the task needs, so it may pass before it can start"
    # A task is created after those that it needs.
    isLater = own.deadline == needed.expires and own.deadlineMoves
    if own.deadline > needed.expires or isLater:
        yield f"is after {label}, which the task needs, expires, so the queue would refuse the task"


def problemsOfSchedulers(schedulers: Mapping[str, Sequence[str]]) -> Iterator[GraphProblem]:
    """Check that all tasks have the same scheduler, because they are in one task group.

    Args:
        schedulers: Labels of tasks, by their scheduler.
    """
    (first, labels), *others = schedulers.items() or [("", [""])]
    for other, found in others:
        problem = (
            f"must be the same for all tasks of a task group, got {shownValue(other)}, "
            f"but {shown(labels[0])} has {shownValue(first)}"
        )
        yield from (GraphProblem(label, "schedulerId", problem) for label in found)


def problemsOfDependencies(plan: Plan) -> Iterator[GraphProblem]:
    """Find tasks of the graph that are only listed in `dependencies`, which does not order them.

    A task may depend on itself: the queue accepts that, and waits until it is scheduled by a call.
    """
    labels = {node.taskId: node.label for node in plan.nodes.values()}
    for node in plan.nodes.values():
        for taskId in node.dependencies:
            label = labels.get(taskId, node.label)
            if label != node.label and label not in node.neededLabels:
                problem = f"has the id of {shown(label)}; list tasks of the graph in needs"
                yield GraphProblem(node.label, "dependencies", problem)
