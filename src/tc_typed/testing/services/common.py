"""API methods and responses that services share."""

from __future__ import annotations

import time
from collections.abc import Mapping

from tc_typed.common.models import HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.core.version import TASKCLUSTER_RELEASE
from tc_typed.testing.server.service import Handler, Reply

NO_CONTENT = Reply(204)
"""Response without content."""


def commonHandlers() -> Mapping[str, Handler]:
    """Return the handlers of the methods that all services have."""
    started = time.monotonic()
    return {
        "ping": lambda _: PingResponse(alive=True, uptime=time.monotonic() - started),
        "lbheartbeat": lambda _: HeartbeatResponse(),
        "heartbeat": lambda _: HeartbeatResponse(),
        "version": lambda _: VersionResponse(version=TASKCLUSTER_RELEASE),
    }
