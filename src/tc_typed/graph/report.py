"""Report on the tasks of a group: numbers in each kind and state, and failures with reasons."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tc_typed.core.errors import TaskclusterFailure
from tc_typed.core.extras import needing
from tc_typed.core.texts import oneLine, shown
from tc_typed.graph.states import CONSEQUENCES, STATE_STYLES, SUCCESSES, UNFINISHED, inOrder

if TYPE_CHECKING:
    from rich.console import Group
    from rich.table import Table

_MOST_LINES = 20  # The message of an error, and a terminal, have to stay readable.
_LONGEST_REASON = 500
_LONGEST_LABEL = 100
_WIDTH_OF_STATES = max(map(len, STATE_STYLES.keys() - SUCCESSES - UNFINISHED))
_WIDTH_OF_LOGS = 1000  # Nothing in a log is wrapped, so that it can be searched line by line.
_NO_KIND = "(no kind)"


@dataclass(frozen=True, slots=True)
class TaskResult:
    """State of one task, for a report."""

    label: str
    """Label of the task in its graph, or its name if there is no graph."""
    taskId: str
    """Slugid of the task."""
    kind: str
    """Kind of the task, from its tag `kind`; empty if it has none."""
    state: str
    """State of the task. After a submission: `created`, `reused`, `failed`, `skipped`, or `planned`
    in a dry run. After a wait: a state of the queue, such as `completed`, or `blocked`."""
    reason: str = ""
    """Reason for a failure, such as `needs image-1, which failed`; empty if there is none."""
    failure: TaskclusterFailure | None = field(default=None, repr=False)
    """Error of the call that failed, if there was one."""

    @property
    def isFailure(self) -> bool:
        """Whether the task did not succeed, for example because a task that it needs failed."""
        return self.state not in SUCCESSES

    def __str__(self) -> str:
        return f"{shown(self.state)} {_named(self)}{_because(self)}"


@dataclass(frozen=True, slots=True)
class Report:
    """Report on a submission of tasks, or on a task group.

    `str` of it is a short text. A rich console prints it as a table.

    Example:
        ```python
        report = waitFor(queue, taskGroupId)
        report.show()
        report.raiseForFailures()
        ```
    """

    taskGroupId: str
    """Slugid of the task group."""
    results: tuple[TaskResult, ...] = field(repr=False)
    """State of each task."""

    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """Count the tasks of each kind in each state.

        Returns:
            For each kind, the number of tasks in each state. Kinds are in the order of their first
            tasks.

        Example:
            ```python
            assert report.counts() == {"image": {"created": 10}, "build": {"created": 90}}
            ```
        """
        found: dict[str, Counter[str]] = {}
        for result in self.results:
            found.setdefault(result.kind, Counter())[result.state] += 1
        return {kind: _sorted(states) for kind, states in found.items()}

    def totals(self) -> Mapping[str, int]:
        """Count the tasks of all kinds by state.

        Returns:
            Number of tasks in each state.
        """
        return _sorted(Counter(result.state for result in self.results))

    @property
    def failures(self) -> tuple[TaskResult, ...]:
        """Tasks that failed, followed by tasks that were skipped or are blocked for that reason."""
        failed = (result for result in self.results if result.isFailure)
        return tuple(sorted(failed, key=lambda result: result.state in CONSEQUENCES))

    def raiseForFailures(self) -> None:
        """Raise an error if a task failed, was skipped or is blocked.

        Raises:
            TasksFailed: if there is such a task. It has the report; its message has up to 20 lines.
        """
        failures = self.failures
        if failures:
            counted = _tasks(len(failures), of=len(self.results))
            problem = f"{counted} of task group {shown(self.taskGroupId)} did not succeed"
            raise TasksFailed(
                "Report.raiseForFailures",
                "\n".join([f"{problem}:", *_listed(failures)]),
                report=self,
            )

    def toJson(self) -> str:
        """Return the report as JSON, in a form that stays the same in later versions.

        Returns:
            An object with `taskGroupId`, `counts` like those of `counts()`, and `tasks`, each with
            `label`, `taskId`, `kind`, `state`, `reason` and `failure`. The last one is `null`, or
            an object with the `type` of the error and its `message`.
        """
        document = {
            "taskGroupId": self.taskGroupId,
            "counts": self.counts(),
            "tasks": [
                {
                    "label": result.label,
                    "taskId": result.taskId,
                    "kind": result.kind,
                    "state": result.state,
                    "reason": result.reason,
                    "failure": _failureAsJson(result.failure),
                }
                for result in self.results
            ],
        }
        return json.dumps(document, indent=2)

    def show(self) -> None:
        """Print the report as a table to the standard output: a terminal, a file or a task's log.

        It needs the extra `progress`.

        Raises:
            MissingExtra: if the extra is not installed. It is an ImportError.
        """
        with needing("progress", "Report.show"):
            from rich.console import Console  # noqa: PLC0415  # an extra

        console = Console()
        if not sys.stdout.isatty():  # It has no width of its own.
            console.width = _WIDTH_OF_LOGS
        console.print(self)

    def __str__(self) -> str:
        return "\n".join([_heading(self), *_listed(self.failures)])

    def __rich__(self) -> Group:
        with needing("progress", "a table of a report"):
            from rich.console import Group  # noqa: PLC0415  # an extra
            from rich.text import Text  # noqa: PLC0415  # an extra

        # Labels and reasons can contain anything, so none of the text is parsed as markup.
        parts: list[Text | Table] = [Text(_heading(self)), _table(self)]
        lines, others = _shownFailures(self.failures)
        parts.extend(_row(line) for line in lines)
        if others:
            parts.append(Text(others))
        return Group(*parts)


class TasksFailed(TaskclusterFailure):
    """Tasks of a group failed, were skipped or are blocked; the message lists the first ones.

    Attributes:
        report: Report on all tasks.
    """

    def __init__(self, call: str, reason: str, *, report: Report) -> None:
        super().__init__(call, reason)
        self.report = report


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return {state: counts[state] for state in inOrder(counts)}


def _tasks(count: int, *, of: int | None = None) -> str:
    if of is None:
        return "1 task" if count == 1 else f"{count:,} tasks"
    return f"{count:,} of {_tasks(of)}"


def _heading(report: Report) -> str:
    counted = ", ".join(f"{count:,} {shown(state)}" for state, count in report.totals().items())
    heading = f"Task group {shown(report.taskGroupId)}: {_tasks(len(report.results))}"
    return f"{heading}: {counted}" if counted else heading


def _listed(failures: tuple[TaskResult, ...]) -> Iterator[str]:
    """Yield lines of text about failures."""
    lines, others = _shownFailures(failures)
    for line in lines:
        yield f"  {shown(line.state)} {line.text}"
    if others:
        yield f"  {others}"


@dataclass(frozen=True, slots=True)
class _Line:
    """Line about a task that failed, or about all tasks that were skipped for the same reason."""

    results: Sequence[TaskResult]

    @property
    def state(self) -> str:
        return self.results[0].state

    @property
    def text(self) -> str:
        """Name of the first task, number of the others, and reason."""
        first, others = self.results[0], len(self.results) - 1
        return f"{_named(first)}{f' and {others:,} more' if others else ''}{_because(first)}"


def _shownFailures(failures: tuple[TaskResult, ...]) -> tuple[Sequence[_Line], str]:
    """Return lines about the first failures, and a text about the others; empty if all are shown.

    One failure can have thousands of consequences, which must not hide other failures.
    """
    groups: dict[tuple[str, str, int | None], list[TaskResult]] = {}
    for number, result in enumerate(failures):
        itsNumber = None if result.state in CONSEQUENCES else number
        groups.setdefault((result.state, result.reason, itsNumber), []).append(result)
    lines = [_Line(results) for results in groups.values()]
    others = sum(len(line.results) for line in lines[_MOST_LINES:])
    return lines[:_MOST_LINES], f"and {others:,} more" if others else ""


def _named(result: TaskResult) -> str:
    return f"{oneLine(result.label, _LONGEST_LABEL)} ({shown(result.taskId)})"


def _because(result: TaskResult) -> str:
    return f": {oneLine(result.reason, _LONGEST_REASON)}" if result.reason else ""


def _failureAsJson(failure: TaskclusterFailure | None) -> dict[str, str] | None:
    return None if failure is None else {"type": type(failure).__name__, "message": str(failure)}


def _table(report: Report) -> Table:
    """Create a table with a row for each kind and a column for each state."""
    from rich.table import Table  # noqa: PLC0415  # an extra
    from rich.text import Text  # noqa: PLC0415  # an extra

    counts, totals = report.counts(), report.totals()
    table = Table(show_footer=len(counts) > 1)
    table.add_column("kind", footer="total", overflow="fold")
    for state, total in totals.items():
        style = STATE_STYLES.get(state, "")
        name = Text(shown(state), style)
        table.add_column(name, footer=f"{total:,}", style=style, justify="right")
    table.add_column("total", footer=f"{len(report.results):,}", justify="right")
    for kind, states in counts.items():
        numbers = [f"{states[state]:,}" if state in states else "" for state in totals]
        table.add_row(Text(shown(kind) or _NO_KIND), *numbers, f"{sum(states.values()):,}")
    return table


def _row(line: _Line) -> Table:
    """Create a row; if it does not fit on a line of the terminal, the rest is indented."""
    from rich.table import Table  # noqa: PLC0415  # an extra
    from rich.text import Text  # noqa: PLC0415  # an extra

    row = Table.grid(padding=(0, 1))
    row.add_column(min_width=_WIDTH_OF_STATES, no_wrap=True)
    row.add_column(overflow="fold")
    row.add_row(Text(shown(line.state), STATE_STYLES.get(line.state, "")), Text(line.text))
    return row
