"""Clients without a server, for unit tests.

Compiled from schemas/ by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Unpack, overload

if TYPE_CHECKING:
    from tc_typed import aio
    from tc_typed.auth.client import Auth
    from tc_typed.auth.fakes import AsyncAuthFakes, AuthFakes
    from tc_typed.core.aio import AsyncServiceClient
    from tc_typed.core.sync import ServiceClient
    from tc_typed.github.client import Github
    from tc_typed.github.fakes import AsyncGithubFakes, GithubFakes
    from tc_typed.hooks.client import Hooks
    from tc_typed.hooks.fakes import AsyncHooksFakes, HooksFakes
    from tc_typed.index.client import Index
    from tc_typed.index.fakes import AsyncIndexFakes, IndexFakes
    from tc_typed.notify.client import Notify
    from tc_typed.notify.fakes import AsyncNotifyFakes, NotifyFakes
    from tc_typed.object.client import Object
    from tc_typed.object.fakes import AsyncObjectFakes, ObjectFakes
    from tc_typed.purge_cache.client import PurgeCache
    from tc_typed.purge_cache.fakes import AsyncPurgeCacheFakes, PurgeCacheFakes
    from tc_typed.queue.client import Queue
    from tc_typed.queue.fakes import AsyncQueueFakes, QueueFakes
    from tc_typed.secrets.client import Secrets
    from tc_typed.secrets.fakes import AsyncSecretsFakes, SecretsFakes
    from tc_typed.web_server.client import WebServer
    from tc_typed.web_server.fakes import AsyncWebServerFakes, WebServerFakes
    from tc_typed.worker_manager.client import WorkerManager
    from tc_typed.worker_manager.fakes import AsyncWorkerManagerFakes, WorkerManagerFakes


@overload
def fake(client: type[Auth], /, **methods: Unpack[AuthFakes]) -> Auth: ...
@overload
def fake(client: type[aio.Auth], /, **methods: Unpack[AsyncAuthFakes]) -> aio.Auth: ...


@overload
def fake(client: type[Github], /, **methods: Unpack[GithubFakes]) -> Github: ...
@overload
def fake(client: type[aio.Github], /, **methods: Unpack[AsyncGithubFakes]) -> aio.Github: ...


@overload
def fake(client: type[Hooks], /, **methods: Unpack[HooksFakes]) -> Hooks: ...
@overload
def fake(client: type[aio.Hooks], /, **methods: Unpack[AsyncHooksFakes]) -> aio.Hooks: ...


@overload
def fake(client: type[Index], /, **methods: Unpack[IndexFakes]) -> Index: ...
@overload
def fake(client: type[aio.Index], /, **methods: Unpack[AsyncIndexFakes]) -> aio.Index: ...


@overload
def fake(client: type[Notify], /, **methods: Unpack[NotifyFakes]) -> Notify: ...
@overload
def fake(client: type[aio.Notify], /, **methods: Unpack[AsyncNotifyFakes]) -> aio.Notify: ...


@overload
def fake(client: type[Object], /, **methods: Unpack[ObjectFakes]) -> Object: ...
@overload
def fake(client: type[aio.Object], /, **methods: Unpack[AsyncObjectFakes]) -> aio.Object: ...


@overload
def fake(client: type[PurgeCache], /, **methods: Unpack[PurgeCacheFakes]) -> PurgeCache: ...
@overload
def fake(
    client: type[aio.PurgeCache], /, **methods: Unpack[AsyncPurgeCacheFakes]
) -> aio.PurgeCache: ...


@overload
def fake(client: type[Queue], /, **methods: Unpack[QueueFakes]) -> Queue: ...
@overload
def fake(client: type[aio.Queue], /, **methods: Unpack[AsyncQueueFakes]) -> aio.Queue: ...


@overload
def fake(client: type[Secrets], /, **methods: Unpack[SecretsFakes]) -> Secrets: ...
@overload
def fake(client: type[aio.Secrets], /, **methods: Unpack[AsyncSecretsFakes]) -> aio.Secrets: ...


@overload
def fake(client: type[WebServer], /, **methods: Unpack[WebServerFakes]) -> WebServer: ...
@overload
def fake(
    client: type[aio.WebServer], /, **methods: Unpack[AsyncWebServerFakes]
) -> aio.WebServer: ...


@overload
def fake(
    client: type[WorkerManager], /, **methods: Unpack[WorkerManagerFakes]
) -> WorkerManager: ...
@overload
def fake(
    client: type[aio.WorkerManager], /, **methods: Unpack[AsyncWorkerManagerFakes]
) -> aio.WorkerManager: ...
def fake(
    client: type[ServiceClient | AsyncServiceClient], /, **methods: Callable[..., object]
) -> ServiceClient | AsyncServiceClient:
    """Create a client that calls functions instead of a server.

    Arguments are checked as in a real call. A function receives the route arguments and the payload
    by position, and the query parameters that were given by name. It returns the result of the
    method, or a dict with its JSON; exceptions that it raises reach the caller.
    `client.fakeCalls` records the arguments of each call.

    Args:
        client: Class of the client, `Queue` or `aio.Queue`; functions for the latter can be async.
        **methods: Functions by method name. Calling another method raises `InvalidCall`.

    Raises:
        InvalidCall: if the client has no method of that name.

    Example:
        ```python
        queue = fake(Queue, status=lambda taskId: TaskStatusResponse(status=status))
        ```
    """
    return client(fake=methods)
