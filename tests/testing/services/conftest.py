"""Fixtures for tests of services."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tc_typed.testing import LocalTaskcluster


@pytest.fixture(scope="session")
def _withoutWaits() -> Iterator[LocalTaskcluster]:
    with LocalTaskcluster(claimWait=0) as running:
        yield running


@pytest.fixture
def local(_withoutWaits: LocalTaskcluster) -> Iterator[LocalTaskcluster]:
    """A local Taskcluster of one test, which may change what all its callers see."""
    _withoutWaits.reset()  # Another one would take 0.2 s to start and stop.
    yield _withoutWaits
    _withoutWaits.closeClients()
