"""The local Taskcluster: services for tests, served by this process."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Self

from tc_typed.core.options import Options
from tc_typed.core.signing.credentials import Credentials, CredentialsLike
from tc_typed.credentials.temporary import createTemporaryCredentials
from tc_typed.github import operations as github
from tc_typed.hooks import operations as hooks
from tc_typed.index import operations as index
from tc_typed.notify import operations as notify
from tc_typed.object import operations as object_
from tc_typed.purge_cache import operations as purge_cache
from tc_typed.queue.models import TaskCredentials
from tc_typed.secrets import operations as secrets
from tc_typed.testing.auth_service import ClientRegistry, authService
from tc_typed.testing.authentication import Authenticator, ClientRecord
from tc_typed.testing.clock import Clock, systemClock
from tc_typed.testing.queue_service import ClaimWait, queueService
from tc_typed.testing.queue_state import QueueState
from tc_typed.testing.service import LocalService
from tc_typed.web_server import operations as web_server
from tc_typed.worker_manager import operations as worker_manager

if TYPE_CHECKING:
    from tc_typed.testing.running_server import RunningServer

# Services without any implemented method. Arguments, scopes and payloads of calls are checked.
_NOT_IMPLEMENTED = (
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

CLAIM_WAIT = 20.0
"""Number of seconds that a `claimWork` waits for work."""


class LocalTaskcluster:
    """A Taskcluster for tests, with queue and auth, in this process on a free port of 127.0.0.1.

    It checks what a real server checks (signatures, certificates, scopes, payloads, times, states
    of tasks) and keeps all data in memory. It implements some methods of queue and auth, and
    none of other services: a call to any other method, with valid arguments and sufficient scopes,
    fails with status 400 and the code NotImplemented.

    Start it in a `with` statement, or with `start()` and `stop()`. After a stop and another start,
    tasks and clients are still there, but the root URL has changed. If it is never stopped, it ends
    with the interpreter.

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

    def __init__(self, *, clock: Clock = systemClock, claimWait: float = CLAIM_WAIT) -> None:
        """Create a local Taskcluster; it is not started yet.

        Args:
            clock: Function that returns the current time as an aware datetime. Pass one that a
                test can move, to test deadlines, expired claims and expired credentials. Timestamps
                of Hawk signatures are always compared with the real time, which clients sign with.
            claimWait: Maximum number of seconds that a `claimWork` waits for work, measured by
                `clock` or in real time, whichever ends first. Defaults to 20, like a real queue.
                With 0 it returns immediately, which suits tests without work, especially if
                `clock` never advances.
        """
        from tc_typed.testing.app import makeApp  # noqa: PLC0415  # It needs an extra.

        self._clients = ClientRegistry(clock)
        self._root = self._clients.create("static/taskcluster/root", ["*"])
        issuer = self._clients.create("static/taskcluster/queue", ["*"])
        authenticator = Authenticator(clock)
        self._app = makeApp(
            [
                queueService(
                    QueueState(clock, _issuerFor(issuer)),
                    ClaimWait(claimWait, clock, lambda: self._running is None),
                ),
                authService(self._clients, authenticator),
                *(LocalService(operations, {}) for operations in _NOT_IMPLEMENTED),
            ],
            authenticator,
            self._clients.find,
            clock,
        )
        self._running: RunningServer | None = None

    @property
    def rootUrl(self) -> str:
        """Root URL, `http://127.0.0.1:…`.

        Raises:
            RuntimeError: if the local Taskcluster is not started.
        """
        if self._running is None:
            raise RuntimeError("the local Taskcluster is not started: use `with` or call start()")
        return self._running.rootUrl

    @property
    def credentials(self) -> Credentials:
        """Permanent credentials of a client that has all scopes."""
        return _credentials(self._root)

    def options(self) -> Options:
        """Return options for a client that has all scopes.

        Raises:
            RuntimeError: if the local Taskcluster is not started.
        """
        return Options(rootUrl=self.rootUrl, credentials=self.credentials)

    def environment(self, credentials: CredentialsLike | None = None) -> dict[str, str]:
        """Return environment variables for a program that calls this Taskcluster.

        Args:
            credentials: Credentials for the calls, permanent or temporary. Defaults to those of a
                client that has all scopes.

        Returns:
            TASKCLUSTER_ROOT_URL, TASKCLUSTER_CLIENT_ID, TASKCLUSTER_ACCESS_TOKEN and
            TASKCLUSTER_CERTIFICATE. Without a certificate the last one is an empty string, which
            clients treat as none, so it overrides a certificate in the program's environment.
            TASKCLUSTER_PROXY_URL is not set, because `optionsFromEnvironment` ignores it if there
            are credentials.

        Raises:
            RuntimeError: if the local Taskcluster is not started.
            TaskclusterAuthFailure: if the credentials are unusable.

        Example:
            ```python
            with LocalTaskcluster() as taskcluster:
                environment = {**os.environ, **taskcluster.environment()}
                subprocess.run(["./worker"], env=environment, check=True)
            ```
        """
        caller = self.credentials if credentials is None else Credentials.of(credentials)
        certificate = caller.certificate
        return {
            "TASKCLUSTER_ROOT_URL": self.rootUrl,
            "TASKCLUSTER_CLIENT_ID": caller.clientId,
            "TASKCLUSTER_ACCESS_TOKEN": caller.accessToken,
            "TASKCLUSTER_CERTIFICATE": "" if certificate is None else json.dumps(certificate),
        }

    def createClient(
        self,
        clientId: str,
        scopes: Sequence[str] = (),
        *,
        expires: datetime | None = None,
        disabled: bool = False,
    ) -> Credentials:
        """Create a client.

        Args:
            clientId: Id of the client.
            scopes: Scopes of the client.
            expires: Time at which its credentials expire. By default they never do.
            disabled: Whether the client is disabled.

        Returns:
            Permanent credentials of the client.

        Raises:
            ValueError: if the client already exists, or if a scope ends in `**` or is not printable
                ASCII, which the auth service rejects.
        """
        return _credentials(
            self._clients.create(clientId, scopes, expires=expires, disabled=disabled)
        )

    def start(self) -> None:
        """Start the server. Do nothing if it is already running.

        Raises:
            RuntimeError: if the server does not start within 10 seconds.
        """
        from tc_typed.testing.running_server import RunningServer  # noqa: PLC0415  # It needs an extra.

        if self._running is None:
            self._running = RunningServer.start(self._app)

    def stop(self) -> None:
        """Stop the server. Do nothing if it is not running.

        Raises:
            RuntimeError: if the server does not stop within 10 seconds.
        """
        running, self._running = self._running, None
        if running is not None:
            running.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()


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
