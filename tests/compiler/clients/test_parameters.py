"""Parameters of compiled methods."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.compiler.clients.samples import (
    GLOSSARY,
    LIST_THINGS,
    PAGE,
)
from tests.compiler.contracts import (
    api,
    bundleOf,
    client,
    entry,
    signatures,
    write,
)

from tc_typed.compiler.clients.parameters import Parameters
from tc_typed.compiler.contract.load import Json, Node


def test_an_argument_can_be_an_integer_if_a_property_with_its_name_is_one(tmp_path: Path) -> None:
    runs = entry("run", route="/run/<runId>", args=["runId"])
    made = client(tmp_path, api(LIST_THINGS, runs, **{"x-parameters": GLOSSARY}), PAGE)
    assert signatures(made["client.py"])["run"] == ["(self, runId: int | str) -> None"]
    assert "runId: Which run." in made["client.py"]


def parameters(folder: Path, **facts: Json) -> Parameters:
    """Return the parameters of a method from OpenAPI, which can have types."""
    bundle = bundleOf(write(folder, api(entry("do"))))
    return Parameters(bundle, Node(Path("api.json"), "", (), entry("do", **facts)), lenient=True)


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({}, "self, *, limit: int | None = None, state: str | None = None"),
        ({"required": ["limit"]}, "self, *, limit: int, state: str | None = None"),
        ({"kinds": {"state": "bool"}}, "self, *, limit: str | None = None, state: BOOL"),
        ({"kinds": {"limit": "int", "state": ["a"]}}, "limit: int | None = None, state: A"),
    ],
)
def test_a_query_parameter_has_its_type(tmp_path: Path, facts: dict[str, Json], text: str) -> None:
    found = parameters(tmp_path, query=["limit", "state"], **facts).signature()
    wanted = text.replace("BOOL", 'Literal["true", "false"] | None = None')
    assert found.endswith(wanted.replace("A", "Literal['a'] | None = None"))


def test_a_signature_can_exclude_query_parameters(tmp_path: Path) -> None:
    found = parameters(tmp_path, query=["limit", "state"], route="/<id>", args=["id"])
    assert found.signature(without=["limit"]) == "self, id: str, *, state: str | None = None"
    assert found.passedOn(without=["limit"]) == ["id", "state=state"]
    assert [name for name, _ in found.descriptions(without=["state"])] == ["id", "limit"]


def test_a_fixed_parameter_has_one_value_or_none(tmp_path: Path) -> None:
    found = parameters(tmp_path, query=["limit"])
    assert found.signature({"limit": "x"}) == "self, *, limit: Literal['x']"
    assert found.signature({"limit": "x"}, optional=True).endswith("Literal['x'] | None = None")
    assert found.signature({"limit": ""}) == "self, *, limit: None = None"


def test_descriptions_of_a_method_override_those_of_its_api(tmp_path: Path) -> None:
    own: dict[str, Json] = {"x-parameters": {"limit": "Number of these."}}
    methods = (entry("do", query=["limit"], **own), entry("other", query=["limit"]))
    source = client(tmp_path, api(*methods, **{"x-parameters": GLOSSARY}))["client.py"]
    assert source.count("limit: Number of these.") == 1
    assert source.count("limit: Number of things.") == 1
