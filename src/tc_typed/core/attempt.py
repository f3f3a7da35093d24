"""One attempt of a call, as the option `onAttempt` gets it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tc_typed.core.errors import TaskclusterFailure


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt of a call, as the option `onAttempt` gets it."""

    call: str
    """The call, `queue.createTask` for example."""
    number: int
    """Which attempt it was; the first is 1."""
    method: str
    """HTTP method, in upper case."""
    url: str
    """Address that was called, without secrets."""
    started: datetime
    """When it began, in UTC."""
    duration: float
    """Seconds that it took."""
    status: int | None
    """HTTP status of the response, `None` if none arrived."""
    failure: TaskclusterFailure | None
    """How it failed, `None` if it succeeded."""
