"""The flamenco service: its client, and models of its payloads and responses.

The async client is in `tc_typed.flamenco.aio`.

Compiled from schemas/flamenco by tc_typed.compiler; change the contract, not this file.
"""

from tc_typed.core.signing.basic_and_bearer import BasicCredentials
from tc_typed.flamenco.client import WorkerApi
from tc_typed.flamenco.models import (
    AssignedTask,
    Command,
    Error,
    MayKeepRunning,
    RegisteredWorker,
    SecurityError,
    TaskStatus,
    TaskUpdate,
    WorkerRegistration,
    WorkerSignOn,
    WorkerStateChange,
    WorkerStateChanged,
    WorkerStatus,
)

__all__ = [
    "AssignedTask",
    "BasicCredentials",
    "Command",
    "Error",
    "MayKeepRunning",
    "RegisteredWorker",
    "SecurityError",
    "TaskStatus",
    "TaskUpdate",
    "WorkerApi",
    "WorkerRegistration",
    "WorkerSignOn",
    "WorkerStateChange",
    "WorkerStateChanged",
    "WorkerStatus",
]
