"""Valid use of services other than queue and auth: events, payloads, non-JSON responses."""

from datetime import timedelta

from typing_extensions import assert_type

from tc_typed import (
    Content,
    Github,
    Index,
    Notify,
    Queue,
    QueueEvents,
    Redirect,
    Taskcluster,
    aio,
    bindingFor,
    buildSignedUrl,
    buildUrl,
    fromNow,
    loadTaskclusterYml,
    optionsFromEnvironment,
)
from tc_typed.core.events import Binding
from tc_typed.docker_worker import DockerWorkerPayload
from tc_typed.generic_worker import (
    MultiuserPosixOrDockerPayload,
    MultiuserPosixPayload,
    WritableDirectoryCache,
)
from tc_typed.github import LegacyTaskclusterYml, TaskclusterYml
from tc_typed.index import IndexedTask
from tc_typed.queue import (
    TaskCompletedMessage,
    TaskDefinition,
    TaskGroupChangedMessage,
    TaskGroupRoutingKey,
    TaskMetadata,
    TaskRoutingKey,
)

binding = QueueEvents().taskCompleted(taskId="a8_YezW8T7e1jLxG7evy-A", runId=0)
assert_type(binding, Binding[TaskCompletedMessage, TaskRoutingKey])
assert_type(binding.parseRoutingKey("primary.a.0.g.w.p.t.s.g._").workerType, str)
assert_type(binding.parseMessage(b"{}").runId, int)
QueueEvents().taskCompleted("route.index.project.#")
group = QueueEvents.taskGroupResolved(taskGroupId="a8_YezW8T7e1jLxG7evy-A")
assert_type(group, Binding[TaskGroupChangedMessage, TaskGroupRoutingKey])
assert_type(QueueEvents.taskGroupResolved.layout[0].name, str)
assert_type(bindingFor("exchange/taskcluster-queue/v1/task-defined").exchange, str)

payload = MultiuserPosixPayload(
    command=[["/bin/bash", "-c", "make"]],
    maxRunTime=600,
    mounts=[WritableDirectoryCache(cacheName="level-1-checkouts", directory="cache")],
)
either: MultiuserPosixOrDockerPayload = payload
if isinstance(either, DockerWorkerPayload):
    print(either.image)
TaskDefinition(
    created=fromNow("0 seconds"),
    deadline=fromNow("1 day"),
    metadata=TaskMetadata(name="n", description="d", owner="o", source="https://example.com"),
    payload=payload,
)

options = optionsFromEnvironment()
assert_type(Github(options).badge("owner", "repo", "main"), Content)
assert_type(Index(options).findArtifactFromTask("a.b", "public/x"), Redirect)
assert_type(Notify(options).ping().alive, bool)

with Taskcluster(options) as taskcluster:
    assert_type(taskcluster.index.findTask("a.b"), IndexedTask)
    assert_type(taskcluster.queue, Queue)


async def asynchronously() -> None:
    async with aio.Taskcluster(options) as asyncTaskcluster:
        assert_type(asyncTaskcluster.queue, aio.Queue)
        assert_type((await asyncTaskcluster.index.findTask("a.b")).taskId, str)
        assert_type(buildUrl(asyncTaskcluster.queue.task, "a8_YezW8T7e1jLxG7evy-A"), str)


queue = Queue(options)
assert_type(buildUrl(queue.getArtifact, "a8_YezW8T7e1jLxG7evy-A", 0, "public/x"), str)
buildSignedUrl(queue.getArtifact, "a8_YezW8T7e1jLxG7evy-A", 0, "public/x")
buildForAMinute = buildSignedUrl.given(expiration=60)
assert_type(buildForAMinute(queue.getArtifact, "a8_YezW8T7e1jLxG7evy-A", 0, "public/x"), str)
buildForAnHour = buildSignedUrl.given(expiration=timedelta(hours=1))
buildForAnHour(queue.listArtifacts, "a8_YezW8T7e1jLxG7evy-A", 0, limit=5)

config = loadTaskclusterYml()
if isinstance(config, TaskclusterYml):
    print(config.policy)
else:
    assert_type(config, LegacyTaskclusterYml)
