"""Valid sync calls, without any errors from the checkers."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, assert_never, assert_type

import httpx
import httpx2
from pydantic import BaseModel, JsonValue

from tc_typed import (
    Attempt,
    Auth,
    Credentials,
    HawkAuth,
    Options,
    Queue,
    RawResponse,
    Unrecognized,
    fromNow,
    optionsFromEnvironment,
    paginate,
    withResponse,
)
from tc_typed.docker_worker import DockerWorkerPayload, IndexedDockerImage
from tc_typed.queue import (
    CreateArtifactRequest,
    ClaimWorkRequest,
    ListTaskGroupResponse,
    S3ArtifactContent,
    S3ArtifactRequest,
    TaskAndStatus,
    TaskDefinition,
    TaskMetadata,
    TaskStatusResponse,
)

queue = Queue(
    rootUrl="https://tc.example.com",
    credentials=Credentials(clientId="me", accessToken="secret", certificate='{"version": 1}'),
    retries=2,
    timeout=10,
)
metadata = TaskMetadata(name="n", description="d", owner="o@example.com", source="https://e.x/")


class Payload(BaseModel):
    """A payload for a worker that tc_typed does not know."""

    script: str


task = TaskDefinition(
    taskQueueId="proj/linux",
    created=fromNow("0 s"),
    deadline=fromNow("1 day"),
    priority="high",
    dependencies=["a8_YezW8T7e1jLxG7evy-A"],
    metadata=metadata,
    payload=DockerWorkerPayload(
        image=IndexedDockerImage(namespace="n", path="p"), maxRunTime=600
    ),
    extra={"treeherder": {"symbol": "B", "tier": 1}},
)
TaskDefinition(created=fromNow(""), deadline=fromNow(""), metadata=metadata, payload={"a": [1]})
TaskDefinition(
    created=fromNow(""), deadline=fromNow(""), metadata=metadata, payload=Payload(script="x")
)

created = queue.createTask("a8_YezW8T7e1jLxG7evy-A", task)
assert_type(created, TaskStatusResponse)
assert_type(created.status.deadline, datetime)
assert_type(created.status.taskQueueId, str)  # derived if an older server does not send it
assert_type(created.status.runs[0].started, datetime | None)

match created.status.state:
    case "unscheduled" | "pending" | "running":
        pass
    case "completed" | "failed" | "exception":
        pass
    case Unrecognized() as newer:
        print(newer.upper())

with queue.use(timeout=3, authorizedScopes=["queue:get-task:*"]) as narrow:
    assert_type(narrow, Queue)
    assert_type(narrow.task("a8_YezW8T7e1jLxG7evy-A").payload, dict[str, JsonValue])

for item in queue.iterTaskGroup("a8_YezW8T7e1jLxG7evy-A"):
    assert_type(item, TaskAndStatus)
for page in paginate(queue.listTaskGroup, "a8_YezW8T7e1jLxG7evy-A", limit=10):
    assert_type(page, ListTaskGroupResponse)
found, response = withResponse(queue.status, "a8_YezW8T7e1jLxG7evy-A")
assert_type(found, TaskStatusResponse)
assert_type(response, RawResponse)


def logAttempt(attempt: Attempt) -> None:
    assert_type(attempt.status, int | None)


queue.use(onAttempt=logAttempt, totalTimeout=5, maxResponseSize=10_000, application="me/1")

request: CreateArtifactRequest = S3ArtifactRequest(
    expires=fromNow("1 day"), contentType="text/plain"
)
given = S3ArtifactRequest(storageType="s3", expires=fromNow("1 day"), contentType="text/plain")
assert_type(given.storageType, Literal["s3"])
artifact = queue.getArtifact("a8_YezW8T7e1jLxG7evy-A", "0", "public/log")
match artifact.storageType:
    case "s3" | "object" | "reference" | "link" | "error":
        pass
    case Unrecognized() as unknown:
        assert_type(unknown, Unrecognized)
    case _ as never:
        assert_never(never)
queue.createArtifact("a8_YezW8T7e1jLxG7evy-A", 0, "public/log", request)
content = queue.artifact("a8_YezW8T7e1jLxG7evy-A", "0", "public/log")
if isinstance(content, S3ArtifactContent):
    assert_type(content.url, str)

work = queue.claimWork("proj/linux", ClaimWorkRequest(workerGroup="g", workerId="w", tasks=4))
Queue(optionsFromEnvironment(), credentials=work.tasks[0].credentials)

auth = Auth(optionsFromEnvironment())
assert_type([role.roleId for role in auth.listRoles()], list[str])
assert_type(auth.awsS3Credentials("read-only", "b", "p/").credentials.accessKeyId, str)
level: Literal["iam-role-compat"] = "iam-role-compat"
assert_type(auth.awsS3Credentials("read-only", "b", "p/", format=level).Token, str)

own: Options = {"httpClient": httpx2.Client(auth=HawkAuth(Credentials("a", "b")))}
Queue(own, httpClient=httpx.Client(auth=HawkAuth(Credentials("a", "b"))))
Queue(httpClient=httpx2.Client()).use(httpClient=httpx.Client())
