"""Exchanges and routing keys of compiled services."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from tests.compiler.clients.samples import (
    DONE,
)
from tests.compiler.contracts import (
    client,
    exchange,
    pulse,
    signatures,
    word,
)

from tc_typed.compiler import ContractError
from tc_typed.compiler.contract.load import Json


def test_exchange_takes_the_words_of_its_routing_key(tmp_path: Path) -> None:
    made = client(
        tmp_path,
        pulse(
            exchange("thingDone", word("kind", constant="primary"), word("thing"), word("runId"))
        ),
        DONE,
    )
    assert signatures(made["events.py"])["thingDone"] == [
        (
            "(self, routingKeyPattern: str | None=None, /, *, thing: str | None=None,"
            " runId: int | str | None=None) -> Binding[ThingDoneMessage, ThingDoneRoutingKey]"
        )
    ]
    assert 'Word("kind", constant="primary")' in made["events.py"]
    assert "thing: Which thing." in made["events.py"]


def test_exchanges_of_one_routing_key_share_its_class(tmp_path: Path) -> None:
    title: dict[str, Json] = {"x-routing-key": "Thing Key"}
    made = client(
        tmp_path,
        pulse(
            exchange("begun", word("thing"), word("worker", required=False), **title),
            exchange("done", word("thing"), word("worker"), **title),
        ),
        DONE,
    )
    [key] = [
        node
        for node in ast.walk(ast.parse(made["events.py"]))
        if isinstance(node, ast.ClassDef) and node.name == "ThingKey"
    ]
    fields = [ast.unparse(item) for item in key.body if isinstance(item, ast.AnnAssign)]
    assert fields == ["thing: str", "worker: str | None"]


def test_routing_keys_that_differ_can_not_share_a_class(tmp_path: Path) -> None:
    title: dict[str, Json] = {"x-routing-key": "Thing Key"}
    reference = pulse(
        exchange("begun", word("thing"), **title), exchange("done", word("worker"), **title)
    )
    with pytest.raises(ContractError, match="#/entries/1: has other parts than"):
        client(tmp_path, reference, DONE)


def test_routing_key_has_one_part_of_several_words_at_most(tmp_path: Path) -> None:
    many = [word(name, multipleWords=True) for name in ("one", "other")]
    with pytest.raises(ContractError, match="only one part of several words"):
        client(tmp_path, pulse(exchange("done", *many)), DONE)


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (exchange("done", color="red"), "/entries/0/color: the compiler does not know color"),
        (exchange("done", type="fanout"), "/entries/0/type: fanout is none of topic-exchange"),
        (exchange("done", word("a", color="red")), "/entries/0/routingKey/0/color: the compiler"),
        (exchange("a b"), "/entries/0/name: 'a b' is no name that"),
        (exchange("done", word("a"), word("a")), "/entries/0: a would be the name of two things"),
        (exchange("done", **{"x-routing-key": "Binding"}), "Binding can't be the name of its"),
    ],
)
def test_bad_exchanges_are_refused(tmp_path: Path, broken: dict[str, Json], message: str) -> None:
    with pytest.raises(ContractError) as caught:
        client(tmp_path, pulse(broken), DONE)
    assert message in str(caught.value)
    assert "0-reference.json" in str(caught.value)


def test_docstrings_of_what_only_publishes_speak_of_messages(tmp_path: Path) -> None:
    made = client(tmp_path, pulse(exchange("done", word("thing"))), DONE)
    for name in ("__init__.py", "models.py"):
        assert "Payloads" not in made[name]
    assert made["__init__.py"].startswith('"""The tiny service: models of what it publishes')
    assert "A binding, for messages of type `ThingDoneMessage`." in made["events.py"]
