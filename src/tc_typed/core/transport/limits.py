"""Limits of connections: their number, and the time for which idle ones are kept."""

from __future__ import annotations

CONNECTIONS = 100
"""Maximum number of connections of a client."""

IDLE_SECONDS = 5.0
"""Seconds for which an idle connection is kept open."""
