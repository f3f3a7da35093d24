"""The local Taskcluster does the same as a real one did, message for message."""

from __future__ import annotations

import pytest
from tests.testing.contract import Judge
from tests.testing.methods_page import methodsPage
from tests.testing.scenarios import METHODS_PAGE, PLAYER, Outcome, playAll

pytestmark = pytest.mark.skipif(not PLAYER.is_file(), reason="the recordings are missing")


@pytest.fixture(scope="module")
def judge() -> Judge:
    """Judge of what is received while the scenarios are played."""
    return Judge()


@pytest.fixture(scope="module")
def outcomes(judge: Judge) -> list[Outcome]:
    """Results of all steps of all scenarios."""
    return [outcome for _, played in playAll(judge=judge) for outcome in played]


def test_recorded_calls_have_the_same_effects(outcomes: list[Outcome]) -> None:
    assert len(outcomes) >= 1758
    assert [str(outcome) for outcome in outcomes if outcome.differences] == []
    assert METHODS_PAGE.read_text() == methodsPage(outcomes)


@pytest.mark.usefixtures("outcomes")
def test_responses_and_messages_match_the_schemas_of_the_contract(judge: Judge) -> None:
    assert judge.problems == []
    assert len(judge.methods) >= 106
    assert len(judge.exchanges) >= 18
