"""The treeherder service: models of its Pulse messages.

Its exchanges are in `tc_typed.legacy.treeherder.events`.

Compiled from schemas/legacy/treeherder by tc_typed.compiler; change the contract, not this file.
"""

from typing import TYPE_CHECKING

from tc_typed.core.lazy import lazyNames
from tc_typed.legacy.treeherder.models import (
    GitHubOrigin,
    JobDisplay,
    JobInfo,
    JobKind,
    JobLink,
    JobLog,
    JobMessage,
    JobOrigin,
    JobResult,
    JobState,
    LogError,
    LogStep,
    Machine,
    MercurialHashOrigin,
    MercurialOrigin,
    UnrecognizedJobOrigin,
)

if TYPE_CHECKING:
    from tc_typed.legacy.treeherder.events import JobRoutingKey, TreeherderEvents

__all__ = [
    "GitHubOrigin",
    "JobDisplay",
    "JobInfo",
    "JobKind",
    "JobLink",
    "JobLog",
    "JobMessage",
    "JobOrigin",
    "JobResult",
    "JobRoutingKey",
    "JobState",
    "LogError",
    "LogStep",
    "Machine",
    "MercurialHashOrigin",
    "MercurialOrigin",
    "TreeherderEvents",
    "UnrecognizedJobOrigin",
]

if not TYPE_CHECKING:  # with `__getattr__`, any name would pass type checks
    __getattr__ = lazyNames(
        __name__,
        {
            "JobRoutingKey": "tc_typed.legacy.treeherder.events",
            "TreeherderEvents": "tc_typed.legacy.treeherder.events",
        },
    )

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
