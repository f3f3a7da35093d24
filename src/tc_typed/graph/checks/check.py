"""Checks of a task graph before anything is sent: all problems at once."""

from __future__ import annotations

from collections.abc import Iterable

from tc_typed.built_in.models import BuiltInPayload
from tc_typed.graph.checks.definitions import (
    PayloadModels,
    Payloads,
    Times,
    problemsOfDependencies,
    problemsOfSchedulers,
    problemsOfTimes,
    readDefinition,
)
from tc_typed.graph.checks.needs import cycles, unknownNeeds, withKnownNeeds
from tc_typed.graph.checks.problems import GraphProblem, InvalidTaskGraph
from tc_typed.graph.checks.scopes import RequiredScopes
from tc_typed.graph.plan import Plan
from tc_typed.scopes.patterns import Requirement, scopeList
from tc_typed.times import fromNow

_DEFAULT_SCHEDULER = "-"
_BUILT_IN: PayloadModels = {"built-in/*": BuiltInPayload}


def check(
    call: str,
    plan: Plan,
    scopes: Iterable[str] | None = None,
    payloads: PayloadModels | None = None,
) -> None:
    """Check a graph.

    Args:
        call: The call, `TaskGraph.check` for example, for messages.
        plan: The graph.
        scopes: Scopes that the caller has. Defaults to no check of scopes.
        payloads: Models of payloads, in addition to those of the built-in task queues.

    Raises:
        InvalidTaskGraph: if there are problems.
        InvalidCall: if `scopes` is not a list of scopes.
    """
    held = None if scopes is None else scopeList(call, scopes)
    sound, now = withKnownNeeds(plan), fromNow("")
    checkedPayloads = Payloads({**_BUILT_IN, **(payloads or {})})
    required = RequiredScopes()
    times: dict[str, Times] = {}
    schedulers: dict[str, list[str]] = {}
    found = [*unknownNeeds(plan), *cycles(sound), *problemsOfDependencies(sound)]
    for node in sound.nodes.values():
        definition, problems = readDefinition(sound, node, now)
        found += problems
        if definition is None:
            continue
        times[node.label] = Times.of(node, definition)
        scheduler = definition.schedulerId or _DEFAULT_SCHEDULER
        schedulers.setdefault(scheduler, []).append(node.label)
        if not problems:
            found += checkedPayloads.problems(node, definition)
            required.add(node, definition)
    for label in times:
        found += problemsOfTimes(sound.nodes[label], times)
    found += problemsOfSchedulers(schedulers)
    if held is not None:
        found += required.missing(held)
    if found:
        raise InvalidTaskGraph(call, found)


def requiredScopesOf(call: str, plan: Plan) -> Requirement:
    """Return the scopes that creating all tasks of a graph needs.

    Args:
        call: The call, for messages.
        plan: The graph. Its needs don't matter.

    Raises:
        InvalidTaskGraph: if a definition is invalid.
    """
    sound, now, required = withKnownNeeds(plan), fromNow(""), RequiredScopes()
    found: list[GraphProblem] = []
    for node in sound.nodes.values():
        definition, problems = readDefinition(sound, node, now)
        found += problems
        if definition is not None and not problems:
            required.add(node, definition)
    if found:
        raise InvalidTaskGraph(call, found)
    return required.requirement
