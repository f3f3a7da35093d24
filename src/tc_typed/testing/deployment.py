"""All services of one local Taskcluster, and the state that they share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain

from tc_typed.auth import operations as auth
from tc_typed.auth.events import AuthEvents
from tc_typed.core.events import Exchange
from tc_typed.core.operation import Operation
from tc_typed.core.signing.credentials import Credentials
from tc_typed.github import operations as github
from tc_typed.github.events import GithubEvents
from tc_typed.hooks import operations as hooks
from tc_typed.hooks.events import HooksEvents
from tc_typed.index import operations as index
from tc_typed.notify import operations as notify
from tc_typed.notify.events import NotifyEvents
from tc_typed.object import operations as object_
from tc_typed.purge_cache import operations as purge_cache
from tc_typed.queue import operations as queue
from tc_typed.queue.events import QueueEvents
from tc_typed.secrets import operations as secrets
from tc_typed.testing.broker.outbox import Outbox
from tc_typed.testing.clock import Clock
from tc_typed.testing.faults import Faults
from tc_typed.testing.messages import Messages
from tc_typed.testing.messages.message_queues import MessageQueues
from tc_typed.testing.messages.pulse import LocalPulse
from tc_typed.testing.notifications import Notifications
from tc_typed.testing.server.authentication import Authenticator
from tc_typed.testing.server.backend import Backend
from tc_typed.testing.server.service import LocalService
from tc_typed.testing.server.storage import Storage
from tc_typed.testing.services.auth.service import authService
from tc_typed.testing.services.auth.state import AuthState
from tc_typed.testing.services.context import ServiceContext
from tc_typed.testing.services.github.service import githubService
from tc_typed.testing.services.github.state import GithubState
from tc_typed.testing.services.hooks.service import hooksService, hooksState
from tc_typed.testing.services.hooks.state import HooksState
from tc_typed.testing.services.index.service import indexService
from tc_typed.testing.services.notify.service import notifyService
from tc_typed.testing.services.notify.state import NotifyState
from tc_typed.testing.services.object.service import objectService
from tc_typed.testing.services.object.state import ObjectState
from tc_typed.testing.services.purge_cache import purgeCacheService
from tc_typed.testing.services.queue.creation import TaskCreator
from tc_typed.testing.services.queue.service import queueService, queueState
from tc_typed.testing.services.queue.state import QueueState
from tc_typed.testing.services.secrets import secretsService
from tc_typed.testing.services.web_server.service import webServerService
from tc_typed.testing.services.worker_manager.service import (
    workerManagerService,
    workerManagerState,
)
from tc_typed.testing.services.worker_manager.state import WorkerManagerState
from tc_typed.testing.state.store import Store
from tc_typed.testing.timeline import Timeline
from tc_typed.web_server import operations as web_server
from tc_typed.worker_manager import operations as worker_manager
from tc_typed.worker_manager.events import WorkerManagerEvents

_SERVICES = (
    auth,
    github,
    hooks,
    index,
    notify,
    object_,
    purge_cache,
    queue,
    secrets,
    web_server,
    worker_manager,
)
_EVENTS = (AuthEvents, GithubEvents, HooksEvents, NotifyEvents, QueueEvents, WorkerManagerEvents)

OPERATIONS: Sequence[Operation] = tuple(
    chain.from_iterable(service.OPERATIONS.values() for service in _SERVICES)
)
"""Operations of all services."""
EXCHANGES: Sequence[str] = tuple(
    exchange.exchange
    for events in _EVENTS
    for exchange in vars(events).values()
    if isinstance(exchange, Exchange)
)
"""Names of the exchanges of all services."""

ROOT_CLIENT = "static/taskcluster/root"
"""Id of the client that has all scopes, unless another one is given."""


class Deployment:
    """All services of one local Taskcluster, and the state that they share.

    A reset replaces the deployment with a new one.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        root: Credentials | str | None,
        rootUrl: Callable[[], str],
        storageUrl: Callable[[], str],
        claimWait: float,
        claimTimeout: float,
        store: Store,
        onOutgoing: Callable[[], None] | None = None,
    ) -> None:
        """Create a deployment with the state in its store.

        If the store is new, the only clients are those of root and of the services.

        Args:
            clock: Clock of the server.
            root: Permanent credentials of the client that has all scopes, or only its id. Without
                an access token, it has the one in the store, or a new one.
            rootUrl: Function that returns the root URL, or raises a RuntimeError if the local
                Taskcluster is not started.
            storageUrl: Function that returns the URL of the storage endpoint.
            claimWait: Maximum number of seconds that a `claimWork` waits for work.
            claimTimeout: Number of seconds after which a claim expires.
            store: Store of the state.
            onOutgoing: Function to call when there is a message for the broker, inside the
                timeline. By default messages are not sent to a broker.
        """
        self.timeline: Timeline = Timeline(clock, store)
        self._ofServices: dict[str, Credentials] = {}  # No call can change these clients.
        # While the timeline is held, nothing that is due is carried out on half of the state.
        with self.timeline.enter():
            storage = Storage(self.timeline, storageUrl)
            self.messages: Messages = Messages(self.timeline)
            self.outbox: Outbox = Outbox(self.timeline, onOutgoing)
            if onOutgoing is not None:
                self.messages.onEach(self.outbox.add)
            self.queues: MessageQueues = MessageQueues(self.messages, self.timeline, rootUrl)
            self.pulse: LocalPulse = LocalPulse(self.queues)
            self.notifications: Notifications = Notifications(self.timeline.store)
            self.faults: Faults = Faults(OPERATIONS)
            self.auth: AuthState = AuthState(self.timeline, self.messages)
            self.root: Credentials = self._rootCredentials(root)
            context = ServiceContext(
                self.timeline, self.messages, storage, rootUrl, self._serviceCredentials
            )
            objects = ObjectState(self.timeline, storage)
            self.queue: QueueState = queueState(context, claimTimeout)
            self.workerManager: WorkerManagerState = workerManagerState(context, self.queue)
            tasks = TaskCreator(self.queue, self.auth.roles.expand)
            notifier = NotifyState(self.timeline, self.messages, self.notifications)
            self.hooks: HooksState = hooksState(context, tasks, notifier)
            self.github: GithubState = GithubState(context, tasks)
            authenticator = Authenticator(clock)
            services = self._services(context, authenticator, notifier, objects, claimWait)
            self.backend: Backend = Backend(
                timeline=self.timeline,
                services={service.name: service for service in services},
                authenticator=authenticator,
                directory=self.auth.directory,
                storage=storage,
                faults=self.faults,
            )

    def _services(
        self,
        context: ServiceContext,
        authenticator: Authenticator,
        notifier: NotifyState,
        objects: ObjectState,
        claimWait: float,
    ) -> Sequence[LocalService]:
        return [
            authService(self.auth, authenticator),
            githubService(context, self.github),
            hooksService(self.hooks),
            indexService(context, self.queue.task),
            notifyService(context, notifier, self.queue.task),
            objectService(objects),
            purgeCacheService(context),
            queueService(context, self.queue, objects, claimWait),
            secretsService(context),
            webServerService(context, self.queue),
            workerManagerService(self.workerManager),
        ]

    def _rootCredentials(self, given: Credentials | str | None) -> Credentials:
        if isinstance(given, Credentials):
            return self.auth.staticCredentials(given.clientId, given.accessToken)
        return self.auth.staticCredentials(given or ROOT_CLIENT)

    def _serviceCredentials(self, service: str) -> Credentials:
        """Return the credentials of a service, which are created when it first needs them."""
        if service not in self._ofServices:  # The queue needs them for each claim.
            self._ofServices[service] = self.auth.staticCredentials(f"static/taskcluster/{service}")
        return self._ofServices[service]

    def finish(self) -> None:
        """End the calls that wait for work or messages, and remove queues and uploaded files."""
        self.timeline.stopWaits()
        self.messages.finish()
        self.queues.finish()
        self.backend.storage.files.clear()
