"""The attempts of one call: the time that is left, what is reported, and when to retry."""

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
from tc_typed.core.transport.patience import secondsUntil
from tc_typed.core.with_response import recordResponse

if TYPE_CHECKING:
    from tc_typed.core.attempt import Attempt
    from tc_typed.core.encode import Call
    from tc_typed.core.options import Settings
    from tc_typed.core.raw_response import RawResponse

_LONGEST_URL = 500  # characters that messages show


class Attempts:
    """The attempts of one call. It decides and reports; the clients send and wait."""

    def __init__(self, call: Call, base: str, settings: Settings) -> None:
        """Begin with the call; the time that all attempts may take counts from now.

        Args:
            call: The call.
            base: Address of the service's API, with a slash at its end.
            settings: Settings of the client.
        """
        self._call = call
        self._base = base
        self._settings = settings
        self._handled = sys.exception()  # It is the caller's, and caused nothing here.
        self._failures = 0
        self._sent = 0
        self._unanswered = 0
        self._started: float | None = None
        self._isConnecting = False
        self._hasBegun = False
        self._wasSent = False
        total = settings.totalTimeout
        self._end = inf if total is None else perf_counter() + total

    def secondsLeft(self) -> float | None:
        """Seconds that the call may still take, `None` if it has no bound.

        Raises:
            TimeoutError: if none are left.
        """
        return None if self._end == inf else secondsUntil(self._end)

    def attemptTimeout(self) -> float:
        """Seconds that the next attempt may take.

        Raises:
            TimeoutError: if none are left.
        """
        return min(self._settings.timeout, secondsUntil(self._end))

    def begin(self) -> None:
        """Note that an attempt begins; unless told otherwise, its request may be sent at once."""
        self._sent += 1
        self._started = perf_counter()
        self._isConnecting = self._hasBegun = False

    def connecting(self) -> None:
        """Note that nothing is sent before there is a connection."""
        self._isConnecting = True

    def sending(self) -> None:
        """Note that the request begins to be sent, or more of it is."""
        self._isConnecting = False
        self._hasBegun = True

    def checkTime(self) -> None:
        """Check that the attempt has not taken longer than it may.

        Raises:
            TimeoutError: if it has.
        """
        if self._started is not None:
            secondsUntil(min(self._started + self._settings.timeout, self._end))

    def succeeded(self, response: RawResponse) -> None:
        """Report the attempt that ends the call."""
        self._report(response, None)
        recordResponse(response)

    def translated(self, error: Exception, *, isClosed: bool) -> TaskclusterFailure:
        """Translate an exception that ended the attempt.

        Args:
            error: The exception, one of ours or of another library.
            isClosed: Whether the client was closed meanwhile.
        """
        call = self._call.title
        if isinstance(error, ClientClosed):  # which kept something from being sent
            return closedMeanwhile(call, wasSent=self._hasBegun or self._wasSent)
        if isinstance(error, TaskclusterFailure):
            return error
        wasSent = self._mayHaveArrived
        if isClosed:
            return closedMeanwhile(call, wasSent=wasSent or self._wasSent)
        failure = asFailure(error, call, self._bound(), self._handled)
        if isinstance(failure, InvalidCall) and self._started is not None:
            self._sent, self._started = self._sent - 1, None  # Nothing could be sent.
        if isinstance(failure, TaskclusterConnectionError) and not wasSent:
            failure.wasSent = False
        return failure

    @property
    def _mayHaveArrived(self) -> bool:
        """Whether the request of this attempt may have reached the server."""
        return self._started is not None and not self._isConnecting

    def failed(self, failure: TaskclusterFailure) -> float:
        """Decide what comes after an attempt that failed.

        Args:
            failure: How it failed.

        Returns:
            Seconds to wait before the next attempt.

        Raises:
            TaskclusterFailure: the failure, if there is to be no other attempt.
        """
        self.noteFailure(failure)
        return self._settings.retry.delayOrRaise(self._failures - 1, failure, self._end)

    def noteFailure(self, failure: TaskclusterFailure) -> None:
        """Complete a failure by what is known of the attempts, and report it."""
        self._failures += 1
        if self._sent:
            failure.address = f"{self._call.method} {self._url}"
            if isinstance(failure, TaskclusterConnectionError):
                self._unanswered += failure.wasSent
                self._wasSent = failure.wasSent = self._wasSent or failure.wasSent
            elif failure.response is not None:
                self._wasSent = True
            failure.attempts, failure.unanswered = self._sent, self._unanswered
        self._report(failure.response, failure)
        self._started = None

    def _bound(self) -> str:
        """The time that the attempt could take, for messages."""
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
                    number=self._sent,
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
        except Exception as error:  # noqa: BLE001  # a mistake in there must not cost the result
            log.warning("%s: onAttempt failed: %s", attempt.call, describe(error))
