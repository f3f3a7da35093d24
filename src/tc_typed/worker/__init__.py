"""Workers: claim runs of tasks, execute them, and report their outcomes, sync or async."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tc_typed.core.lazy import lazyNames

if TYPE_CHECKING:
    from tc_typed.worker.outcomes import Outcome, RunException, RunLost
    from tc_typed.worker.run import AsyncRun, Run
    from tc_typed.worker.worker import claimed, work

__all__ = ["AsyncRun", "Outcome", "Run", "RunException", "RunLost", "claimed", "work"]

if not TYPE_CHECKING:  # Otherwise type checkers would accept any name.
    _PLACES = {
        "AsyncRun": "tc_typed.worker.run",
        "Outcome": "tc_typed.worker.outcomes",
        "Run": "tc_typed.worker.run",
        "RunException": "tc_typed.worker.outcomes",
        "RunLost": "tc_typed.worker.outcomes",
        "claimed": "tc_typed.worker.worker",
        "work": "tc_typed.worker.worker",
    }
    __getattr__ = lazyNames(__name__, _PLACES)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
