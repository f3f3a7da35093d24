"""Compiled classes of exchanges match the contract: names, words and messages."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from importlib import import_module
from typing import NotRequired, TypedDict, cast, get_args, get_origin, get_type_hints

import pytest
from tests.wire.contract import SCHEMAS

from tc_typed.core.events import Exchange, ServiceEvents


class Part(TypedDict):
    """A part of a routing key in a reference."""

    name: str
    constant: NotRequired[str]
    multipleWords: bool
    required: bool
    summary: str


class Entry(TypedDict):
    """An exchange in a reference."""

    name: str
    exchange: str
    title: str
    routingKey: list[Part]


def entries() -> Iterator[tuple[str, str, Entry]]:
    """Yield package, prefix and entry of each exchange, including the legacy contract."""
    for folder, package in ((SCHEMAS, "tc_typed"), (SCHEMAS / "legacy", "tc_typed.legacy")):
        for path in sorted(folder.glob("*/v1/exchanges.json")):
            reference = json.loads(path.read_text())
            service = path.parts[-3].replace("-", "_")
            for entry in reference["entries"]:
                yield f"{package}.{service}", reference["exchangePrefix"], entry


ENTRIES = [
    pytest.param(*entry, id=f"{entry[0]}.{entry[2]['name']}".removeprefix("tc_typed."))
    for entry in entries()
]


def eventsOf(package: str) -> type[ServiceEvents]:
    module = import_module(f"{package}.events")
    [found] = (
        it
        for it in vars(module).values()
        if inspect.isclass(it)
        and issubclass(it, ServiceEvents)
        and it.__module__ == module.__name__
    )
    return found


def test_all_exchanges_are_tested() -> None:
    assert len(ENTRIES) == 37 + 10
    for package in {package for package, _, _ in entries()}:
        names = [entry["name"] for owner, _, entry in entries() if owner == package]
        assert [*eventsOf(package).exchanges][-len(names) :] == names


@pytest.mark.parametrize(("package", "prefix", "entry"), ENTRIES)
def test_exchanges_match_the_contract(package: str, prefix: str, entry: Entry) -> None:
    events = eventsOf(package)
    exchange = cast("Exchange", getattr(events, entry["name"]))
    assert exchange is events.exchanges[entry["name"]]
    assert exchange.exchange == prefix + entry["exchange"]
    assert [
        (word.name, word.constant, word.multiple, word.required) for word in exchange.layout
    ] == [
        (part["name"], part.get("constant"), part["multipleWords"], part["required"])
        for part in entry["routingKey"]
    ]


@pytest.mark.parametrize(("package", "prefix", "entry"), ENTRIES)
def test_words_are_documented_keyword_parameters(package: str, prefix: str, entry: Entry) -> None:
    exchange = getattr(eventsOf(package), entry["name"])
    selectable = [part for part in entry["routingKey"] if "constant" not in part]
    pattern, *words = inspect.signature(exchange).parameters.values()
    assert pattern.kind is inspect.Parameter.POSITIONAL_ONLY
    assert [word.name for word in words] == [part["name"] for part in selectable]
    assert all(word.kind is inspect.Parameter.KEYWORD_ONLY for word in words)
    text = " ".join(str(inspect.getdoc(exchange.__call__)).split())
    for part in selectable:
        # The description continues if another exchange can leave the word blank.
        assert f" {part['name']}: {part['summary'].rstrip('.')}" in text
        binding = exchange(**{part["name"]: "x"})
        shown = [
            "x" if it is part else it.get("constant", "#" if it["multipleWords"] else "*")
            for it in entry["routingKey"]
        ]
        assert binding.routingKeyPattern == ".".join(shown)
        assert binding.exchange == prefix + entry["exchange"]


@pytest.mark.parametrize(("package", "prefix", "entry"), ENTRIES)
def test_exchanges_are_declared_with_the_type_of_their_messages(
    package: str, prefix: str, entry: Entry
) -> None:
    del prefix
    events = eventsOf(package)
    [declared] = get_args(get_type_hints(events)[entry["name"]])
    exchange = cast("Exchange", getattr(events, entry["name"]))
    assert get_origin(declared) is type(exchange)
    assert get_args(declared) == (exchange.message,)
    result = inspect.signature(type(exchange).__call__).return_annotation
    key = cast("type", exchange.key)
    assert result == f"Binding[MessageT_co, {key.__name__}]"
    assert getattr(import_module(package), key.__name__) is key
