"""An async worker that is interrupted at any moment reports each run that it claimed."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.worker.support import GROUP, TASK_QUEUE, WORKER, BodyError, claimedTask

from tc_typed import aio
from tc_typed.core.errors import TaskclusterRestFailure
from tc_typed.queue import ClaimWorkRequest, ClaimWorkResponse, TaskStatusResponse
from tc_typed.testing import sample
from tc_typed.worker import AsyncRun, Outcome, work

CLAIM = claimedTask()
STATUS = sample(TaskStatusResponse)
PAUSES = (0.0, 0.001, 0.004)
"""Seconds that calls and bodies take."""
LONGEST = 0.02
"""Maximum seconds until the worker is interrupted."""

Interrupt = Callable[[Awaitable[None], asyncio.Event, float], Awaitable[None]]


async def byEvent(working: Awaitable[None], stop: asyncio.Event, after: float) -> None:
    asyncio.get_running_loop().call_later(after, stop.set)
    await working


async def byTimeout(working: Awaitable[None], _stop: asyncio.Event, after: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(after):
            await working


async def byWaitFor(working: Awaitable[None], _stop: asyncio.Event, after: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(working, after)


async def byTaskGroup(working: Awaitable[None], _stop: asyncio.Event, after: float) -> None:
    async def wait() -> None:
        await working

    async def fail() -> None:
        await asyncio.sleep(after)
        raise BodyError

    async def both() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(wait())
            group.create_task(fail())

    with pytest.raises(ExceptionGroup):
        await both()


@dataclass
class Luck:
    """A queue and bodies that behave at random."""

    random: random.Random
    tasks: int

    def __post_init__(self) -> None:
        self.claimed: list[int] = []
        self.reported: list[int] = []
        self._runIds = itertools.count()

    def fakes(self) -> Mapping[str, Callable[..., object]]:
        names = ("reportCompleted", "reportFailed", "reportException")
        return {"claimWork": self._claimWork, **dict.fromkeys(names, self._report)}

    async def _pause(self) -> None:
        await asyncio.sleep(self.random.choice(PAUSES))

    async def _claimWork(self, _taskQueueId: str, payload: ClaimWorkRequest) -> ClaimWorkResponse:
        await self._pause()
        left = self.tasks - len(self.claimed)
        count = min(payload.tasks or 1, left, self.random.randint(0, 4))
        new = [*itertools.islice(self._runIds, count)]
        self.claimed += new
        return ClaimWorkResponse(tasks=[CLAIM.model_copy(update={"runId": it}) for it in new])

    async def _report(self, _taskId: str, runId: int | str, *_: object) -> TaskStatusResponse:
        await self._pause()
        if self.random.random() < 0.2:
            raise TaskclusterRestFailure("queue.report", "away", status_code=503)
        self.reported.append(int(runId))
        return STATUS

    async def handle(self, _run: AsyncRun) -> Outcome:
        for _ in range(self.random.randint(0, 4)):
            try:
                await self._pause()
            except asyncio.CancelledError:
                if self.random.random() < 0.6:
                    raise
        if self.random.random() < 0.2:
            raise BodyError
        return "failed" if self.random.random() < 0.2 else "completed"


@given(
    st.randoms(use_true_random=True),
    st.integers(0, 12),
    st.integers(1, 4),
    st.floats(0, LONGEST),
    st.sampled_from([byEvent, byTimeout, byWaitFor, byTaskGroup]),
)
def test_each_claimed_run_is_reported_once(
    chance: random.Random, tasks: int, capacity: int, after: float, interrupt: Interrupt
) -> None:
    luck = Luck(chance, tasks)

    async def main() -> None:
        stop = asyncio.Event()
        queue = aio.Queue(rootUrl="https://tc.example.com", fake=luck.fakes(), delayFactor=0.001)
        async with queue:
            working = work(queue, TASK_QUEUE, luck.handle, workerGroup=GROUP, workerId=WORKER,
                           capacity=capacity, stop=stop)  # fmt: skip
            await interrupt(working, stop, after)
        await asyncio.sleep(0)  # Tasks that were cancelled end.
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(main())
    assert sorted(luck.reported) == luck.claimed
