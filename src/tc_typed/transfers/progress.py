"""Progress of transfers."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TypeAlias

from tc_typed.core.extras import needing

Progress: TypeAlias = Callable[[int, int | None], object]
"""Callback that receives the number of bytes transferred and the total (`None` while unknown). The
first number never decreases, even if an attempt starts from scratch, and ends at the total."""


class ForwardOnly:
    """Progress across attempts, which never goes back."""

    def __init__(self, progress: Progress | None) -> None:
        self.reached: int = 0
        """Highest number of bytes that any attempt reached."""
        self._progress = progress

    def __call__(self, done: int, total: int | None) -> None:
        """Report progress, unless an earlier attempt got further."""
        if done >= self.reached:
            self.reached = done
            if self._progress is not None:
                self._progress(done, total)


@contextmanager
def progressBar(description: str) -> Generator[Progress]:
    """Show a progress bar in the terminal, with size, speed and remaining time.

    It needs the extra `progress`.

    Args:
        description: Text to show before the bar.

    Yields:
        Callback to pass as `progress`.

    Raises:
        MissingExtra: if the extra is not installed. It is an ImportError.

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
