"""Records of worker pools, launch configurations, workers and errors, as they are stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pydantic import JsonValue

from tc_typed.testing.services.queue.workers import WorkerKey
from tc_typed.worker_manager.models import Worker, WorkerPoolError, WorkerPoolLaunchConfig


@dataclass(kw_only=True, slots=True)
class PoolRecord:
    """A worker pool."""

    workerPoolId: str
    providerId: str
    previousProviderIds: list[str] = field(default_factory=list[str])
    """Providers that the pool had before, whose workers may still register."""
    description: str
    owner: str
    emailOnError: bool
    config: dict[str, JsonValue]
    """Config without launch configurations."""
    created: datetime
    lastModified: datetime


@dataclass(kw_only=True, slots=True)
class LaunchConfigRecord:
    """A launch configuration of a worker pool."""

    workerPoolId: str
    launchConfigId: str
    configuration: dict[str, JsonValue]
    created: datetime
    lastModified: datetime
    isArchived: bool = False

    def model(self) -> WorkerPoolLaunchConfig:
        """Return the launch configuration as it is in responses."""
        return WorkerPoolLaunchConfig(
            launchConfigId=self.launchConfigId,
            workerPoolId=self.workerPoolId,
            isArchived=self.isArchived,
            configuration=self.configuration,
            created=self.created,
            lastModified=self.lastModified,
        )


@dataclass(kw_only=True, slots=True)
class WorkerRecord:
    """A static worker."""

    workerPoolId: str
    workerGroup: str
    workerId: str
    providerId: str
    capacity: int
    created: datetime
    expires: datetime
    staticSecret: str = field(repr=False)
    """Secret with which the worker registers."""
    secret: str | None = field(default=None, repr=False)
    """Secret for the next reregistration; `None` before the first registration."""
    state: Literal["running", "stopped"] = "running"

    @property
    def key(self) -> WorkerKey:
        """Names that identify the worker."""
        return WorkerKey(self.workerPoolId, self.workerGroup, self.workerId)

    def isLike(self, other: WorkerRecord) -> bool:
        """Check whether another record was created by a repeated call, maybe with a new expiry."""
        return (
            self.key == other.key
            and self.providerId == other.providerId
            and self.capacity == other.capacity
            and self.state == other.state
            and self.staticSecret == other.staticSecret
        )

    def model(self) -> Worker:
        """Return the worker as it is in responses, without its secrets."""
        # A real server does not update these times for static workers.
        return Worker(
            workerPoolId=self.workerPoolId,
            workerGroup=self.workerGroup,
            workerId=self.workerId,
            providerId=self.providerId,
            state=self.state,
            capacity=self.capacity,
            created=self.created,
            expires=self.expires,
            lastModified=self.created,
            lastChecked=self.created,
        )


@dataclass(kw_only=True, slots=True)
class ErrorRecord:
    """An error that a worker has reported."""

    number: int
    """Number of the error, in the order in which they were reported."""
    errorId: str
    workerPoolId: str
    kind: str
    title: str
    description: str
    extra: dict[str, JsonValue]
    reported: datetime

    @property
    def code(self) -> str:
        """Error code of a cloud, as statistics group it."""
        code = self.extra.get("code")
        return code if isinstance(code, str) else "other"

    def model(self) -> WorkerPoolError:
        """Return the error as it is in responses."""
        return WorkerPoolError(
            errorId=self.errorId,
            workerPoolId=self.workerPoolId,
            kind=self.kind,
            title=self.title,
            description=self.description,
            extra=self.extra,
            reported=self.reported,
        )
