"""What the worker-manager service publishes on Pulse: its exchanges, and their routing keys.

Compiled from schemas/worker-manager by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, NamedTuple

from tc_typed.core.events import Binding, Exchange, ServiceEvents, Word
from tc_typed.worker_manager.models import (
    LaunchConfigMessage,
    WorkerMessage,
    WorkerPoolErrorMessage,
    WorkerPoolMessage,
    WorkerRemovedMessage,
)


class WorkerPoolRoutingKey(NamedTuple):
    """A routing key, word by word.

    It is that of `workerPoolCreated`, `workerPoolUpdated`, `workerPoolError`,
    `launchConfigCreated`, `launchConfigUpdated`, `launchConfigArchived`. A word that the service
    leaves blank, `_` on the wire, is `None`.
    """

    routingKeyKind: str
    """Always `primary`."""
    providerId: str | None
    """Provider of the worker pool or worker, or `_` where the service leaves it out."""
    provisionerId: str | None
    """First half of the worker pool's name, or `_` where the service leaves it out."""
    workerType: str | None
    """Second half of the worker pool's name, or `_` where the service leaves it out."""
    workerGroup: str | None
    """Group of the worker that the message is about, or `_` if it is about no single worker."""
    workerId: str | None
    """Worker that the message is about, or `_` if it is about no single worker."""
    launchConfigId: str | None
    """Launch configuration that the message has to do with, or `_` if there is none."""
    reserved: str | None
    """Room for words added in future; match it with `#`, which is what happens when it is left
    out.
    """


class WorkerRoutingKey(NamedTuple):
    """A routing key, word by word.

    It is that of `workerRequested`, `workerRunning`, `workerStopped`, `workerRemoved`. A word that
    the service leaves blank, `_` on the wire, is `None`.
    """

    routingKeyKind: str
    """Always `primary`."""
    providerId: str
    """Provider that started the worker."""
    provisionerId: str
    """First half of the worker pool's name."""
    workerType: str
    """Second half of the worker pool's name."""
    workerGroup: str
    """Group of the worker, often its region or data centre."""
    workerId: str
    """Worker that the message is about."""
    launchConfigId: str | None
    """Launch configuration that the worker was started from, or `_` if there is none."""
    reserved: str | None
    """Room for words added in future; match it with `#`, which is what happens when it is left
    out.
    """


_workerPoolCreated: Exchange[WorkerPoolMessage, WorkerPoolRoutingKey] = Exchange(
    service="worker-manager",
    name="workerPoolCreated",
    exchange="exchange/taskcluster-worker-manager/v1/worker-pool-created",
    layout=(
        Word("routingKeyKind", constant="primary"),
        Word("providerId", required=False),
        Word("provisionerId", required=False),
        Word("workerType", required=False),
        Word("workerGroup", required=False),
        Word("workerId", required=False),
        Word("launchConfigId", required=False),
        Word("reserved", multiple=True, required=False),
    ),
    key=WorkerPoolRoutingKey,
    message=WorkerPoolMessage,
)
_workerPoolUpdated: Exchange[WorkerPoolMessage, WorkerPoolRoutingKey] = Exchange(
    service="worker-manager",
    name="workerPoolUpdated",
    exchange="exchange/taskcluster-worker-manager/v1/worker-pool-updated",
    layout=(
        Word("routingKeyKind", constant="primary"),
        Word("providerId", required=False),
        Word("provisionerId", required=False),
        Word("workerType", required=False),
        Word("workerGroup", required=False),
        Word("workerId", required=False),
        Word("launchConfigId", required=False),
        Word("reserved", multiple=True, required=False),
    ),
    key=WorkerPoolRoutingKey,
    message=WorkerPoolMessage,
)
_workerPoolError: Exchange[WorkerPoolErrorMessage, WorkerPoolRoutingKey] = Exchange(
    service="worker-manager",
    name="workerPoolError",
    exchange="exchange/taskcluster-worker-manager/v1/worker-pool-error",
    layout=(
        Word("routingKeyKind", constant="primary"),
        Word("providerId", required=False),
        Word("provisionerId", required=False),
        Word("workerType", required=False),
        Word("workerGroup", required=False),
        Word("workerId", required=False),
        Word("launchConfigId", required=False),
        Word("reserved", multiple=True, required=False),
    ),
    key=WorkerPoolRoutingKey,
    message=WorkerPoolErrorMessage,
)
_workerRequested: Exchange[WorkerMessage, WorkerRoutingKey] = Exchange(
    service="worker-manager",
    name="workerRequested",
    exchange="exchange/taskcluster-worker-manager/v1/worker-requested",
    layout=(
        Word("routingKeyKind", constant="primary"),
        Word("providerId"),
        Word("provisionerId"),
        Word("workerType"),
        Word("workerGroup"),
        Word("workerId"),
        Word("launchConfigId", required=False),
        Word("reserved", multiple=True, required=False),
    ),
    key=WorkerRoutingKey,
    message=WorkerMessage,
)
_workerRunning: Exchange[WorkerMessage, WorkerRoutingKey] = Exchange(
    service="worker-manager",
    name="workerRunning",
    exchange="exchange/taskcluster-worker-manager/v1/worker-running",
    layout=(
        Word("routingKeyKind", constant="primary"),
        Word("providerId"),
        Word("provisionerId"),
        Word("workerType"),
        Word("workerGroup"),
        Word("workerId"),
        Word("launchConfigId", required=False),
        Word("reserved", multiple=True, required=False),
    ),
    key=WorkerRoutingKey,
    message=WorkerMessage,
)
_workerStopped: Exchange[WorkerMessage, WorkerRoutingKey] = Exchange(
    service="worker-manager",
    name="workerStopped",
    exchange="exchange/taskcluster-worker-manager/v1/worker-stopped",
    layout=(
        Word("routingKeyKind", constant="primary"),
        Word("providerId"),
        Word("provisionerId"),
        Word("workerType"),
        Word("workerGroup"),
        Word("workerId"),
        Word("launchConfigId", required=False),
        Word("reserved", multiple=True, required=False),
    ),
    key=WorkerRoutingKey,
    message=WorkerMessage,
)
_workerRemoved: Exchange[WorkerRemovedMessage, WorkerRoutingKey] = Exchange(
    service="worker-manager",
    name="workerRemoved",
    exchange="exchange/taskcluster-worker-manager/v1/worker-removed",
    layout=(
        Word("routingKeyKind", constant="primary"),
        Word("providerId"),
        Word("provisionerId"),
        Word("workerType"),
        Word("workerGroup"),
        Word("workerId"),
        Word("launchConfigId", required=False),
        Word("reserved", multiple=True, required=False),
    ),
    key=WorkerRoutingKey,
    message=WorkerRemovedMessage,
)
_launchConfigCreated: Exchange[LaunchConfigMessage, WorkerPoolRoutingKey] = Exchange(
    service="worker-manager",
    name="launchConfigCreated",
    exchange="exchange/taskcluster-worker-manager/v1/launch-config-created",
    layout=(
        Word("routingKeyKind", constant="primary"),
        Word("providerId", required=False),
        Word("provisionerId", required=False),
        Word("workerType", required=False),
        Word("workerGroup", required=False),
        Word("workerId", required=False),
        Word("launchConfigId", required=False),
        Word("reserved", multiple=True, required=False),
    ),
    key=WorkerPoolRoutingKey,
    message=LaunchConfigMessage,
)
_launchConfigUpdated: Exchange[LaunchConfigMessage, WorkerPoolRoutingKey] = Exchange(
    service="worker-manager",
    name="launchConfigUpdated",
    exchange="exchange/taskcluster-worker-manager/v1/launch-config-updated",
    layout=(
        Word("routingKeyKind", constant="primary"),
        Word("providerId", required=False),
        Word("provisionerId", required=False),
        Word("workerType", required=False),
        Word("workerGroup", required=False),
        Word("workerId", required=False),
        Word("launchConfigId", required=False),
        Word("reserved", multiple=True, required=False),
    ),
    key=WorkerPoolRoutingKey,
    message=LaunchConfigMessage,
)
_launchConfigArchived: Exchange[LaunchConfigMessage, WorkerPoolRoutingKey] = Exchange(
    service="worker-manager",
    name="launchConfigArchived",
    exchange="exchange/taskcluster-worker-manager/v1/launch-config-archived",
    layout=(
        Word("routingKeyKind", constant="primary"),
        Word("providerId", required=False),
        Word("provisionerId", required=False),
        Word("workerType", required=False),
        Word("workerGroup", required=False),
        Word("workerId", required=False),
        Word("launchConfigId", required=False),
        Word("reserved", multiple=True, required=False),
    ),
    key=WorkerPoolRoutingKey,
    message=LaunchConfigMessage,
)


class WorkerManagerEvents(ServiceEvents):
    """Pulse messages in which the worker manager reports on its pools and workers.

    All have the same routing key layout, of which each message fills in the words that apply to it.
    """

    serviceName: ClassVar[str] = "worker-manager"
    exchanges: ClassVar[Mapping[str, Exchange]] = {
        exchange.name: exchange
        for exchange in (
            _workerPoolCreated,
            _workerPoolUpdated,
            _workerPoolError,
            _workerRequested,
            _workerRunning,
            _workerStopped,
            _workerRemoved,
            _launchConfigCreated,
            _launchConfigUpdated,
            _launchConfigArchived,
        )
    }

    def workerPoolCreated(
        self,
        routingKeyPattern: str | None = None,
        /,
        *,
        providerId: str | None = None,
        provisionerId: str | None = None,
        workerType: str | None = None,
        workerGroup: str | None = None,
        workerId: str | None = None,
        launchConfigId: str | None = None,
        reserved: str | None = None,
    ) -> Binding[WorkerPoolMessage, WorkerPoolRoutingKey]:
        """Worker pool created.

        Sent when a worker pool has been created. Its routing key says nothing but `primary`, so
        listen to every message and look at its `workerPoolId`.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            providerId: Provider of the worker pool or worker, or `_` where the service leaves it
                out.
            provisionerId: First half of the worker pool's name, or `_` where the service leaves it
                out.
            workerType: Second half of the worker pool's name, or `_` where the service leaves it
                out.
            workerGroup: Group of the worker that the message is about, or `_` if it is about no
                single worker.
            workerId: Worker that the message is about, or `_` if it is about no single worker.
            launchConfigId: Launch configuration that the message has to do with, or `_` if there is
                none.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `WorkerPoolMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-worker-manager/v1/worker-pool-created`.
        """
        return _workerPoolCreated.bind(
            routingKeyPattern,
            providerId=providerId,
            provisionerId=provisionerId,
            workerType=workerType,
            workerGroup=workerGroup,
            workerId=workerId,
            launchConfigId=launchConfigId,
            reserved=reserved,
        )

    def workerPoolUpdated(
        self,
        routingKeyPattern: str | None = None,
        /,
        *,
        providerId: str | None = None,
        provisionerId: str | None = None,
        workerType: str | None = None,
        workerGroup: str | None = None,
        workerId: str | None = None,
        launchConfigId: str | None = None,
        reserved: str | None = None,
    ) -> Binding[WorkerPoolMessage, WorkerPoolRoutingKey]:
        """Worker pool updated.

        Sent when the definition of a worker pool has changed, or when it is to be deleted, which
        makes `null-provider` its provider. Its routing key says nothing but `primary`, so listen to
        every message and look at its `workerPoolId`.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            providerId: Provider of the worker pool or worker, or `_` where the service leaves it
                out.
            provisionerId: First half of the worker pool's name, or `_` where the service leaves it
                out.
            workerType: Second half of the worker pool's name, or `_` where the service leaves it
                out.
            workerGroup: Group of the worker that the message is about, or `_` if it is about no
                single worker.
            workerId: Worker that the message is about, or `_` if it is about no single worker.
            launchConfigId: Launch configuration that the message has to do with, or `_` if there is
                none.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `WorkerPoolMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-worker-manager/v1/worker-pool-updated`.
        """
        return _workerPoolUpdated.bind(
            routingKeyPattern,
            providerId=providerId,
            provisionerId=provisionerId,
            workerType=workerType,
            workerGroup=workerGroup,
            workerId=workerId,
            launchConfigId=launchConfigId,
            reserved=reserved,
        )

    def workerPoolError(
        self,
        routingKeyPattern: str | None = None,
        /,
        *,
        providerId: str | None = None,
        provisionerId: str | None = None,
        workerType: str | None = None,
        workerGroup: str | None = None,
        workerId: str | None = None,
        launchConfigId: str | None = None,
        reserved: str | None = None,
    ) -> Binding[WorkerPoolErrorMessage, WorkerPoolRoutingKey]:
        """Worker pool error.

        Sent when an error has been recorded for a worker pool, be it one of starting workers or one
        that a worker reported. The message has the kind and title; ask `listWorkerPoolErrors` for
        the rest.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            providerId: Provider of the worker pool or worker, or `_` where the service leaves it
                out.
            provisionerId: First half of the worker pool's name, or `_` where the service leaves it
                out.
            workerType: Second half of the worker pool's name, or `_` where the service leaves it
                out.
            workerGroup: Group of the worker that the message is about, or `_` if it is about no
                single worker.
            workerId: Worker that the message is about, or `_` if it is about no single worker.
            launchConfigId: Launch configuration that the message has to do with, or `_` if there is
                none.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `WorkerPoolErrorMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-worker-manager/v1/worker-pool-error`.
        """
        return _workerPoolError.bind(
            routingKeyPattern,
            providerId=providerId,
            provisionerId=provisionerId,
            workerType=workerType,
            workerGroup=workerGroup,
            workerId=workerId,
            launchConfigId=launchConfigId,
            reserved=reserved,
        )

    def workerRequested(
        self,
        routingKeyPattern: str | None = None,
        /,
        *,
        providerId: str | None = None,
        provisionerId: str | None = None,
        workerType: str | None = None,
        workerGroup: str | None = None,
        workerId: str | None = None,
        launchConfigId: str | None = None,
        reserved: str | None = None,
    ) -> Binding[WorkerMessage, WorkerRoutingKey]:
        """Worker requested.

        Sent when a provider has asked its cloud for a new worker. The instance may still fail to
        start.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            providerId: Provider that started the worker.
            provisionerId: First half of the worker pool's name.
            workerType: Second half of the worker pool's name.
            workerGroup: Group of the worker, often its region or data centre.
            workerId: Worker that the message is about.
            launchConfigId: Launch configuration that the worker was started from, or `_` if there
                is none.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `WorkerMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-worker-manager/v1/worker-requested`.
        """
        return _workerRequested.bind(
            routingKeyPattern,
            providerId=providerId,
            provisionerId=provisionerId,
            workerType=workerType,
            workerGroup=workerGroup,
            workerId=workerId,
            launchConfigId=launchConfigId,
            reserved=reserved,
        )

    def workerRunning(
        self,
        routingKeyPattern: str | None = None,
        /,
        *,
        providerId: str | None = None,
        provisionerId: str | None = None,
        workerType: str | None = None,
        workerGroup: str | None = None,
        workerId: str | None = None,
        launchConfigId: str | None = None,
        reserved: str | None = None,
    ) -> Binding[WorkerMessage, WorkerRoutingKey]:
        """Worker running.

        Sent when a worker has registered, which means that it is up and about to claim tasks.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            providerId: Provider that started the worker.
            provisionerId: First half of the worker pool's name.
            workerType: Second half of the worker pool's name.
            workerGroup: Group of the worker, often its region or data centre.
            workerId: Worker that the message is about.
            launchConfigId: Launch configuration that the worker was started from, or `_` if there
                is none.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `WorkerMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-worker-manager/v1/worker-running`.
        """
        return _workerRunning.bind(
            routingKeyPattern,
            providerId=providerId,
            provisionerId=provisionerId,
            workerType=workerType,
            workerGroup=workerGroup,
            workerId=workerId,
            launchConfigId=launchConfigId,
            reserved=reserved,
        )

    def workerStopped(
        self,
        routingKeyPattern: str | None = None,
        /,
        *,
        providerId: str | None = None,
        provisionerId: str | None = None,
        workerType: str | None = None,
        workerGroup: str | None = None,
        workerId: str | None = None,
        launchConfigId: str | None = None,
        reserved: str | None = None,
    ) -> Binding[WorkerMessage, WorkerRoutingKey]:
        """Worker stopped.

        Sent when a worker is found to be gone, whether it shut itself down or was terminated.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            providerId: Provider that started the worker.
            provisionerId: First half of the worker pool's name.
            workerType: Second half of the worker pool's name.
            workerGroup: Group of the worker, often its region or data centre.
            workerId: Worker that the message is about.
            launchConfigId: Launch configuration that the worker was started from, or `_` if there
                is none.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `WorkerMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-worker-manager/v1/worker-stopped`.
        """
        return _workerStopped.bind(
            routingKeyPattern,
            providerId=providerId,
            provisionerId=provisionerId,
            workerType=workerType,
            workerGroup=workerGroup,
            workerId=workerId,
            launchConfigId=launchConfigId,
            reserved=reserved,
        )

    def workerRemoved(
        self,
        routingKeyPattern: str | None = None,
        /,
        *,
        providerId: str | None = None,
        provisionerId: str | None = None,
        workerType: str | None = None,
        workerGroup: str | None = None,
        workerId: str | None = None,
        launchConfigId: str | None = None,
        reserved: str | None = None,
    ) -> Binding[WorkerRemovedMessage, WorkerRoutingKey]:
        """Worker removed.

        Sent when a worker is to be done away with, on a call of `removeWorker` or because the
        worker manager sees cause for it. The message says why.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            providerId: Provider that started the worker.
            provisionerId: First half of the worker pool's name.
            workerType: Second half of the worker pool's name.
            workerGroup: Group of the worker, often its region or data centre.
            workerId: Worker that the message is about.
            launchConfigId: Launch configuration that the worker was started from, or `_` if there
                is none.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `WorkerRemovedMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-worker-manager/v1/worker-removed`.
        """
        return _workerRemoved.bind(
            routingKeyPattern,
            providerId=providerId,
            provisionerId=provisionerId,
            workerType=workerType,
            workerGroup=workerGroup,
            workerId=workerId,
            launchConfigId=launchConfigId,
            reserved=reserved,
        )

    def launchConfigCreated(
        self,
        routingKeyPattern: str | None = None,
        /,
        *,
        providerId: str | None = None,
        provisionerId: str | None = None,
        workerType: str | None = None,
        workerGroup: str | None = None,
        workerId: str | None = None,
        launchConfigId: str | None = None,
        reserved: str | None = None,
    ) -> Binding[LaunchConfigMessage, WorkerPoolRoutingKey]:
        """Launch configuration created.

        Sent for each launch configuration that a worker pool gains, on its creation or an update.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            providerId: Provider of the worker pool or worker, or `_` where the service leaves it
                out.
            provisionerId: First half of the worker pool's name, or `_` where the service leaves it
                out.
            workerType: Second half of the worker pool's name, or `_` where the service leaves it
                out.
            workerGroup: Group of the worker that the message is about, or `_` if it is about no
                single worker.
            workerId: Worker that the message is about, or `_` if it is about no single worker.
            launchConfigId: Launch configuration that the message has to do with, or `_` if there is
                none.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `LaunchConfigMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-worker-manager/v1/launch-config-created`.
        """
        return _launchConfigCreated.bind(
            routingKeyPattern,
            providerId=providerId,
            provisionerId=provisionerId,
            workerType=workerType,
            workerGroup=workerGroup,
            workerId=workerId,
            launchConfigId=launchConfigId,
            reserved=reserved,
        )

    def launchConfigUpdated(
        self,
        routingKeyPattern: str | None = None,
        /,
        *,
        providerId: str | None = None,
        provisionerId: str | None = None,
        workerType: str | None = None,
        workerGroup: str | None = None,
        workerId: str | None = None,
        launchConfigId: str | None = None,
        reserved: str | None = None,
    ) -> Binding[LaunchConfigMessage, WorkerPoolRoutingKey]:
        """Launch configuration updated.

        Sent when an update of a worker pool keeps a launch configuration but alters how the worker
        manager treats it, its weight for instance.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            providerId: Provider of the worker pool or worker, or `_` where the service leaves it
                out.
            provisionerId: First half of the worker pool's name, or `_` where the service leaves it
                out.
            workerType: Second half of the worker pool's name, or `_` where the service leaves it
                out.
            workerGroup: Group of the worker that the message is about, or `_` if it is about no
                single worker.
            workerId: Worker that the message is about, or `_` if it is about no single worker.
            launchConfigId: Launch configuration that the message has to do with, or `_` if there is
                none.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `LaunchConfigMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-worker-manager/v1/launch-config-updated`.
        """
        return _launchConfigUpdated.bind(
            routingKeyPattern,
            providerId=providerId,
            provisionerId=provisionerId,
            workerType=workerType,
            workerGroup=workerGroup,
            workerId=workerId,
            launchConfigId=launchConfigId,
            reserved=reserved,
        )

    def launchConfigArchived(
        self,
        routingKeyPattern: str | None = None,
        /,
        *,
        providerId: str | None = None,
        provisionerId: str | None = None,
        workerType: str | None = None,
        workerGroup: str | None = None,
        workerId: str | None = None,
        launchConfigId: str | None = None,
        reserved: str | None = None,
    ) -> Binding[LaunchConfigMessage, WorkerPoolRoutingKey]:
        """Launch configuration archived.

        Sent for each launch configuration that a worker pool loses: no further workers are started
        from it.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            providerId: Provider of the worker pool or worker, or `_` where the service leaves it
                out.
            provisionerId: First half of the worker pool's name, or `_` where the service leaves it
                out.
            workerType: Second half of the worker pool's name, or `_` where the service leaves it
                out.
            workerGroup: Group of the worker that the message is about, or `_` if it is about no
                single worker.
            workerId: Worker that the message is about, or `_` if it is about no single worker.
            launchConfigId: Launch configuration that the message has to do with, or `_` if there is
                none.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `LaunchConfigMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-worker-manager/v1/launch-config-archived`.
        """
        return _launchConfigArchived.bind(
            routingKeyPattern,
            providerId=providerId,
            provisionerId=provisionerId,
            workerType=workerType,
            workerGroup=workerGroup,
            workerId=workerId,
            launchConfigId=launchConfigId,
            reserved=reserved,
        )
