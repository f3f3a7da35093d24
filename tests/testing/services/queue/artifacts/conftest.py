"""Fixtures for tests of artifacts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.testing.services.queue.artifacts.work import Work

from tc_typed.queue import Queue
from tc_typed.testing import LocalTaskcluster


@pytest.fixture
def work(taskcluster: LocalTaskcluster) -> Iterator[Work]:
    """Work on a server that other tests use, too."""
    with Queue(taskcluster.options(), retries=0) as queue:
        yield Work(taskcluster, queue)


@pytest.fixture
def timed() -> Iterator[Work]:
    """Work on a server whose clock the test can advance."""
    with LocalTaskcluster() as running, Queue(running.options(), retries=0) as queue:
        yield Work(running, queue)
