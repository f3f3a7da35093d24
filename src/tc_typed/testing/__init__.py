"""What tests of Taskcluster's callers need: fakes, and a Taskcluster of their own.

`LocalTaskcluster` needs the extra `testing`; `fake` needs none.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tc_typed.fakes import fake
    from tc_typed.testing.server import LocalTaskcluster

__all__ = ["LocalTaskcluster", "fake"]

if not TYPE_CHECKING:  # or a type checker would take any name for one of ours
    _PLACES = {"LocalTaskcluster": "tc_typed.testing.server", "fake": "tc_typed.fakes"}

    def __getattr__(name: str) -> object:
        if name not in _PLACES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(_PLACES[name]), name)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
