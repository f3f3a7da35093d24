"""Log lines of a worker about its runs."""

from __future__ import annotations

from tc_typed.core.errors import TaskclusterFailure
from tc_typed.core.logs import log
from tc_typed.worker.claim import Claim
from tc_typed.worker.outcomes import Resolution, RunException, RunLost


def logClaim(claim: Claim) -> None:
    """Log that a run was claimed."""
    log.info("claimed %s (%s)", claim, claim.task.metadata.name)


def logLoss(lost: RunLost) -> None:
    """Log that the body of a run must end."""
    log.warning("%s", lost)


def logReport(claim: Claim, resolution: Resolution, failure: TaskclusterFailure | None) -> None:
    """Log that a run was reported, or could not be."""
    if failure is None:
        log.info("reported %s as %s", claim, resolution)
    else:
        log.error("%s could not be reported as %s: %s", claim, resolution, failure)


def logClaimsEnd(error: Exception, runs: int) -> None:
    """Log that nothing more is claimed, while other runs are still executed."""
    if runs:
        log.error("%s; the worker ends after %d runs in progress", error, runs)


def logError(claim: Claim, error: Exception) -> None:
    """Log an error that ended the body of a run."""
    if isinstance(error, RunException):
        log.warning("%s ended as an exception: %s", claim, error)
    else:
        log.error("%s ended with an error", claim, exc_info=error)
