"""Signals that stop a worker."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Collection, Generator
from contextlib import contextmanager
from types import FrameType

from tc_typed.core.errors import InvalidCall


@contextmanager
def onSignals(signals: Collection[signal.Signals], stop: Callable[[], None]) -> Generator[None]:
    """Call a function when one of some signals arrives for the first time.

    Then the former handlers are back, so that a second Ctrl-C interrupts the program. They are also
    back at the end of the block.

    Args:
        signals: Signals to handle; without any, nothing is changed.
        stop: Function to call, in the main thread between any two instructions of it.

    Raises:
        InvalidCall: if there are signals, and this is not the main thread.
    """
    if signals and threading.current_thread() is not threading.main_thread():
        raise InvalidCall("worker.work", "signals can only be handled in the main thread")
    # It is None if the handler was not installed by Python.
    former = {each: signal.getsignal(each) or signal.SIG_DFL for each in signals}

    def restore() -> None:
        for each, handler in former.items():
            signal.signal(each, handler)

    def handle(_number: int, _frame: FrameType | None) -> None:
        restore()
        stop()

    try:
        for each in former:
            signal.signal(each, handle)
        yield
    finally:
        restore()
