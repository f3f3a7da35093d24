"""What the treeherder service publishes on Pulse: its exchanges, and their routing keys.

Compiled from schemas/legacy/treeherder by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, NamedTuple

from tc_typed.core.events import Binding, Exchange, ServiceEvents, Word
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


_jobs: Exchange[JobMessage, JobRoutingKey] = Exchange(
    service="treeherder",
    name="jobs",
    exchange="exchange/taskcluster-treeherder/v1/jobs",
    layout=(
        Word("destination"),
        Word("project"),
        Word("reserved", multiple=True, required=False),
    ),
    key=JobRoutingKey,
    message=JobMessage,
)


class TreeherderEvents(ServiceEvents):
    """Pulse messages that retold task messages of the queue as jobs for Treeherder.

    The taskcluster-treeherder service sent them for tasks with a Treeherder route, up to release
    16.0.0. It is gone since 16.1.0: Treeherder now listens to the queue's own exchanges.
    """

    serviceName: ClassVar[str] = "treeherder"
    exchanges: ClassVar[Mapping[str, Exchange]] = {exchange.name: exchange for exchange in (_jobs,)}

    def jobs(
        self,
        routingKeyPattern: str | None = None,
        /,
        *,
        destination: str | None = None,
        project: str | None = None,
        reserved: str | None = None,
    ) -> Binding[JobMessage, JobRoutingKey]:
        """Jobs.

        Sent when a run of a task is scheduled, claimed or resolved. Anybody may listen: Treeherder
        itself, a copy of it for development, or another dashboard.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            destination: Treeherder deployment that the job is for, such as the one for production
                or for staging; the first word of the task's Treeherder route.
            project: Project as Treeherder names it, such as `mozilla-inbound`.
            reserved: Room for words added in future; match it with `#`, which is what happens when
                it is left out.

        Returns:
            A binding, for messages of type `JobMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-treeherder/v1/jobs`.
        """
        return _jobs.bind(
            routingKeyPattern, destination=destination, project=project, reserved=reserved
        )
