"""Fakes and a local Taskcluster, for tests of programs that call Taskcluster.

`LocalTaskcluster` needs the extra `testing`; `fake` does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tc_typed.core.lazy import lazyNames

if TYPE_CHECKING:
    from tc_typed.common.fakes import fake
    from tc_typed.testing.local_taskcluster import LocalTaskcluster

__all__ = ["LocalTaskcluster", "fake"]

if not TYPE_CHECKING:  # Otherwise type checkers would accept any name.
    _PLACES = {
        "fake": "tc_typed.common.fakes",
        "LocalTaskcluster": "tc_typed.testing.local_taskcluster",
    }
    __getattr__ = lazyNames(__name__, _PLACES)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
