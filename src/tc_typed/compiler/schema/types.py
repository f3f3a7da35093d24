"""Kinds of values that JSON Schemas describe, as a tree of classes.

The properties of a kind (name, parts, limits, secrecy) are methods of its class. Its meaning in a
stage of the compiler is defined in that stage, by a `ShapeVisitor` with a method for each kind:
annotations, fragments of the bundle, facts of a comparison. A new kind needs a class here and a
method in `ShapeVisitor`. mypy reports stages that lack this method, and Python raises an error when
such a stage starts.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import ClassVar, Generic, TypeAlias, TypeVar

from tc_typed.compiler.code import Code
from tc_typed.compiler.contract.load import Json, Node
from tc_typed.core.non_json import BodyKind

Scalar: TypeAlias = str | int | float | bool
"""A value of an `enum`."""

Limits: TypeAlias = Mapping[str, int | float]
"""JSON Schema's limits by keyword, such as `maxLength`."""

ResultT = TypeVar("ResultT")

TYPE_DESCRIPTION = "x-type-description"
"""Keyword for the description of a class or alias, if `description` is about a property."""

_MAX_TEXT = 5_000  # characters of a description; a longer one is cut off
_TYPE_NAMES: Mapping[type, str] = {bool: "boolean", int: "integer", float: "number"}

NON_JSON: Mapping[BodyKind, str] = {
    "redirect": "URL that the service redirects to.",
    "content": "The file and its content type.",
    "text": "Plain text of the response; `None` if it is empty.",
}
"""Kinds of responses that are not JSON, with descriptions."""


@dataclass(frozen=True, eq=False)
class Shape(ABC):
    """A kind of values, described by a schema."""

    node: Node
    """Schema in the contract."""

    isCollection: ClassVar[bool] = False
    """Whether it contains any number of values of the same shape."""

    @abstractmethod
    def accept(self, visitor: ShapeVisitor[ResultT]) -> ResultT:
        """Call the visitor's method for this kind."""

    @abstractmethod
    def typeName(self) -> str:
        """Return a readable name of the kind, which is JSON Schema's if there is one."""

    @property
    @abstractmethod
    def parts(self) -> tuple[Shape, ...]:
        """Shapes that this shape contains."""

    @abstractmethod
    def keywords(self) -> Mapping[str, Json]:
        """Return constraints on the values other than their type, by JSON Schema keyword."""

    @property
    def title(self) -> str | None:
        """Title in the contract, if there is one."""
        return self.node.textAt("title")

    @property
    def description(self) -> str:
        """Description in the contract."""
        return _descriptionAt(self.node)

    @property
    def typeDescription(self) -> str:
        """Description of the class or alias; `description` can be about a property."""
        return _descriptionAt(self.node, TYPE_DESCRIPTION) or self.description

    @property
    def named(self) -> Record | Union | Enum | None:
        """The shape itself if it becomes a class or alias, which needs a name."""
        return None

    # These are cached, because shared parts of schemas would otherwise be visited too often.

    @cached_property
    def isBroken(self) -> bool:
        """Whether a nested schema could not be read, so that comparisons are not possible."""
        return any(part.isBroken for part in self.parts)

    @cached_property
    def isSecret(self) -> bool:
        """Whether the schema, or a part of it, is marked as secret."""
        return self.node.booleanAt("x-secret") or any(part.isSecret for part in self.parts)

    @cached_property
    def holdsSecret(self) -> bool:
        """Whether a nested property is secret."""
        return any(part.holdsSecret for part in self.parts)

    @cached_property
    def structure(self) -> str:
        """Hash that is equal for shapes that only differ in texts and defaults."""
        described = [type(self).__name__, self.typeName(), self.keywords(), self._structures()]
        return sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()

    def isLike(self, other: Shape) -> bool:
        """Return whether another shape has the same structure; true if one of them is broken."""
        return self.isBroken or other.isBroken or self.structure == other.structure

    def _structures(self) -> Json:
        return [part.structure for part in self.parts]


class Leaf(Shape):
    """A value that does not contain others."""

    @property
    def parts(self) -> tuple[Shape, ...]:
        """No shapes."""
        return ()

    def keywords(self) -> Mapping[str, Json]:
        """Return no constraints, unless the kind can have some."""
        return {}


def _descriptionAt(node: Node, key: str = "description") -> str:
    return (node.textAt(key) or "")[:_MAX_TEXT].strip()


@dataclass(frozen=True, eq=False)
class AnyValue(Leaf):
    """Any JSON value."""

    def accept(self, visitor: ShapeVisitor[ResultT]) -> ResultT:
        """Visit any value."""
        return visitor.anyValue(self)

    def typeName(self) -> str:
        """Return the name of the kind."""
        return "anything"


@dataclass(frozen=True, eq=False)
class Null(Leaf):
    """`null`."""

    def accept(self, visitor: ShapeVisitor[ResultT]) -> ResultT:
        """Visit null."""
        return visitor.null(self)

    def typeName(self) -> str:
        """Return the name of the kind."""
        return "null"


@dataclass(frozen=True, eq=False)
class Boolean(Leaf):
    """`true` or `false`."""

    def accept(self, visitor: ShapeVisitor[ResultT]) -> ResultT:
        """Visit a boolean."""
        return visitor.boolean(self)

    def typeName(self) -> str:
        """Return the name of the kind."""
        return "boolean"


@dataclass(frozen=True, eq=False)
class Number(Leaf):
    """A number or an integer."""

    isInteger: bool
    limits: Limits

    def accept(self, visitor: ShapeVisitor[ResultT]) -> ResultT:
        """Visit a number."""
        return visitor.number(self)

    def typeName(self) -> str:
        """Return the name of the kind."""
        return "integer" if self.isInteger else "number"

    def keywords(self) -> Mapping[str, Json]:
        """Return the limits."""
        return self.limits


@dataclass(frozen=True, eq=False)
class Text(Leaf):
    """A string."""

    limits: Limits
    pattern: str | None = None
    formats: tuple[str, ...] = ()
    """Formats of which at least one must match, if there are any."""
    known: Enum | None = None
    """Known values in responses, which can also contain others."""

    def accept(self, visitor: ShapeVisitor[ResultT]) -> ResultT:
        """Visit a string."""
        return visitor.text(self)

    def typeName(self) -> str:
        """Return the name of the kind."""
        return "string"

    def keywords(self) -> Mapping[str, Json]:
        """Return the limits, pattern and formats."""
        return {**self.limits, "pattern": self.pattern, "format": list(self.formats)}

    @property
    def parts(self) -> tuple[Shape, ...]:
        """Enumeration of the known values, if there is one."""
        return () if self.known is None else (self.known,)


@dataclass(frozen=True, eq=False)
class DateTime(Leaf):
    """A date-time."""

    def accept(self, visitor: ShapeVisitor[ResultT]) -> ResultT:
        """Visit a date-time."""
        return visitor.dateTime(self)

    def typeName(self) -> str:
        """Return the name of the kind."""
        return "date-time"


@dataclass(frozen=True, eq=False)
class Enum(Leaf):
    """One of several values, or a constant."""

    values: tuple[Scalar, ...]

    def accept(self, visitor: ShapeVisitor[ResultT]) -> ResultT:
        """Visit an enumeration."""
        return visitor.enum(self)

    def typeName(self) -> str:
        """Return the name of the type of the first value."""
        return _TYPE_NAMES.get(type(self.values[0]), "string")

    def keywords(self) -> Mapping[str, Json]:
        """Return the values."""
        return {"enum": list(self.values)}

    @property
    def named(self) -> Enum | None:
        """The enumeration itself if it becomes an alias: with a title and several strings."""
        several = len(self.values) > 1 and all(isinstance(value, str) for value in self.values)
        return self if several and self.title is not None else None


@dataclass(frozen=True, eq=False)
class Array(Shape):
    """An array."""

    item: Shape
    limits: Limits
    unique: bool

    isCollection: ClassVar[bool] = True

    def accept(self, visitor: ShapeVisitor[ResultT]) -> ResultT:
        """Visit an array."""
        return visitor.array(self)

    def typeName(self) -> str:
        """Return the name of the kind."""
        return "array"

    @property
    def parts(self) -> tuple[Shape, ...]:
        """Shape of the items."""
        return (self.item,)

    def keywords(self) -> Mapping[str, Json]:
        """Return the limits, and whether items are unique."""
        return {**self.limits, "uniqueItems": self.unique}


@dataclass(frozen=True, eq=False)
class Map(Shape):
    """An object with arbitrary keys and values of one shape."""

    value: Shape
    limits: Limits
    required: tuple[str, ...] = ()
    """Required keys."""

    isCollection: ClassVar[bool] = True

    def accept(self, visitor: ShapeVisitor[ResultT]) -> ResultT:
        """Visit a map."""
        return visitor.map(self)

    def typeName(self) -> str:
        """Return the name of the kind."""
        return "object"

    @property
    def parts(self) -> tuple[Shape, ...]:
        """Shape of the values."""
        return (self.value,)

    def keywords(self) -> Mapping[str, Json]:
        """Return the limits and required keys."""
        return {**self.limits, "required": list(self.required)}


@dataclass(frozen=True, eq=False)
class NonJson(Leaf):
    """A response that is not JSON."""

    kind: BodyKind

    def accept(self, visitor: ShapeVisitor[ResultT]) -> ResultT:
        """Visit a response that is not JSON."""
        return visitor.nonJson(self)

    def typeName(self) -> str:
        """Return the kind of response."""
        return self.kind

    @property
    def description(self) -> str:
        """Description, which is fixed because the contract contains only the kind."""
        return NON_JSON[self.kind]


@dataclass(frozen=True, eq=False)
class FileBody(Leaf):
    """A request body that is not JSON, but a file of one of several media types."""

    def accept(self, visitor: ShapeVisitor[ResultT]) -> ResultT:
        """Visit a file."""
        return visitor.fileBody(self)

    def typeName(self) -> str:
        """Return the name of the kind, which does not depend on media types."""
        return "anything"

    @property
    def media(self) -> tuple[str, ...]:
        """Media types."""
        return tuple(self.node.require("content").object())


@dataclass(frozen=True, eq=False)
class FreeForm(Leaf):
    """An object of unspecified content."""

    def accept(self, visitor: ShapeVisitor[ResultT]) -> ResultT:
        """Visit an object of unspecified content."""
        return visitor.freeForm(self)

    def typeName(self) -> str:
        """Return the name of the kind."""
        return "object"


@dataclass(frozen=True, eq=False)
class Property:
    """A property of a record."""

    name: str
    """Name on the wire."""
    node: Node
    """Declaration, whose description has precedence over that of the shape."""
    shape: Shape
    required: bool
    secret: bool
    since: int | None = None
    """First release that always sends it, if older ones do not."""
    derived: str | None = None
    """Template of the value if it was not sent; see `core.models.since.Since`."""
    advice: str | None = None
    """Clause with advice about a replacement, if the property is deprecated."""
    readAs: bool = False
    """Whether responses get a method that parses it as a model."""

    @property
    def description(self) -> str:
        """Description in the contract."""
        return _descriptionAt(self.node) or self.shape.description

    @property
    def default(self) -> Node | None:
        """Value that the server uses if the property is missing.

        A default that is not of the property's type, such as that of a task's `payload`, is
        ignored: the server fills it in and then rejects the request.
        """
        default = self.node.get("default") or self.shape.node.get("default")
        isObject = self.shape.typeName() == "object"
        return None if default and isObject and not isinstance(default.value, Mapping) else default


@dataclass(frozen=True, eq=False)
class Record(Shape):
    """An object with declared properties."""

    properties: tuple[Property, ...]
    open: bool
    """Whether other properties are allowed."""
    limits: Limits = field(default_factory=dict[str, int | float])
    """Limits on the number of properties."""
    choices: tuple[tuple[str, ...], ...] = ()
    """Sets of properties; if there are any, at least one set must be complete."""
    constraints: tuple[Code, ...] = ()
    """Further constraints, as calls of the classes in `core.models.constraints`."""

    def accept(self, visitor: ShapeVisitor[ResultT]) -> ResultT:
        """Visit an object with declared properties."""
        return visitor.record(self)

    def typeName(self) -> str:
        """Return the name of the kind."""
        return "object"

    @property
    def parts(self) -> tuple[Shape, ...]:
        """Shapes of the properties."""
        return tuple(item.shape for item in self.properties)

    def keywords(self) -> Mapping[str, Json]:
        """Return whether it is open, its limits, and constraints on combinations of properties."""
        return {
            "additionalProperties": self.open,
            **self.limits,
            "anyOf": [[*names] for names in self.choices],
            "constraints": list(self.constraints),
        }

    @property
    def named(self) -> Record:
        """The record itself, because it becomes a class."""
        return self

    @cached_property
    def isSecret(self) -> bool:
        """Whether the record itself is marked; secret properties do not make all of it secret."""
        return self.node.booleanAt("x-secret")

    @cached_property
    def holdsSecret(self) -> bool:
        """Whether a property is secret or contains a secret."""
        return any(item.secret or item.shape.holdsSecret for item in self.properties)

    def _structures(self) -> Json:
        return {
            it.name: [it.shape.structure, it.required, it.secret, it.since, it.derived, it.readAs]
            for it in self.properties
        }

    def find(self, name: str) -> Property | None:
        """Return the property with this name, if there is one."""
        return self._byName.get(name)

    @cached_property
    def _byName(self) -> Mapping[str, Property]:
        return {item.name: item for item in self.properties}

    def valuesOf(self, name: str) -> tuple[Scalar, ...]:
        """Return the declared values of a property, if it is an enumeration."""
        found = self.find(name)
        return found.shape.values if found and isinstance(found.shape, Enum) else ()


@dataclass(frozen=True, eq=False)
class Union(Shape):
    """One of several shapes."""

    members: tuple[Shape, ...]

    def accept(self, visitor: ShapeVisitor[ResultT]) -> ResultT:
        """Visit a union."""
        return visitor.union(self)

    def typeName(self) -> str:
        """Return the name of the kind."""
        return "union"

    @property
    def parts(self) -> tuple[Shape, ...]:
        """Members of the union."""
        return self.members

    def keywords(self) -> Mapping[str, Json]:
        """Return no constraints other than the members."""
        return {}

    @property
    def named(self) -> Union | None:
        """The union itself if it contains records, because it becomes an alias of classes."""
        return self if self.records else None

    @property
    def records(self) -> list[Record]:
        """Members that are records."""
        return [member for member in self.members if isinstance(member, Record)]

    @cached_property
    def ofRecords(self) -> Union:
        """Union of the records only, which can have a tag even if other members have none."""
        records = tuple(self.records)
        return self if len(records) == len(self.members) else Union(self.node, records)

    @cached_property
    def tag(self) -> str | None:
        """Property that distinguishes the members."""
        return next((name for name, values in self._candidates() if _differ(values)), None)

    @cached_property
    def discriminator(self) -> str | None:
        """Property that identifies kinds: the tag, or one with the same value in some members."""
        several = (name for name, values in self._candidates() if len({*values}) > 1)
        return self.tag or next(several, None)

    def _candidates(self) -> Iterator[tuple[str, list[tuple[Scalar, ...]]]]:
        """Yield the properties with declared values in each member, and these values."""
        records = self.records
        if len(records) < 2 or len(records) < len(self.members):
            return
        for candidate in records[0].properties:
            values = [_tagValues(record, candidate.name) for record in records]
            if all(values):
                yield candidate.name, values


def _differ(values: Sequence[tuple[Scalar, ...]]) -> bool:
    flat = [value for group in values for value in group]
    return len(flat) == len(set(flat))


def _tagValues(record: Record, name: str) -> tuple[Scalar, ...]:
    """Return the values of a required property of a record, if all are strings."""
    found, values = record.find(name), record.valuesOf(name)
    isTag = found is not None and found.required and all(isinstance(it, str) for it in values)
    return values if isTag else ()


@dataclass(frozen=True, eq=False)
class Nullable(Shape):
    """`null` or another shape."""

    inner: Shape

    def accept(self, visitor: ShapeVisitor[ResultT]) -> ResultT:
        """Visit a shape that can be null."""
        return visitor.nullable(self)

    def typeName(self) -> str:
        """Return the name of the kind."""
        return "anything"

    @property
    def parts(self) -> tuple[Shape, ...]:
        """Shape of values that are not null."""
        return (self.inner,)

    def keywords(self) -> Mapping[str, Json]:
        """Return no constraints other than the parts."""
        return {}


@dataclass(frozen=True, eq=False)
class Unreadable(Shape):
    """A schema that could not be read, for an already reported reason; it allows any value."""

    readParts: tuple[Shape, ...] = ()
    """Parts that could be read."""
    properties: tuple[Property, ...] = ()
    """Properties that could be read."""

    def accept(self, visitor: ShapeVisitor[ResultT]) -> ResultT:
        """Visit a schema that could not be read."""
        return visitor.unreadable(self)

    def typeName(self) -> str:
        """Return the name of the kind."""
        return "anything"

    @property
    def parts(self) -> tuple[Shape, ...]:
        """Shapes that could be read."""
        return (*self.readParts, *(item.shape for item in self.properties))

    def keywords(self) -> Mapping[str, Json]:
        """Return no constraints, because they are unknown."""
        return {}

    # Any of these could be the reason why it could not be read.

    @property
    def title(self) -> None:
        """Unknown."""
        return

    @property
    def description(self) -> str:
        """Unknown."""
        return ""

    @cached_property
    def isSecret(self) -> bool:
        """Unknown."""
        return False

    @cached_property
    def isBroken(self) -> bool:
        """True, because it could not be read."""
        return True


class ShapeVisitor(ABC, Generic[ResultT]):
    """A stage of the compiler, with one method for each kind of shape."""

    @abstractmethod
    def anyValue(self, shape: AnyValue, /) -> ResultT:
        """Visit any value."""

    @abstractmethod
    def null(self, shape: Null, /) -> ResultT:
        """Visit null."""

    @abstractmethod
    def boolean(self, shape: Boolean, /) -> ResultT:
        """Visit a boolean."""

    @abstractmethod
    def number(self, shape: Number, /) -> ResultT:
        """Visit a number."""

    @abstractmethod
    def text(self, shape: Text, /) -> ResultT:
        """Visit a string."""

    @abstractmethod
    def dateTime(self, shape: DateTime, /) -> ResultT:
        """Visit a date-time."""

    @abstractmethod
    def enum(self, shape: Enum, /) -> ResultT:
        """Visit an enumeration."""

    @abstractmethod
    def array(self, shape: Array, /) -> ResultT:
        """Visit an array."""

    @abstractmethod
    def map(self, shape: Map, /) -> ResultT:
        """Visit a map."""

    @abstractmethod
    def record(self, shape: Record, /) -> ResultT:
        """Visit an object with declared properties."""

    @abstractmethod
    def freeForm(self, shape: FreeForm, /) -> ResultT:
        """Visit an object of unspecified content."""

    @abstractmethod
    def union(self, shape: Union, /) -> ResultT:
        """Visit a union."""

    @abstractmethod
    def nullable(self, shape: Nullable, /) -> ResultT:
        """Visit a shape that can be null."""

    @abstractmethod
    def nonJson(self, shape: NonJson, /) -> ResultT:
        """Visit a response that is not JSON."""

    @abstractmethod
    def fileBody(self, shape: FileBody, /) -> ResultT:
        """Visit a request body that is a file."""

    @abstractmethod
    def unreadable(self, shape: Unreadable, /) -> ResultT:
        """Visit a schema that could not be read, which has been reported already."""
