"""Fixtures and settings for all tests."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from hypothesis import HealthCheck, settings
from tests.core.client_kinds import CLIENT_KINDS, Connect, connecting
from tests.core.loopback import Behaviour, Loopback, loopback
from tests.core.secrets import assertHidden

from tc_typed.core.aio import AsyncSession
from tc_typed.core.sync import Session

# Examples have no deadline, because their time varies on a busy machine. The health checks would
# fail for large schemas, whose instances are rarely drawn at first.
_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
settings.register_profile("short", max_examples=50, deadline=None, suppress_health_check=_SLOW)
settings.register_profile("long", max_examples=2000, deadline=None, suppress_health_check=_SLOW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or "short")


@pytest.fixture(params=CLIENT_KINDS)
def connect(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connect]:
    """Create clients of each kind in turn."""
    kind: str = request.param
    with connecting(kind, monkeypatch) as made:
        yield made


@pytest.fixture
def serve() -> Iterator[Callable[..., Loopback]]:
    """Start servers, and stop them after the test."""
    with ExitStack() as stack:

        def start(*behaviours: Behaviour) -> Loopback:
            return stack.enter_context(loopback(*behaviours))

        yield start


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Record the pauses before retries instead of waiting."""
    recorded: list[float] = []

    def pause(_: Session, delay: float) -> None:
        recorded.append(delay)

    async def asyncPause(_: AsyncSession, delay: float) -> None:
        recorded.append(delay)
        await asyncio.sleep(0)

    monkeypatch.setattr(Session, "pause", pause)
    monkeypatch.setattr(AsyncSession, "pause", asyncPause)
    return recorded


@pytest.fixture
def debugLog(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Capture logs of all libraries at DEBUG, and assert that they contain no secrets."""
    caplog.set_level(logging.DEBUG)
    yield caplog
    records = [*caplog.get_records("setup"), *caplog.get_records("call")]
    assertHidden(caplog.text, *(f"{record.getMessage()} {record.args}" for record in records))
