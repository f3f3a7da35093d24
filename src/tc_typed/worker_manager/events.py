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
    """A routing key, word by word.

    It is that of `workerPoolCreated`, `workerPoolUpdated`, `workerPoolError`,
    `launchConfigCreated`, `launchConfigUpdated`, `launchConfigArchived`. A word that the service
    leaves blank, `_` on the wire, is `None`.
    """

    routingKeyKind: str
    """Always `primary`."""
    providerId: str | None
    """Provider of the worker pool or worker, or blank where the service leaves it out."""
    provisionerId: str | None
    """First half of the worker pool's name, or blank where the service leaves it out."""
    workerType: str | None
    """Second half of the worker pool's name, or blank where the service leaves it out."""
    workerGroup: str | None
    """Group of the worker that the message is about, or blank if it is about no single worker."""
    workerId: str | None
    """Worker that the message is about, or blank if it is about no single worker."""
    launchConfigId: str | None
    """Launch configuration that the message has to do with, or blank if there is none."""
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
    """Launch configuration that the worker was started from, or blank if there is none."""
    reserved: str | None
    """Room for words added in future; match it with `#`, which is what happens when it is left
    out.
    """


class WorkerPoolExchange(Exchange[MessageT_co, WorkerPoolRoutingKey]):
    """An exchange whose routing keys are each a `WorkerPoolRoutingKey`."""

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
        """Choose which messages to get.

        `_` matches a word that the service left blank.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            providerId: Provider of the worker pool or worker, or blank where the service leaves it
                out.
            provisionerId: First half of the worker pool's name, or blank where the service leaves
                it out.
            workerType: Second half of the worker pool's name, or blank where the service leaves it
                out.
            workerGroup: Group of the worker that the message is about, or blank if it is about no
                single worker.
            workerId: Worker that the message is about, or blank if it is about no single worker.
            launchConfigId: Launch configuration that the message has to do with, or blank if there
                is none.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, which also reads the messages that arrive.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.
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
    """An exchange whose routing keys are each a `WorkerRoutingKey`."""

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
        """Choose which messages to get.

        `_` matches a word that the service left blank.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            providerId: Provider that started the worker.
            provisionerId: First half of the worker pool's name.
            workerType: Second half of the worker pool's name.
            workerGroup: Group of the worker, often its region or data centre.
            workerId: Worker that the message is about.
            launchConfigId: Launch configuration that the worker was started from, or blank if there
                is none.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, which also reads the messages that arrive.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.
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
    """Pulse messages in which the worker manager reports on its pools and workers.

    All have the same routing key layout, of which each message fills in the words that apply to it.
    """

    serviceName: ClassVar[str] = "worker-manager"
    exchangePrefix: ClassVar[str] = "exchange/taskcluster-worker-manager/v1/"

    workerPoolCreated: ClassVar[WorkerPoolExchange[WorkerPoolMessage]] = WorkerPoolExchange(
        "worker-pool-created", WorkerPoolMessage
    )
    """Worker pool created.

    Sent when a worker pool has been created. Its routing key says nothing but `primary`, so listen
    to every message and look at its `workerPoolId`.

    Exchange: `exchange/taskcluster-worker-manager/v1/worker-pool-created`.
    """

    workerPoolUpdated: ClassVar[WorkerPoolExchange[WorkerPoolMessage]] = WorkerPoolExchange(
        "worker-pool-updated", WorkerPoolMessage
    )
    """Worker pool updated.

    Sent when the definition of a worker pool has changed, or when it is to be deleted, which makes
    `null-provider` its provider. Its routing key says nothing but `primary`, so listen to every
    message and look at its `workerPoolId`.

    Exchange: `exchange/taskcluster-worker-manager/v1/worker-pool-updated`.
    """

    workerPoolError: ClassVar[WorkerPoolExchange[WorkerPoolErrorMessage]] = WorkerPoolExchange(
        "worker-pool-error", WorkerPoolErrorMessage
    )
    """Worker pool error.

    Sent when an error has been recorded for a worker pool, be it one of starting workers or one
    that a worker reported. The message has the kind and title; ask `listWorkerPoolErrors` for the
    rest.

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

    Sent when a worker is to be done away with, on a call of `removeWorker` or because the worker
    manager sees cause for it. The message says why.

    Exchange: `exchange/taskcluster-worker-manager/v1/worker-removed`.
    """

    launchConfigCreated: ClassVar[WorkerPoolExchange[LaunchConfigMessage]] = WorkerPoolExchange(
        "launch-config-created", LaunchConfigMessage
    )
    """Launch configuration created.

    Sent for each launch configuration that a worker pool gains, on its creation or an update.

    Exchange: `exchange/taskcluster-worker-manager/v1/launch-config-created`.
    """

    launchConfigUpdated: ClassVar[WorkerPoolExchange[LaunchConfigMessage]] = WorkerPoolExchange(
        "launch-config-updated", LaunchConfigMessage
    )
    """Launch configuration updated.

    Sent when an update of a worker pool keeps a launch configuration but alters how the worker
    manager treats it, its weight for instance.

    Exchange: `exchange/taskcluster-worker-manager/v1/launch-config-updated`.
    """

    launchConfigArchived: ClassVar[WorkerPoolExchange[LaunchConfigMessage]] = WorkerPoolExchange(
        "launch-config-archived", LaunchConfigMessage
    )
    """Launch configuration archived.

    Sent for each launch configuration that a worker pool loses: no further workers are started from
    it.

    Exchange: `exchange/taskcluster-worker-manager/v1/launch-config-archived`.
    """
