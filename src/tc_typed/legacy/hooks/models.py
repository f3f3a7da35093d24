"""Models of the hooks service: payloads and responses.

Compiled from schemas/legacy/hooks by tc_typed.compiler; change the contract, not this file.
"""

from tc_typed.core.models.base import Response
from tc_typed.core.models.fields import Timestamp


class HookSchedule(Response):
    """Schedule of a hook."""

    schedule: list[str]
    """Cron patterns for the times (UTC) at which it fires; empty for a hook that only fires on
    request.
    """
    nextScheduledDate: Timestamp | None = None
    """Time (UTC) at which it fires next. Absent if nothing is scheduled."""
