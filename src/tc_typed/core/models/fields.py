"""Types of compiled fields for which plain Python types are not enough."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, BinaryIO, TypeAlias, TypeVar, get_args

from pydantic import BaseModel, JsonValue, ValidationError
from pydantic_core import PydanticCustomError, core_schema, to_jsonable_python

from tc_typed.core.models.core_schemas import ADAPTED, Located, locateInJson, rewordedError
from tc_typed.core.models.timestamps import formatTimestamp
from tc_typed.core.texts import cut

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, ValidatorFunctionWrapHandler
    from pydantic_core import CoreSchema, ErrorDetails

_RFC3339 = r"^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:?\d{2})$"

# Pydantic's parser checks the number of digits itself, so with this pattern it accepts the same
# strings as with the one above. This pattern is faster, and a page has thousands of timestamps.
_RFC3339_FORM = r"^[0-9-]+[Tt][0-9]+:[0-9]+:[0-9]+(\.[0-9]+)?([Zz]|[+-][0-9:]+)$"

_IS_RFC3339 = re.compile(_RFC3339).fullmatch
_NO_DATE_TIME = "Input should be a date and time with an offset, such as 2026-11-26T12:00:00.000Z"

_FROM_JSON = core_schema.chain_schema(
    [
        core_schema.custom_error_schema(
            core_schema.str_schema(
                pattern=_RFC3339_FORM, metadata={"pydantic_js_updates": {"pattern": _RFC3339}}
            ),
            custom_error_type="date_time",
            custom_error_message=_NO_DATE_TIME,
        ),
        core_schema.datetime_schema(strict=False),
    ]
)

_PLAIN, _ANY = "plain", "any"
_LONGEST_ITEM = 100  # in a message


class Unrecognized(str):
    """Value of an enumeration that this version of the library does not know.

    Newer servers may send such values. They are compared and dumped like any string, and one
    `case Unrecognized()` makes a `match` over a field exhaustive.
    """

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: GetCoreSchemaHandler, /
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(cls, core_schema.str_schema())


class MayBeNull:
    """Marker for an optional response field in which `null` and absence have different meanings.

    Both are read as `None`; a dump contains what was received.
    """


# Datetimes


def _checkDatetime(value: object) -> object:
    if isinstance(value, datetime):
        if value.tzinfo is UTC or value.utcoffset() is not None:
            return value
        raise PydanticCustomError(
            "naive_datetime",
            "Datetime must have a time zone: use tc_typed.fromNow() or datetime.now(UTC)",
        )
    if isinstance(value, str) and _IS_RFC3339(value):
        return value
    raise PydanticCustomError("date_time", _NO_DATE_TIME)


# A union of strings and datetimes would add the names of its choices to the locations of errors.
_FROM_PYTHON = core_schema.no_info_before_validator_function(
    _checkDatetime, core_schema.datetime_schema(strict=False)
)
_TIMESTAMP = core_schema.json_or_python_schema(
    json_schema=_FROM_JSON,
    python_schema=_FROM_PYTHON,
    serialization=core_schema.plain_serializer_function_ser_schema(
        formatTimestamp, return_schema=core_schema.str_schema(), when_used="json"
    ),
)


class _TimestampSchema:
    @staticmethod
    def __get_pydantic_core_schema__(
        source: object, handler: GetCoreSchemaHandler, /
    ) -> CoreSchema:
        return _TIMESTAMP


Timestamp: TypeAlias = Annotated[datetime, _TimestampSchema]
"""A timezone-aware datetime; on the wire in UTC with milliseconds and `Z`."""


# Free-form objects

JsonObject: TypeAlias = dict[str, JsonValue]
"""A free-form JSON object, exactly as the server sent it."""


class _PlainObject:
    """Faster check for the same objects as `JsonObject`, with a single error for all problems.

    It is for Python objects only, where `JsonValue` calls a function for each value.
    """

    @staticmethod
    def __get_pydantic_core_schema__(
        source: object, handler: GetCoreSchemaHandler, /
    ) -> CoreSchema:
        name = "tc_typed.PlainJson"
        value = core_schema.definition_reference_schema(name)
        text = core_schema.str_schema(strict=True)
        table = core_schema.dict_schema(text, value, strict=True)
        kinds = [
            text,
            core_schema.int_schema(strict=True),
            table,
            core_schema.list_schema(value, strict=True),
            core_schema.bool_schema(strict=True),
            core_schema.float_schema(strict=True),
            core_schema.none_schema(),
        ]
        return core_schema.definitions_schema(
            core_schema.custom_error_schema(table, _PLAIN, custom_error_message=_PLAIN),
            [core_schema.union_schema([*kinds], mode="left_to_right", ref=name)],
        )


def _locateInFreeForm(problem: ErrorDetails) -> Located | None:
    """Drop the faster check's error, because `JsonObject`'s error describes the problem."""
    check, *place = problem["loc"]
    return None if check == _PLAIN else locateInJson({**problem, "loc": tuple(place)})


class _FreeFormSchema:
    """Schema of a dict of JSON values, or of any pydantic model, which is dumped by its type."""

    @staticmethod
    def __get_pydantic_core_schema__(
        source: object, handler: GetCoreSchemaHandler, /
    ) -> CoreSchema:
        jsonObject = handler.generate_schema(JsonObject)
        plain = handler.generate_schema(_PlainObject)

        def check(value: object, checkDict: ValidatorFunctionWrapHandler) -> object:
            if isinstance(value, BaseModel):
                return value
            if not isinstance(value, dict):
                raise PydanticCustomError(
                    "free_form_type", "Input should be a dict of JSON values or a pydantic model"
                )
            try:
                return checkDict(value)
            except ValidationError as error:
                wrong = error
            raise rewordedError(wrong, _locateInFreeForm)

        return core_schema.json_or_python_schema(
            json_schema=jsonObject,
            python_schema=core_schema.no_info_wrap_validator_function(
                check,
                core_schema.union_schema(
                    [(plain, _PLAIN), (jsonObject, _ANY)], mode="left_to_right"
                ),
                metadata={**ADAPTED},
            ),
            serialization=core_schema.simple_ser_schema("any"),
        )


FreeForm: TypeAlias = Annotated[dict[str, JsonValue] | BaseModel, _FreeFormSchema]
"""A free-form object in a request: a dict, or any pydantic model, which is dumped by its type."""


Upload: TypeAlias = bytes | str | os.PathLike[str] | BinaryIO
"""Source of a file payload: its bytes, its path, or the open file."""

Payload: TypeAlias = FreeForm | Mapping[str, object] | Sequence[BaseModel] | Upload
"""Any payload that a method can send: an object, a dict of its fields, a list of models, or a
file.
"""


# Checks for which pydantic has no constraint

_Value = TypeVar("_Value")


def _unique(values: list[_Value]) -> list[_Value]:
    known: set[str] = set()
    for value in values:
        text = json.dumps(to_jsonable_python(value), sort_keys=True)
        if text in known:
            raise PydanticCustomError(
                "unique_items",
                "Items should be unique, {item} is repeated",
                {"item": cut(text, _LONGEST_ITEM)},
            )
        known.add(text)
    return values


class UniqueItems:
    """Marker for a list in a request whose items must be unique."""

    @staticmethod
    def __get_pydantic_core_schema__(
        source: object, handler: GetCoreSchemaHandler, /
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(_unique, handler(source))


@dataclass(frozen=True, slots=True, init=False)
class HasKeys:
    """Marker for a dict in a request that must have certain keys."""

    names: tuple[str, ...]

    def __init__(self, *names: str) -> None:
        object.__setattr__(self, "names", names)

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler, /
    ) -> CoreSchema:
        def check(table: dict[str, object]) -> dict[str, object]:
            if missing := [name for name in self.names if name not in table]:
                raise PydanticCustomError(
                    "missing_keys", "Missing keys: {keys}", {"keys": ", ".join(missing)}
                )
            return table

        return core_schema.no_info_after_validator_function(check, handler(source))


@dataclass(frozen=True, slots=True, init=False)
class Format:
    """Marker for a string in a request that must have one of these JSON Schema formats."""

    names: tuple[str, ...]

    def __init__(self, *names: str) -> None:
        object.__setattr__(self, "names", names)

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler, /
    ) -> CoreSchema:
        from tc_typed.core.models.formats import FORMATS  # noqa: PLC0415  # few programs need it

        checks = [FORMATS[name]() for name in self.names]

        def check(text: str) -> str:
            for matches in checks:
                if matches(text):
                    return text
            raise PydanticCustomError(
                "string_format",
                "String should have the format {format}",
                {"format": " or ".join(self.names)},
            )

        return core_schema.no_info_after_validator_function(check, handler(source))


@dataclass(frozen=True, slots=True)
class Tagged:
    """Marker for a union of response classes that the property named `tag` distinguishes.

    Classes with the same tag are distinguished by their other properties. The last member of the
    union accepts every tag that this version does not know, so that a newer server's variant is
    kept completely instead of being refused.
    """

    tag: str

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler, /
    ) -> CoreSchema:
        *known, fallback = get_args(source)
        attribute = _fieldOf(fallback, self.tag)
        schemas: dict[str, list[CoreSchema]] = {"": [handler.generate_schema(fallback)]}
        for member in known:
            schema = handler.generate_schema(member)
            values: Sequence[str] = get_args(member.model_fields[attribute].annotation)
            for value in values:
                schemas.setdefault(value, []).append(schema)
        choices: dict[Hashable, CoreSchema] = {
            value: found[0] if len(found) == 1 else core_schema.union_schema(list(found))
            for value, found in schemas.items()
        }

        def choose(value: dict[str, object] | BaseModel) -> object:
            tag = (
                value.get(self.tag) if isinstance(value, dict) else getattr(value, attribute, None)
            )
            return tag if isinstance(tag, str) and tag in choices else ""

        return core_schema.tagged_union_schema(choices, choose)


def _fieldOf(member: type[BaseModel], name: str) -> str:
    """Return the field name for a property name, which may not be a valid name in Python."""
    fields = member.model_fields.items()
    return next((field for field, info in fields if info.validation_alias == name), name)
