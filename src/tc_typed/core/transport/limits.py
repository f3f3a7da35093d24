"""How many connections a client has, and for how long."""

from __future__ import annotations

CONNECTIONS = 100
"""How many connections a client has at most."""

IDLE_SECONDS = 5.0
"""How long a connection is kept that nothing goes over."""
