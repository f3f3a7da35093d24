"""What a contract says of properties that older servers do not send, and what becomes of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import BaseModel, TypeAdapter

from tc_typed.compiler import compileContract
from tc_typed.compiler.contract import ContractError, Json, contractOf
from tc_typed.compiler.own import withOwnNotes
from tc_typed.core.since import Since

from .releases import published
from .tiny import Models, api, entry, record, schema, write

TEXT: Json = {"type": "string"}
MEMBERS: Json = {"type": "array", "items": record("Member", ["from"], **{"from": TEXT})}
THING: dict[str, Json] = {
    "made": TEXT,
    "class": TEXT,
    "count": {"type": "integer"},
    "later": {"type": "string", "x-since": 50},
    "part": record("Part", ["name"], name=TEXT),
    "members": MEMBERS,
}


def thing(**marks: Json) -> dict[str, Json]:
    made: dict[str, Json] = {**THING, "made": {"type": "string", **marks}}
    return schema("thing", "Thing", properties=made, required=[*THING])


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
def test_the_mark_says_it_with_the_names_of_fields(
    derived: Json, mark: str, tmp_path: Path
) -> None:
    marks: dict[str, Json] = {"x-since": 41}
    if derived is not None:
        marks["x-derived"] = derived
    assert f"    made: Annotated[str, {mark}]\n" in source(tmp_path, thing(**marks))


@pytest.mark.parametrize(
    "derived",
    [
        *("<>", "<.>", "<missing>", "<class.upper>", "<class.__class__>", "<model_fields>"),
        *("<count>", "<later>", "<made>", "<part>", "<part.other>", "<members>", "<members.from>"),
        *("<members.-1.from>", "<members.0>", "<members.00000.from>", "<members.².from>"),
    ],
)
def test_what_can_not_be_derived_is_refused_or_left_out(derived: str, tmp_path: Path) -> None:
    marks: dict[str, Json] = {"x-since": 41, "x-derived": derived}
    files = thing(**marks)
    with pytest.raises(ContractError) as caught:
        source(tmp_path, files)
    place = derived.strip("<>")
    where = "tiny/v1/thing.json#/properties/made"
    assert str(caught.value) == f"{where}: x-derived: {place} is no text that each server sends"
    assert "made: Annotated[str, Since(41)]" in source(tmp_path, files, lenient=True)


@pytest.mark.parametrize("since", [-1, 10_000, 41.5, True, "41", None, [41], 10**400])
def test_a_release_is_a_number(since: Json, tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="x-since"):
        source(tmp_path, thing(**{"x-since": since}))


def test_it_is_written_where_a_field_is_described(tmp_path: Path) -> None:
    marks: dict[str, Json] = {"description": "What it is.", "x-since": 41}
    absent = source(tmp_path / "absent", thing(**marks))
    assert '"""What it is. Since release 41: what older servers sent has no such' in absent
    marks["x-derived"] = "<class>"
    derived = source(tmp_path / "derived", thing(**marks))
    assert (
        '"""What it is. Since release 41: for what older servers sent, it is `<class>`.' in derived
    )


def test_only_required_properties_of_answers_have_it(tmp_path: Path) -> None:
    made = thing(**{"x-since": 41})
    optional = {**made, "required": ["class"]}
    assert "Since" not in source(tmp_path / "optional", optional)
    method = entry("send", input="v1/thing.json#", method="post")
    assert "Since" not in Models(write(tmp_path / "asked", api(method), made)).source


def test_classes_that_differ_in_it_are_not_the_same(tmp_path: Path) -> None:
    same, other = (
        schema("thing", "Thing", properties={"one": part(since), "two": part(41)})
        for since in (41, 42)
    )
    assert "class Part(" in source(tmp_path / "same", same)
    with pytest.raises(ContractError, match="Part"):
        source(tmp_path / "other", other)


def part(since: int) -> Json:
    return record("Part", ["name"], name={"type": "string", "x-since": since})


def test_of_several_kinds_only_the_empty_object_is_the_empty_kind(tmp_path: Path) -> None:
    union = schema(
        "thing", "Thing", anyOf=[record("Full", ["a"], a=TEXT), record("Nothing At All")]
    )
    alone = schema("alone", "Alone", additionalProperties=False, properties={})
    reference = api(entry("one", output="v1/thing.json#"), entry("two", output="v1/alone.json#"))
    models = Models(write(tmp_path, reference, union, alone))
    assert models.accepts("Thing", {})
    assert models.accepts("Thing", {"a": "x", "newer": 1})
    assert not models.accepts("Thing", {"newer": 1})
    assert models.accepts("Alone", {"newer": 1})


def test_of_several_kinds_one_may_take_any_object(tmp_path: Path) -> None:
    anything = schema("any", "Any Thing", additionalProperties=True, properties={})
    union = schema("thing", "Thing", anyOf=[record("Full", ["a"], a=TEXT), {"$ref": "any.json#"}])
    reference = api(entry("one", output="v1/thing.json#"))
    models = Models(write(tmp_path, reference, union, anything))
    assert models.accepts("Thing", {"newer": 1})


@pytest.mark.parametrize("release", [24, 106])
def test_a_package_compiled_from_a_deployment_has_it_too(release: int) -> None:
    """As far as its own schemas require such a property."""
    made = compileContract(contractOf(withOwnNotes(published(release))), "acme", lenient=True)
    models = made["queue/models.py"]
    assert ('taskQueueId: Annotated[str, Since(41, "<provisionerId>/' in models) == (release == 106)
    assert 'inHeaders={"storageType": ' in made["queue/operations.py"]


def test_compiled_models_read_older_answers(tmp_path: Path) -> None:
    method = entry("get_thing", output="v1/thing.json#")
    marks: dict[str, Json] = {"x-since": 41, "x-derived": "<class>/<members.0.from>"}
    models = Models(write(tmp_path, api(method), thing(**marks)))
    adapter: TypeAdapter[BaseModel] = TypeAdapter(models.module.Thing)
    older = {"class": "c", "count": 1, "part": {"name": "n"}, "members": [{"from": "m"}]}
    read = adapter.validate_json(json.dumps(older))
    assert read.model_dump() == {**older, "made": "c/m"}
    assert models.module.Thing.model_fields["later"].metadata == [Since(50)]
