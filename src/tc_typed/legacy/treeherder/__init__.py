"""The treeherder service: models of what it publishes on Pulse.

Its exchanges are in `tc_typed.legacy.treeherder.events`.

Compiled from schemas/legacy/treeherder by tc_typed.compiler; change the contract, not this file.
"""

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
    "JobState",
    "LogError",
    "LogStep",
    "Machine",
    "MercurialHashOrigin",
    "MercurialOrigin",
    "UnrecognizedJobOrigin",
]
