"""Paths of a local Taskcluster that a real one does not have: clock and live logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tc_typed.core.extras import needing
from tc_typed.testing.clock import LocalClock
from tc_typed.testing.server.clock_endpoint import clockEndpoint
from tc_typed.testing.server.live_logs import PATH as LIVE_LOGS
from tc_typed.testing.server.live_logs import LiveLogs

with needing("testing", "LocalTaskcluster"):
    from starlette.routing import Route, Router

if TYPE_CHECKING:
    from starlette.types import ASGIApp

CLOCK = "/clock"
"""Path of the clock."""


def withLocalPaths(pages: ASGIApp, clock: LocalClock, logs: LiveLogs) -> ASGIApp:
    """Add the clock and the live logs to the pages.

    Args:
        pages: Application that responds to all other paths.
        clock: The clock.
        logs: The live logs.
    """
    return Router(
        [
            Route(CLOCK, clockEndpoint(clock), methods=["POST"]),
            Route(f"{LIVE_LOGS}{{name}}", logs.respond),
        ],
        redirect_slashes=False,
        default=pages,
    )
