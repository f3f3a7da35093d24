"""Logger of this package, and its setup from the environment."""

from __future__ import annotations

import logging
import os
from typing import TextIO


class _UnlessConfigured(logging.StreamHandler[TextIO]):
    """Handler that writes to stderr, but only in programs that have not set up logging."""

    def emit(self, record: logging.LogRecord) -> None:
        if not logging.root.handlers:
            super().emit(record)


log: logging.Logger = logging.getLogger("tc_typed")
if os.environ.get("DEBUG_TASKCLUSTER_CLIENT"):  # Other Taskcluster clients use it, too.
    log.setLevel(logging.DEBUG)
    if not log.handlers:
        log.addHandler(_UnlessConfigured())
