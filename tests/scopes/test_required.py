"""Scopes that calls need, according to the contract and to the local Taskcluster."""

from __future__ import annotations

import json
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

import httpx
import pytest
from tests.scopes.scenarios import (
    HOUR,
    KNOWN,
    PRIORITY,
    SCENARIOS,
    Arguments,
    Root,
    definition,
)
from tests.testing.samples import newDeployment, removeAnonymousRole

import tc_typed
from tc_typed import (
    ApiClient,
    Auth,
    Index,
    InsufficientScopes,
    InvalidCall,
    Notify,
    Object,
    PurgeCache,
    Queue,
    ScopesUnknown,
    Taskcluster,
    TaskclusterRestFailure,
    WorkerManager,
    aio,
    createApiClient,
    legacy,
    missingScopes,
    requiredScopes,
    satisfies,
    scopeSets,
    slugId,
)
from tc_typed.auth import (
    CreateClientRequest,
    CreateRoleRequest,
    GitHubRepoPermissions,
    GithubRepoTokenRequest,
)
from tc_typed.core.operation import Operation
from tc_typed.core.options import Options
from tc_typed.core.signing.httpx_auth import HawkAuth
from tc_typed.core.sync import ServiceClient
from tc_typed.index import FindTasksAtIndexRequest
from tc_typed.legacy.notify import IRCChannelMessage, IRCUserMessage
from tc_typed.legacy.queue import DeclareProvisionerRequest, DeclareWorkerTypeRequest
from tc_typed.notify import EmailRequest, MatrixRequest, PulseRequest, SlackRequest
from tc_typed.object import CreateUploadRequest, FinishUploadRequest, ProposedUploadMethods
from tc_typed.purge_cache import PurgeCacheRequest
from tc_typed.queue import (
    ClaimTaskRequest,
    ClaimWorkRequest,
    DeclareWorkerRequest,
    TaskQueueCountsBatchRequest,
    TasksRequest,
)
from tc_typed.scopes.params import scopeParams
from tc_typed.scopes.patterns import Requirement, ScopeParam, expandExpression, expressionParams
from tc_typed.testing import LocalTaskcluster
from tc_typed.worker_manager import (
    CreateWorkerPoolRequest,
    ReportWorkerErrorRequest,
    ReregisterWorkerRequest,
    UpdateWorkerPoolRequest,
)

ROOT = "https://tc.example.com"
SCHEMAS = Path(__file__).parents[2] / "schemas"

TASK, GROUP = slugId(), slugId()
NEW_CLIENT = CreateClientRequest(description="d", expires=HOUR, scopes=["a:*", "b"])
NEW_ROLE = CreateRoleRequest(description="d", scopes=["a:*", "b"])
OF_TASK = {"schedulerId": "sched", "taskGroupId": GROUP, "projectId": "proj"}
ANONYMOUS = ["queue:get-task:*", "queue:get-artifact:public/*", "index:find-task:*"]
SAMPLES = {"workerPoolId": "prov/linux", "container": "cont"}
ATTRIBUTES = {"purge-cache": "purgeCache", "worker-manager": "workerManager"}
"""Attributes of `Taskcluster` that have other names than their services."""


def allOperations() -> Iterator[Operation]:
    for module in pkgutil.iter_modules(tc_typed.__path__):
        try:
            operations = import_module(f"tc_typed.{module.name}.operations")
        except ModuleNotFoundError:
            continue
        yield from operations.OPERATIONS.values()


SCOPED = {op.title: op for op in allOperations() if op.scopes is not None}
DERIVED = {title for title, op in SCOPED.items() if expressionParams(op.scopes) - {*op.args}}


# According to the contract


@pytest.mark.parametrize("title", sorted(SCOPED.keys() - DERIVED))
def test_scopes_that_only_depend_on_arguments_are_expanded(title: str) -> None:
    operation = SCOPED[title]
    args = {name: f"{name}-7" for name in operation.args}
    filled = re.sub(r"<(\w+)>", r"\1-7", json.dumps(operation.scopes))
    assert operation.scopes is not None
    params = scopeParams(operation, args, {}, None, {})
    assert expandExpression(operation.scopes, params) == json.loads(filled)


@dataclass
class Case:
    """A call whose scopes depend on more than its route arguments, and the expected scopes."""

    method: Callable[..., object]
    args: tuple[object, ...]
    needs: Requirement
    known: Mapping[str, ScopeParam] = field(default_factory=dict[str, ScopeParam])
    """Values that only the server knows."""
    query: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def title(self) -> str:
        client: Any = getattr(self.method, "__self__")  # noqa: B009  # bound method
        return f"{client.serviceName}.{getattr(self.method, '__name__')}"  # noqa: B009


auth, index, notify = Auth(rootUrl=ROOT), Index(rootUrl=ROOT), Notify(rootUrl=ROOT)
queue, objects, caches = Queue(rootUrl=ROOT), Object(rootUrl=ROOT), PurgeCache(rootUrl=ROOT)
workers = WorkerManager(rootUrl=ROOT)


def ofTask(verb: str) -> Requirement:
    return {
        "AnyOf": [
            f"queue:{verb}-in-project:proj",
            f"queue:{verb}:sched/{GROUP}/{TASK}",
            {"AllOf": [f"assume:scheduler-id:sched/{GROUP}", f"queue:{verb}"]},
        ]
    }


def allOf(*scopes: str) -> Requirement:
    return {"AllOf": scopes}


CASES = [
    Case(auth.createClient, ("c", NEW_CLIENT), allOf("auth:create-client:c", "a:*", "b")),
    Case(
        auth.createClient,
        ("c", CreateClientRequest(description="d", expires=HOUR)),
        allOf("auth:create-client:c"),
    ),
    Case(
        auth.updateClient,
        ("c", NEW_CLIENT),
        allOf("auth:update-client:c", "b"),
        {"scopesAdded": ["b"]},
    ),
    Case(
        auth.updateClient,
        ("c", CreateClientRequest(description="d", expires=HOUR)),
        allOf("auth:update-client:c"),
    ),
    Case(auth.createRole, ("r", NEW_ROLE), allOf("auth:create-role:r", "a:*", "b")),
    Case(
        auth.updateRole,
        ("r", NEW_ROLE),
        allOf("auth:update-role:r", "b"),
        {"scopesAdded": ["b"]},
    ),
    Case(
        auth.awsS3Credentials,
        ("read-only", "bucket", "a/b"),
        {"AnyOf": ["auth:aws-s3:read-only:bucket/a/b", "auth:aws-s3:read-write:bucket/a/b"]},
    ),
    Case(auth.awsS3Credentials, ("read-write", "bucket", "p"), "auth:aws-s3:read-write:bucket/p"),
    Case(
        auth.azureTableSAS,  # type: ignore[deprecated]  # pyright: ignore[reportDeprecated]  # it still has scopes
        ("acc", "t", "read-only"),
        {"AnyOf": ["auth:azure-table:read-only:acc/t", "auth:azure-table:read-write:acc/t"]},
    ),
    Case(
        auth.azureTableSAS,  # type: ignore[deprecated]  # pyright: ignore[reportDeprecated]  # it still has scopes
        ("acc", "t", "read-write"),
        "auth:azure-table:read-write:acc/t",
    ),
    Case(
        auth.azureContainerSAS,  # type: ignore[deprecated]  # pyright: ignore[reportDeprecated]  # it still has scopes
        ("acc", "cont", "read-only"),
        {
            "AnyOf": [
                "auth:azure-container:read-only:acc/cont",
                "auth:azure-container:read-write:acc/cont",
            ]
        },
    ),
    Case(
        auth.azureContainerSAS,  # type: ignore[deprecated]  # pyright: ignore[reportDeprecated]  # it still has scopes
        ("acc", "cont", "read-write"),
        "auth:azure-container:read-write:acc/cont",
    ),
    Case(
        auth.githubRepoToken,
        (
            "app",
            "Example-Org",
            GithubRepoTokenRequest(
                repositories=["One", "two"],
                permissions=GitHubRepoPermissions(contents="write", issues="read"),
            ),
        ),
        {
            "AllOf": [
                f"auth:github-repo-token:app/example-org/{repository}:{permission}"
                for repository in ("one", "two")
                for permission in ("contents:write", "issues:read")
            ]
        },
    ),
    Case(
        index.findTasksAtIndex,
        (FindTasksAtIndexRequest(indexes=["a.b", "c"]),),
        allOf("index:find-task:a.b", "index:find-task:c"),
    ),
    Case(
        notify.email,
        (EmailRequest(address="a@e.x", subject="s", content="c"),),
        "notify:email:a@e.x",
    ),
    Case(notify.pulse, (PulseRequest(routingKey="k.l", message={}),), "notify:pulse:k.l"),
    Case(notify.matrix, (MatrixRequest(roomId="!r:m", body="b"),), "notify:matrix-room:!r:m"),
    Case(notify.slack, (SlackRequest(channelId="C1", text="t"),), "notify:slack-channel:C1"),
    Case(
        objects.createUpload,
        (
            "n/a",
            CreateUploadRequest(
                projectId="proj",
                uploadId=slugId(),
                expires=HOUR,
                proposedUploadMethods=ProposedUploadMethods(),
            ),
        ),
        "object:upload:proj:n/a",
    ),
    Case(
        objects.finishUpload,
        ("n/a", FinishUploadRequest(projectId="proj", uploadId=slugId())),
        "object:upload:proj:n/a",
    ),
    Case(
        caches.purgeCache,
        ("prov/linux", PurgeCacheRequest(cacheName="c")),
        "purge-cache:prov/linux:c",
    ),
    Case(
        queue.tasks,
        (TasksRequest(taskIds=[TASK, GROUP]),),
        allOf(f"queue:get-task:{TASK}", f"queue:get-task:{GROUP}"),
    ),
    Case(queue.tasks, (TasksRequest(),), {"AllOf": []}),
    Case(
        queue.statuses,
        (TasksRequest(taskIds=[TASK]),),
        allOf(f"queue:status:{TASK}"),
    ),
    Case(
        queue.cancelTaskGroup,
        (GROUP,),
        f"queue:cancel-task-group:sched/{GROUP}",
        {"schedulerId": "sched"},
    ),
    Case(
        queue.sealTaskGroup,
        (GROUP,),
        f"queue:seal-task-group:sched/{GROUP}",
        {"schedulerId": "sched"},
    ),
    Case(
        queue.changeTaskGroupPriority,
        (GROUP, PRIORITY),
        f"queue:change-task-group-priority:sched/{GROUP}",
        {"schedulerId": "sched"},
    ),
    Case(
        queue.changeTaskPriority,
        (TASK, PRIORITY),
        {
            "AnyOf": [
                "queue:change-task-priority-in-queue:prov/linux",
                f"queue:change-task-priority:{TASK}",
            ]
        },
        {"taskQueueId": "prov/linux"},
    ),
    Case(
        queue.createTask,
        (TASK, definition()),
        {
            "AllOf": [
                "queue:create-task:project:none",
                "queue:scheduler-id:-",
                {
                    "AnyOf": [
                        f"queue:create-task:{priority}:prov/linux"
                        for priority in (
                            "lowest",
                            "very-low",
                            "low",
                            "medium",
                            "high",
                            "very-high",
                            "highest",
                        )
                    ]
                },
            ]
        },
    ),
    Case(
        queue.createTask,
        (
            TASK,
            definition(
                taskQueueId=None,
                provisionerId="p",
                workerType="w",
                projectId="proj",
                schedulerId="sched",
                scopes=["x:*", "y"],
                routes=["index.a", "checks"],
                priority="very-high",
            ),
        ),
        {
            "AllOf": [
                "queue:create-task:project:proj",
                "queue:scheduler-id:sched",
                "x:*",
                "y",
                "queue:route:index.a",
                "queue:route:checks",
                {"AnyOf": ["queue:create-task:very-high:p/w", "queue:create-task:highest:p/w"]},
            ]
        },
    ),
    Case(queue.scheduleTask, (TASK,), ofTask("schedule-task"), OF_TASK),
    Case(queue.rerunTask, (TASK,), ofTask("rerun-task"), OF_TASK),
    Case(queue.cancelTask, (TASK,), ofTask("cancel-task"), OF_TASK),
    Case(
        queue.claimWork,
        ("prov/linux", ClaimWorkRequest(workerGroup="g", workerId="i")),
        allOf("queue:claim-work:prov/linux", "queue:worker-id:g/i"),
    ),
    Case(
        queue.claimTask,  # type: ignore[deprecated]  # pyright: ignore[reportDeprecated]  # it still has scopes
        (TASK, 0, ClaimTaskRequest(workerGroup="g", workerId="i")),
        allOf("queue:claim-task:prov/linux", "queue:worker-id:g/i"),
        {"provisionerId": "prov", "workerType": "linux"},
    ),
    Case(
        queue.declareWorker,
        ("prov", "linux", "g", "i", DeclareWorkerRequest(expires=HOUR)),
        allOf("queue:declare-worker:prov/linux/g/i#expires"),
    ),
    Case(
        queue.taskQueueCountsBatch,
        (TaskQueueCountsBatchRequest(taskQueueIds=["p/a", "p/b"]),),
        {
            "AllOf": [
                f"queue:{state}-count:{queueId}"
                for state in ("pending", "claimed")
                for queueId in ("p/a", "p/b")
            ]
        },
    ),
    *(
        Case(method, (*args, "private/a b"), allOf("queue:get-artifact:private/a b"))
        for method, args in (
            (queue.getArtifact, (TASK, 0)),
            (queue.getLatestArtifact, (TASK,)),
            (queue.artifact, (TASK, 0)),
            (queue.latestArtifact, (TASK,)),
        )
    ),
    *(
        Case(
            method,
            (
                "prov/linux",
                model(
                    providerId="aws",
                    description="d",
                    owner="o@e.x",
                    emailOnError=False,
                    config={},
                ),
            ),
            allOf("worker-manager:manage-worker-pool:prov/linux", "worker-manager:provider:aws"),
        )
        for method, model in (
            (workers.createWorkerPool, CreateWorkerPoolRequest),
            (workers.updateWorkerPool, UpdateWorkerPoolRequest),
        )
    ),
    Case(
        workers.reportWorkerError,
        (
            "prov/linux",
            ReportWorkerErrorRequest(
                workerGroup="g", workerId="i", kind="k", title="t", description="d", extra={}
            ),
        ),
        allOf("assume:worker-id:g/i", "assume:worker-pool:prov/linux"),
    ),
    Case(
        workers.reregisterWorker,
        (
            ReregisterWorkerRequest(
                workerPoolId="prov/linux", workerGroup="g", workerId="i", secret=slugId() + slugId()
            ),
        ),
        "worker-manager:reregister-worker:prov/linux/g/i",
    ),
    Case(workers.workerPoolErrorStats, (), "worker-manager:list-worker-pool-errors:"),
    Case(
        workers.workerPoolErrorStats,
        (),
        "worker-manager:list-worker-pool-errors:prov/linux",
        query={"workerPoolId": "prov/linux"},
    ),
]


def test_every_method_whose_scopes_depend_on_more_than_arguments_has_a_case() -> None:
    assert {case.title for case in CASES} == DERIVED


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_required_scopes_are_those_of_the_contract(case: Case) -> None:
    needed = requiredScopes.given(**case.known)(case.method, *case.args, **case.query)
    assert _sorted(needed) == _sorted(case.needs)


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.known], ids=lambda case: case.title
)
def test_missing_values_are_named(case: Case) -> None:
    with pytest.raises(ScopesUnknown, match=r"requiredScopes\.given\(") as caught:
        requiredScopes(case.method, *case.args)
    assert caught.value.params == tuple(sorted(case.known))
    assert caught.value.call == case.title


def _sorted(requirement: Requirement | None) -> object:
    """Return a requirement with sorted terms, for comparison."""
    if requirement is None or isinstance(requirement, str):
        return requirement
    [(kind, terms)] = requirement.items()
    return kind, sorted(map(_sorted, terms), key=repr)


def test_a_link_needs_its_own_scopes_and_those_of_the_artifacts_that_it_leads_to() -> None:
    names = ["public/latest", "private/build"]
    needed = requiredScopes.given(names=names)(queue.getLatestArtifact, TASK, names[0])
    assert needed == {"AllOf": [f"queue:get-artifact:{name}" for name in names]}


def test_a_call_may_need_no_scopes() -> None:
    assert requiredScopes(queue.ping) is None
    assert missingScopes([], requiredScopes(queue.ping)) is None


def test_async_methods_need_the_same_scopes() -> None:
    task = definition()
    needed = requiredScopes(aio.Queue(rootUrl=ROOT).createTask, TASK, task)
    assert needed == requiredScopes(queue.createTask, TASK, task)


def test_an_integer_can_be_passed_as_a_float() -> None:
    for client in (queue, fromReference("queue")):
        ofInt, ofFloat = (requiredScopes(client.reclaimTask, TASK, it) for it in (1, 1.0))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # possible in data from YAML
        assert ofInt == ofFloat
        assert "1.0" not in repr(ofFloat)


def fromReference(service: str) -> ApiClient:
    reference = json.loads((SCHEMAS / service / "v1/api.json").read_text())
    return createApiClient(service, reference)(rootUrl=ROOT)


def test_json_without_fields_that_scopes_depend_on_is_refused() -> None:
    client = fromReference("auth")
    with pytest.raises(InvalidCall, match="repositories and permissions"):
        requiredScopes(client.githubRepoToken, "app", "owner", {"repositories": ["r"]})


def test_clients_of_create_api_client_need_the_same_scopes() -> None:
    client = fromReference("queue")
    task = definition(scopes=["x"], priority="high")
    needed = requiredScopes(client.createTask, TASK, task.model_dump(mode="json"))
    assert _sorted(needed) == _sorted(requiredScopes(queue.createTask, TASK, task))


def test_given_values_take_precedence_over_the_call() -> None:
    given = requiredScopes.given(projectId="proj").given(schedulerId="sched")
    needed = scopeSets(given(queue.createTask, TASK, definition(schedulerId="other")))[0]
    assert {"queue:create-task:project:proj", "queue:scheduler-id:sched"} <= {*needed}


# Scopes beyond those of every caller

beyondAnonymous = requiredScopes.beyondAnonymous(ANONYMOUS)


def test_anonymous_scopes_are_left_out() -> None:
    assert beyondAnonymous(queue.task, TASK) is None
    assert beyondAnonymous(queue.ping) is None
    assert beyondAnonymous(queue.status, TASK) == requiredScopes(queue.status, TASK)
    found = FindTasksAtIndexRequest(indexes=["a.b", "c"])
    assert beyondAnonymous(index.findTasksAtIndex, found) is None
    tasks = TasksRequest(taskIds=[TASK, GROUP])
    onlyOne = requiredScopes.beyondAnonymous([f"queue:get-task:{GROUP}"])
    assert onlyOne(queue.tasks, tasks) == f"queue:get-task:{TASK}"


def test_every_caller_can_assume_the_anonymous_role() -> None:
    task = definition(scopes=["assume:anonymous", "x"])
    needed = scopeSets(requiredScopes(queue.createTask, TASK, task))
    beyond = scopeSets(requiredScopes.beyondAnonymous([])(queue.createTask, TASK, task))
    assert "assume:anonymous" in needed[0]
    assert beyond == [[each for each in scopes if each != "assume:anonymous"] for scopes in needed]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
@pytest.mark.parametrize("anonymous", [[], ["queue:*", "auth:create-*", "b"], ["*"]], ids=repr)
def test_scopes_beyond_anonymous_are_sufficient_and_minimal(
    anonymous: list[str], case: Case
) -> None:
    beyond = requiredScopes.given(**case.known).beyondAnonymous(iter(anonymous))
    needed = beyond(case.method, *case.args, **case.query)
    assert needed == missingScopes([], case.needs, anonymousScopes=anonymous)
    for scopes in scopeSets(needed):
        assert satisfies(scopes, case.needs, anonymousScopes=anonymous)
        for scope in scopes:
            others = [other for other in scopes if other != scope]
            assert not satisfies(others, case.needs, anonymousScopes=anonymous)
    swapped = requiredScopes.beyondAnonymous(anonymous).given(**case.known)
    assert swapped(case.method, *case.args, **case.query) == needed


def test_missing_values_are_also_named_with_anonymous_scopes() -> None:
    with pytest.raises(ScopesUnknown):
        requiredScopes.beyondAnonymous(["*"])(queue.cancelTask, TASK)


def test_the_last_call_of_beyond_anonymous_counts() -> None:
    assert beyondAnonymous.beyondAnonymous([])(queue.task, TASK) == requiredScopes(queue.task, TASK)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            "queue:*",
            r"requiredScopes: anonymousScopes must be a list of scopes, got 'queue:\*'",
        ),
        (["queue:*", 1], "anonymousScopes must contain only strings, got 1"),
    ],
)
def test_malformed_anonymous_scopes_are_refused(wrong: object, message: str) -> None:
    with pytest.raises(InvalidCall, match=message):
        requiredScopes.beyondAnonymous(cast("list[str]", wrong))


untyped: Callable[..., object] = requiredScopes


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: requiredScopes(ROOT.upper), "API method"),
        (lambda: untyped(queue.status), "missing a required argument: 'taskId'"),
        (lambda: requiredScopes(queue.status, ""), "taskId must not be ''"),
        (lambda: untyped(queue.createTask, TASK, []), "payload must be a TaskDefinition"),
        (
            lambda: requiredScopes(queue.createTask, TASK, definition(taskQueueId=None)),
            "has no task queue",
        ),
        (lambda: requiredScopes.given(colour="red")(queue.status, TASK), "depend on: colour"),
        (lambda: requiredScopes.given(colour="red")(queue.ping), "depend on: colour"),
        (
            lambda: requiredScopes.given(scopesAdded="a")(auth.updateRole, "r", NEW_ROLE),
            "scopesAdded must be a list",
        ),
    ],
)
def test_an_invalid_call_is_refused(call: Callable[[], object], message: str) -> None:
    with pytest.raises(InvalidCall, match=message):
        call()


# Older releases

oldQueue, oldNotify = legacy.Queue(rootUrl=ROOT), legacy.Notify(rootUrl=ROOT)


@pytest.mark.parametrize(
    ("call", "needs"),
    [
        (
            lambda: requiredScopes(oldNotify.irc, IRCChannelMessage(channel="#c", message="m")),
            "notify:irc-channel:#c",
        ),
        (
            lambda: requiredScopes(oldNotify.irc, IRCUserMessage(user="u", message="m")),
            "notify:irc-user:u",
        ),
        (
            lambda: requiredScopes(
                oldQueue.declareWorkerType,
                "prov",
                "linux",
                DeclareWorkerTypeRequest(description="d", expires=HOUR),
            ),
            allOf(
                "queue:declare-worker-type:prov/linux#description",
                "queue:declare-worker-type:prov/linux#expires",
            ),
        ),
        (
            lambda: requiredScopes(
                oldQueue.declareProvisioner, "prov", DeclareProvisionerRequest(stability="stable")
            ),
            allOf("queue:declare-provisioner:prov#stability"),
        ),
    ],
)
def test_required_scopes_of_methods_of_older_releases(
    call: Callable[[], Requirement | None], needs: Requirement
) -> None:
    assert _sorted(call()) == _sorted(needs)


# According to the local Taskcluster


@pytest.fixture(scope="module")
def taskcluster() -> Iterator[LocalTaskcluster]:
    with LocalTaskcluster(claimWait=0) as running:
        removeAnonymousRole(running)
        yield running


@pytest.fixture(scope="module")
def root(taskcluster: LocalTaskcluster) -> Iterator[Root]:
    with Taskcluster(taskcluster.options(), retries=0) as clients:
        yield Root(taskcluster, clients)


def test_every_method_of_the_local_taskcluster_has_a_scenario() -> None:
    services = newDeployment().backend.services.values()
    titles = {it.operations[name].title for it in services for name in it.handlers}
    assert titles & SCOPED.keys() == {*SCENARIOS}


@pytest.mark.parametrize("title", sorted(SCENARIOS))
def test_a_call_succeeds_with_exactly_the_required_scopes(
    title: str, taskcluster: LocalTaskcluster, root: Root
) -> None:
    service, name = title.split(".")
    rootClient: ServiceClient = getattr(root.clients, ATTRIBUTES.get(service, service))

    def methodOf(client: ServiceClient) -> Callable[..., object]:
        method: Callable[..., object] = getattr(client, name)
        return method

    def callWith(scopes: list[str]) -> None:
        caller = taskcluster.createClient(f"test/{slugId()}", scopes)
        methodOf(rootClient.use(credentials=caller))(*args)

    def sufficient() -> list[list[str]]:
        return scopeSets(needs(methodOf(rootClient), args, root, KNOWN.get(title, {})))

    args = SCENARIOS[title](root)
    alternatives = len(sufficient())
    assert alternatives > 0
    for number in range(alternatives):
        args = SCENARIOS[title](root)
        scopes = sufficient()[number]
        assert scopes
        for scope in scopes:
            with pytest.raises(InsufficientScopes):
                callWith([other for other in scopes if other != scope])
        callWith(scopes)


def test_a_call_succeeds_with_the_scopes_beyond_anonymous(
    taskcluster: LocalTaskcluster, root: Root
) -> None:
    # This local Taskcluster has no role `anonymous`.
    beyond = requiredScopes.beyondAnonymous([])
    task = definition(scopes=["assume:anonymous", "x"], priority="high")

    def createWith(scopes: list[str]) -> None:
        caller = taskcluster.createClient(f"test/{slugId()}", scopes)
        root.clients.queue.use(credentials=caller).createTask(slugId(), task)

    for scopes in scopeSets(beyond(root.clients.queue.createTask, TASK, task)):
        for scope in scopes:
            with pytest.raises(InsufficientScopes):
                createWith([other for other in scopes if other != scope])
        createWith(scopes)


def needs(
    method: Callable[..., object],
    args: Arguments,
    root: Root,
    known: Mapping[str, ScopeParam],
) -> Requirement | None:
    given = requiredScopes.given(**known)
    try:
        return given(method, *args)
    except ScopesUnknown as unknown:
        task = root.clients.queue.task(str(args[0]))
        ofTask: dict[str, str] = {name: getattr(task, name) for name in unknown.params}
        return given.given(**ofTask)(method, *args)


# Methods that the local Taskcluster does not implement: it only checks their scopes

NOT_IMPLEMENTED = sorted(SCOPED.keys() - {*SCENARIOS})


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    headers = {"content-type": "application/json"}
    with httpx.Client(headers=headers, verify=False) as client:  # plain HTTP
        yield client


@pytest.mark.parametrize("title", [title for title in NOT_IMPLEMENTED if title not in DERIVED])
def test_scopes_that_only_depend_on_arguments_are_sufficient_and_minimal(
    title: str, taskcluster: LocalTaskcluster, http: httpx.Client
) -> None:
    operation = SCOPED[title]
    args = {name: SAMPLES.get(name, "x") for name in operation.args}
    assert operation.scopes is not None
    needed = expandExpression(operation.scopes, scopeParams(operation, args, {}, None, {}))
    path = operation.route
    for name, value in args.items():
        path = path.replace(f"<{name}>", quote(value, safe=""))
    url = f"{taskcluster.rootUrl}/api/{operation.service}/{operation.version}{path}"

    def codeWith(scopes: list[str]) -> object:
        caller = taskcluster.createClient(f"test/{slugId()}", scopes)
        return http.request(operation.method, url, auth=HawkAuth(caller)).json()["code"]

    for scopes in scopeSets(needed):
        for scope in scopes:
            assert codeWith([other for other in scopes if other != scope]) == "InsufficientScopes"
        # A missing payload is reported only after the scopes have been checked.
        assert codeWith(scopes) in ("NotImplemented", "InputValidationError")


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case.title not in SCENARIOS and not case.known],
    ids=lambda case: case.title,
)
def test_scopes_that_depend_on_the_payload_are_sufficient_and_minimal(
    case: Case, taskcluster: LocalTaskcluster
) -> None:
    client: Any = getattr(case.method, "__self__")  # noqa: B009  # bound method
    options = Options(rootUrl=taskcluster.rootUrl, retries=0)

    def codeWith(scopes: list[str]) -> str | None:
        caller = taskcluster.createClient(f"test/{slugId()}", scopes)
        limited = type(client)(options, credentials=caller)
        with limited, pytest.raises(TaskclusterRestFailure) as caught:
            getattr(limited, case.title.split(".")[1])(*case.args, **case.query)
        return caught.value.code

    for scopes in scopeSets(case.needs):
        for scope in scopes:
            assert codeWith([other for other in scopes if other != scope]) == "InsufficientScopes"
        assert codeWith(scopes) == "NotImplemented"
