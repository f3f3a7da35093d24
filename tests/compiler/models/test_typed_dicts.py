"""TypedDicts for the classes of requests, and those that can't be compiled."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import get_type_hints

import pytest
from pydantic import TypeAdapter
from tests.compiler.contracts import Models, api, client, entry, record, schema, write
from tests.compiler.releases import documentsOf

from tc_typed.compiler import compileContract
from tc_typed.compiler.contract.errors import ContractError
from tc_typed.compiler.contract.load import Json, contractOf
from tc_typed.compiler.contract.overlay import applyOverlay
from tc_typed.queue import TaskDefinition, TaskFields, TaskMetadata, TaskMetadataFields

TEXT: Json = {"type": "string", "pattern": "^a", "description": "A text."}
SHORT: Json = {"type": "string", "maxLength": 9}
INNER: Json = record("Inner", ["size"], size={"type": "number"}, deep=record("Deep", a=SHORT))
EVERY: dict[str, Json] = {
    "text": TEXT,
    "count": {"type": "integer", "minimum": 1},
    "flag": {"type": "boolean"},
    "when": {"type": "string", "format": "date-time"},
    "kind": {"title": "Kind", "type": "string", "enum": ["round", "flat"]},
    "one": {"type": "string", "enum": ["only"]},
    "texts": {"type": "array", "items": SHORT, "maxItems": 3},
    "table": {"type": "object", "additionalProperties": {"type": "array", "items": SHORT}},
    "perhaps": {"type": ["string", "null"]},
    "inner": INNER,
    "inners": {"type": "array", "items": INNER},
    "shape": {
        "title": "Shape",
        "oneOf": [
            record("Square", ["shape"], shape={"type": "string", "enum": ["square"]}),
            record("Circle", ["shape"], shape={"type": "string", "enum": ["circle"]}),
        ],
    },
    "free": {"type": "object"},
    "anything": {},
}
TYPES = {
    "text": "str",
    "count": "int",
    "flag": "bool",
    "when": "Timestamp | str",
    "kind": "Kind",
    "one": "Literal['only']",
    "texts": "list[str]",
    "table": "dict[str, list[str]]",
    "perhaps": "str | None",
    "inner": "Inner | InnerFields",
    "inners": "list[Inner | InnerFields]",
    "shape": "Square | SquareFields | Circle | CircleFields",
    "free": "FreeForm",
    "anything": "JsonValue",
}


def files(properties: dict[str, Json], title: Json = "Thing Fields") -> list[dict[str, Json]]:
    method = entry("send", method="put", input="v1/thing.json#", output="v1/thing.json#")
    thing = schema(
        "thing", "Thing", properties=properties, required=[*properties], **{"x-fields": title}
    )
    return [api(method), {**thing, "additionalProperties": False}]


def models(
    folder: Path,
    properties: dict[str, Json],
    title: Json = "Thing Fields",
    *,
    lenient: bool = False,
) -> Models:
    return Models(write(folder, *files(properties, title)), lenient=lenient)


def fieldsOf(source: str, name: str) -> dict[str, str]:
    """Return the keys of a TypedDict and their types in its source."""
    [found] = [
        node
        for node in ast.parse(source).body
        if isinstance(node, ast.ClassDef) and node.name == name
    ]
    assert ast.unparse(found.bases[0]) == "TypedDict"
    assert [ast.unparse(it) for it in found.keywords] == ["total=False"]
    return {
        ast.unparse(it.target): ast.unparse(it.annotation)
        for it in found.body
        if isinstance(it, ast.AnnAssign)
    }


def test_a_typed_dict_has_the_fields_of_its_class(tmp_path: Path) -> None:
    made = models(tmp_path, EVERY)
    assert fieldsOf(made.source, "ThingFields") == TYPES
    assert fieldsOf(made.source, "InnerFields") == {"size": "float", "deep": "Deep | DeepFields"}
    names: list[str] = [*made.names]
    assert names.index("ThingFields") == names.index("Thing") + 1
    # pydantic rejects typing.TypedDict in models on older Pythons.
    TypeAdapter(made.module.ThingFields).validate_python({"inner": {"size": 1}})


def test_a_method_accepts_class_and_typed_dict_and_its_fake_receives_the_class(
    tmp_path: Path,
) -> None:
    made = client(tmp_path, *files({"text": TEXT}))
    assert "def send(self, payload: Thing | ThingFields) -> ThingResponse:" in made["client.py"]
    assert "def send(self, payload: Thing | ThingFields) -> ThingResponse:" in made["aio.py"]
    assert "send: Callable[[Thing], ThingResponse]" in made["fakes.py"]
    assert "takesDict=True" in made["operations.py"]
    assert '"ThingFields"' in made["__init__.py"]


@pytest.mark.parametrize(
    ("properties", "title", "problem"),
    [
        ({"from": TEXT}, "Thing Fields", "a TypedDict can't have the key 'from'"),
        ({"odd-name": TEXT}, "Thing Fields", "a TypedDict can't have the key 'odd-name'"),
        ({"__text": TEXT}, "Thing Fields", "a TypedDict can't have the key '__text'"),
        ({"str": TEXT}, "Thing Fields", "a TypedDict can't have the key 'str'"),
        ({"inner": record("Inner", None, **{"from": TEXT})}, "Thing Fields", "have the key 'from'"),
        ({"text": TEXT}, "Thing", "Thing can't be the name of its TypedDict"),
        ({"text": TEXT}, "Thing Response", "ThingResponse can't be the name of its TypedDict"),
        ({"text": TEXT}, "Timestamp", "Timestamp can't be the name of its TypedDict"),
        ({"text": TEXT}, "Tiny", "Tiny can't be the name of its TypedDict"),
        ({"text": TEXT}, "boom()", None),
        ({"inner": record("Inner", a=TEXT)}, "Inner Fields", "InnerFields can't be the name"),
        ({"text": TEXT}, "!", "'' is not a valid Python name"),
        ({"text": TEXT}, "None", "'None' is not a valid Python name"),
        ({"text": TEXT}, "x" * 41, "can't be the name of its TypedDict"),
        ({"text": TEXT}, True, "must be a string"),
    ],
)
def test_an_impossible_typed_dict_is_an_error_or_left_out(
    properties: dict[str, Json], title: Json, problem: str | None, tmp_path: Path
) -> None:
    if problem is None:
        assert models(tmp_path, properties, title).source.count("(TypedDict,") == 1
        return
    with pytest.raises(ContractError) as caught:
        models(tmp_path, properties, title)
    assert problem in str(caught.value)
    assert "TypedDict" not in models(tmp_path, properties, title, lenient=True).source


def test_a_package_compiled_from_a_deployment_has_typed_dicts() -> None:
    """Even if it has an old release, whose tasks have other fields."""
    made = compileContract(contractOf(applyOverlay(documentsOf(24))), "acme", lenient=True)
    fields = fieldsOf(made["queue/models.py"], "TaskFields")
    assert fields["metadata"] == "TaskMetadata | TaskMetadataFields"
    assert "payload: TaskDefinition | TaskFields" in made["queue/client.py"]
    assert "def payloadAs(self, model: type[ModelT]) -> ModelT:" in made["queue/models.py"]


def test_typed_dicts_of_the_queue_have_the_fields_of_their_classes() -> None:
    for model, fields in ((TaskDefinition, TaskFields), (TaskMetadata, TaskMetadataFields)):
        assert [*get_type_hints(fields)] == [*model.model_fields]
