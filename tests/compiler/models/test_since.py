"""Properties that older servers do not send: keywords of the contract, and compiled models."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import BaseModel, TypeAdapter
from tests.compiler.contracts import Models, api, entry, record, schema, write
from tests.compiler.releases import documentsOf

from tc_typed.compiler import compileContract
from tc_typed.compiler.contract.errors import ContractError
from tc_typed.compiler.contract.load import Json, contractOf
from tc_typed.compiler.contract.overlay import applyOverlay
from tc_typed.core.models.since import Since

TEXT: Json = {"type": "string"}
LATER: Json = {"type": "string", "x-since": 50}
SECRET: Json = {"type": "string", "x-secret": True}
MEMBERS: Json = {"type": "array", "items": record("Member", ["from"], **{"from": TEXT})}
THING: dict[str, Json] = {
    "made": TEXT,
    "class": TEXT,
    "count": {"type": "integer"},
    "later": LATER,
    "part": record("Part", ["name", "later", "secret"], name=TEXT, later=LATER, secret=SECRET),
    "secret": SECRET,
    "members": MEMBERS,
}


def thing(**marks: Json) -> dict[str, Json]:
    made: dict[str, Json] = {**THING, "made": {"type": "string", **marks}}
    return schema("thing", "Thing", properties=made, required=[*THING])


def part(since: int) -> Json:
    return record("Part", ["name"], name={"type": "string", "x-since": since})


def source(folder: Path, *files: dict[str, Json], lenient: bool = False) -> str:
    method = entry("get_thing", output="v1/thing.json#")
    return Models(write(folder, api(method), *files), lenient=lenient).source


@pytest.mark.parametrize(
    ("derived", "mark"),
    [
        (None, "Since(41)"),
        ("none", "Since(41, 'none')"),
        ("", "Since(41, '')"),
        ("<class>/<part.name>", "Since(41, '<class_>/<part.name>')"),
        ("<members.0.from>", "Since(41, '<members.0.from_>')"),
        ('it\'s "{so}" \\n', "Since(41, 'it\\'s \"{so}\" \\\\n')"),
    ],
)
def test_the_metadata_has_the_names_of_fields(derived: Json, mark: str, tmp_path: Path) -> None:
    marks: dict[str, Json] = {"x-since": 41}
    if derived is not None:
        marks["x-derived"] = derived
    assert f"    made: Annotated[str, {mark}]\n" in source(tmp_path, thing(**marks))


@pytest.mark.parametrize(
    "derived",
    [
        *("<>", "<.>", "<missing>", "<class.upper>", "<class.__class__>", "<model_fields>"),
        *("<count>", "<later>", "<made>", "<part>", "<part.other>", "<members>", "<members.from>"),
        *("<part.later>", "<secret>", "<part.secret>"),
        *("<members.-1.from>", "<members.0>", "<members.00000.from>", "<members.².from>"),
    ],
)
def test_an_impossible_derivation_is_an_error_or_left_out(derived: str, tmp_path: Path) -> None:
    marks: dict[str, Json] = {"x-since": 41, "x-derived": derived}
    files = thing(**marks)
    with pytest.raises(ContractError) as caught:
        source(tmp_path, files)
    where = "tiny/v1/thing.json#/properties/made"
    assert (
        str(caught.value)
        == f"{where}: x-derived: {derived} must name a string that has no x-since and is not secret"
    )
    assert "made: Annotated[str, Since(41)]" in source(tmp_path, files, lenient=True)


@pytest.mark.parametrize(
    "kind", [{"type": "integer"}, {"type": "string", "format": "date-time"}, {"type": "object"}]
)
def test_only_a_string_can_be_derived(kind: dict[str, Json], tmp_path: Path) -> None:
    marks: dict[str, Json] = {**kind, "x-since": 41, "x-derived": "1"}
    files = thing(**marks)
    with pytest.raises(ContractError, match="made: x-derived: only a string can be derived"):
        source(tmp_path, files)
    assert ", Since(41)]" in source(tmp_path, files, lenient=True)


def test_a_secret_may_be_derived_from_a_secret(tmp_path: Path) -> None:
    marks: dict[str, Json] = {"x-secret": True, "x-since": 41, "x-derived": "<secret>"}
    made = source(tmp_path, thing(**marks))
    assert "made: Annotated[str, Field(repr=False), Since(41, '<secret>')]" in made


@pytest.mark.parametrize("type", [["string", "null"], ["object", "null"], "string", "boolean"])
def test_a_property_of_any_type_may_be_absent(type: Json, tmp_path: Path) -> None:  # noqa: A002  # JSON Schema's word
    reference = api(entry("get_thing", output="v1/thing.json#"))
    made: Json = {"type": type, "x-since": 41}
    models = Models(
        write(tmp_path, reference, schema("thing", "Thing", properties={"a": made}, required=["a"]))
    )
    assert models.accepts("Thing", {})
    assert not models.accepts("Thing", {"a": 1})


def test_a_value_can_be_derived_from_properties_whose_names_are_numbers(tmp_path: Path) -> None:
    properties: dict[str, Json] = {
        "made": {"type": "string", "x-since": 41, "x-derived": "<0>-<part.1>"},
        "0": TEXT,
        "part": record("Part", ["1"], **{"1": TEXT}),
    }
    file = schema("thing", "Thing", properties=properties, required=[*properties])
    models = Models(write(tmp_path, api(entry("get_thing", output="v1/thing.json#")), file))
    assert models.module.Thing.model_validate({"0": "x", "part": {"1": "y"}}).made == "x-y"


@pytest.mark.parametrize("order", [1, -1])
def test_any_member_of_all_of_can_have_x_since(order: int, tmp_path: Path) -> None:
    parts: list[Json] = [
        record("Newer", ["a"], a={"type": "string", "x-since": 41}),
        {**record("Older", ["a"], a=TEXT)},
    ]
    joined = schema("thing", "Thing", allOf=parts[::order])
    reference = api(entry("get_thing", output="v1/thing.json#"))
    assert Models(write(tmp_path, reference, joined)).accepts("Thing", {})


def test_a_derivation_needs_a_release(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="made: x-derived needs x-since"):
        source(tmp_path, thing(**{"x-derived": "none"}))
    assert "    made: str\n" in source(tmp_path, thing(**{"x-derived": "none"}), lenient=True)


@pytest.mark.parametrize("since", [-1, 10_000, 41.5, True, "41", None, [41], 10**400])
def test_a_release_is_a_number(since: Json, tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="x-since"):
        source(tmp_path, thing(**{"x-since": since}))


def test_the_docstring_names_the_release(tmp_path: Path) -> None:
    marks: dict[str, Json] = {"description": "A thing.", "x-since": 41}
    derivations = {
        None: "the attribute is then missing.",
        "<class>": "it is then `<class_>`.",
        "<members.0.from>": "it is then `<members.0.from_>`, or missing if there is no such item.",
    }
    for number, (derived, end) in enumerate(derivations.items()):
        if derived is not None:
            marks["x-derived"] = derived
        written = " ".join(source(tmp_path / str(number), thing(**marks)).split())
        start = "A thing. Servers before release 41 may omit this;"
        assert f'"""{start} {end}' in written


def test_only_required_properties_of_responses_have_the_metadata(tmp_path: Path) -> None:
    made = thing(**{"x-since": 41})
    optional = {**made, "required": ["class"]}
    assert "    made: str | None = None\n" in source(tmp_path / "optional", optional)
    method = entry("send", input="v1/thing.json#", method="post")
    assert "    made: str\n" in Models(write(tmp_path / "request", api(method), made)).source


def test_classes_with_the_same_title_must_have_the_same_release(tmp_path: Path) -> None:
    same, other = (
        schema("thing", "Thing", properties={"one": part(since), "two": part(41)})
        for since in (41, 42)
    )
    assert "class Part(" in source(tmp_path / "same", same)
    with pytest.raises(ContractError, match="Part"):
        source(tmp_path / "other", other)


@pytest.mark.parametrize("release", [24, 106])
def test_a_package_compiled_from_a_deployment_has_the_metadata(release: int) -> None:
    """Only for properties that its own schemas require."""
    made = compileContract(contractOf(applyOverlay(documentsOf(release))), "acme", lenient=True)
    models = made["queue/models.py"]
    assert ('taskQueueId: Annotated[str, Since(41, "<provisionerId>/' in models) == (release == 106)
    assert 'resultHeaders={"storageType": ' in made["queue/operations.py"]


def test_compiled_models_read_older_responses(tmp_path: Path) -> None:
    method = entry("get_thing", output="v1/thing.json#")
    marks: dict[str, Json] = {"x-since": 41, "x-derived": "<class>/<members.0.from>"}
    models = Models(write(tmp_path, api(method), thing(**marks)))
    adapter: TypeAdapter[BaseModel] = TypeAdapter(models.module.Thing)
    part = {"name": "n", "secret": "s"}
    older = {"class": "c", "count": 1, "secret": "s", "part": part, "members": [{"from": "m"}]}
    read = adapter.validate_json(json.dumps(older))
    assert read.model_dump() == {**older, "made": "c/m"}
    assert models.module.Thing.model_fields["later"].metadata == [Since(50)]
