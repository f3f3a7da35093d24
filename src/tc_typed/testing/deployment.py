"""All services of one local Taskcluster, and the state that they share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain

from tc_typed.auth import operations as auth
from tc_typed.core.operation import Operation
from tc_typed.core.signing.credentials import Credentials
from tc_typed.github import operations as github
from tc_typed.hooks import operations as hooks
from tc_typed.index import operations as index
from tc_typed.notify import operations as notify
from tc_typed.object import operations as object_
from tc_typed.purge_cache import operations as purge_cache
from tc_typed.queue import operations as queue
from tc_typed.secrets import operations as secrets
from tc_typed.testing.clock import Clock
from tc_typed.testing.faults import Faults
from tc_typed.testing.message_queues import MessageQueues
from tc_typed.testing.messages import Messages
from tc_typed.testing.notifications import Notifications
from tc_typed.testing.pulse import LocalPulse
from tc_typed.testing.server.authentication import Authenticator
from tc_typed.testing.server.backend import Backend
from tc_typed.testing.server.service import LocalService
from tc_typed.testing.server.storage import Storage
from tc_typed.testing.services.auth.service import authService
from tc_typed.testing.services.auth.state import AuthState
from tc_typed.testing.services.common import commonHandlers
from tc_typed.testing.services.context import ServiceContext
from tc_typed.testing.services.index.service import indexService
from tc_typed.testing.services.notify.service import notifyService
from tc_typed.testing.services.object.service import objectService
from tc_typed.testing.services.object.state import ObjectState
from tc_typed.testing.services.purge_cache import purgeCacheService
from tc_typed.testing.services.queue.service import queueService, queueState
from tc_typed.testing.services.queue.state import QueueState
from tc_typed.testing.services.secrets import secretsService
from tc_typed.testing.timeline import Timeline
from tc_typed.web_server import operations as web_server
from tc_typed.worker_manager import operations as worker_manager

# Services without any implemented method. The arguments, scopes and payloads of calls are checked.
_NOT_IMPLEMENTED = (
    github,
    hooks,
    web_server,
    worker_manager,
)

_SERVICES = (auth, index, notify, object_, purge_cache, queue, secrets, *_NOT_IMPLEMENTED)

OPERATIONS: Sequence[Operation] = tuple(
    chain.from_iterable(service.OPERATIONS.values() for service in _SERVICES)
)
"""Operations of all services."""


class Deployment:
    """All services of one local Taskcluster, and the state that they share.

    A reset replaces the deployment with a new one.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        root: Credentials,
        rootUrl: Callable[[], str],
        storageUrl: Callable[[], str],
        claimWait: float,
        claimTimeout: float,
    ) -> None:
        """Create a deployment whose only clients are those of root and of the services.

        Args:
            clock: Clock of the server.
            root: Permanent credentials of the client that has all scopes.
            rootUrl: Function that returns the root URL, or raises a RuntimeError if the local
                Taskcluster is not started.
            storageUrl: Function that returns the URL of the storage endpoint.
            claimWait: Maximum number of seconds that a `claimWork` waits for work.
            claimTimeout: Number of seconds after which a claim expires.
        """
        self.timeline: Timeline = Timeline(clock)
        storage = Storage(self.timeline, storageUrl)
        self.messages: Messages = Messages(self.timeline)
        self.queues: MessageQueues = MessageQueues(
            self.messages, self.timeline, checkStarted=rootUrl
        )
        self.pulse: LocalPulse = LocalPulse(self.queues)
        self.notifications: Notifications = Notifications()
        self.faults: Faults = Faults(OPERATIONS)
        self.auth: AuthState = AuthState(self.timeline, self.messages)
        self.auth.staticCredentials(root.clientId, root.accessToken)
        context = ServiceContext(
            timeline=self.timeline,
            messages=self.messages,
            storage=storage,
            rootUrl=rootUrl,
            serviceCredentials=self._serviceCredentials,
        )
        authenticator = Authenticator(clock)
        objects = ObjectState(self.timeline, storage)
        self.queue: QueueState = queueState(context, claimTimeout)
        services = [
            authService(self.auth, authenticator),
            queueService(context, self.queue, objects, claimWait),
            indexService(context, self.queue.task),
            secretsService(context),
            purgeCacheService(context),
            notifyService(context, self.notifications, self.queue.task),
            objectService(objects),
            *(LocalService(service.OPERATIONS, commonHandlers()) for service in _NOT_IMPLEMENTED),
        ]
        self.backend: Backend = Backend(
            timeline=self.timeline,
            services={service.name: service for service in services},
            authenticator=authenticator,
            directory=self.auth.directory,
            storage=storage,
            faults=self.faults,
        )

    def _serviceCredentials(self, service: str) -> Credentials:
        """Return the credentials of a service, which are created when it first needs them."""
        return self.auth.staticCredentials(f"static/taskcluster/{service}")

    def finish(self) -> None:
        """End the calls that wait for work or messages, and remove queues and uploaded files."""
        self.timeline.stopWaits()
        self.messages.finish()
        self.queues.finish()
        self.backend.storage.files.clear()
