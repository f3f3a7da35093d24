"""Models of the hooks service: what its methods take and return, and its messages.

Compiled from schemas/legacy/hooks by tc_typed.compiler; change the contract, not this file.
"""

from tc_typed.core.models.base import Response
from tc_typed.core.models.fields import Timestamp


class HookSchedule(Response):
    """When a hook fires by itself."""

    schedule: list[str]
    """Cron patterns for the times (UTC) at which it fires; empty for a hook that only fires on
    request.
    """
    nextScheduledDate: Timestamp | None = None
    """Time (UTC) at which it fires next. Absent where nothing is scheduled."""
