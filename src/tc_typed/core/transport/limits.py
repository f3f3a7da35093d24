"""Limits of connections: their number, and how long they are kept."""

from __future__ import annotations

CONNECTIONS = 100
"""Connections that a client has at most."""

IDLE_SECONDS = 5.0
"""Seconds for which an idle connection is kept."""
