"""Models and JSON Schemas accept the same values, and values survive a round trip."""

from __future__ import annotations

import importlib
import json
import random
import re
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from typing import Annotated, get_args, get_origin
from urllib.parse import urldefrag, urljoin

import jsonschema
import pytest
from hypothesis import assume, given, note, settings
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError
from tests.profiles import IS_LONG
from tests.wire.contract import Expander, Json, Schema, SchemaFile, references, schemaFiles
from tests.wire.from_schema import from_schema

from tc_typed.auth import ExpandScopesRequest
from tc_typed.core.models.base import Request, Response
from tc_typed.core.models.fields import FreeForm
from tc_typed.notify import AddDenylistAddressRequest
from tc_typed.secrets import SetSecretRequest

CONTRACTS = schemaFiles()
EXPANDERS = {package: Expander(files) for package, files in CONTRACTS.items()}
# There are many schemas, and for some, an example takes a second.
FEW = settings(max_examples=200 if IS_LONG else 5)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
FORMATS = jsonschema.FormatChecker()

# Keys of schemas that are more than containers of definitions.
WHOLE = {"type", "properties", "allOf", "oneOf", "anyOf", "$ref"}

WHOLE_FILES = [
    file
    for files in CONTRACTS.values()
    for file in files
    if WHOLE & file.content.keys() and "x-part" not in file.content
]

# Times that Python supports; those from hypothesis-jsonschema often have year 0.
DATE_TIME: Schema = {
    "type": "string",
    "pattern": r"^[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"
    r"T([01][0-9]|2[0-3])(:[0-5][0-9]){2}(\.[0-9]{1,6})?(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9])$",
}

UUID: Schema = {"type": "string", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"}

# Values in free-form objects: all types, nested, and fast to draw.
FREE: Json = [None, True, 0, -1, 2.5, "", "\u00e9\u2028", [], [[], {"deep": [None]}], {"": {}}]

# Python's `$` also matches before a final line break, and its `\\s` some control characters.
NOT_PLAIN = "[\x1c-\x1f\x85]|\n\\Z"


@FORMATS.checks("date-time", ValueError)
def _isDateTime(value: object) -> bool:
    """Whether a string is a time in RFC 3339 that Python supports."""
    if not isinstance(value, str):
        return True
    if not re.fullmatch(
        r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)", value, re.ASCII
    ):
        return False
    datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", value).upper())
    return True


def expanded(file: SchemaFile) -> Schema:
    return EXPANDERS[file.package].schema(file)


def moduleName(package: str, folder: str, module: str) -> str:
    return f"{package}.{folder.replace('-', '_')}.{module}"


def className(title: str) -> str:
    return "".join(word[0].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", title))


@FORMATS.checks("email")
def _isEmail(value: object) -> bool:
    """Whether browsers accept an e-mail address; jsonschema only looks for an `@`."""
    if not isinstance(value, str):
        return True
    name, _, host = value.rpartition("@")
    letters = set(string.ascii_letters + string.digits)
    return (
        bool(name)
        and {*name} <= letters | {*".!#$%&'*+/=?^_`{|}~-"}
        and all(
            0 < len(label) <= 63
            and {*label} <= letters | {"-"}
            and "-" not in (label[0], label[-1])
            for label in host.split(".")
        )
    )


@dataclass(frozen=True)
class Model:
    """Compiled type of a schema: a class, or a union or list of classes."""

    kind: object
    isRequest: bool

    @cached_property
    def adapter(self) -> TypeAdapter[object]:
        return TypeAdapter(self.kind)  # type: ignore[arg-type]  # any type


def isRequest(kind: object) -> bool:
    bare: object = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    kinds = [part for part in get_args(bare) or (bare,) if isinstance(part, type)]
    return all(issubclass(part, Request) for part in kinds if issubclass(part, BaseModel))


def models(file: SchemaFile) -> Iterator[Model]:
    """Yield the model of a schema file, or its two models for requests and responses."""
    if isinstance(reference := file.content.get("$ref"), str):
        # The file only refers to a shared schema.
        file = next(it for it in CONTRACTS[file.package] if it.id == reference)
    package = importlib.import_module(moduleName(file.package, file.folder, "models"))
    name = className(file.title)
    if file.content.get("type") == "array" or isMap(file.content):
        yield from unnamed(file)
        return
    if file.content.get("type") == "object" and isFree(file.content):
        yield Model(FreeForm, isRequest=True)
        return
    others = {className(other.title) for other in CONTRACTS[file.package]}
    request = className(str(file.content.get("x-request-title", "")))
    for candidate in (name, request, *({f"{name}Response"} - others)):
        if (kind := getattr(package, candidate, None)) is not None:
            yield Model(kind, isRequest(kind))


def isMap(content: Schema) -> bool:
    """Whether an object has arbitrary keys, and values of one type."""
    return isinstance(content.get("additionalProperties"), dict) and "properties" not in content


def isFree(content: Schema) -> bool:
    """Whether an object is not restricted at all, so that it has no class."""
    restricted = content.keys() & {"properties", "allOf", "oneOf"}
    return not restricted and content.get("additionalProperties", True) is True


def unnamed(file: SchemaFile) -> Iterator[Model]:
    """Yield the types of an array or map, which has no class: from methods and from fields."""
    yield from ofMethods(file)
    yield from ofFields(file)


def ofMethods(file: SchemaFile) -> Iterator[Model]:
    for service, methods in references(file.package):
        operations = importlib.import_module(moduleName(file.package, service, "operations"))
        for name, method in methods.items():
            for key, role in (("input", "payload"), ("output", "result")):
                target = urljoin(f"/schemas/{service}/", method.get(key, ""))
                if urldefrag(target).url == urldefrag(file.id).url:
                    kind = getattr(operations.OPERATIONS[name], role)
                    yield Model(kind, isRequest=role == "payload")


def ofFields(file: SchemaFile) -> Iterator[Model]:
    for other in CONTRACTS[file.package]:
        properties = other.content.get("properties")
        for name, schema in properties.items() if isinstance(properties, dict) else ():
            reference = schema.get("$ref") if isinstance(schema, dict) else None
            if (
                isinstance(reference, str)
                and urljoin(other.id, reference) == urldefrag(file.id).url
            ):
                for model in models(other):
                    assert isinstance(model.kind, type)
                    assert issubclass(model.kind, BaseModel)
                    field = model.kind.model_fields[name]
                    kind: object = field.annotation
                    if not field.is_required():  # without the None for an absent field
                        [kind] = [part for part in get_args(kind) if part is not type(None)]
                    for constraint in field.metadata:
                        kind = Annotated[kind, constraint]
                    yield Model(kind, isRequest=model.isRequest)


CASES = [(file, model) for file in WHOLE_FILES if file.folder != "common" for model in models(file)]


def test_every_schema_has_a_model() -> None:
    # Common schemas have models in each service, and some files only contain definitions.
    ours = {file for file in WHOLE_FILES if file.folder != "common"}
    assert ours == {file for file, _ in CASES}
    assert len(WHOLE_FILES) > 0.9 * sum(map(len, CONTRACTS.values()))
    tested = [model.kind for _, model in CASES]
    assert Request not in tested
    assert Response not in tested
    for kind in (ExpandScopesRequest, AddDenylistAddressRequest, SetSecretRequest):
        assert kind in tested


def parameters(cases: list[tuple[SchemaFile, Model]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("file", "model"), cases, ids=lambda value: str(value)[:60])


@cache
def validator(file: SchemaFile) -> Callable[[Json], bool]:
    check = jsonschema.Draft6Validator(expanded(file), format_checker=FORMATS)
    return check.is_valid  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # an untyped overload


def generated(node: Json) -> Json:
    """Return a narrower schema to generate values from: small ones, with times Python supports.

    Callers check generated values against the original schema.
    """
    if isinstance(node, list):
        return [generated(item) for item in node]
    if not isinstance(node, dict):
        return node
    if not node:
        return {"enum": FREE}
    if node.get("format") == "date-time":
        return {**DATE_TIME}
    if node.get("format") == "uuid":
        return {**UUID}
    narrow: dict[str, Json] = {
        key: {name: generated(item) for name, item in value.items()}
        if key == "properties" and isinstance(value, dict)
        else generated(value)
        for key, value in node.items()
    }
    if node.get("type") == "array":
        narrow["maxItems"] = node.get("minItems", 2)
    if node.get("type") == "object":
        narrow |= generatedObject(node)
    if node.get("type") == "string" and not node.keys() & {"enum", "const"}:
        # Otherwise, most large instances would be rejected after all their strings were drawn.
        narrow["not"] = {"type": "string", "pattern": NOT_PLAIN}
    return narrow


def generatedObject(node: Schema) -> Schema:
    """Return limits of the properties that a schema does not declare."""
    limits: Schema = {} if node.get("properties") else {"maxProperties": 3}
    isOpen = node.get("additionalProperties", True) is True
    # Arbitrary values of unknown properties would take most of the time.
    if isOpen and not (IS_LONG and node.get("properties")):
        limits["additionalProperties"] = {"enum": FREE}
    return limits


@cache
def instances(file: SchemaFile) -> st.SearchStrategy[Json]:
    accepts = validator(file)
    schema = generated(expanded(file))
    assert isinstance(schema, dict)
    return from_schema(schema).filter(lambda instance: accepts(instance) and plain(instance))


def same(sent: Json, back: Json) -> bool:
    """Whether values are equal as JSON, with times compared as datetimes."""
    if isinstance(sent, dict) and isinstance(back, dict):
        return sent.keys() == back.keys() and all(same(sent[key], back[key]) for key in sent)
    if isinstance(sent, list) and isinstance(back, list):
        return len(sent) == len(back) and all(map(same, sent, back))
    if isinstance(sent, str) and isinstance(back, str) and sent != back:
        return instant(sent) == instant(back)
    return sent == back and isinstance(sent, bool) == isinstance(back, bool)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text).upper())


@pytest.mark.slow
@parameters(CASES)
def test_values_that_the_schema_accepts_survive_a_round_trip(
    file: SchemaFile, model: Model
) -> None:
    accepts = validator(file)

    @FEW
    @given(instances(file), st.randoms(use_true_random=False))
    def check(instance: Json, chance: random.Random) -> None:
        # In JSON Schema, 3.0 is an integer.
        written = withFloats(instance, chance)
        assert accepts(written)
        for decoded in (
            model.adapter.validate_json(json.dumps(instance)),
            model.adapter.validate_json(json.dumps(written)),
            model.adapter.validate_python(written),
        ):
            dumped = json.loads(model.adapter.dump_json(decoded))
            note(f"dumped: {dumped}")
            assert same(instance, dumped)
            assert accepts(dumped)

    check()


@pytest.mark.slow
@parameters([(file, model) for file, model in CASES if model.isRequest])
def test_request_models_reject_the_same_values_as_the_schema(
    file: SchemaFile, model: Model
) -> None:
    accepts, schema = validator(file), expanded(file)

    @FEW
    @given(instances(file), st.data())
    def check(instance: Json, data: st.DataObject) -> None:
        mutated = mutate(instance, data)
        assume(not confusesLiterals(mutated))
        try:
            model.adapter.validate_json(json.dumps(mutated))
            accepted = True
        except ValidationError as error:
            note(str(error))
            accepted = False
        # The server inserts defaults before it validates.
        assert accepted == accepts(withDefaults(schema, mutated))

    check()


def confusesLiterals(instance: Json) -> bool:
    """Whether Python finds a value equal to a literal of the contract, which JSON does not.

    Pydantic takes False for `Literal[0]`, and 1 for `Literal[True]`.
    """
    if not isinstance(instance, dict):
        return False
    flags = [instance[name] for name in ("simple", "getUrl") if name in instance]
    return (
        isinstance(instance.get("version"), bool)
        or any(flag == 1 and flag is not True for flag in flags)
        or any(map(confusesLiterals, instance.values()))
    )


def withFloats(instance: Json, chance: random.Random) -> Json:
    if isinstance(instance, dict):
        return {key: withFloats(value, chance) for key, value in instance.items()}
    if isinstance(instance, list):
        return [withFloats(item, chance) for item in instance]
    if not isinstance(instance, int) or isinstance(instance, bool):
        return instance
    return float(instance) if abs(instance) <= 2**53 and chance.random() < 0.7 else instance


def plain(instance: Json) -> bool:
    """Whether Python's regular expressions match the instance like those of JSON Schema."""
    if isinstance(instance, dict):
        return all(map(plain, instance.values()))
    if isinstance(instance, list):
        return all(map(plain, instance))
    return not (isinstance(instance, str) and re.search(NOT_PLAIN, instance))


def withDefaults(schema: Schema, instance: Json) -> Json:
    properties = schema.get("properties")
    if not isinstance(instance, dict) or not isinstance(properties, dict):
        return instance
    filled = dict(instance)
    for name, node in properties.items():
        assert isinstance(node, dict)
        if name in filled:
            filled[name] = withDefaults(node, filled[name])
        elif "default" in node:
            filled[name] = node["default"]
    return filled


def mutate(instance: Json, data: st.DataObject) -> Json:  # noqa: PLR0911  # kinds of changes
    """Change one thing somewhere in an instance."""
    if isinstance(instance, dict) and instance:
        key = data.draw(st.sampled_from(sorted(instance)), "key")
        match data.draw(st.sampled_from(["inside", "drop", "add", "replace"]), "change"):
            case "inside":
                return {**instance, key: mutate(instance[key], data)}
            case "drop":
                return {name: value for name, value in instance.items() if name != key}
            case "add":
                return {**instance, data.draw(st.text(), "name"): data.draw(ANY_JSON, "value")}
            case _:
                return {**instance, key: data.draw(ANY_JSON, "value")}
    if isinstance(instance, list) and instance:
        index = data.draw(st.integers(0, len(instance) - 1), "index")
        if data.draw(st.booleans(), "repeat"):
            return [*instance, instance[index]]
        return [*instance[:index], mutate(instance[index], data), *instance[index + 1 :]]
    if isinstance(instance, str):
        return data.draw(
            st.sampled_from([instance + "é ", instance[:-1], instance * 2, "", "~" * 5000]), "text"
        )
    if isinstance(instance, int) and not isinstance(instance, bool):
        return data.draw(
            st.sampled_from(
                [instance + 1, -instance - 1, 10**6, instance % 1000 + 0.5, float(instance % 1000)]
            ),
            "n",
        )
    return data.draw(ANY_JSON, "value")
