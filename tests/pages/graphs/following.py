"""Plays the page on following a task group."""

from __future__ import annotations

import asyncio

from tests.pages.player import PagePlayer, assertOutput

from tc_typed import Queue, aio, slugId
from tc_typed.graph import Report, TaskGraph
from tc_typed.queue import ClaimWorkRequest
from tc_typed.testing import LocalTaskcluster


def play(player: PagePlayer) -> None:
    [console] = [it for it in player.blocks if it.language == "console"]
    graph = createTasks(player.local, console.text.split()[3])
    # The block of text shows the same report as the console.
    [text] = [it for it in player.blocks if it.language == "text"]
    player.blocks.remove(text)
    player.play()

    queue, taskGroupId = player.local.client(Queue), graph.taskGroupId
    report = player.call("waitQuietly", queue, taskGroupId)
    assertOutput(str(report), text.text)
    assert player.output.endswith("1 of 3 completed\n")
    player.output = ""
    player.call("printChanges", queue, taskGroupId)
    assert "image: None → completed" in [line.strip() for line in player.output.splitlines()]
    assert "test: unscheduled → blocked needs build, which failed" in player.output

    async def firstFailure() -> object:
        async with player.local.client(aio.Queue) as asyncQueue:
            return await player.callAsync("firstFailure", asyncQueue, taskGroupId)

    assert asyncio.run(firstFailure()) == graph.nodes["build"].taskId

    # The tasks of these graphs exist and are completed before the examples submit them.
    assert isinstance(player.call("run", queue, completed(player.local)), Report)

    async def listen() -> object:
        async with player.local.client(aio.Queue) as asyncQueue:
            graph = completed(player.local)
            return await player.callAsync("runAndListen", asyncQueue, graph, player.local.pulse)

    report = asyncio.run(listen())
    assert isinstance(report, Report)
    assert report.totals() == {"completed": 1}


def newGraph(taskGroupId: str) -> TaskGraph:
    return TaskGraph(
        taskGroupId,
        taskQueueId="proj-example/linux",
        deadline="1 day",
        metadata={
            "description": "A test.",
            "owner": "me@example.com",
            "source": "https://example.com/",
        },
    )


def createTasks(local: LocalTaskcluster, taskGroupId: str) -> TaskGraph:
    """Create a group in which the first task is completed, and the second has failed."""
    queue, graph = local.client(Queue), newGraph(taskGroupId)
    graph.add("image", payload={})
    graph.add("build", payload={}, needs=["image"])
    graph.add("test", payload={}, needs=["build"])
    graph.submit(queue).raiseForFailures()
    for report in (queue.reportCompleted, queue.reportFailed):
        worker = ClaimWorkRequest(workerGroup="group", workerId="worker")
        [claim] = queue.claimWork("proj-example/linux", worker).tasks
        report(claim.status.taskId, claim.runId)
    return graph


def completed(local: LocalTaskcluster) -> TaskGraph:
    """Return a graph whose only task is completed."""
    graph = newGraph(slugId())
    graph.add("build", payload={})
    graph.submit(local.client(Queue)).raiseForFailures()
    local.runTasks(graph.taskGroupId, lambda _: "completed")
    return graph
