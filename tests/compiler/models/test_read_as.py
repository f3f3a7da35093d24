"""Methods that parse a property as a model, and those that can't be compiled."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from pydantic import BaseModel
from tests.compiler.contracts import Models, api, entry, record, schema, write

from tc_typed.compiler.contract.errors import ContractError
from tc_typed.compiler.contract.load import Json

TEXT: Json = {"type": "string"}
DATA: Json = {"type": "object", "x-read-as": True, "description": "Any data."}


class Wanted(BaseModel):
    """The part that a program needs."""

    size: int


def models(folder: Path, properties: Mapping[str, Json], *, lenient: bool = False) -> Models:
    thing = schema("thing", "Thing", properties=properties, required=[*properties])
    method = entry("send", method="put", input="v1/thing.json#", output="v1/thing.json#")
    return Models(write(folder, api(method), thing), lenient=lenient)


def test_responses_have_the_method_and_requests_do_not(tmp_path: Path) -> None:
    module = models(tmp_path, {"data": DATA, "more": DATA, "copy": DATA}).module
    sent = {"data": {"size": 1, "other": 2}, "more": {"size": 2}, "copy": {"size": 3}}
    thing = module.ThingResponse.model_validate(sent)
    found = [it(Wanted).size for it in (thing.dataAs, thing.moreAs, thing.copy_As)]
    assert found == [1, 2, 3]
    assert not hasattr(module.Thing, "dataAs")


def test_the_docstring_of_the_field_mentions_the_method(tmp_path: Path) -> None:
    source = models(tmp_path, {"data": DATA}).source
    assert "Any data. `dataAs` parses it as a model." in source
    assert "data = thingResponse.dataAs(MyData)" in source


@pytest.mark.parametrize(
    ("properties", "problem"),
    [
        ({"data": {"type": "string"}}, "requires an object without declared properties"),
        ({"data": record("Part", a=TEXT)}, "requires an object without declared properties"),
        ({"data": {"type": "object"}, "dataAs": TEXT}, "the method dataAs would conflict"),
        ({"data": {"type": "object"}, "type": TEXT}, "the method dataAs would conflict"),
        ({"data": {"type": "object"}, "self": TEXT}, "the method dataAs would conflict"),
    ],
)
def test_an_impossible_method_is_an_error_or_left_out(
    properties: dict[str, dict[str, Json]], problem: str, tmp_path: Path
) -> None:
    properties["data"]["x-read-as"] = True
    with pytest.raises(ContractError, match=f"thing.json#/properties/data: .*{problem}"):
        models(tmp_path, properties)
    assert "readAs" not in models(tmp_path, properties, lenient=True).source
