"""Strings of responses whose known values are in another schema (`x-values`)."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from tests.compiler.contracts import Models, api, both, entry, record, schema, write
from tests.compiler.deployment import bundledDocuments

from tc_typed.compiler import ContractError, compileContract
from tc_typed.compiler.contract.load import Json, contractOf
from tc_typed.compiler.contract.overlay import applyOverlay
from tc_typed.core.models.base import Response
from tc_typed.core.models.fields import Unrecognized
from tc_typed.queue import Artifact, ArtifactContent, ErrorArtifactContent, GetArtifactResponse

KNOWN = ["s3", "object", "reference", "link", "error"]
STATE: dict[str, Json] = {"title": "State", "type": "string", "enum": ["new", "old"]}
VALUES = "more.json#/definitions/state"


def more(**definitions: Json) -> dict[str, Json]:
    return schema("more", "More", properties={}, definitions=definitions)


def models(folder: Path, it: Json, *, lenient: bool = False) -> Models:
    method = entry("send", input="v1/thing.json#", output="v1/thing.json#", method="post")
    thing = schema("thing", "Thing", properties={"it": it}, additionalProperties=False)
    wrong: dict[str, Json] = {"numbers": {"enum": [1, 2]}, "text": {"type": "string"}}
    wrong["loop"] = {"$ref": "#/definitions/loop"}
    others = more(state=STATE, alias={"$ref": "#/definitions/state"}, **wrong)
    return Models(write(folder, api(method), thing, others), lenient=lenient)


@given(st.sampled_from(KNOWN) | st.text(max_size=8))
def test_known_values_are_strings_and_others_unrecognized(value: str) -> None:
    sent = {"storageType": value, "url": "https://store.example.com/"}
    read = GetArtifactResponse.model_validate(sent)
    assert (read.storageType, type(read.storageType)) == (
        value,
        str if value in KNOWN else Unrecognized,
    )
    assert read.model_dump() == sent
    assert known(GetArtifactResponse) == known(Artifact) == [*KNOWN]


def known(model: type[Response]) -> list[object]:
    values, other = get_args(model.model_fields["storageType"].annotation)
    assert other is Unrecognized
    return [*get_args(values)]


def test_known_reasons_of_an_error_artifact_are_strings() -> None:
    reader = TypeAdapter[ArtifactContent](ArtifactContent)
    for reason, kind in (("too-large-file-on-worker", str), ("out-of-luck", Unrecognized)):
        sent = {"storageType": "error", "reason": reason, "message": "m"}
        read = reader.validate_python(sent)
        assert isinstance(read, ErrorArtifactContent)
        assert type(read.reason) is kind


@pytest.mark.parametrize(
    "values", [VALUES, "more.json#/definitions/alias", f"/schemas/tiny/v1/{VALUES}"]
)
def test_only_responses_have_known_values(values: str, tmp_path: Path) -> None:
    made = models(tmp_path, {"type": "string", "x-values": values})
    assert "    it: State | Unrecognized | None = None\n" in made.source
    assert "    it: str | None = None\n" in made.source
    assert made.accepts("Thing", {"it": "other"})
    assert type(made.field("ThingResponse", "it", "other")) is Unrecognized


@pytest.mark.parametrize(
    ("it", "kind"),
    [
        ({"type": ["string", "null"], "x-values": VALUES}, "State | Unrecognized | None"),
        (
            {"type": "array", "items": {"type": "string", "x-values": VALUES}},
            "list[State | Unrecognized] | None",
        ),
    ],
)
def test_parts_of_properties_can_have_known_values(it: Json, kind: str, tmp_path: Path) -> None:
    assert kind in models(tmp_path, it).source


@pytest.mark.parametrize(
    "place",
    [
        *("no.json#", "more.json#/definitions/no", "more.json#", "thing.json#", "http://[", ""),
        *("more.json#/definitions/numbers", "more.json#/definitions/text"),
        *("more.json#/definitions/state/enum", "more.json#/definitions/loop", "#/properties/it"),
    ],
)
def test_a_reference_without_known_values_is_an_error_or_ignored(
    place: str, tmp_path: Path
) -> None:
    it: Json = {"type": "string", "x-values": place}
    with pytest.raises(
        ContractError, match="/it/x-values: must refer to an enumeration of strings"
    ):
        models(tmp_path, it)
    assert "Unrecognized" not in models(tmp_path, it, lenient=True).source


def test_only_strings_have_known_values(tmp_path: Path) -> None:
    it: Json = {"type": "integer", "x-values": VALUES}
    with pytest.raises(ContractError, match="/it: x-values is only allowed for strings"):
        models(tmp_path, it)
    assert "it: int | None" in models(tmp_path, it, lenient=True).source


def test_a_derived_property_can_have_known_values(tmp_path: Path) -> None:
    known: dict[str, Json] = {"type": "string", "x-values": "#/definitions/state"}
    later: Json = {**known, "x-since": 50, "x-derived": "<of>"}
    thing = schema(
        "thing",
        "Thing",
        properties={"of": {"type": "string"}, "later": later},
        required=["of", "later"],
        definitions={"state": STATE},
    )
    made = Models(write(tmp_path, api(entry("get", output="v1/thing.json#")), thing))
    for of, kind in (("old", str), ("other", Unrecognized)):
        later_ = made.module.Thing.model_validate({"of": of}).later
        assert (later_, type(later_)) == (of, kind)


def test_an_enumeration_without_a_title_is_written_out(tmp_path: Path) -> None:
    state: Json = {"type": "string", "enum": ["new", "old"]}
    named: Json = {"type": "string", "x-values": "#/properties/state"}
    made = both(tmp_path, {"state": state, "named": named})
    assert made.source.count("Literal['new', 'old'] | Unrecognized | None") == 2


def test_a_deployment_has_known_values_if_it_has_the_enumeration() -> None:
    files = bundledDocuments()
    made = compileContract(contractOf(applyOverlay(files)), "acme", lenient=True)
    assert made["queue/models.py"].count("storageType: ArtifactStorageType | Unrecognized\n") == 2
    gone = {path: it for path, it in files.items() if "artifact-response" not in path}
    assert len(gone) < len(files)
    queue: Json = record("Get Artifact Response", storageType={"type": "string"})
    path = next(path for path in files if "get-artifact-response" in path)
    assert isinstance(queue, dict)
    queue["$id"] = "/schemas/queue/v1/get-artifact-response.json#"
    alone = contractOf(applyOverlay({path: queue}))
    source = compileContract(alone, "acme", lenient=True)["queue/models.py"]
    assert "    storageType: str | None = None\n" in source
