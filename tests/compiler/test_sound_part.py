"""Parts of a contract that can't be compiled are left out with a warning; the rest works."""

from __future__ import annotations

import logging
from collections.abc import Callable
from itertools import count
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from tests.compiler.contract.test_openapi import bookshop
from tests.compiler.contracts import api, complaint, entry, exchange, pulse, schema, word
from typer.testing import CliRunner

from tc_typed.cli.app import app
from tc_typed.compiler import ContractError, compileContract
from tc_typed.compiler.contract.errors import TooLarge
from tc_typed.compiler.contract.load import Json, contractOf
from tc_typed.dynamic import CompiledDeployment

TEXT: Json = {"type": "string"}
_numbers = count()

# Keys of a method's entry, with invalid values.
ENTRIES: list[tuple[str, Json]] = [
    *(("method", "fetch"), ("method", None), ("type", "query"), ("stability", "odd")),
    *(("stability", 1), ("route", "/no/argument"), ("route", "things/<a>"), ("route", ["/"])),
    *(("args", ["b"]), ("args", ["a", "a"]), ("args", "a"), ("args", None), ("query", [1])),
    *(("query", ["a"]), ("query", ["q", "q"]), ("input", "v1/gone.json#"), ("input", 7)),
    *(("input", "v1/texts.json#"), ("input", "http://[/x"), ("output", "v1/gone.json#")),
    *(("output", {}), ("scopes", {"Odd": 1}), ("scopes", 1), ("name", "a b"), ("name", "_")),
    *(("name", None), ("title", 1), ("description", []), ("x-retry", "No.")),
    *(("x-authorization", "basic"), ("x-secret-args", ["b"]), ("x-may-be-empty", 1)),
]
# Keys of the schema that only this method uses, with invalid values.
SCHEMAS: list[tuple[str, Json]] = [
    *(("type", "odd"), ("type", []), ("properties", 1), ("properties", {"x": {"type": "odd"}})),
    *(("properties", {"x": {"$ref": "gone.json#"}}), ("patternProperties", {"x": {}})),
    *(("properties", {"x": {"$ref": "#"}}), ("required", 1), ("allOf", [1]), ("minProperties", -1)),
    *(("properties", {"a-b": TEXT, "a_b": TEXT}), ("description", 1)),
]

DAMAGES: list[tuple[dict[str, Json], dict[str, Json]]] = [
    *(({key: value}, {}) for key, value in ENTRIES),
    *(({}, {key: value}) for key, value in SCHEMAS),
]


def contract(damage: dict[str, Json], inside: dict[str, Json]) -> dict[str, Json]:
    """Return a contract with three methods, one of which has a damaged entry or schema."""
    bad = entry(
        "bad",
        method="post",
        route="/bad/<a>",
        args=["a"],
        query=["q"],
        input="v1/bad.json#",
        output="v1/thing.json#",
    )
    good = entry("good", method="post", input="v1/thing.json#", output="v1/thing.json#")
    thing = schema("thing", "Thing", properties={"x": TEXT})
    taken = schema("bad", "Bad", properties={"x": TEXT, "thing": {"$ref": "thing.json#"}})
    return {
        "api.json": api(
            entry("ping"), {**bad, **damage}, good, **{"x-parameters": {"a": "A.", "q": "Q."}}
        ),
        "thing.json": thing,
        "bad.json": {**taken, **inside},
        "texts.json": schema("texts", "Texts", type="array", items=TEXT),
    }


def _echo(thing: BaseModel) -> object:
    return thing.model_dump()


@given(st.sampled_from(DAMAGES))
@settings(max_examples=15, deadline=None)
def test_one_bad_method_is_left_out_and_the_others_work(
    damage: tuple[dict[str, Json], dict[str, Json]],
) -> None:
    found = contractOf(contract(*damage))
    with pytest.raises(ContractError):
        compileContract(found, "acme")
    with mock.patch.object(logging.getLogger("tc_typed.compiler"), "warning") as warning:
        made = compileContract(found, "acme", lenient=True)
    messages = [call.args[1] for call in warning.call_args_list]
    kinds = [call.kwargs["extra"]["leftOut"] for call in warning.call_args_list]
    assert kinds in (["method"], ["method", "schema"])
    assert messages[0].startswith("api.json#/entries/1: the method")
    name = f"acme{next(_numbers)}"
    renamed = {path: source.replace("acme", name) for path, source in made.items()}
    with CompiledDeployment(renamed, name) as package:
        models = package.module("tiny")
        fakes: dict[str, Callable[..., object]] = {"ping": lambda: None, "good": _echo}
        with package.package.Tiny(rootUrl="https://tc.example.com", fake=fakes) as tiny:
            assert tiny.ping() is None
            assert tiny.good(models.Thing(x="y")).x == "y"
            assert not hasattr(tiny, "bad")


def test_a_bad_exchange_is_left_out() -> None:
    events = pulse(
        exchange("done", word("a")),
        exchange("odd", word("a"), type="queue"),
        exchange("gone", word("a"), schema="v1/gone.json#"),
        exchange("many", word("a", multipleWords=True), word("b", multipleWords=True)),
    )
    found = contractOf({"exchanges.json": events, "done.json": schema("done", "Done")})
    lines = complaint(found).splitlines()
    assert [line.partition(" is left out")[0] for line in lines] == [
        f"exchanges.json#/entries/{number}: the exchange {name}"
        for number, name in enumerate(("odd", "gone", "many"), 1)
    ]
    source = compileContract(found, "acme", lenient=True)["tiny/events.py"]
    assert source.count("    def ") == 1


def test_a_problem_of_a_whole_service_is_an_error() -> None:
    files = contract({}, {})
    files["api.json"] = {**api(entry("ping")), "apiVersion": "one"}
    with pytest.raises(ContractError, match="apiVersion: 'one' does not match"):
        compileContract(contractOf(files), "acme", lenient=True)


def test_a_service_with_too_many_parts_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tc_typed.compiler._MAX_PARTS", 5)
    with pytest.raises(TooLarge, match="too many parts to find out"):
        compileContract(contractOf(contract({}, {"type": "odd"})), "acme", lenient=True)


def test_operations_of_openapi_are_left_out_or_renamed() -> None:
    document = bookshop()
    paths = document["paths"]
    assert isinstance(paths, dict)
    fine: Json = {"responses": {"204": {"description": "Done."}}}
    assert isinstance(fine, dict)
    paths["/one"] = {"get": {**fine, "operationId": "readIt"}}
    paths["/two"] = {"get": {**fine, "operationId": "read-it"}}
    paths["/three"] = {"get": {**fine, "operationId": "readIt"}}
    found = contractOf({"shop/openapi.json": document})
    assert "readIt is the operationId of another operation" in complaint(found, lenient=False)
    [line] = complaint(found).splitlines()
    assert line.startswith("shop/openapi.json#/paths/~1three/get: the method is left out: ")
    source = compileContract(found, "mall", lenient=True)["shop/client.py"]
    assert "def read_it(" in source
    assert "def read_it_(" in source


def test_the_command_lists_parts_that_were_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = contractOf(contract({}, {"type": "odd"}))
    monkeypatch.setattr("tc_typed.cli.contracts.fetchContract", mock.Mock(return_value=found))
    done = CliRunner().invoke(app, ["compile", "--package", "mine", "--output", str(tmp_path)])
    assert done.exit_code == 0
    lines = done.stderr.splitlines()
    assert lines[0] == "tc-typed: 1 method and 1 schema were left out:"
    assert lines[1].startswith("tc-typed: api.json#/entries/1: the method bad is left out: ")
    assert "bad.json#: unknown type odd" in lines[1]
    assert (tmp_path / "mine" / "tiny" / "client.py").is_file()
