"""Annotations of payloads and results in compiled clients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn

from tc_typed.compiler.code import Code, code, joined
from tc_typed.compiler.models.fragments import Draft, scalarType
from tc_typed.compiler.models.naming import Direction
from tc_typed.compiler.schema.types import (
    AnyValue,
    Array,
    Boolean,
    DateTime,
    Enum,
    FileBody,
    FreeForm,
    Map,
    NonJson,
    Null,
    Nullable,
    Number,
    Record,
    Scalar,
    Shape,
    ShapeVisitor,
    Text,
    Union,
    Unreadable,
)
from tc_typed.core.non_json import BodyKind

_NON_JSON: Mapping[BodyKind, Code] = {
    "redirect": code("Redirect"),
    "content": code("Content"),
    "text": code("str | None"),
}
_SCALARS: Mapping[type[Scalar], Code] = {str: code("str"), bool: code("bool"), int: code("int")}


def annotation(draft: Draft, shape: Shape, direction: Direction) -> Code:
    """Write the type of a payload or a result, or of a part of a result.

    Raises:
        ContractError: if the shape can't be a payload.
    """
    isRequest = direction is Direction.REQUEST
    return (_PayloadAnnotations if isRequest else ResultAnnotations)(draft).of(shape)


class ResultAnnotations(ShapeVisitor[Code]):
    """A visitor that writes the types of results and their parts, which can be of any kind."""

    def __init__(self, draft: Draft) -> None:
        """Write annotations for the document of a service."""
        self._draft = draft

    def of(self, shape: Shape) -> Code:
        """Write a type."""
        self._draft.count(shape)
        self._draft.importFor(shape)
        return shape.accept(self)

    def anyValue(self, _: AnyValue, /) -> Code:
        """Accept any JSON value."""
        return code("JsonValue")

    def null(self, _: Null, /) -> Code:
        """Accept any JSON value, although it is always null."""
        return code("JsonValue")

    def boolean(self, _: Boolean, /) -> Code:
        """Accept booleans."""
        return code("bool")

    def number(self, shape: Number, /) -> Code:
        """Accept numbers."""
        return code("int") if shape.isInteger else code("float")

    def text(self, shape: Text, /) -> Code:
        """Accept strings, or an enumeration of the known ones."""
        return code("str") if shape.known is None else self.enum(shape.known)

    def dateTime(self, _: DateTime, /) -> Code:
        """Accept date-times."""
        return code("Timestamp")

    def enum(self, shape: Enum, /) -> Code:
        """Accept the values of an enumeration and unknown ones."""
        if shape.named:
            name = self._draft.names.nameOf(shape, Direction.RESPONSE)
            return code("{} | Unrecognized", name)
        return _SCALARS[scalarType(shape)]

    def array(self, shape: Array, /) -> Code:
        """Accept lists."""
        return code("list[{}]", self.of(shape.item))

    def map(self, shape: Map, /) -> Code:
        """Accept dicts."""
        return code("dict[str, {}]", self.of(shape.value))

    def record(self, shape: Record, /) -> Code:
        """Accept instances of a class."""
        return self._draft.names.nameOf(shape, Direction.RESPONSE)

    def freeForm(self, _: FreeForm, /) -> Code:
        """Accept objects with any properties."""
        return code("JsonObject")

    def union(self, shape: Union, /) -> Code:
        """Accept values of any member."""
        if shape.named:
            return self._draft.names.nameOf(shape, Direction.RESPONSE)
        return joined(" | ", dict.fromkeys(self.of(member) for member in shape.members))

    def nullable(self, shape: Nullable, /) -> Code:
        """Accept null as well."""
        return code("{} | None", self.of(shape.inner))

    def nonJson(self, shape: NonJson, /) -> Code:
        """Accept a response that is not JSON."""
        return _NON_JSON[shape.kind]

    def fileBody(self, shape: FileBody, /) -> NoReturn:
        """Raise, because a file can only be a request body."""
        raise shape.node.error("can't be a result")

    def unreadable(self, _: Unreadable, /) -> Code:
        """Accept any JSON value, because the schema is unknown."""
        return code("JsonValue")


class _PayloadAnnotations(ShapeVisitor[Code]):
    """A visitor that writes the types of payloads: objects, lists of objects, or files."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft

    def of(self, shape: Shape) -> Code:
        self._draft.count(shape)
        self._draft.importFor(shape)
        return shape.accept(self)

    def record(self, shape: Record, /) -> Code:
        return self._draft.names.nameOf(shape, Direction.REQUEST)

    def union(self, shape: Union, /) -> Code:
        return (
            self._draft.names.nameOf(shape, Direction.REQUEST)
            if shape.named
            else self._refuse(shape)
        )

    def freeForm(self, _: FreeForm, /) -> Code:
        return code("FreeForm")

    def array(self, shape: Array, /) -> Code:
        if not isinstance(shape.item, Record) or shape.limits or shape.unique:
            raise shape.node.error("a list as payload must contain objects and have no limits")
        return code("list[{}]", self.of(shape.item))

    def fileBody(self, _: FileBody, /) -> Code:
        return code("Upload")

    def unreadable(self, _: Unreadable, /) -> Code:
        return code("FreeForm")

    def _refuse(self, shape: Shape, /) -> NoReturn:
        raise shape.node.error("can't be a whole payload")

    anyValue = _refuse
    null = _refuse
    boolean = _refuse
    number = _refuse
    text = _refuse
    dateTime = _refuse
    enum = _refuse
    map = _refuse
    nullable = _refuse
    nonJson = _refuse
