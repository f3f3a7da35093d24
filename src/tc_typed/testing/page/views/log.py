"""Logs of runs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tc_typed.testing.page.arguments import Arguments
from tc_typed.testing.page.reader import Reader
from tc_typed.testing.page.views.run import runOf
from tc_typed.testing.page.views.task import TaskHead, taskHead
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.server.live_logs import LiveLog
from tc_typed.testing.server.stored_files import StoredFile

MOST_BYTES = 256 * 2**10
"""Maximum number of bytes of a log that a page shows, the last ones."""

_USUAL_NAME = "public/logs/live.log"
"""Name that workers give the log of a run."""

_STEP = MOST_BYTES // 4
"""Number of bytes that are left out at a time when a log grows beyond the maximum."""

_CONTROL = re.compile(
    r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|[\x00-\x08\x0b-\x1f\x7f]"
)
"""Sequences that control terminals, for example their colours, and other control characters."""


@dataclass(frozen=True, slots=True)
class LogPage:
    """A log of a run."""

    head: TaskHead
    runId: int
    runState: str
    name: str
    text: str | None
    """Text without terminal sequences; `None` if it is not here as plain text."""
    size: int
    """Size of the log in bytes, so far if it is live."""
    skipped: int
    """Number of bytes before the text that is shown."""
    liveName: str | None
    """Name of the live log of this server that is shown; `None` if it is another log."""
    url: str | None
    """URL of the log, if it is elsewhere."""
    isMissing: bool
    """Whether the run has no log, or none yet."""


def runLog(reader: Reader, arguments: Arguments) -> LogPage:
    """Return the page of a log, which is a public artifact of a run.

    Raises:
        ApiError: with the code ResourceNotFound, if there is no such run; or no such log, unless it
            is the one to which other pages link without looking.
    """
    task = reader.task(arguments.path["taskId"])
    run = runOf(task, arguments.path["runId"])
    name = arguments.path["name"]
    isMissing = False
    try:
        found = reader.publicFile(task.taskId, run.runId, name)
    except ApiError:
        if name != _USUAL_NAME:
            raise
        found, isMissing = None, True
    text, size, start = _shownPart(found)
    return LogPage(
        head=taskHead(task),
        runId=run.runId,
        runState=run.state,
        name=name,
        text=text,
        size=size,
        skipped=start,
        liveName=found.name if isinstance(found, LiveLog) else None,
        url=found if isinstance(found, str) else None,
        isMissing=isMissing,
    )


def _shownPart(found: StoredFile | LiveLog | str | None) -> tuple[str | None, int, int]:
    """Return the end of a log as text, the log's size, and the number of bytes before the text."""
    match found:
        case StoredFile(contentEncoding=None | "" | "identity", size=size):
            start = _startOf(size)
            content = b"".join(found.pieces(start, size))
        case LiveLog(size=size):
            start = _startOf(size)
            content = found.read(start, size)
        case _:
            return None, 0, 0
    return withoutControl(content.decode(errors="replace")), size, start


def _startOf(size: int) -> int:
    """Return the position from which a log of a size is shown.

    As the log grows, it stays the same for many lines, so that those do not move.
    """
    excess = max(size - MOST_BYTES, 0)
    return -(-excess // _STEP) * _STEP


def withoutControl(text: str) -> str:
    """Return a text without sequences that control terminals, with plain line ends."""
    lines = text.replace("\r\n", "\n").split("\n")
    # A carriage return overwrites the line, as progress bars do.
    return _CONTROL.sub("", "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines))
