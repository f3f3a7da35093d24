"""The local Taskcluster: the services in one process, on a port of their own."""

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

# It has none of their methods, but it checks the arguments, scopes and payloads of calls.
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

CLAIM_WAIT = 20.0
"""Seconds that a `claimWork` waits for work."""


class LocalTaskcluster:
    """A Taskcluster for tests: queue and auth, in this process, on a free port of 127.0.0.1.

    It checks what a real one checks (signatures, certificates, scopes, payloads, times, the states
    of tasks) and forgets everything with the object. Where it lacks a method, of these services and
    of all others, a call with right arguments and scopes gets an error of status 400, code
    NotImplemented, that names it.

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

    def __init__(self, *, clock: Clock = systemClock, claimWait: float = CLAIM_WAIT) -> None:
        """Set up; nothing listens yet.

        Args:
            clock: Tells the time, as an aware date-time. Give one that a test can move to try
                deadlines, lapsed claims and expired credentials. Only the timestamps of Hawk
                signatures are still compared with the real time, which clients sign with.
            claimWait: How long a `claimWork` waits for work, in seconds; 20, as with a real queue,
                unless given. It ends when work comes, and when that much time has passed by `clock`
                or in reality. With 0 it never waits: for tests of what happens without work, above
                all with a clock that stands still.
        """
        from tc_typed.testing.app import makeApp  # noqa: PLC0415  # an extra

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
                *(LocalService(operations, {}) for operations in _LACKING),
            ],
            authenticator,
            self._clients.find,
            clock,
        )
        self._running: RunningServer | None = None

    @property
    def rootUrl(self) -> str:
        """Its address, `http://127.0.0.1:…`.

        Raises:
            RuntimeError: if it is not started.
        """
        if self._running is None:
            raise RuntimeError("the local Taskcluster is not started: use `with`, or start()")
        return self._running.rootUrl

    @property
    def credentials(self) -> Credentials:
        """Permanent credentials of a client that may do everything."""
        return _credentials(self._root)

    def options(self) -> Options:
        """Options for a client that may do everything.

        Raises:
            RuntimeError: if it is not started.
        """
        return Options(rootUrl=self.rootUrl, credentials=self.credentials)

    def environment(self, credentials: CredentialsLike | None = None) -> dict[str, str]:
        """Environment variables for a program that calls this Taskcluster.

        Args:
            credentials: Credentials for the calls; by default those of a client that may do
                everything. Temporary ones come with their certificate.

        Returns:
            TASKCLUSTER_ROOT_URL, TASKCLUSTER_CLIENT_ID, TASKCLUSTER_ACCESS_TOKEN and
            TASKCLUSTER_CERTIFICATE. Without a certificate the last is the empty text, which clients
            take for none, so that it replaces one in the environment that you add these to.
            TASKCLUSTER_PROXY_URL is not among them: where there are credentials,
            `optionsFromEnvironment` ignores it.

        Raises:
            RuntimeError: if it is not started.
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
            clientId: Its name.
            scopes: The scopes that it has.
            expires: When its credentials cease to be valid; never unless given.
            disabled: Whether it is switched off.

        Returns:
            The client's credentials.

        Raises:
            ValueError: if a client has that name already, or if a scope ends in `**` or is not
                printable ASCII, which the auth service refuses.
        """
        return _credentials(
            self._clients.create(clientId, scopes, expires=expires, disabled=disabled)
        )

    def start(self) -> None:
        """Start to listen. Does nothing if it listens already.

        Raises:
            RuntimeError: if that takes more than 10 seconds.
        """
        from tc_typed.testing.running_server import RunningServer  # noqa: PLC0415  # an extra

        if self._running is None:
            self._running = RunningServer.start(self._app)

    def stop(self) -> None:
        """Stop listening. Does nothing if it does not listen.

        Raises:
            RuntimeError: if that takes more than 10 seconds.
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
