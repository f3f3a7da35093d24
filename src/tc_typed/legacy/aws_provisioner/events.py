"""What the aws-provisioner service publishes on Pulse: its exchanges, and their routing keys.

Compiled from schemas/legacy/aws-provisioner by tc_typed.compiler; change the contract, not this
file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, NamedTuple

from tc_typed.core.events import Binding, Exchange, ServiceEvents, Word
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


_workerTypeCreated: Exchange[WorkerTypeMessage, WorkerTypeRoutingKey] = Exchange(
    service="aws-provisioner",
    name="workerTypeCreated",
    exchange="exchange/taskcluster-aws-provisioner/worker-type-created",
    layout=(
        Word("routingKeyKind", constant="primary"),
        Word("workerType"),
        Word("reserved", multiple=True, required=False),
    ),
    key=WorkerTypeRoutingKey,
    message=WorkerTypeMessage,
)
_workerTypeUpdated: Exchange[WorkerTypeMessage, WorkerTypeRoutingKey] = Exchange(
    service="aws-provisioner",
    name="workerTypeUpdated",
    exchange="exchange/taskcluster-aws-provisioner/worker-type-updated",
    layout=(
        Word("routingKeyKind", constant="primary"),
        Word("workerType"),
        Word("reserved", multiple=True, required=False),
    ),
    key=WorkerTypeRoutingKey,
    message=WorkerTypeMessage,
)
_workerTypeRemoved: Exchange[WorkerTypeMessage, WorkerTypeRoutingKey] = Exchange(
    service="aws-provisioner",
    name="workerTypeRemoved",
    exchange="exchange/taskcluster-aws-provisioner/worker-type-removed",
    layout=(
        Word("routingKeyKind", constant="primary"),
        Word("workerType"),
        Word("reserved", multiple=True, required=False),
    ),
    key=WorkerTypeRoutingKey,
    message=WorkerTypeMessage,
)


class AwsProvisionerEvents(ServiceEvents):
    """Pulse messages in which the AWS provisioner announced changes to its worker types.

    A message only names the worker type; its definition must be fetched from the API. Sent until
    the service went away in November 2019; clients described these exchanges until release 7.0.1 of
    March 2019.
    """

    serviceName: ClassVar[str] = "aws-provisioner"
    exchanges: ClassVar[Mapping[str, Exchange]] = {
        exchange.name: exchange
        for exchange in (
            _workerTypeCreated,
            _workerTypeUpdated,
            _workerTypeRemoved,
        )
    }

    def workerTypeCreated(
        self,
        routingKeyPattern: str | None = None,
        /,
        *,
        workerType: str | None = None,
        reserved: str | None = None,
    ) -> Binding[WorkerTypeMessage, WorkerTypeRoutingKey]:
        """Worker type created.

        Sent when a worker type has been defined, and once more if that call is repeated.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            workerType: Name of the worker type the message is about.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `WorkerTypeMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-aws-provisioner/worker-type-created`.
        """
        return _workerTypeCreated.bind(routingKeyPattern, workerType=workerType, reserved=reserved)

    def workerTypeUpdated(
        self,
        routingKeyPattern: str | None = None,
        /,
        *,
        workerType: str | None = None,
        reserved: str | None = None,
    ) -> Binding[WorkerTypeMessage, WorkerTypeRoutingKey]:
        """Worker type updated.

        Sent when the definition of an existing worker type has been replaced; call `workerType` to
        see the new one.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            workerType: Name of the worker type the message is about.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `WorkerTypeMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-aws-provisioner/worker-type-updated`.
        """
        return _workerTypeUpdated.bind(routingKeyPattern, workerType=workerType, reserved=reserved)

    def workerTypeRemoved(
        self,
        routingKeyPattern: str | None = None,
        /,
        *,
        workerType: str | None = None,
        reserved: str | None = None,
    ) -> Binding[WorkerTypeMessage, WorkerTypeRoutingKey]:
        """Worker type removed.

        Sent when a worker type has been deleted. Its instances are terminated after that, not
        before.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            workerType: Name of the worker type the message is about.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `WorkerTypeMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-aws-provisioner/worker-type-removed`.
        """
        return _workerTypeRemoved.bind(routingKeyPattern, workerType=workerType, reserved=reserved)
