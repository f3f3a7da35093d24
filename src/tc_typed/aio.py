"""Async clients of Taskcluster's services, for asyncio.

```python
from tc_typed.aio import Queue

async with Queue(rootUrl="https://tc.example.com") as queue:
    status = await queue.status(taskId)
```

Each name is loaded when it is first used, so that a program pays for the services that it calls.

Compiled from schemas/ by scripts/compile.py; change the contract, not this file.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tc_typed.auth.aio import Auth
    from tc_typed.core.paging import apaginate as paginate
    from tc_typed.queue.aio import Queue

__all__ = [
    "Auth",
    "Queue",
    "paginate",
]

if not TYPE_CHECKING:  # or a type checker would take any name for one of ours
    _PLACES = {
        "Auth": ("tc_typed.auth.aio", "Auth"),
        "Queue": ("tc_typed.queue.aio", "Queue"),
        "paginate": ("tc_typed.core.paging", "apaginate"),
    }

    def __getattr__(name: str) -> object:
        if name not in _PLACES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        module, attribute = _PLACES[name]
        value = globals()[name] = getattr(import_module(module), attribute)
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
