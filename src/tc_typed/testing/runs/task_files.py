"""Files that a task leaves in its folder, to upload as artifacts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath


def filesBelow(folder: Path, path: str) -> Iterator[tuple[str, Path]]:
    """Yield the files at a path that a payload names: the file itself, or those in the folder.

    All are regular files below the task's folder: symbolic links may lead to such files only. An
    absolute path is one in the container of a docker-worker task. There is no container here, so it
    is taken as relative to the task's folder, too.

    Args:
        folder: Folder of the task.
        path: Path of a file or folder, with slashes.

    Yields:
        The end of the artifact's name, which is empty for a single file, and the file.
    """
    root = folder.resolve()
    start = _inside(root, Path(root, path.lstrip("/")))
    if start is None:
        return
    if start.is_file():
        yield "", start
        return
    for parent, folders, names in os.walk(start):
        folders.sort()
        for name in sorted(names):
            file = Path(parent, name)
            target = _inside(root, file)
            if target is not None and target.is_file():
                yield f"/{PurePosixPath(file.relative_to(start))}", target


def _inside(root: Path, path: Path) -> Path | None:
    """Resolve symbolic links and `..`; return `None` if the result is outside of a folder."""
    try:
        target = path.resolve()
    except (OSError, RuntimeError, ValueError):  # A loop of links, or a null byte.
        return None
    return target if target.is_relative_to(root) else None
