"""The examples of the page on Pulse run with the messages of a local Taskcluster."""

from __future__ import annotations

import asyncio
import inspect
import re
from collections.abc import Iterator

import pytest
from tests.pulse.loops import run
from tests.test_readme import PROJECT, callFunction

from tc_typed import Queue, QueueEvents, slugId
from tc_typed.queue import ClaimedTask, ClaimWorkRequest, ErrorArtifactRequest, TaskDefinition
from tc_typed.testing import LocalTaskcluster, sample

PAGE = PROJECT / "docs" / "pages" / "work" / "pulse.md"
TASK_QUEUE = "proj-example/linux"
ANY = QueueEvents().taskException()
PROMPT = 10.0
"""Seconds within which an example ends on a busy machine."""


@pytest.fixture(scope="module")
def examples() -> dict[str, object]:
    """Functions that the page defines."""
    fence = r"^```python(?: title=\".*?\")?\n(.*?)^```$"
    namespace: dict[str, object] = {"__name__": "examples"}
    for code in re.findall(fence, PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
        exec(compile(code, "pulse.md", "exec"), namespace)
    return namespace


@pytest.fixture
def local() -> Iterator[LocalTaskcluster]:
    with LocalTaskcluster() as started:
        yield started


class Tasks:
    """Tasks of one group, which are created and claimed at once."""

    def __init__(self, local: LocalTaskcluster) -> None:
        self.queue = local.client(Queue)
        self.taskGroupId = slugId()
        self._local = local

    def claim(self, taskId: str | None = None) -> ClaimedTask:
        """Create a task and claim it."""
        fields = sample(TaskDefinition, taskQueueId=TASK_QUEUE, created=self._local.clock.now())
        definition = fields.model_copy(update={"taskGroupId": self.taskGroupId})
        self.queue.createTask(taskId or slugId(), definition)
        worker = ClaimWorkRequest(workerGroup="group", workerId="worker")
        [claim] = self.queue.claimWork(TASK_QUEUE, worker).tasks
        return claim


async def started(examples: dict[str, object], name: str, *args: object) -> asyncio.Task[object]:
    """Call an example, and return when its queue is bound."""
    call = callFunction(examples, name, *args)
    assert inspect.iscoroutine(call)
    task: asyncio.Task[object] = asyncio.create_task(call)
    await asyncio.sleep(0)
    return task


async def printed(capsys: pytest.CaptureFixture[str]) -> str:
    """Wait until the example has printed something."""
    async with asyncio.timeout(PROMPT):
        text = ""
        while not text.endswith("\n"):
            await asyncio.sleep(0.01)
            text += capsys.readouterr().out
    return text


async def end(task: asyncio.Task[object]) -> None:
    task.cancel()
    await asyncio.wait({task})
    assert task.cancelled()


def test_failures_are_reported(
    examples: dict[str, object], local: LocalTaskcluster, capsys: pytest.CaptureFixture[str]
) -> None:
    tasks = Tasks(local)

    async def main() -> None:
        task = await started(examples, "reportFailures", local.pulse)
        claim = tasks.claim()
        tasks.queue.reportFailed(claim.status.taskId, claim.runId)
        assert await printed(capsys) == f"{claim.status.taskId} failed on linux\n"
        await end(task)

    run(main())


def test_a_group_is_waited_for(
    examples: dict[str, object], local: LocalTaskcluster, capsys: pytest.CaptureFixture[str]
) -> None:
    tasks = Tasks(local)

    async def main() -> None:
        task = await started(examples, "waitForGroup", local.pulse, tasks.taskGroupId)
        claims = [tasks.claim(), tasks.claim()]
        for claim in claims:
            tasks.queue.reportCompleted(claim.status.taskId, claim.runId)
        assert await asyncio.wait_for(task, PROMPT) == 2
        lines = [f"{claim.status.taskId} on worker" for claim in claims]
        assert capsys.readouterr().out.splitlines() == lines

    run(main())


def test_artifacts_are_recorded_once_unless_that_fails(
    examples: dict[str, object], local: LocalTaskcluster, capsys: pytest.CaptureFixture[str]
) -> None:
    tasks = Tasks(local)

    async def main() -> None:
        await end(await started(examples, "recordArtifacts", local.pulse))
        claim = tasks.claim()
        artifact = sample(ErrorArtifactRequest, expires=claim.task.expires)
        tasks.queue.createArtifact(claim.status.taskId, claim.runId, "public/log", artifact)
        task = await started(examples, "recordArtifacts", local.pulse)
        assert await printed(capsys) == "public/log\n"
        await end(task)

    run(main())


def test_events_are_handled_concurrently(
    examples: dict[str, object], local: LocalTaskcluster
) -> None:
    tasks = Tasks(local)

    async def main() -> None:
        task = await started(examples, "handleConcurrently", local.pulse)
        for _ in range(8):
            tasks.queue.cancelTask(tasks.claim().status.taskId)
        start = asyncio.get_running_loop().time()
        before = asyncio.all_tasks()
        while len(asyncio.all_tasks()) < len(before) + 8:
            assert asyncio.get_running_loop().time() < start + PROMPT
            await asyncio.sleep(0)
        await asyncio.sleep(0.2)
        await end(task)
        # All of them were acknowledged, so none is left in the queue.
        async with local.pulse.listen(ANY, queue="work") as messages:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(anext(messages), 0.05)

    run(main())


def test_unreadable_messages_are_counted(
    examples: dict[str, object], local: LocalTaskcluster
) -> None:
    tasks = Tasks(local)

    async def main() -> None:
        task = await started(examples, "countTasks", local.pulse)
        tasks.claim()
        tasks.claim(tasks.taskGroupId)
        assert await asyncio.wait_for(task, PROMPT) == 0

    run(main())


def test_connecting_describes_the_broker(examples: dict[str, object]) -> None:
    with pytest.raises(FileNotFoundError):
        callFunction(examples, "connect", "amqps://ada:secret@pulse.example.com")
