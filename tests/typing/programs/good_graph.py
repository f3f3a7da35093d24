"""Valid task graphs, without a cast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Unpack, assert_type

from tc_typed import Auth, Queue, aio, fromNow, missingScopes, slugId
from tc_typed.docker_worker import DockerWorkerPayload
from tc_typed.generic_worker import MultiuserPosixOrDockerPayload
from tc_typed.graph import InvalidTaskGraph, Node, Report, TaskGraph
from tc_typed.queue import TaskDefinition, TaskFields, TaskMetadata, TaskMetadataFields

METADATA: TaskMetadataFields = {"description": "d", "owner": "o@example.com", "source": "https://e.x/"}
DEFAULTS: TaskFields = {"taskQueueId": "a/b", "deadline": "1 day", "priority": "low", "metadata": METADATA}


def image(number: int) -> DockerWorkerPayload:
    return DockerWorkerPayload(image=f"i{number}", maxRunTime=60)


def addTest(graph: TaskGraph, label: str, needs: Sequence[Node | str], **fields: Unpack[TaskFields]) -> Node:
    return graph.add(label, needs=needs, **fields)


def build(taskGroupId: str) -> TaskGraph:
    graph = TaskGraph(taskGroupId, decisionTaskId=taskGroupId, **DEFAULTS)
    TaskGraph(taskGroupId, metadata=METADATA, schedulerId="s", scopes=[], tags={"kind": "other"})
    images = [graph.add(f"image-{n}", payload=image(n), tags={"kind": "image"}) for n in range(10)]
    builds = [
        graph.add(f"build-{n}", payload={"env": {"IMAGE": images[n % 10].taskId}}, needs=[images[n % 10]], retries=2)
        for n in range(90)
    ]
    assert_type(images, list[Node])
    graph.add("a", needs=images, deadline=fromNow("1 hour"), expires="1 year", reuse=["project.x.v1"])
    graph.add("b", needs=(*images, "a"), metadata={"description": "other"}, requires="all-resolved")
    graph.add("c", needs={*images}, metadata=TaskMetadata(name="n", description="d", owner="o", source="https://e.x/"))
    graph.add("d", needs=(node for node in builds), dependencies=[slugId()], scopes=["x:*"], routes=["r"])
    graph.add("e", needs=chain(images, ["a", "b"]), reuse=(f"project.x.{n}" for n in range(2)))
    graph.add("f", needs=graph.nodes.values(), extra={"deep": [{"a": 1}]})
    graph.add("g", needs={"a": 1, "b": 2}.keys(), reuse=("project.x",))
    addTest(graph, "h", ["a", *images], payload=image(0))
    assert_type(graph.nodes, Mapping[str, Node])
    assert_type(graph.definition("a"), TaskDefinition)
    return graph


def check(graph: TaskGraph, auth: Auth) -> None:
    scopes = auth.currentScopes().scopes
    models = {"a/*": MultiuserPosixOrDockerPayload, "b/c": DockerWorkerPayload}
    try:
        graph.check(scopes=scopes, payloads={"a/*": MultiuserPosixOrDockerPayload, "b/c": DockerWorkerPayload})
        graph.check(payloads={"a/*": DockerWorkerPayload})
    except InvalidTaskGraph as error:
        assert_type([problem.label for problem in error.problems], list[str])
        assert_type([problem.field for problem in error.problems], list[str])
    print(missingScopes(scopes, graph.requiredScopes()), len(models))


def submit(graph: TaskGraph, queue: Queue) -> None:
    report = graph.submit(queue, concurrency=20, retryFor=5.5, journal="journal.jsonl", dryRun=True)
    assert_type(report, Report)
    assert_type(report.results[0].label, str)
    report.raiseForFailures()


async def submitAsync(graph: TaskGraph, queue: aio.Queue) -> None:
    assert_type(await graph.submit(queue), Report)
    (await graph.submit(queue, concurrency=1)).raiseForFailures()
