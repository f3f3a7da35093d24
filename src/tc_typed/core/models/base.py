"""Base classes of the compiled models: strict for requests, lenient for responses."""

from __future__ import annotations

import operator
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, NotRequired, TypedDict

from pydantic import BaseModel, ConfigDict
from pydantic_core import PydanticCustomError, core_schema

from tc_typed.core.errors import didYouMean
from tc_typed.core.models.core_schemas import Located, adapted, isAdapted, reworded
from tc_typed.core.models.fields import MayBeNull
from tc_typed.core.models.since import (
    ABSENT,
    FieldThatMayBeAbsent,
    Since,
    isAbsent,
    markOf,
    withoutAbsent,
)
from tc_typed.core.texts import qualifiedName

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema, ErrorDetails

    from tc_typed.core.models.constraints import Constraint


_UNKNOWN_NAMES = {"extra_forbidden", "no_such_attribute"}  # in validation, and in assignments

_isNone: Callable[[object], bool] = partial(operator.is_, None)  # in C, since dumps call it often


class Model(BaseModel):
    """Base class of requests and responses.

    Fields have the names that are used on the wire. An optional field that is `None` is left out of
    the payload, so `model_dump_json()` without arguments returns what the server expects.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(
        strict=True,
        defer_build=True,
        validate_by_alias=True,
        validate_by_name=True,
        serialize_by_alias=True,
        protected_namespaces=(),
    )

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[BaseModel], handler: GetCoreSchemaHandler, /
    ) -> CoreSchema:
        """Apply our rules and `exclude_if` to the fields, and use the class's full name in errors.

        Doing it here keeps compiled fields simple. Unlike arguments of `model_dump_json()`, the
        class's own schema also takes effect inside a user's model.
        """
        schema = handler(source)
        fields = _modelFields(handler.resolve_ref_schema(schema))
        # Pydantic shows this name if it gets an instance of another class with the same short name.
        fields["model_name"] = qualifiedName(cls)
        failFast = issubclass(cls, Response)
        for field in fields["fields"].values():
            field["schema"] = adapted(field["schema"], failFast=failFast)  # type: ignore[typeddict-item]  # pyright: ignore[reportGeneralTypeIssues]  # of the same type
        for field in _optionalFields(fields):
            field["serialization_exclude_if"] = _isNone
        return schema


class Request(Model):
    """Base class of requests, whose values are checked against the contract when they are set."""

    # JSON has no NaN or infinity. If one was added to a list later, the dump contains it unchanged,
    # so that null is not sent instead.
    model_config: ClassVar[ConfigDict] = ConfigDict(
        extra="forbid",
        allow_inf_nan=False,
        ser_json_inf_nan="constants",
        validate_assignment=True,
    )

    if TYPE_CHECKING:  # Pydantic would evaluate the annotation again for each subclass.
        _constraints: ClassVar[tuple[Constraint, ...]]

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[BaseModel], handler: GetCoreSchemaHandler, /
    ) -> CoreSchema:
        """Check the constraints of the class, if it has any, and refuse null in JSON.

        Fields that have only one possible value count as set, so that every dump includes them.

        Errors for unknown names suggest a similar name, if there is one.

        In Python, `None` means that a field is absent; in JSON, absent properties must be left out.
        """
        schema = super().__get_pydantic_core_schema__(source, handler)
        if isAdapted(schema):  # Pydantic has cached it.
            return schema
        fields = _modelFields(handler.resolve_ref_schema(schema))
        for field in _optionalFields(fields):
            default = field["schema"]
            nullable = default["schema"]
            if nullable["type"] == "nullable":
                default["schema"] = core_schema.json_or_python_schema(nullable["schema"], nullable)
        if constants := _keepConstants(fields):
            markAsSet = partial(_markAsSet, constants)
            schema = core_schema.no_info_after_validator_function(markAsSet, schema)
        if getattr(cls, "_constraints", ()):
            schema = core_schema.no_info_after_validator_function(_checkConstraints, schema)
        return _suggestingNames(cls, schema)


class SecretRequest(Request):
    """Base class of requests with a secret, whose validation errors do not show the input."""

    model_config: ClassVar[ConfigDict] = ConfigDict(hide_input_in_errors=True)


class Response(Model):
    """Base class of responses and messages, which keep unknown properties."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="allow", hide_input_in_errors=True)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[BaseModel], handler: GetCoreSchemaHandler, /
    ) -> CoreSchema:
        """Accept responses of older servers, and keep nulls that differ in meaning from absence."""
        schema = super().__get_pydantic_core_schema__(source, handler)
        if marks := _sinceMarks(cls):
            fields = _modelFields(handler.resolve_ref_schema(schema))
            for name, since in marks.items():
                _allowAbsence(fields["fields"][name], since)
            # Derived fields must be last, because pydantic passes only earlier fields to factories.
            derived = {name for name, since in marks.items() if since.derived is not None}
            fields["fields"] = dict(
                sorted(fields["fields"].items(), key=lambda it: it[0] in derived)
            )
        marked = [
            (name, field.serialization_alias or name)
            for name, field in cls.__pydantic_fields__.items()
            if MayBeNull in field.metadata
        ]
        if marked:
            model: dict[str, object] = handler.resolve_ref_schema(schema)  # type: ignore[assignment]  # it is a dict
            model["serialization"] = _keepingNulls(marked)
        return schema

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: object) -> None:
        """Allow fields that older servers do not send to be absent."""
        super().__pydantic_init_subclass__(**kwargs)
        for name in _sinceMarks(cls):
            setattr(cls, name, FieldThatMayBeAbsent(name))

    if not TYPE_CHECKING:  # Otherwise, type checkers would accept any attribute.

        def __getattr__(self, name: str) -> object:
            since = markOf(type(self).__pydantic_fields__.get(name))
            if since is None:
                return super().__getattr__(name)
            raise AttributeError(
                f"this {type(self).__name__} has no {name}: servers before release {since.release} "
                f"may not send it; use getattr(…, {name!r}, None) to get None if it is absent"
            )

    def __iter__(self) -> Generator[tuple[str, Any], None, None]:  # noqa: PYI058  # as in pydantic
        """Yield name and value of each field that is not absent."""
        yield from withoutAbsent(super().__iter__())

    def __repr_args__(self) -> Iterator[tuple[str | None, object]]:
        """Show only the names of unknown properties, since their values may be secret."""
        unknown = self.model_extra or {}
        for name, value in withoutAbsent(super().__repr_args__()):
            yield name, _Hidden() if name in unknown else value


def _sinceMarks(model: type[BaseModel]) -> Mapping[str, Since]:
    """Return the marks of those fields of a model that older servers do not send."""
    fields = model.__pydantic_fields__.items()
    return {
        name: since
        for name, field in fields
        if field.metadata and (since := markOf(field)) is not None
    }


def _allowAbsence(field: _Field, since: Since) -> None:
    """Let a required field be derived or absent if a response lacks it."""
    if field["schema"]["type"] == "default":
        return  # A user's class made it optional, or pydantic has reused an adapted schema.
    inner: CoreSchema = field["schema"]  # pyright: ignore[reportAssignmentType]  # a schema of any type
    if since.derived is None:
        # A plain default would appear in the JSON Schema.
        absent = core_schema.with_default_schema(
            inner, default_factory=lambda: ABSENT, validate_default=False
        )
    else:
        absent = core_schema.with_default_schema(
            inner,
            default_factory=since.derive,
            default_factory_takes_data=True,
            validate_default=not since.mayBeAbsent,
        )
    field["schema"] = absent  # type: ignore[typeddict-item]  # it has the keys of `_Default`
    field["serialization_exclude_if"] = isAbsent


def _keepConstants(fields: _ModelFields) -> frozenset[str]:
    """Find the fields with only one possible value, and include them in every dump."""
    names: set[str] = set()
    for name, field in fields["fields"].items():
        match field["schema"]:
            case {"type": "default", "default": str() as value, "schema": {"expected": [only]}}:
                if value == only:
                    names.add(name)
                    field["schema"]["serialization"] = core_schema.simple_ser_schema("str")
            case _:
                pass
    return frozenset(names)


def _markAsSet(names: frozenset[str], request: Request) -> Request:
    request.__pydantic_fields_set__.update(names)
    return request


def _checkConstraints(request: Request) -> Request:
    fields = type(request).model_fields
    present = {
        field.serialization_alias or name
        for name, field in fields.items()
        if getattr(request, name) is not None
    }
    present.update(request.model_extra or ())
    for constraint in request._constraints:  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # a helper of the class
        if problem := constraint.problem(present):
            raise PydanticCustomError("constraint", "{problem}", {"problem": problem})
    return request


def _suggestingNames(cls: type[BaseModel], schema: CoreSchema) -> CoreSchema:
    """Add a spelling suggestion to errors for unknown names."""
    infos = cls.__pydantic_fields__.items()
    known = [name for field, info in infos for name in (info.serialization_alias, field) if name]

    def suggest(problem: ErrorDetails) -> Located:
        place, message = problem["loc"], problem["msg"]
        # Nested models add suggestions to their own errors.
        if problem["type"] in _UNKNOWN_NAMES and len(place) == 1:
            message += didYouMean(str(place[0]), known)
        return place, message

    return reworded(schema, suggest)


def _keepingNulls(fields: Sequence[tuple[str, str]]) -> core_schema.WrapSerializerFunctionSerSchema:
    def serialize(
        response: BaseModel, dump: core_schema.SerializerFunctionWrapHandler
    ) -> dict[str, object]:
        dumped: dict[str, object] = dump(response)
        for name, wire in fields:
            if name in response.model_fields_set and getattr(response, name) is None:
                dumped[wire] = None
        return dumped

    return core_schema.wrap_serializer_function_ser_schema(serialize)


class _Hidden:
    def __repr__(self) -> str:
        return "…"


class _Default(TypedDict):
    """The keys of pydantic-core's `with_default_schema` that are used here."""

    type: str
    default: NotRequired[object]
    schema: CoreSchema
    serialization: NotRequired[core_schema.SerSchema]


class _Field(TypedDict):
    """A `model_field` of pydantic-core with a default."""

    schema: _Default
    serialization_exclude_if: NotRequired[Callable[[object], bool]]


class _ModelFields(TypedDict):
    """A `model_fields_schema` of pydantic-core."""

    model_name: str
    fields: Mapping[str, _Field]


def _modelFields(schema: Mapping[str, object]) -> _ModelFields:
    """Find the fields in the core schema of a model."""
    while schema["type"] != "model-fields":  # Validators may wrap it.
        schema = schema["schema"]  # type: ignore[assignment]  # every wrapper has this key
    return schema  # type: ignore[return-value]  # checked by its type key


def _optionalFields(schema: _ModelFields) -> Iterator[_Field]:
    """Yield the fields of a model that default to `None`."""
    for field in schema["fields"].values():
        inner = field["schema"]
        if inner["type"] == "default" and inner.get("default", ...) is None:
            yield field
