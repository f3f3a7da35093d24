"""Listeners to a local Taskcluster's messages."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotDone

import pytest
from tests.testing.conftest import Clock
from tests.testing.samples import definition

from tc_typed import ClientClosed, QueueEvents, slugId
from tc_typed.pulse import MessageSource
from tc_typed.queue import ClaimWorkRequest, Queue
from tc_typed.testing import LocalTaskcluster

PROMPT = 10.0
"""Seconds within which a message arrives on a busy machine."""

TASK_QUEUE = "provisioner/worker"
QUEUE = "listener"

ENDS: list[tuple[Callable[[LocalTaskcluster], None], str]] = [
    (LocalTaskcluster.reset, "was reset, .*; call `listen` of its new `pulse`"),
    (LocalTaskcluster.stop, "was stopped, .*; start it and call `listen` once more"),
]


async def failures(pulse: MessageSource, count: int, queue: str | None = None) -> list[str]:
    """Listen like a program under test; return the reasons for which runs ended."""
    events = QueueEvents()
    found: list[str] = []
    async with (
        asyncio.timeout(PROMPT),
        pulse.listen(events.taskFailed(), events.taskException(), queue=queue) as messages,
    ):
        async for event in messages:
            found.append(f"{event.key.taskId} {event.message.status.runs[-1].reasonResolved}")
            if len(found) == count:
                break
    return found


def create(local: LocalTaskcluster) -> str:
    taskId = slugId()
    local.client(Queue).createTask(taskId, definition(local.clock.now(), taskQueueId=TASK_QUEUE))
    return taskId


def fail(local: LocalTaskcluster) -> None:
    """Work like a worker whose tasks fail."""
    queue = local.client(Queue)
    worker = ClaimWorkRequest(workerGroup="group", workerId="worker")
    for claim in queue.claimWork(TASK_QUEUE, worker).tasks:
        queue.reportFailed(claim.status.taskId, claim.runId)


def bind(local: LocalTaskcluster) -> None:
    """Bind the durable queue."""

    async def main() -> None:
        events = QueueEvents()
        async with local.pulse.listen(events.taskFailed(), events.taskException(), queue=QUEUE):
            pass

    asyncio.run(main())


def listen(local: LocalTaskcluster, count: int) -> list[str]:
    return asyncio.run(failures(local.pulse, count, QUEUE))


def assertWaits(*waiting: Future[list[str]]) -> None:
    for each in waiting:
        with pytest.raises(NotDone):
            each.result(0.1)


def test_a_listener_receives_what_services_send(local: LocalTaskcluster) -> None:
    bind(local)
    taskId = create(local)
    fail(local)
    assert listen(local, 1) == [f"{taskId} failed"]


def test_an_advance_of_the_clock_sends_messages(
    local: LocalTaskcluster, pool: ThreadPoolExecutor
) -> None:
    bind(local)
    listening = pool.submit(listen, local, 1)
    taskId = create(local)
    assertWaits(listening)
    local.clock.advance("1 day")
    assert listening.result(PROMPT) == [f"{taskId} deadline-exceeded"]


def test_what_falls_due_as_time_passes_arrives(clock: Clock, pool: ThreadPoolExecutor) -> None:
    with LocalTaskcluster(clock=clock) as local:
        bind(local)
        taskId = create(local)
        listening = pool.submit(listen, local, 1)
        assertWaits(listening)
        clock.advance(days=1)  # Only the clock; nothing else enters the timeline.
        assert listening.result(PROMPT) == [f"{taskId} deadline-exceeded"]


@pytest.mark.parametrize(("end", "message"), ENDS)
def test_a_listener_is_not_left_waiting(
    local: LocalTaskcluster,
    pool: ThreadPoolExecutor,
    end: Callable[[LocalTaskcluster], None],
    message: str,
) -> None:
    listening = [
        pool.submit(listen, local, 1),
        pool.submit(lambda: asyncio.run(failures(local.pulse, 1))),
    ]
    assertWaits(*listening)
    end(local)
    for each in listening:
        with pytest.raises(RuntimeError, match=f"pulse.listen: the local Taskcluster {message}"):
            each.result(PROMPT)


def test_a_reset_forgets_durable_queues_and_ends_the_source(local: LocalTaskcluster) -> None:
    former = local.pulse
    bind(local)
    create(local)
    fail(local)
    local.reset()
    with pytest.raises(RuntimeError, match="was reset"):
        asyncio.run(failures(former, 1))
    bind(local)
    taskId = create(local)
    fail(local)
    assert listen(local, 1) == [f"{taskId} failed"]


def test_a_stop_keeps_durable_queues(local: LocalTaskcluster) -> None:
    bind(local)
    taskId = create(local)
    fail(local)
    local.stop()
    with pytest.raises(RuntimeError, match="is not started: use `with` or call start"):
        listen(local, 1)
    local.start()
    assert listen(local, 1) == [f"{taskId} failed"]


def test_messages_that_a_reset_overtakes_can_still_be_settled(local: LocalTaskcluster) -> None:
    async def main() -> None:
        binding = QueueEvents().taskDefined()
        async with local.pulse.listen(binding, acknowledge="byHand") as messages:
            await asyncio.to_thread(create, local)
            event = await anext(messages)
            local.reset()
            await event.acknowledge()
            await event.reject()
            with pytest.raises(RuntimeError, match="was reset"):
                await anext(messages)

    asyncio.run(main())


def test_the_loop_ends_with_its_block(local: LocalTaskcluster) -> None:
    async def main() -> None:
        async with local.pulse.listen(QueueEvents().taskDefined()) as messages:
            await asyncio.to_thread(create, local)
        with pytest.raises(ClientClosed, match="the block of listen has ended"):
            await anext(messages)

    asyncio.run(main())


def ignore(*_: object) -> None:
    pass


async def inLoop(wait: Coroutine[object, object, object]) -> object:
    return await wait


@pytest.fixture
def closedLoop(local: LocalTaskcluster) -> Iterator[asyncio.Task[object]]:
    """Listener whose event loop was closed while it waited."""
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(ignore)  # It would log that a task was never finished.
    waiting = loop.create_task(inLoop(failures(local.pulse, 1)))
    for _ in range(5):
        loop.run_until_complete(asyncio.sleep(0))
    loop.close()
    yield waiting
    del waiting
    gc.collect()


def test_a_loop_that_was_closed_while_it_listened_disturbs_no_sender(
    local: LocalTaskcluster, closedLoop: asyncio.Task[object]
) -> None:
    create(local)
    fail(local)
    assert not closedLoop.done()
    assert len(local.messages.on(QueueEvents.taskFailed)) == 1
