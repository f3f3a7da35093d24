"""Attempts of one call: remaining time, reports and retries."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime, timedelta
from math import inf
from time import perf_counter
from typing import TYPE_CHECKING

from tc_typed.core.errors import (
    ClientClosed,
    InvalidCall,
    TaskclusterConnectionError,
    TaskclusterFailure,
    closedMeanwhile,
)
from tc_typed.core.logs import log
from tc_typed.core.redact import redact
from tc_typed.core.texts import cut
from tc_typed.core.transport.foreign_errors import asFailure, describe
from tc_typed.core.transport.time_limits import secondsUntil
from tc_typed.core.with_response import recordResponse

if TYPE_CHECKING:
    from tc_typed.core.attempt import Attempt
    from tc_typed.core.encode import Call
    from tc_typed.core.options import Settings
    from tc_typed.core.raw_response import RawResponse

_LONGEST_URL = 500  # characters of a URL in messages


class Attempts:
    """Attempts of one call. This class decides and reports; the clients send and wait."""

    def __init__(self, call: Call, base: str, settings: Settings) -> None:
        """Create the state of a call; its `totalTimeout` starts now.

        Args:
            call: The call.
            base: URL of the service's API, with a trailing slash.
            settings: Settings of the client.
        """
        self._call = call
        self._base = base
        self._settings = settings
        # An exception that the caller is already handling did not cause the errors of this call.
        self._handled = sys.exception()
        self._failures = 0
        self._number = 0
        self._unanswered = 0
        self._started: float | None = None
        self._isConnecting = False
        self._hasBegunSending = False
        self._wasSent = False
        total = settings.totalTimeout
        self._end = inf if total is None else perf_counter() + total

    def secondsLeft(self) -> float | None:
        """Return the seconds that the call may still take, or `None` if it has no time limit.

        Raises:
            TimeoutError: if none are left.
        """
        return None if self._end == inf else secondsUntil(self._end)

    def attemptTimeout(self) -> float:
        """Return the seconds that the next attempt may take.

        Raises:
            TimeoutError: if none are left.
        """
        return min(self._settings.timeout, secondsUntil(self._end))

    def begin(self) -> None:
        """Record the start of an attempt.

        Unless `connecting` is called, its request counts as possibly sent.
        """
        self._number += 1
        self._started = perf_counter()
        self._isConnecting = self._hasBegunSending = False

    def connecting(self) -> None:
        """Record that the attempt is connecting, so nothing has been sent yet."""
        self._isConnecting = True

    def sending(self) -> None:
        """Record that the request, or another part of it, is being sent."""
        self._isConnecting = False
        self._hasBegunSending = True

    def checkTime(self) -> None:
        """Check that the attempt is within its time limit.

        Raises:
            TimeoutError: if it is not.
        """
        if self._started is not None:
            secondsUntil(min(self._started + self._settings.timeout, self._end))

    def succeeded(self, response: RawResponse) -> None:
        """Report the successful attempt."""
        self._report(response, None)
        recordResponse(response)

    def translated(self, error: Exception, *, isClosed: bool) -> TaskclusterFailure:
        """Translate an exception that ended the attempt.

        Args:
            error: Exception, one of ours or of another library.
            isClosed: Whether the client was closed during the attempt.
        """
        call = self._call.title
        if isinstance(error, ClientClosed):  # No further part of the request was sent.
            return closedMeanwhile(call, wasSent=self._hasBegunSending or self._wasSent)
        if isinstance(error, TaskclusterFailure):
            return error
        wasSent = self._mayHaveArrived
        if isClosed:
            return closedMeanwhile(call, wasSent=wasSent or self._wasSent)
        failure = asFailure(error, call, self._bound(), self._handled)
        if isinstance(failure, InvalidCall) and self._started is not None:
            # This attempt is not counted: nothing was sent.
            self._number, self._started = self._number - 1, None
        if isinstance(failure, TaskclusterConnectionError) and not wasSent:
            failure.wasSent = False
        return failure

    @property
    def _mayHaveArrived(self) -> bool:
        """Whether the request of this attempt may have reached the server."""
        return self._started is not None and not self._isConnecting

    def failed(self, failure: TaskclusterFailure) -> float:
        """Decide whether to retry after a failed attempt.

        Args:
            failure: Error that ended the attempt.

        Returns:
            Seconds to wait before the next attempt.

        Raises:
            TaskclusterFailure: the given failure, if it is not retried.
        """
        self.noteFailure(failure)
        return self._settings.retry.delayOrRaise(self._failures - 1, failure, self._end)

    def noteFailure(self, failure: TaskclusterFailure) -> None:
        """Add details of the attempts to a failure, and report it."""
        self._failures += 1
        if self._number:
            failure.address = f"{self._call.method} {self._url}"
            if isinstance(failure, TaskclusterConnectionError):
                self._unanswered += failure.wasSent
                self._wasSent = failure.wasSent = self._wasSent or failure.wasSent
            elif failure.response is not None:
                self._wasSent = True
            failure.attempts, failure.unanswered = self._number, self._unanswered
        self._report(failure.response, failure)
        self._started = None

    def _bound(self) -> str:
        """Return the time limit that the attempt reached, for messages."""
        total = self._settings.totalTimeout
        if total is not None and perf_counter() >= self._end:
            return f"{total:g} s (totalTimeout)"
        return f"{self._settings.timeout:g} s"

    @property
    def _url(self) -> str:
        return cut(redact(self._base + self._call.path.removeprefix("/")), _LONGEST_URL)

    def _report(self, response: RawResponse | None, failure: TaskclusterFailure | None) -> None:
        if self._started is None:
            return
        seconds = perf_counter() - self._started
        status = None if response is None else response.status
        if status is not None and log.isEnabledFor(logging.DEBUG):
            log.debug(
                "%s: %s %s responded %d in %.0f ms",
                self._call.title,
                self._call.method,
                self._url,
                status,
                seconds * 1000,
            )
        if self._settings.onAttempt is not None:
            from tc_typed.core.attempt import Attempt  # noqa: PLC0415  # few programs need it

            self._notify(
                Attempt(
                    call=self._call.title,
                    number=self._number,
                    method=self._call.method,
                    url=self._url,
                    started=datetime.now(UTC) - timedelta(seconds=seconds),
                    duration=seconds,
                    status=status,
                    failure=failure,
                )
            )

    def _notify(self, attempt: Attempt) -> None:
        hook = self._settings.onAttempt
        try:
            if hook is not None:
                hook(attempt)
        except Exception as error:  # noqa: BLE001  # an error in the hook must not lose the result
            log.warning("%s: onAttempt failed: %s", attempt.call, describe(error))
