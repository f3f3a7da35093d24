"""Problems of task graphs, and the error that lists them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tc_typed.core.errors import TaskclusterFailure
from tc_typed.core.texts import shown

_MOST_SHOWN = 20  # different problems in a message
_MOST_LABELS = 3  # in a message about several tasks


@dataclass(frozen=True, slots=True)
class GraphProblem:
    """A problem of a task graph."""

    label: str
    """Label of the task; empty if the problem concerns several tasks."""
    field: str
    """Field of the task with its path, `payload.command` for example, or `needs`; empty if the
    problem does not concern a single field."""
    message: str
    """Description of the problem, without values of the payload, which may be secret."""

    def __str__(self) -> str:
        return ": ".join([*filter(None, [shown(self.label)]), self.description])

    @property
    def description(self) -> str:
        """Field and message, without the label."""
        return f"{self.field}: {self.message}" if self.field else self.message


class InvalidTaskGraph(TaskclusterFailure, ValueError):
    """A task graph is invalid; nothing was sent.

    The message lists the first 20 different problems, each with the labels of some of its tasks.

    Attributes:
        problems: All problems.
    """

    def __init__(self, call: str, problems: Sequence[GraphProblem]) -> None:
        labels: dict[str, list[str]] = {}
        for problem in problems:
            labels.setdefault(problem.description, []).append(problem.label)
        found = [_line(description, labels[description]) for description in [*labels][:_MOST_SHOWN]]
        if (more := len(labels) - _MOST_SHOWN) > 0:
            found.append(f"  and {more:,} more {'problem' if more == 1 else 'problems'}")
        super().__init__(call, "\n".join(["the graph is invalid:", *found]))
        self.problems: tuple[GraphProblem, ...] = tuple(problems)


def _line(description: str, labels: Sequence[str]) -> str:
    tasks = someOf([label for label in labels if label])
    return f"  {tasks}: {description}" if tasks else f"  {description}"


def someOf(labels: Sequence[str]) -> str:
    """List the first labels, and the number of others: `a, b, c and 2 more`."""
    first = ", ".join(shown(label) for label in labels[:_MOST_LABELS])
    more = len(labels) - _MOST_LABELS
    return f"{first} and {more:,} more" if more > 0 else first
