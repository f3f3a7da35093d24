"""The kinds of values that JSON Schemas describe, as a tree of classes.

What a kind is by itself (its name, its parts, its limits, whether it is secret) lies in methods of
its class. What it means to one stage of the compiler lies in that stage, in a `ShapeVisitor` with
a method for each kind: annotations, fragments of the bundle, facts of a comparison. So a new kind
is a class here and a method in `ShapeVisitor`; a stage that does not know it yet is an error of
mypy, and of Python as soon as the stage begins.
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
"""Keyword of what a class or alias is, where `description` says what a property means."""

_MAX_TEXT = 5_000  # characters of a description; more is no help to anybody
_TYPE_NAMES: Mapping[type, str] = {bool: "boolean", int: "integer", float: "number"}

NON_JSON: Mapping[BodyKind, str] = {
    "redirect": "The address that the service sends callers to.",
    "content": "The file, and what kind of file it is.",
    "text": "What the service says in plain text; `None` where it says nothing.",
}
"""Kinds of responses that are no JSON, with descriptions."""


@dataclass(frozen=True, eq=False)
class Shape(ABC):
    """A kind of values, as one schema describes it."""

    node: Node
    """Where the contract says so."""

    isCollection: ClassVar[bool] = False
    """Whether its part stands for any number of values."""

    @abstractmethod
    def accept(self, visitor: ShapeVisitor[ResultT]) -> ResultT:
        """Call the visitor's method for this kind."""

    @abstractmethod
    def typeName(self) -> str:
        """Name of the kind for people, in JSON Schema's words where it has one."""

    @property
    @abstractmethod
    def parts(self) -> tuple[Shape, ...]:
        """The shapes that it is made of."""

    @abstractmethod
    def keywords(self) -> Mapping[str, Json]:
        """Limits of its values beside their type, by JSON Schema's keyword."""

    @property
    def title(self) -> str | None:
        """Its name in words, where it has one."""
        return self.node.textAt("title")

    @property
    def description(self) -> str:
        """Its description in the contract."""
        return _descriptionAt(self.node)

    @property
    def typeDescription(self) -> str:
        """Description of its class or alias; `description` may be that of a property."""
        return _descriptionAt(self.node, TYPE_DESCRIPTION) or self.description

    @property
    def named(self) -> Record | Union | Enum | None:
        """The shape itself where it becomes a class or an alias, which needs a name."""
        return None

    # Schemas can share parts so often that each of these has to be found once only.

    @cached_property
    def isBroken(self) -> bool:
        """Whether a schema inside could not be read, so that nothing can be compared with it."""
        return any(part.isBroken for part in self.parts)

    @cached_property
    def isSecret(self) -> bool:
        """Whether a value, or what it lists, is marked as secret."""
        return self.node.booleanAt("x-secret") or any(part.isSecret for part in self.parts)

    @cached_property
    def holdsSecret(self) -> bool:
        """Whether a property somewhere inside is secret."""
        return any(part.holdsSecret for part in self.parts)

    @cached_property
    def structure(self) -> str:
        """A hash that is equal for shapes that differ in wording and defaults only."""
        described = [type(self).__name__, self.typeName(), self.keywords(), self._structures()]
        return sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()

    def isLike(self, other: Shape) -> bool:
        """Whether another shape has the same structure, or may have: one can't be read."""
        return self.isBroken or other.isBroken or self.structure == other.structure

    def _structures(self) -> Json:
        return [part.structure for part in self.parts]


class Leaf(Shape):
    """A value that is made of no others."""

    @property
    def parts(self) -> tuple[Shape, ...]:
        """None."""
        return ()

    def keywords(self) -> Mapping[str, Json]:
        """Nothing, unless the kind can be limited."""
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
        """Name the kind."""
        return "anything"


@dataclass(frozen=True, eq=False)
class Null(Leaf):
    """`null`."""

    def accept(self, visitor: ShapeVisitor[ResultT]) -> ResultT:
        """Visit null."""
        return visitor.null(self)

    def typeName(self) -> str:
        """Name the kind."""
        return "null"


@dataclass(frozen=True, eq=False)
class Boolean(Leaf):
    """`true` or `false`."""

    def accept(self, visitor: ShapeVisitor[ResultT]) -> ResultT:
        """Visit a boolean."""
        return visitor.boolean(self)

    def typeName(self) -> str:
        """Name the kind."""
        return "boolean"


@dataclass(frozen=True, eq=False)
class Number(Leaf):
    """A number, or an integer."""

    whole: bool
    limits: Limits

    def accept(self, visitor: ShapeVisitor[ResultT]) -> ResultT:
        """Visit a number."""
        return visitor.number(self)

    def typeName(self) -> str:
        """Name the kind."""
        return "integer" if self.whole else "number"

    def keywords(self) -> Mapping[str, Json]:
        """Its limits."""
        return self.limits


@dataclass(frozen=True, eq=False)
class Text(Leaf):
    """A string."""

    limits: Limits
    pattern: str | None = None
    formats: tuple[str, ...] = ()
    """Formats of which one must be met, if there are any."""
    known: Enum | None = None
    """The values that are known of it where it comes; it may have others."""

    def accept(self, visitor: ShapeVisitor[ResultT]) -> ResultT:
        """Visit a string."""
        return visitor.text(self)

    def typeName(self) -> str:
        """Name the kind."""
        return "string"

    def keywords(self) -> Mapping[str, Json]:
        """Its limits, pattern and formats."""
        return {**self.limits, "pattern": self.pattern, "format": list(self.formats)}

    @property
    def parts(self) -> tuple[Shape, ...]:
        """The enumeration of the values that are known of it, if there is one."""
        return () if self.known is None else (self.known,)


@dataclass(frozen=True, eq=False)
class DateTime(Leaf):
    """A date-time."""

    def accept(self, visitor: ShapeVisitor[ResultT]) -> ResultT:
        """Visit a date-time."""
        return visitor.dateTime(self)

    def typeName(self) -> str:
        """Name the kind."""
        return "date-time"


@dataclass(frozen=True, eq=False)
class Enum(Leaf):
    """One of some values, or always the same one."""

    values: tuple[Scalar, ...]

    def accept(self, visitor: ShapeVisitor[ResultT]) -> ResultT:
        """Visit an enumeration."""
        return visitor.enum(self)

    def typeName(self) -> str:
        """Name the type of its values, which the first one tells."""
        return _TYPE_NAMES.get(type(self.values[0]), "string")

    def keywords(self) -> Mapping[str, Json]:
        """Its values."""
        return {"enum": list(self.values)}

    @property
    def named(self) -> Enum | None:
        """Itself, if it has a title and is of several strings: it becomes an alias."""
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
        """Name the kind."""
        return "array"

    @property
    def parts(self) -> tuple[Shape, ...]:
        """Its item."""
        return (self.item,)

    def keywords(self) -> Mapping[str, Json]:
        """Its limits, and whether items are unique."""
        return {**self.limits, "uniqueItems": self.unique}


@dataclass(frozen=True, eq=False)
class Map(Shape):
    """An object with keys of any name, and values that are all of one shape."""

    value: Shape
    limits: Limits
    required: tuple[str, ...] = ()
    """Keys that must be there."""

    isCollection: ClassVar[bool] = True

    def accept(self, visitor: ShapeVisitor[ResultT]) -> ResultT:
        """Visit a map."""
        return visitor.map(self)

    def typeName(self) -> str:
        """Name the kind."""
        return "object"

    @property
    def parts(self) -> tuple[Shape, ...]:
        """Its value."""
        return (self.value,)

    def keywords(self) -> Mapping[str, Json]:
        """Its limits and the keys that must be there."""
        return {**self.limits, "required": list(self.required)}


@dataclass(frozen=True, eq=False)
class NonJson(Leaf):
    """A response that is no JSON."""

    kind: BodyKind

    def accept(self, visitor: ShapeVisitor[ResultT]) -> ResultT:
        """Visit a response that is no JSON."""
        return visitor.nonJson(self)

    def typeName(self) -> str:
        """Name what comes."""
        return self.kind

    @property
    def description(self) -> str:
        """Its description; the contract only names its kind."""
        return NON_JSON[self.kind]


@dataclass(frozen=True, eq=False)
class FileBody(Leaf):
    """A request's body that is no JSON, but a file of one of some media types."""

    def accept(self, visitor: ShapeVisitor[ResultT]) -> ResultT:
        """Visit a file."""
        return visitor.fileBody(self)

    def typeName(self) -> str:
        """Name the kind; media types do not count as a difference."""
        return "anything"

    @property
    def media(self) -> tuple[str, ...]:
        """The media types."""
        return tuple(self.node.require("content").object())


@dataclass(frozen=True, eq=False)
class FreeForm(Leaf):
    """An object about which nothing is said."""

    def accept(self, visitor: ShapeVisitor[ResultT]) -> ResultT:
        """Visit an object about which nothing is said."""
        return visitor.freeForm(self)

    def typeName(self) -> str:
        """Name the kind."""
        return "object"


@dataclass(frozen=True, eq=False)
class Property:
    """A property of a record."""

    name: str
    """Its name on the wire."""
    node: Node
    """Where it is declared; its description there comes before that of its shape."""
    shape: Shape
    required: bool
    secret: bool
    since: int | None = None
    """The first release that is sure to send it, where older ones are not."""
    derived: str | None = None
    """Template of its value where it did not come, as `core.models.since.Since` has it."""
    advice: str | None = None
    """Clause that says what to use instead, where it is deprecated."""
    readAs: bool = False
    """Whether responses get a method that reads it as a model."""

    @property
    def description(self) -> str:
        """Its description in the contract."""
        return _descriptionAt(self.node) or self.shape.description

    @property
    def default(self) -> Node | None:
        """The value that the server takes where it is absent.

        A default of another type than the property (as of a task's `payload`) does not count: the
        server fills it in, and then refuses the whole.
        """
        default = self.node.get("default") or self.shape.node.get("default")
        isObject = self.shape.typeName() == "object"
        return None if default and isObject and not isinstance(default.value, Mapping) else default


@dataclass(frozen=True, eq=False)
class Record(Shape):
    """An object with declared properties."""

    properties: tuple[Property, ...]
    open: bool
    """Whether it may have other properties too."""
    limits: Limits = field(default_factory=dict[str, int | float])
    """Limits of how many properties it has."""
    choices: tuple[tuple[str, ...], ...] = ()
    """Sets of properties of which at least one must be complete, if there are any."""
    constraints: tuple[Code, ...] = ()
    """Rules beyond the types, as calls of the classes in `core.models.constraints`."""

    def accept(self, visitor: ShapeVisitor[ResultT]) -> ResultT:
        """Visit an object with declared properties."""
        return visitor.record(self)

    def typeName(self) -> str:
        """Name the kind."""
        return "object"

    @property
    def parts(self) -> tuple[Shape, ...]:
        """The shapes of its properties."""
        return tuple(item.shape for item in self.properties)

    def keywords(self) -> Mapping[str, Json]:
        """Whether it is open, its limits, and the rules of its properties together."""
        return {
            "additionalProperties": self.open,
            **self.limits,
            "anyOf": [[*names] for names in self.choices],
            "constraints": list(self.constraints),
        }

    @property
    def named(self) -> Record:
        """Itself: it becomes a class."""
        return self

    @cached_property
    def isSecret(self) -> bool:
        """Whether it is marked itself; a property that is secret hides itself alone."""
        return self.node.booleanAt("x-secret")

    @cached_property
    def holdsSecret(self) -> bool:
        """Whether one of its properties is secret, or has a secret inside."""
        return any(item.secret or item.shape.holdsSecret for item in self.properties)

    def _structures(self) -> Json:
        return {
            it.name: [it.shape.structure, it.required, it.secret, it.since, it.derived, it.readAs]
            for it in self.properties
        }

    def find(self, name: str) -> Property | None:
        """The property with that name."""
        return self._byName.get(name)

    @cached_property
    def _byName(self) -> Mapping[str, Property]:
        return {item.name: item for item in self.properties}

    def valuesOf(self, name: str) -> tuple[Scalar, ...]:
        """The values that a property is declared to have, if it is an enumeration."""
        found = self.find(name)
        return found.shape.values if found and isinstance(found.shape, Enum) else ()


@dataclass(frozen=True, eq=False)
class Union(Shape):
    """One of some shapes."""

    members: tuple[Shape, ...]

    def accept(self, visitor: ShapeVisitor[ResultT]) -> ResultT:
        """Visit a union."""
        return visitor.union(self)

    def typeName(self) -> str:
        """Name the kind."""
        return "union"

    @property
    def parts(self) -> tuple[Shape, ...]:
        """Its members."""
        return self.members

    def keywords(self) -> Mapping[str, Json]:
        """Nothing beside its members."""
        return {}

    @property
    def named(self) -> Union | None:
        """Itself, if records are among its members: it becomes an alias of classes."""
        return self if self.records else None

    @property
    def records(self) -> list[Record]:
        """Those members that are records."""
        return [member for member in self.members if isinstance(member, Record)]

    @cached_property
    def ofRecords(self) -> Union:
        """The union of its records alone, which may have a tag though other members have none."""
        records = tuple(self.records)
        return self if len(records) == len(self.members) else Union(self.node, records)

    @cached_property
    def tag(self) -> str | None:
        """The property that tells its members apart."""
        return next((name for name, values in self._candidates() if _differ(values)), None)

    @cached_property
    def discriminator(self) -> str | None:
        """The property that says of what kind its members are: the tag, or one that some share."""
        several = (name for name, values in self._candidates() if len({*values}) > 1)
        return self.tag or next(several, None)

    def _candidates(self) -> Iterator[tuple[str, list[tuple[Scalar, ...]]]]:
        """The properties for which each member has values of its own, and these values."""
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
    """The values that a property has in each object of a kind; none unless all are strings."""
    found, values = record.find(name), record.valuesOf(name)
    isTag = found is not None and found.required and all(isinstance(it, str) for it in values)
    return values if isTag else ()


@dataclass(frozen=True, eq=False)
class Nullable(Shape):
    """`null`, or something else."""

    inner: Shape

    def accept(self, visitor: ShapeVisitor[ResultT]) -> ResultT:
        """Visit what may be null."""
        return visitor.nullable(self)

    def typeName(self) -> str:
        """Name the kind."""
        return "anything"

    @property
    def parts(self) -> tuple[Shape, ...]:
        """The shape of values that are not null."""
        return (self.inner,)

    def keywords(self) -> Mapping[str, Json]:
        """Nothing beside what it is made of."""
        return {}


@dataclass(frozen=True, eq=False)
class Unreadable(Shape):
    """A schema that could not be read, which is noted elsewhere: it stands for anything."""

    readParts: tuple[Shape, ...] = ()
    """Those of its parts that could be read."""
    properties: tuple[Property, ...] = ()
    """Those of its properties that could be read."""

    def accept(self, visitor: ShapeVisitor[ResultT]) -> ResultT:
        """Visit what could not be read."""
        return visitor.unreadable(self)

    def typeName(self) -> str:
        """Name the kind."""
        return "anything"

    @property
    def parts(self) -> tuple[Shape, ...]:
        """Those that could be read."""
        return (*self.readParts, *(item.shape for item in self.properties))

    def keywords(self) -> Mapping[str, Json]:
        """Nothing that is known."""
        return {}

    # What is wrong may be any of these.

    @property
    def title(self) -> None:
        """Not known."""
        return

    @property
    def description(self) -> str:
        """Not known."""
        return ""

    @cached_property
    def isSecret(self) -> bool:
        """Not known."""
        return False

    @cached_property
    def isBroken(self) -> bool:
        """True: it could not be read."""
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
        """Visit an object about which nothing is said."""

    @abstractmethod
    def union(self, shape: Union, /) -> ResultT:
        """Visit a union."""

    @abstractmethod
    def nullable(self, shape: Nullable, /) -> ResultT:
        """Visit what may be null."""

    @abstractmethod
    def nonJson(self, shape: NonJson, /) -> ResultT:
        """Visit a response that is no JSON."""

    @abstractmethod
    def fileBody(self, shape: FileBody, /) -> ResultT:
        """Visit a request's body that is a file."""

    @abstractmethod
    def unreadable(self, shape: Unreadable, /) -> ResultT:
        """Visit what could not be read: whatever follows from it is no problem of its own."""
