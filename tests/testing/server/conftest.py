"""Fixtures for tests of the local Taskcluster's server."""

from __future__ import annotations

from collections.abc import Iterator
from logging import DEBUG

import pytest


@pytest.fixture
def nothingIsLogged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Check that the test logs nothing but details."""
    yield
    assert [record for record in caplog.get_records("call") if record.levelno > DEBUG] == []
