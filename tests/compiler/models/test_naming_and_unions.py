"""Names of classes, and compiled unions."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Literal

import pytest
from pydantic import TypeAdapter, ValidationError, create_model
from tests.compiler.contracts import Models, api, bundleOf, entry, record, schema, write

from tc_typed.compiler.contract.errors import ContractError
from tc_typed.compiler.contract.load import Json
from tc_typed.compiler.models.naming import className, fieldName, singular

TEXT: Json = {"type": "string"}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Task Definition", "TaskDefinition"),
        ("S3 Artifact Request", "S3ArtifactRequest"),
        ("Azure table SAS", "AzureTableSAS"),
        ("`putUrl` upload-request", "PutUrlUploadRequest"),
    ],
)
def test_class_names_keep_acronyms(title: str, name: str) -> None:
    assert className(title) == name


@pytest.mark.parametrize(
    ("name", "field"),
    [("taskId", "taskId"), ("class", "class_"), ("+1", "x_1"), ("_id", "id_"), ("json", "json_")],
)
def test_field_names_are_valid_in_python(name: str, field: str) -> None:
    assert fieldName(name) == field


@pytest.mark.parametrize(
    ("many", "one"), [("Entries", "Entry"), ("Tasks", "Task"), ("Addresses", "Address")]
)
def test_titles_of_items_are_singular(many: str, one: str) -> None:
    assert singular(many) == one


def tagged(title: str, tag: str, **more: Json) -> dict[str, Json]:
    return record(title, ["kind"], kind={"const": tag}, **more)


def test_the_tag_selects_the_member_of_a_request_union(tmp_path: Path) -> None:
    union = schema("thing", "Thing", oneOf=[tagged("A Thing", "a", x=TEXT), tagged("B Thing", "b")])
    holder = schema(
        "holder",
        "Holder",
        properties={"things": {"type": "array", "items": {"$ref": "thing.json#"}}},
    )
    method = entry("send", method="post", input="v1/holder.json#")
    models = Models(write(tmp_path, api(method), union, holder))
    assert models.names == ["AThing", "BThing", "Thing", "Holder"]
    assert "things: list[Thing] | None" in models.source
    assert models.accepts("Holder", {"things": [{"kind": "a", "x": "y"}, {"kind": "b"}]})
    assert not models.accepts("Holder", {"things": [{"kind": "b", "x": "y"}]})
    assert not models.accepts("Holder", {"things": [{"kind": "c"}]})


def test_a_response_union_keeps_an_unknown_kind(tmp_path: Path) -> None:
    union = schema("thing", "Thing", oneOf=[tagged("A Thing", "a"), tagged("B Thing", "b")])
    holder = schema("holder", "Holder", properties={"thing": {"$ref": "thing.json#"}})
    method = entry("get", output="v1/holder.json#")
    models = Models(write(tmp_path, api(method), union, holder))
    assert models.names == ["AThing", "BThing", "UnrecognizedThing", "Thing", "Holder"]
    response: Json = {"thing": {"kind": "c", "more": 1}}
    assert type(models.field("Holder", "thing", {"kind": "c"})).__name__ == "UnrecognizedThing"
    assert type(models.field("Holder", "thing", {"kind": "a"})).__name__ == "AThing"
    assert models.roundTrip("Holder", response) == response


def test_a_union_keeps_its_tag_in_a_users_model(tmp_path: Path) -> None:
    union = schema(
        "thing",
        "Thing",
        oneOf=[
            record("A Thing", ["kind", "x"], kind={"const": "a"}, x=TEXT),
            record("B Thing", ["kind"], kind={"const": "b"}),
        ],
    )
    method = entry("get", input="v1/thing.json#", output="v1/thing.json#")
    module = Models(write(tmp_path, api(method), union)).module

    # The tag selects a branch, so a missing property is an error, and other branches are not tried.
    for name in ("Thing", "ThingResponse"):
        model = create_model("Model", thing=(getattr(module, name), ...))
        with pytest.raises(ValidationError) as caught:
            model.model_validate_json('{"thing": {"kind": "a"}}')
        [error] = caught.value.errors()
        assert (error["type"], error["loc"]) == ("missing", ("thing", "a", "x"))
    unknown = dict(model.model_validate_json('{"thing": {"kind": "c"}}'))
    assert type(unknown["thing"]).__name__ == "UnrecognizedThingResponse"


def test_a_kind_of_a_response_union_can_have_several_branches(tmp_path: Path) -> None:
    def branch(title: str, kind: str, required: str) -> dict[str, Json]:
        return record(title, ["kind", required], kind={"const": kind}, **{required: TEXT})

    union = schema(
        "origin",
        "Origin",
        oneOf=[
            branch("Old Push", "push", "hash"),
            branch("Push", "push", "revision"),
            branch("Pull", "pull", "revision"),
        ],
    )
    models = Models(write(tmp_path, api(entry("get", output="v1/origin.json#")), union))

    def decoded(**value: str) -> str:
        text = json.dumps(value)
        return type(TypeAdapter[object](models.module.Origin).validate_json(text)).__name__

    assert decoded(kind="push", hash="1") == "OldPush"
    assert decoded(kind="push", revision="1") == "Push"
    assert decoded(kind="pull", revision="1") == "Pull"
    assert decoded(kind="new", revision="1") == "UnrecognizedOrigin"
    assert models.module.Push.model_fields["kind"].annotation == Literal["push"]


def test_an_object_without_properties_is_free_form_unless_it_is_a_whole_schema(
    tmp_path: Path,
) -> None:
    empty: Json = {"title": "Disk", "type": "object", "properties": {}}
    closed = record("Nothing")
    holder = schema("holder", "Holder", properties={"disk": empty, "nothing": closed})
    method = entry("get", input="v1/holder.json#", output="v1/empty.json#")
    models = Models(write(tmp_path, api(method), holder, schema("empty", "Empty", properties={})))
    assert models.names == ["Nothing", "Holder", "Empty"]
    assert "disk: FreeForm | None = None" in models.source


def test_a_union_can_have_strings_and_objects(tmp_path: Path) -> None:
    image: Json = {
        "title": "Image",
        "oneOf": [TEXT, tagged("Named Image", "name"), tagged("Task Image", "task")],
    }
    models = Models(write(tmp_path, schema("payload", "Payload", properties={"image": image})))
    tagged_ = "Annotated[NamedImage | TaskImage, Field(discriminator='kind')]"
    assert f"Image: TypeAlias = str | {tagged_}\n" in models.source
    assert models.accepts("Payload", {"image": "ubuntu"})
    assert models.accepts("Payload", {"image": {"kind": "task"}})
    assert not models.accepts("Payload", {"image": {"kind": "other"}})


def test_titled_enumerations_become_aliases_and_others_do_not(tmp_path: Path) -> None:
    state: Json = {"title": "Task State", "type": "string", "enum": ["a", "b"]}
    kind: Json = {"type": "string", "enum": ["c", "d"]}
    models = Models(
        write(tmp_path, schema("payload", "Payload", properties={"state": state, "kind": kind}))
    )
    assert "TaskState: TypeAlias = Literal['a', 'b']" in models.source.replace('"', "'")
    assert "state: TaskState | None" in models.source
    assert "kind: Literal['c', 'd'] | None" in models.source.replace('"', "'")


def test_a_payload_that_is_also_a_response_becomes_two_classes(tmp_path: Path) -> None:
    thing = schema("thing", "Thing", properties={"inner": record("Inner", a=TEXT)})
    sent = entry("send", input="v1/thing.json#", output="v1/thing.json#")
    names = Models(write(tmp_path, api(sent), thing)).names
    assert names == ["Inner", "Thing", "InnerResponse", "ThingResponse"]


def test_schemas_with_the_same_title_and_structure_are_one_class(tmp_path: Path) -> None:
    defaulted: Json = {"type": "string", "default": "a"}
    point: dict[str, Json] = {"x-type-description": "A point."}
    first: Json = {**record("Point", x=defaulted), "description": "Here.", **point}
    second: Json = {**record("Point", x=TEXT), "description": "There."}
    models = Models(
        write(tmp_path, schema("payload", "Payload", properties={"a": first, "b": second}))
    )
    assert models.names == ["Point", "Payload"]


def test_definitions_have_the_order_of_the_methods(tmp_path: Path) -> None:
    later = schema("a", "Later", properties={})
    sooner = schema("b", "Sooner", properties={"inner": record("Inner", x=TEXT)})
    methods = [entry("first", output="v1/b.json#"), entry("second", output="v1/a.json#")]
    models = Models(write(tmp_path, api(*methods), later, sooner))
    assert models.names == ["Inner", "Sooner", "Later"]


def payload(**properties: Json) -> dict[str, Json]:
    return schema("payload", "Payload", properties=properties)


BAD: list[tuple[dict[str, Json], str]] = [
    (payload(a={"type": "string", "contentEncoding": "x"}), "/properties/a/contentEncoding"),
    (payload(a={"type": "integer", "maxLength": 1}), "/properties/a/maxLength"),
    (payload(a={"type": "string", "format": "color"}), "unknown format color"),
    (payload(a={"type": "text"}), "unknown type text"),
    (payload(a={"type": "object", "properties": {"x": TEXT}}), "needs a title"),
    (payload(a=record("Inner 2")), "ends with a digit"),
    (payload(a=record("Timestamp")), "Timestamp, which is reserved"),
    (payload(a=record("A Name That Is Made Of Many More Than Forty Characters")), "more than 40"),
    (
        payload(a=record("One", x=TEXT), b=record("One", y=TEXT)),
        "#/properties/a, but a different structure",
    ),
    (payload(a={"$ref": "nothing.json#"}), "no schema with the $id"),
    (payload(a={"$ref": "#/properties/b"}), "which does not exist"),
    (payload(a={"$ref": "#"}), "contains itself"),
    (payload(a={"$ref": "#/properties/a"}), "/properties/a: is a circular reference"),
    (payload(a={"$ref": "#/properties/b", "maxLength": 1}, b=TEXT), "does not know maxLength"),
    (payload(a={"enum": ["a", 1]}), "must enumerate only"),
    (payload(**{"a-b": TEXT, "a_b": TEXT}), "the name a_b would be used twice"),
    (schema("payload", "Payload", properties={}, required=["a"]), "requires a"),
    (payload(a={"type": "array", "items": [TEXT]}), "/properties/a/items"),
    (payload(a={"type": "string", "enum": ["a", 1]}), "/properties/a/enum/1: is not of type str"),
    (payload(a={"type": "integer", "enum": [True]}), "/enum/0: is not of type integer"),
    (payload(a={"type": "boolean", "const": 1}), "/properties/a/const: is not of type boolean"),
    (payload(a={"const": "a", "enum": ["a"]}), "/properties/a/enum: the compiler does not know"),
    (payload(a={"type": "string", "pattern": "^(?=a)"}), "/properties/a/pattern: is not a pattern"),
    (
        payload(a={"type": "string", "pattern": "(?<!a)b"}),
        "/properties/a/pattern: is not a pattern",
    ),
    (payload(a={"type": "string", "pattern": "a{2,1}"}), "/properties/a/pattern: is not a pattern"),
    (payload(a=record("None")), "'None' does not give a valid name"),
    (payload(a=record("Any")), "Any, which is reserved"),
    (payload(a={"type": "string", "maxLength": "1"}), "must be a number"),
]


@pytest.mark.parametrize(("broken", "message"), BAD, ids=[message for _, message in BAD])
def test_bad_schemas_are_refused_with_file_and_pointer(
    tmp_path: Path, broken: dict[str, Json], message: str
) -> None:
    with pytest.raises(ContractError) as caught:
        bundleOf(write(tmp_path, broken))
    assert message in str(caught.value)
    assert str(caught.value).startswith("tiny/v1/payload.json#")


def test_two_files_with_one_id_are_refused(tmp_path: Path) -> None:
    write(tmp_path / "a", schema("payload", "Payload", properties={}))
    write(tmp_path / "b", schema("payload", "Payload", properties={}))
    with pytest.raises(ContractError, match=r"b/tiny/v1/payload.json#: has the same \$id"):
        bundleOf(tmp_path)


def test_legacy_contracts_are_ignored(tmp_path: Path) -> None:
    write(tmp_path, schema("payload", "Payload", properties={}))
    write(tmp_path / "legacy", schema("payload", "Payload", properties={}))
    assert bundleOf(tmp_path).names == ["Payload"]


@pytest.mark.parametrize("pattern", [r"^\(?=a$", r"^a\(\?!b$"])
def test_a_pattern_can_resemble_look_around(tmp_path: Path, pattern: str) -> None:
    models = Models(write(tmp_path, payload(a={"type": "string", "pattern": pattern})))
    assert models.accepts("Payload", {"a": re.sub(r"[\^$\\]", "", pattern).replace("(?=", "(=")})
    assert not models.accepts("Payload", {"a": "b"})


def test_schemas_of_a_deployment_need_no_titles(tmp_path: Path) -> None:
    inner: Json = {"type": "object", "properties": {"x": TEXT}}
    other: Json = {"type": "object", "properties": {"y": TEXT}}
    union: Json = {"oneOf": [tagged("", "a"), tagged("", "b")]}
    named = record("Inner", z=TEXT)
    deployed = schema(
        "deployed-thing",
        properties={"inner": inner, "entries": {"type": "array", "items": other}, "u": union},
    )
    second = schema("second", "Second", properties={"a": named, "b": record("Inner", w=TEXT)})
    names = Models(write(tmp_path, deployed, second), lenient=True).names
    assert names == [
        "DeployedThingInner",
        "DeployedThingEntry",
        "DeployedThingUA",
        "DeployedThingUB",
        "DeployedThingU",
        "DeployedThing",
        "Inner",
        "SecondB",
        "Second",
    ]


def test_an_empty_branch_of_a_union_accepts_only_an_empty_object(tmp_path: Path) -> None:
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


def test_an_open_branch_of_a_union_accepts_any_object(tmp_path: Path) -> None:
    anything = schema("any", "Any Thing", additionalProperties=True, properties={})
    union = schema("thing", "Thing", anyOf=[record("Full", ["a"], a=TEXT), {"$ref": "any.json#"}])
    reference = api(entry("one", output="v1/thing.json#"))
    models = Models(write(tmp_path, reference, union, anything))
    assert models.accepts("Thing", {"newer": 1})
