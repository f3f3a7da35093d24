"""State and server of one local Taskcluster, from its start to its stop."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING

from tc_typed.core.options import Options
from tc_typed.core.signing.credentials import Credentials
from tc_typed.testing.clock import Clock, LocalClock
from tc_typed.testing.deployment import EXCHANGES, OPERATIONS, Deployment
from tc_typed.testing.runs.background_worker import BackgroundWorker
from tc_typed.testing.server.app import makeApp
from tc_typed.testing.server.live_logs import LiveLogs
from tc_typed.testing.server.local_paths import withLocalPaths
from tc_typed.testing.server.running_server import RunningServer
from tc_typed.testing.services.github.webhook import webhookRoute
from tc_typed.testing.settings import Settings
from tc_typed.testing.state.database import Database
from tc_typed.testing.state.store import Store

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from tc_typed.testing.broker.publisher import Publisher


class Instance:
    """State and server of one local Taskcluster.

    The deployment exists from the creation on, so a program can create clients before a start. A
    reset replaces it, and so does a start after a stop, if there is a database. The server finds
    the current one for each request.
    """

    def __init__(self, settings: Settings, clock: Clock) -> None:
        """Open the database, if there is one, and create the deployment. Nothing is started yet.

        Args:
            settings: Settings.
            clock: Clock that the local Taskcluster's follows.

        Raises:
            InvalidCall: if the URL of the broker is not valid.
            MissingExtra: if there is such a URL, and the extra `pulse` is not installed.
            UnusableDatabase: if the database can't be used.
            OSError: if the database can't be created.
        """
        self._settings = settings
        self._root = settings.root
        self._lock = threading.Lock()  # Held while it starts or stops.
        self._server: RunningServer | None = None
        self._worker: BackgroundWorker | None = None
        self._liveLogs = LiveLogs()
        self._pages: ASGIApp | None = None
        self._publisher = None if settings.amqp is None else self._newPublisher(settings.amqp)
        self.clock: LocalClock = LocalClock(clock, self._catchUp)
        """Clock of the deployment."""
        self.store: Store = self._openStore()
        """Store of the state."""
        self.deployment: Deployment = self._newDeployment()
        """All services and their state."""
        self._app = makeApp(
            OPERATIONS,
            lambda: self.deployment.backend,
            lambda: self.server.storagePort,
            withLocalPaths(self._respondWithPage, self.clock, self._liveLogs),
            webhookRoute(lambda: self.deployment.github),
        )

    @property
    def server(self) -> RunningServer:
        """The server.

        Raises:
            RuntimeError: if it is not started.
        """
        if self._server is None:
            raise RuntimeError("the local Taskcluster is not started: use `with` or call start()")
        return self._server

    def start(self) -> None:
        """Start the server, and the publisher if there is a broker."""
        with self._lock:
            if self._server is not None:
                return
            if self.store.isClosed:
                self.reopen()
            if self._publisher is not None:
                self._publisher.start()
            try:
                self._server = RunningServer.start(self._app, self._settings.port)
            except BaseException:
                if self._publisher is not None:
                    self._publisher.stop()
                raise

    def executeTasks(
        self,
        options: Options,
        environment: Callable[[Credentials], Mapping[str, str]],
        capacity: int,
    ) -> None:
        """Execute the commands of all tasks until the stop, unless that is done already.

        Args:
            options: Options of a client that has all scopes.
            environment: Function that returns the environment variables for credentials.
            capacity: Maximum number of runs at a time.
        """
        with self._lock:
            if self._worker is None:
                self._worker = BackgroundWorker(
                    lambda: self.deployment, options, environment, self._liveLogs, capacity
                )
                self._worker.start()

    def stop(self) -> None:
        """Stop everything that was started, and close the database."""
        # Each step is taken, in reverse order, even if one before it fails: the disk may be full.
        with self._lock, ExitStack() as steps:
            steps.callback(self._closeStore)
            if self._publisher is not None:
                steps.callback(self._publisher.stop)
            if self._server is not None:
                steps.callback(self.deployment.queues.stop)
                steps.callback(self._forgetServer)
                steps.callback(self.deployment.backend.storage.files.clear)
                steps.callback(self._server.stop)
                if self._worker is not None:
                    steps.callback(self._worker.stop)
                steps.callback(self.deployment.timeline.stopWaits)

    def _forgetServer(self) -> None:
        self._server = self._worker = None
        self.deployment.timeline.isStopping = False

    def _closeStore(self) -> None:
        # Another thread may be changing the state. It is inside the timeline.
        with self.deployment.timeline.enter():
            self.store.close()

    def reset(self) -> None:
        """Replace the deployment with a new one, whose state is empty."""
        former = self.deployment
        self._root = former.root
        self.clock.reset()
        if self.store.isClosed:
            self.store = self._openStore()
        with former.timeline.enter():
            # Calls that are still in progress there must not change the store any more.
            former.timeline.store = Store()
            self.store.clear()
        self.deployment = self._newDeployment()
        former.finish()

    def reopen(self) -> None:
        """Close the store, and replace the deployment with one that has what is in the database."""
        self.store.close()
        self.store = self._openStore()
        self.deployment = self._newDeployment()

    def _openStore(self) -> Store:
        database = self._settings.database
        return Store() if database is None else Database(database)

    def _newDeployment(self) -> Deployment:
        """Create a deployment with the state in the store."""
        try:
            self.clock.restore(self.store)
            return Deployment(
                clock=self.clock,
                root=self._root,
                rootUrl=lambda: self.server.rootUrl,
                storageUrl=lambda: self.server.storageUrl,
                claimWait=self._settings.claimWait,
                claimTimeout=self._settings.claimTimeout,
                store=self.store,
                onOutgoing=None if self._publisher is None else self._publisher.wake,
            )
        except BaseException:
            self.store.close()  # So that another one can use the file.
            raise

    def _newPublisher(self, url: str) -> Publisher:
        from tc_typed.pulse.url import BrokerUrl  # noqa: PLC0415  # It is seldom needed.
        from tc_typed.testing.broker.publisher import Publisher  # noqa: PLC0415  # It needs an extra.

        return Publisher(BrokerUrl.parse(url), EXCHANGES, lambda: self.deployment.outbox)

    async def _respondWithPage(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond with a page. The code of pages is imported by the first request for one."""
        if self._pages is None:
            from tc_typed.testing.page.app import makePages  # noqa: PLC0415  # It takes time.

            self._pages = makePages(lambda: self.deployment, self._liveLogs)
        await self._pages(scope, receive, send)

    def _catchUp(self) -> None:
        timeline = self.deployment.timeline
        with timeline.enter():
            self.clock.keep()
        timeline.catchUp()
