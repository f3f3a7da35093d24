"""Fixtures of the tests of transfers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from tests.core.conftest import bounded, debugLog, oneSslContext

from .ways import WAYS, Transfers, transferring
from .world import World, running

__all__ = ["bounded", "debugLog", "oneSslContext"]


@pytest.fixture
def world() -> Iterator[World]:
    """A deployment, without anything in it."""
    made = World()
    with running(made):
        yield made


@pytest.fixture(params=WAYS)
def transfers(
    request: pytest.FixtureRequest, world: World, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Transfers]:
    """Makes transfers, in each of the ways in turn."""
    way: str = request.param
    with transferring(way, world, monkeypatch) as made:
        yield made


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Transfers don't wait between attempts; what they would have waited is recorded here."""
    recorded: list[float] = []

    async def asyncSleep(delay: float) -> None:
        recorded.append(delay)
        await asyncio.sleep(0)

    monkeypatch.setattr("tc_typed.objects.blocking.sleep", recorded.append)
    monkeypatch.setattr("tc_typed.objects.waiting.sleep", asyncSleep)
    return recorded
