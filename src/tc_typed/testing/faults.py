"""Faults on demand: calls of a local Taskcluster that fail, wait or lose their connection."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random
from typing import Literal, TypeAlias, get_args

from tc_typed.core.errors import InvalidCall, didYouMean
from tc_typed.core.operation import Operation
from tc_typed.core.texts import shownValue

STORAGE_CALLS = ("storage.get", "storage.put")
"""Names of downloads from and uploads to the storage endpoint, which are not API methods."""

_ADD = "faults.add"

_LONGEST_DELAY = 1e6  # Longer ones overflow in event loops on some systems.

_SEED = 17  # Fixed, so that a failed test fails the same way when it is repeated.

DropTime: TypeAlias = Literal["beforeCall", "afterCall", "midResponse"]
"""Time at which a connection is dropped: before the call is carried out; afterwards, without any
response; or afterwards, when half of the response's body has been sent."""


@dataclass(frozen=True, slots=True)
class ServerError:
    """The call is not carried out, and gets a response with a status of 5xx.

    With status 500 it is Taskcluster's own error, with the code InternalServerError. With others it
    is a page without a code, as sent by load balancers.
    """

    status: int = 500
    """HTTP status, from 500 to 599."""

    def __post_init__(self) -> None:
        if not _isInteger(self.status) or not 500 <= self.status <= 599:
            raise _mustBe("ServerError", "status", "an integer from 500 to 599", self.status)


@dataclass(frozen=True, slots=True)
class RateLimit:
    """The call is not carried out, and gets a response with status 429."""

    retryAfter: int | None = None
    """Seconds in the header Retry-After; without the header if `None`."""

    def __post_init__(self) -> None:
        seconds = self.retryAfter
        if seconds is not None and not (_isInteger(seconds) and seconds >= 0):
            raise _mustBe("RateLimit", "retryAfter", "an integer of 0 or more, or None", seconds)


@dataclass(frozen=True, slots=True)
class ExpiredCredentials:
    """The call is not carried out, and gets the response for credentials that have expired.

    It has status 401 and the code AuthenticationFailed.
    """


@dataclass(frozen=True, slots=True)
class Delay:
    """The call waits before it is carried out, even if its caller gives up meanwhile."""

    seconds: float
    """Seconds in real time, regardless of the local Taskcluster's clock."""

    def __post_init__(self) -> None:
        isNumber = isinstance(self.seconds, int | float) and not isinstance(self.seconds, bool)  # pyright: ignore[reportUnnecessaryIsInstance]  # untyped callers
        if not isNumber or not 0 <= self.seconds <= _LONGEST_DELAY:
            rule = f"a number from 0 to {_LONGEST_DELAY:,.0f}"
            raise _mustBe("Delay", "seconds", rule, self.seconds)


@dataclass(frozen=True, slots=True)
class DropConnection:
    """The connection is closed without a complete response.

    A retry of a call that was already carried out shows whether a program does things only once.
    """

    when: DropTime = "beforeCall"
    """`beforeCall`: the call is not carried out. `afterCall`: it is, but no response is sent.
    `midResponse`: it is, and half of the response's body is sent; a response without a body is not
    sent at all."""

    def __post_init__(self) -> None:
        times: tuple[str, ...] = get_args(DropTime)
        if self.when not in times:
            raise _mustBe("DropConnection", "when", f"one of {', '.join(times)}", self.when)


Fault: TypeAlias = ServerError | RateLimit | ExpiredCredentials | Delay | DropConnection
"""Fault that a call can have."""

_KINDS: tuple[type, ...] = get_args(Fault)


class ActiveFault:
    """A fault that was added to a local Taskcluster, which counts the calls that it hits."""

    def __init__(
        self,
        fault: Fault,
        call: str | None,
        *,
        nth: int,
        times: int | None,
        share: float | None,
        remove: Callable[[ActiveFault], None],
    ) -> None:
        self.fault: Fault = fault
        """Fault that the calls have."""
        self.call: str | None = call
        """Name of the API method, `queue.createTask` for example; `None` for all calls."""
        self.hits: int = 0
        """Number of calls that have had the fault."""
        self._nth = nth
        self._times = times
        self._share = share
        self._remove = remove
        self._random = Random(_SEED)  # noqa: S311  # Runs of a test must be the same.
        self._calls = 0

    def __repr__(self) -> str:
        return f"<{self.fault} of {self.call or 'all calls'}, {self.hits} hits>"

    def remove(self) -> None:
        """Let further calls pass. Do nothing if the fault was already removed."""
        self._remove(self)

    def _sees(self, call: str) -> bool:
        """Count a call; return whether it can have this fault."""
        if self.call not in (None, call):
            return False
        self._calls += 1
        return self._calls >= self._nth and (self._times is None or self.hits < self._times)

    def _hit(self) -> bool:
        """Decide whether a call that can have this fault has it, and count the hit."""
        if self._share is not None and self._random.random() >= self._share:
            return False
        self.hits += 1
        return True


class Faults:
    """Faults that calls of a local Taskcluster have. A reset removes them."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        """Start without faults.

        Args:
            operations: API methods whose calls can have faults.
        """
        self._calls = frozenset({*STORAGE_CALLS, *(operation.title for operation in operations)})
        self._active: list[ActiveFault] = []
        self._lock = threading.Lock()  # Tests add faults while the server's thread looks for them.

    def add(
        self,
        fault: Fault,
        call: str | Operation | None = None,
        *,
        nth: int = 1,
        times: int | None = None,
        share: float | None = None,
    ) -> ActiveFault:
        """Give a fault to calls that are received from now on.

        Several faults can apply to one call. Delays add up; of the others, the one that was added
        first applies, and those after it wait for the next call.

        Args:
            fault: Fault: `ServerError`, `RateLimit`, `ExpiredCredentials`, `Delay` or
                `DropConnection`.
            call: API method by its name, `queue.createTask` for example, or as an operation;
                `storage.put` or `storage.get` for uploads to and downloads from the storage
                endpoint. By default all calls.
            nth: Number of the first call that has the fault, counted from 1. Retries count.
            times: Number of calls that have the fault. Defaults to 1, or to all if there is a
                share.
            share: Share of the calls that have the fault, above 0 and up to 1, chosen at random but
                the same in each run. By default the calls from the nth on have it.

        Returns:
            The fault, which counts its hits and can be removed.

        Raises:
            InvalidCall: if there is no such call, or if a number is out of range.

        Example:
            ```python
            local.faults.add(DropConnection("afterCall"), "queue.createTask", nth=2)
            local.faults.add(RateLimit(retryAfter=1), share=0.1)
            ```
        """
        if not isinstance(fault, _KINDS):
            names = ", ".join(kind.__name__ for kind in _KINDS)
            raise _mustBe(_ADD, "fault", f"one of {names}", fault)
        name = self._nameOf(call)
        _checkNumbers(nth, times, share)
        if times is None and share is None:
            times = 1
        active = ActiveFault(fault, name, nth=nth, times=times, share=share, remove=self._remove)
        with self._lock:
            self._active.append(active)
        return active

    def clear(self) -> None:
        """Remove all faults."""
        with self._lock:
            self._active.clear()

    def take(self, call: str) -> list[Fault]:
        """Return the faults of a call that was received, and count it.

        Args:
            call: Name of the call.

        Returns:
            Delays, and at most one other fault, which is the last.
        """
        with self._lock:
            # All of them count the call, including those that are not reached below.
            due = [each for each in self._active if each._sees(call)]  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # same module
            taken: list[Fault] = []
            for each in due:
                if each._hit():  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # same module
                    taken.append(each.fault)
                    if not isinstance(each.fault, Delay):
                        break
            return taken

    def _remove(self, active: ActiveFault) -> None:
        with self._lock:
            self._active = [each for each in self._active if each is not active]

    def _nameOf(self, call: str | Operation | None) -> str | None:
        name = call.title if isinstance(call, Operation) else call
        if name is not None and not isinstance(name, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # untyped callers
            raise _mustBe(_ADD, "call", "a name like queue.createTask, an operation or None", name)
        if name is not None and name not in self._calls:
            hint = didYouMean(name, self._calls)
            raise InvalidCall(_ADD, f"there is no call {shownValue(name)}{hint}")
        return name


def _checkNumbers(nth: int, times: int | None, share: float | None) -> None:
    if not _isInteger(nth) or nth < 1:
        raise _mustBe(_ADD, "nth", "an integer of 1 or more", nth)
    if times is not None and (not _isInteger(times) or times < 1):
        raise _mustBe(_ADD, "times", "an integer of 1 or more, or None", times)
    if share is not None and (not isinstance(share, int | float) or not 0 < share <= 1):  # pyright: ignore[reportUnnecessaryIsInstance]  # untyped callers
        raise _mustBe(_ADD, "share", "a number above 0 and up to 1, or None", share)


def _isInteger(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _mustBe(call: str, name: str, rule: str, value: object) -> InvalidCall:
    return InvalidCall(call, f"{name} must be {rule}, got {shownValue(value)}")
