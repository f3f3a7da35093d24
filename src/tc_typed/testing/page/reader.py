"""Reads of a deployment for the status page, most of them through the services' own methods."""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel

from tc_typed.testing.server.authorization import Caller
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.server.hawk import SignedRequest
from tc_typed.testing.server.live_logs import LiveLog, LiveLogs
from tc_typed.testing.server.service import ReceivedCall, Reply
from tc_typed.testing.server.signed_urls import keyOf
from tc_typed.testing.services.github.board import Board
from tc_typed.testing.services.queue.groups import GroupRecord
from tc_typed.testing.services.queue.records import TaskRecord
from tc_typed.testing.services.queue.task_states import TaskStates

if TYPE_CHECKING:
    from tc_typed.testing.deployment import Deployment
    from tc_typed.testing.messages.message_log import SentMessage
    from tc_typed.testing.notifications import SentNotification
    from tc_typed.testing.server.stored_files import StoredFile

ModelT = TypeVar("ModelT", bound=BaseModel)

READS: Mapping[str, frozenset[str]] = {
    "auth": frozenset({"listClients", "listRoles2"}),
    "github": frozenset({"builds"}),
    "hooks": frozenset({"getHookStatus", "hook", "listHookGroups", "listHooks", "listLastFires"}),
    "index": frozenset({"findTask", "listNamespaces", "listTasks"}),
    "queue": frozenset(
        {
            "artifactInfo",
            "getTaskGroup",
            "getTaskQueue",
            "getWorker",
            "listArtifacts",
            "listTaskQueues",
            "listWorkers",
            "taskQueueCounts",
        }
    ),
    "secrets": frozenset({"list"}),
    "worker-manager": frozenset(
        {
            "listWorkerPoolErrors",
            "listWorkerPoolLaunchConfigs",
            "listWorkerPools",
            "listWorkersForWorkerPool",
            "workerPool",
        }
    ),
}
"""Methods that the page may call, by service. None changes anything or returns a credential."""

PUBLIC_NAME = "public/"
"""Beginning of the names of artifacts that the page links to or shows."""

_CALLER = Caller("status-page", ("*",), datetime.max.replace(tzinfo=UTC))
_REQUEST = SignedRequest("GET", "", "", "", None, "", b"")


async def _isConnected() -> bool:
    return False


class Reader:
    """Reads of one deployment. Use it inside the timeline."""

    def __init__(self, deployment: Deployment, liveLogs: LiveLogs, now: datetime) -> None:
        """Prepare the reads for one page.

        Args:
            deployment: The deployment.
            liveLogs: Logs of runs in progress that its server serves.
            now: Current time of its clock.
        """
        self._deployment = deployment
        self._liveLogs = liveLogs
        self.now: datetime = now
        """Current time of the deployment's clock."""

    @classmethod
    @contextmanager
    def entering(cls, deployment: Deployment, liveLogs: LiveLogs) -> Generator[Reader]:
        """Hold the timeline of a deployment, and yield a reader of it."""
        with deployment.timeline.enter() as now:
            yield cls(deployment, liveLogs, now)

    def call(
        self, service: str, method: str, model: type[ModelT], *args: str, **query: str
    ) -> ModelT:
        """Call a method of a service that only reads.

        Args:
            service: Name of the service in URLs.
            method: Name of the method.
            model: Model of its response.
            *args: Arguments of its route, in their order.
            **query: Arguments of its query string.

        Raises:
            ApiError: if the call fails; with the code NotImplemented, if there is no such method.
        """
        if method not in READS[service]:
            raise ValueError(f"the status page may not call {service}.{method}")
        result = self._result(service, method, args, query)
        if isinstance(result, model):
            return result
        raise TypeError(f"{service}.{method} must return {model.__name__}, got {type(result)}")

    def _result(
        self, service: str, method: str, args: Sequence[str], query: Mapping[str, str]
    ) -> BaseModel | Reply:
        """Call a handler with all scopes."""
        found = self._deployment.backend.services[service]
        call = self._receivedCall(service, method, args, query)
        if method not in found.handlers:
            raise ApiError("NotImplemented", f"{service}.{method} is not implemented")
        result = found.handlers[method](call)
        if isinstance(result, BaseModel | Reply):
            return result
        if asyncio.iscoroutine(result):
            result.close()
        raise TypeError(f"the status page can't wait for {service}.{method}")

    def _receivedCall(
        self, service: str, method: str, args: Sequence[str], query: Mapping[str, str]
    ) -> ReceivedCall:
        operation = self._deployment.backend.services[service].operations[method]
        named = dict(zip(operation.args, args, strict=True))
        return ReceivedCall(operation, named, query, None, _CALLER, _REQUEST, _isConnected)

    # Parts of the state that no method returns

    @property
    def tasks(self) -> Mapping[str, TaskRecord]:
        """All tasks by id, oldest first."""
        return self._deployment.queue.taskRecords

    @property
    def groups(self) -> Mapping[str, GroupRecord]:
        """All task groups by id, oldest first."""
        return self._deployment.queue.groupRecords

    @property
    def states(self) -> TaskStates:
        """States of all tasks, counted."""
        return self._deployment.queue.taskStates

    def task(self, taskId: str) -> TaskRecord:
        """Return a task.

        Raises:
            ApiError: with the code ResourceNotFound, if it does not exist.
        """
        return self._deployment.queue.getRecord(taskId)

    def group(self, taskGroupId: str) -> GroupRecord:
        """Return a task group.

        Raises:
            ApiError: with the code ResourceNotFound, if it does not exist.
        """
        return self._deployment.queue.getGroupRecord(taskGroupId)

    def dependents(self, taskId: str) -> Sequence[str]:
        """Return the ids of the tasks that depend on a task, sorted."""
        return self._deployment.queue.dependentIds(taskId)

    @property
    def messages(self) -> Sequence[SentMessage]:
        """Messages that have been sent, oldest first."""
        return [*self._deployment.messages]

    @property
    def github(self) -> Board:
        """Comments, commit statuses and check runs that GitHub would show."""
        return self._deployment.github.board

    @property
    def notifications(self) -> Sequence[SentNotification]:
        """Notifications that have been sent, oldest first."""
        return [*self._deployment.notifications]

    # Content of public artifacts

    def isPublic(self, taskId: str, runId: int, name: str) -> bool:
        """Check whether an artifact and all artifacts that its links lead to are public."""
        call = self._receivedCall("queue", "getArtifact", (taskId, str(runId), name), {})
        params = self._deployment.backend.services["queue"].scopeParams["getArtifact"](call)
        names = params["names"]
        return not isinstance(names, str | bool) and all(
            each.startswith(PUBLIC_NAME) for each in names
        )

    def publicFile(self, taskId: str, runId: int, name: str) -> StoredFile | LiveLog | str | None:
        """Return the file of a public artifact.

        Returns:
            The file, or the live log of this server; the URL, if the content is elsewhere; `None`
            if there is none yet.

        Raises:
            ApiError: with the code ResourceNotFound, if there is no such public artifact.
        """
        if not self.isPublic(taskId, runId, name):
            raise ApiError("ResourceNotFound", f"there is no public artifact {name!r}")
        reply = self._result("queue", "getArtifact", (taskId, str(runId), name), {})
        location = reply.headers.get("location") if isinstance(reply, Reply) else None
        if location is None:
            return None
        storage = self._deployment.backend.storage
        if location.startswith(storage.publicUrl("")):
            return storage.files.find(keyOf(urlsplit(location).path))
        return self._liveLogs.find(location) or location
