"""Types of the functions that replace methods of the web-server service in tests.

Compiled from schemas/web-server by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from typing_extensions import TypedDict

from tc_typed.common.models import HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.web_server.models import Profile


class WebServerFakes(TypedDict, total=False):
    """Functions that replace methods of `WebServer` in tests."""

    ping: Callable[[], PingResponse]
    lbheartbeat: Callable[[], HeartbeatResponse]
    version: Callable[[], VersionResponse]
    taskGroupProfile: Callable[[str], Profile]
    taskProfile: Callable[[str], Profile]
    heartbeat: Callable[[], HeartbeatResponse]


class AsyncWebServerFakes(TypedDict, total=False):
    """Functions, sync or async, that replace methods of `aio.WebServer` in tests."""

    ping: Callable[[], Awaitable[PingResponse] | PingResponse]
    lbheartbeat: Callable[[], Awaitable[HeartbeatResponse] | HeartbeatResponse]
    version: Callable[[], Awaitable[VersionResponse] | VersionResponse]
    taskGroupProfile: Callable[[str], Awaitable[Profile] | Profile]
    taskProfile: Callable[[str], Awaitable[Profile] | Profile]
    heartbeat: Callable[[], Awaitable[HeartbeatResponse] | HeartbeatResponse]
