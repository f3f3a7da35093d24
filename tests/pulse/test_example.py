"""The listener in `examples/` reports each failure once, also those while it does not run."""

from __future__ import annotations

import asyncio
import runpy
import signal
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Self, TypeAlias

import pika
import pytest
from tests.example_programs import BOUND, PROGRAMS, outcome, running, waitUntil
from tests.pulse.broker import Broker
from tests.testing.samples import METADATA, definition
from typing_extensions import override

from tc_typed import Queue, QueueEvents, aio, slugId
from tc_typed.core.events import Delivery
from tc_typed.notify import EmailRequest
from tc_typed.pulse import MessageSource
from tc_typed.pulse.source import Subscription
from tc_typed.queue import ClaimWorkRequest, ReportExceptionRequest
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.faults import Delay

TASK_QUEUE = "proj-example/linux"
SCHEDULER = "proj-example"
OWNER = METADATA["owner"]
ENDED = QueueEvents().taskGroupResolved()
SCOPES = [f"notify:email:{OWNER}"]

Report: TypeAlias = Callable[[MessageSource, aio.Taskcluster, str], Coroutine[object, object, None]]


@pytest.fixture(scope="module")
def _server() -> Iterator[LocalTaskcluster]:
    with LocalTaskcluster(claimWait=0) as server:
        yield server


@pytest.fixture
def local(_server: LocalTaskcluster) -> Iterator[LocalTaskcluster]:
    _server.reset()
    yield _server
    _server.closeClients()


@pytest.fixture
def report(local: LocalTaskcluster, monkeypatch: pytest.MonkeyPatch) -> Report:
    monkeypatch.setenv("TASKCLUSTER_ROOT_URL", local.rootUrl)
    found: Report = runpy.run_path(str(PROGRAMS / "listener.py"))["report"]
    return found


class Tasks:
    """Tasks that fail on demand."""

    def __init__(self, local: LocalTaskcluster) -> None:
        self._local = local
        self._queue = local.client(Queue)

    def create(self, **fields: Any) -> str:
        taskId = slugId()
        given: dict[str, Any] = {"taskQueueId": TASK_QUEUE, "schedulerId": SCHEDULER, **fields}
        self._queue.createTask(taskId, definition(self._local.clock(), **given))
        return taskId

    def run(self, taskId: str, reason: str) -> None:
        """Run a task, which ends with a reason."""
        request = ClaimWorkRequest(workerGroup="home", workerId="worker-1")
        [claim] = self._queue.claimWork(TASK_QUEUE, request).tasks
        assert claim.status.taskId == taskId
        own = self._queue.use(credentials=claim.credentials)
        match reason:
            case "completed":
                own.reportCompleted(taskId, claim.runId)
            case "failed":
                own.reportFailed(taskId, claim.runId)
            case _:
                exception = ReportExceptionRequest.model_validate({"reason": reason})
                own.reportException(taskId, claim.runId, exception)

    def fail(self, reason: str = "failed", **fields: Any) -> str:
        """Create a task that ends with a reason, and return its id."""
        taskId = self.create(**fields)
        self.run(taskId, reason)
        return taskId

    def failAgain(self, taskId: str) -> None:
        self._queue.rerunTask(taskId)
        self.run(taskId, "failed")

    def cancel(self) -> str:
        taskId = self.create()
        self._queue.cancelTask(taskId)
        return taskId

    def group(self, taskId: str) -> str:
        return self._queue.task(taskId).taskGroupId


@dataclass(frozen=True)
class Repeat:
    """A delivery that may be a repeat."""

    first: Delivery
    redelivered: bool

    @property
    def exchange(self) -> str:
        return self.first.exchange

    @property
    def routingKey(self) -> str:
        return self.first.routingKey

    @property
    def cc(self) -> Sequence[str]:
        return self.first.cc

    @property
    def body(self) -> bytes:
        return self.first.body

    async def acknowledge(self) -> None:
        await self.first.acknowledge()

    async def reject(self, *, requeue: bool) -> None:
        await self.first.reject(requeue=requeue)


class Repeating(MessageSource):
    """A source that delivers some messages repeatedly."""

    def __init__(self, source: MessageSource, marks: Sequence[bool]) -> None:
        """Wrap a source.

        Args:
            source: Source of the messages.
            marks: Value of `redelivered` of each delivery of a message.
        """
        self._source = source
        self._marks = marks

    @override
    @asynccontextmanager
    async def consume(self, subscription: Subscription) -> AsyncGenerator[AsyncIterator[Delivery]]:
        async with self._source.consume(subscription) as deliveries:

            async def repeated() -> AsyncGenerator[Delivery]:
                async for delivery in deliveries:
                    for mark in self._marks:
                        yield Repeat(delivery, mark)

            yield repeated()


class Listening:
    """The listener in this process, and the lines that it has printed."""

    def __init__(
        self,
        local: LocalTaskcluster,
        report: Report,
        capsys: pytest.CaptureFixture[str],
        marks: Sequence[bool] = (False,),
    ) -> None:
        self._local = local
        self._report = report
        self._capsys = capsys
        self._marks = marks
        self.lines: list[str] = []

    async def __aenter__(self) -> Self:
        self._client = self._local.client(aio.Taskcluster, scopes=SCOPES)
        source = Repeating(self._local.pulse, self._marks)
        self._task = asyncio.create_task(self._report(source, self._client, SCHEDULER))
        await self.until(1)
        assert self.lines.pop(0) == f"Listening to {SCHEDULER}"
        return self

    async def until(self, count: int) -> None:
        """Wait until the listener has printed some lines since its start."""
        async with asyncio.timeout(BOUND):
            while len(self.lines) < count:
                await asyncio.sleep(0.02)
                assert not self._task.done()
                self.lines += self._capsys.readouterr().out.splitlines()

    async def __aexit__(self, *error: object) -> None:
        self._task.cancel()
        [end] = await asyncio.gather(self._task, return_exceptions=True)
        assert isinstance(end, asyncio.CancelledError)
        await self._client.close()
        self.lines += self._capsys.readouterr().out.splitlines()


def line(local: LocalTaskcluster, taskId: str, reason: str = "failed") -> str:
    return f"{METADATA['name']}: {reason}: {local.rootUrl}/tasks/{taskId}"


def groupLine(local: LocalTaskcluster, taskGroupId: str) -> str:
    return f"Resolved: {local.rootUrl}/tasks/groups/{taskGroupId}"


def test_failures_and_the_ends_of_groups_are_reported(
    local: LocalTaskcluster, report: Report, capsys: pytest.CaptureFixture[str]
) -> None:
    async def main() -> None:
        tasks = Tasks(local)
        group = slugId()
        async with Listening(local, report, capsys) as listening:
            failed = tasks.fail(taskGroupId=group)
            malformed = tasks.fail("malformed-payload")
            tasks.fail(schedulerId="other", taskGroupId=slugId())
            completed, canceled = tasks.fail("completed"), tasks.cancel()
            late = tasks.create()
            local.clock.advance("13 hours")
            await listening.until(8)
        assert sorted(listening.lines) == sorted(
            [
                line(local, failed),
                line(local, malformed, "malformed-payload"),
                line(local, late, "deadline-exceeded"),
                *(
                    groupLine(local, tasks.group(taskId))
                    for taskId in (failed, malformed, completed, canceled, late)
                ),
            ]
        )
        assert [*local.notifications] == []

    asyncio.run(main())


def test_only_the_second_failure_is_emailed(
    local: LocalTaskcluster, report: Report, capsys: pytest.CaptureFixture[str]
) -> None:
    async def main() -> None:
        tasks = Tasks(local)
        emails = local.faults.add(Delay(0), "notify.email", share=1)
        async with Listening(local, report, capsys) as listening:
            first = tasks.fail(taskGroupId=slugId())
            for _ in range(2):
                tasks.failAgain(first)
            second = tasks.fail(metadata={**METADATA, "owner": "build team"})
            tasks.failAgain(second)
            await listening.until(11)
        failures = [each for each in listening.lines if not each.startswith("Resolved")]
        assert failures[:3] == [line(local, first)] * 3
        assert failures[3:5] == [line(local, second)] * 2
        assert failures[5].startswith("no email to build team: ")
        [sent] = local.notifications.of(EmailRequest, OWNER)
        assert sent.request.subject == f"{METADATA['name']} failed again"
        assert sent.request.content == line(local, first)
        # The service would drop a repeat.
        assert (emails.hits, len(local.notifications)) == (1, 1)

    asyncio.run(main())


@pytest.mark.parametrize("marks", [[False, True, True], [False, False], [True, True], [True]])
def test_each_failure_is_reported_once_however_often_it_is_delivered(
    local: LocalTaskcluster,
    report: Report,
    capsys: pytest.CaptureFixture[str],
    marks: Sequence[bool],
) -> None:
    async def main() -> None:
        tasks = Tasks(local)
        async with Listening(local, report, capsys, marks) as listening:
            taskIds = [tasks.fail(), tasks.fail()]
            await listening.until(2 + 2 * len(marks))
        found = [each for each in listening.lines if not each.startswith("Resolved")]
        assert found == [line(local, taskId) for taskId in taskIds]

    asyncio.run(main())


def test_a_failure_is_not_lost_if_the_listener_ends_meanwhile(
    local: LocalTaskcluster, report: Report, capsys: pytest.CaptureFixture[str]
) -> None:
    async def main() -> None:
        tasks = Tasks(local)
        async with Listening(local, report, capsys) as listening:
            delay = local.faults.add(Delay(0.5), "queue.task", share=1)
            taskId = tasks.fail()
            await asyncio.to_thread(waitUntil, lambda: delay.hits > 0)
        assert listening.lines == []
        local.faults.clear()
        async with Listening(local, report, capsys) as listening:
            await listening.until(2)
        assert listening.lines == [line(local, taskId), groupLine(local, tasks.group(taskId))]

    asyncio.run(main())


def test_an_expired_task_is_skipped(
    local: LocalTaskcluster, report: Report, capsys: pytest.CaptureFixture[str]
) -> None:
    async def main() -> None:
        tasks = Tasks(local)
        async with Listening(local, report, capsys):
            pass  # The queue is bound now.
        tasks.fail()
        local.clock.advance("2 years")
        taskId = tasks.fail()
        async with Listening(local, report, capsys) as listening:
            await listening.until(3)
        assert [each for each in listening.lines if not each.startswith("Resolved")] == [
            line(local, taskId)
        ]

    asyncio.run(main())


# A real broker


def forward(local: LocalTaskcluster, broker: Broker) -> None:
    """Publish the messages of a local Taskcluster on a broker."""
    with broker.channel() as channel:
        for sent in local.messages:
            channel.exchange_declare(sent.exchange, "topic", durable=True)
            headers: dict[str, Any] = {"CC": [*sent.cc]}
            properties = pika.BasicProperties(
                content_type="application/json", headers=headers, delivery_mode=2
            )
            channel.basic_publish(sent.exchange, sent.routingKey, sent.body, properties)


def test_the_program_reports_what_fails_while_it_does_not_run(
    local: LocalTaskcluster, broker: Broker
) -> None:
    with broker.channel() as channel:
        channel.exchange_declare(ENDED.exchange, "topic", durable=True)
    environment = {
        **local.environment(local.createClient("listener", SCOPES)),
        "PULSE_URL": broker.url,
    }
    tasks = Tasks(local)
    with running("listener", SCHEDULER, environment=environment) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == f"Listening to {SCHEDULER}\n"
        program.send_signal(signal.SIGTERM)
        code, output, errors = outcome(program)
    assert (code, output, "Traceback" in errors) == (0, "", False), errors
    canceled = tasks.cancel()
    taskId = tasks.create()
    tasks.create(taskGroupId=tasks.group(taskId), dependencies=[taskId])  # It is never resolved.
    tasks.run(taskId, "failed")
    tasks.failAgain(taskId)
    forward(local, broker)
    with running("listener", SCHEDULER, environment=environment) as program:
        assert program.stdout is not None
        found = [program.stdout.readline().strip() for _ in range(4)]
        waitUntil(lambda: len(local.notifications) == 1)
        program.send_signal(signal.SIGINT)
        code, output, errors = outcome(program)
    assert (code, output, "Traceback" in errors) == (0, "", False), errors
    assert sorted(found) == sorted(
        [
            f"Listening to {SCHEDULER}",
            groupLine(local, tasks.group(canceled)),
            *[line(local, taskId)] * 2,
        ]
    )
