"""Fixtures for tests of services."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tc_typed.testing import LocalTaskcluster


@pytest.fixture
def local() -> Iterator[LocalTaskcluster]:
    """A local Taskcluster of one test, which may change what all its callers see."""
    with LocalTaskcluster(claimWait=0) as running:
        yield running
