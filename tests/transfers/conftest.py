"""Fixtures of the tests of transfers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.core.conftest import bounded, oneSslContext
from tests.transfers.storage import Deployment, running
from tests.transfers.transfer_kinds import TRANSFER_KINDS, Transfers, transferring

__all__ = ["bounded", "oneSslContext"]


@pytest.fixture
def deployment() -> Iterator[Deployment]:
    """An empty deployment."""
    created = Deployment()
    with running(created):
        yield created


@pytest.fixture(params=TRANSFER_KINDS)
def transfers(
    request: pytest.FixtureRequest, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Transfers]:
    """Makes transfers, with each kind of client in turn."""
    kind: str = request.param
    with transferring(kind, deployment, monkeypatch) as transfers:
        yield transfers
