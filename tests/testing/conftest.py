"""Fixtures for tests of the local Taskcluster."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tc_typed.queue import Queue
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.messages import Messages
from tc_typed.testing.timeline import Timeline


class Clock:
    """A clock that only tests advance."""

    def __init__(self, start: datetime | None = None) -> None:
        self.now = start or datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def timeline(clock: Clock) -> Timeline:
    return Timeline(clock)


@pytest.fixture
def messages(timeline: Timeline) -> Messages:
    return Messages(timeline)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(16) as threads:
        yield threads


@pytest.fixture(scope="session")
def taskcluster() -> Iterator[LocalTaskcluster]:
    """A local Taskcluster, shared by tests that aren't affected by each other's tasks."""
    with LocalTaskcluster() as running:
        yield running


@pytest.fixture(scope="session")
def _resettable() -> Iterator[LocalTaskcluster]:
    with LocalTaskcluster() as running:
        yield running


@pytest.fixture
def local(_resettable: LocalTaskcluster) -> Iterator[LocalTaskcluster]:
    """A local Taskcluster without data of other tests."""
    _resettable.start()  # The test before may have stopped it.
    _resettable.reset()
    yield _resettable
    _resettable.closeClients()


@pytest.fixture
def queue(taskcluster: LocalTaskcluster) -> Iterator[Queue]:
    """A client that has all scopes."""
    with Queue(taskcluster.options(), retries=0) as client:
        yield client


@pytest.fixture(scope="session")
def http(taskcluster: LocalTaskcluster) -> Iterator[httpx.Client]:
    """An httpx client that does not sign its requests."""
    # Without TLS, the root certificates need not be loaded.
    with httpx.Client(base_url=f"{taskcluster.rootUrl}/api/", verify=False) as client:
        yield client
