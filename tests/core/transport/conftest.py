"""Fixtures of the transports' tests."""

from __future__ import annotations

import os

import pytest
from tests.core.transport.environment import CA_VARIABLES


@pytest.fixture
def emptyEnvironment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ignore the environment of the machine that runs the tests."""
    for name in [*os.environ]:
        if name.lower().endswith("_proxy") or name in (*CA_VARIABLES, "SSL_CERT_DIR"):
            monkeypatch.delenv(name)
