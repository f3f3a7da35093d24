"""How the document of a bundle writes a value: what stands for each kind of shape at its place.

Two visitors, one for each direction: requests are strict, responses lenient.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn, TypeAlias

from tc_typed.compiler.code import Code, callOf, code, identifier, literal
from tc_typed.compiler.contract.errors import TooLarge
from tc_typed.compiler.contract.load import Json, Node
from tc_typed.compiler.models.additions import Additions
from tc_typed.compiler.models.imports import MODULES
from tc_typed.compiler.models.naming import INLINE, Direction, Names, className, singular
from tc_typed.compiler.models.shared import Shared, SharedClass
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
    Property,
    Record,
    Scalar,
    Shape,
    ShapeVisitor,
    Text,
    Union,
    Unreadable,
)

Schema: TypeAlias = dict[str, Json]
"""A part of the document."""

ANNOTATIONS = "x-annotations"
"""Keyword of Python expressions that join a type as metadata."""

CONSTRAINTS = "x-constraints"
"""Keyword of Python expressions that join a class."""

_MAX_PARTS = 100_000
_LOOK_AROUND = re.compile(r"\(\?<?[=!]")
_TYPES: Mapping[type[Scalar], str] = {str: "string", bool: "boolean", int: "integer"}

# A fragment with other keywords needs metadata, which only a definition of its own can have.
_WITHOUT_METADATA = frozenset(
    {"type", "items", "additionalProperties", "$ref", "customTypePath", "enum", "anyOf"}
)


@dataclass
class Draft:
    """The document while it is being written."""

    names: Names
    shared: Shared
    """Classes and scalars that other packages have."""
    namesPatterns: bool = False
    """Whether a pattern that stands twice needs a name."""
    definitions: dict[Code, Schema] = field(default_factory=dict[Code, Schema])
    imported: dict[Code, list[Code]] = field(default_factory=dict[Code, list[Code]])
    """Names of other packages that the document uses, by module."""
    additions: Additions = field(default_factory=Additions)
    """Code beside what the document says."""
    parts: int = 0
    """How many fragments and types were made so far."""
    _inlines: int = 0
    _patterns: dict[str, Node] = field(default_factory=dict[str, Node])

    def count(self, shape: Shape) -> None:
        """Count a fragment or a type, of which there can be too many: schemas share parts."""
        self.parts += 1
        if self.parts > _MAX_PARTS:
            raise TooLarge(shape.node, "has too many parts in all")

    def importFor(self, shape: Shape) -> SharedClass | None:
        """Note that the class of another package is used here, if a shape has one."""
        shared = self.shared.find(shape)
        if shared is not None:
            self._import(shared)
        return shared

    def _import(self, shared: SharedClass) -> None:
        imported = self.imported.setdefault(shared.module, [])
        if shared.name not in imported:
            imported.append(shared.name)

    def scalar(self, text: Text, propertyName: str) -> Schema | None:
        """Write the name of a string's form, if it has one.

        Args:
            text: The string.
            propertyName: Name of the property that it belongs to.
        """
        like = className(propertyName)
        shared = self.shared.scalar(text, (like, singular(like)))
        if shared is None:
            return None
        if shared.name in self.definitions:
            return reference(shared.name)
        self._import(shared)
        return sharedType(shared)

    def notePattern(self, text: Text) -> None:
        """Note that a pattern without a name is written here.

        Raises:
            ContractError: if it was written before, and patterns that stand twice need names.
        """
        if text.pattern is None or not self.namesPatterns:
            return
        if (other := self._patterns.get(text.pattern)) is not None:
            raise text.node.error(
                f"the pattern stands twice in one module, first at {other}: name both by a scalar"
                " with this pattern and these limits in common/v1/scalars.json"
            )
        self._patterns[text.pattern] = text.node

    def inline(self, fragment: Schema, shape: Shape) -> Schema:
        """Make a definition that is to be put in the place of its name."""
        self._inlines += 1
        name = identifier(f"{INLINE}{self._inlines}", shape.node)
        self.definitions[name] = fragment
        return reference(name)


class Fragments(ShapeVisitor[Schema], ABC):
    """Writes the document's fragments: schemas of properties, and of what definitions stand for."""

    direction: Direction

    def __init__(self, draft: Draft) -> None:
        """Write for a document."""
        self._draft = draft
        self._propertyName = ""

    def fragment(self, shape: Shape) -> Schema:
        """Write the schema of a property, or of what a definition stands for.

        Raises:
            ContractError: if no type can stand for it, or the document has too many parts.
        """
        self._draft.count(shape)
        if (shared := self._draft.importFor(shape)) is not None:
            return sharedType(shared)
        return shape.accept(self)

    def property(self, item: Property) -> Schema:
        """Write the schema of a property, whose name can tell which scalar it is."""
        self._propertyName = item.name
        try:
            return self.fragment(item.shape)
        finally:
            self._propertyName = ""

    def nested(self, shape: Shape) -> Schema:
        """Write the schema of an item, a value or a branch: what needs metadata gets a name."""
        fragment = self.fragment(shape)
        needsMetadata = not fragment.keys() <= _WITHOUT_METADATA
        return self._draft.inline(fragment, shape) if needsMetadata else fragment

    # Kinds that are written the same both ways

    def anyValue(self, _: AnyValue, /) -> Schema:
        """Take any value that JSON has."""
        return customType("JsonValue")

    def null(self, _: Null, /) -> Schema:
        """Take null alone."""
        return {"type": "null"}

    def boolean(self, _: Boolean, /) -> Schema:
        """Take true and false."""
        return {"type": "boolean"}

    def dateTime(self, _: DateTime, /) -> Schema:
        """Take aware date-times."""
        return customType("Timestamp")

    def nullable(self, shape: Nullable, /) -> Schema:
        """Take null, too."""
        return {"anyOf": [self.nested(shape.inner), {"type": "null"}]}

    def record(self, shape: Record, /) -> Schema:
        """Take the objects of a class."""
        return reference(self._draft.names.nameOf(shape, self.direction))

    def union(self, shape: Union, /) -> Schema:
        """Take what one of the members takes; with records among them, it has a name."""
        if shape.named:
            return reference(self._draft.names.nameOf(shape, self.direction))
        return self._unnamedUnion(shape)

    def _unnamedUnion(self, shape: Union) -> Schema:
        return {"anyOf": [self.nested(member) for member in shape.members]}

    def enum(self, shape: Enum, /) -> Schema:
        """Take the values of an enumeration."""
        if shape.named:
            return self._enum(shape, reference(self._draft.names.nameOf(shape, self.direction)))
        return self._enum(shape, enumeration(shape))

    @abstractmethod
    def _enum(self, shape: Enum, known: Schema, /) -> Schema:
        """Write an enumeration whose known values are written."""

    def unreadable(self, _: Unreadable, /) -> Schema:
        """Take anything, for what is not known."""
        return customType("JsonValue")

    def nonJson(self, shape: NonJson, /) -> NoReturn:
        """Refuse what can only be a whole response."""
        raise shape.node.error("has no type")

    def fileBody(self, shape: FileBody, /) -> NoReturn:
        """Refuse what can only be a whole request."""
        raise shape.node.error("has no type")


class RequestFragments(Fragments):
    """Writes what callers fill in, with all its limits."""

    direction = Direction.REQUEST

    def number(self, shape: Number, /) -> Schema:
        """Take numbers within the limits."""
        return {"type": shape.typeName(), **shape.limits}

    def text(self, shape: Text, /) -> Schema:
        """Take strings that meet limits, pattern and formats."""
        if (scalar := self._draft.scalar(shape, self._propertyName)) is not None:
            return scalar
        self._draft.notePattern(shape)
        return textFragment(shape)

    def freeForm(self, _: FreeForm, /) -> Schema:
        """Take objects, and models that dump to one."""
        return customType("FreeForm")

    def _enum(self, _: Enum, known: Schema, /) -> Schema:
        return known

    def array(self, shape: Array, /) -> Schema:
        """Take arrays within the limits."""
        fragment: Schema = {"type": "array", "items": self.nested(shape.item), **shape.limits}
        return marked(fragment, *[code("UniqueItems")] * shape.unique)

    def map(self, shape: Map, /) -> Schema:
        """Take objects within the limits, with the keys that are required."""
        fragment: Schema = {"type": "object", "additionalProperties": self.nested(shape.value)}
        keys = callOf(code("HasKeys"), shape.required)
        return marked({**fragment, **shape.limits}, *[keys] * bool(shape.required))


class ResponseFragments(Fragments):
    """Writes what servers send, which newer ones may have changed: without limits."""

    direction = Direction.RESPONSE

    def number(self, shape: Number, /) -> Schema:
        """Take numbers."""
        return {"type": shape.typeName()}

    def text(self, shape: Text, /) -> Schema:
        """Take strings, and tell those that are known."""
        return {"type": "string"} if shape.known is None else self.enum(shape.known)

    def freeForm(self, _: FreeForm, /) -> Schema:
        """Take objects."""
        return customType("JsonObject")

    def _enum(self, shape: Enum, known: Schema, /) -> Schema:
        """Take values that are not known yet, too."""
        if scalarType(shape) is str:
            return {"anyOf": [known, customType("Unrecognized")]}
        return {"type": _TYPES[scalarType(shape)]}

    def array(self, shape: Array, /) -> Schema:
        """Take arrays."""
        return {"type": "array", "items": self.nested(shape.item)}

    def map(self, shape: Map, /) -> Schema:
        """Take objects."""
        return {"type": "object", "additionalProperties": self.nested(shape.value)}

    def _unnamedUnion(self, shape: Union) -> Schema:
        if all(isinstance(member, Text | Enum) for member in shape.members):
            return {"type": "string"}  # with text among them, anything goes
        return super()._unnamedUnion(shape)


# Parts of the document


def classPath(name: str) -> str:
    """Import path of a class or type that is written by hand."""
    return next(f"{module}.{name}" for module, names in MODULES.items() if name in names)


def sharedType(shared: SharedClass) -> Schema:
    """Write the use of a class or an alias of another package."""
    return {"customTypePath": code("{}.{}", shared.module, shared.name)}


def textFragment(text: Text) -> Schema:
    """Write a string with limits, pattern and formats."""
    fragment: Schema = {"type": "string", **text.limits}
    marks = [callOf(code("Format"), text.formats)] if text.formats else []
    if text.pattern is not None and _LOOK_AROUND.search(text.pattern):
        # Models can check it, so it only looks so; the generator would take it for what it is not.
        marks.append(code("Field(pattern={})", literal(text.pattern)))
    elif text.pattern is not None:
        fragment["pattern"] = text.pattern
    return marked(fragment, *marks)


def customType(name: str) -> Schema:
    """Write a type that is written by hand."""
    return {"customTypePath": classPath(name)}


def reference(name: str) -> Schema:
    """Write the use of a definition."""
    return {"$ref": f"#/$defs/{name}"}


def enumeration(shape: Enum) -> Schema:
    """Write an enumeration's values.

    Raises:
        ContractError: if they are not all of one type that Literal can hold.
    """
    return {"type": _TYPES[scalarType(shape)], "enum": list(shape.values)}


def scalarType(shape: Enum) -> type[Scalar]:
    """The type of an enumeration's values.

    Raises:
        ContractError: if they are not all of one type that Literal can hold.
    """
    kinds = {type(value) for value in shape.values}
    if len(kinds) != 1 or not kinds <= _TYPES.keys():
        raise shape.node.error("should enumerate either strings, integers or booleans")
    return kinds.pop()


def marked(fragment: Schema, *marks: Code) -> Schema:
    """Add metadata to a type."""
    if not marks:
        return fragment
    already = fragment.get(ANNOTATIONS)
    return {**fragment, ANNOTATIONS: [*(already if isinstance(already, Sequence) else ()), *marks]}


def described(fragment: Schema, description: str) -> Schema:
    """Add a description, if there is one."""
    return {**fragment, "description": description} if description else fragment
