"""Fixtures of tests that use a socket."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from tests.core.conftest import oneSslContext
from tests.core.secrets import PERMANENT
from tests.wire.client_kinds import ClientKind, allClientKinds
from tests.wire.verifier import Verifier, runVerifier

from tc_typed import optionsFromEnvironment

__all__ = ["oneSslContext"]


@pytest.fixture(scope="module")
def verifier() -> Iterator[Verifier]:
    """A server that checks signatures."""
    with runVerifier() as made:
        yield made


@pytest.fixture(scope="module")
def clientKinds(verifier: Verifier) -> Iterator[Sequence[ClientKind]]:
    """All kinds of clients, configured as in the README."""
    environment = {
        "TASKCLUSTER_ROOT_URL": verifier.url,
        "TASKCLUSTER_CLIENT_ID": PERMANENT.clientId,
        "TASKCLUSTER_ACCESS_TOKEN": PERMANENT.accessToken,
    }
    options = optionsFromEnvironment({"retries": 0}, environment=environment)
    with allClientKinds(options) as made:
        yield made
