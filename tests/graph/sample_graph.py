"""Graphs without tasks, whose defaults are enough for a valid task."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, Unpack

from tc_typed import slugId
from tc_typed.graph import TaskGraph
from tc_typed.queue import TaskFields, TaskMetadataFields

_Result = TypeVar("_Result")

METADATA: TaskMetadataFields = {
    "description": "d",
    "owner": "owner@example.com",
    "source": "https://example.com/",
}


def newGraph(*, decisionTaskId: str | None = None, **fields: Unpack[TaskFields]) -> TaskGraph:
    """Return a new graph; `fields` add to its defaults or replace them."""
    defaults: TaskFields = {
        "taskQueueId": "prov/linux",
        "schedulerId": "sched",
        "deadline": "1 day",
        "payload": {},
        "metadata": METADATA,
    }
    defaults.update(fields)
    return TaskGraph(slugId(), decisionTaskId=decisionTaskId, **defaults)


def untyped(function: Callable[..., _Result]) -> Callable[..., _Result]:
    """Return the function, which type checkers then let take any arguments."""
    return function
