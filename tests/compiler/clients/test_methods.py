"""Methods of compiled clients: signatures, results, and errors in API references."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from tests.compiler.clients.samples import (
    CORRECTIONS,
    DONE,
    GET,
    GLOSSARY,
    LIST_THINGS,
    PAGE,
    SHORT,
)
from tests.compiler.contracts import (
    api,
    client,
    entry,
    exchange,
    pulse,
    signatures,
    word,
)

from tc_typed.compiler import ContractError
from tc_typed.compiler.contract.load import Json
from tc_typed.compiler.models.naming import RESERVED


def test_sync_and_async_have_the_same_signatures(tmp_path: Path) -> None:
    made = client(tmp_path, api(LIST_THINGS, **{"x-parameters": GLOSSARY}), PAGE)
    assert signatures(made["client.py"]) == signatures(made["aio.py"])


def test_corrections_add_results_that_the_reference_lacks(tmp_path: Path) -> None:
    made = client(tmp_path, api(GET, **{"x-parameters": GLOSSARY}), PAGE, SHORT, CORRECTIONS)
    assert signatures(made["client.py"])["get"] == [
        "(self, *, form: None=None) -> ThingPage",
        "(self, *, form: Literal['short']) -> Short",
        "(self, *, form: Literal['short'] | None=None) -> ThingPage | Short",
    ]
    assert "result=ThingPage | Short" in made["operations.py"]


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (entry("get", route="/<a>", args=["a"]), "x-parameters lacks a description of a"),
        (
            entry("get", route="/<a>", args=["b"]),
            "args must be the arguments of the route, ['a'], got ['b']",
        ),
        (entry("a b", route="/"), "/entries/0/name: 'a b' is not a valid Python name"),
        (entry("__"), "/entries/0/name: '__' is not a valid Python name"),
        (entry("get", query=["2nd"]), "/entries/0: '2nd' is not a valid Python name"),
        (entry("get", color="red"), "/entries/0/color: the compiler does not know color here"),
        (entry("get", type="procedure"), "/entries/0/type: must be one of function, got procedure"),
        (entry("get", method="trace"), "/entries/0/method: must be one of get, put"),
        (entry("get", stability="weird"), "/entries/0/stability: must be one of stable"),
        (entry("get", scopes=[]), "/entries/0/scopes: must be an object"),
        (entry("get", scopes={"NoneOf": []}), "/entries/0/scopes: is not a scope expression"),
        (
            entry("get", scopes={"AllOf": ["a", {"AllOf": [], "AnyOf": []}]}),
            "/entries/0/scopes/AllOf/1: is not a scope expression",
        ),
        (
            entry("get", scopes={"AllOf": ["a", {"AllOf": ["b"], "AnyOf": ["c"]}]}),
            "/entries/0/scopes/AllOf/1: is not a scope expression",
        ),
        (entry("get", output="v1/none.json#"), "no schema with the $id /schemas/tiny/v1/none"),
    ],
)
def test_bad_references_are_refused(tmp_path: Path, broken: dict[str, Json], message: str) -> None:
    with pytest.raises(ContractError) as caught:
        client(tmp_path, api(broken))
    assert message in str(caught.value)
    assert "0-reference.json" in str(caught.value)


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"color": "red"}, "#/color: the compiler does not know color here"),
        ({"serviceName": 'ti"ny'}, "#/serviceName: 'ti\"ny' is not a valid name of a service"),
    ],
)
def test_bad_keys_at_the_top_of_a_reference_are_refused(
    tmp_path: Path, facts: dict[str, Json], message: str
) -> None:
    for number, reference in enumerate((api(), pulse())):
        with pytest.raises(ContractError) as caught:
            client(tmp_path / str(number), {**reference, **facts})
        assert str(caught.value).startswith(f"0-reference.json{message}")


def test_the_version_of_an_api_must_look_like_v1(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="#/apiVersion: '1' does not match"):
        client(tmp_path, api(apiVersion="1"))


def test_unknown_extensions_are_ignored(tmp_path: Path) -> None:
    plain = client(tmp_path / "a", api(entry("get")))
    assert plain == client(tmp_path / "b", api(entry("get", **{"x-mood": 1}), **{"x-mood": 2}))


def test_results_have_only_known_keys(tmp_path: Path) -> None:
    def corrected(**result: Json) -> dict[str, Json]:
        return {"serviceName": "tiny", "results": {"get": result}}

    with pytest.raises(ContractError, match="#/results/get/outputs: the compiler does not know"):
        client(tmp_path, api(entry("get")), corrected(outputs="v1/page.json#"))
    both = corrected(output="v1/page.json#", bodyKind="text")
    with pytest.raises(
        ContractError, match=r"#/results/get/bodyKind: a method with an output can't"
    ):
        client(tmp_path, api(entry("get")), both, PAGE)


def test_names_that_compiled_modules_import_are_reserved(tmp_path: Path) -> None:
    methods = api(LIST_THINGS, GET, **{"x-parameters": GLOSSARY})
    events = pulse(exchange("done", word("thing")))
    made = client(tmp_path, methods, PAGE, SHORT, CORRECTIONS, events, DONE)
    imported = {
        alias.asname or alias.name
        for name, source in made.items()
        if name not in ("models.py", "__init__.py")
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and node.module != "tc_typed.tiny.models"
        for alias in node.names
    }
    assert {"overload", "AsyncIterator", "Binding", "annotations"} <= imported
    assert imported <= RESERVED


@pytest.mark.parametrize(
    ("bodyKind", "result"),
    [("redirect", "Redirect"), ("content", "Content"), ("text", "str | None")],
)
def test_a_response_that_is_not_json_has_a_type(tmp_path: Path, bodyKind: str, result: str) -> None:
    results: dict[str, Json] = {
        "serviceName": "tiny",
        "results": {"fetch": {"bodyKind": bodyKind, "reason": "The reference lacks it."}},
    }
    made = client(tmp_path, api(entry("fetch")), results)
    assert signatures(made["client.py"])["fetch"] == [f"(self) -> {result}"]
    assert f'bodyKind="{bodyKind}"' in made["operations.py"]


def test_response_of_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    results: dict[str, Json] = {
        "serviceName": "tiny",
        "results": {"fetch": {"bodyKind": "smell", "reason": "The reference lacks it."}},
    }
    with pytest.raises(ContractError, match="#/results/fetch/bodyKind: must be one of redirect"):
        client(tmp_path, api(entry("fetch")), results)
