"""The web-server service: its client, and models of its payloads and responses.

The async client is in `tc_typed.web_server.aio`.

Compiled from schemas/web-server by tc_typed.compiler; change the contract, not this file.
"""

from tc_typed.common.models import HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.web_server.client import WebServer
from tc_typed.web_server.models import Profile

__all__ = [
    "HeartbeatResponse",
    "PingResponse",
    "Profile",
    "VersionResponse",
    "WebServer",
]
