"""How compiled clients write the type of a whole payload or result."""

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
        ContractError: if a payload can't be of that kind.
    """
    isRequest = direction is Direction.REQUEST
    return (_PayloadAnnotations if isRequest else ResultAnnotations)(draft).of(shape)


class ResultAnnotations(ShapeVisitor[Code]):
    """Writes the types of results and their parts, which can be of every kind."""

    def __init__(self, draft: Draft) -> None:
        """Write for a service's document."""
        self._draft = draft

    def of(self, shape: Shape) -> Code:
        """Write a type."""
        self._draft.count(shape)
        self._draft.importFor(shape)
        return shape.accept(self)

    def anyValue(self, _: AnyValue, /) -> Code:
        """Take any value that JSON has."""
        return code("JsonValue")

    def null(self, _: Null, /) -> Code:
        """Take any value, which is always null."""
        return code("JsonValue")

    def boolean(self, _: Boolean, /) -> Code:
        """Take true and false."""
        return code("bool")

    def number(self, shape: Number, /) -> Code:
        """Take numbers."""
        return code("int") if shape.whole else code("float")

    def text(self, shape: Text, /) -> Code:
        """Take strings, of which some may be known."""
        return code("str") if shape.known is None else self.enum(shape.known)

    def dateTime(self, _: DateTime, /) -> Code:
        """Take date-times."""
        return code("Timestamp")

    def enum(self, shape: Enum, /) -> Code:
        """Take the values of an enumeration, and those that are not known yet."""
        if shape.named:
            name = self._draft.names.nameOf(shape, Direction.RESPONSE)
            return code("{} | Unrecognized", name)
        return _SCALARS[scalarType(shape)]

    def array(self, shape: Array, /) -> Code:
        """Take lists."""
        return code("list[{}]", self.of(shape.item))

    def map(self, shape: Map, /) -> Code:
        """Take dicts."""
        return code("dict[str, {}]", self.of(shape.value))

    def record(self, shape: Record, /) -> Code:
        """Take the objects of a class."""
        return self._draft.names.nameOf(shape, Direction.RESPONSE)

    def freeForm(self, _: FreeForm, /) -> Code:
        """Take objects of any shape."""
        return code("JsonObject")

    def union(self, shape: Union, /) -> Code:
        """Take what one of the members takes."""
        if shape.named:
            return self._draft.names.nameOf(shape, Direction.RESPONSE)
        return joined(" | ", dict.fromkeys(self.of(member) for member in shape.members))

    def nullable(self, shape: Nullable, /) -> Code:
        """Take null, too."""
        return code("{} | None", self.of(shape.inner))

    def nonJson(self, shape: NonJson, /) -> Code:
        """Take what is no JSON."""
        return _NON_JSON[shape.kind]

    def fileBody(self, shape: FileBody, /) -> NoReturn:
        """Refuse what can only be a whole request."""
        raise shape.node.error("can't be a result")

    def unreadable(self, _: Unreadable, /) -> Code:
        """Take any value, for what is not known."""
        return code("JsonValue")


class _PayloadAnnotations(ShapeVisitor[Code]):
    """Payloads are objects, lists of objects, or files."""

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
            raise shape.node.error("a list as payload can only be one of objects, without limits")
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
