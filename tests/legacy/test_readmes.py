"""Methods and exchanges in two old READMEs of the Python client still exist."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

import tc_typed
from tc_typed import aio, legacy
from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.client import operationsOf
from tc_typed.core.events import ServiceEvents
from tc_typed.core.sync import ServiceClient
from tc_typed.legacy import aio as legacyAio

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
READMES = [SEEDS / "000_daf3fab58954d64e.txt", SEEDS / "001_ce6c18e77493a43f.txt"]

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the READMEs are not available")

# Methods that still exist, but with other arguments.
CHANGED = {
    ("Auth", "azureTableSAS"): ["account", "table", "level"],
    ("Index", "findArtifactFromTask"): ["indexPath", "name"],
    ("Index", "findTask"): ["indexPath"],
    ("Index", "listNamespaces"): ["namespace"],
    ("Index", "listTasks"): ["namespace"],
    ("PurgeCache", "purgeCache"): ["workerPoolId", "payload"],
    ("PurgeCache", "purgeRequests"): ["workerPoolId"],
    ("Queue", "claimWork"): ["taskQueueId", "payload"],
    ("Queue", "pendingTasks"): ["taskQueueId"],
}


def sections(kind: str) -> list[tuple[str, str]]:
    """Return the names of classes in the READMEs with the text of their sections."""
    texts = [path.read_text() for path in READMES] if SEEDS.is_dir() else []
    parts = [part for text in texts for part in re.split(r"^### ", text, flags=re.MULTILINE)]
    found = [(re.match(rf"{kind} in `taskcluster\.(\w+)`", part), part) for part in parts]
    return [(match[1], part) for match, part in found if match]


def methods() -> list[tuple[str, str, tuple[str, ...]]]:
    """Return class, method and positional arguments of each call."""
    calls = {
        (name, match[2], tuple(part for part in match[3].split(", ") if part))
        for name, text in sections("Methods")
        for match in re.finditer(r"^(?: \* `)?(\w+)\.(\w+)\(([\w, ]*)\)", text, re.MULTILINE)
        if match[1].lower() == name.lower()
    }
    return sorted(calls)


def exchanges() -> list[tuple[str, str, tuple[str, ...]]]:
    """Return class, exchange and words of each routing key."""
    return sorted(
        {
            (name, match[1], tuple(re.findall(r"^   \* `?(\w+)`? ", match[2], re.MULTILINE)))
            for name, text in sections("Exchanges")
            for match in re.finditer(
                r"^ \* `\w+\.(\w+)\(routingKeyPattern\)[^\n]*\n((?:   \*[^\n]*\n)*)",
                text,
                re.MULTILINE,
            )
        }
    )


def test_the_readmes_are_parsed() -> None:
    assert len(methods()) > 150
    assert len(exchanges()) > 30


@pytest.mark.parametrize(("name", "method", "arguments"), methods())
def test_a_method_exists_with_its_arguments(
    name: str, method: str, arguments: tuple[str, ...]
) -> None:
    for old, current, kind in (
        (legacy, tc_typed, ServiceClient),
        (legacyAio, aio, AsyncServiceClient),
    ):
        client = getattr(old, name, None) or getattr(current, name)
        assert issubclass(client, kind)
        found = [
            parameter.name.rstrip("_")
            for parameter in inspect.signature(getattr(client, method)).parameters.values()
            if parameter.kind is parameter.POSITIONAL_OR_KEYWORD
        ]
        assert found[1:] == CHANGED.get((name, method), list(arguments))


@pytest.mark.parametrize(("name", "exchange", "words"), exchanges())
def test_an_exchange_exists_with_its_words(
    name: str, exchange: str, words: tuple[str, ...]
) -> None:
    events = getattr(legacy, name, None) or getattr(tc_typed, name)
    assert issubclass(events, ServiceEvents)
    assert callable(getattr(events(), exchange))
    layout = {word.name for word in events.exchanges[exchange].layout}
    # In the current contract, the last word of notifications is their topic.
    renamed = {"reserved"} if (name, exchange) == ("NotifyEvents", "notify") else set[str]()
    assert {*words} - renamed <= layout


def test_legacy_clients_extend_the_current_ones() -> None:
    assert issubclass(legacy.Queue, tc_typed.Queue)
    assert issubclass(legacyAio.Queue, aio.Queue)
    assert {*operationsOf(tc_typed.Queue)} < {*operationsOf(legacy.Queue)}
    assert {*tc_typed.NotifyEvents.exchanges} < {*legacy.NotifyEvents.exchanges}
