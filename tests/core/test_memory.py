"""Memory use of long lists and of many concurrent calls; `benchmarks.scale` measures more."""

from __future__ import annotations

import asyncio
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from tests.core.client_kinds import ASYNC, POOLED, connecting
from tests.core.loopback import Behaviour, Serve, respond
from tests.core.sample_service import AsyncSample, Sample, Thing, ThingDefinition

from tc_typed.core.attempt import Attempt

PAGE = 1000
PAGES = 40
FIRST = 10
"""Number of pages after which memory use should stay constant."""
CALLS = 500
CONNECTIONS = 100
MOST_PER_CALL = 12 * 2**10
"""Bytes for a waiting call, its request, its result and the loopback server's record of it."""


@pytest.fixture
def tracing() -> Iterator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


class Peaks:
    """Peak memory use of the first pages and of the later ones."""

    def __init__(self) -> None:
        self._count = 0
        self._found: list[int] = []

    def add(self) -> None:
        self._count += 1
        if self._count in (FIRST * PAGE, PAGES * PAGE):
            self._found.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.reset_peak()

    @property
    def growth(self) -> int:
        first, later = self._found
        return later - first


def page(number: int) -> Behaviour:
    """Create a behaviour that sends one page. Pages are numbered from 1."""
    things = [{"name": f"thing {index}"} for index in range(PAGE)]
    rest = {"continuationToken": str(number)} if number < PAGES else {}
    return respond({"things": things, **rest})


def readSync(rootUrl: str, peaks: Peaks) -> None:
    with Sample(rootUrl=rootUrl) as client:
        for _ in client.iterThings():
            peaks.add()


async def readAsync(rootUrl: str, peaks: Peaks) -> None:
    async with AsyncSample(rootUrl=rootUrl) as client:
        async for _ in client.iterThings():
            peaks.add()


@pytest.mark.slow
@pytest.mark.parametrize("kind", POOLED)
def test_later_pages_take_no_more_memory(
    kind: str, serve: Serve, monkeypatch: pytest.MonkeyPatch, tracing: None
) -> None:
    server, peaks = serve(*map(page, range(1, PAGES + 1))), Peaks()
    with connecting(kind, monkeypatch) as connect:
        if connect.isAsync:
            asyncio.run(readAsync(server.url, peaks))
        else:
            readSync(server.url, peaks)
    assert peaks.growth < 2**18  # A page of models takes more.


@pytest.mark.slow
@pytest.mark.parametrize("kind", [kind for kind in POOLED if kind in ASYNC])
def test_many_concurrent_calls_succeed_at_their_first_attempt(
    kind: str, serve: Serve, monkeypatch: pytest.MonkeyPatch, tracing: None
) -> None:
    server = serve(respond({"name": "x"}))
    definition = ThingDefinition(created=datetime.now(UTC), payload={})
    attempts: list[Attempt] = []

    async def call() -> int:
        async with AsyncSample(rootUrl=server.url, onAttempt=attempts.append) as client:

            async def together(calls: int) -> list[Thing]:
                return await asyncio.gather(
                    *(client.putThing("x", definition) for _ in range(calls))
                )

            await together(CONNECTIONS)  # Creating connections takes memory.
            tracemalloc.reset_peak()
            before, _ = tracemalloc.get_traced_memory()
            made = await together(CALLS)
            assert Counter(thing.name for thing in made) == {"x": CALLS}
            return tracemalloc.get_traced_memory()[1] - before

    with connecting(kind, monkeypatch):
        memory = asyncio.run(call())
    assert Counter((attempt.number, attempt.status) for attempt in attempts) == {
        (1, 200): CONNECTIONS + CALLS
    }
    assert len(server.received) == CONNECTIONS + CALLS
    assert memory < CALLS * MOST_PER_CALL
