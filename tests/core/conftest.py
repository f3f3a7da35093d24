"""Fixtures of the runtime's tests."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest

from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.sync import ServiceClient

from .callers import WAYS, Connect, connecting
from .leaks import assertHidden
from .loopback import Behaviour, Loopback, loopback

Serve = Callable[..., Loopback]

# The long profile of hypothesis takes its time.
_LONGEST = 600.0 if os.environ.get("HYPOTHESIS_PROFILE") == "long" else 20.0


@pytest.fixture(autouse=True)
def bounded() -> Iterator[None]:
    """A test that hangs fails instead."""

    def tooLong(*_: object) -> None:
        pytest.fail(f"took longer than {_LONGEST:g} s")

    before = signal.signal(signal.SIGALRM, tooLong)
    signal.setitimer(signal.ITIMER_REAL, _LONGEST)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(autouse=True, scope="session")
def oneSslContext() -> Iterator[None]:
    """Reading all root certificates for each client would take most of the tests' time.

    Contexts for the same file or folder are one and the same.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))
        yield


@pytest.fixture(params=WAYS)
def connect(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connect]:
    """Makes clients, in each of the ways in turn."""
    way: str = request.param
    with connecting(way, monkeypatch) as made:
        yield made


@pytest.fixture
def serve() -> Iterator[Callable[..., Loopback]]:
    """Starts servers, and stops them after the test."""
    with ExitStack() as stack:

        def start(*behaviours: Behaviour) -> Loopback:
            return stack.enter_context(loopback(*behaviours))

        yield start


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Retries don't wait, but what they would have waited is recorded here."""
    recorded: list[float] = []

    def pause(_: ServiceClient, delay: float) -> None:
        recorded.append(delay)

    async def asyncPause(_: AsyncServiceClient, delay: float) -> None:
        recorded.append(delay)
        await asyncio.sleep(0)

    monkeypatch.setattr(ServiceClient, "pause", pause)
    monkeypatch.setattr(AsyncServiceClient, "pause", asyncPause)
    return recorded


@pytest.fixture
def debugLog(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Everything that any library logs at DEBUG; none of it may hold a secret."""
    caplog.set_level(logging.DEBUG)
    yield caplog
    records = [*caplog.get_records("setup"), *caplog.get_records("call")]
    assertHidden(caplog.text, *(f"{record.getMessage()} {record.args}" for record in records))
