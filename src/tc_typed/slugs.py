"""Slugids: identifiers of tasks, task groups and other things."""

from __future__ import annotations

from collections.abc import Callable

import slugid


def slugId() -> str:
    """Return a new random slugid: 22 characters, beginning with a letter.

    Example:
        ```python
        taskId = slugId()
        ```
    """
    return slugid.nice()


def stableSlugId() -> Callable[[str], str]:
    """Return a function that maps names to slugids, always the same slugid for the same name.

    Two such functions return different slugids for the same name.

    Example:
        ```python
        taskIdOf = stableSlugId()
        test = define(dependencies=[taskIdOf("build")])
        queue.createTask(taskIdOf("build"), build)
        queue.createTask(taskIdOf("test"), test)
        ```
    """
    known: dict[str, str] = {}
    return lambda name: known.get(name) or known.setdefault(name, slugId())
