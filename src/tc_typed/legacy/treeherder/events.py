"""Exchanges of the treeherder service on Pulse, and their routing keys.

Compiled from schemas/legacy/treeherder by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from tc_typed.core.events import Binding, Exchange, MessageT_co, ServiceEvents, Word
from tc_typed.legacy.treeherder.models import JobMessage


class JobRoutingKey(NamedTuple):
    """A routing key, word by word.

    It is that of `jobs`. A word that the service leaves blank, `_` on the wire, is `None`.
    """

    destination: str
    """Treeherder deployment that the job is for, such as the one for production or for staging; the
    first word of the task's Treeherder route.
    """
    project: str
    """Project as Treeherder names it, such as `mozilla-inbound`."""
    reserved: str | None
    """Room for words added in future; match it with `#`, which is what happens when it is left
    out.
    """


class JobExchange(Exchange[MessageT_co, JobRoutingKey]):
    """An exchange whose routing keys are each a `JobRoutingKey`."""

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
        """Choose which messages to get.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            destination: Treeherder deployment that the job is for, such as the one for production
                or for staging; the first word of the task's Treeherder route.
            project: Project as Treeherder names it, such as `mozilla-inbound`.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, which also reads the messages that arrive.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.
        """
        return self.bind(
            routingKeyPattern, destination=destination, project=project, reserved=reserved
        )


class TreeherderEvents(ServiceEvents):
    """Pulse messages that retold task messages of the queue as jobs for Treeherder.

    The taskcluster-treeherder service sent them for tasks with a Treeherder route, up to release
    16.0.0. It is gone since 16.1.0: Treeherder now listens to the queue's own exchanges.
    """

    serviceName: ClassVar[str] = "treeherder"
    exchangePrefix: ClassVar[str] = "exchange/taskcluster-treeherder/v1/"

    jobs: ClassVar[JobExchange[JobMessage]] = JobExchange("jobs", JobMessage)
    """Jobs.

    Sent when a run of a task is scheduled, claimed or resolved. Anybody may listen: Treeherder
    itself, a copy of it for development, or another dashboard.

    Exchange: `exchange/taskcluster-treeherder/v1/jobs`.
    """
