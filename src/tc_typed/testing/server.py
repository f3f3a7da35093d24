"""The local Taskcluster: the services in one process, on a port of their own."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Self

import uvicorn

from tc_typed.core.options import Options
from tc_typed.credentials import Credentials
from tc_typed.github import operations as github
from tc_typed.hooks import operations as hooks
from tc_typed.index import operations as index
from tc_typed.notify import operations as notify
from tc_typed.object import operations as object_
from tc_typed.purge_cache import operations as purge_cache
from tc_typed.queue.models import TaskCredentials
from tc_typed.secrets import operations as secrets
from tc_typed.temporary import createTemporaryCredentials
from tc_typed.testing.app import makeApp
from tc_typed.testing.auth import Clients, authService
from tc_typed.testing.authentication import Authenticator, ClientRecord
from tc_typed.testing.clock import Clock, systemClock
from tc_typed.testing.queue import Queue
from tc_typed.testing.queue_service import queueService
from tc_typed.testing.service import Service
from tc_typed.web_server import operations as web_server
from tc_typed.worker_manager import operations as worker_manager

# Of these it has no method, but it holds calls to their arguments, scopes and payloads.
_LACKING = (
    github.OPERATIONS,
    hooks.OPERATIONS,
    index.OPERATIONS,
    notify.OPERATIONS,
    object_.OPERATIONS,
    purge_cache.OPERATIONS,
    secrets.OPERATIONS,
    web_server.OPERATIONS,
    worker_manager.OPERATIONS,
)

_PATIENCE = 10.0  # seconds that starting and stopping may take; either takes a fraction of one


class LocalTaskcluster:
    """A Taskcluster for tests: queue and auth, in this process, on a free port of 127.0.0.1.

    It checks what a real one checks (signatures, certificates, scopes, payloads, the states of
    tasks) and forgets everything with the object. Where it lacks a method, of these services and
    of all others, a call with right arguments and scopes is answered with an error of status 400,
    code NotImplemented, that names it.

    Start it with `with`, or with `start()` and `stop()`. Tasks and clients survive a stop and the
    next start, the address does not. Without a stop it ends with the interpreter.

    Example:
        ```python
        with LocalTaskcluster() as taskcluster:
            queue = Queue(taskcluster.options())
            reader = Queue(
                rootUrl=taskcluster.rootUrl,
                credentials=taskcluster.createClient("reader", scopes=["queue:get-task:*"]),
            )
        ```
    """

    def __init__(self, *, clock: Clock = systemClock) -> None:
        """Set up; nothing listens yet.

        Args:
            clock: Tells the time, as an aware date-time. Give one that a test can move to try
                deadlines, lapsed claims and expired credentials. Only the timestamps of Hawk
                signatures are still compared with the real time, which clients sign with.
        """
        self._clients = Clients(clock)
        self._root = self._clients.create("static/taskcluster/root", ["*"])
        issuer = self._clients.create("static/taskcluster/queue", ["*"])
        authenticator = Authenticator(clock)
        self._app = makeApp(
            [
                queueService(Queue(clock, _issuerFor(issuer))),
                authService(self._clients, authenticator),
                *(Service(operations, {}) for operations in _LACKING),
            ],
            authenticator,
            self._clients.find,
            clock,
        )
        self._running: _Running | None = None

    @property
    def rootUrl(self) -> str:
        """Its address, `http://127.0.0.1:…`.

        Raises:
            RuntimeError: if it is not started.
        """
        if self._running is None:
            raise RuntimeError("the local Taskcluster is not started: use `with`, or start()")
        return self._running.rootUrl

    def options(self) -> Options:
        """Options for a client that may do everything."""
        return Options(rootUrl=self.rootUrl, credentials=_credentials(self._root))

    def createClient(
        self,
        clientId: str,
        scopes: Sequence[str] = (),
        *,
        expires: datetime | None = None,
        disabled: bool = False,
    ) -> Credentials:
        """Make a client.

        Args:
            clientId: Its name.
            scopes: What it may do.
            expires: When its credentials cease to be valid; never unless given.
            disabled: Whether it is switched off.

        Returns:
            The client's credentials.

        Raises:
            ValueError: if there is a client of that name.
        """
        return _credentials(
            self._clients.create(clientId, scopes, expires=expires, disabled=disabled)
        )

    def start(self) -> None:
        """Listen; does nothing where it does already.

        Raises:
            RuntimeError: if that does not come about within seconds.
        """
        if self._running is None:
            self._running = _Running.start(
                uvicorn.Config(
                    self._app,
                    # Said outright, so that what else is installed makes no difference.
                    loop="asyncio",
                    http="h11",
                    ws="none",
                    lifespan="off",
                    access_log=False,
                    log_config=None,
                    log_level="warning",
                    proxy_headers=False,
                    # Longer than a test pauses between two calls: a connection that the server
                    # closes just as a client writes to it is an error there.
                    timeout_keep_alive=600,
                    timeout_graceful_shutdown=int(_PATIENCE / 2),
                )
            )

    def stop(self) -> None:
        """Stop listening; does nothing where it does not listen.

        Raises:
            RuntimeError: if that does not come about within seconds.
        """
        running, self._running = self._running, None
        if running is not None:
            running.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()


class _Server(uvicorn.Server):
    """Says when it is ready."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


class _Running:
    """A server and its thread."""

    def __init__(self, config: uvicorn.Config) -> None:
        # asyncio sends small answers at once only where a socket says outright that it is TCP.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.bind(("127.0.0.1", 0))
        self.rootUrl = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self._server = _Server(config)
        # A daemon, so that a forgotten server does not keep the interpreter from ending.
        self._thread = threading.Thread(
            target=self._server.run,
            kwargs={"sockets": [listener]},
            name="LocalTaskcluster",
            daemon=True,
        )

    @classmethod
    def start(cls, config: uvicorn.Config) -> _Running:
        running = cls(config)
        running._thread.start()
        if not running._server.ready.wait(_PATIENCE):
            running._server.should_exit = True
            raise RuntimeError(f"the local Taskcluster did not start within {_PATIENCE:g} s")
        return running

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(_PATIENCE)
        if self._thread.is_alive():
            raise RuntimeError(f"the local Taskcluster did not stop within {_PATIENCE:g} s")


def _credentials(client: ClientRecord) -> Credentials:
    return Credentials(client.clientId, client.accessToken)


def _issuerFor(
    issuer: ClientRecord,
) -> Callable[[str, Sequence[str], datetime, datetime], TaskCredentials]:
    def issueCredentials(
        clientId: str, scopes: Sequence[str], start: datetime, expiry: datetime
    ) -> TaskCredentials:
        issued = createTemporaryCredentials(
            _credentials(issuer), start, expiry, scopes, name=clientId
        )
        return TaskCredentials(
            clientId=issued.clientId,
            accessToken=issued.accessToken,
            certificate=json.dumps(issued.certificate),
        )

    return issueCredentials
