"""Queue service of the local Taskcluster."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from tc_typed.queue.models import TaskCredentials
from tc_typed.queue.operations import OPERATIONS
from tc_typed.testing.server.service import LocalService
from tc_typed.testing.services.common import commonHandlers
from tc_typed.testing.services.context import ServiceContext
from tc_typed.testing.services.object.state import ObjectState
from tc_typed.testing.services.queue.artifacts.handlers import (
    artifactHandlers,
    artifactScopeParams,
)
from tc_typed.testing.services.queue.artifacts.state import ArtifactState
from tc_typed.testing.services.queue.messages import QueueMessages
from tc_typed.testing.services.queue.state import QueueState
from tc_typed.testing.services.queue.task_handlers import (
    groupHandlers,
    taskHandlers,
    taskQueueHandlers,
    taskScopeParams,
)
from tc_typed.testing.services.queue.waiting import ClaimWait
from tc_typed.testing.services.queue.work import IssueCredentials
from tc_typed.testing.services.queue.work_handlers import workHandlers
from tc_typed.testing.services.queue.worker_handlers import workerHandlers
from tc_typed.testing.services.queue.workers import Workers


def queueState(context: ServiceContext, claimTimeout: float) -> QueueState:
    """Make the state of the queue, without HTTP.

    Args:
        context: Parts of the deployment that its services share.
        claimTimeout: Number of seconds after which a claim expires.
    """
    return QueueState(
        context.timeline,
        context.messages,
        _issuer(context),
        Workers(context.timeline),
        claimTimeout,
    )


def queueService(
    context: ServiceContext, queue: QueueState, objects: ObjectState, claimWait: float
) -> LocalService:
    """Make the queue service.

    Args:
        context: Parts of the deployment that its services share.
        queue: State of the queue.
        objects: State of the object service, in which some artifacts are kept.
        claimWait: Maximum number of seconds that a claimWork waits for work.
    """
    wait = ClaimWait(claimWait, context.timeline)
    artifacts = ArtifactState(
        context.timeline, QueueMessages(context.messages), objects, queue.getRecord
    )
    return LocalService(
        OPERATIONS,
        {
            **commonHandlers(),
            **taskHandlers(queue),
            **groupHandlers(queue),
            **taskQueueHandlers(queue),
            **workHandlers(queue, wait, context.timeline),
            **artifactHandlers(context, artifacts, objects),
            **workerHandlers(queue.workers),
        },
        {**taskScopeParams(queue), **artifactScopeParams(artifacts)},
    )


def _issuer(context: ServiceContext) -> IssueCredentials:
    def issueCredentials(
        clientId: str, scopes: Sequence[str], start: datetime, expiry: datetime
    ) -> TaskCredentials:
        issued = context.issueCredentials("queue", clientId, scopes, start, expiry)
        return TaskCredentials(
            clientId=issued.clientId,
            accessToken=issued.accessToken,
            certificate=json.dumps(issued.certificate),
        )

    return issueCredentials
