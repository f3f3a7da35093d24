"""Rules for the core schemas of models: integers as floats, long lists, error messages.

They are applied to complete schemas, so that compiled fields don't have to specify them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias, TypeGuard

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError, PydanticKnownError, core_schema

from tc_typed.core.models.patterns import WORDS
from tc_typed.core.models.problems import MOST_ERRORS

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidatorFunctionWrapHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema, ErrorDetails

Schema: TypeAlias = Mapping[str, object]
"""A core schema of any type."""

Located: TypeAlias = tuple[tuple[str | int, ...], str]
"""Location and message of a pydantic error."""

Reword: TypeAlias = "Callable[[ErrorDetails], Located | None]"
"""Function that returns the new location and message of an error; `None` drops the error."""

_INSIDE: Final = (
    *("schema", "json_schema", "python_schema", "lax_schema", "strict_schema"),
    *("items_schema", "values_schema", "choices", "steps"),
)

_CLOSED: Final = frozenset({"model", "dataclass", "typed-dict", "definitions"})
_CONTAINERS: Final = frozenset({"list", "set", "frozenset", "tuple", "dict"})
_UNIONS: Final = frozenset({"union", "tagged-union"})
_KEY: Final = "[key]"  # last part of pydantic's location for a wrong key of a dict
_JSON: Final = "pydantic.types.JsonValue"
_LIMITS: Final = frozenset({"multiple_of", "le", "ge", "lt", "gt"})
_DONE: Final = "tc_typed"

ADAPTED: Final[Mapping[str, object]] = {_DONE: True}
"""Metadata of a schema that must not be adapted again, as pydantic reuses adapted schemas.

Each schema needs its own copy, because pydantic adds more metadata to it.
"""


class FromServer:
    """Marker for the type of a result or message, which may not be a model: `list[int]`."""

    @staticmethod
    def __get_pydantic_core_schema__(
        source: object, handler: GetCoreSchemaHandler, /
    ) -> CoreSchema:
        return adapted(handler(source), failFast=True)  # pyright: ignore[reportReturnType]  # of the same type


def adapted(schema: Schema, *, failFast: bool) -> Schema:
    """Accept floats such as 3600.0 as integers, and give errors plain messages and locations.

    In JSON Schema, 3600.0 is an integer. Literals need no change: pydantic compares them like
    Python. Locations have only names and indices, not pydantic's names for members of unions.
    Nested models are left unchanged, as their classes adapt their own schemas.

    Args:
        schema: The schema of a field or result. It is not modified.
        failFast: Whether each list and dict reports only its first wrong item. A hostile response
            could have millions of wrong items.
    """
    return _Rules(failFast=failFast).schema(schema)


class _Rules:
    def __init__(self, *, failFast: bool) -> None:
        self._failFast = failFast

    def schema(self, schema: Schema) -> Schema:
        kind = str(schema["type"])
        if kind in _CLOSED or isAdapted(schema):
            return schema
        if (adapt := _ADAPTED.get(kind)) is not None:
            return adapt(schema)
        if kind in _CONTAINERS:
            return self._container(schema)
        if kind in _UNIONS and "custom_error_type" not in schema:
            return self._union(schema)
        return self._withParts(schema)

    def _container(self, schema: Schema) -> Schema:
        limits = {"fail_fast": True} if self._failFast else {}
        if _isJson(schema.get("values_schema")):  # once here, rather than for each of its values
            return _locatedInPython({**schema, **limits}, locateInJson)
        return {**self._withParts(schema), **limits}

    def _union(self, schema: Schema) -> Schema:
        made = self._withParts(schema)
        if schema["type"] == "union" and _isList(choices := schema["choices"]):
            if all(map(_isEnumeration, choices)):
                return {**made, "custom_error_type": "string_type"}
            made["choices"] = [self._choice(it) for it in choices]
        return _located(made, _locateInChoice)

    def _withParts(self, schema: Schema) -> dict[str, object]:
        """Adapt the schemas inside a schema."""
        parts = {key: self._part(schema[key]) for key in _INSIDE if key in schema}
        return {**schema, **parts}

    def _part(self, part: object) -> object:
        if _isSchema(part):
            return self.schema(part)
        if _isDict(part):  # the choices of a tagged union
            return {tag: self._part(it) for tag, it in part.items()}
        if _isList(part):
            return [self._part(it) for it in part]
        return part

    def _choice(self, choice: object) -> object:
        """Adapt a choice of a union. If it is a model, label it with the name of its class."""
        schema = choice[0] if _isPair(choice) else choice
        return self._part(schema), _className(schema) or ""


def _withPlainMessage(schema: Schema) -> Schema:
    """Replace the error of a string's pattern by a plain description, if there is one."""
    words = WORDS.get(str(schema.get("pattern")))
    if words is None:
        return schema
    bare = {key: it for key, it in schema.items() if key != "pattern"}
    matching = core_schema.custom_error_schema(
        core_schema.str_schema(pattern=str(schema["pattern"])),
        custom_error_type="string_pattern",
        custom_error_message=f"Input should be {words}",
    )
    return _withJsonSchemaOf(schema, {"type": "chain", "steps": [bare, matching]})


# Locations of errors


def reworded(schema: CoreSchema, reword: Reword) -> CoreSchema:
    """Wrap a schema to change the locations and messages of its errors.

    Args:
        schema: The schema.
        reword: Returns the new location and message of an error.
    """

    def validate(value: object, handler: ValidatorFunctionWrapHandler) -> object:
        try:
            return handler(value)
        except ValidationError as error:
            wrong = error
        raise rewordedError(wrong, reword)

    return core_schema.no_info_wrap_validator_function(validate, schema, metadata={**ADAPTED})


def rewordedError(error: ValidationError, reword: Reword) -> ValidationError:
    """Return an error with new locations and messages, or the same error if nothing changes.

    Args:
        error: The error.
        reword: Returns the new location and message of one of its details; `None` drops it.
    """
    if error.error_count() > MOST_ERRORS:
        return error
    found = error.errors(include_url=False, include_context=False)
    made = [reword(problem) for problem in found]
    if made == [(problem["loc"], problem["msg"]) for problem in found]:
        return error
    details: list[InitErrorDetails] = []
    for problem, located in zip(found, made, strict=True):
        if located is None:
            continue
        place, message = located
        # Type and message are those of an existing pydantic error.
        kind = PydanticCustomError(problem["type"], "{message}", {"message": message})  # pyright: ignore[reportArgumentType]
        details.append(InitErrorDetails(type=kind, loc=place, input=problem["input"]))
    return ValidationError.from_exception_data(error.title, details)


def isAdapted(schema: Schema) -> bool:
    """Return whether a function of this module created a schema."""
    return _DONE in _metadata(schema)


def _located(schema: Schema, reword: Reword) -> Schema:
    return reworded(schema, reword)  # pyright: ignore[reportArgumentType]  # of any type


def _locateInChoice(problem: ErrorDetails) -> Located:
    """Move the name of a union's choice from the location to the message, if it is a class."""
    place, message = problem["loc"], problem["msg"]
    if not place:  # No choice was selected.
        return place, message
    return place[1:], f"{message} (as {place[0]})" if place[0] else message


def locateInJson(problem: ErrorDetails) -> Located:
    """Remove the types of JSON values, which follow each key and index, from the location."""
    place = problem["loc"]
    isOfKey = bool(place) and len(place) % 2 == 0 and place[-1] == _KEY
    return (*place[::2], *[_KEY] * isOfKey), problem["msg"]


def _locateInJsonValue(problem: ErrorDetails) -> Located:
    """Remove the types of JSON values, including the first part, from the location."""
    return locateInJson({**problem, "loc": problem["loc"][1:]})


def _json(schema: Schema) -> Schema:
    """Adapt a reference to JsonValue. All JSON matches it, but not every Python value does."""
    return _locatedInPython(schema, _locateInJsonValue) if _isJson(schema) else schema


def _isJson(schema: object) -> bool:
    return _isSchema(schema) and _JSON in str(schema.get("schema_ref"))


def _locatedInPython(schema: Schema, reword: Reword) -> Schema:
    return core_schema.json_or_python_schema(
        json_schema=schema,  # pyright: ignore[reportArgumentType]  # of any type
        python_schema=_located(schema, reword),  # pyright: ignore[reportArgumentType]  # of a function
        metadata={**ADAPTED},
    )


def _isEnumeration(choice: object) -> bool:
    """Return whether a choice of a union is an enumeration: a literal or `Unrecognized`."""
    if not _isSchema(choice):
        return False
    if choice["type"] == "function-after":
        return _isSchema(inner := choice["schema"]) and inner["type"] == "str"
    return choice["type"] == "literal"


def _className(schema: object) -> str | None:
    """Return the name of the class of a schema, if it is a model."""
    while _isSchema(schema):
        match schema:
            case {"type": "model", "cls": type() as cls}:
                return cls.__name__
            case {"type": "definition-ref", "schema_ref": str(reference)} if _JSON not in reference:
                return reference.partition(":")[0].rpartition(".")[2]
            case _:
                schema = schema.get("schema")
    return None


def _integer(schema: Schema) -> Schema:
    """Accept floats with an integer value, and check limits of the resulting int."""
    bare = {key: it for key, it in schema.items() if key not in _LIMITS}
    choices = [bare, core_schema.no_info_plain_validator_function(_integerOfFloat)]
    number = {
        "type": "union",
        "choices": choices,
        "mode": "left_to_right",
        "custom_error_type": "int_type",  # instead of one error per choice
        "serialization": schema.get("serialization", core_schema.simple_ser_schema("int")),
    }
    if len(bare) < len(schema):
        number = {"type": "chain", "steps": [number, schema]}
    return _withJsonSchemaOf(schema, number)


def _withJsonSchemaOf(schema: Schema, made: Schema) -> Schema:
    """Return an adapted schema that has the JSON Schema of the original one."""

    def document(_: object, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(schema)  # pyright: ignore[reportArgumentType]  # of any type

    return {**made, "metadata": {**ADAPTED, "pydantic_js_functions": [document]}}


def _integerOfFloat(value: object) -> object:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    raise PydanticKnownError("int_type")


_ADAPTED: Final[Mapping[str, Callable[[Schema], Schema]]] = {
    "int": _integer,
    "str": _withPlainMessage,
    "definition-ref": _json,
}


def _metadata(schema: Schema) -> Mapping[object, object]:
    metadata = schema.get("metadata")
    return metadata if _isDict(metadata) else {}


def _isSchema(part: object) -> TypeGuard[Schema]:
    return _isDict(part) and isinstance(part.get("type"), str)


def _isDict(part: object) -> TypeGuard[Mapping[object, object]]:
    return isinstance(part, dict)


def _isList(part: object) -> TypeGuard[Sequence[object]]:
    return isinstance(part, list)


def _isPair(part: object) -> TypeGuard[tuple[object, object]]:
    return isinstance(part, tuple)
