"""Plays the page on Pulse: its examples listen to the messages of a local Taskcluster."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Coroutine
from contextlib import redirect_stdout

import pytest
from tests.pages.player import PagePlayer
from tests.pulse.loops import run
from tests.pulse.test_reconnecting import BACK, LOST

from tc_typed import Queue, QueueEvents, TaskclusterConnectionError, slugId
from tc_typed.queue import ClaimedTask, ClaimWorkRequest, ErrorArtifactRequest, TaskDefinition
from tc_typed.testing import LocalTaskcluster, sample

TASK_QUEUE = "proj-example/linux"
ANY = QueueEvents().taskException()
PROMPT = 10.0
"""Seconds within which an example ends on a busy machine."""


def play(player: PagePlayer) -> None:
    player.handlers["text"] = checkLog
    player.play()
    for check in (failures, group, artifacts, concurrency, unreadable):
        player.local.reset()
        run(check(Examples(player)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PULSE_URL", "amqp://ada:secret@127.0.0.1:1")
        with pytest.raises(TaskclusterConnectionError):
            player.call("main")
    with pytest.raises(FileNotFoundError):  # The example names a file of the broker's authority.
        player.call("connect", "amqps://ada:secret@pulse.example.com")


def checkLog(shown: str) -> None:
    """Check the messages that the page shows, which tests of lost connections compare with logs."""
    # The page breaks long messages, and indents what follows.
    lost, back = shown.replace("\n    ", " ").splitlines()
    assert lost.startswith("WARNING pulse: ")
    assert LOST in lost
    assert back.startswith("INFO pulse: ")
    assert BACK in back


class Examples:
    """Functions of the page, and tasks of one group, which are created and claimed at once."""

    def __init__(self, player: PagePlayer) -> None:
        self.local: LocalTaskcluster = player.local
        self.queue = self.local.client(Queue)
        self.taskGroupId = slugId()
        self.printed = io.StringIO()
        self._player = player

    async def start(self, name: str, *args: object) -> asyncio.Task[object]:
        """Call a function, and return when its queue is bound."""
        task = asyncio.create_task(self._call(name, *args))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return task

    def claim(self, taskId: str | None = None) -> ClaimedTask:
        """Create a task and claim it."""
        fields = sample(TaskDefinition, taskQueueId=TASK_QUEUE, created=self.local.clock.now())
        definition = fields.model_copy(update={"taskGroupId": self.taskGroupId})
        self.queue.createTask(taskId or slugId(), definition)
        worker = ClaimWorkRequest(workerGroup="group", workerId="worker")
        [claim] = self.queue.claimWork(TASK_QUEUE, worker).tasks
        return claim

    async def output(self) -> str:
        """Wait until the function has printed something."""
        async with asyncio.timeout(PROMPT):
            while not self.printed.getvalue().endswith("\n"):  # noqa: ASYNC110  # a StringIO has no event
                await asyncio.sleep(0.01)
        return self.printed.getvalue()

    async def _call(self, name: str, *args: object) -> object:
        with redirect_stdout(self.printed):
            function: Callable[..., Coroutine[object, object, object]] = self._player.namespace[
                name
            ]  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]  # as on the page
            return await function(*args)


async def end(task: asyncio.Task[object]) -> None:
    task.cancel()
    await asyncio.wait({task})
    assert task.cancelled()


async def failures(examples: Examples) -> None:
    task = await examples.start("reportFailures", examples.local.pulse)
    claim = examples.claim()
    examples.queue.reportFailed(claim.status.taskId, claim.runId)
    assert await examples.output() == f"{claim.status.taskId} failed on linux\n"
    await end(task)


async def group(examples: Examples) -> None:
    task = await examples.start("waitForGroup", examples.local.pulse, examples.taskGroupId)
    claims = [examples.claim(), examples.claim()]
    for claim in claims:
        examples.queue.reportCompleted(claim.status.taskId, claim.runId)
    assert await asyncio.wait_for(task, PROMPT) == 2
    lines = [f"{claim.status.taskId} on worker" for claim in claims]
    assert examples.printed.getvalue().splitlines() == lines


async def artifacts(examples: Examples) -> None:
    """Check that the durable queue has what was created while nothing listened."""
    await end(await examples.start("recordArtifacts", examples.local.pulse))
    claim = examples.claim()
    artifact = sample(ErrorArtifactRequest, expires=claim.task.expires)
    examples.queue.createArtifact(claim.status.taskId, claim.runId, "public/log", artifact)
    task = await examples.start("recordArtifacts", examples.local.pulse)
    assert await examples.output() == "public/log\n"
    await end(task)


async def concurrency(examples: Examples) -> None:
    task = await examples.start("handleConcurrently", examples.local.pulse)
    for _ in range(8):
        examples.queue.cancelTask(examples.claim().status.taskId)
    start = asyncio.get_running_loop().time()
    before = asyncio.all_tasks()
    while len(asyncio.all_tasks()) < len(before) + 8:
        assert asyncio.get_running_loop().time() < start + PROMPT
        await asyncio.sleep(0)
    await asyncio.sleep(0.2)
    await end(task)
    # All of them were acknowledged, so none is left in the queue.
    async with examples.local.pulse.listen(ANY, queue="work") as messages:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(messages), 0.05)


async def unreadable(examples: Examples) -> None:
    task = await examples.start("countTasks", examples.local.pulse)
    examples.claim()
    examples.claim(examples.taskGroupId)
    assert await asyncio.wait_for(task, PROMPT) == 0
