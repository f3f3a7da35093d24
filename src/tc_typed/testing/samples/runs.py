"""Runs of tasks, which fit the task's state."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from pydantic import BaseModel

from tc_typed.testing.samples.kinds import isList, isMapping

Fields: TypeAlias = Mapping[str, object]
"""Given fields of an object."""

RUN_STATES: Mapping[str, str] = {
    "ArtifactCreatedMessage": "running",
    "ClaimedTask": "running",
    "ReclaimTaskResponse": "running",
    "TaskCompletedMessage": "completed",
    "TaskExceptionMessage": "exception",
    "TaskFailedMessage": "failed",
    "TaskPendingMessage": "pending",
    "TaskRunningMessage": "running",
}
"""State of the run that an object is about, by name of the object's model."""

_CLAIM = ("workerGroup", "workerId", "takenUntil", "started")
"""Fields that a run has since it was claimed."""

_REPEATED = ("runId", "workerGroup", "workerId", "takenUntil")
"""Fields of a run that objects about this run repeat."""

_OPTIONAL: Mapping[str, Sequence[str]] = {
    "TaskExceptionMessage": ("runId", "workerGroup", "workerId"),
}
"""Optional fields of objects about a run, present if there is a run, by name of the model."""

_REASONS: Mapping[str, str] = {
    "completed": "completed",
    "failed": "failed",
    "exception": "internal-error",
}
"""Reason for which a run in a resolved state was resolved."""

_UNCLAIMED_REASON = "canceled"

_FIRST = "pending"
"""State in which runs are created."""

_ENDS = frozenset({"state", "reasonResolved", "resolved"})
"""Fields that show whether and how a run ended."""

_RETRIED = {"state": "exception", "reasonResolved": "worker-shutdown"}
"""End of a run after which the queue creates another one."""

_MOST = 1000
"""Maximum number of runs that a given `runId` can require."""


def fitting(
    names: Iterable[str], given: Fields, known: Container[str]
) -> tuple[Fields, Sequence[str]]:
    """Complete the given fields of an object with those that follow from the state of a task.

    Args:
        names: Names of the object's model and of its base classes.
        given: Given fields.
        known: Names of all fields of the model, which can be any class of one of the names.

    Returns:
        Given and inferred fields, and the names of optional fields that the object has, too.
    """
    for name in names:
        if name == "TaskRun":
            fields, present = _run(given)
        elif name == "TaskStatus":
            fields, present = _status(given), ()
        elif name in RUN_STATES and "runId" in known:
            fields = _aboutRun(given, RUN_STATES[name])
            present = _OPTIONAL.get(name, ()) if _latest(fields.get("status")) is not None else ()
        else:
            continue
        inferred = {key: value for key, value in fields.items() if key in given or key in known}
        return inferred, present
    return given, ()


def _run(given: Fields) -> tuple[Fields, Sequence[str]]:
    state = _stateOf(given)
    if state == "running":
        return {"state": state, **given}, _CLAIM
    if state not in _REASONS:  # Pending, wrong, or known only to newer servers.
        return given, ()
    if given.get("reasonCreated") == "exception":  # It was only created to record the exception.
        return {"state": state, "reasonResolved": _UNCLAIMED_REASON, **given}, ("resolved",)
    return {"state": state, "reasonResolved": _REASONS[state], **given}, (*_CLAIM, "resolved")


def _stateOf(run: object) -> str:
    """Return the state of a run, also if only other fields are given that show it."""
    if isinstance(run, BaseModel):
        run = vars(run)
    if not isMapping(run):
        return _FIRST
    if "state" in run:
        return str(run["state"])
    if (reason := run.get("reasonResolved")) is not None:
        return str(reason) if reason in _REASONS else "exception"
    if run.get("resolved") is not None:
        return "completed"
    return "running" if any(run.get(name) is not None for name in _CLAIM) else _FIRST


def _status(given: Fields) -> Fields:
    state = given.get("state")
    count = 0 if state in (None, "unscheduled") else 1
    runs = given.get("runs", _emptyRuns(count))
    if not isList(runs):  # The model reports it.
        return given
    fitted = [*_inOrder(runs, state)]
    made: dict[str, object] = {**given, "runs": fitted}
    made.setdefault("state", _stateOf(fitted[-1]) if fitted else "unscheduled")
    return made


def _inOrder(runs: Sequence[object], state: object) -> Iterator[object]:
    """Yield the runs of a task, with their numbers, and with the states that they must have.

    Args:
        runs: Given runs, oldest first.
        state: State of the task, `None` if it follows from the latest run.
    """
    previous: str | None = None
    for index, run in enumerate(runs):
        made = run
        if isMapping(run):
            fields: dict[str, object] = {"runId": index}
            if previous is not None:
                fields["reasonCreated"] = "retry" if previous == "exception" else "rerun"
            if index < len(runs) - 1:
                fields |= {} if _ENDS & run.keys() else _RETRIED
            elif state not in (None, "unscheduled"):
                fields["state"] = state
            made = {**fields, **run}
        yield made
        previous = _stateOf(made)


def _aboutRun(given: Fields, state: str) -> Fields:
    """Complete an object that contains the status of a task and is about its latest run."""
    status: object = given.get("status", {})
    if isMapping(status):
        if "runs" not in status:
            status = {"state": state, **status}
            if status["state"] != "unscheduled":
                status["runs"] = _emptyRuns(_count(given.get("runId")))
        status = _status(status)
    latest = _latest(status)
    run = vars(latest) if isinstance(latest, BaseModel) else latest
    if not isMapping(run):
        return {**given, "status": status}
    repeated = {name: run[name] for name in _REPEATED if run.get(name) is not None}
    return {**repeated, **given, "status": status}


def _emptyRuns(count: int) -> Sequence[Fields]:
    return [{} for _ in range(count)]


def _count(runId: object) -> int:
    """Return the number of runs of a task whose latest run has a given number."""
    return runId + 1 if isinstance(runId, int) and 0 <= runId < _MOST else 1


def _latest(status: object) -> object:
    """Return the latest run in the status of a task."""
    runs = status.get("runs") if isMapping(status) else getattr(status, "runs", None)
    return runs[-1] if isList(runs) and runs else None
