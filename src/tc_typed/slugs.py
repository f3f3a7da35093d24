"""Slugids: the identifiers of tasks, task groups and much else."""

from __future__ import annotations

from collections.abc import Callable

import slugid


def slugId() -> str:
    """A new random slugid of 22 characters that begins with a letter.

    Example:
        ```python
        taskId = slugId()
        ```
    """
    return slugid.nice()


def stableSlugId() -> Callable[[str], str]:
    """A function that gives the same slugid for the same name, whenever it is asked.

    Each such function has slugids of its own.

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
