"""The official Python client works with the local Taskcluster as with a real one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Self

import httpx
import pytest
from pydantic import JsonValue
from tests.testing.samples import definition

from tc_typed.slugs import slugId
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.faults import DropConnection, ServerError

official = pytest.importorskip("taskcluster")
officialAio = pytest.importorskip("taskcluster.aio")
downloads = pytest.importorskip("taskcluster.download")
uploads = pytest.importorskip("taskcluster.upload")

QUEUE = "proj-example/linux"
WORKER = {"workerGroup": "group", "workerId": "worker", "tasks": 4}
EXPIRES = datetime(2100, 1, 1, tzinfo=UTC)
TEXT = "text/plain"


class Pages:
    """A handler of pages, which collects the items of one list."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.sizes: list[int] = []
        self.items: list[Mapping[str, JsonValue]] = []

    def __call__(self, page: Mapping[str, Sequence[Mapping[str, JsonValue]]]) -> None:
        self.sizes.append(len(page[self.key]))
        self.items += page[self.key]

    def __deepcopy__(self, _copied: object) -> Self:
        """Return the handler itself, because the official client copies its arguments."""
        return self

    @property
    def taskIds(self) -> list[str]:
        statuses = (item["status"] for item in self.items)
        return [str(status["taskId"]) for status in statuses if isinstance(status, dict)]


@pytest.fixture(scope="module")
def server() -> Iterator[LocalTaskcluster]:
    with LocalTaskcluster() as running:
        yield running


@pytest.fixture
def local(server: LocalTaskcluster) -> LocalTaskcluster:
    server.reset()
    return server


@pytest.fixture
def options(local: LocalTaskcluster, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Options that the official client reads from the environment."""
    for name, value in local.environment().items():
        monkeypatch.setenv(name, value)
    found: dict[str, object] = official.optionsFromEnvironment()
    return found


def task(fields: Mapping[str, object] | None = None) -> dict[str, object]:
    made = definition().model_dump(mode="json", exclude_none=True)
    return {**made, "taskQueueId": QUEUE, "schedulerId": "scheduler", **(fields or {})}


def codeOf(error: pytest.ExceptionInfo[Exception]) -> tuple[int, str]:
    """Return status and code of an error of the official client."""
    status: int = getattr(error.value, "status_code")  # noqa: B009  # untyped
    body: dict[str, str] = getattr(error.value, "body")  # noqa: B009  # untyped
    return status, body["code"]


def test_a_group_is_created_with_temporary_credentials_and_listed(
    local: LocalTaskcluster, options: dict[str, object]
) -> None:
    now = datetime.now(UTC)
    temporary = official.createTemporaryCredentials(
        local.credentials.clientId,
        local.credentials.accessToken,
        now,
        now + timedelta(hours=1),
        ["queue:*", "auth:current-scopes"],
        name="temporary/decision",
    )
    limited = {"rootUrl": local.rootUrl, "credentials": temporary}
    queue, group = official.Queue(limited), slugId()
    ids = [group, *(slugId() for _ in range(11))]
    for index, taskId in enumerate(ids):
        queue.createTask(taskId, task({"taskGroupId": group, "dependencies": ids[:index]}))
    pages = Pages("tasks")
    queue.listTaskGroup(group, query={"limit": "5"}, paginationHandler=pages)
    assert pages.sizes == [5, 5, 2]
    assert sorted(pages.taskIds) == sorted(ids)
    assert "queue:*" in official.Auth(limited).currentScopes()["scopes"]
    with pytest.raises(official.exceptions.TaskclusterRestFailure) as refused:
        official.Secrets(limited).get("secret")
    assert codeOf(refused) == (403, "InsufficientScopes")
    with pytest.raises(official.exceptions.TaskclusterRestFailure) as conflict:
        queue.createTask(group, task({"taskGroupId": group, "payload": {"other": True}}))
    assert codeOf(conflict) == (409, "RequestConflict")
    signed = official.Queue(options).buildSignedUrl("task", group)
    assert httpx.get(signed).json()["taskGroupId"] == group


def test_a_worker_uploads_artifacts_and_a_release_finds_them(options: dict[str, object]) -> None:
    taskId, queue = slugId(), official.Queue(options)
    queue.createTask(taskId, task({"routes": ["index.project.latest"]}))
    [claim] = queue.claimWork(QUEUE, WORKER)["tasks"]
    renewed = official.Queue({**options, "credentials": claim["credentials"]}).reclaimTask(
        taskId, 0
    )
    worker = official.Queue({**options, "credentials": renewed["credentials"]})
    expires = claim["task"]["expires"]
    content = {"public/s3": b"s3", "public/small": b"x", "public/large": b"large" * 10_000}
    for name, data in content.items():
        storage = "s3" if name.endswith("s3") else "object"
        artifact = {"storageType": storage, "contentType": TEXT, "expires": expires}
        made = worker.createArtifact(taskId, 0, name, artifact)
        if storage == "s3":
            httpx.put(made["putUrl"], content=data, headers={"content-type": TEXT})
            continue
        uploads.uploadFromBuf(
            data=data,
            **{key: made[key] for key in ("projectId", "uploadId", "name", "expires")},
            contentType=TEXT,
            contentLength=len(data),
            objectService=official.Object({**options, "credentials": made["credentials"]}),
        )
        worker.finishArtifact(taskId, 0, name, {"uploadId": made["uploadId"]})
    assert worker.reportCompleted(taskId, 0)["status"]["state"] == "completed"

    found = official.Index(options).findTask("project.latest")
    assert (found["taskId"], repr(found["rank"])) == (taskId, "0")
    for name, data in content.items():
        buffer, contentType = downloads.downloadArtifactToBuf(
            taskId=taskId, name=name, queueService=queue
        )
        assert (bytes(buffer), contentType) == (data, TEXT)
    url = queue.getLatestArtifact(taskId, "public/s3")["url"]
    assert httpx.get(url).content == b"s3"


def test_lists_whose_paths_end_in_a_slash(options: dict[str, object]) -> None:
    auth = official.Auth(options)
    fields = {"description": "", "scopes": ["a"], "expires": EXPIRES}
    for clientId in ("me/1", "me/2", "me/3"):
        auth.createClient(clientId, fields)
    pages = Pages("clients")
    auth.listClients(query={"prefix": "me/", "limit": "2"}, paginationHandler=pages)
    assert [client["clientId"] for client in pages.items] == ["me/1", "me/2", "me/3"]
    assert [role["roleId"] for role in auth.listRoles()] == ["anonymous"]
    assert auth.listRoleIds()["roleIds"] == ["anonymous"]


def test_calls_are_retried(local: LocalTaskcluster, options: dict[str, object]) -> None:
    queue, taskId = official.Queue(options), slugId()
    faults = [
        local.faults.add(fault, "queue.createTask")
        for fault in (ServerError(503), DropConnection("afterCall"))
    ]
    queue.createTask(taskId, task())
    assert [fault.hits for fault in faults] == [1, 1]
    assert queue.pendingTasks(QUEUE)["pendingTasks"] == 1


def test_the_async_client(options: dict[str, object]) -> None:
    async def use() -> tuple[str, str]:
        async with officialAio.createSession() as session:
            queue = officialAio.Queue(options, session=session)
            ids = [slugId() for _ in range(4)]
            await asyncio.gather(
                *(queue.createTask(it, task({"taskGroupId": ids[0]})) for it in ids)
            )
            pages = Pages("tasks")
            await queue.listTaskGroup(ids[0], query={"limit": "3"}, paginationHandler=pages)
            assert sorted(pages.taskIds) == sorted(ids)
            [claim, *_] = (await queue.claimWork(QUEUE, WORKER))["tasks"]
            return claim["status"]["state"], claim["status"]["runs"][-1]["workerId"]

    assert asyncio.run(use()) == ("running", "worker")
