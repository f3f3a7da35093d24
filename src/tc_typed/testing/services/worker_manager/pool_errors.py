"""Errors that workers have reported, and their statistics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tc_typed.core.models.timestamps import formatTimestamp, shifted
from tc_typed.slugs import slugId
from tc_typed.testing.server.paging import PageRequest, pageByNumber
from tc_typed.testing.services.worker_manager.records import ErrorRecord
from tc_typed.testing.timeline import Timeline
from tc_typed.worker_manager.models import (
    ListWorkerPoolErrorsResponse,
    ReportWorkerErrorRequest,
    WorkerPoolErrorStats,
    WorkerPoolErrorTotals,
)

if TYPE_CHECKING:
    from pydantic import JsonValue

    from tc_typed.core.models.fields import JsonObject

DAYS = 7
"""Number of days that statistics cover, after which errors are deleted."""

HOURS = 24
"""Number of hours that hourly statistics cover."""

_A_DAY = timedelta(days=1)
_AN_HOUR = timedelta(hours=1)
_NO_LAUNCH_CONFIG = "unknown"
_MOST = 10**12  # Numbers count down from this in the list, whose order is newest first.


class PoolErrors:
    """Errors of all worker pools, until they expire. Call all methods inside the timeline."""

    def __init__(self, timeline: Timeline) -> None:
        """Start with the errors in the store.

        Args:
            timeline: Timeline of the local Taskcluster.
        """
        self._timeline = timeline
        self._records = timeline.store.records("worker-manager.errors", ErrorRecord)
        self._errors: dict[str, ErrorRecord] = {}
        self._last = 0
        for _, error in self._records.load():
            self._keep(error)

    def add(
        self, workerPoolId: str, request: ReportWorkerErrorRequest, now: datetime
    ) -> ErrorRecord:
        """Record an error that a worker reports."""
        extra: dict[str, JsonValue] = request.model_dump(mode="json")["extra"]
        error = ErrorRecord(
            number=self._last + 1,
            errorId=slugId(),
            workerPoolId=workerPoolId,
            kind=request.kind,
            title=request.title,
            description=request.description,
            extra={**extra, "workerGroup": request.workerGroup, "workerId": request.workerId},
            reported=now,
        )
        self._keep(error)
        self._records.put(error.errorId, error)
        return error

    def _keep(self, error: ErrorRecord) -> None:
        self._last = error.number
        self._errors[error.errorId] = error
        self._timeline.at(
            shifted(error.reported, DAYS * _A_DAY), lambda _: self._expire(error.errorId)
        )

    def _expire(self, errorId: str) -> None:
        del self._errors[errorId]
        self._records.delete(errorId)

    def list(
        self,
        workerPoolId: str,
        request: PageRequest,
        *,
        launchConfigId: str | None,
        errorId: str | None,
    ) -> ListWorkerPoolErrorsResponse:
        """Return the errors of a pool, newest first, or only those that match.

        Args:
            workerPoolId: The pool.
            request: Page to return.
            launchConfigId: Launch configuration of the errors; no reported error has one.
            errorId: Id of the only error to return.
        """
        matching = (
            (_MOST - error.number, error)
            for error in self._errors.values()
            if error.workerPoolId == workerPoolId
            and launchConfigId is None
            and errorId in (None, error.errorId)
        )
        found, token = pageByNumber(matching, request)
        return ListWorkerPoolErrorsResponse(
            workerPoolErrors=[error.model() for error in found], continuationToken=token
        )

    def stats(self, workerPoolId: str, now: datetime) -> WorkerPoolErrorStats:
        """Count the errors of a pool, or of all pools if its id is an empty string."""
        errors = [
            error for error in self._errors.values() if workerPoolId in ("", error.workerPoolId)
        ]
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        thisHour = now.replace(minute=0, second=0, microsecond=0)
        ofOnePool = errors if workerPoolId else []
        return WorkerPoolErrorStats(
            workerPoolId=workerPoolId,
            totals=WorkerPoolErrorTotals(
                total=len(errors),
                daily=_byPeriod(errors, today, _A_DAY, DAYS),
                hourly=_byPeriod(errors, thisHour, _AN_HOUR, HOURS),
                title=_byName(error.title for error in errors),
                code=_byName(error.code for error in errors),
                workerPool=_byName(error.workerPoolId for error in errors),
                launchConfig=_byName(_NO_LAUNCH_CONFIG for _ in ofOnePool),
            ),
        )


def _byPeriod(
    errors: Iterable[ErrorRecord], last: datetime, length: timedelta, count: int
) -> JsonObject:
    """Count errors by period, zeros included.

    Args:
        errors: The errors.
        last: Start of the last period.
        length: Length of a period.
        count: Number of periods.
    """
    starts = [shifted(last, -length * (count - 1 - index)) for index in range(count)]
    found = Counter((error.reported - last) // length for error in errors)
    return {formatTimestamp(start): found[index - count + 1] for index, start in enumerate(starts)}


def _byName(names: Iterable[str]) -> JsonObject:
    return dict(Counter(names))
