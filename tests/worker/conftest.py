"""Fixtures for tests of workers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack

import pytest
from tests.worker.support import KINDS, USUAL_KINDS, Working, newWorker

from tc_typed import Queue
from tc_typed.testing import LocalTaskcluster

CLAIM_TIMEOUT = 4.0
"""Seconds after which a claim expires."""


@pytest.fixture(scope="session")
def _resettable() -> Iterator[LocalTaskcluster]:
    with LocalTaskcluster(claimWait=0, claimTimeout=CLAIM_TIMEOUT) as running:
        yield running


@pytest.fixture
def local(_resettable: LocalTaskcluster) -> Iterator[LocalTaskcluster]:
    """A local Taskcluster without data of other tests, whose claims are short."""
    _resettable.reset()
    yield _resettable
    _resettable.closeClients()


@pytest.fixture
def queue(local: LocalTaskcluster) -> Queue:
    """A sync client that has all scopes."""
    return local.client(Queue, retries=0)


@pytest.fixture
def _cleanup() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture(params=KINDS)
def worker(
    request: pytest.FixtureRequest,
    local: LocalTaskcluster,
    monkeypatch: pytest.MonkeyPatch,
    _cleanup: ExitStack,
) -> Callable[..., Working]:
    """Start workers with each kind of client in turn."""
    kind: str = request.param

    def start(capacity: int = 1, **options: object) -> Working:
        made = newWorker(kind, local, monkeypatch, capacity, **options)
        made.start()
        _cleanup.callback(made.finishIfAlive)
        return made

    return start


def usualKinds(kinds: Sequence[str] = USUAL_KINDS) -> pytest.MarkDecorator:
    """Limit the kinds of clients of a test."""
    return pytest.mark.parametrize("worker", kinds, indirect=True)
