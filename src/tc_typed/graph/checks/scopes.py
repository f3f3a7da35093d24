"""Scopes that creating the tasks of a graph needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tc_typed.core.texts import shown
from tc_typed.graph.checks.problems import GraphProblem, someOf
from tc_typed.graph.node import Node
from tc_typed.queue import operations
from tc_typed.queue.models import TaskDefinition
from tc_typed.scopes.params import scopeParams
from tc_typed.scopes.patterns import Requirement, ScopeIndex, expandExpression, missingFrom


class RequiredScopes:
    """Requirements of tasks, each with the labels of the tasks that need it.

    Tasks that are alike are expanded only once.
    """

    def __init__(self) -> None:
        """Start without tasks."""
        self._known: dict[object, Sequence[str]] = {}
        self._requirements: dict[str, Requirement] = {}
        self._labels: dict[str, list[str]] = {}

    def add(self, node: Node, definition: TaskDefinition) -> None:
        """Add a task.

        Args:
            node: The task.
            definition: Its definition, which must have a task queue.
        """
        # The fields that the scope expression depends on.
        kind = (
            definition.taskQueueId,
            definition.provisionerId,
            definition.workerType,
            definition.schedulerId,
            definition.projectId,
            definition.priority,
            tuple(definition.scopes or ()),
            tuple(definition.routes or ()),
        )
        texts = self._known.get(kind)
        if texts is None:
            texts = self._known[kind] = [*dict.fromkeys(self._expand(node, definition))]
        for text in texts:
            self._labels[text].append(node.label)

    def _expand(self, node: Node, definition: TaskDefinition) -> Iterator[str]:
        for requirement in _requirements(node, definition):
            text = _text(requirement)
            if text not in self._requirements:
                self._requirements[text] = requirement
                self._labels[text] = []
            yield text

    @property
    def requirement(self) -> Requirement:
        """Scopes that all tasks need together."""
        return {"AllOf": [*self._requirements.values()]}

    def missing(self, scopes: Sequence[str]) -> Iterator[GraphProblem]:
        """Find requirements that scopes don't meet.

        Args:
            scopes: Scopes of the caller, with roles expanded.
        """
        held = ScopeIndex(scopes)
        for text, requirement in self._requirements.items():
            if missingFrom(held, requirement) is not None:
                labels = self._labels[text]
                number = "" if len(labels) == 1 else f"{len(labels):,} tasks: "
                problem = f"missing scope {text}, needed to create {number}{someOf(labels)}"
                yield GraphProblem("", "", problem)


def _requirements(node: Node, definition: TaskDefinition) -> Sequence[Requirement]:
    operation = operations.createTask
    params = scopeParams(operation, {"taskId": node.taskId}, {}, definition, {})
    requirement = None if operation.scopes is None else expandExpression(operation.scopes, params)
    if requirement is None:
        return ()
    return (requirement,) if isinstance(requirement, str) else requirement["AllOf"]


def _text(requirement: Requirement) -> str:
    if isinstance(requirement, str):
        return shown(requirement)
    # The only alternatives are scopes for different priorities, of which the task's own is first.
    [terms] = requirement.values()
    return _text(terms[0]) + (" (or for a higher priority)" if len(terms) > 1 else "")
