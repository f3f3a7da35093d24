"""Rules for the core schemas of models: floats that are whole numbers, and the end of long lists.

They are applied to whole schemas, so that no compiled field has to state them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias, TypeGuard, TypeVar

from pydantic_core import PydanticKnownError, core_schema

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

T = TypeVar("T")

Schema: TypeAlias = Mapping[str, object]
"""A core schema of any kind."""


class FromServer:
    """Marks the type of a result or message as a whole: `list[int]` has no model to adapt it."""

    @staticmethod
    def __get_pydantic_core_schema__(
        source: object, handler: GetCoreSchemaHandler, /
    ) -> CoreSchema:
        return adapted(handler(source), failFast=True)  # pyright: ignore[reportReturnType]  # of the same type


def asWhole(value: T) -> T | int:
    """Make an int of a float that is a whole number, and leave any other value as it is.

    >>> [asWhole(value) for value in (10.0, 10.5, "10.0")]
    [10, 10.5, '10.0']
    """
    return int(value) if isinstance(value, float) and value.is_integer() else value


def adapted(schema: Schema, *, failFast: bool) -> Schema:
    """Let the integers of a schema be written as floats: to JSON Schema, 3600.0 is an integer.

    Literals need nothing: pydantic compares them as Python does. Models inside are left alone, as
    their classes adapt their own schemas.

    Args:
        schema: The schema of a field or a result; it is not changed itself.
        failFast: Whether each list and dict reports only its first wrong item. A hostile response
            could have millions of them.
    """
    return _Rules(failFast=failFast).schema(schema)


_INSIDE: Final = (
    *("schema", "json_schema", "python_schema", "lax_schema", "strict_schema"),
    *("items_schema", "values_schema", "choices", "steps"),
)
_CLOSED: Final = frozenset({"model", "dataclass", "typed-dict", "definitions"})
_CONTAINERS: Final = frozenset({"list", "set", "frozenset", "tuple", "dict"})
_LIMITS: Final = frozenset({"multiple_of", "le", "ge", "lt", "gt"})
_DONE: Final = "tc_typed"  # Pydantic may hand out a schema that was adapted already.


class _Rules:
    def __init__(self, *, failFast: bool) -> None:
        self._failFast = failFast

    def schema(self, schema: Schema) -> Schema:
        kind = schema["type"]
        if kind in _CLOSED or _DONE in _metadata(schema):
            return schema
        if kind == "int":
            return _wholeNumber(schema)
        made = {key: self._part(it) if key in _INSIDE else it for key, it in schema.items()}
        if kind == "union" and _isList(choices := schema["choices"]):
            made["choices"] = [self._choice(it) for it in choices]
        if self._failFast and kind in _CONTAINERS:
            made["fail_fast"] = True
        return made

    def _part(self, part: object) -> object:
        if _isSchema(part):
            return self.schema(part)
        if _isTable(part):  # the choices of a tagged union
            return {tag: self._part(it) for tag, it in part.items()}
        if _isList(part):
            return [self._part(it) for it in part]
        return part

    def _choice(self, choice: object) -> object:
        """Adapt a choice of a union, which may have a label."""
        if _isPair(choice):
            return self._part(choice[0]), choice[1]
        made = self._part(choice)
        # Locations of errors keep the label that an integer has by itself.
        return (made, "int") if _isSchema(choice) and choice["type"] == "int" else made


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

    def document(_: object, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(schema)  # pyright: ignore[reportArgumentType]  # of an int

    return {**number, "metadata": {_DONE: True, "pydantic_js_functions": [document]}}


def _wholeFloat(value: object) -> object:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    raise PydanticKnownError("int_type")


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
