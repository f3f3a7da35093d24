"""Journal of a submission: a file that lets a later run of the program continue it.

Each line is a JSON object. The first names the task group; the others are entries. An entry is
written before the task is sent for the first time, and another one when the task exists. The file
contains labels, ids and times, but no payloads.
"""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated, BinaryIO, ClassVar, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from tc_typed.common.models import SlugId
from tc_typed.core.errors import InvalidCall
from tc_typed.core.models.fields import Timestamp
from tc_typed.core.texts import shown

if sys.platform != "win32":
    import fcntl

_CALL = "TaskGraph.submit"


class _Entry(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True, extra="forbid")

    label: str


class Sending(_Entry):
    """A task is sent for the first time, or once more because its first definition is too old."""

    state: Literal["sending"] = "sending"
    created: Timestamp
    """Creation time in its definition."""


class Created(_Entry):
    """A task exists in the queue."""

    state: Literal["created"] = "created"


class Reused(_Entry):
    """Another task is used instead."""

    state: Literal["reused"] = "reused"
    taskId: SlugId
    """Id of that task."""


Entry: TypeAlias = Sending | Created | Reused
"""An entry of the journal."""


class _Head(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    taskGroupId: str
    version: Literal[1] = 1


@dataclass(slots=True)
class JournalState:
    """State of a submission, as far as earlier runs of the program got."""

    created: dict[str, datetime] = field(default_factory=dict[str, datetime])
    """Creation times of tasks that may have been sent, by label."""
    existing: set[str] = field(default_factory=set[str])
    """Labels of tasks that exist in the queue."""
    standIns: dict[str, str] = field(default_factory=dict[str, str])
    """Ids of reused tasks, by label."""

    def add(self, entry: Entry) -> None:
        """Update the state with an entry."""
        match entry:
            case Sending():
                self.created[entry.label] = entry.created
            case Created():
                self.existing.add(entry.label)
            case Reused():
                self.standIns[entry.label] = entry.taskId


_ENTRY: TypeAdapter[Entry] = TypeAdapter(Annotated[Entry, Field(discriminator="state")])


class Journal:
    """An open journal, or none: then nothing is written."""

    def __init__(self, file: BinaryIO | None, state: JournalState) -> None:
        """Create a journal; `openJournal` does it for a path.

        Args:
            file: File to append to.
            state: State according to the entries that the file already has.
        """
        self.state: JournalState = state
        self._file = file

    def write(self, entry: Entry) -> None:
        """Append an entry, so that it survives the process."""
        if self._file is not None:
            self._file.write(entry.model_dump_json().encode() + b"\n")
            self._file.flush()


@contextmanager
def openJournal(path: Path | None, taskGroupId: str, *, isDryRun: bool) -> Generator[Journal]:
    """Open the journal of a task group, and create it if the file is missing or empty.

    Args:
        path: Path of the file; `None` for no journal.
        taskGroupId: Slugid of the task group.
        isDryRun: Whether to leave the file unchanged.

    Raises:
        InvalidCall: if the file is not a journal, or one of another task group.
        OSError: if the file can't be opened.
    """
    if path is None or (isDryRun and not path.exists()):
        yield Journal(None, JournalState())
        return
    if isDryRun:
        with path.open("rb") as file:
            yield Journal(None, _read(file, path, taskGroupId)[0])
        return
    with path.open("ab+") as file:
        _lock(file, path)
        file.seek(0)
        state, end = _read(file, path, taskGroupId)
        # The program may have been killed while it wrote the last line.
        file.truncate(end)
        if not end:
            file.write(_head(taskGroupId))
        yield Journal(file, state)


def _lock(file: BinaryIO, path: Path) -> None:
    """Lock a journal (not on Windows) until it is closed.

    Two submissions at the same time would truncate each other's entries.
    """
    if sys.platform != "win32":
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            problem = f"journal {shown(str(path))} is in use by another submission"
        else:
            return
        raise InvalidCall(_CALL, problem)


def _head(taskGroupId: str) -> bytes:
    return _Head(taskGroupId=taskGroupId).model_dump_json().encode() + b"\n"


def _read(file: BinaryIO, path: Path, taskGroupId: str) -> tuple[JournalState, int]:
    """Return the state that a file describes, and the end of its last complete line."""
    state, end = JournalState(), 0
    for number, line in enumerate(file, 1):
        if not line.endswith(b"\n"):
            if number == 1 and not _head(taskGroupId).startswith(line):
                raise InvalidCall(_CALL, f"{shown(str(path))} is not a journal")
            break
        end += len(line)
        try:
            if number > 1:
                state.add(_ENTRY.validate_json(line))
                continue
            found = _Head.model_validate_json(line).taskGroupId
        except ValidationError:
            problem = f"line {number} of {shown(str(path))} is not an entry of a journal"
        else:
            if found == taskGroupId:
                continue
            problem = (
                f"journal {shown(str(path))} is of task group {shown(found)}, not {taskGroupId}; "
                "use another file for this group"
            )
        raise InvalidCall(_CALL, problem)
    return state, end
