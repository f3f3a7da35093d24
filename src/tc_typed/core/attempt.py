"""One attempt of a call, as passed to the option `onAttempt`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tc_typed.core.errors import TaskclusterFailure


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt of a call, as passed to the option `onAttempt`."""

    call: str
    """Call, for example `queue.createTask`."""
    number: int
    """Number of the attempt; the first is 1."""
    method: str
    """HTTP method, in upper case."""
    url: str
    """URL that was called, without secrets."""
    started: datetime
    """Time (UTC) at which the attempt started."""
    duration: float
    """Duration in seconds."""
    status: int | None
    """HTTP status of the response; `None` if none arrived."""
    failure: TaskclusterFailure | None
    """Error that ended the attempt; `None` if it succeeded."""
