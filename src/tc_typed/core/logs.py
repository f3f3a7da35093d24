"""The logger of this package, and its set-up by the environment."""

from __future__ import annotations

import logging
import os
from typing import TextIO


class _UnlessConfigured(logging.StreamHandler[TextIO]):
    """Writes log records to stderr in programs that have not set up logging themselves."""

    def emit(self, record: logging.LogRecord) -> None:
        if not logging.root.handlers:
            super().emit(record)


log: logging.Logger = logging.getLogger("tc_typed")
if os.environ.get("DEBUG_TASKCLUSTER_CLIENT"):  # The other clients of Taskcluster have it too.
    log.setLevel(logging.DEBUG)
    if not log.handlers:
        log.addHandler(_UnlessConfigured())
