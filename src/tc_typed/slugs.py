"""Slugids: the identifiers of tasks, task groups and much else."""

from __future__ import annotations

import slugid


def slugId() -> str:
    """A new random slugid of 22 characters that begins with a letter.

    Example:
        ```python
        taskId = slugId()
        ```
    """
    return slugid.nice()
