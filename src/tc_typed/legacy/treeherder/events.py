"""Exchanges of the treeherder service on Pulse, and their routing keys.

Compiled from schemas/legacy/treeherder by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from tc_typed.core.events import Binding, Exchange, MessageT_co, ServiceEvents, Word
from tc_typed.legacy.treeherder.models import JobMessage


class JobRoutingKey(NamedTuple):
    """A routing key, split into words.

    Exchanges: `jobs`. A word that the service leaves blank, `_` on the wire, is `None`.
    """

    destination: str
    """Treeherder deployment that the job is for, such as the one for production or for staging; the
    first word of the task's Treeherder route.
    """
    project: str
    """Treeherder's name for the project, such as `mozilla-inbound`."""
    reserved: str | None
    """Reserved for future use. If you omit it in a binding, `#` matches it."""


class JobExchange(Exchange[MessageT_co, JobRoutingKey]):
    """An exchange with routing keys of type `JobRoutingKey`."""

    key: Callable[..., JobRoutingKey] = JobRoutingKey
    words: ClassVar[tuple[Word, ...]] = (
        Word("destination"),
        Word("project"),
        Word("reserved", multiple=True, required=False),
    )

    def __call__(
        self,
        routingKeyPattern: str | None = None,
        /,
        *,
        destination: str | None = None,
        project: str | None = None,
        reserved: str | None = None,
    ) -> Binding[MessageT_co, JobRoutingKey]:
        """Select the messages to receive.

        Args:
            routingKeyPattern: Complete routing key pattern, instead of single words.
            destination: Treeherder deployment that the job is for, such as the one for production
                or for staging; the first word of the task's Treeherder route.
            project: Treeherder's name for the project, such as `mozilla-inbound`.
            reserved: Reserved for future use. If you omit it in a binding, `#` matches it.

        Returns:
            A binding, which also parses the messages.

        Raises:
            InvalidCall: if a word is invalid, or is given together with a pattern.
        """
        return self.bind(
            routingKeyPattern, destination=destination, project=project, reserved=reserved
        )


class TreeherderEvents(ServiceEvents):
    """Pulse messages that presented the queue's task messages as jobs for Treeherder.

    The taskcluster-treeherder service sent them for tasks with a Treeherder route, up to release
    16.0.0. Release 16.1.0 removed it: Treeherder now listens to the queue's own exchanges.
    """

    serviceName: ClassVar[str] = "treeherder"
    exchangePrefix: ClassVar[str] = "exchange/taskcluster-treeherder/v1/"

    jobs: ClassVar[JobExchange[JobMessage]] = JobExchange("jobs", JobMessage)
    """Jobs.

    Sent when a run of a task is scheduled, claimed or resolved. Any client may listen: Treeherder
    itself, a development instance of it, or another dashboard.

    Exchange: `exchange/taskcluster-treeherder/v1/jobs`.
    """
