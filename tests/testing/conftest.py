"""Fixtures for tests of the local Taskcluster."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tc_typed.queue import Queue
from tc_typed.testing import LocalTaskcluster


class Clock:
    """A clock that only tests advance."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def taskcluster() -> Iterator[LocalTaskcluster]:
    """A local Taskcluster, shared by tests that aren't affected by each other's tasks."""
    with LocalTaskcluster() as running:
        yield running


@pytest.fixture
def queue(taskcluster: LocalTaskcluster) -> Iterator[Queue]:
    """A client that has all scopes."""
    with Queue(taskcluster.options(), retries=0) as client:
        yield client
