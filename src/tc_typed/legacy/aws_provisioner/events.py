"""Exchanges of the aws-provisioner service on Pulse, and their routing keys.

Compiled from schemas/legacy/aws-provisioner by tc_typed.compiler; change the contract, not this
file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from tc_typed.core.events import Binding, Exchange, MessageT_co, ServiceEvents, Word
from tc_typed.legacy.aws_provisioner.models import WorkerTypeMessage


class WorkerTypeRoutingKey(NamedTuple):
    """A routing key, split into words.

    Exchanges: `workerTypeCreated`, `workerTypeUpdated`, `workerTypeRemoved`. A word that the
    service leaves blank, `_` on the wire, is `None`.
    """

    routingKeyKind: str
    """Always `primary`."""
    workerType: str
    """Name of the worker type that the message is about."""
    reserved: str | None
    """Reserved for future use. If you omit it in a binding, `#` matches it."""


class WorkerTypeExchange(Exchange[MessageT_co, WorkerTypeRoutingKey]):
    """An exchange with routing keys of type `WorkerTypeRoutingKey`."""

    key: Callable[..., WorkerTypeRoutingKey] = WorkerTypeRoutingKey
    words: ClassVar[tuple[Word, ...]] = (
        Word("routingKeyKind", constant="primary"),
        Word("workerType"),
        Word("reserved", multiple=True, required=False),
    )

    def __call__(
        self,
        routingKeyPattern: str | None = None,
        /,
        *,
        workerType: str | None = None,
        reserved: str | None = None,
    ) -> Binding[MessageT_co, WorkerTypeRoutingKey]:
        """Select the messages to receive.

        Args:
            routingKeyPattern: Complete routing key pattern, instead of single words.
            workerType: Name of the worker type that the message is about.
            reserved: Reserved for future use. If you omit it in a binding, `#` matches it.

        Returns:
            A binding, which also parses the messages.

        Raises:
            InvalidCall: if a word is invalid, or is given together with a pattern.
        """
        return self.bind(routingKeyPattern, workerType=workerType, reserved=reserved)


class AwsProvisionerEvents(ServiceEvents):
    """Pulse messages about changes to the AWS provisioner's worker types.

    A message only names the worker type; fetch its definition from the API. Sent until the service
    was shut down in November 2019; the clients included these exchanges up to release 7.0.1 of
    March 2019.
    """

    serviceName: ClassVar[str] = "aws-provisioner"
    exchangePrefix: ClassVar[str] = "exchange/taskcluster-aws-provisioner/"

    workerTypeCreated: ClassVar[WorkerTypeExchange[WorkerTypeMessage]] = WorkerTypeExchange(
        "worker-type-created", WorkerTypeMessage
    )
    """Worker type created.

    Sent when a worker type has been created, and again if the call to `createWorkerType` is
    repeated.

    Exchange: `exchange/taskcluster-aws-provisioner/worker-type-created`.
    """

    workerTypeUpdated: ClassVar[WorkerTypeExchange[WorkerTypeMessage]] = WorkerTypeExchange(
        "worker-type-updated", WorkerTypeMessage
    )
    """Worker type updated.

    Sent when the definition of a worker type has been replaced; fetch the new one with the method
    `workerType`.

    Exchange: `exchange/taskcluster-aws-provisioner/worker-type-updated`.
    """

    workerTypeRemoved: ClassVar[WorkerTypeExchange[WorkerTypeMessage]] = WorkerTypeExchange(
        "worker-type-removed", WorkerTypeMessage
    )
    """Worker type removed.

    Sent when a worker type has been deleted. Its instances are terminated afterwards.

    Exchange: `exchange/taskcluster-aws-provisioner/worker-type-removed`.
    """
