"""Async clients of Taskcluster's services, for asyncio.

```python
from tc_typed.aio import Queue

async with Queue(rootUrl="https://tc.example.com") as queue:
    status = await queue.status(taskId)
```

Names are imported on first use, so a program only loads the services that it uses.

Compiled from schemas/ by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tc_typed.auth.aio import Auth
    from tc_typed.core.options import AsyncOptions as Options
    from tc_typed.core.paging.aio import paginate
    from tc_typed.core.with_response import awithResponse as withResponse
    from tc_typed.credentials.information.aio import credentialInformation
    from tc_typed.dynamic import AsyncApiClient as ApiClient
    from tc_typed.dynamic import createAsyncApiClient as createApiClient
    from tc_typed.github.aio import Github
    from tc_typed.hooks.aio import Hooks
    from tc_typed.index.aio import Index
    from tc_typed.notify.aio import Notify
    from tc_typed.object.aio import Object
    from tc_typed.purge_cache.aio import PurgeCache
    from tc_typed.queue.aio import Queue
    from tc_typed.secrets.aio import Secrets
    from tc_typed.taskcluster_aio import Taskcluster
    from tc_typed.web_server.aio import WebServer
    from tc_typed.worker_manager.aio import WorkerManager

__all__ = [
    "ApiClient",
    "Auth",
    "Github",
    "Hooks",
    "Index",
    "Notify",
    "Object",
    "Options",
    "PurgeCache",
    "Queue",
    "Secrets",
    "Taskcluster",
    "WebServer",
    "WorkerManager",
    "createApiClient",
    "credentialInformation",
    "paginate",
    "withResponse",
]

if not TYPE_CHECKING:  # with `__getattr__`, any name would pass type checks
    _PLACES = {
        "ApiClient": ("tc_typed.dynamic", "AsyncApiClient"),
        "Auth": ("tc_typed.auth.aio", "Auth"),
        "Github": ("tc_typed.github.aio", "Github"),
        "Hooks": ("tc_typed.hooks.aio", "Hooks"),
        "Index": ("tc_typed.index.aio", "Index"),
        "Notify": ("tc_typed.notify.aio", "Notify"),
        "Object": ("tc_typed.object.aio", "Object"),
        "Options": ("tc_typed.core.options", "AsyncOptions"),
        "PurgeCache": ("tc_typed.purge_cache.aio", "PurgeCache"),
        "Queue": ("tc_typed.queue.aio", "Queue"),
        "Secrets": ("tc_typed.secrets.aio", "Secrets"),
        "Taskcluster": ("tc_typed.taskcluster_aio", "Taskcluster"),
        "WebServer": ("tc_typed.web_server.aio", "WebServer"),
        "WorkerManager": ("tc_typed.worker_manager.aio", "WorkerManager"),
        "createApiClient": ("tc_typed.dynamic", "createAsyncApiClient"),
        "credentialInformation": ("tc_typed.credentials.information.aio", "credentialInformation"),
        "paginate": ("tc_typed.core.paging.aio", "paginate"),
        "withResponse": ("tc_typed.core.with_response", "awithResponse"),
    }

    def __getattr__(name: str) -> object:
        if name not in _PLACES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        module, attribute = _PLACES[name]
        value = globals()[name] = getattr(import_module(module), attribute)
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
