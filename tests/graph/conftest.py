"""Fixtures for tests of task graphs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol, TypedDict, Unpack

import pytest

from tc_typed import aio
from tc_typed.core.options import SharedOptions
from tc_typed.graph import Report, TaskGraph, TaskProgress
from tc_typed.queue import Queue
from tc_typed.testing import LocalTaskcluster


class SubmitArguments(TypedDict, total=False):
    concurrency: int
    retryFor: float
    journal: str | Path | None
    dryRun: bool
    progress: TaskProgress | None


class Submit(Protocol):
    def __call__(
        self,
        graph: TaskGraph,
        options: SharedOptions | None = None,
        **arguments: Unpack[SubmitArguments],
    ) -> Report: ...


@pytest.fixture(scope="session")
def _resettable() -> Iterator[LocalTaskcluster]:
    with LocalTaskcluster() as running:
        yield running


@pytest.fixture
def local(_resettable: LocalTaskcluster) -> Iterator[LocalTaskcluster]:
    """A local Taskcluster without data of other tests."""
    _resettable.reset()
    yield _resettable
    _resettable.closeClients()


@pytest.fixture(params=["sync", "async"])
def submit(request: pytest.FixtureRequest, local: LocalTaskcluster) -> Submit:
    """Submit a graph with a sync and with an async client, which waits briefly between attempts."""

    def shared(options: SharedOptions | None) -> SharedOptions:
        given: SharedOptions = {
            "rootUrl": local.rootUrl,
            "credentials": local.credentials,
            "delayFactor": 0.005,
        }
        return {**given, **(options or {})}

    def submitSync(
        graph: TaskGraph,
        options: SharedOptions | None = None,
        **arguments: Unpack[SubmitArguments],
    ) -> Report:
        with Queue(shared(options)) as queue:
            return graph.submit(queue, **arguments)

    def submitAsync(
        graph: TaskGraph,
        options: SharedOptions | None = None,
        **arguments: Unpack[SubmitArguments],
    ) -> Report:
        async def main() -> Report:
            async with aio.Queue(shared(options)) as queue:
                return await graph.submit(queue, **arguments)

        return asyncio.run(main())

    kinds: dict[str, Submit] = {"sync": submitSync, "async": submitAsync}
    name: str = request.param
    return kinds[name]


@pytest.fixture
def queue(local: LocalTaskcluster) -> Queue:
    """A sync client that has all scopes."""
    return local.client(Queue, retries=0)
