"""Exchanges of the worker-manager service on Pulse, and their routing keys.

Compiled from schemas/worker-manager by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from tc_typed.core.events import Binding, Exchange, MessageT_co, ServiceEvents, Word
from tc_typed.worker_manager.models import (
    LaunchConfigMessage,
    WorkerMessage,
    WorkerPoolErrorMessage,
    WorkerPoolMessage,
    WorkerRemovedMessage,
)


class WorkerPoolRoutingKey(NamedTuple):
    """A routing key, split into words.

    Exchanges: `workerPoolCreated`, `workerPoolUpdated`, `workerPoolError`, `launchConfigCreated`,
    `launchConfigUpdated`, `launchConfigArchived`. A word that the service leaves blank, `_` on the
    wire, is `None`.
    """

    routingKeyKind: str
    """Always `primary`."""
    providerId: str | None
    """Provider of the worker pool or worker; blank if the service leaves it out."""
    provisionerId: str | None
    """First part of the worker pool's name, before the slash; blank if the service leaves it
    out.
    """
    workerType: str | None
    """Second part of the worker pool's name, after the slash; blank if the service leaves it
    out.
    """
    workerGroup: str | None
    """Group of the worker that the message is about; blank if it is not about a single worker."""
    workerId: str | None
    """Id of the worker that the message is about; blank if it is not about a single worker."""
    launchConfigId: str | None
    """Launch configuration that the message is about; blank if there is none."""
    reserved: str | None
    """Reserved for future use. If you omit it in a binding, `#` matches it."""


class WorkerRoutingKey(NamedTuple):
    """A routing key, split into words.

    Exchanges: `workerRequested`, `workerRunning`, `workerStopped`, `workerRemoved`. A word that the
    service leaves blank, `_` on the wire, is `None`.
    """

    routingKeyKind: str
    """Always `primary`."""
    providerId: str
    """Provider that started the worker."""
    provisionerId: str
    """First part of the worker pool's name, before the slash."""
    workerType: str
    """Second part of the worker pool's name, after the slash."""
    workerGroup: str
    """Group of the worker, often its region or data centre."""
    workerId: str
    """Id of the worker that the message is about."""
    launchConfigId: str | None
    """Launch configuration that the worker was started from; blank if there is none."""
    reserved: str | None
    """Reserved for future use. If you omit it in a binding, `#` matches it."""


class WorkerPoolExchange(Exchange[MessageT_co, WorkerPoolRoutingKey]):
    """An exchange with routing keys of type `WorkerPoolRoutingKey`."""

    key: Callable[..., WorkerPoolRoutingKey] = WorkerPoolRoutingKey
    words: ClassVar[tuple[Word, ...]] = (
        Word("routingKeyKind", constant="primary"),
        Word("providerId", required=False),
        Word("provisionerId", required=False),
        Word("workerType", required=False),
        Word("workerGroup", required=False),
        Word("workerId", required=False),
        Word("launchConfigId", required=False),
        Word("reserved", multiple=True, required=False),
    )

    def __call__(
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
    ) -> Binding[MessageT_co, WorkerPoolRoutingKey]:
        """Select the messages to receive.

        `_` matches a word that the service left blank.

        Args:
            routingKeyPattern: Complete routing key pattern, instead of single words.
            providerId: Provider of the worker pool or worker; blank if the service leaves it out.
            provisionerId: First part of the worker pool's name, before the slash; blank if the
                service leaves it out.
            workerType: Second part of the worker pool's name, after the slash; blank if the service
                leaves it out.
            workerGroup: Group of the worker that the message is about; blank if it is not about a
                single worker.
            workerId: Id of the worker that the message is about; blank if it is not about a single
                worker.
            launchConfigId: Launch configuration that the message is about; blank if there is none.
            reserved: Reserved for future use. If you omit it in a binding, `#` matches it.

        Returns:
            A binding, which also parses the messages.

        Raises:
            InvalidCall: if a word is invalid, or is given together with a pattern.
        """
        return self.bind(
            routingKeyPattern,
            providerId=providerId,
            provisionerId=provisionerId,
            workerType=workerType,
            workerGroup=workerGroup,
            workerId=workerId,
            launchConfigId=launchConfigId,
            reserved=reserved,
        )


class WorkerExchange(Exchange[MessageT_co, WorkerRoutingKey]):
    """An exchange with routing keys of type `WorkerRoutingKey`."""

    key: Callable[..., WorkerRoutingKey] = WorkerRoutingKey
    words: ClassVar[tuple[Word, ...]] = (
        Word("routingKeyKind", constant="primary"),
        Word("providerId"),
        Word("provisionerId"),
        Word("workerType"),
        Word("workerGroup"),
        Word("workerId"),
        Word("launchConfigId", required=False),
        Word("reserved", multiple=True, required=False),
    )

    def __call__(
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
    ) -> Binding[MessageT_co, WorkerRoutingKey]:
        """Select the messages to receive.

        `_` matches a word that the service left blank.

        Args:
            routingKeyPattern: Complete routing key pattern, instead of single words.
            providerId: Provider that started the worker.
            provisionerId: First part of the worker pool's name, before the slash.
            workerType: Second part of the worker pool's name, after the slash.
            workerGroup: Group of the worker, often its region or data centre.
            workerId: Id of the worker that the message is about.
            launchConfigId: Launch configuration that the worker was started from; blank if there is
                none.
            reserved: Reserved for future use. If you omit it in a binding, `#` matches it.

        Returns:
            A binding, which also parses the messages.

        Raises:
            InvalidCall: if a word is invalid, or is given together with a pattern.
        """
        return self.bind(
            routingKeyPattern,
            providerId=providerId,
            provisionerId=provisionerId,
            workerType=workerType,
            workerGroup=workerGroup,
            workerId=workerId,
            launchConfigId=launchConfigId,
            reserved=reserved,
        )


class WorkerManagerEvents(ServiceEvents):
    """Pulse messages about worker pools and their workers.

    All have the same routing key layout; each message fills in only some of its words.
    """

    serviceName: ClassVar[str] = "worker-manager"
    exchangePrefix: ClassVar[str] = "exchange/taskcluster-worker-manager/v1/"

    workerPoolCreated: ClassVar[WorkerPoolExchange[WorkerPoolMessage]] = WorkerPoolExchange(
        "worker-pool-created", WorkerPoolMessage
    )
    """Worker pool created.

    Sent when a worker pool has been created. The routing key contains only `primary`, so listen to
    all messages and check their `workerPoolId`.

    Exchange: `exchange/taskcluster-worker-manager/v1/worker-pool-created`.
    """

    workerPoolUpdated: ClassVar[WorkerPoolExchange[WorkerPoolMessage]] = WorkerPoolExchange(
        "worker-pool-updated", WorkerPoolMessage
    )
    """Worker pool updated.

    Sent when the definition of a worker pool has changed, or when the pool is to be deleted, which
    makes `null-provider` its provider. The routing key contains only `primary`, so listen to all
    messages and check their `workerPoolId`.

    Exchange: `exchange/taskcluster-worker-manager/v1/worker-pool-updated`.
    """

    workerPoolError: ClassVar[WorkerPoolExchange[WorkerPoolErrorMessage]] = WorkerPoolExchange(
        "worker-pool-error", WorkerPoolErrorMessage
    )
    """Worker pool error.

    Sent when an error has been recorded for a worker pool: a failure to start workers, or an error
    that a worker reported. The message has the error's kind and title; call `listWorkerPoolErrors`
    for the rest.

    Exchange: `exchange/taskcluster-worker-manager/v1/worker-pool-error`.
    """

    workerRequested: ClassVar[WorkerExchange[WorkerMessage]] = WorkerExchange(
        "worker-requested", WorkerMessage
    )
    """Worker requested.

    Sent when a provider has asked its cloud for a new worker. The instance may still fail to start.

    Exchange: `exchange/taskcluster-worker-manager/v1/worker-requested`.
    """

    workerRunning: ClassVar[WorkerExchange[WorkerMessage]] = WorkerExchange(
        "worker-running", WorkerMessage
    )
    """Worker running.

    Sent when a worker has registered, which means that it is up and about to claim tasks.

    Exchange: `exchange/taskcluster-worker-manager/v1/worker-running`.
    """

    workerStopped: ClassVar[WorkerExchange[WorkerMessage]] = WorkerExchange(
        "worker-stopped", WorkerMessage
    )
    """Worker stopped.

    Sent when a worker is found to be gone, whether it shut itself down or was terminated.

    Exchange: `exchange/taskcluster-worker-manager/v1/worker-stopped`.
    """

    workerRemoved: ClassVar[WorkerExchange[WorkerRemovedMessage]] = WorkerExchange(
        "worker-removed", WorkerRemovedMessage
    )
    """Worker removed.

    Sent when a worker is to be removed, because of a call to `removeWorker` or a decision of the
    worker manager. The message has the reason.

    Exchange: `exchange/taskcluster-worker-manager/v1/worker-removed`.
    """

    launchConfigCreated: ClassVar[WorkerPoolExchange[LaunchConfigMessage]] = WorkerPoolExchange(
        "launch-config-created", LaunchConfigMessage
    )
    """Launch configuration created.

    Sent for each launch configuration that a worker pool gains when it is created or updated.

    Exchange: `exchange/taskcluster-worker-manager/v1/launch-config-created`.
    """

    launchConfigUpdated: ClassVar[WorkerPoolExchange[LaunchConfigMessage]] = WorkerPoolExchange(
        "launch-config-updated", LaunchConfigMessage
    )
    """Launch configuration updated.

    Sent when an update of a worker pool keeps a launch configuration but changes how the worker
    manager treats it, such as its weight.

    Exchange: `exchange/taskcluster-worker-manager/v1/launch-config-updated`.
    """

    launchConfigArchived: ClassVar[WorkerPoolExchange[LaunchConfigMessage]] = WorkerPoolExchange(
        "launch-config-archived", LaunchConfigMessage
    )
    """Launch configuration archived.

    Sent for each launch configuration that a worker pool loses; no more workers are started from
    it.

    Exchange: `exchange/taskcluster-worker-manager/v1/launch-config-archived`.
    """
