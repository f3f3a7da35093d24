"""All clients of a deployment in one object.

Compiled from schemas/ by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from tc_typed.core.all_clients import AllClients

if TYPE_CHECKING:
    from tc_typed.auth.client import Auth
    from tc_typed.github.client import Github
    from tc_typed.hooks.client import Hooks
    from tc_typed.index.client import Index
    from tc_typed.notify.client import Notify
    from tc_typed.object.client import Object
    from tc_typed.purge_cache.client import PurgeCache
    from tc_typed.queue.client import Queue
    from tc_typed.secrets.client import Secrets
    from tc_typed.web_server.client import WebServer
    from tc_typed.worker_manager.client import WorkerManager


class Taskcluster(AllClients):
    """Clients of all services of a deployment, which share options and connections.

    Clients are created on first use. Use the object in a `with` block, or call `close()`.

    Example:
        ```python
        with Taskcluster(optionsFromEnvironment()) as taskcluster:
            found = taskcluster.index.findTask("project.example.latest")
            status = taskcluster.queue.status(found.taskId)
        ```
    """

    @cached_property
    def auth(self) -> Auth:
        """Client of the Auth service."""
        from tc_typed.auth.client import Auth  # noqa: PLC0415  # on first use

        return self._make(Auth)

    @cached_property
    def github(self) -> Github:
        """Client of the Github service."""
        from tc_typed.github.client import Github  # noqa: PLC0415  # on first use

        return self._make(Github)

    @cached_property
    def hooks(self) -> Hooks:
        """Client of the Hooks service."""
        from tc_typed.hooks.client import Hooks  # noqa: PLC0415  # on first use

        return self._make(Hooks)

    @cached_property
    def index(self) -> Index:
        """Client of the Index service."""
        from tc_typed.index.client import Index  # noqa: PLC0415  # on first use

        return self._make(Index)

    @cached_property
    def notify(self) -> Notify:
        """Client of the Notify service."""
        from tc_typed.notify.client import Notify  # noqa: PLC0415  # on first use

        return self._make(Notify)

    @cached_property
    def object(self) -> Object:
        """Client of the Object service."""
        from tc_typed.object.client import Object  # noqa: PLC0415  # on first use

        return self._make(Object)

    @cached_property
    def purgeCache(self) -> PurgeCache:
        """Client of the PurgeCache service."""
        from tc_typed.purge_cache.client import PurgeCache  # noqa: PLC0415  # on first use

        return self._make(PurgeCache)

    @cached_property
    def queue(self) -> Queue:
        """Client of the Queue service."""
        from tc_typed.queue.client import Queue  # noqa: PLC0415  # on first use

        return self._make(Queue)

    @cached_property
    def secrets(self) -> Secrets:
        """Client of the Secrets service."""
        from tc_typed.secrets.client import Secrets  # noqa: PLC0415  # on first use

        return self._make(Secrets)

    @cached_property
    def webServer(self) -> WebServer:
        """Client of the WebServer service."""
        from tc_typed.web_server.client import WebServer  # noqa: PLC0415  # on first use

        return self._make(WebServer)

    @cached_property
    def workerManager(self) -> WorkerManager:
        """Client of the WorkerManager service."""
        from tc_typed.worker_manager.client import WorkerManager  # noqa: PLC0415  # on first use

        return self._make(WorkerManager)
