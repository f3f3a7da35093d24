"""Index service of the local Taskcluster: its API methods, and the indexing of completed tasks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import quote

from tc_typed.common.models import EmptyResponse
from tc_typed.core.signing.hawk import HawkSigner
from tc_typed.core.transport.url import Url
from tc_typed.index.models import FindTasksAtIndexRequest, InsertTaskRequest
from tc_typed.index.operations import OPERATIONS
from tc_typed.testing.server.service import Handler, LocalService, ReceivedCall, Reply
from tc_typed.testing.services.common import commonHandlers
from tc_typed.testing.services.context import ServiceContext
from tc_typed.testing.services.index.state import IndexState
from tc_typed.testing.services.index.task_routes import indexCompletedTasks
from tc_typed.testing.services.queue.task_definitions import GetTask

URL_LIFETIME = timedelta(minutes=15)
"""Lifetime of the signed URL of an artifact."""

_UNESCAPED = "!*'()~"  # Characters that JavaScript, in which the real server is written, keeps.


def indexService(context: ServiceContext, getTask: GetTask) -> LocalService:
    """Make the index service.

    Args:
        context: Parts of the deployment that its services share.
        getTask: Function that returns the definition of a task.
    """
    index = IndexState(context.timeline)
    indexCompletedTasks(context.messages, index, getTask)
    return LocalService(OPERATIONS, _handlers(index, context))


def _handlers(index: IndexState, context: ServiceContext) -> Mapping[str, Handler]:
    def deleteTask(call: ReceivedCall) -> EmptyResponse:
        index.deleteTask(call.args["namespace"])
        return EmptyResponse()

    def findArtifactFromTask(call: ReceivedCall) -> Reply:
        taskId = index.findTask(call.args["indexPath"]).taskId
        url = _artifactUrl(context, taskId, call.args["name"])
        return Reply(303, f"The artifact is at {url}", {"location": url})

    return {
        **commonHandlers(),
        "findTask": lambda call: index.findTask(call.args["indexPath"]),
        "findTasksAtIndex": lambda call: index.findTasksAtIndex(
            call.body(FindTasksAtIndexRequest).indexes or [], call.page
        ),
        "listTasks": lambda call: index.listTasks(call.args["namespace"], call.page),
        "listNamespaces": lambda call: index.listNamespaces(call.args["namespace"], call.page),
        "insertTask": lambda call: index.insertTask(
            call.args["namespace"], call.body(InsertTaskRequest)
        ),
        "deleteTask": deleteTask,
        "findArtifactFromTask": findArtifactFromTask,
    }


def _artifactUrl(context: ServiceContext, taskId: str, name: str) -> str:
    """Return the URL of an artifact from a task's latest run, signed by the index."""
    path = f"task/{taskId}/artifacts/{quote(name, safe=_UNESCAPED)}"
    url = Url.parse(f"{context.rootUrl()}/api/queue/v1/{path}")
    with context.timeline.enter() as now:
        expiry = int((now + URL_LIFETIME).timestamp())
    bewit = HawkSigner(context.serviceCredentials("index"), None).bewit(url, expiry)
    return f"{url}?bewit={bewit}"
