"""Progress of many tasks: counts by state, and a display of them."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, TypeAlias

from tc_typed.core.extras import needing
from tc_typed.core.logs import log
from tc_typed.core.texts import shown
from tc_typed.core.transport.foreign_errors import describe
from tc_typed.graph.states import STATE_STYLES, UNFINISHED, inOrder

if TYPE_CHECKING:
    from rich.console import Group

_FIRST_LINE = 2.0  # seconds, after which the first changes are mostly known
_BETWEEN_LINES = 30.0  # seconds

TaskProgress: TypeAlias = Callable[[Mapping[str, int]], object]
"""Callback that receives the number of tasks in each state after each change.

It is called in the thread or event loop of the function that it was passed to. The mapping does not
change later, and has no zeros."""


class StateCounts:
    """Number of tasks in each state, for a progress callback."""

    def __init__(self, call: str, progress: TaskProgress | None, *, waiting: int = 0) -> None:
        """Start with tasks that wait.

        Args:
            call: The call, `waitFor` for example, for messages.
            progress: Callback, if there is one.
            waiting: Number of tasks in the state `waiting`.
        """
        self._call = call
        self._progress = progress
        self._counts = Counter(waiting=waiting)

    def change(self, state: str, previous: str | None) -> None:
        """Count a task that is new or has changed its state.

        Args:
            state: New state.
            previous: State before; `None` if the task is new.
        """
        self._counts[state] += 1
        if previous is not None:
            self._counts[previous] -= 1

    def report(self) -> None:
        """Call the callback, unless it has failed before."""
        if self._progress is None:
            return
        try:
            self._progress({state: number for state, number in self._counts.items() if number})
        except Exception as error:  # noqa: BLE001  # a display must not end the work
            log.warning("%s: progress failed: %s", self._call, describe(error))
            self._progress = None


@contextmanager
def taskProgressBar(description: str) -> Generator[TaskProgress]:
    """Show the progress of many tasks on the standard error output.

    In a terminal, it is a bar with the number of finished tasks and of all, the number in each
    state, and the elapsed time. Elsewhere, such as in a task's log, it is a line every 30 seconds
    while there are changes, and one at the end.

    It needs the extra `progress`.

    Args:
        description: Text to show before the bar.

    Yields:
        Callback to pass as `progress`.

    Raises:
        MissingExtra: if the extra is not installed. It is an ImportError.

    Example:
        ```python
        with taskProgressBar("Builds") as progress:
            report = waitFor(queue, taskGroupId, progress=progress)
        ```
    """
    with needing("progress", "taskProgressBar"):
        from rich.console import Console  # noqa: PLC0415  # an extra
        from rich.live import Live  # noqa: PLC0415  # an extra

    display = ProgressDisplay(shown(description))
    console = Console(stderr=True)
    # If the environment forces colours, rich takes a log for a terminal.
    if not (console.is_interactive and sys.stderr.isatty()):
        with display.writingLines():
            yield display.update
        return
    # Other output to the terminal appears above the bar; a redirected one is left alone.
    live = Live(display, console=console, redirect_stdout=sys.stdout.isatty())
    with live:
        yield display.update


class ProgressDisplay:
    """Counts to display, and their forms."""

    def __init__(self, description: str) -> None:
        self._description = description
        self._counts: Mapping[str, int] = {}
        self._started = monotonic()

    def update(self, counts: Mapping[str, int]) -> None:
        """Take in new counts. It costs next to nothing; other threads display them."""
        self._counts = counts

    @contextmanager
    def writingLines(self) -> Generator[None]:
        """Write a line from time to time, and one at the end, if there were changes."""
        hasEnded = Event()
        writer = Thread(target=self._writeLines, args=(hasEnded,), daemon=True)
        writer.start()
        try:
            yield
        finally:
            hasEnded.set()
            writer.join()

    def _writeLines(self, hasEnded: Event) -> None:
        written: Mapping[str, int] = {}
        pause, isLast = _FIRST_LINE, False
        while not isLast:
            isLast = hasEnded.wait(pause)
            pause = _BETWEEN_LINES
            counts = self._counts
            if counts != written:
                written = counts
                sys.stderr.write(f"{self.line(counts)}\n")
                sys.stderr.flush()

    def line(self, counts: Mapping[str, int]) -> str:
        """Return the counts on one line of plain text."""
        states = ", ".join(f"{counts[state]:,} {shown(state)}" for state in inOrder(counts))
        return (
            f"{self._description}: {_finished(counts)} finished after {self._elapsed()}: {states}"
        )

    def _elapsed(self) -> str:
        return str(timedelta(seconds=int(monotonic() - self._started)))

    def __rich__(self) -> Group:
        from rich.console import Group  # noqa: PLC0415  # an extra
        from rich.progress_bar import ProgressBar  # noqa: PLC0415  # an extra
        from rich.table import Table  # noqa: PLC0415  # an extra
        from rich.text import Text  # noqa: PLC0415  # an extra

        counts = self._counts
        unfinished, total = _unfinished(counts), sum(counts.values())
        bar = ProgressBar(total=total or None, completed=total - unfinished, pulse=not total)
        first = Table.grid(padding=(0, 1), expand=True)
        first.add_column(overflow="ellipsis", no_wrap=True)
        first.add_column(ratio=1, min_width=10)
        first.add_column(no_wrap=True, justify="right")
        first.add_column(no_wrap=True, justify="right")
        first.add_row(Text(self._description), bar, _finished(counts), self._elapsed())
        states = (
            (f"{counts[state]:,} {shown(state)}", STATE_STYLES.get(state, ""))
            for state in inOrder(counts)
        )
        return Group(first, Text("  ").join(Text(*state) for state in states))


def _unfinished(counts: Mapping[str, int]) -> int:
    return sum(count for state, count in counts.items() if state in UNFINISHED)


def _finished(counts: Mapping[str, int]) -> str:
    total = sum(counts.values())
    return f"{total - _unfinished(counts):,}/{total:,}"
