"""Ways in which a run ends, and the exceptions that end one."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

from tc_typed.core.errors import InvalidCall, TaskclusterFailure
from tc_typed.core.texts import shownValue
from tc_typed.queue.models import ExceptionReason

Outcome: TypeAlias = Literal["completed", "failed"]
"""Result of a task: its commands succeeded, or they failed."""

Resolution: TypeAlias = Outcome | ExceptionReason
"""Result to report to the queue: an outcome, or the reason for which there is none."""

_WORK = "worker.work"
_OUTCOMES: Final[tuple[str, ...]] = get_args(Outcome)
_REASONS: Final[tuple[str, ...]] = get_args(ExceptionReason)


class RunException(Exception):
    """Ends a run as an exception. Raise it in a task's body if the task can't be executed.

    Attributes:
        reason: Reason to report to the queue. With `worker-shutdown` and `intermittent-task`, the
            queue retries the task while retries are left.
        message: Description of the problem, for the worker's log.

    Example:
        ```python
        if not hasGpu():
            raise RunException("resource-unavailable", "the GPU does not respond")
        ```
    """

    def __init__(self, reason: ExceptionReason, message: str) -> None:
        # Bodies without type hints may give anything, which could not be reported later.
        _checkChoice("RunException", "reason", reason, _REASONS)
        super().__init__(reason, message)
        self.reason: ExceptionReason = reason
        self.message: str = message

    def __str__(self) -> str:
        return f"{self.reason}: {self.message}"


class RunLost(TaskclusterFailure):
    """The run must end, because its claim is lost or the worker is stopping.

    Its claim is lost if the run was cancelled, its deadline passed, or the claim could not be
    renewed in time. What the body still does then counts for nothing.
    """


class WorkerStopping(RunLost):
    """The run must end, because the worker is stopping; the claim is still held."""


def workerStopping() -> WorkerStopping:
    """Return the error that ends the body of a run when its worker is stopping."""
    return WorkerStopping(_WORK, "the worker is stopping, so the run must end")


def renewalBroken(run: object, error: Exception) -> RunLost:
    """Return the error that ends the body of a run whose claim is not renewed any more.

    Args:
        run: The run, for the message.
        error: Unexpected error of the client, which is logged elsewhere.
    """
    return RunLost(
        "queue.reclaimTask",
        f"the claim on {run} is not renewed any more, because of {type(error).__name__}",
    )


def endingOf(error: BaseException) -> RuntimeError:
    """Return the error of a task whose body raised an exception that would end more than the task.

    Args:
        error: Exception that is not an `Exception`, such as `SystemExit`.
    """
    return RuntimeError(f"handle raised {type(error).__name__}, which ends only this run")


def checkOutcome(outcome: Outcome) -> None:
    """Check an outcome that a body sets.

    Raises:
        InvalidCall: if it is something else.
    """
    _checkChoice("run.outcome", "outcome", outcome, _OUTCOMES)


def _checkChoice(call: str, name: str, value: object, choices: tuple[str, ...]) -> None:
    """Check a value that code without type hints may have chosen wrongly.

    Args:
        call: Call for the message.
        name: Name of the value.
        value: The value.
        choices: Valid values.

    Raises:
        InvalidCall: if the value is none of the choices.
    """
    if value not in choices:
        reason = f"{name} must be one of {', '.join(choices)}, got {shownValue(value)}"
        raise InvalidCall(call, reason)


def outcomeOf(result: Outcome | None) -> Outcome:
    """Return the outcome that a body's result stands for.

    Args:
        result: Return value of the body.

    Raises:
        RunException: if the body returned something else, with the reason `internal-error`.
    """
    if result is None:
        return "completed"
    # Bodies without type hints may return anything.
    if result in _OUTCOMES:
        return result
    raise RunException(
        "internal-error",
        f"handle must return 'completed', 'failed' or None, got {shownValue(result)}",
    )


def resolutionOf(
    outcome: Outcome, error: BaseException | None, lost: RunLost | None
) -> Resolution | None:
    """Decide what to report to the queue at the end of a body.

    Args:
        outcome: Outcome of the body, if it ended without an error.
        error: Error that ended the body.
        lost: Error that told the body to end, if it was told.

    Returns:
        The resolution; `None` if there is nothing to report, because the claim is lost.
    """
    isStopping = isinstance(lost, WorkerStopping)
    if lost is not None and not isStopping:
        return None
    if error is None:
        return outcome
    if isinstance(error, RunException):
        return error.reason
    # Cancellation, Ctrl-C or an exit of the program ends the body, not an error of its own. A body
    # that is told to stop may fail in many ways.
    if isStopping or not isinstance(error, Exception):
        return "worker-shutdown"
    return "internal-error"
