"""Fixtures of tests that listen to a broker."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator

import pytest
from tests.core.conftest import bounded
from tests.core.secrets import assertHidden
from tests.pulse.broker import Broker, runPulse
from tests.pulse.loops import OVERLOOKED
from tests.wire.broker import SERVER

from tc_typed.core.retry import RetryPolicy
from tc_typed.pulse import connection, consumer

__all__ = ["bounded"]


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """A RabbitMQ node, which all tests share."""
    if SERVER is None:
        pytest.skip("needs RabbitMQ: apt-get install rabbitmq-server")
    with runPulse(tmp_path_factory.mktemp("pulse")) as made:
        yield made


@pytest.fixture(autouse=True, scope="module")
def nothingOverlooked() -> Iterator[None]:
    """Assert that no exception was overlooked; for each test, the collection would take long."""
    yield
    gc.collect()
    assert OVERLOOKED == []


@pytest.fixture
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connect again almost at once."""
    policy = RetryPolicy(delayFactor=0.01, maxDelay=0.05)
    monkeypatch.setattr(connection, "RECONNECT", policy)
    monkeypatch.setattr(consumer, "RECONNECT", policy)


@pytest.fixture(autouse=True)
def noSecretsInLogs(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Capture logs of all libraries at DEBUG, and assert that they contain no secrets."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("pika").setLevel(logging.CRITICAL)  # the other side
    yield
    records = [*caplog.get_records("setup"), *caplog.get_records("call")]
    assertHidden(caplog.text, *(f"{record.getMessage()} {record.args}" for record in records))
