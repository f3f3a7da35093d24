"""Steps of a submission, which a driver carries out: calls, waits, and entries of the journal."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeAlias

from tc_typed.core.errors import TaskclusterFailure
from tc_typed.core.steps import Wait
from tc_typed.graph.node import Node
from tc_typed.graph.submission.journal import Entry
from tc_typed.queue.models import TaskDefinition


@dataclass(frozen=True, slots=True)
class CreateTask:
    """Call `queue.createTask`."""

    taskId: str
    definition: TaskDefinition


@dataclass(frozen=True, slots=True)
class GetStatus:
    """Call `queue.status`."""

    taskId: str


@dataclass(frozen=True, slots=True)
class FindTask:
    """Call `index.findTask`."""

    indexPath: str


Call: TypeAlias = CreateTask | GetStatus | FindTask
"""A call. Its response, or the failure that it raises, is sent to the generator."""

Step: TypeAlias = Call | Wait | Entry
"""A call, a wait, or an entry to write to the journal."""


@dataclass(frozen=True, slots=True)
class Exists:
    """The task exists in the queue."""

    node: Node


@dataclass(frozen=True, slots=True)
class Found:
    """The search in the index is over."""

    node: Node
    taskId: str | None
    """Id of the task to use instead; `None` if there is none."""


@dataclass(frozen=True, slots=True)
class Lost:
    """The task could not be created."""

    node: Node
    failure: TaskclusterFailure
    isGeneral: bool
    """Whether the calls for all other tasks would fail, too."""


Outcome: TypeAlias = Exists | Found | Lost
"""Outcome of the steps for one task."""

TaskSteps: TypeAlias = Generator[Step, object, Outcome]
"""Steps for one task. The generator decides; the driver does all I/O."""
