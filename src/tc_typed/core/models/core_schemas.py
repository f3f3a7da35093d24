"""Rules for the core schemas of models: whole numbers as floats, long lists, words of errors.

They are applied to whole schemas, so that no compiled field has to state them.
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
"""A core schema of any kind."""

Located: TypeAlias = tuple[tuple[str | int, ...], str]
"""Location and message of an error of pydantic's."""

Reword: TypeAlias = "Callable[[ErrorDetails], Located | None]"
"""Gives the location and message of a part of an error, changed or not; `None` to leave it out."""

_INSIDE: Final = (
    *("schema", "json_schema", "python_schema", "lax_schema", "strict_schema"),
    *("items_schema", "values_schema", "choices", "steps"),
)

_CLOSED: Final = frozenset({"model", "dataclass", "typed-dict", "definitions"})
_CONTAINERS: Final = frozenset({"list", "set", "frozenset", "tuple", "dict"})
_UNIONS: Final = frozenset({"union", "tagged-union"})
_KEY: Final = "[key]"  # where pydantic complains of the key of an item
_JSON: Final = "pydantic.types.JsonValue"
_LIMITS: Final = frozenset({"multiple_of", "le", "ge", "lt", "gt"})
_DONE: Final = "tc_typed"

ADAPTED: Final[Mapping[str, object]] = {_DONE: True}
"""Metadata of a schema that stays as it is; pydantic may hand out one that was adapted already.

Each schema needs a copy, to which pydantic adds its own.
"""


class FromServer:
    """Marks the type of a result or message as a whole: `list[int]` has no model to adapt it."""

    @staticmethod
    def __get_pydantic_core_schema__(
        source: object, handler: GetCoreSchemaHandler, /
    ) -> CoreSchema:
        return adapted(handler(source), failFast=True)  # pyright: ignore[reportReturnType]  # of the same type


def adapted(schema: Schema, *, failFast: bool) -> Schema:
    """Accept whole floats as integers, and give errors plain messages and locations.

    To JSON Schema, 3600.0 is an integer. Literals need nothing: pydantic compares them as Python
    does. A location holds names and indices only, not pydantic's names for the choices of unions.
    Models inside are left alone, as their classes adapt their own schemas.

    Args:
        schema: The schema of a field or a result; it is not changed itself.
        failFast: Whether each list and dict reports only its first wrong item. A hostile response
            could have millions of them.
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
        if _isJson(schema.get("values_schema")):  # once, rather than for each of its values
            return _locatedInPython({**schema, **limits}, ofJson)
        return {**self._withParts(schema), **limits}

    def _union(self, schema: Schema) -> Schema:
        made = self._withParts(schema)
        if schema["type"] == "union" and _isList(choices := schema["choices"]):
            if all(map(_isEnumeration, choices)):
                return {**made, "custom_error_type": "string_type"}
            made["choices"] = [self._choice(it) for it in choices]
        return _located(made, _ofChoice)

    def _withParts(self, schema: Schema) -> dict[str, object]:
        """Adapt the schemas that a schema is made of."""
        parts = {key: self._part(schema[key]) for key in _INSIDE if key in schema}
        return {**schema, **parts}

    def _part(self, part: object) -> object:
        if _isSchema(part):
            return self.schema(part)
        if _isTable(part):  # the choices of a tagged union
            return {tag: self._part(it) for tag, it in part.items()}
        if _isList(part):
            return [self._part(it) for it in part]
        return part

    def _choice(self, choice: object) -> object:
        """Adapt a choice of a union, and label it with the class that it is, if it is one."""
        schema = choice[0] if _isPair(choice) else choice
        return self._part(schema), _className(schema) or ""


def _inWords(schema: Schema) -> Schema:
    """A text whose error says in words what it must be, where its pattern has such."""
    words = WORDS.get(str(schema.get("pattern")))
    if words is None:
        return schema
    bare = {key: it for key, it in schema.items() if key != "pattern"}
    matching = core_schema.custom_error_schema(
        core_schema.str_schema(pattern=str(schema["pattern"])),
        custom_error_type="string_pattern",
        custom_error_message=f"Input should be {words}",
    )
    return _documentedAs(schema, {"type": "chain", "steps": [bare, matching]})


# Locations of errors


def reworded(schema: CoreSchema, reword: Reword) -> CoreSchema:
    """Validate by a schema, and change locations and messages of errors if there are any.

    Args:
        schema: The schema.
        reword: Gives the location and message of an error, changed or not.
    """

    def validate(value: object, handler: ValidatorFunctionWrapHandler) -> object:
        try:
            return handler(value)
        except ValidationError as error:
            wrong = error
        raise inOtherWords(wrong, reword)

    return core_schema.no_info_wrap_validator_function(validate, schema, metadata={**ADAPTED})


def inOtherWords(error: ValidationError, reword: Reword) -> ValidationError:
    """An error with other locations and messages; the error itself where none is another.

    Args:
        error: The error.
        reword: Gives the location and message of a part of it, `None` to leave that out.
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
        # Its type and text are those of an error that pydantic made.
        kind = PydanticCustomError(problem["type"], "{message}", {"message": message})  # pyright: ignore[reportArgumentType]
        details.append(InitErrorDetails(type=kind, loc=place, input=problem["input"]))
    return ValidationError.from_exception_data(error.title, details)


def isAdapted(schema: Schema) -> bool:
    """Whether a schema was made by a function of this module."""
    return _DONE in _metadata(schema)


def _located(schema: Schema, reword: Reword) -> Schema:
    return reworded(schema, reword)  # pyright: ignore[reportArgumentType]  # of any kind


def _ofChoice(problem: ErrorDetails) -> Located:
    """Leave the choice of a union out of the location, and name the class of which it is one."""
    place, message = problem["loc"], problem["msg"]
    if not place:  # None was chosen.
        return place, message
    return place[1:], f"{message} (as {place[0]})" if place[0] else message


def ofJson(problem: ErrorDetails) -> Located:
    """Leave out the kinds of JSON values, of which one follows each key and index."""
    place = problem["loc"]
    isOfKey = bool(place) and len(place) % 2 == 0 and place[-1] == _KEY
    return (*place[::2], *[_KEY] * isOfKey), problem["msg"]


def _ofJsonValue(problem: ErrorDetails) -> Located:
    """Leave out the kinds of JSON values, of which one also comes first."""
    return ofJson({**problem, "loc": problem["loc"][1:]})


def _json(schema: Schema) -> Schema:
    """Adapt a reference to JsonValue. JSON can't fail it; only a Python value can."""
    return _locatedInPython(schema, _ofJsonValue) if _isJson(schema) else schema


def _isJson(schema: object) -> bool:
    return _isSchema(schema) and _JSON in str(schema.get("schema_ref"))


def _locatedInPython(schema: Schema, reword: Reword) -> Schema:
    return core_schema.json_or_python_schema(
        json_schema=schema,  # pyright: ignore[reportArgumentType]  # of any kind
        python_schema=_located(schema, reword),  # pyright: ignore[reportArgumentType]  # of a function
        metadata={**ADAPTED},
    )


def _isEnumeration(choice: object) -> bool:
    """Whether a choice of a union is texts, of which some are known."""
    if not _isSchema(choice):
        return False
    if choice["type"] == "function-after":
        return _isSchema(inner := choice["schema"]) and inner["type"] == "str"
    return choice["type"] == "literal"


def _className(schema: object) -> str | None:
    """The name of the class that a schema is of, if it is a model."""
    while _isSchema(schema):
        match schema:
            case {"type": "model", "cls": type() as cls}:
                return cls.__name__
            case {"type": "definition-ref", "schema_ref": str(reference)} if _JSON not in reference:
                return reference.partition(":")[0].rpartition(".")[2]
            case _:
                schema = schema.get("schema")
    return None


def _wholeNumber(schema: Schema) -> Schema:
    """An integer that may be written as a float; limits are checked of the int."""
    bare = {key: it for key, it in schema.items() if key not in _LIMITS}
    choices = [bare, core_schema.no_info_plain_validator_function(_wholeFloat)]
    number = {
        "type": "union",
        "choices": choices,
        "mode": "left_to_right",
        "custom_error_type": "int_type",  # in the place of an error of each choice
        "serialization": schema.get("serialization", core_schema.simple_ser_schema("int")),
    }
    if len(bare) < len(schema):
        number = {"type": "chain", "steps": [number, schema]}
    return _documentedAs(schema, number)


def _documentedAs(schema: Schema, made: Schema) -> Schema:
    """A schema that was adapted, whose JSON Schema is that of the one that it was made of."""

    def document(_: object, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(schema)  # pyright: ignore[reportArgumentType]  # of any kind

    return {**made, "metadata": {**ADAPTED, "pydantic_js_functions": [document]}}


def _wholeFloat(value: object) -> object:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    raise PydanticKnownError("int_type")


_ADAPTED: Final[Mapping[str, Callable[[Schema], Schema]]] = {
    "int": _wholeNumber,
    "str": _inWords,
    "definition-ref": _json,
}


def _metadata(schema: Schema) -> Mapping[object, object]:
    metadata = schema.get("metadata")
    return metadata if _isTable(metadata) else {}


def _isSchema(part: object) -> TypeGuard[Schema]:
    return _isTable(part) and isinstance(part.get("type"), str)


def _isTable(part: object) -> TypeGuard[Mapping[object, object]]:
    return isinstance(part, dict)


def _isList(part: object) -> TypeGuard[Sequence[object]]:
    return isinstance(part, list)


def _isPair(part: object) -> TypeGuard[tuple[object, object]]:
    return isinstance(part, tuple)
