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
    """A routing key, word by word.

    It is that of `workerTypeCreated`, `workerTypeUpdated`, `workerTypeRemoved`. A word that the
    service leaves blank, `_` on the wire, is `None`.
    """

    routingKeyKind: str
    """Always `primary`."""
    workerType: str
    """Name of the worker type the message is about."""
    reserved: str | None
    """Room for words added in future; match it with `#`, which is what happens when it is left
    out.
    """


class WorkerTypeExchange(Exchange[MessageT_co, WorkerTypeRoutingKey]):
    """An exchange whose routing keys are each a `WorkerTypeRoutingKey`."""

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
        """Choose which messages to get.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            workerType: Name of the worker type the message is about.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, which also reads the messages that arrive.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.
        """
        return self.bind(routingKeyPattern, workerType=workerType, reserved=reserved)


class AwsProvisionerEvents(ServiceEvents):
    """Pulse messages in which the AWS provisioner announced changes to its worker types.

    A message only names the worker type; its definition must be fetched from the API. Sent until
    the service went away in November 2019; clients described these exchanges until release 7.0.1 of
    March 2019.
    """

    serviceName: ClassVar[str] = "aws-provisioner"
    exchangePrefix: ClassVar[str] = "exchange/taskcluster-aws-provisioner/"

    workerTypeCreated: ClassVar[WorkerTypeExchange[WorkerTypeMessage]] = WorkerTypeExchange(
        "worker-type-created", WorkerTypeMessage
    )
    """Worker type created.

    Sent when a worker type has been defined, and once more if that call is repeated.

    Exchange: `exchange/taskcluster-aws-provisioner/worker-type-created`.
    """

    workerTypeUpdated: ClassVar[WorkerTypeExchange[WorkerTypeMessage]] = WorkerTypeExchange(
        "worker-type-updated", WorkerTypeMessage
    )
    """Worker type updated.

    Sent when the definition of an existing worker type has been replaced; call `workerType` to see
    the new one.

    Exchange: `exchange/taskcluster-aws-provisioner/worker-type-updated`.
    """

    workerTypeRemoved: ClassVar[WorkerTypeExchange[WorkerTypeMessage]] = WorkerTypeExchange(
        "worker-type-removed", WorkerTypeMessage
    )
    """Worker type removed.

    Sent when a worker type has been deleted. Its instances are terminated after that, not before.

    Exchange: `exchange/taskcluster-aws-provisioner/worker-type-removed`.
    """
