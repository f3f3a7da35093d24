"""Telling of progress."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TypeAlias

from tc_typed.core.extras import needing

Progress: TypeAlias = Callable[[int, int | None], object]
"""Told how many bytes are done, and how many there are (`None` while that is not known). The first
number never goes back, also where an attempt begins anew, and ends at the size."""


class ForwardOnly:
    """Progress over all attempts."""

    def __init__(self, progress: Progress | None) -> None:
        self.reached: int = 0
        """The furthest that any attempt got."""
        self._progress = progress

    def __call__(self, done: int, total: int | None) -> None:
        """Tell of it, unless an attempt before got further."""
        if done >= self.reached:
            self.reached = done
            if self._progress is not None:
                self._progress(done, total)


@contextmanager
def progressBar(description: str) -> Generator[Progress]:
    """A bar in the terminal, with size, speed and remaining time. It needs the extra `progress`.

    Args:
        description: What it says before the bar.

    Yields:
        What to pass as `progress`.

    Raises:
        MissingExtra: if the extra is not installed; an ImportError.

    Example:
        ```python
        with progressBar("target.zip") as progress:
            downloadToFile(name=name, file="target.zip", objectService=service, progress=progress)
        ```
    """
    with needing("progress", "progressBar"):
        from rich.progress import (  # noqa: PLC0415  # an extra
            BarColumn,
            DownloadColumn,
            TextColumn,
            TimeRemainingColumn,
            TransferSpeedColumn,
        )
        from rich.progress import Progress as Bars  # noqa: PLC0415  # an extra

    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Bars(TextColumn("{task.description}", markup=False), *columns) as bars:
        bar = bars.add_task(description, total=None)
        yield lambda done, total: bars.update(bar, completed=done, total=total)
