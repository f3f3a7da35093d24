"""Progress of builds: their states, commit statuses and check runs, from the queue's messages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tc_typed.github.events import GithubEvents, RepositoryRoutingKey
from tc_typed.github.models import CommitStatusState, TaskGroupCreationRequestedMessage
from tc_typed.queue.events import QueueEvents, TaskGroupRoutingKey, TaskRoutingKey
from tc_typed.queue.models import (
    TaskCompletedMessage,
    TaskDefinedMessage,
    TaskExceptionMessage,
    TaskFailedMessage,
    TaskGroupChangedMessage,
    TaskPendingMessage,
    TaskRun,
    TaskRunningMessage,
)
from tc_typed.taskcluster_yml.rendering.draft import CHECK_ROUTE, STATUS_ROUTE
from tc_typed.testing.messages.message_log import SentMessage
from tc_typed.testing.services.context import ServiceContext
from tc_typed.testing.services.github.board import Board
from tc_typed.testing.services.github.builds import Builds
from tc_typed.testing.services.github.records import (
    BuildRecord,
    CheckStatus,
    Conclusion,
    GithubCheck,
    GithubStatus,
)
from tc_typed.testing.services.queue.records import TaskRecord
from tc_typed.testing.services.queue.state import QueueState

_CONCLUSIONS: Mapping[str, Conclusion] = {
    "completed": "success",
    "deadline-exceeded": "timed_out",
    "canceled": "cancelled",
    "worker-shutdown": "neutral",
    "intermittent-task": "neutral",
    "malformed-payload": "action_required",
}
"""Results of check runs by the reason that a run was resolved for; otherwise it is `failure`."""

_CHECK_KEY = f"route.{CHECK_ROUTE}"
_STATUS_KEY = f"route.{STATUS_ROUTE}"
_UNSUCCESSFUL = ("failed", "exception")

_EachTaskMessage = (
    TaskPendingMessage
    | TaskRunningMessage
    | TaskCompletedMessage
    | TaskFailedMessage
    | TaskExceptionMessage
)


class Progress:
    """Follows the tasks of builds."""

    def __init__(
        self, context: ServiceContext, queue: QueueState, builds: Builds, board: Board
    ) -> None:
        """Follow the tasks of builds from now on.

        Args:
            context: Parts of the deployment that its services share.
            queue: State of the queue.
            builds: Builds, whose states are changed.
            board: Place for commit statuses and check runs.
        """
        self._context = context
        self._queue = queue
        self._builds = builds
        self._board = board
        subscribe = context.messages.subscribe
        subscribe(GithubEvents.taskGroupCreationRequested, self._onCreated)
        subscribe(QueueEvents.taskDefined, self._onDefined)
        subscribe(QueueEvents.taskPending, self._onTask)
        subscribe(QueueEvents.taskRunning, self._onTask)
        subscribe(QueueEvents.taskCompleted, self._onTask)
        subscribe(QueueEvents.taskFailed, self._onTask)
        subscribe(QueueEvents.taskException, self._onTask)
        subscribe(QueueEvents.taskGroupResolved, self._onGroupResolved)

    def _onCreated(
        self, message: SentMessage[TaskGroupCreationRequestedMessage, RepositoryRoutingKey]
    ) -> None:
        build = self._builds.get(message.payload.taskGroupId)
        if build is not None and _STATUS_KEY in message.cc:
            self._showStatus(build)

    def _onDefined(self, message: SentMessage[TaskDefinedMessage, TaskRoutingKey]) -> None:
        build = self._buildOf(message)
        if build is None or _CHECK_KEY not in message.cc:
            return
        status = message.payload.status
        if self._board.checkOfTask(status.taskId) is None:  # It was not defined again.
            task = self._queue.getRecord(status.taskId)
            self._showCheck(build, task, "queued", None, self._board.nextCheckRunId)

    def _onTask(self, message: SentMessage[_EachTaskMessage, TaskRoutingKey]) -> None:
        build = self._buildOf(message)
        if build is None:
            return
        payload = message.payload
        run = payload.status.runs[payload.runId or 0]
        self._updateBuild(build, run, isShown=_STATUS_KEY in message.cc)
        if _CHECK_KEY in message.cc:
            self._updateCheck(build, self._queue.getRecord(payload.status.taskId), run)

    def _buildOf(self, message: SentMessage[object, TaskRoutingKey]) -> BuildRecord | None:
        """Return the build of a message about a task.

        Most tasks belong to none, so that of the message only the end of its routing key is parsed.
        """
        _, taskGroupId, _reserved = message.routingKey.rsplit(".", 2)
        return self._builds.get(taskGroupId)

    def _updateBuild(self, build: BuildRecord, run: TaskRun, *, isShown: bool) -> None:
        if run.state == "pending" and run.reasonCreated == "rerun" and build.state != "pending":
            self._setState(build, "pending", isShown=isShown)
        if run.state in _UNSUCCESSFUL and build.state == "pending" and isShown:
            # A commit status shows the first failure before all tasks are resolved.
            self._setState(build, "failure", isShown=True)

    def _updateCheck(self, build: BuildRecord, task: TaskRecord, run: TaskRun) -> None:
        existing = self._board.checkOfTask(task.taskId)
        isRerun = run.state == "running" and run.runId > 0
        number = self._board.nextCheckRunId if existing is None or isRerun else existing.checkRunId
        match run.state:
            case "pending":
                self._showCheck(build, task, "queued", None, number)
            case "running":
                self._showCheck(build, task, "in_progress", None, number)
            case _:
                conclusion = _CONCLUSIONS.get(str(run.reasonResolved), "failure")
                self._showCheck(build, task, "completed", conclusion, number)

    def _onGroupResolved(
        self, message: SentMessage[TaskGroupChangedMessage, TaskGroupRoutingKey]
    ) -> None:
        build = self._builds.get(message.payload.taskGroupId)
        if build is None or build.state == "cancelled":
            return
        group = self._queue.getGroupRecord(build.taskGroupId)
        tasks = [self._queue.getRecord(taskId) for taskId in group.taskIds]
        if not all(task.isResolved for task in tasks):  # One of them was rerun.
            return
        isFailure = any(task.state in _UNSUCCESSFUL for task in tasks)
        state: CommitStatusState = "failure" if isFailure else "success"
        if state != build.state:
            self._setState(build, state, isShown=any(STATUS_ROUTE in task.routes for task in tasks))

    def _setState(self, build: BuildRecord, state: CommitStatusState, *, isShown: bool) -> None:
        with self._context.timeline.enter() as now:
            self._builds.setState(build, state, now)
        if isShown:
            self._showStatus(build)

    def _showStatus(self, build: BuildRecord) -> None:
        with self._context.timeline.enter() as now:
            self._board.addStatus(statusOf(self._context, build, now))

    def _showCheck(
        self,
        build: BuildRecord,
        task: TaskRecord,
        status: CheckStatus,
        conclusion: Conclusion | None,
        checkRunId: int,
    ) -> None:
        metadata = task.definition.metadata
        with self._context.timeline.enter() as now:
            self._board.addCheck(
                GithubCheck(
                    repository=_fullName(build),
                    sha=build.sha,
                    checkRunId=checkRunId,
                    taskId=task.taskId,
                    name=metadata.name,
                    status=status,
                    conclusion=conclusion,
                    title=_title(build),
                    summary=metadata.description,
                    detailsUrl=f"{self._context.rootUrl()}/tasks/{task.taskId}",
                    time=now,
                )
            )


def statusOf(context: ServiceContext, build: BuildRecord, time: datetime) -> GithubStatus:
    """Return the commit status of a build.

    Args:
        context: Parts of the deployment that its services share.
        build: The build.
        time: Time of the status.
    """
    # GitHub has no status for it.
    state = "error" if build.state == "cancelled" else build.state
    return GithubStatus(
        repository=_fullName(build),
        sha=build.sha,
        state=state,
        context=_title(build),
        targetUrl=f"{context.rootUrl()}/tasks/groups/{build.taskGroupId}",
        description=f"TaskGroup: {build.state}",
        time=time,
    )


def _title(build: BuildRecord) -> str:
    return f"Taskcluster ({build.eventType.split('.')[0]})"


def _fullName(build: BuildRecord) -> str:
    return f"{build.organization}/{build.repository}".replace("%", ".")
