"""Methods of the queue that only read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tc_typed.queue.models import (
    ClaimedTaskSummary,
    ListClaimedTasksResponse,
    ListDependentTasksResponse,
    ListPendingTasksResponse,
    ListTaskGroupResponse,
    ListTaskQueueCountsResponse,
    PendingTask,
    PendingTasksResponse,
    Task,
    TaskEntry,
    TaskGroup,
    TaskQueueCounts,
    TasksResponse,
    TaskStatusEntry,
    TaskStatusesResponse,
    TaskStatusResponse,
)
from tc_typed.testing.server.paging import PageRequest, pageOfKeys
from tc_typed.testing.services.queue.groups import GroupRecord
from tc_typed.testing.services.queue.lifecycle import Lifecycle
from tc_typed.testing.services.queue.records import TaskRecord
from tc_typed.testing.services.queue.task_states import TaskStates
from tc_typed.testing.services.task_queue_ids import splitTaskQueueId
from tc_typed.testing.timeline import Timeline


class QueueReads:
    """Methods of the queue that only read. Safe to call from several threads."""

    def __init__(self, timeline: Timeline, lifecycle: Lifecycle) -> None:
        self._timeline = timeline
        self._lifecycle = lifecycle

    def getRecord(self, taskId: str) -> TaskRecord:
        """Return the record of a task. Use it only inside the timeline.

        Raises:
            ApiError: with the code ResourceNotFound, if it does not exist.
        """
        with self._timeline.enter():
            return self._lifecycle.get(taskId)

    def getGroupRecord(self, taskGroupId: str) -> GroupRecord:
        """Return the record of a task group. Use it only inside the timeline.

        Raises:
            ApiError: with the code ResourceNotFound, if it does not exist.
        """
        with self._timeline.enter():
            return self._lifecycle.groups.get(taskGroupId)

    @property
    def taskRecords(self) -> Mapping[str, TaskRecord]:
        """Records of all tasks by id, oldest first. Use them only inside the timeline."""
        return self._lifecycle.tasks

    @property
    def groupRecords(self) -> Mapping[str, GroupRecord]:
        """Records of all task groups by id, oldest first. Use them only inside the timeline."""
        return self._lifecycle.groups.byId

    @property
    def taskStates(self) -> TaskStates:
        """States of all tasks, counted. Use them only inside the timeline."""
        return self._lifecycle.states

    def dependentIds(self, taskId: str) -> Sequence[str]:
        """Return the ids of the tasks that depend on a task, sorted."""
        with self._timeline.enter():
            return tuple(self._lifecycle.dependencies.of(taskId))

    def task(self, taskId: str) -> Task:
        """Return the definition of a task."""
        with self._timeline.enter():
            return self._lifecycle.get(taskId).definition

    def status(self, taskId: str) -> TaskStatusResponse:
        """Return the status of a task."""
        with self._timeline.enter():
            return self._lifecycle.get(taskId).statusResponse()

    def tasks(self, taskIds: Iterable[str], request: PageRequest) -> TasksResponse:
        """Return the definitions of those tasks that exist."""
        with self._timeline.enter():
            found, token = pageOfKeys(self._known(taskIds), request)
            entries = [
                TaskEntry(taskId=taskId, task=self._lifecycle.tasks[taskId].definition)
                for taskId in found
            ]
            return TasksResponse(tasks=entries, continuationToken=token)

    def statuses(self, taskIds: Iterable[str], request: PageRequest) -> TaskStatusesResponse:
        """Return the statuses of those tasks that exist."""
        with self._timeline.enter():
            found, token = pageOfKeys(self._known(taskIds), request)
            entries = [
                TaskStatusEntry(taskId=taskId, status=self._lifecycle.tasks[taskId].status())
                for taskId in found
            ]
            return TaskStatusesResponse(statuses=entries, continuationToken=token)

    def _known(self, taskIds: Iterable[str]) -> Sequence[str]:
        return sorted(self._lifecycle.tasks.keys() & set(taskIds))

    def listTaskGroup(self, taskGroupId: str, request: PageRequest) -> ListTaskGroupResponse:
        """Return the tasks of a task group."""
        with self._timeline.enter():
            group = self._lifecycle.groups.get(taskGroupId)
            found, token = pageOfKeys(group.taskIds, request)
            return ListTaskGroupResponse(
                taskGroupId=taskGroupId,
                schedulerId=group.schedulerId,
                sealed=group.sealed,
                expires=group.expires,
                tasks=[self._lifecycle.tasks[taskId].entry() for taskId in found],
                continuationToken=token,
            )

    def getTaskGroup(self, taskGroupId: str) -> TaskGroup:
        """Return a task group without its tasks."""
        with self._timeline.enter():
            return self._lifecycle.groups.get(taskGroupId).model()

    def listDependentTasks(self, taskId: str, request: PageRequest) -> ListDependentTasksResponse:
        """Return the tasks that depend on a task."""
        with self._timeline.enter():
            self._lifecycle.get(taskId)
            found, token = pageOfKeys(self._lifecycle.dependencies.of(taskId), request)
            return ListDependentTasksResponse(
                taskId=taskId,
                tasks=[self._lifecycle.tasks[each].entry() for each in found],
                continuationToken=token,
            )

    def pendingTasks(self, taskQueueId: str) -> PendingTasksResponse:
        """Count the pending tasks of a task queue."""
        provisionerId, workerType = splitTaskQueueId(taskQueueId)
        with self._timeline.enter():
            return PendingTasksResponse(
                taskQueueId=taskQueueId,
                provisionerId=provisionerId,
                workerType=workerType,
                pendingTasks=self._lifecycle.pending.count(taskQueueId),
            )

    def taskQueueCounts(self, taskQueueId: str) -> TaskQueueCounts:
        """Count the pending and claimed tasks of a task queue."""
        provisionerId, workerType = splitTaskQueueId(taskQueueId)
        with self._timeline.enter():
            return TaskQueueCounts(
                taskQueueId=taskQueueId,
                provisionerId=provisionerId,
                workerType=workerType,
                pendingTasks=self._lifecycle.pending.count(taskQueueId),
                claimedTasks=self._lifecycle.claims.count(taskQueueId),
            )

    def taskQueueCountsBatch(self, taskQueueIds: Iterable[str]) -> ListTaskQueueCountsResponse:
        """Count the pending and claimed tasks of several task queues."""
        with self._timeline.enter():
            counts = [self.taskQueueCounts(taskQueueId) for taskQueueId in taskQueueIds]
            return ListTaskQueueCountsResponse(taskQueueCounts=counts)

    def listPendingTasks(self, taskQueueId: str, request: PageRequest) -> ListPendingTasksResponse:
        """Return the pending tasks of a task queue, oldest first."""
        with self._timeline.enter():
            found, token = self._lifecycle.pending.page(taskQueueId, request)
            return ListPendingTasksResponse(
                tasks=[_pendingTask(task) for task in found], continuationToken=token
            )

    def listClaimedTasks(self, taskQueueId: str, request: PageRequest) -> ListClaimedTasksResponse:
        """Return the claimed tasks of a task queue, in the order in which they were claimed."""
        with self._timeline.enter():
            found, token = self._lifecycle.claims.page(taskQueueId, request)
            tasks = [
                ClaimedTaskSummary(
                    taskId=claim.taskId,
                    runId=claim.runId,
                    task=self._lifecycle.tasks[claim.taskId].definition,
                    workerGroup=claim.worker.workerGroup,
                    workerId=claim.worker.workerId,
                    claimed=claim.claimed,
                )
                for claim in found
            ]
            return ListClaimedTasksResponse(tasks=tasks, continuationToken=token)


def _pendingTask(task: TaskRecord) -> PendingTask:
    run = task.runs[-1]
    return PendingTask(
        taskId=task.taskId, runId=run.runId, task=task.definition, inserted=run.scheduled
    )
