"""Calls to every method of the local Taskcluster that needs scopes, with preparations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from tests.testing.services.queue.artifacts import work
from tests.testing.services.queue.artifacts.work import PRIVATE, Work

from tc_typed import fromNow, slugId
from tc_typed.auth import CreateClientRequest, CreateRoleRequest, ExpandScopesRequest
from tc_typed.github import CreateCommentRequest, CreateStatusRequest
from tc_typed.hooks import CreateHookRequest, HookMetadata
from tc_typed.index import FindTasksAtIndexRequest, InsertTaskRequest
from tc_typed.notify import (
    AddDenylistAddressRequest,
    EmailRequest,
    MatrixRequest,
    PulseRequest,
    SlackRequest,
)
from tc_typed.object import (
    AcceptedDownloadMethods,
    CreateUploadRequest,
    DataInlineUpload,
    FinishUploadRequest,
    ProposedUploadMethods,
    StartDownloadRequest,
)
from tc_typed.purge_cache import PurgeCacheRequest
from tc_typed.queue import (
    ChangeTaskPriorityRequest,
    ClaimTaskRequest,
    ClaimWorkRequest,
    DeclareWorkerRequest,
    FinishArtifactRequest,
    QuarantineWorkerRequest,
    ReportExceptionRequest,
    TaskDefinition,
    TaskQueueCountsBatchRequest,
    TasksRequest,
)
from tc_typed.scopes.patterns import ScopeParam
from tc_typed.secrets import SetSecretRequest
from tc_typed.taskcluster import Taskcluster
from tc_typed.testing import LocalTaskcluster
from tc_typed.worker_manager import (
    CreateWorkerPoolRequest,
    CreateWorkerRequest,
    RegisterWorkerRequest,
    ReportWorkerErrorRequest,
    ReregisterWorkerRequest,
    StaticIdentityProof,
    StaticWorkerInfo,
    UpdateWorkerPoolRequest,
)

HOUR = fromNow("1 hour")
SECRET = SetSecretRequest(secret={}, expires=HOUR)
PRIORITY = ChangeTaskPriorityRequest(newPriority="low")
DENIED = AddDenylistAddressRequest(notificationType="email", notificationAddress="a@e.x")
HOOK = CreateHookRequest(
    metadata=HookMetadata(name="n", description="d", owner="o@e.x"),
    task={
        "taskQueueId": "prov/linux",
        "payload": {},
        "metadata": {"name": "n", "description": "d", "owner": "o@e.x", "source": "https://e.x"},
    },
)
LINK = "private/link"
POOL_FIELDS: Mapping[str, object] = {
    "providerId": "static",
    "description": "d",
    "owner": "o@e.x",
    "emailOnError": False,
    "config": {},
}
POOL = CreateWorkerPoolRequest.model_validate(POOL_FIELDS)
POOL_UPDATE = UpdateWorkerPoolRequest.model_validate(POOL_FIELDS)
STATIC_SECRET = slugId() + slugId()
STATIC_WORKER = CreateWorkerRequest(
    expires=HOUR, providerInfo=StaticWorkerInfo(staticSecret=STATIC_SECRET)
)
PROJECT, SCHEDULER = "proj", "sched"
TASKCLUSTER_YML = """
version: 1
tasks:
  - taskQueueId: prov/linux
    created: {$fromNow: ''}
    deadline: {$fromNow: 1 hour}
    payload: {}
    metadata: {name: n, description: d, owner: o@e.x, source: 'https://e.x'}
"""
FORMER, ADDED = ["a:*", "b"], ["c", "d:*"]
"""Scopes of clients and roles: before an update, and added by it."""

KNOWN: Mapping[str, Mapping[str, ScopeParam]] = {
    "auth.updateClient": {"scopesAdded": ADDED},
    "auth.updateRole": {"scopesAdded": ADDED},
    "queue.artifact": {"names": (LINK, PRIVATE)},
    "queue.cancelTaskGroup": {"schedulerId": SCHEDULER},
    "queue.changeTaskGroupPriority": {"schedulerId": SCHEDULER},
    "queue.getArtifact": {"names": (LINK, PRIVATE)},
    "queue.getLatestArtifact": {"names": (LINK, PRIVATE)},
    "queue.latestArtifact": {"names": (LINK, PRIVATE)},
    "queue.sealTaskGroup": {"schedulerId": SCHEDULER},
}
"""Values that only the server knows, by title; those of a task are read from it instead."""


def definition(**fields: object) -> TaskDefinition:
    """Return a task definition; `fields` add to its fields or replace them."""
    return TaskDefinition.model_validate(
        {
            "taskQueueId": "prov/linux",
            "created": fromNow("0 s"),
            "deadline": fromNow("1 h"),
            "payload": {},
            "metadata": {
                "name": "n",
                "description": "d",
                "owner": "o@e.x",
                "source": "https://e.x",
            },
            **fields,
        }
    )


class Root:
    """A caller with all scopes, which prepares the calls of others."""

    def __init__(self, taskcluster: LocalTaskcluster, clients: Taskcluster) -> None:
        self.taskcluster = taskcluster
        self.clients = clients
        self.work = Work(taskcluster, clients.queue)


Arguments: TypeAlias = tuple[object, ...]

Scenario: TypeAlias = Callable[[Root], Arguments]
"""Prepares a call and returns its arguments."""


# Auth


def clientRequest(scopes: Sequence[str]) -> CreateClientRequest:
    return CreateClientRequest(description="d", expires=HOUR, scopes=[*scopes])


def roleRequest(scopes: Sequence[str]) -> CreateRoleRequest:
    return CreateRoleRequest(description="d", scopes=[*scopes])


def existingClient(root: Root) -> tuple[str]:
    clientId = f"c/{slugId()}"
    root.clients.auth.createClient(clientId, clientRequest(FORMER))
    return (clientId,)


def existingRole(root: Root) -> tuple[str]:
    roleId = f"r:{slugId()}"
    root.clients.auth.createRole(roleId, roleRequest(FORMER))
    return (roleId,)


# GitHub


def repository(root: Root) -> tuple[str, str]:
    root.taskcluster.github.addRepository("o/r", taskclusterYml=TASKCLUSTER_YML)
    return ("o", "r")


def pushed(root: Root) -> tuple[str, str]:
    repository(root)
    root.taskcluster.createRole("repo:github.com/o/r:*", ["queue:*"])
    root.taskcluster.github.push("o/r")
    return ("o", "r")


# Queue


def created(root: Root) -> tuple[str]:
    task = definition(taskGroupId=slugId(), schedulerId=SCHEDULER, projectId=PROJECT)
    return (root.clients.queue.createTask(slugId(), task).status.taskId,)


def blocked(root: Root) -> tuple[str]:
    task = definition(dependencies=[*created(root)], schedulerId=SCHEDULER, projectId=PROJECT)
    return (root.clients.queue.createTask(slugId(), task).status.taskId,)


def canceled(root: Root) -> tuple[str]:
    (taskId,) = created(root)
    root.clients.queue.cancelTask(taskId)
    return (taskId,)


def claimed(root: Root) -> tuple[str, int]:
    return root.work.running(), 0


def group(root: Root) -> tuple[str]:
    return (root.clients.queue.status(*created(root)).status.taskGroupId,)


def sealed(root: Root) -> tuple[str]:
    (taskGroupId,) = group(root)
    root.clients.queue.sealTaskGroup(taskGroupId)
    return (taskGroupId,)


def tasks(root: Root) -> tuple[TasksRequest]:
    return (TasksRequest(taskIds=[*created(root), *created(root)]),)


def declared(root: Root) -> tuple[str, str, str, str]:
    worker = "prov", "linux", "g", "i"
    root.clients.queue.declareWorker(*worker, DeclareWorkerRequest(expires=HOUR))
    return worker


def partsOfWorker(count: int) -> Scenario:
    """Return a scenario with the first parts of the full name of a worker."""
    return lambda root: declared(root)[:count]


def uploadedArtifact(root: Root) -> tuple[str, int, str, FinishArtifactRequest]:
    taskId = root.work.running()
    artifact = work.createObject(root.work, taskId, PRIVATE)
    work.uploadObject(root.work, artifact)
    return taskId, 0, PRIVATE, FinishArtifactRequest(uploadId=artifact.uploadId)


def linked(root: Root) -> tuple[str, int, str]:
    """Create a link to a private artifact."""
    taskId = root.work.running()
    for name, request in (
        (PRIVATE, work.reference(root.work)),
        (LINK, work.link(root.work, PRIVATE)),
    ):
        root.clients.queue.createArtifact(taskId, 0, name, request)
    return taskId, 0, LINK


def linkedByLatest(root: Root) -> tuple[str, str]:
    taskId, _, name = linked(root)
    return taskId, name


# Hooks


def existingHook(root: Root) -> tuple[str, str]:
    """Create a hook that has fired."""
    name = "group", slugId()
    root.clients.auth.createRole(f"hook-id:group/{name[1]}", roleRequest(["queue:*"]))
    root.clients.hooks.createHook(*name, HOOK)
    root.clients.hooks.triggerHook(*name, {})
    return name


# Index


def indexed(root: Root) -> tuple[str]:
    path, task = f"a.{slugId()}", InsertTaskRequest(taskId=slugId(), rank=0, data={}, expires=HOUR)
    root.clients.index.insertTask(path, task)
    return (path,)


def indexedArtifact(root: Root) -> tuple[str, str]:
    taskId, _, name = linked(root)
    path, task = f"a.{slugId()}", InsertTaskRequest(taskId=taskId, rank=0, data={}, expires=HOUR)
    root.clients.index.insertTask(path, task)
    return path, name


# Other services


def secret(root: Root) -> tuple[str]:
    name = f"s/{slugId()}"
    root.clients.secrets.set(name, SECRET)
    return (name,)


def newUpload(_: Root) -> tuple[str, CreateUploadRequest]:
    return f"n/{slugId()}", CreateUploadRequest(
        projectId=PROJECT,
        uploadId=slugId(),
        expires=HOUR,
        proposedUploadMethods=ProposedUploadMethods(
            dataInline=DataInlineUpload(contentType="text/plain", objectData="")
        ),
    )


def begunUpload(root: Root) -> tuple[str, FinishUploadRequest]:
    name, upload = newUpload(root)
    root.clients.object.createUpload(name, upload)
    return name, FinishUploadRequest(projectId=PROJECT, uploadId=upload.uploadId)


def uploadedObject(root: Root) -> tuple[str]:
    name, finish = begunUpload(root)
    root.clients.object.finishUpload(name, finish)
    return (name,)


# Worker manager


def workerPool(root: Root) -> tuple[str]:
    workerPoolId = f"prov/p-{slugId().lower().replace('_', '-')}z"
    root.clients.workerManager.createWorkerPool(workerPoolId, POOL)
    return (workerPoolId,)


def staticWorker(root: Root) -> tuple[str, str, str]:
    worker = *workerPool(root), "g", "i"
    root.clients.workerManager.createWorker(*worker, STATIC_WORKER)
    return worker


def registered(root: Root) -> tuple[ReregisterWorkerRequest]:
    workerPoolId, workerGroup, workerId = staticWorker(root)
    result = root.clients.workerManager.registerWorker(
        RegisterWorkerRequest(
            workerPoolId=workerPoolId,
            providerId="static",
            workerGroup=workerGroup,
            workerId=workerId,
            workerIdentityProof=StaticIdentityProof(staticSecret=STATIC_SECRET),
        )
    )
    return (
        ReregisterWorkerRequest(
            workerPoolId=workerPoolId,
            workerGroup=workerGroup,
            workerId=workerId,
            secret=result.secret,
        ),
    )


def always(*args: object) -> Scenario:
    """Return a scenario that needs no preparation."""
    return lambda _: args


def followedBy(prepare: Scenario, *more: object) -> Scenario:
    """Return a scenario whose call has more arguments than the prepared ones."""
    return lambda root: (*prepare(root), *more)


SCENARIOS: Mapping[str, Scenario] = {
    "auth.client": always("static/taskcluster/root"),
    "auth.createClient": lambda _: (f"c/{slugId()}", clientRequest(FORMER)),
    "auth.createRole": lambda _: (f"r:{slugId()}", roleRequest(FORMER)),
    "auth.currentScopes": always(),
    "auth.deleteClient": existingClient,
    "auth.deleteRole": existingRole,
    "auth.disableClient": existingClient,
    "auth.enableClient": existingClient,
    "auth.expandScopes": always(ExpandScopesRequest(scopes=["a"])),
    "auth.getEntityHistory": always("client", "c"),
    "auth.listAuditHistory": always("c"),
    "auth.listClients": always(),
    "auth.listRoleIds": always(),
    "auth.listRoles": always(),
    "auth.listRoles2": always(),
    "auth.resetAccessToken": existingClient,
    "auth.role": existingRole,
    "auth.updateClient": followedBy(existingClient, clientRequest([*FORMER, *ADDED])),
    "auth.updateRole": followedBy(existingRole, roleRequest([*FORMER, *ADDED])),
    "hooks.createHook": lambda _: ("group", slugId(), HOOK),
    "hooks.getHookStatus": existingHook,
    "hooks.getTriggerToken": existingHook,
    "hooks.hook": existingHook,
    "hooks.listHookGroups": always(),
    "hooks.listHooks": lambda root: existingHook(root)[:1],
    "hooks.listLastFires": existingHook,
    "hooks.removeHook": existingHook,
    "hooks.resetTriggerToken": existingHook,
    "hooks.triggerHook": followedBy(existingHook, {}),
    "hooks.updateHook": followedBy(existingHook, HOOK),
    "index.deleteTask": indexed,
    "index.findArtifactFromTask": indexedArtifact,
    "index.findTask": indexed,
    "index.findTasksAtIndex": always(FindTasksAtIndexRequest(indexes=["a.b", "c"])),
    "index.insertTask": always(
        "a.b", InsertTaskRequest(taskId=slugId(), rank=0, data={}, expires=HOUR)
    ),
    "index.listNamespaces": always("a"),
    "index.listTasks": always("a"),
    "notify.addDenylistAddress": always(DENIED),
    "notify.deleteDenylistAddress": always(DENIED),
    "notify.email": always(EmailRequest(address="b@e.x", subject="s", content="c")),
    "notify.listDenylist": always(),
    "notify.matrix": always(MatrixRequest(roomId="!r:m", body="b")),
    "notify.pulse": always(PulseRequest(routingKey="k.l", message={})),
    "notify.slack": always(SlackRequest(channelId="C1", text="t")),
    "object.createUpload": newUpload,
    "object.download": uploadedObject,
    "object.finishUpload": begunUpload,
    "object.object": uploadedObject,
    "object.startDownload": followedBy(
        uploadedObject,
        StartDownloadRequest(acceptDownloadMethods=AcceptedDownloadMethods(simple=True)),
    ),
    "purge-cache.allPurgeRequests": always(),
    "purge-cache.purgeCache": always("prov/linux", PurgeCacheRequest(cacheName="c")),
    "purge-cache.purgeRequests": always("prov/linux"),
    "queue.artifact": linked,
    "queue.artifactInfo": linked,
    "github.badge": always("o", "r", "main"),
    "github.builds": always(),
    "github.cancelBuilds": pushed,
    "github.createComment": followedBy(repository, "7", CreateCommentRequest(body="b")),
    "github.createStatus": followedBy(repository, "1" * 40, CreateStatusRequest(state="success")),
    "github.latest": followedBy(pushed, "main"),
    "github.repository": always("o", "r"),
    "queue.cancelTask": created,
    "queue.cancelTaskGroup": sealed,
    "queue.changeTaskGroupPriority": followedBy(group, PRIORITY),
    "queue.changeTaskPriority": followedBy(created, PRIORITY),
    "queue.claimTask": followedBy(created, 0, ClaimTaskRequest(workerGroup="g", workerId="i")),
    "queue.claimWork": always("prov/empty", ClaimWorkRequest(workerGroup="g", workerId="i")),
    "queue.createArtifact": lambda root: (*claimed(root), PRIVATE, work.s3(root.work)),
    "queue.createTask": lambda _: (
        slugId(),
        definition(
            scopes=["x:*", "y"],
            routes=["r.s"],
            schedulerId=SCHEDULER,
            projectId=PROJECT,
            priority="high",
        ),
    ),
    "queue.declareWorker": followedBy(declared, DeclareWorkerRequest(expires=HOUR)),
    "queue.finishArtifact": uploadedArtifact,
    "queue.getArtifact": linked,
    "queue.getLatestArtifact": linkedByLatest,
    "queue.getProvisioner": partsOfWorker(1),
    "queue.getTaskGroup": group,
    "queue.getTaskQueue": lambda root: ("/".join(declared(root)[:2]),),
    "queue.getWorker": declared,
    "queue.getWorkerType": partsOfWorker(2),
    "queue.latestArtifact": linkedByLatest,
    "queue.latestArtifactInfo": linkedByLatest,
    "queue.listArtifacts": claimed,
    "queue.listClaimedTasks": always("prov/empty"),
    "queue.listDependentTasks": created,
    "queue.listLatestArtifacts": created,
    "queue.listPendingTasks": always("prov/empty"),
    "queue.listProvisioners": always(),
    "queue.listTaskGroup": group,
    "queue.listTaskQueues": always(),
    "queue.listWorkerTypes": partsOfWorker(1),
    "queue.listWorkers": partsOfWorker(2),
    "queue.pendingTasks": always("prov/empty"),
    "queue.quarantineWorker": followedBy(declared, QuarantineWorkerRequest(quarantineUntil=HOUR)),
    "queue.reclaimTask": claimed,
    "queue.reportCompleted": claimed,
    "queue.reportException": followedBy(claimed, ReportExceptionRequest(reason="internal-error")),
    "queue.reportFailed": claimed,
    "queue.rerunTask": canceled,
    "queue.scheduleTask": blocked,
    "queue.sealTaskGroup": group,
    "queue.status": created,
    "queue.statuses": tasks,
    "queue.task": created,
    "queue.taskQueueCounts": always("prov/empty"),
    "queue.taskQueueCountsBatch": always(
        TaskQueueCountsBatchRequest(taskQueueIds=["prov/empty", "prov/linux"])
    ),
    "queue.tasks": tasks,
    "secrets.get": secret,
    "secrets.list": always(),
    "secrets.remove": secret,
    "secrets.set": always("s", SECRET),
    "worker-manager.createWorker": lambda root: (*workerPool(root), "g", "i", STATIC_WORKER),
    "worker-manager.createWorkerPool": always("prov/new", POOL),
    "worker-manager.deleteWorkerPool": workerPool,
    "worker-manager.getWorker": declared,
    "worker-manager.listProviders": always(),
    "worker-manager.listWorkerPoolErrors": workerPool,
    "worker-manager.listWorkerPoolLaunchConfigs": workerPool,
    "worker-manager.listWorkerPools": always(),
    "worker-manager.listWorkerPoolsStats": always(),
    "worker-manager.listWorkers": partsOfWorker(2),
    "worker-manager.listWorkersForWorkerGroup": lambda root: staticWorker(root)[:2],
    "worker-manager.listWorkersForWorkerPool": workerPool,
    "worker-manager.removeWorker": staticWorker,
    "worker-manager.reportWorkerError": followedBy(
        workerPool,
        ReportWorkerErrorRequest(
            workerGroup="g", workerId="i", kind="k", title="t", description="d", extra={}
        ),
    ),
    "worker-manager.reregisterWorker": registered,
    "worker-manager.shouldWorkerTerminate": staticWorker,
    "worker-manager.updateWorker": followedBy(staticWorker, STATIC_WORKER),
    "worker-manager.updateWorkerPool": followedBy(workerPool, POOL_UPDATE),
    "worker-manager.worker": staticWorker,
    "worker-manager.workerPool": workerPool,
    "worker-manager.workerPoolErrorStats": always(),
    "worker-manager.workerPoolStats": workerPool,
}
"""A call to each method, by title."""
