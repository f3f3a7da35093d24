"""Fixtures of the tests of transfers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.core.conftest import bounded, oneSslContext
from tests.transfers.storage import World, running
from tests.transfers.transfer_kinds import WAYS, Transfers, transferring

__all__ = ["bounded", "oneSslContext"]


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
