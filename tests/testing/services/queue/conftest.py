"""Fixtures for tests of the queue without HTTP."""

from __future__ import annotations

import pytest
from tests.testing.conftest import Clock

from tc_typed.testing.messages import Messages
from tc_typed.testing.timeline import Timeline


@pytest.fixture
def timeline(clock: Clock) -> Timeline:
    return Timeline(clock)


@pytest.fixture
def messages(timeline: Timeline) -> Messages:
    return Messages(timeline)
