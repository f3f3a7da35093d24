"""Default settings of the queue."""

from __future__ import annotations

CLAIM_WAIT = 20.0
"""Number of seconds that a `claimWork` waits for work."""

CLAIM_TIMEOUT = 1200.0
"""Number of seconds after which a claim expires."""
