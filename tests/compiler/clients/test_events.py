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
    run,
    signatures,
    word,
    write,
)

from tc_typed.compiler import ContractError, compileContract, writeCompiled
from tc_typed.compiler.contract.load import Json


def classesOf(source: str) -> dict[str, ast.ClassDef]:
    """Return the classes of a module by name, in order."""
    nodes = ast.parse(source).body
    return {node.name: node for node in nodes if isinstance(node, ast.ClassDef)}


def annotated(made: ast.ClassDef) -> list[str]:
    """Return the declarations of a class that have a type."""
    return [ast.unparse(item) for item in made.body if isinstance(item, ast.AnnAssign)]


def test_exchange_takes_the_words_of_its_routing_key(tmp_path: Path) -> None:
    made = client(
        tmp_path,
        pulse(
            exchange("thingDone", word("kind", constant="primary"), word("thing"), word("runId"))
        ),
        DONE,
    )
    assert signatures(made["events.py"])["__call__"] == [
        (
            "(self, routingKeyPattern: str | None=None, /, *, thing: str | None=None,"
            " runId: int | str | None=None) -> Binding[MessageT_co, ThingDoneRoutingKey]"
        )
    ]
    assert "thingDone: ClassVar[ThingDoneExchange[ThingDoneMessage]] =" in made["events.py"]
    assert 'Word("kind", constant="primary")' in made["events.py"]
    assert "thing: Which thing." in made["events.py"]


@pytest.mark.parametrize("required", [True, False])
@pytest.mark.parametrize("multipleWords", [True, False])
def test_a_call_documents_how_to_match_a_blank_word_if_there_can_be_one(
    tmp_path: Path, *, required: bool, multipleWords: bool
) -> None:
    last = word("last", required=required, multipleWords=multipleWords)
    made = client(tmp_path, pulse(exchange("done", word("thing"), last)), DONE)
    isDocumented = "`_` matches a word that the service left blank." in made["events.py"]
    assert isDocumented == (not required and not multipleWords)


def test_exchanges_with_the_same_routing_key_share_its_class(tmp_path: Path) -> None:
    title: dict[str, Json] = {"x-routing-key": "Thing Key"}
    made = client(
        tmp_path,
        pulse(
            exchange("begun", word("thing"), word("worker", required=False), **title),
            exchange("done", word("thing"), word("worker"), **title),
        ),
        DONE,
    )
    classes = classesOf(made["events.py"])
    assert [*classes] == ["ThingKey", "ThingKeyExchange", "TinyEvents"]
    assert annotated(classes["ThingKey"]) == ["thing: str", "worker: str | None"]
    [_, words] = annotated(classes["ThingKeyExchange"])
    assert words.endswith("= (Word('thing'), Word('worker', required=False))")
    kind = "ClassVar[ThingKeyExchange[ThingDoneMessage]]"
    assert annotated(classes["TinyEvents"])[-2:] == [
        f"begun: {kind} = ThingKeyExchange('begun', ThingDoneMessage)",
        f"done: {kind} = ThingKeyExchange('done', ThingDoneMessage, required=('worker',))",
    ]
    assert "Always filled in: `worker`." in made["events.py"]


def test_routing_keys_that_differ_in_more_than_blank_words_have_separate_classes(
    tmp_path: Path,
) -> None:
    title: dict[str, Json] = {"x-routing-key": "Thing Routing Key"}
    made = client(
        tmp_path,
        pulse(
            exchange("begun", word("kind", constant="a"), **title),
            exchange("done", word("kind", constant="b"), **title),
            exchange("over", word("kind", constant="a"), **title),
            exchange("gone", word("kind", multipleWords=True), **title),
        ),
        DONE,
    )
    classes = classesOf(made["events.py"])
    kinds = ["ThingExchange", "DoneExchange", "GoneExchange"]
    assert [*classes] == ["ThingRoutingKey", *kinds, "TinyEvents"]
    [*_, begun, done, over, gone] = annotated(classes["TinyEvents"])
    assert [it.partition("(")[0].split()[-1] for it in (begun, done, over, gone)] == [
        "ThingExchange",
        "DoneExchange",
        "ThingExchange",
        "GoneExchange",
    ]


def test_without_a_common_title_each_exchange_has_a_class(tmp_path: Path) -> None:
    made = client(tmp_path, pulse(exchange("a", word("x")), exchange("b", word("x"))), DONE)
    keys = ["ARoutingKey", "BRoutingKey"]
    assert [*classesOf(made["events.py"])] == [*keys, "AExchange", "BExchange", "TinyEvents"]


def test_the_class_of_exchanges_avoids_names_that_are_taken(tmp_path: Path) -> None:
    """Taken by a model, by the base class, and by an exchange."""
    title: dict[str, Json] = {"title": "Thing Exchange"}
    made = client(
        tmp_path,
        pulse(
            exchange("thing", word("x")),
            exchange("done", word("x"), **{"x-routing-key": "Routing Key"}),
            exchange("OtherExchange", word("x"), **{"x-routing-key": "Other Routing Key"}),
        ),
        {**DONE, **title},
    )
    classes = classesOf(made["events.py"])
    assert [*classes][3:-1] == ["ThingRoutingKeyExchange", "DoneExchange", "OtherExchange"]
    assert annotated(classes["TinyEvents"])[-1] == (
        "OtherExchange_: ClassVar[OtherExchange[ThingExchange]]"
        " = OtherExchange('otherexchange', ThingExchange, name='OtherExchange')"
    )


def test_routing_keys_that_differ_cannot_share_a_class(tmp_path: Path) -> None:
    title: dict[str, Json] = {"x-routing-key": "Thing Key"}
    reference = pulse(
        exchange("begun", word("thing"), **title), exchange("done", word("worker"), **title)
    )
    with pytest.raises(ContractError, match="#/entries/1: must have the same parts as"):
        client(tmp_path, reference, DONE)


def test_only_one_part_of_a_routing_key_can_have_several_words(tmp_path: Path) -> None:
    many = [word(name, multipleWords=True) for name in ("one", "other")]
    with pytest.raises(ContractError, match="only one part with multipleWords"):
        client(tmp_path, pulse(exchange("done", *many)), DONE)


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (exchange("done", color="red"), "/entries/0/color: the compiler does not know color"),
        (
            exchange("done", type="fanout"),
            "/entries/0/type: must be one of topic-exchange, got fanout",
        ),
        (exchange("done", word("a", color="red")), "/entries/0/routingKey/0/color: the compiler"),
        (exchange("a b"), "/entries/0/name: 'a b' is not a valid Python name"),
        (exchange("done", word("a"), word("a")), "/entries/0: the name a would be used twice"),
        (exchange("done", **{"x-routing-key": "Binding"}), "Binding is reserved"),
    ],
)
def test_bad_exchanges_are_refused(tmp_path: Path, broken: dict[str, Json], message: str) -> None:
    with pytest.raises(ContractError) as caught:
        client(tmp_path, pulse(broken), DONE)
    assert message in str(caught.value)
    assert "0-reference.json" in str(caught.value)


def test_docstrings_of_a_service_without_an_api_describe_messages(tmp_path: Path) -> None:
    made = client(tmp_path, pulse(exchange("done", word("thing"))), DONE)
    for name in ("__init__.py", "models.py"):
        assert "Payloads" not in made[name]
    assert made["__init__.py"].startswith('"""The tiny service: models of its Pulse messages')
    assert "Its exchanges are in `tc_typed.tiny.events`." in made["__init__.py"]


def test_a_package_exports_events_and_routing_keys_and_imports_them_on_first_use(
    tmp_path: Path,
) -> None:
    files = compileContract(write(tmp_path, pulse(exchange("done", word("thing"))), DONE), "acme")
    writeCompiled(tmp_path / "acme", files)
    program = (
        "import sys, acme.tiny\n"
        "assert 'acme.tiny.events' not in sys.modules\n"
        "from acme.tiny import *\n"
        "from acme.tiny.events import DoneRoutingKey as expected\n"
        "assert acme.tiny.DoneRoutingKey is DoneRoutingKey is expected\n"
        "assert 'DoneRoutingKey' in dir(acme.tiny)\n"
        "from acme.tiny.events import TinyEvents as expected\n"
        "assert acme.tiny.TinyEvents is TinyEvents is expected\n"
        "assert not hasattr(acme.tiny, 'DoneExchange')\n"
    )
    assert run(tmp_path, "-c", program) == ""
