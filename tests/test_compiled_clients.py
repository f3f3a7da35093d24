"""Functions of tc_typed with clients of other packages, and models whose names are the same."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import BaseModel, JsonValue, TypeAdapter, ValidationError
from pydantic_core import to_json
from tests.core.conftest import oneSslContext
from tests.core.secrets import assertHidden, everyText
from tests.transfers.conftest import deployment
from tests.transfers.storage import CREDENTIALS, EXPIRES, Deployment, serve, take
from tests.transfers.transfer_kinds import TASK, TRANSFER_KINDS, Transfers, transferring
from tests.typing.checkers import Checker, announced, assertErrorsFound
from tests.wire.contract import Expander, schemaFiles
from tests.wire.from_schema import from_schema

import tc_typed
from tc_typed import (
    FailedDependency,
    InvalidCall,
    TaskclusterFailure,
    UnexpectedResponse,
    UnverifiableDownload,
    buildSignedUrl,
    buildUrl,
    createApiClient,
    createTemporaryCredentials,
    credentialInformation,
    expandScopes,
    externalBuildSignedUrl,
    externalBuildUrl,
    fromNow,
    missingScopes,
    paginate,
    requiredScopes,
    slugId,
)
from tc_typed import transfers as ours
from tc_typed.compiler import compileContract, writeCompiled
from tc_typed.core.decode import decode
from tc_typed.core.models.base import Request
from tc_typed.core.operation import Operation
from tc_typed.core.raw_response import RawResponse
from tc_typed.core.texts import classNames
from tc_typed.credentials import Credentials
from tc_typed.object import (
    AcceptedDownloadMethods,
    CreateUploadRequest,
    FinishUploadRequest,
    ProposedUploadMethods,
    StartDownloadRequest,
)
from tc_typed.object import operations as ourObject
from tc_typed.queue import CreateArtifactRequest, FinishArtifactRequest, S3ArtifactRequest
from tc_typed.queue import operations as ourQueue
from tc_typed.testing import LocalTaskcluster
from tc_typed.transfers import aio as asyncTransfers
from tc_typed.transfers.clients import Calls
from tc_typed.transfers.maybe_await import runSync

__all__ = ["deployment", "oneSslContext"]

SCHEMAS = Path(__file__).parents[1] / "schemas"
PROGRAMS = sorted((Path(__file__).parent / "typing" / "programs" / "compiled").glob("*.py"))
SERVICES = ("auth", "common", "docker-worker", "object", "queue")
DATA = bytes(range(256)) * 40
CREATED = EXPIRES.replace(year=2039)

CONTRACT = {file.id: file for file in schemaFiles()["tc_typed"]}
EXPANDER = Expander([*CONTRACT.values()])

RESULTS: list[tuple[Operation[BaseModel], str, Request | None]] = [
    (
        ourObject.createUpload,
        "object/v1/create-upload-response",
        CreateUploadRequest(
            projectId="p",
            uploadId="XkPIUvwRTHm6ygUd-IDVgg",
            expires=EXPIRES,
            proposedUploadMethods=ProposedUploadMethods(),
        ),
    ),
    (
        ourObject.startDownload,
        "object/v1/download-object-response",
        StartDownloadRequest(acceptDownloadMethods=AcceptedDownloadMethods(getUrl=True)),
    ),
    (ourQueue.artifact, "queue/v1/artifact-content-response", None),
    (
        ourQueue.createArtifact,
        "queue/v1/post-artifact-response",
        S3ArtifactRequest(storageType="s3", expires=EXPIRES, contentType="text/plain"),
    ),
]

PAYLOADS: list[tuple[Operation[object], str, Callable[[bytes], Request]]] = [
    (
        ourObject.createUpload,
        "object/v1/create-upload-request",
        CreateUploadRequest.model_validate_json,
    ),
    (
        ourObject.finishUpload,
        "object/v1/finish-upload-request",
        FinishUploadRequest.model_validate_json,
    ),
    (
        ourObject.startDownload,
        "object/v1/download-object-request",
        StartDownloadRequest.model_validate_json,
    ),
    (
        ourQueue.createArtifact,
        "queue/v1/post-artifact-request",
        TypeAdapter(CreateArtifactRequest).validate_json,
    ),
    (
        ourQueue.finishArtifact,
        "queue/v1/finish-artifact-request",
        FinishArtifactRequest.model_validate_json,
    ),
]

NAME = "private/file"
WORDS = st.text("abc", min_size=1, max_size=2)


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folder with two packages: `acme` has this contract, `older` one that lacks some parts."""
    folder = tmp_path_factory.mktemp("packages")
    schemas = folder / "schemas"
    for service in SERVICES:
        shutil.copytree(SCHEMAS / service, schemas / service)
    compilePackage(schemas, folder / "acme")
    makeOlder(schemas)
    compilePackage(schemas, folder / "older")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(folder), *sys.path])
        yield folder
    for name in [*sys.modules]:
        if name.split(".")[0] in ("acme", "older"):
            del sys.modules[name]


def compilePackage(schemas: Path, folder: Path) -> None:
    writeCompiled(folder, compileContract(schemas, folder.name, lenient=True))
    (folder / "py.typed").touch()


def makeOlder(schemas: Path) -> None:
    """Remove downloads of the object service and object artifacts, and rename models."""
    with editing(schemas / "object/v1/api.json") as reference:
        entries = reference["entries"]
        reference["entries"] = [entry for entry in entries if entry["name"] != "startDownload"]
    for name in ("post-artifact-request", "artifact-content-response"):
        with editing(schemas / f"queue/v1/{name}.json") as schema:
            kinds = [kind for kind in schema["oneOf"] if not kind["title"].startswith("Object")]
            schema["oneOf"] = [{**kind, "title": f"Older {kind['title']}"} for kind in kinds]


@contextmanager
def editing(path: Path) -> Generator[dict[str, list[dict[str, str]]]]:
    content = json.loads(path.read_text())
    yield content
    path.write_text(json.dumps(content))


@pytest.fixture(scope="module")
def acme(packages: Path) -> ModuleType:
    return import_module("acme")


@pytest.fixture(scope="module")
def older(packages: Path) -> ModuleType:
    return import_module("older")


def modelsOf(package: ModuleType, service: str = "queue") -> ModuleType:
    return import_module(f"{package.__name__}.{service}")


# Transfers


@pytest.fixture(params=TRANSFER_KINDS)
def transfers(
    request: pytest.FixtureRequest,
    acme: ModuleType,
    deployment: Deployment,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Transfers]:
    """Run transfers with clients of `acme`."""
    kind: str = request.param
    with transferring(kind, deployment, monkeypatch, acme) as made:
        yield made


def test_objects_are_downloaded(
    transfers: Transfers, deployment: Deployment, tmp_path: Path
) -> None:
    deployment.store(DATA)
    deployment.script = [serve(cut=9), serve()]
    assert transfers.downloadToBuf(maxRetries=1) == (DATA, "text/plain")
    transfers.downloadToFile(tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == DATA


@pytest.mark.parametrize("runId", [None, 0])
@pytest.mark.parametrize("storageType", ["s3", "object", "reference"])
def test_artifacts_are_downloaded(
    transfers: Transfers, deployment: Deployment, storageType: str, runId: int | None
) -> None:
    more: dict[str, dict[str, JsonValue]] = {
        "object": {"name": "t/x", "credentials": CREDENTIALS},
        "reference": {"url": deployment.signedUrl()},
    }
    deployment.store(DATA)
    deployment.artifact = {"storageType": storageType, **more.get(storageType, {})}
    deployment.script = [serve()]
    assert transfers.downloadArtifactToBuf(runId) == (DATA, "text/plain")


def test_error_artifacts_and_unknown_artifacts_are_distinguished(
    transfers: Transfers, deployment: Deployment
) -> None:
    deployment.artifact = {
        "storageType": "error",
        "reason": "file-missing-on-worker",
        "message": "m",
    }
    with pytest.raises(FailedDependency, match="file-missing-on-worker: m"):
        transfers.downloadArtifactToBuf()
    deployment.artifact = {"storageType": "tape"}
    with pytest.raises(UnverifiableDownload, match="'tape'"):
        transfers.downloadArtifactToBuf()


@pytest.mark.parametrize("data", [b"small", DATA])
def test_objects_are_uploaded(
    transfers: Transfers, deployment: Deployment, tmp_path: Path, data: bytes
) -> None:
    deployment.script = [take]
    transfers.uploadFromBuf(data)
    assert deployment.data == data
    (tmp_path / "file").write_bytes(data[:3])
    transfers.uploadFromFile(tmp_path / "file")
    assert deployment.data == data[:3]
    assert deployment.names() == ["createUpload", "finishUpload"] * 2


def test_artifacts_are_uploaded(transfers: Transfers, deployment: Deployment) -> None:
    deployment.script = [take]
    transfers.uploadArtifactFromBuf(DATA, "s3")
    assert deployment.data == DATA
    transfers.uploadArtifactFromBuf(b"small", "object")
    assert deployment.data == b"small"
    assert deployment.names() == [
        "createArtifact",
        *("createArtifact", "createUpload", "finishUpload", "finishArtifact"),
    ]


def test_errors_contain_no_secrets(transfers: Transfers, deployment: Deployment) -> None:
    deployment.artifact = {"storageType": "object", "name": 3, "credentials": CREDENTIALS}
    with pytest.raises(UnexpectedResponse, match="name: ") as caught:
        transfers.downloadArtifactToBuf()
    assertHidden(*everyText(caught.value))


@pytest.mark.parametrize("asJson", [True, False])
def test_fakes_take_and_return_models_of_their_package(
    acme: ModuleType, deployment: Deployment, *, asJson: bool
) -> None:
    models = modelsOf(acme)
    taken: list[object] = []

    def createArtifact(taskId: str, runId: int | str, name: str, payload: object) -> object:
        taken.append(payload)
        response = {
            "storageType": "s3",
            "putUrl": deployment.signedUrl(),
            "expires": "2040-01-31T12:00:00Z",
            "contentType": "text/plain",
        }
        return (
            response if asJson else models.S3ArtifactResponse.model_validate_json(to_json(response))
        )

    def latestArtifact(taskId: str, name: str) -> object:
        response = {"storageType": "s3", "url": deployment.signedUrl()}
        return response if asJson else models.S3ArtifactContent(**response)

    async def asyncDownload() -> bytes:
        async with acme.aio.Queue(fake=functions) as queue:
            downloaded = await asyncTransfers.downloadArtifactToBuf(
                taskId=TASK, name="n", queueService=queue
            )
        return downloaded[0]

    functions = {"createArtifact": createArtifact, "latestArtifact": latestArtifact}
    deployment.script = [take, serve()]
    with acme.Queue(fake=functions) as queue:
        ours.uploadArtifactFromBuf(
            taskId=TASK,
            runId=0,
            name="n",
            contentType="text/plain",
            expires=EXPIRES,
            storageType="s3",
            data=DATA,
            queueService=queue,
        )
        assert [type(payload) for payload in taken] == [models.S3ArtifactRequest]
        assert ours.downloadArtifactToBuf(taskId=TASK, name="n", queueService=queue)[0] == DATA
    assert asyncio.run(asyncDownload()) == DATA


def test_clients_of_create_api_client_are_accepted(deployment: Deployment) -> None:
    reference = json.loads((SCHEMAS / "object/v1/api.json").read_text())
    deployment.script = [take, serve()]
    with createApiClient("Object", reference)(rootUrl=deployment.url) as client:
        service: ours.ObjectClient = client  # pyright: ignore[reportAssignmentType]  # only mypy considers __getattr__
        ours.uploadFromBuf(
            projectId="p",
            name="n",
            contentType="text/plain",
            expires=EXPIRES,
            data=DATA,
            objectService=service,
        )
        deployment.store(deployment.data)
        assert ours.downloadToBuf(name="n", objectService=service)[0] == DATA


# Translation between packages


def instances(name: str) -> st.SearchStrategy[dict[str, JsonValue]]:
    """Draw objects that are valid for a schema."""
    schema = EXPANDER.schema(CONTRACT[f"/schemas/{name}.json#"])
    return from_schema(schema).map(asObject)


def asObject(value: object) -> dict[str, JsonValue]:
    return TypeAdapter(dict[str, JsonValue]).validate_python(value)


def callsOf(package: ModuleType, operation: Operation, function: Callable[..., object]) -> Calls:
    """Return the calls of a fake client of a package."""
    client = getattr(package, operation.service.capitalize())
    return Calls(client(fake={operation.name: function}))


@pytest.mark.parametrize(
    ("operation", "schema", "payload"), RESULTS, ids=[name for _, name, _ in RESULTS]
)
@given(data=st.data())
def test_results_are_translated_without_loss(
    acme: ModuleType,
    operation: Operation[BaseModel],
    schema: str,
    payload: Request | None,
    data: st.DataObject,
) -> None:
    newer = data.draw(st.dictionaries(st.just("newer"), st.none() | st.integers()))
    response = {**newer, **data.draw(instances(schema))}
    try:
        expected = decode(operation, RawResponse(200, {}, to_json(response)))
    except UnexpectedResponse:  # for a number or date that Python can't express
        assume(False)
        raise
    calls = callsOf(acme, operation, lambda *_: response)
    found = runSync(calls.call(operation, *operation.args, payload=payload))
    assert type(found) is type(expected)
    assert found == expected
    assert found.model_dump_json() == expected.model_dump_json()


@pytest.mark.parametrize(
    ("operation", "schema", "read"), PAYLOADS, ids=[name for _, name, _ in PAYLOADS]
)
@given(data=st.data())
def test_payloads_are_translated_without_loss(
    acme: ModuleType,
    operation: Operation[object],
    schema: str,
    read: Callable[[bytes], Request],
    data: st.DataObject,
) -> None:
    try:
        payload = read(to_json(data.draw(instances(schema))))
    except ValidationError:  # for a number or date that Python can't express
        assume(False)
        raise
    taken: list[BaseModel] = []

    def function(*args: BaseModel) -> None:
        taken.append(args[-1])
        raise TaskclusterFailure(operation.title, "seen enough")

    with pytest.raises(TaskclusterFailure, match="seen enough"):
        runSync(
            callsOf(acme, operation, function).call(operation, *operation.args, payload=payload)
        )
    (found,) = taken
    assert type(found).__module__.startswith("acme.")
    assert found.model_dump_json() == payload.model_dump_json()


def test_models_with_other_names_are_translated(
    older: ModuleType, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not hasattr(modelsOf(older), "S3ArtifactContent")
    deployment.artifact = {"storageType": "s3"}
    deployment.script = [take, serve()]
    with transferring("sync", deployment, monkeypatch, older) as transfers:
        transfers.uploadArtifactFromBuf(DATA, "s3")
        assert transfers.downloadArtifactToBuf() == (DATA, "text/plain")
        # `older` does not know the storage type, but tc_typed does.
        deployment.store(DATA)
        deployment.artifact = {"storageType": "object", "name": "n", "credentials": CREDENTIALS}
        assert transfers.downloadArtifactToBuf() == (DATA, "text/plain")


def test_methods_and_payloads_that_a_package_lacks_are_refused_before_the_call(
    older: ModuleType, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transferring("sync", deployment, monkeypatch, older) as transfers:
        with pytest.raises(
            InvalidCall, match=r"^object\.startDownload: the client has no method startDownload"
        ):
            transfers.downloadToBuf()
        with pytest.raises(
            InvalidCall, match=r"^queue\.createArtifact: the client does not allow the payload: "
        ):
            transfers.uploadArtifactFromBuf(DATA, "object")
    assert not deployment.calls


# Functions that take a client's method


def client(package: ModuleType, name: str) -> ModuleType:
    """Return a client, typed so that checkers accept any attribute."""
    made: ModuleType = getattr(package, name)(
        rootUrl="https://tc.example.com", credentials={"clientId": "c", "accessToken": "t"}
    )
    return made


def definition(package: ModuleType, **fields: object) -> BaseModel:
    """Return a task definition with default fields, replaced or extended by `fields`."""
    models = modelsOf(package)
    defaults: dict[str, object] = {
        "taskQueueId": "proj-example/linux",
        "created": CREATED,
        "deadline": EXPIRES,
        "scopes": ["a:b"],
        "metadata": models.TaskMetadata(
            name="n", description="d", owner="o@example.com", source="https://example.com"
        ),
        "payload": {},
    }
    made: BaseModel = models.TaskDefinition(**{**defaults, **fields})
    return made


def repositoryToken(package: ModuleType) -> object:
    models = modelsOf(package, "auth")
    payload = models.GithubRepoTokenRequest(
        repositories=["One", "two"],
        permissions=models.GitHubRepoPermissions(contents="write", issues="read"),
    )
    return requiredScopes(client(package, "Auth").githubRepoToken, "app", "Owner", payload)


FUNCTIONS: Mapping[str, Callable[[ModuleType], object]] = {
    "requiredScopes": lambda package: requiredScopes(
        client(package, "Queue").createTask, TASK, definition(package)
    ),
    "requiredScopes of a token": repositoryToken,
    "requiredScopes of an async client": lambda package: requiredScopes(
        client(package.aio, "Queue").createTask, TASK, definition(package)
    ),
    "requiredScopes.given": lambda package: requiredScopes.given(
        schedulerId="s", taskGroupId="g", projectId="p"
    )(client(package, "Queue").cancelTask, TASK),
    "missingScopes": lambda package: missingScopes(
        ["queue:create-task:*"],
        requiredScopes(client(package, "Queue").createTask, TASK, definition(package)),
    ),
    "buildUrl": lambda package: buildUrl(client(package, "Queue").getArtifact, TASK, 0, NAME),
    "externalBuildUrl": lambda package: externalBuildUrl(
        client(package, "Queue").listTaskGroup, TASK, limit=3
    ),
    "buildSignedUrl": lambda package: buildSignedUrl.given(expiration=60)(
        client(package, "Queue").getArtifact, TASK, 0, NAME
    ).partition("bewit=")[0],
    "externalBuildSignedUrl": lambda package: externalBuildSignedUrl(
        client(package.aio, "Queue").getArtifact, TASK, 0, NAME
    ).partition("bewit=")[0],
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_accept_clients_of_compiled_packages(acme: ModuleType, name: str) -> None:
    found = FUNCTIONS[name](acme)
    assert found
    assert str(found) == str(FUNCTIONS[name](tc_typed))


def test_tasks_run_in_a_local_taskcluster(acme: ModuleType) -> None:
    models, ours = modelsOf(acme), modelsOf(tc_typed, "docker_worker")
    theirs = modelsOf(acme, "docker_worker")
    with LocalTaskcluster() as local, acme.Taskcluster(local.options()) as taskcluster:
        queue = taskcluster.queue
        assert type(queue) is acme.Queue
        groupId = slugId()
        for worker in (ours, theirs):
            payload = worker.DockerWorkerPayload(image="ubuntu", maxRunTime=60)
            task = definition(
                acme,
                created=fromNow("0 s"),
                deadline=fromNow("1 day"),
                taskGroupId=groupId,
                schedulerId="s",
                payload=payload,
            )
            created = queue.createTask(slugId(), task)
            assert type(created) is models.TaskStatusResponse
            assert queue.task(created.status.taskId).payload == payload.model_dump()
        (page,) = paginate(queue.listTaskGroup, groupId)
        assert len(page.tasks) == len([*queue.iterTaskGroup(groupId)]) == 2
        request = models.ClaimWorkRequest(workerGroup="g", workerId="w")
        (claimed,) = queue.claimWork("proj-example/linux", request).tasks
        assert credentialInformation(local.rootUrl, claimed.credentials).active
        assert taskcluster.use(credentials=claimed.credentials).queue.ping().alive
        Credentials.of(claimed.credentials)
        temporary = createTemporaryCredentials(
            Credentials("c", "t"), fromNow("0 s"), fromNow("1 day"), claimed.task.scopes
        )
        assert temporary.certificate is not None
        assert temporary.certificate["scopes"] == ["a:b"]


def test_roles_from_a_compiled_package_are_expanded(acme: ModuleType) -> None:
    role = {
        "roleId": "r",
        "scopes": ["x"],
        "description": "",
        "created": "2026-01-31T00:00:00Z",
        "lastModified": "2026-01-31T00:00:00Z",
        "expandedScopes": [],
    }
    auth = acme.Auth(fake={"listRoles": lambda: [role]})
    roles = {role.roleId: role.scopes for role in auth.listRoles()}
    assert expandScopes(["assume:r"], roles) == ["assume:r", "x"]


def test_bindings_parse_messages_to_models_of_their_package(acme: ModuleType) -> None:
    name = "exchange/taskcluster-queue/v1/task-completed"
    for package in (acme, tc_typed):
        binding = package.bindingFor(name)
        assert binding.declaration.message is modelsOf(package).TaskCompletedMessage
        assert binding.exchange == name


@pytest.mark.parametrize("fakePackage", ["acme", "tc_typed"])
def test_fake_accepts_clients_of_all_packages(acme: ModuleType, fakePackage: str) -> None:
    fake = import_module(f"{fakePackage}.common.fakes").fake
    for package in (acme, tc_typed):
        pong = modelsOf(package).PingResponse(alive=True, uptime=1.5)
        functions = {"ping": partial(copy, pong)}
        assert fake(package.Queue, **functions).ping() == pong
        assert asyncio.run(fake(package.aio.Queue, **functions).ping()) == pong


# Messages


def test_a_payload_of_another_package_is_named_with_its_module(acme: ModuleType) -> None:
    for package, other, article in ((acme, tc_typed, "an"), (tc_typed, acme, "a")):
        expected, actual = package.__name__, other.__name__
        queue = client(package, "Queue")
        scopesOf: Callable[..., object] = requiredScopes
        for call in (queue.createTask, partial(scopesOf, queue.createTask)):
            with pytest.raises(InvalidCall) as caught:
                call(TASK, definition(other))
            assert str(caught.value) == (
                f"queue.createTask: payload must be {article} {expected}.queue.TaskDefinition "
                f"or dict, got {actual}.queue.TaskDefinition"
            )


def test_only_classes_with_the_same_name_are_shown_with_modules(acme: ModuleType) -> None:
    request = modelsOf(tc_typed).LinkArtifactRequest(
        storageType="link", expires=EXPIRES, contentType="text/plain", artifact="a"
    )
    with pytest.raises(InvalidCall) as caught:
        client(acme, "Queue").createArtifact(TASK, 0, "name", request)
    assert caught.value.reason == (
        "payload must be one of S3ArtifactRequest, ObjectArtifactRequest, RedirectArtifactRequest, "
        "acme.queue.LinkArtifactRequest, ErrorArtifactRequest, "
        "got tc_typed.queue.LinkArtifactRequest"
    )


def test_a_nested_model_of_another_package_is_named_with_its_module(acme: ModuleType) -> None:
    metadata = modelsOf(tc_typed).TaskMetadata(
        name="n", description="d", owner="o@example.com", source="https://example.com"
    )
    with pytest.raises(ValidationError, match=r"or instance of acme\.queue\.TaskMetadata"):
        modelsOf(acme).TaskDefinition(
            created=CREATED, deadline=EXPIRES, payload={}, metadata=metadata
        )


def test_a_result_of_another_package_is_named_with_its_module(acme: ModuleType) -> None:
    response = modelsOf(tc_typed).PingResponse(alive=True, uptime=1.5)
    with pytest.raises(InvalidCall, match=r"acme\.common\.PingResponse"):
        acme.Queue(fake={"ping": lambda: response}).ping()


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=6, unique=True))
def test_class_names_in_messages_are_unique(pairs: list[tuple[str, str]]) -> None:
    kinds = [type(name, (), {"__module__": module}) for module, name in pairs]
    names = [name for _, name in pairs]
    found = classNames(*kinds)
    assert len({*found}) == len(found)
    for (module, name), text in zip(pairs, found, strict=True):
        assert text == (name if names.count(name) == 1 else f"{module}.{name}")


def test_a_repeated_class_is_shown_without_module() -> None:
    assert classNames(int, int, str) == ["int", "int", "str"]


# Type checkers


@pytest.mark.slow
@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_checkers_find_each_error_with_a_compiled_package(
    checker: Checker, packages: Path, tmp_path: Path
) -> None:
    assert len(announced(checker, PROGRAMS)) > 10
    assertErrorsFound(checker, PROGRAMS, tmp_path, packages)
