"""Async client of the queue service.

Compiled from schemas/queue by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import ClassVar

from typing_extensions import deprecated

from tc_typed.common.models import HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.operation import Operation
from tc_typed.core.paging.aio import pagesOf, paginate
from tc_typed.queue import operations
from tc_typed.queue.models import (
    Artifact,
    ArtifactContent,
    ArtifactResponse,
    CancelTaskGroupResponse,
    ChangeTaskGroupPriorityResponse,
    ChangeTaskPriorityRequest,
    ClaimedTask,
    ClaimedTaskSummary,
    ClaimTaskRequest,
    ClaimWorkRequest,
    ClaimWorkResponse,
    CreateArtifactRequest,
    DeclareWorkerRequest,
    FinishArtifactRequest,
    GetArtifactResponse,
    ListArtifactsResponse,
    ListClaimedTasksResponse,
    ListDependentTasksResponse,
    ListPendingTasksResponse,
    ListProvisionersResponse,
    ListTaskGroupResponse,
    ListTaskQueueCountsResponse,
    ListTaskQueuesResponse,
    ListWorkersResponse,
    ListWorkerTypesResponse,
    PendingTask,
    PendingTasksResponse,
    Provisioner,
    QuarantineWorkerRequest,
    ReclaimTaskResponse,
    ReportExceptionRequest,
    Task,
    TaskAndStatus,
    TaskDefinition,
    TaskEntry,
    TaskFields,
    TaskGroup,
    TaskQueue,
    TaskQueueCounts,
    TaskQueueCountsBatchRequest,
    TasksRequest,
    TasksResponse,
    TaskStatusEntry,
    TaskStatusesResponse,
    TaskStatusResponse,
    Worker,
    WorkerSummary,
    WorkerType,
)


class Queue(AsyncServiceClient):
    """The queue accepts tasks, hands them to workers and tracks each one until it is resolved.

    Schedulers create tasks with a deadline and dependencies; workers claim them, keep the claim
    alive and report how each run ended. The queue also records artifacts (the files and links that
    runs produce, which generally cannot be overwritten) and provides metadata about task queues and
    their workers.
    """

    serviceName: ClassVar[str] = "queue"
    apiVersion: ClassVar[str] = "v1"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS

    async def ping(self) -> PingResponse:
        """Ping.

        Check that the service is up. Needs no credentials and does not check the services behind
        it.

        Returns:
            Response of a service that is up.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /ping`, stable. Scopes: none.
        """
        return await self._session.call(operations.ping, {})

    async def lbheartbeat(self) -> HeartbeatResponse:
        """Load balancer heartbeat.

        Check that this instance is alive, as a load balancer does. Needs no credentials and does
        not check the services behind it.

        Returns:
            Empty response of a service that is up.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /__lbheartbeat__`, stable. Scopes: none.
        """
        return await self._session.call(operations.lbheartbeat, {})

    async def version(self) -> VersionResponse:
        """Service version.

        Return the Taskcluster build that the service runs. Needs no credentials. The response
        follows the Dockerflow convention.

        Returns:
            Taskcluster build that a service runs.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /__version__`, stable. Scopes: none.
        """
        return await self._session.call(operations.version, {})

    async def task(self, taskId: str) -> Task:
        """Get a task.

        Fetch the definition of one task, with the defaults that the queue filled in when it was
        created. The definition does not include the task's state; use `status` for that. Fails with
        a 404 if the task does not exist.

        Args:
            taskId: Slugid of the task, chosen by its creator.

        Returns:
            A task as stored by the queue: the definition from its creator, with every default
            filled in.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /task/<taskId>`, stable. Scopes: `queue:get-task:<taskId>`.
        """
        return await self._session.call(operations.task, {"taskId": taskId})

    async def tasks(
        self,
        payload: TasksRequest,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
    ) -> TasksResponse:
        """Get many tasks.

        Fetch the definitions of all tasks named in the request body. Each one has its `taskId` and
        the defaults that the queue filled in. Results come in pages of up to 1000; pass the
        returned `continuationToken` back until a page arrives without one.

        Args:
            payload: Tasks to look up in one call.
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Returns:
            One page of the requested task definitions.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /tasks`, experimental. Scopes: `queue:get-task:<taskId>` for each `taskId` of
        `taskIds`.
        """
        return await self._session.call(
            operations.tasks,
            {},
            query={"continuationToken": continuationToken, "limit": limit},
            payload=payload,
        )

    async def iterTasks(
        self, payload: TasksRequest, *, limit: int | None = None
    ) -> AsyncIterator[TaskEntry]:
        """Iterate over all results of `tasks`.

        Each page is requested when its first item is needed.

        Args:
            payload: Tasks to look up in one call.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Yields:
            A task found by its id.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        async for page in paginate(self.tasks, payload, limit=limit):
            for item in page.tasks:
                yield item

    async def statuses(
        self,
        payload: TasksRequest,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
    ) -> TaskStatusesResponse:
        """Get many task statuses.

        Fetch the statuses of all tasks named in the request body. Unknown ids are left out of the
        response without an error, so compare the returned ids with those you requested. Results
        come in pages of up to 1000; pass the returned `continuationToken` back until a page arrives
        without one.

        Args:
            payload: Tasks to look up in one call.
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Returns:
            One page of the requested task statuses.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /tasks/status`, experimental. Scopes: `queue:status:<taskId>` for each `taskId`
        of `taskIds`.
        """
        return await self._session.call(
            operations.statuses,
            {},
            query={"continuationToken": continuationToken, "limit": limit},
            payload=payload,
        )

    async def iterStatuses(
        self, payload: TasksRequest, *, limit: int | None = None
    ) -> AsyncIterator[TaskStatusEntry]:
        """Iterate over all results of `statuses`.

        Each page is requested when its first item is needed.

        Args:
            payload: Tasks to look up in one call.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Yields:
            Status of a task found by its id.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        async for page in paginate(self.statuses, payload, limit=limit):
            for item in page.statuses:
                yield item

    async def status(self, taskId: str) -> TaskStatusResponse:
        """Get task status.

        Fetch the current state of one task, with all its runs. Fails with a 404 if the task does
        not exist.

        Args:
            taskId: Slugid of the task, chosen by its creator.

        Returns:
            Status of a single task, returned by most methods that read or change a task.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /task/<taskId>/status`, stable. Scopes: `queue:status:<taskId>`.
        """
        return await self._session.call(operations.status, {"taskId": taskId})

    async def listTaskGroup(
        self, taskGroupId: str, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListTaskGroupResponse:
        """List a task group.

        List the tasks of a task group, each with its definition and status, and the details of the
        group. Use `getTaskGroup` if you do not need the tasks themselves. Results come in pages of
        up to 1000; pass the returned `continuationToken` back until a page arrives without one.

        Args:
            taskGroupId: Slugid of the task group, by convention the `taskId` of its decision task.
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Returns:
            One page of the tasks in a task group, with details of the group itself.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /task-group/<taskGroupId>/list`, stable. Scopes:
        `queue:list-task-group:<taskGroupId>`.
        """
        return await self._session.call(
            operations.listTaskGroup,
            {"taskGroupId": taskGroupId},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    async def iterTaskGroup(
        self, taskGroupId: str, *, limit: int | None = None
    ) -> AsyncIterator[TaskAndStatus]:
        """Iterate over all results of `listTaskGroup`.

        Each page is requested when its first item is needed.

        Args:
            taskGroupId: Slugid of the task group, by convention the `taskId` of its decision task.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Yields:
            A task with its status.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        async for page in paginate(self.listTaskGroup, taskGroupId, limit=limit):
            for item in page.tasks:
                yield item

    async def cancelTaskGroup(self, taskGroupId: str) -> CancelTaskGroupResponse:
        """Cancel a task group.

        Cancel every unscheduled, pending or running task of the group, in the same way as
        `cancelTask`. The group must be sealed first, with `sealTaskGroup`; otherwise the call fails
        with a 409. Repeating the call affects only tasks that have become unresolved again, for
        instance through a rerun.

        An attempt that gets no response, or a 5xx response, is retried. If the server carried out
        the failed attempt, the response to the retry leaves out the tasks that the earlier attempt
        cancelled. Use `queue.use(retries=0)` to make a single attempt.

        Args:
            taskGroupId: Slugid of the task group, by convention the `taskId` of its decision task.

        Returns:
            Tasks that `cancelTaskGroup` cancelled.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /task-group/<taskGroupId>/cancel`, experimental. Scopes:
        `queue:cancel-task-group:<schedulerId>/<taskGroupId>`.
        """
        return await self._session.call(operations.cancelTaskGroup, {"taskGroupId": taskGroupId})

    async def getTaskGroup(self, taskGroupId: str) -> TaskGroup:
        """Get a task group.

        Fetch the details of a task group, such as when it expires and whether it is sealed, without
        its tasks. Use `listTaskGroup` to see those.

        Args:
            taskGroupId: Slugid of the task group, by convention the `taskId` of its decision task.

        Returns:
            A set of related tasks, such as all tasks of one push.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /task-group/<taskGroupId>`, stable. Scopes: `queue:list-task-group:<taskGroupId>`.
        """
        return await self._session.call(operations.getTaskGroup, {"taskGroupId": taskGroupId})

    async def sealTaskGroup(self, taskGroupId: str) -> TaskGroup:
        """Seal a task group.

        Close a task group to new tasks for good: later `createTask` calls for it fail with a 409.
        Sealing it again changes nothing and returns the same response. A task that is being created
        at the same time may still slip in, so do not rely on this for access control.

        Args:
            taskGroupId: Slugid of the task group, by convention the `taskId` of its decision task.

        Returns:
            A set of related tasks, such as all tasks of one push.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /task-group/<taskGroupId>/seal`, experimental. Scopes:
        `queue:seal-task-group:<schedulerId>/<taskGroupId>`.
        """
        return await self._session.call(operations.sealTaskGroup, {"taskGroupId": taskGroupId})

    async def listDependentTasks(
        self, taskId: str, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListDependentTasksResponse:
        """List dependent tasks.

        List the tasks, in any task group, that depend on this task. Results come in pages of up to
        1000; pass the returned `continuationToken` back until a page arrives without one.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Returns:
            One page of the tasks that depend on a given task.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /task/<taskId>/dependents`, stable. Scopes: `queue:list-dependent-tasks:<taskId>`.
        """
        return await self._session.call(
            operations.listDependentTasks,
            {"taskId": taskId},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    async def iterDependentTasks(
        self, taskId: str, *, limit: int | None = None
    ) -> AsyncIterator[TaskAndStatus]:
        """Iterate over all results of `listDependentTasks`.

        Each page is requested when its first item is needed.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Yields:
            A task with its status.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        async for page in paginate(self.listDependentTasks, taskId, limit=limit):
            for item in page.tasks:
                yield item

    async def createTask(
        self, taskId: str, payload: TaskDefinition | TaskFields
    ) -> TaskStatusResponse:
        """Create a task.

        Create a task with a `taskId` of your choice and return its status. Idempotent: after a
        network failure, repeat the call with exactly the same definition. The deadline can be at
        most 5 days ahead; `expires` must be after it and defaults to one year later; all
        dependencies must already exist. The scopes needed depend on the definition. Fails with a
        409 if the task group is sealed, or if the `taskId` is already used for a different task.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            payload: Definition of a task to create: its task queue, its instructions and its
                deadline. Can also be a `TaskFields` dict.

        Returns:
            Status of a single task, returned by most methods that read or change a task.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `PUT /task/<taskId>`, stable. Scopes: `<scope>` for each `scope` of `scopes` and
        `queue:route:<route>` for each `route` of `routes` and
        `queue:create-task:project:<projectId>` and `queue:scheduler-id:<schedulerId>` and
        `queue:create-task:<priority>:<provisionerId>/<workerType>` for any one `priority` of
        `priorities`.
        """
        return await self._session.call(operations.createTask, {"taskId": taskId}, payload=payload)

    async def scheduleTask(self, taskId: str) -> TaskStatusResponse:
        """Schedule a task.

        Make an unscheduled task pending right away, without waiting for its dependencies.
        Idempotent: a task that is already scheduled or resolved is left unchanged. Use `rerunTask`
        to run a resolved task again; after the deadline the call fails with a 409.

        Args:
            taskId: Slugid of the task, chosen by its creator.

        Returns:
            Status of a single task, returned by most methods that read or change a task.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /task/<taskId>/schedule`, stable. Scopes:
        `queue:schedule-task:<schedulerId>/<taskGroupId>/<taskId>` or
        `queue:schedule-task-in-project:<projectId>` or (`queue:schedule-task` and
        `assume:scheduler-id:<schedulerId>/<taskGroupId>`).
        """
        return await self._session.call(operations.scheduleTask, {"taskId": taskId})

    async def rerunTask(self, taskId: str) -> TaskStatusResponse:
        """Rerun a task.

        Add a new run to a resolved task, even a completed one, and reset its number of retries. An
        unscheduled task is scheduled regardless of its dependencies; a pending or running one is
        returned unchanged. Fails with a 409 after the deadline or if the task has no runs left.

        An attempt that gets no response, or a 5xx response, is retried. If the server carried out
        the failed attempt, a retry that arrives after the new run has ended starts another run. Use
        `queue.use(retries=0)` to make a single attempt.

        Args:
            taskId: Slugid of the task, chosen by its creator.

        Returns:
            Status of a single task, returned by most methods that read or change a task.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /task/<taskId>/rerun`, stable. Scopes:
        `queue:rerun-task:<schedulerId>/<taskGroupId>/<taskId>` or
        `queue:rerun-task-in-project:<projectId>` or (`queue:rerun-task` and
        `assume:scheduler-id:<schedulerId>/<taskGroupId>`).
        """
        return await self._session.call(operations.rerunTask, {"taskId": taskId})

    async def cancelTask(self, taskId: str) -> TaskStatusResponse:
        """Cancel a task.

        Resolve an unfinished task as `exception` with reason `canceled`; a task without runs gets
        one that records this. Idempotent: a resolved task is returned unchanged. Afterwards only
        `rerunTask` can bring it back; after the deadline the call fails with a 409.

        Args:
            taskId: Slugid of the task, chosen by its creator.

        Returns:
            Status of a single task, returned by most methods that read or change a task.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /task/<taskId>/cancel`, stable. Scopes:
        `queue:cancel-task:<schedulerId>/<taskGroupId>/<taskId>` or
        `queue:cancel-task-in-project:<projectId>` or (`queue:cancel-task` and
        `assume:scheduler-id:<schedulerId>/<taskGroupId>`).
        """
        return await self._session.call(operations.cancelTask, {"taskId": taskId})

    async def changeTaskPriority(
        self, taskId: str, payload: ChangeTaskPriorityRequest
    ) -> TaskStatusResponse:
        """Change task priority.

        Change the priority of one unresolved task and return its status. A run that is already
        claimed keeps the old priority; the new one applies from the next retry. A
        `taskPriorityChanged` message announces the change.

        An attempt that gets no response, or a 5xx response, is retried. If the server carried out
        the failed attempt, the retry fails with a `RequestConflict`, because the task already has
        the new priority. Use `queue.use(retries=0)` to make a single attempt.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            payload: New priority for a task, or for all unresolved tasks of a task group.

        Returns:
            Status of a single task, returned by most methods that read or change a task.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /task/<taskId>/priority`, experimental. Scopes:
        `queue:change-task-priority:<taskId>` or
        `queue:change-task-priority-in-queue:<taskQueueId>`.
        """
        return await self._session.call(
            operations.changeTaskPriority, {"taskId": taskId}, payload=payload
        )

    async def changeTaskGroupPriority(
        self, taskGroupId: str, payload: ChangeTaskPriorityRequest
    ) -> ChangeTaskGroupPriorityResponse:
        """Change task group priority.

        Change the priority of all unresolved tasks of a group and return the ids of the tasks
        changed. The server works through them in batches; claimed runs keep the old priority until
        a retry. One `taskGroupPriorityChanged` message is sent at the end.

        An attempt that gets no response, or a 5xx response, is retried. If the server carried out
        the failed attempt, the response to the retry leaves out the tasks that the earlier attempt
        changed. Use `queue.use(retries=0)` to make a single attempt.

        Args:
            taskGroupId: Slugid of the task group, by convention the `taskId` of its decision task.
            payload: New priority for a task, or for all unresolved tasks of a task group.

        Returns:
            Tasks whose priority `changeTaskGroupPriority` has changed.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /task-group/<taskGroupId>/priority`, experimental. Scopes:
        `queue:change-task-group-priority:<schedulerId>/<taskGroupId>`.
        """
        return await self._session.call(
            operations.changeTaskGroupPriority, {"taskGroupId": taskGroupId}, payload=payload
        )

    async def claimWork(self, taskQueueId: str, payload: ClaimWorkRequest) -> ClaimWorkResponse:
        """Claim work.

        Claim pending tasks from a task queue for a worker, up to the number in the request. Returns
        at once if there is work; otherwise waits about 20 seconds and then returns an empty list. A
        quarantined worker only ever gets an empty list. Pause briefly before the next call. Each
        claim has temporary credentials and must be renewed with `reclaimTask` before `takenUntil`.

        An attempt that gets no response, or a 5xx response, is retried. If the server carried out
        the failed attempt, the tasks in the lost response stay claimed, but no worker runs them:
        once the claims expire, their runs become exceptions (`claim-expired`), and the tasks are
        retried while they have retries left. Use `queue.use(retries=0)` to make a single attempt.

        Args:
            taskQueueId: Name of the task queue, as `<provisionerId>/<workerType>`.
            payload: Request for work from a worker, with the number of tasks it can take.

        Returns:
            Tasks that a worker claimed with `claimWork`.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /claim-work/<taskQueueId>`, stable. Scopes: `queue:claim-work:<taskQueueId>` and
        `queue:worker-id:<workerGroup>/<workerId>`.
        """
        return await self._session.call(
            operations.claimWork, {"taskQueueId": taskQueueId}, payload=payload
        )

    @deprecated("use `claimWork`, which picks pending tasks from a task queue", category=None)
    async def claimTask(
        self, taskId: str, runId: int | str, payload: ClaimTaskRequest
    ) -> ClaimedTask:
        """Claim a task.

        Claim one particular run of a task for a worker. Deprecated: use `claimWork`, which picks
        pending tasks from a task queue.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            runId: Number of the run within its task, counting from 0.
            payload: Worker that claims one particular run.

        Returns:
            A run that a worker has claimed, with everything needed to execute the task and report
            the outcome.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /task/<taskId>/runs/<runId>/claim`, deprecated. Scopes:
        `queue:claim-task:<provisionerId>/<workerType>` and
        `queue:worker-id:<workerGroup>/<workerId>`.
        """
        return await self._session.call(
            operations.claimTask, {"taskId": taskId, "runId": runId}, payload=payload
        )

    async def reclaimTask(self, taskId: str, runId: int | str) -> ReclaimTaskResponse:
        """Reclaim a task.

        Renew the claim on a run: `takenUntil` moves forward, and fresh task credentials replace the
        earlier ones. Once a claim expires, the run becomes an exception (`claim-expired`) and the
        task is retried. A 409 means that the run is resolved or past its deadline: stop working on
        it and report nothing further.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            runId: Number of the run within its task, counting from 0.

        Returns:
            A renewed claim on a run, with new credentials that replace the old ones.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /task/<taskId>/runs/<runId>/reclaim`, stable. Scopes:
        `queue:reclaim-task:<taskId>/<runId>`.
        """
        return await self._session.call(operations.reclaimTask, {"taskId": taskId, "runId": runId})

    async def reportCompleted(self, taskId: str, runId: int | str) -> TaskStatusResponse:
        """Report run completed.

        Resolve a running run as `completed`, for a task that succeeded. Safe to repeat. Fails with
        a 409 if the run was resolved in any other way.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            runId: Number of the run within its task, counting from 0.

        Returns:
            Status of a single task, returned by most methods that read or change a task.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /task/<taskId>/runs/<runId>/completed`, stable. Scopes:
        `queue:resolve-task:<taskId>/<runId>`.
        """
        return await self._session.call(
            operations.reportCompleted, {"taskId": taskId, "runId": runId}
        )

    async def reportFailed(self, taskId: str, runId: int | str) -> TaskStatusResponse:
        """Report run failed.

        Resolve a running run as `failed`, for a task whose own code failed, for instance with a
        non-zero exit code. Use `reportException` for problems with the payload or the worker. Safe
        to repeat. Fails with a 409 if the run was resolved in any other way.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            runId: Number of the run within its task, counting from 0.

        Returns:
            Status of a single task, returned by most methods that read or change a task.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /task/<taskId>/runs/<runId>/failed`, stable. Scopes:
        `queue:resolve-task:<taskId>/<runId>`.
        """
        return await self._session.call(operations.reportFailed, {"taskId": taskId, "runId": runId})

    async def reportException(
        self, taskId: str, runId: int | str, payload: ReportExceptionRequest
    ) -> TaskStatusResponse:
        """Report run exception.

        Resolve a run as `exception` because the worker could not execute it: bad payload, missing
        resources, shutdown or an internal error. With the reasons `worker-shutdown` and
        `intermittent-task`, the queue retries the task while retries remain. Use `reportFailed` for
        errors in the task's own code.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            runId: Number of the run within its task, counting from 0.
            payload: A worker's report that it could not execute a run, for a reason other than a
                failure of the task's own commands.

        Returns:
            Status of a single task, returned by most methods that read or change a task.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /task/<taskId>/runs/<runId>/exception`, stable. Scopes:
        `queue:resolve-task:<taskId>/<runId>`.
        """
        return await self._session.call(
            operations.reportException, {"taskId": taskId, "runId": runId}, payload=payload
        )

    async def createArtifact(
        self, taskId: str, runId: int | str, name: str, payload: CreateArtifactRequest
    ) -> ArtifactResponse:
        """Create an artifact.

        Record an artifact for a run and return what is needed to upload its data, if it has any.
        Only the worker that holds the claim, or the task itself, should call this. Repeating the
        call with the same properties is allowed and renews the upload credentials. Otherwise an
        existing artifact cannot be replaced, but `expires` can be set to a later time, and a
        reference can be replaced by a reference or a link. The queue deletes artifacts once they
        expire.

        An attempt that gets no response, or a 5xx response, is retried. If the server carried out
        the failed attempt, an artifact of storage type `object` is lost: its `uploadId` was in the
        lost response, and every retry fails with a 500. For other storage types, the retry works
        like the first attempt. Use `queue.use(retries=0)` to make a single attempt.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            runId: Number of the run within its task, counting from 0.
            name: Name of the artifact, which may contain slashes, such as `public/logs/live.log`.
            payload: Artifact to create.

        Returns:
            Next step after creating an artifact, with the `storageType` of the request.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /task/<taskId>/runs/<runId>/artifacts/<name>`, stable. Scopes:
        `queue:create-artifact:<taskId>/<runId>`.
        """
        return await self._session.call(
            operations.createArtifact,
            {"taskId": taskId, "runId": runId, "name": name},
            payload=payload,
        )

    async def finishArtifact(
        self, taskId: str, runId: int | str, name: str, payload: FinishArtifactRequest
    ) -> None:
        """Finish an artifact.

        Declare that all data of an object artifact has been uploaded, which makes it available for
        download. Fails with a 400 for any storage type other than `object`.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            runId: Number of the run within its task, counting from 0.
            name: Name of the artifact, which may contain slashes, such as `public/logs/live.log`.
            payload: Confirmation that an `object` artifact has been uploaded, which makes it
                readable.

        Returns:
            Nothing.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `PUT /task/<taskId>/runs/<runId>/artifacts/<name>`, stable. Scopes:
        `queue:create-artifact:<taskId>/<runId>`.
        """
        return await self._session.call(
            operations.finishArtifact,
            {"taskId": taskId, "runId": runId, "name": name},
            payload=payload,
        )

    async def getArtifact(self, taskId: str, runId: int | str, name: str) -> GetArtifactResponse:
        """Get an artifact URL.

        Return the URL from which an artifact of a given run can be downloaded. The server sends a
        303 redirect whose JSON body has the same URL. A link artifact is resolved to its target.
        Fails with a 424 for an error artifact. Artifacts that the `anonymous` role can read,
        usually those under `public/`, need no credentials.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            runId: Number of the run within its task, counting from 0.
            name: Name of the artifact, which may contain slashes, such as `public/logs/live.log`.

        Returns:
            URL of an artifact's content.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /task/<taskId>/runs/<runId>/artifacts/<name>`, stable. Scopes:
        `queue:get-artifact:<name>` for each `name` of `names`.
        """
        return await self._session.call(
            operations.getArtifact, {"taskId": taskId, "runId": runId, "name": name}
        )

    async def getLatestArtifact(self, taskId: str, name: str) -> GetArtifactResponse:
        """Get the latest artifact URL.

        Return the URL from which an artifact of the task's newest run can be downloaded. Like
        `getArtifact`, but slightly slower; prefer `getArtifact` if you know the run.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            name: Name of the artifact, which may contain slashes, such as `public/logs/live.log`.

        Returns:
            URL of an artifact's content.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /task/<taskId>/artifacts/<name>`, stable. Scopes: `queue:get-artifact:<name>` for
        each `name` of `names`.
        """
        return await self._session.call(
            operations.getLatestArtifact, {"taskId": taskId, "name": name}
        )

    async def listArtifacts(
        self,
        taskId: str,
        runId: int | str,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
    ) -> ListArtifactsResponse:
        """List artifacts.

        List the artifacts of a given run: their metadata, not their data. Results come in pages of
        up to 1000; pass the returned `continuationToken` back until a page arrives without one.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            runId: Number of the run within its task, counting from 0.
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Returns:
            One page of the artifacts of a run.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /task/<taskId>/runs/<runId>/artifacts`, stable. Scopes:
        `queue:list-artifacts:<taskId>:<runId>`.
        """
        return await self._session.call(
            operations.listArtifacts,
            {"taskId": taskId, "runId": runId},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    async def iterArtifacts(
        self, taskId: str, runId: int | str, *, limit: int | None = None
    ) -> AsyncIterator[Artifact]:
        """Iterate over all results of `listArtifacts`.

        Each page is requested when its first item is needed.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            runId: Number of the run within its task, counting from 0.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Yields:
            An artifact of a run: name, storage type and expiry, but not the content.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        async for page in paginate(self.listArtifacts, taskId, runId, limit=limit):
            for item in page.artifacts:
                yield item

    async def listLatestArtifacts(
        self, taskId: str, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListArtifactsResponse:
        """List latest artifacts.

        List the artifacts of the task's newest run: their metadata, not their data. Results come in
        pages of up to 1000; pass the returned `continuationToken` back until a page arrives without
        one.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Returns:
            One page of the artifacts of a run.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /task/<taskId>/artifacts`, stable. Scopes: `queue:list-artifacts:<taskId>`.
        """
        return await self._session.call(
            operations.listLatestArtifacts,
            {"taskId": taskId},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    async def iterLatestArtifacts(
        self, taskId: str, *, limit: int | None = None
    ) -> AsyncIterator[Artifact]:
        """Iterate over all results of `listLatestArtifacts`.

        Each page is requested when its first item is needed.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Yields:
            An artifact of a run: name, storage type and expiry, but not the content.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        async for page in paginate(self.listLatestArtifacts, taskId, limit=limit):
            for item in page.artifacts:
                yield item

    async def artifactInfo(self, taskId: str, runId: int | str, name: str) -> Artifact:
        """Get artifact information.

        Fetch the metadata of one artifact of a given run, as in `listArtifacts`. Gives no access to
        the data, and describes a link artifact itself, not its target.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            runId: Number of the run within its task, counting from 0.
            name: Name of the artifact, which may contain slashes, such as `public/logs/live.log`.

        Returns:
            An artifact of a run: name, storage type and expiry, but not the content.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /task/<taskId>/runs/<runId>/artifact-info/<name>`, stable. Scopes:
        `queue:list-artifacts:<taskId>:<runId>`.
        """
        return await self._session.call(
            operations.artifactInfo, {"taskId": taskId, "runId": runId, "name": name}
        )

    async def latestArtifactInfo(self, taskId: str, name: str) -> Artifact:
        """Get latest artifact information.

        Fetch the metadata of one artifact of the task's newest run, as in `listLatestArtifacts`.
        Gives no access to the data, and describes a link artifact itself, not its target.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            name: Name of the artifact, which may contain slashes, such as `public/logs/live.log`.

        Returns:
            An artifact of a run: name, storage type and expiry, but not the content.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /task/<taskId>/artifact-info/<name>`, stable. Scopes:
        `queue:list-artifacts:<taskId>`.
        """
        return await self._session.call(
            operations.latestArtifactInfo, {"taskId": taskId, "name": name}
        )

    async def artifact(self, taskId: str, runId: int | str, name: str) -> ArtifactContent:
        """Get artifact content.

        Return what is needed to download an artifact of a given run: a URL, credentials for the
        object service, or the details of an error artifact. Link artifacts are resolved to their
        target, so the result is never a link.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            runId: Number of the run within its task, counting from 0.
            name: Name of the artifact, which may contain slashes, such as `public/logs/live.log`.

        Returns:
            Access to the content of an artifact.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /task/<taskId>/runs/<runId>/artifact-content/<name>`, stable. Scopes:
        `queue:get-artifact:<name>` for each `name` of `names`.
        """
        return await self._session.call(
            operations.artifact, {"taskId": taskId, "runId": runId, "name": name}
        )

    async def latestArtifact(self, taskId: str, name: str) -> ArtifactContent:
        """Get latest artifact content.

        Return what is needed to download an artifact of the task's newest run: a URL, credentials
        for the object service, or the details of an error artifact. Link artifacts are resolved to
        their target, so the result is never a link.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            name: Name of the artifact, which may contain slashes, such as `public/logs/live.log`.

        Returns:
            Access to the content of an artifact.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /task/<taskId>/artifact-content/<name>`, stable. Scopes:
        `queue:get-artifact:<name>` for each `name` of `names`.
        """
        return await self._session.call(operations.latestArtifact, {"taskId": taskId, "name": name})

    @deprecated("use `listTaskQueues`", category=None)
    async def listProvisioners(
        self, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListProvisionersResponse:
        """List provisioners.

        List every recently used `provisionerId`, whether or not a provisioning service exists for
        it. Results come in pages of up to 1000; pass the returned `continuationToken` back until a
        page arrives without one. Deprecated: use `listTaskQueues`.

        Args:
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Returns:
            One page of the known provisioners.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /provisioners`, deprecated. Scopes: `queue:list-provisioners`.
        """
        return await self._session.call(
            operations.listProvisioners,
            {},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    @deprecated("use `listTaskQueues`", category=None)
    async def iterProvisioners(self, *, limit: int | None = None) -> AsyncIterator[Provisioner]:
        """Iterate over all results of `listProvisioners`.

        Each page is requested when its first item is needed. Deprecated: use `listTaskQueues`.

        Args:
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Yields:
            A provisioner: the first part of task queue names, which groups worker types.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        async for page in pagesOf(
            self._session, operations.listProvisioners, {}, query={"limit": limit}
        ):
            for item in page.provisioners:
                yield item

    @deprecated("use `getTaskQueue`", category=None)
    async def getProvisioner(self, provisionerId: str) -> Provisioner:
        """Get a provisioner.

        Fetch the queue's record of one `provisionerId`, whether or not a provisioning service
        exists for it. Deprecated: use `getTaskQueue`.

        Args:
            provisionerId: First part of the task queue's name, before the slash.

        Returns:
            A provisioner: the first part of task queue names, which groups worker types.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /provisioners/<provisionerId>`, deprecated. Scopes:
        `queue:get-provisioner:<provisionerId>`.
        """
        return await self._session.call(operations.getProvisioner, {"provisionerId": provisionerId})

    @deprecated("use `taskQueueCounts`, which also counts claimed tasks", category=None)
    async def pendingTasks(self, taskQueueId: str) -> PendingTasksResponse:
        """Count pending tasks.

        Return the approximate number of tasks waiting in a task queue. Deprecated: use
        `taskQueueCounts`, which also counts claimed tasks.

        Args:
            taskQueueId: Name of the task queue, as `<provisionerId>/<workerType>`.

        Returns:
            Approximate number of tasks waiting in a task queue.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /pending/<taskQueueId>`, deprecated. Scopes: `queue:pending-count:<taskQueueId>`.
        """
        return await self._session.call(operations.pendingTasks, {"taskQueueId": taskQueueId})

    async def taskQueueCounts(self, taskQueueId: str) -> TaskQueueCounts:
        """Count tasks of a task queue.

        Return the numbers of pending and claimed tasks of a task queue. Both are estimates, because
        tasks change state all the time.

        Args:
            taskQueueId: Name of the task queue, as `<provisionerId>/<workerType>`.

        Returns:
            Approximate numbers of pending and claimed tasks of a task queue.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /task-queues/<taskQueueId>/counts`, stable. Scopes:
        `queue:pending-count:<taskQueueId>` and `queue:claimed-count:<taskQueueId>`.
        """
        return await self._session.call(operations.taskQueueCounts, {"taskQueueId": taskQueueId})

    async def listPendingTasks(
        self, taskQueueId: str, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListPendingTasksResponse:
        """List pending tasks.

        List the tasks waiting for a worker in a task queue, oldest first. Some may have been
        claimed in the meantime. Results come in pages of up to 1000; pass the returned
        `continuationToken` back until a page arrives without one.

        Args:
            taskQueueId: Name of the task queue, as `<provisionerId>/<workerType>`.
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Returns:
            One page of the pending tasks of a task queue.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /task-queues/<taskQueueId>/pending`, experimental. Scopes:
        `queue:pending-list:<taskQueueId>`.
        """
        return await self._session.call(
            operations.listPendingTasks,
            {"taskQueueId": taskQueueId},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    async def iterPendingTasks(
        self, taskQueueId: str, *, limit: int | None = None
    ) -> AsyncIterator[PendingTask]:
        """Iterate over all results of `listPendingTasks`.

        Each page is requested when its first item is needed.

        Args:
            taskQueueId: Name of the task queue, as `<provisionerId>/<workerType>`.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Yields:
            A run that is waiting for a worker in a task queue.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        async for page in paginate(self.listPendingTasks, taskQueueId, limit=limit):
            for item in page.tasks:
                yield item

    async def listClaimedTasks(
        self, taskQueueId: str, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListClaimedTasksResponse:
        """List claimed tasks.

        List the tasks of a task queue that are claimed by workers. Some may have been resolved in
        the meantime. Results come in pages of up to 1000; pass the returned `continuationToken`
        back until a page arrives without one.

        Args:
            taskQueueId: Name of the task queue, as `<provisionerId>/<workerType>`.
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Returns:
            One page of the claimed tasks of a task queue.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /task-queues/<taskQueueId>/claimed`, experimental. Scopes:
        `queue:claimed-list:<taskQueueId>`.
        """
        return await self._session.call(
            operations.listClaimedTasks,
            {"taskQueueId": taskQueueId},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    async def iterClaimedTasks(
        self, taskQueueId: str, *, limit: int | None = None
    ) -> AsyncIterator[ClaimedTaskSummary]:
        """Iterate over all results of `listClaimedTasks`.

        Each page is requested when its first item is needed.

        Args:
            taskQueueId: Name of the task queue, as `<provisionerId>/<workerType>`.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Yields:
            A run that a worker has claimed and not yet resolved.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        async for page in paginate(self.listClaimedTasks, taskQueueId, limit=limit):
            for item in page.tasks:
                yield item

    @deprecated("use `listTaskQueues`", category=None)
    async def listWorkerTypes(
        self, provisionerId: str, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListWorkerTypesResponse:
        """List worker types.

        List the active worker types of one provisioner. Results come in pages of up to 1000; pass
        the returned `continuationToken` back until a page arrives without one. Deprecated: use
        `listTaskQueues`.

        Args:
            provisionerId: First part of the task queue's name, before the slash.
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Returns:
            One page of the worker types of a provisioner.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /provisioners/<provisionerId>/worker-types`, deprecated. Scopes:
        `queue:list-worker-types:<provisionerId>`.
        """
        return await self._session.call(
            operations.listWorkerTypes,
            {"provisionerId": provisionerId},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    @deprecated("use `listTaskQueues`", category=None)
    async def iterWorkerTypes(
        self, provisionerId: str, *, limit: int | None = None
    ) -> AsyncIterator[WorkerType]:
        """Iterate over all results of `listWorkerTypes`.

        Each page is requested when its first item is needed. Deprecated: use `listTaskQueues`.

        Args:
            provisionerId: First part of the task queue's name, before the slash.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Yields:
            A worker type of a provisioner, which is the same thing as a task queue.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        async for page in pagesOf(
            self._session,
            operations.listWorkerTypes,
            {"provisionerId": provisionerId},
            query={"limit": limit},
        ):
            for item in page.workerTypes:
                yield item

    @deprecated("use `getTaskQueue`", category=None)
    async def getWorkerType(self, provisionerId: str, workerType: str) -> WorkerType:
        """Get a worker type.

        Fetch the queue's record of one worker type of a provisioner. Deprecated: use
        `getTaskQueue`.

        Args:
            provisionerId: First part of the task queue's name, before the slash.
            workerType: Second part of the task queue's name, after the slash.

        Returns:
            A worker type of a provisioner, which is the same thing as a task queue.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /provisioners/<provisionerId>/worker-types/<workerType>`, deprecated. Scopes:
        `queue:get-worker-type:<provisionerId>/<workerType>`.
        """
        return await self._session.call(
            operations.getWorkerType, {"provisionerId": provisionerId, "workerType": workerType}
        )

    async def listTaskQueues(
        self, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListTaskQueuesResponse:
        """List task queues.

        List the active task queues: those whose records have not expired. Results come in pages of
        up to 1000; pass the returned `continuationToken` back until a page arrives without one.

        Args:
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Returns:
            One page of the known task queues.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /task-queues`, stable. Scopes: `queue:list-task-queues`.
        """
        return await self._session.call(
            operations.listTaskQueues,
            {},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    async def iterTaskQueues(self, *, limit: int | None = None) -> AsyncIterator[TaskQueue]:
        """Iterate over all results of `listTaskQueues`.

        Each page is requested when its first item is needed.

        Args:
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Yields:
            A task queue that has been in use, as recorded by the queue.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        async for page in paginate(self.listTaskQueues, limit=limit):
            for item in page.taskQueues:
                yield item

    async def getTaskQueue(self, taskQueueId: str) -> TaskQueue:
        """Get a task queue.

        Fetch the record of one task queue, such as its description and expiry. Fails with a 404 if
        the task queue does not exist or has expired.

        Args:
            taskQueueId: Name of the task queue, as `<provisionerId>/<workerType>`.

        Returns:
            A task queue that has been in use, as recorded by the queue.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /task-queues/<taskQueueId>`, stable. Scopes: `queue:get-task-queue:<taskQueueId>`.
        """
        return await self._session.call(operations.getTaskQueue, {"taskQueueId": taskQueueId})

    @deprecated("use `listWorkers` of the worker manager", category=None)
    async def listWorkers(
        self,
        provisionerId: str,
        workerType: str,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
        quarantined: str | None = None,
    ) -> ListWorkersResponse:
        """List workers.

        List the active workers of a worker type: all of them, or only those in or out of
        quarantine. Quarantined workers are listed even after they expire. Results come in pages of
        up to 1000; pass the returned `continuationToken` back until a page arrives without one.
        Deprecated: use `listWorkers` of the worker manager.

        Args:
            provisionerId: First part of the task queue's name, before the slash.
            workerType: Second part of the task queue's name, after the slash.
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.
            quarantined: `true` lists only quarantined workers, `false` only the others; omit it to
                list both.

        Returns:
            One page of the workers of a task queue.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /provisioners/<provisionerId>/worker-types/<workerType>/workers`, deprecated.
        Scopes: `queue:list-workers:<provisionerId>/<workerType>`.
        """
        return await self._session.call(
            operations.listWorkers,
            {"provisionerId": provisionerId, "workerType": workerType},
            query={
                "continuationToken": continuationToken,
                "limit": limit,
                "quarantined": quarantined,
            },
        )

    @deprecated("use `listWorkers` of the worker manager", category=None)
    async def iterWorkers(
        self,
        provisionerId: str,
        workerType: str,
        *,
        limit: int | None = None,
        quarantined: str | None = None,
    ) -> AsyncIterator[WorkerSummary]:
        """Iterate over all results of `listWorkers`.

        Each page is requested when its first item is needed. Deprecated: use `listWorkers` of the
        worker manager.

        Args:
            provisionerId: First part of the task queue's name, before the slash.
            workerType: Second part of the task queue's name, after the slash.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.
            quarantined: `true` lists only quarantined workers, `false` only the others; omit it to
                list both.

        Yields:
            A worker as listed by `listWorkers`.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        async for page in pagesOf(
            self._session,
            operations.listWorkers,
            {"provisionerId": provisionerId, "workerType": workerType},
            query={"limit": limit, "quarantined": quarantined},
        ):
            for item in page.workers:
                yield item

    @deprecated("use `getWorker` of the worker manager", category=None)
    async def getWorker(
        self, provisionerId: str, workerType: str, workerGroup: str, workerId: str
    ) -> Worker:
        """Get a worker.

        Fetch the queue's record of one worker, including its recent tasks and any quarantine. Fails
        with a 404 if the worker does not exist or has expired. Deprecated: use `getWorker` of the
        worker manager.

        Args:
            provisionerId: First part of the task queue's name, before the slash.
            workerType: Second part of the task queue's name, after the slash.
            workerGroup: Group of the worker, often its region or data centre.
            workerId: Id of the worker, unique within its worker group; for a cloud worker, the id
                of its instance.

        Returns:
            The queue's record of a worker: its task queue, its recent tasks and any quarantine.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET
        /provisioners/<provisionerId>/worker-types/<workerType>/workers/<workerGroup>/<workerId>`,
        deprecated. Scopes:
        `queue:get-worker:<provisionerId>/<workerType>/<workerGroup>/<workerId>`.
        """
        return await self._session.call(
            operations.getWorker,
            {
                "provisionerId": provisionerId,
                "workerType": workerType,
                "workerGroup": workerGroup,
                "workerId": workerId,
            },
        )

    async def quarantineWorker(
        self,
        provisionerId: str,
        workerType: str,
        workerGroup: str,
        workerId: str,
        payload: QuarantineWorkerRequest,
    ) -> Worker:
        """Quarantine a worker.

        Prevent a worker from claiming tasks until the given time; its machine stays up. A time in
        the past ends the quarantine. Returns the updated worker, or fails with a 404 if it does not
        exist.

        An attempt that gets no response, or a 5xx response, is retried. If the server carried out
        the failed attempt, the worker's `quarantineDetails` contain the same entry twice. Use
        `queue.use(retries=0)` to make a single attempt.

        Args:
            provisionerId: First part of the task queue's name, before the slash.
            workerType: Second part of the task queue's name, after the slash.
            workerGroup: Group of the worker, often its region or data centre.
            workerId: Id of the worker, unique within its worker group; for a cloud worker, the id
                of its instance.
            payload: Start or end of a worker's quarantine, during which it stays alive but gets no
                tasks.

        Returns:
            The queue's record of a worker: its task queue, its recent tasks and any quarantine.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `PUT
        /provisioners/<provisionerId>/worker-types/<workerType>/workers/<workerGroup>/<workerId>`,
        experimental. Scopes:
        `queue:quarantine-worker:<provisionerId>/<workerType>/<workerGroup>/<workerId>`.
        """
        return await self._session.call(
            operations.quarantineWorker,
            {
                "provisionerId": provisionerId,
                "workerType": workerType,
                "workerGroup": workerGroup,
                "workerId": workerId,
            },
            payload=payload,
        )

    async def declareWorker(
        self,
        provisionerId: str,
        workerType: str,
        workerGroup: str,
        workerId: str,
        payload: DeclareWorkerRequest,
    ) -> Worker:
        """Declare a worker.

        Create or update the queue's record of a worker. Each property in the request needs its own
        scope. Returns the updated worker.

        Args:
            provisionerId: First part of the task queue's name, before the slash.
            workerType: Second part of the task queue's name, after the slash.
            workerGroup: Group of the worker, often its region or data centre.
            workerId: Id of the worker, unique within its worker group; for a cloud worker, the id
                of its instance.
            payload: Changes to the record of a worker.

        Returns:
            The queue's record of a worker: its task queue, its recent tasks and any quarantine.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `PUT /provisioners/<provisionerId>/worker-types/<workerType>/<workerGroup>/<workerId>`,
        experimental. Scopes:
        `queue:declare-worker:<provisionerId>/<workerType>/<workerGroup>/<workerId>#<property>` for
        each `property` of `properties`.
        """
        return await self._session.call(
            operations.declareWorker,
            {
                "provisionerId": provisionerId,
                "workerType": workerType,
                "workerGroup": workerGroup,
                "workerId": workerId,
            },
            payload=payload,
        )

    async def heartbeat(self) -> HeartbeatResponse:
        """Service heartbeat.

        Check the health of the service and of the services behind it. Meant for monitoring; needs
        no credentials.

        Returns:
            Empty response of a service that is up.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /__heartbeat__`, stable. Scopes: none.
        """
        return await self._session.call(operations.heartbeat, {})

    async def taskQueueCountsBatch(
        self, payload: TaskQueueCountsBatchRequest
    ) -> ListTaskQueueCountsResponse:
        """Count tasks of many task queues.

        Return the approximate numbers of pending and claimed tasks for up to 1000 task queues in
        one call. Needs the count scopes of all these task queues.

        Args:
            payload: Task queues whose tasks to count.

        Returns:
            Numbers of pending and claimed tasks of many task queues, always on one page.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /task-queues/counts`, experimental. Scopes: `queue:pending-count:<taskQueueId>`
        for each `taskQueueId` of `taskQueueIds` and `queue:claimed-count:<taskQueueId>` for each
        `taskQueueId` of `taskQueueIds`.
        """
        return await self._session.call(operations.taskQueueCountsBatch, {}, payload=payload)
