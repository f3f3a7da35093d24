"""The version of this library, and the releases of Taskcluster that it is for."""

from __future__ import annotations

from typing import Final

__version__ = "0.1.0"
"""The version of this library."""

TASKCLUSTER_RELEASE: Final = "113.2.0"
"""The release of Taskcluster that `schemas/` follows, and all compiled code with it."""

OLDEST_TASKCLUSTER_RELEASE: Final = 24
"""The oldest release (major version) whose documents and responses the tests read."""
