"""Fixtures of the tests of transfers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from tests.core.conftest import bounded, debugLog, oneSslContext

from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.sync import ServiceClient

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

    def pause(_: ServiceClient, delay: float) -> None:
        recorded.append(delay)

    async def asyncPause(_: AsyncServiceClient, delay: float) -> None:
        recorded.append(delay)
        await asyncio.sleep(0)

    monkeypatch.setattr(ServiceClient, "pause", pause)
    monkeypatch.setattr(AsyncServiceClient, "pause", asyncPause)
    return recorded
