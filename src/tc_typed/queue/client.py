"""Client of the queue service.

Compiled from schemas/queue by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from typing_extensions import deprecated

from tc_typed.common.models import HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.core.operation import Operation
from tc_typed.core.paging import pagesOf, paginate
from tc_typed.core.sync import ServiceClient
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


class Queue(ServiceClient):
    """The queue accepts tasks, hands them to workers and follows each one until it is resolved.

    Schedulers create tasks with a deadline and dependencies; workers claim them, keep the claim
    alive and report how each run ended. The queue also records artifacts, the files and links that
    runs leave behind, which cannot in general be overwritten. Metadata about task queues and the
    workers serving them can be read here too.
    """

    serviceName: ClassVar[str] = "queue"
    apiVersion: ClassVar[str] = "v1"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS

    def ping(self) -> PingResponse:
        """Ping.

        Check that the service is up. Needs no credentials and touches nothing else.

        Returns:
            Sign of life from a service.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /ping`, stable. Scopes: none.
        """
        return self._session.call(operations.ping, {})

    def lbheartbeat(self) -> HeartbeatResponse:
        """Load balancer heartbeat.

        Respond at once so that a load balancer can tell this instance is alive. Backing services
        are not examined.

        Returns:
            Health check: any response means that the service is up.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /__lbheartbeat__`, stable. Scopes: none.
        """
        return self._session.call(operations.lbheartbeat, {})

    def version(self) -> VersionResponse:
        """Service version.

        Report which build of Taskcluster is deployed, as a Dockerflow version object in JSON.

        Returns:
            Which build of Taskcluster a service runs.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /__version__`, stable. Scopes: none.
        """
        return self._session.call(operations.version, {})

    def task(self, taskId: str) -> Task:
        """Get a task.

        Fetch the definition of one task, with the defaults the queue filled in when it was created.
        The definition never says how the task is doing; use `status` for that. An unknown `taskId`
        is a 404.

        Args:
            taskId: Slugid of the task, chosen by its creator.

        Returns:
            A task as the queue stores it: what its creator submitted, with every default filled in.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /task/<taskId>`, stable. Scopes: `queue:get-task:<taskId>`.
        """
        return self._session.call(operations.task, {"taskId": taskId})

    def tasks(
        self,
        payload: TasksRequest,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
    ) -> TasksResponse:
        """Get many tasks.

        Fetch the definitions of all tasks named in the request body. Each comes with its `taskId`
        and with the queue's defaults filled in. Results come in pages of up to 1000; pass the
        returned `continuationToken` back until a page arrives without one.

        Args:
            payload: Says which tasks to look up in one call.
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.

        Returns:
            One page of the definitions that were asked for.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /tasks`, experimental. Scopes: `queue:get-task:<taskId>` for each `taskId` of
        `taskIds`.
        """
        return self._session.call(
            operations.tasks,
            {},
            query={"continuationToken": continuationToken, "limit": limit},
            payload=payload,
        )

    def iterTasks(self, payload: TasksRequest, *, limit: int | None = None) -> Iterator[TaskEntry]:
        """Go through what `tasks` lists, page by page.

        A page is requested when its first item is asked for.

        Args:
            payload: Says which tasks to look up in one call.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.

        Yields:
            A task found by its id.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        for page in paginate(self.tasks, payload, limit=limit):
            yield from page.tasks

    def statuses(
        self,
        payload: TasksRequest,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
    ) -> TaskStatusesResponse:
        """Get many task statuses.

        Fetch the statuses of all tasks named in the request body. Unknown ids are left out of the
        response without an error, so compare what came back with what you asked for. Results come
        in pages of up to 1000; pass the returned `continuationToken` back until a page arrives
        without one.

        Args:
            payload: Says which tasks to look up in one call.
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.

        Returns:
            One page of the statuses that were asked for.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /tasks/status`, experimental. Scopes: `queue:status:<taskId>` for each `taskId`
        of `taskIds`.
        """
        return self._session.call(
            operations.statuses,
            {},
            query={"continuationToken": continuationToken, "limit": limit},
            payload=payload,
        )

    def iterStatuses(
        self, payload: TasksRequest, *, limit: int | None = None
    ) -> Iterator[TaskStatusEntry]:
        """Go through what `statuses` lists, page by page.

        A page is requested when its first item is asked for.

        Args:
            payload: Says which tasks to look up in one call.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.

        Yields:
            The status of a task found by its id.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        for page in paginate(self.statuses, payload, limit=limit):
            yield from page.statuses

    def status(self, taskId: str) -> TaskStatusResponse:
        """Get task status.

        Fetch the current state of one task together with all its runs. An unknown `taskId` is a
        404.

        Args:
            taskId: Slugid of the task, chosen by its creator.

        Returns:
            The status of a single task, as most methods that read or change a task return it.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /task/<taskId>/status`, stable. Scopes: `queue:status:<taskId>`.
        """
        return self._session.call(operations.status, {"taskId": taskId})

    def listTaskGroup(
        self, taskGroupId: str, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListTaskGroupResponse:
        """List a task group.

        List the tasks of a task group, each with its definition and status, along with the details
        of the group. Use `getTaskGroup` when the tasks themselves are of no interest. Results come
        in pages of up to 1000; pass the returned `continuationToken` back until a page arrives
        without one.

        Args:
            taskGroupId: Slugid shared by all tasks of the group, often the `taskId` of its decision
                task.
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.

        Returns:
            One page of the tasks in a task group, with what is known about the group itself.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /task-group/<taskGroupId>/list`, stable. Scopes:
        `queue:list-task-group:<taskGroupId>`.
        """
        return self._session.call(
            operations.listTaskGroup,
            {"taskGroupId": taskGroupId},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    def iterTaskGroup(
        self, taskGroupId: str, *, limit: int | None = None
    ) -> Iterator[TaskAndStatus]:
        """Go through what `listTaskGroup` lists, page by page.

        A page is requested when its first item is asked for.

        Args:
            taskGroupId: Slugid shared by all tasks of the group, often the `taskId` of its decision
                task.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.

        Yields:
            A task together with its status, as found in lists of tasks.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        for page in paginate(self.listTaskGroup, taskGroupId, limit=limit):
            yield from page.tasks

    def cancelTaskGroup(self, taskGroupId: str) -> CancelTaskGroupResponse:
        """Cancel a task group.

        Cancel every task of the group that is still unscheduled, pending or running, each in the
        way `cancelTask` does. The group must have been sealed with `sealTaskGroup` first, otherwise
        the call fails with a 409. Repeating the call only affects tasks that have become unresolved
        again, for instance through a rerun.

        An attempt that gets no response, or a 5xx one, is retried. If the server carried it out
        nevertheless, the result of the retry leaves out the tasks that the earlier attempt
        cancelled. `queue.use(retries=0)` makes one attempt only.

        Args:
            taskGroupId: Slugid shared by all tasks of the group, often the `taskId` of its decision
                task.

        Returns:
            The outcome of `cancelTaskGroup`: which tasks it canceled.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /task-group/<taskGroupId>/cancel`, experimental. Scopes:
        `queue:cancel-task-group:<schedulerId>/<taskGroupId>`.
        """
        return self._session.call(operations.cancelTaskGroup, {"taskGroupId": taskGroupId})

    def getTaskGroup(self, taskGroupId: str) -> TaskGroup:
        """Get a task group.

        Fetch the details of a task group, such as when it expires and whether it is sealed, without
        its tasks. Use `listTaskGroup` to see those.

        Args:
            taskGroupId: Slugid shared by all tasks of the group, often the `taskId` of its decision
                task.

        Returns:
            A set of tasks that belong together, such as all those of one push.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /task-group/<taskGroupId>`, stable. Scopes: `queue:list-task-group:<taskGroupId>`.
        """
        return self._session.call(operations.getTaskGroup, {"taskGroupId": taskGroupId})

    def sealTaskGroup(self, taskGroupId: str) -> TaskGroup:
        """Seal a task group.

        Close a task group for good, so that later `createTask` calls for it get a 409. Sealing
        again changes nothing and returns the same response. A task being created at that very
        moment may still slip in, so do not rely on this for access control.

        Args:
            taskGroupId: Slugid shared by all tasks of the group, often the `taskId` of its decision
                task.

        Returns:
            A set of tasks that belong together, such as all those of one push.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /task-group/<taskGroupId>/seal`, experimental. Scopes:
        `queue:seal-task-group:<schedulerId>/<taskGroupId>`.
        """
        return self._session.call(operations.sealTaskGroup, {"taskGroupId": taskGroupId})

    def listDependentTasks(
        self, taskId: str, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListDependentTasksResponse:
        """List dependent tasks.

        List the tasks, from any task group, that name this task among their dependencies. Results
        come in pages of up to 1000; pass the returned `continuationToken` back until a page arrives
        without one.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.

        Returns:
            One page of the tasks that wait for a given task.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /task/<taskId>/dependents`, stable. Scopes: `queue:list-dependent-tasks:<taskId>`.
        """
        return self._session.call(
            operations.listDependentTasks,
            {"taskId": taskId},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    def iterDependentTasks(
        self, taskId: str, *, limit: int | None = None
    ) -> Iterator[TaskAndStatus]:
        """Go through what `listDependentTasks` lists, page by page.

        A page is requested when its first item is asked for.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.

        Yields:
            A task together with its status, as found in lists of tasks.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        for page in paginate(self.listDependentTasks, taskId, limit=limit):
            yield from page.tasks

    def createTask(self, taskId: str, payload: TaskDefinition | TaskFields) -> TaskStatusResponse:
        """Create a task.

        Create a task under a `taskId` of your choosing and return its status. Idempotent: after a
        network failure repeat it with the very same definition. The deadline may lie at most 5 days
        ahead, `expires` must come after it and defaults to one year later, and all dependencies
        must already exist. The scopes needed follow from the definition; a sealed task group, or a
        `taskId` used before for something else, gives a 409.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            payload: All that the queue needs to know to create a task: where it runs, what it does,
                and until when. A `TaskFields` dict works, too.

        Returns:
            The status of a single task, as most methods that read or change a task return it.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `PUT /task/<taskId>`, stable. Scopes: `<scope>` for each `scope` of `scopes` and
        `queue:route:<route>` for each `route` of `routes` and
        `queue:create-task:project:<projectId>` and `queue:scheduler-id:<schedulerId>` and
        `queue:create-task:<priority>:<provisionerId>/<workerType>` for any one `priority` of
        `priorities`.
        """
        return self._session.call(operations.createTask, {"taskId": taskId}, payload=payload)

    def scheduleTask(self, taskId: str) -> TaskStatusResponse:
        """Schedule a task.

        Make an unscheduled task pending right away, without waiting for its dependencies.
        Idempotent: a task already scheduled or resolved is left as it is. Use `rerunTask` to run a
        resolved task again; once the deadline has passed the call fails with a 409.

        Args:
            taskId: Slugid of the task, chosen by its creator.

        Returns:
            The status of a single task, as most methods that read or change a task return it.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /task/<taskId>/schedule`, stable. Scopes:
        `queue:schedule-task:<schedulerId>/<taskGroupId>/<taskId>` or
        `queue:schedule-task-in-project:<projectId>` or (`queue:schedule-task` and
        `assume:scheduler-id:<schedulerId>/<taskGroupId>`).
        """
        return self._session.call(operations.scheduleTask, {"taskId": taskId})

    def rerunTask(self, taskId: str) -> TaskStatusResponse:
        """Rerun a task.

        Add a new run to a resolved task, even a completed one, and grant it a full set of retries
        again. An unscheduled task is scheduled whatever its dependencies, while a pending or
        running one is returned unchanged. Fails with a 409 after the deadline or when the task has
        no runs left.

        An attempt that gets no response, or a 5xx one, is retried. If the server carried it out
        nevertheless, and the new run is already resolved, the task is run once more.
        `queue.use(retries=0)` makes one attempt only.

        Args:
            taskId: Slugid of the task, chosen by its creator.

        Returns:
            The status of a single task, as most methods that read or change a task return it.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /task/<taskId>/rerun`, stable. Scopes:
        `queue:rerun-task:<schedulerId>/<taskGroupId>/<taskId>` or
        `queue:rerun-task-in-project:<projectId>` or (`queue:rerun-task` and
        `assume:scheduler-id:<schedulerId>/<taskGroupId>`).
        """
        return self._session.call(operations.rerunTask, {"taskId": taskId})

    def cancelTask(self, taskId: str) -> TaskStatusResponse:
        """Cancel a task.

        Resolve an unfinished task as `exception` with reason `canceled`; a task without runs is
        given one for that purpose. Idempotent: a resolved task is returned unchanged. Afterwards
        only `rerunTask` can bring it back; once the deadline has passed the call fails with a 409.

        Args:
            taskId: Slugid of the task, chosen by its creator.

        Returns:
            The status of a single task, as most methods that read or change a task return it.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /task/<taskId>/cancel`, stable. Scopes:
        `queue:cancel-task:<schedulerId>/<taskGroupId>/<taskId>` or
        `queue:cancel-task-in-project:<projectId>` or (`queue:cancel-task` and
        `assume:scheduler-id:<schedulerId>/<taskGroupId>`).
        """
        return self._session.call(operations.cancelTask, {"taskId": taskId})

    def changeTaskPriority(
        self, taskId: str, payload: ChangeTaskPriorityRequest
    ) -> TaskStatusResponse:
        """Change task priority.

        Give one unresolved task a new priority and return its status. A run that is already claimed
        keeps the old priority, and the new one counts from its next retry. A `taskPriorityChanged`
        message announces the change.

        An attempt that gets no response, or a 5xx one, is retried. If the server carried it out
        nevertheless, the retry fails with a `RequestConflict`, because the task has the new
        priority already. `queue.use(retries=0)` makes one attempt only.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            payload: The priority to give to a task, or to all unresolved tasks of a task group.

        Returns:
            The status of a single task, as most methods that read or change a task return it.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /task/<taskId>/priority`, experimental. Scopes:
        `queue:change-task-priority:<taskId>` or
        `queue:change-task-priority-in-queue:<taskQueueId>`.
        """
        return self._session.call(
            operations.changeTaskPriority, {"taskId": taskId}, payload=payload
        )

    def changeTaskGroupPriority(
        self, taskGroupId: str, payload: ChangeTaskPriorityRequest
    ) -> ChangeTaskGroupPriorityResponse:
        """Change task group priority.

        Give all unresolved tasks of a group a new priority, and return the ids of those changed.
        The server works through them in batches; claimed runs keep the old priority until a retry.
        One `taskGroupPriorityChanged` message follows at the end.

        An attempt that gets no response, or a 5xx one, is retried. If the server carried it out
        nevertheless, the result of the retry leaves out the tasks that the earlier attempt changed.
        `queue.use(retries=0)` makes one attempt only.

        Args:
            taskGroupId: Slugid shared by all tasks of the group, often the `taskId` of its decision
                task.
            payload: The priority to give to a task, or to all unresolved tasks of a task group.

        Returns:
            The outcome of `changeTaskGroupPriority`: which tasks have a new priority.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /task-group/<taskGroupId>/priority`, experimental. Scopes:
        `queue:change-task-group-priority:<schedulerId>/<taskGroupId>`.
        """
        return self._session.call(
            operations.changeTaskGroupPriority, {"taskGroupId": taskGroupId}, payload=payload
        )

    def claimWork(self, taskQueueId: str, payload: ClaimWorkRequest) -> ClaimWorkResponse:
        """Claim work.

        Claim pending tasks from a task queue for a worker, at most as many as the request asks for.
        Returns at once if there is anything to do; otherwise waits some 20 seconds before giving an
        empty list, which is also all a quarantined worker gets. Pause briefly, then call again.
        Each claim carries temporary credentials and must be renewed with `reclaimTask` before
        `takenUntil`.

        An attempt that gets no response, or a 5xx one, is retried. If the server carried it out
        nevertheless, the tasks in the lost response stay claimed, but nobody works on them: once
        the claims expire, their runs become exceptions (`claim-expired`), and the tasks are retried
        while they have retries left. `queue.use(retries=0)` makes one attempt only.

        Args:
            taskQueueId: Name of the task queue in the form `<provisionerId>/<workerType>`.
            payload: Tells the queue which worker asks for work, and how many tasks it can take on.

        Returns:
            The tasks that a worker got from `claimWork`.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /claim-work/<taskQueueId>`, stable. Scopes: `queue:claim-work:<taskQueueId>` and
        `queue:worker-id:<workerGroup>/<workerId>`.
        """
        return self._session.call(
            operations.claimWork, {"taskQueueId": taskQueueId}, payload=payload
        )

    @deprecated("use `claimWork`, which picks pending tasks from a task queue", category=None)
    def claimTask(self, taskId: str, runId: int | str, payload: ClaimTaskRequest) -> ClaimedTask:
        """Claim a task.

        Claim one particular run of a task for a worker. Deprecated: use `claimWork`, which picks
        pending tasks from a task queue.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            runId: Number of the run within its task, counting from 0.
            payload: Names the worker that claims one particular run.

        Returns:
            A run that now belongs to a worker, with all it needs to execute the task and report the
            outcome.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /task/<taskId>/runs/<runId>/claim`, deprecated. Scopes:
        `queue:claim-task:<provisionerId>/<workerType>` and
        `queue:worker-id:<workerGroup>/<workerId>`.
        """
        return self._session.call(
            operations.claimTask, {"taskId": taskId, "runId": runId}, payload=payload
        )

    def reclaimTask(self, taskId: str, runId: int | str) -> ReclaimTaskResponse:
        """Reclaim a task.

        Renew the claim on a run, moving `takenUntil` forward and issuing fresh task credentials
        that replace the earlier ones. Once a claim lapses, the run becomes an exception
        (`claim-expired`) and the task is retried. A 409 means the run was resolved or is past its
        deadline: stop working on it and report nothing further.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            runId: Number of the run within its task, counting from 0.

        Returns:
            A prolonged claim on a run, with new credentials in place of the old.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /task/<taskId>/runs/<runId>/reclaim`, stable. Scopes:
        `queue:reclaim-task:<taskId>/<runId>`.
        """
        return self._session.call(operations.reclaimTask, {"taskId": taskId, "runId": runId})

    def reportCompleted(self, taskId: str, runId: int | str) -> TaskStatusResponse:
        """Report run completed.

        Resolve a running run as `completed`, for a task that succeeded. Safe to repeat; a run
        resolved in any other way gives a 409.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            runId: Number of the run within its task, counting from 0.

        Returns:
            The status of a single task, as most methods that read or change a task return it.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /task/<taskId>/runs/<runId>/completed`, stable. Scopes:
        `queue:resolve-task:<taskId>/<runId>`.
        """
        return self._session.call(operations.reportCompleted, {"taskId": taskId, "runId": runId})

    def reportFailed(self, taskId: str, runId: int | str) -> TaskStatusResponse:
        """Report run failed.

        Resolve a running run as `failed`, for a task whose own code went wrong, such as a non-zero
        exit. Problems with the payload or the worker belong in `reportException`. Safe to repeat; a
        run resolved in any other way gives a 409.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            runId: Number of the run within its task, counting from 0.

        Returns:
            The status of a single task, as most methods that read or change a task return it.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /task/<taskId>/runs/<runId>/failed`, stable. Scopes:
        `queue:resolve-task:<taskId>/<runId>`.
        """
        return self._session.call(operations.reportFailed, {"taskId": taskId, "runId": runId})

    def reportException(
        self, taskId: str, runId: int | str, payload: ReportExceptionRequest
    ) -> TaskStatusResponse:
        """Report run exception.

        Resolve a run as `exception` because the worker could not carry it out: bad payload, missing
        resources, shutdown or an internal error. The reasons `worker-shutdown` and
        `intermittent-task` make the queue retry the task while retries remain. Errors in the task's
        own code belong in `reportFailed`.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            runId: Number of the run within its task, counting from 0.
            payload: A worker's report that it could not execute a run, through no failure of the
                task's own commands.

        Returns:
            The status of a single task, as most methods that read or change a task return it.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /task/<taskId>/runs/<runId>/exception`, stable. Scopes:
        `queue:resolve-task:<taskId>/<runId>`.
        """
        return self._session.call(
            operations.reportException, {"taskId": taskId, "runId": runId}, payload=payload
        )

    def createArtifact(
        self, taskId: str, runId: int | str, name: str, payload: CreateArtifactRequest
    ) -> ArtifactResponse:
        """Create an artifact.

        Record an artifact for a run and return what is needed to upload its data, if it has any.
        Only the worker holding the run, or the task itself, should call this. Repeating it with the
        same properties is allowed and renews upload credentials; otherwise existing artifacts
        cannot be replaced, except that `expires` may be moved later and a reference may give way to
        a reference or a link. The queue deletes artifacts once they expire.

        An attempt that gets no response, or a 5xx one, is retried. If the server carried it out
        nevertheless, an artifact of storage type `object` is lost: its `uploadId` was in the lost
        response, and every retry fails with a 500. For the other types the retry is as good as the
        first attempt. `queue.use(retries=0)` makes one attempt only.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            runId: Number of the run within its task, counting from 0.
            name: Name of the artifact, which may contain slashes, such as `public/logs/live.log`.
            payload: Content to store under an artifact name.

        Returns:
            Next step after creating an artifact.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /task/<taskId>/runs/<runId>/artifacts/<name>`, stable. Scopes:
        `queue:create-artifact:<taskId>/<runId>`.
        """
        return self._session.call(
            operations.createArtifact,
            {"taskId": taskId, "runId": runId, "name": name},
            payload=payload,
        )

    def finishArtifact(
        self, taskId: str, runId: int | str, name: str, payload: FinishArtifactRequest
    ) -> None:
        """Finish an artifact.

        Declare that all data of an object artifact has been uploaded, which makes it available for
        download. Only storage type `object` works this way; any other gives a 400.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            runId: Number of the run within its task, counting from 0.
            name: Name of the artifact, which may contain slashes, such as `public/logs/live.log`.
            payload: Tells the queue that the upload of an `object` artifact is done, which makes it
                readable.

        Returns:
            Nothing.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `PUT /task/<taskId>/runs/<runId>/artifacts/<name>`, stable. Scopes:
        `queue:create-artifact:<taskId>/<runId>`.
        """
        return self._session.call(
            operations.finishArtifact,
            {"taskId": taskId, "runId": runId, "name": name},
            payload=payload,
        )

    def getArtifact(self, taskId: str, runId: int | str, name: str) -> GetArtifactResponse:
        """Get an artifact URL.

        Look up where an artifact of a given run can be downloaded. The server responds with a 303
        redirect whose JSON body holds the same URL. A link artifact leads on to its target, and an
        error artifact gives a 424. Artifacts opened through the `anonymous` role, by custom those
        under `public/`, need no credentials.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            runId: Number of the run within its task, counting from 0.
            name: Name of the artifact, which may contain slashes, such as `public/logs/live.log`.

        Returns:
            Where to read an artifact.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /task/<taskId>/runs/<runId>/artifacts/<name>`, stable. Scopes:
        `queue:get-artifact:<name>` for each `name` of `names`.
        """
        return self._session.call(
            operations.getArtifact, {"taskId": taskId, "runId": runId, "name": name}
        )

    def getLatestArtifact(self, taskId: str, name: str) -> GetArtifactResponse:
        """Get a latest artifact URL.

        Look up where an artifact of the task's newest run can be downloaded. Works as `getArtifact`
        does, though a little slower, so prefer that one when the run is known.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            name: Name of the artifact, which may contain slashes, such as `public/logs/live.log`.

        Returns:
            Where to read an artifact.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /task/<taskId>/artifacts/<name>`, stable. Scopes: `queue:get-artifact:<name>` for
        each `name` of `names`.
        """
        return self._session.call(operations.getLatestArtifact, {"taskId": taskId, "name": name})

    def listArtifacts(
        self,
        taskId: str,
        runId: int | str,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
    ) -> ListArtifactsResponse:
        """List artifacts.

        List the artifacts of a given run with their metadata, not their data. Results come in pages
        of up to 1000; pass the returned `continuationToken` back until a page arrives without one.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            runId: Number of the run within its task, counting from 0.
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.

        Returns:
            One page of the artifacts of a run.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /task/<taskId>/runs/<runId>/artifacts`, stable. Scopes:
        `queue:list-artifacts:<taskId>:<runId>`.
        """
        return self._session.call(
            operations.listArtifacts,
            {"taskId": taskId, "runId": runId},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    def iterArtifacts(
        self, taskId: str, runId: int | str, *, limit: int | None = None
    ) -> Iterator[Artifact]:
        """Go through what `listArtifacts` lists, page by page.

        A page is requested when its first item is asked for.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            runId: Number of the run within its task, counting from 0.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.

        Yields:
            An artifact of a run: its name, kind and lifetime, without the content.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        for page in paginate(self.listArtifacts, taskId, runId, limit=limit):
            yield from page.artifacts

    def listLatestArtifacts(
        self, taskId: str, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListArtifactsResponse:
        """List latest artifacts.

        List the artifacts of the task's newest run with their metadata, not their data. Results
        come in pages of up to 1000; pass the returned `continuationToken` back until a page arrives
        without one.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.

        Returns:
            One page of the artifacts of a run.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /task/<taskId>/artifacts`, stable. Scopes: `queue:list-artifacts:<taskId>`.
        """
        return self._session.call(
            operations.listLatestArtifacts,
            {"taskId": taskId},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    def iterLatestArtifacts(self, taskId: str, *, limit: int | None = None) -> Iterator[Artifact]:
        """Go through what `listLatestArtifacts` lists, page by page.

        A page is requested when its first item is asked for.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.

        Yields:
            An artifact of a run: its name, kind and lifetime, without the content.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        for page in paginate(self.listLatestArtifacts, taskId, limit=limit):
            yield from page.artifacts

    def artifactInfo(self, taskId: str, runId: int | str, name: str) -> Artifact:
        """Get artifact information.

        Fetch the metadata of one artifact of a given run, as `listArtifacts` would show it. Gives
        no access to the data, and describes a link artifact itself, not its target.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            runId: Number of the run within its task, counting from 0.
            name: Name of the artifact, which may contain slashes, such as `public/logs/live.log`.

        Returns:
            An artifact of a run: its name, kind and lifetime, without the content.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /task/<taskId>/runs/<runId>/artifact-info/<name>`, stable. Scopes:
        `queue:list-artifacts:<taskId>:<runId>`.
        """
        return self._session.call(
            operations.artifactInfo, {"taskId": taskId, "runId": runId, "name": name}
        )

    def latestArtifactInfo(self, taskId: str, name: str) -> Artifact:
        """Get latest artifact information.

        Fetch the metadata of one artifact of the task's newest run, as `listLatestArtifacts` would
        show it. Gives no access to the data, and describes a link artifact itself, not its target.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            name: Name of the artifact, which may contain slashes, such as `public/logs/live.log`.

        Returns:
            An artifact of a run: its name, kind and lifetime, without the content.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /task/<taskId>/artifact-info/<name>`, stable. Scopes:
        `queue:list-artifacts:<taskId>`.
        """
        return self._session.call(operations.latestArtifactInfo, {"taskId": taskId, "name": name})

    def artifact(self, taskId: str, runId: int | str, name: str) -> ArtifactContent:
        """Get artifact content.

        Tell how to obtain the data of an artifact of a given run: a URL, or credentials for the
        object service, or the details of an error artifact. Link artifacts are resolved to their
        target, so the result is never a link.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            runId: Number of the run within its task, counting from 0.
            name: Name of the artifact, which may contain slashes, such as `public/logs/live.log`.

        Returns:
            How to get at the content of an artifact.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /task/<taskId>/runs/<runId>/artifact-content/<name>`, stable. Scopes:
        `queue:get-artifact:<name>` for each `name` of `names`.
        """
        return self._session.call(
            operations.artifact, {"taskId": taskId, "runId": runId, "name": name}
        )

    def latestArtifact(self, taskId: str, name: str) -> ArtifactContent:
        """Get latest artifact content.

        Tell how to obtain the data of an artifact of the task's newest run: a URL, or credentials
        for the object service, or the details of an error artifact. Link artifacts are resolved to
        their target, so the result is never a link.

        Args:
            taskId: Slugid of the task, chosen by its creator.
            name: Name of the artifact, which may contain slashes, such as `public/logs/live.log`.

        Returns:
            How to get at the content of an artifact.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /task/<taskId>/artifact-content/<name>`, stable. Scopes:
        `queue:get-artifact:<name>` for each `name` of `names`.
        """
        return self._session.call(operations.latestArtifact, {"taskId": taskId, "name": name})

    @deprecated("use `listTaskQueues`", category=None)
    def listProvisioners(
        self, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListProvisionersResponse:
        """List provisioners.

        List every `provisionerId` seen lately, whether or not a service stands behind it. Results
        come in pages of up to 1000; pass the returned `continuationToken` back until a page arrives
        without one. Deprecated: use `listTaskQueues`.

        Args:
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.

        Returns:
            One page of the known provisioners.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /provisioners`, deprecated. Scopes: `queue:list-provisioners`.
        """
        return self._session.call(
            operations.listProvisioners,
            {},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    @deprecated("use `listTaskQueues`", category=None)
    def iterProvisioners(self, *, limit: int | None = None) -> Iterator[Provisioner]:
        """Go through what `listProvisioners` lists, page by page.

        A page is requested when its first item is asked for. Deprecated: use `listTaskQueues`.

        Args:
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.

        Yields:
            A provisioner: the first half of task queue names, grouping worker types.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        for page in pagesOf(self._session, operations.listProvisioners, {}, query={"limit": limit}):
            yield from page.provisioners

    @deprecated("use `getTaskQueue`", category=None)
    def getProvisioner(self, provisionerId: str) -> Provisioner:
        """Get a provisioner.

        Fetch what the queue holds about one `provisionerId`, whether or not a service stands behind
        it. Deprecated: use `getTaskQueue`.

        Args:
            provisionerId: First half of a task queue's name, before the slash.

        Returns:
            A provisioner: the first half of task queue names, grouping worker types.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /provisioners/<provisionerId>`, deprecated. Scopes:
        `queue:get-provisioner:<provisionerId>`.
        """
        return self._session.call(operations.getProvisioner, {"provisionerId": provisionerId})

    @deprecated("use `taskQueueCounts`, which also counts claimed tasks", category=None)
    def pendingTasks(self, taskQueueId: str) -> PendingTasksResponse:
        """Count pending tasks.

        Report roughly how many tasks are waiting in a task queue. Deprecated: use
        `taskQueueCounts`, which also counts claimed tasks.

        Args:
            taskQueueId: Name of the task queue in the form `<provisionerId>/<workerType>`.

        Returns:
            About how many tasks wait in a task queue.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /pending/<taskQueueId>`, deprecated. Scopes: `queue:pending-count:<taskQueueId>`.
        """
        return self._session.call(operations.pendingTasks, {"taskQueueId": taskQueueId})

    def taskQueueCounts(self, taskQueueId: str) -> TaskQueueCounts:
        """Count tasks of a task queue.

        Report how many tasks of a task queue are pending and how many are claimed. Both are close
        estimates, as tasks change state all the time.

        Args:
            taskQueueId: Name of the task queue in the form `<provisionerId>/<workerType>`.

        Returns:
            About how many tasks of a task queue are waiting and how many are claimed.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /task-queues/<taskQueueId>/counts`, stable. Scopes:
        `queue:pending-count:<taskQueueId>` and `queue:claimed-count:<taskQueueId>`.
        """
        return self._session.call(operations.taskQueueCounts, {"taskQueueId": taskQueueId})

    def listPendingTasks(
        self, taskQueueId: str, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListPendingTasksResponse:
        """List pending tasks.

        List the tasks waiting in a task queue for a worker, oldest first. The picture is
        approximate: some may have been claimed meanwhile. Results come in pages of up to 1000; pass
        the returned `continuationToken` back until a page arrives without one.

        Args:
            taskQueueId: Name of the task queue in the form `<provisionerId>/<workerType>`.
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.

        Returns:
            One page of the tasks that wait in a task queue.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /task-queues/<taskQueueId>/pending`, experimental. Scopes:
        `queue:pending-list:<taskQueueId>`.
        """
        return self._session.call(
            operations.listPendingTasks,
            {"taskQueueId": taskQueueId},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    def iterPendingTasks(
        self, taskQueueId: str, *, limit: int | None = None
    ) -> Iterator[PendingTask]:
        """Go through what `listPendingTasks` lists, page by page.

        A page is requested when its first item is asked for.

        Args:
            taskQueueId: Name of the task queue in the form `<provisionerId>/<workerType>`.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.

        Yields:
            A run that waits in a task queue for a worker.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        for page in paginate(self.listPendingTasks, taskQueueId, limit=limit):
            yield from page.tasks

    def listClaimedTasks(
        self, taskQueueId: str, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListClaimedTasksResponse:
        """List claimed tasks.

        List the tasks of a task queue that workers currently hold. The picture is approximate: some
        may have been resolved meanwhile. Results come in pages of up to 1000; pass the returned
        `continuationToken` back until a page arrives without one.

        Args:
            taskQueueId: Name of the task queue in the form `<provisionerId>/<workerType>`.
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.

        Returns:
            One page of the tasks of a task queue that workers hold.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /task-queues/<taskQueueId>/claimed`, experimental. Scopes:
        `queue:claimed-list:<taskQueueId>`.
        """
        return self._session.call(
            operations.listClaimedTasks,
            {"taskQueueId": taskQueueId},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    def iterClaimedTasks(
        self, taskQueueId: str, *, limit: int | None = None
    ) -> Iterator[ClaimedTaskSummary]:
        """Go through what `listClaimedTasks` lists, page by page.

        A page is requested when its first item is asked for.

        Args:
            taskQueueId: Name of the task queue in the form `<provisionerId>/<workerType>`.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.

        Yields:
            A run that a worker has claimed and not yet resolved.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        for page in paginate(self.listClaimedTasks, taskQueueId, limit=limit):
            yield from page.tasks

    @deprecated("use `listTaskQueues`", category=None)
    def listWorkerTypes(
        self, provisionerId: str, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListWorkerTypesResponse:
        """List worker types.

        List the active worker types of one provisioner. Results come in pages of up to 1000; pass
        the returned `continuationToken` back until a page arrives without one. Deprecated: use
        `listTaskQueues`.

        Args:
            provisionerId: First half of a task queue's name, before the slash.
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.

        Returns:
            One page of the worker types of a provisioner.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /provisioners/<provisionerId>/worker-types`, deprecated. Scopes:
        `queue:list-worker-types:<provisionerId>`.
        """
        return self._session.call(
            operations.listWorkerTypes,
            {"provisionerId": provisionerId},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    @deprecated("use `listTaskQueues`", category=None)
    def iterWorkerTypes(
        self, provisionerId: str, *, limit: int | None = None
    ) -> Iterator[WorkerType]:
        """Go through what `listWorkerTypes` lists, page by page.

        A page is requested when its first item is asked for. Deprecated: use `listTaskQueues`.

        Args:
            provisionerId: First half of a task queue's name, before the slash.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.

        Yields:
            A worker type of a provisioner, which is the same thing as a task queue.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        for page in pagesOf(
            self._session,
            operations.listWorkerTypes,
            {"provisionerId": provisionerId},
            query={"limit": limit},
        ):
            yield from page.workerTypes

    @deprecated("use `getTaskQueue`", category=None)
    def getWorkerType(self, provisionerId: str, workerType: str) -> WorkerType:
        """Get a worker type.

        Fetch what the queue holds about one worker type of a provisioner. Deprecated: use
        `getTaskQueue`.

        Args:
            provisionerId: First half of a task queue's name, before the slash.
            workerType: Second half of a task queue's name, after the slash.

        Returns:
            A worker type of a provisioner, which is the same thing as a task queue.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /provisioners/<provisionerId>/worker-types/<workerType>`, deprecated. Scopes:
        `queue:get-worker-type:<provisionerId>/<workerType>`.
        """
        return self._session.call(
            operations.getWorkerType, {"provisionerId": provisionerId, "workerType": workerType}
        )

    def listTaskQueues(
        self, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListTaskQueuesResponse:
        """List task queues.

        List the task queues that are active, that is, whose record has not expired. Results come in
        pages of up to 1000; pass the returned `continuationToken` back until a page arrives without
        one.

        Args:
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.

        Returns:
            One page of the known task queues.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /task-queues`, stable. Scopes: `queue:list-task-queues`.
        """
        return self._session.call(
            operations.listTaskQueues,
            {},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    def iterTaskQueues(self, *, limit: int | None = None) -> Iterator[TaskQueue]:
        """Go through what `listTaskQueues` lists, page by page.

        A page is requested when its first item is asked for.

        Args:
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.

        Yields:
            A task queue that the queue service has seen in use.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        for page in paginate(self.listTaskQueues, limit=limit):
            yield from page.taskQueues

    def getTaskQueue(self, taskQueueId: str) -> TaskQueue:
        """Get a task queue.

        Fetch what the queue holds about one task queue, such as its description and expiry. A task
        queue that is unknown or expired gives a 404.

        Args:
            taskQueueId: Name of the task queue in the form `<provisionerId>/<workerType>`.

        Returns:
            A task queue that the queue service has seen in use.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /task-queues/<taskQueueId>`, stable. Scopes: `queue:get-task-queue:<taskQueueId>`.
        """
        return self._session.call(operations.getTaskQueue, {"taskQueueId": taskQueueId})

    @deprecated("use `listWorkers` of the worker manager", category=None)
    def listWorkers(
        self,
        provisionerId: str,
        workerType: str,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
        quarantined: str | None = None,
    ) -> ListWorkersResponse:
        """List workers.

        List the active workers of a worker type, all of them or only those in or out of quarantine.
        Quarantined workers are listed even after they expire. Results come in pages of up to 1000;
        pass the returned `continuationToken` back until a page arrives without one. Deprecated: use
        `listWorkers` of the worker manager.

        Args:
            provisionerId: First half of a task queue's name, before the slash.
            workerType: Second half of a task queue's name, after the slash.
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.
            quarantined: `true` keeps only quarantined workers and `false` only those not in
                quarantine; both kinds are listed when it is left out.

        Returns:
            One page of the workers of a task queue.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /provisioners/<provisionerId>/worker-types/<workerType>/workers`, deprecated.
        Scopes: `queue:list-workers:<provisionerId>/<workerType>`.
        """
        return self._session.call(
            operations.listWorkers,
            {"provisionerId": provisionerId, "workerType": workerType},
            query={
                "continuationToken": continuationToken,
                "limit": limit,
                "quarantined": quarantined,
            },
        )

    @deprecated("use `listWorkers` of the worker manager", category=None)
    def iterWorkers(
        self,
        provisionerId: str,
        workerType: str,
        *,
        limit: int | None = None,
        quarantined: str | None = None,
    ) -> Iterator[WorkerSummary]:
        """Go through what `listWorkers` lists, page by page.

        A page is requested when its first item is asked for. Deprecated: use `listWorkers` of the
        worker manager.

        Args:
            provisionerId: First half of a task queue's name, before the slash.
            workerType: Second half of a task queue's name, after the slash.
            limit: Most results wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.
            quarantined: `true` keeps only quarantined workers and `false` only those not in
                quarantine; both kinds are listed when it is left out.

        Yields:
            A worker as it appears in lists.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        for page in pagesOf(
            self._session,
            operations.listWorkers,
            {"provisionerId": provisionerId, "workerType": workerType},
            query={"limit": limit, "quarantined": quarantined},
        ):
            yield from page.workers

    @deprecated("use `getWorker` of the worker manager", category=None)
    def getWorker(
        self, provisionerId: str, workerType: str, workerGroup: str, workerId: str
    ) -> Worker:
        """Get a worker.

        Fetch what the queue holds about one worker, including its recent tasks and any quarantine.
        An unknown or expired worker gives a 404. Deprecated: use `getWorker` of the worker manager.

        Args:
            provisionerId: First half of a task queue's name, before the slash.
            workerType: Second half of a task queue's name, after the slash.
            workerGroup: Group the worker belongs to, often its region or data centre.
            workerId: Name of the worker, unique within its worker group.

        Returns:
            A worker as the queue knows it: where it belongs, what it did lately, and whether it is
            in quarantine.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET
        /provisioners/<provisionerId>/worker-types/<workerType>/workers/<workerGroup>/<workerId>`,
        deprecated. Scopes:
        `queue:get-worker:<provisionerId>/<workerType>/<workerGroup>/<workerId>`.
        """
        return self._session.call(
            operations.getWorker,
            {
                "provisionerId": provisionerId,
                "workerType": workerType,
                "workerGroup": workerGroup,
                "workerId": workerId,
            },
        )

    def quarantineWorker(
        self,
        provisionerId: str,
        workerType: str,
        workerGroup: str,
        workerId: str,
        payload: QuarantineWorkerRequest,
    ) -> Worker:
        """Quarantine a worker.

        Keep a worker from claiming tasks until the given time, while its machine stays up. A time
        in the past ends the quarantine. Returns the updated worker, or a 404 if there is none.

        An attempt that gets no response, or a 5xx one, is retried. If the server carried it out
        nevertheless, the worker's `quarantineDetails` have the same entry twice.
        `queue.use(retries=0)` makes one attempt only.

        Args:
            provisionerId: First half of a task queue's name, before the slash.
            workerType: Second half of a task queue's name, after the slash.
            workerGroup: Group the worker belongs to, often its region or data centre.
            workerId: Name of the worker, unique within its worker group.
            payload: Puts a worker in quarantine, in which it stays alive but gets no tasks, or ends
                that.

        Returns:
            A worker as the queue knows it: where it belongs, what it did lately, and whether it is
            in quarantine.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `PUT
        /provisioners/<provisionerId>/worker-types/<workerType>/workers/<workerGroup>/<workerId>`,
        experimental. Scopes:
        `queue:quarantine-worker:<provisionerId>/<workerType>/<workerGroup>/<workerId>`.
        """
        return self._session.call(
            operations.quarantineWorker,
            {
                "provisionerId": provisionerId,
                "workerType": workerType,
                "workerGroup": workerGroup,
                "workerId": workerId,
            },
            payload=payload,
        )

    def declareWorker(
        self,
        provisionerId: str,
        workerType: str,
        workerGroup: str,
        workerId: str,
        payload: DeclareWorkerRequest,
    ) -> Worker:
        """Declare a worker.

        Create the queue's record of a worker, or update the properties given in the request. Each
        of those properties needs a scope of its own. Returns the worker as it now stands.

        Args:
            provisionerId: First half of a task queue's name, before the slash.
            workerType: Second half of a task queue's name, after the slash.
            workerGroup: Group the worker belongs to, often its region or data centre.
            workerId: Name of the worker, unique within its worker group.
            payload: Changes to the record of a worker.

        Returns:
            A worker as the queue knows it: where it belongs, what it did lately, and whether it is
            in quarantine.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `PUT /provisioners/<provisionerId>/worker-types/<workerType>/<workerGroup>/<workerId>`,
        experimental. Scopes:
        `queue:declare-worker:<provisionerId>/<workerType>/<workerGroup>/<workerId>#<property>` for
        each `property` of `properties`.
        """
        return self._session.call(
            operations.declareWorker,
            {
                "provisionerId": provisionerId,
                "workerType": workerType,
                "workerGroup": workerGroup,
                "workerId": workerId,
            },
            payload=payload,
        )

    def heartbeat(self) -> HeartbeatResponse:
        """Service heartbeat.

        Check the health of the service and of the backing services it needs. Meant for monitoring;
        no credentials are required.

        Returns:
            Health check: any response means that the service is up.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /__heartbeat__`, stable. Scopes: none.
        """
        return self._session.call(operations.heartbeat, {})

    def taskQueueCountsBatch(
        self, payload: TaskQueueCountsBatchRequest
    ) -> ListTaskQueueCountsResponse:
        """Count tasks of many task queues.

        Report the approximate numbers of pending and claimed tasks for up to 1000 task queues in
        one call. Needs the count scopes of every task queue named.

        Args:
            payload: Says which task queues `taskQueueCountsBatch` should count.

        Returns:
            The counts that `taskQueueCountsBatch` found.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /task-queues/counts`, experimental. Scopes: `queue:pending-count:<taskQueueId>`
        for each `taskQueueId` of `taskQueueIds` and `queue:claimed-count:<taskQueueId>` for each
        `taskQueueId` of `taskQueueIds`.
        """
        return self._session.call(operations.taskQueueCountsBatch, {}, payload=payload)
