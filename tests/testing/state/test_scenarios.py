"""The same as on a real Taskcluster is done if all but a database is lost before each request."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.testing.scenarios import PLAYER, names, playAll

pytestmark = pytest.mark.skipif(not PLAYER.is_file(), reason="the recordings are missing")


def test_restarts_change_no_response_and_no_message(tmp_path: Path) -> None:
    outcomes = [outcome for _, played in playAll(databases=tmp_path) for outcome in played]
    assert {outcome.scenario for outcome in outcomes} == set(names())
    assert [str(outcome) for outcome in outcomes if outcome.differences] == []
