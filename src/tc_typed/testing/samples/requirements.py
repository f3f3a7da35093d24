"""Fields that objects have in addition to those that their models require."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pydantic import BaseModel

from tc_typed.core.models.constraints import Constraint, ExactlyOne, MinProperties, Needs

ALWAYS_SENT: Mapping[str, tuple[str, ...]] = {
    "HookMetadataResponse": ("emailOnError",),
    "Task": ("expires", "projectId"),
    "TaskStatus": ("priority",),
    "VersionResponse": ("build", "commit", "source"),
    "Worker": ("lastDateActive", "quarantineUntil", "taskQueueId"),
    "WorkerCredentials": ("certificate",),
    "WorkerPool": ("workerPoolId",),
    "WorkerSummary": ("lastDateActive",),
}
"""Fields that the contract does not require, but that servers send in every such object, by name of
the model.
"""

_UNCHECKED: Mapping[str, Constraint] = {
    "PingWebhook": ExactlyOne(("repository",), ("organization",)),
    "TaskDefinition": ExactlyOne(("taskQueueId",), ("provisionerId", "workerType")),
    "WebhookOwner": ExactlyOne(("login",), ("name",)),
}
"""Constraints on whole objects that models don't check, by name of the model."""


def alwaysSent(model: type[BaseModel]) -> frozenset[str]:
    """Return the names of optional fields that servers always send."""
    return frozenset(name for base in model.__mro__ for name in ALWAYS_SENT.get(base.__name__, ()))


def constraintsOf(model: type[BaseModel]) -> Sequence[Constraint]:
    """Return the constraints on a whole object."""
    checked: Sequence[Constraint] = getattr(model, "_constraints", ())
    names = [base.__name__ for base in model.__mro__]
    return [*checked, *(_UNCHECKED[name] for name in names if name in _UNCHECKED)]


def missingNames(
    constraints: Sequence[Constraint], present: set[str], known: Sequence[str]
) -> Iterator[str]:
    """Yield the names of properties that an object lacks.

    Args:
        constraints: Constraints on the whole object.
        present: Names of the object's properties; those that are missing are added.
        known: Names of all properties that the object can have.
    """
    for constraint in constraints:
        if constraint.problem(present) is None:
            continue
        names: Sequence[str] = ()
        match constraint:
            case MinProperties(count):
                names = [name for name in known if name not in present][: count - len(present)]
            case Needs():
                names = constraint.others
            case ExactlyOne(sets) if not any(present.issuperset(it) for it in sets):
                names = max(sets, key=lambda it: len(present.intersection(it)))
            case _:  # A given field is too much, which the model reports.
                pass
        present.update(names)
        yield from names
