"""JSON Schema fragments of a bundle's document, for each kind of shape.

There is a visitor for each direction: requests are strict, responses are lenient.
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
"""Keyword for Python expressions that become metadata of a type."""

CONSTRAINTS = "x-constraints"
"""Keyword for Python expressions that become constraints of a class."""

_MAX_PARTS = 100_000
_LOOK_AROUND = re.compile(r"\(\?<?[=!]")
_TYPES: Mapping[type[Scalar], str] = {str: "string", bool: "boolean", int: "integer"}

# A fragment with other keywords needs metadata, which is only possible in a separate definition.
_WITHOUT_METADATA = frozenset(
    {"type", "items", "additionalProperties", "$ref", "customTypePath", "enum", "anyOf"}
)


@dataclass
class Draft:
    """A document that is being written."""

    names: Names
    shared: Shared
    """Classes and scalars from other packages."""
    namesPatterns: bool = False
    """Whether a pattern that is used twice needs a name."""
    definitions: dict[Code, Schema] = field(default_factory=dict[Code, Schema])
    imported: dict[Code, list[Code]] = field(default_factory=dict[Code, list[Code]])
    """Names from other packages that the document uses, by module."""
    additions: Additions = field(default_factory=Additions)
    """Code that the document can't express."""
    parts: int = 0
    """Number of fragments and types that were written."""
    _inlines: int = 0
    _patterns: dict[str, Node] = field(default_factory=dict[str, Node])

    def count(self, shape: Shape) -> None:
        """Count a fragment or type, because nested shared schemas could expand to too many."""
        self.parts += 1
        if self.parts > _MAX_PARTS:
            raise TooLarge(shape.node, "has too many parts in total")

    def importFor(self, shape: Shape) -> SharedClass | None:
        """Return the class of a shape from another package, if it has one, and import it."""
        shared = self.shared.find(shape)
        if shared is not None:
            self._import(shared)
        return shared

    def _import(self, shared: SharedClass) -> None:
        imported = self.imported.setdefault(shared.module, [])
        if shared.name not in imported:
            imported.append(shared.name)

    def scalar(self, text: Text, propertyName: str) -> Schema | None:
        """Write a reference to the named type of a string, if it has one.

        Args:
            text: The string.
            propertyName: Name of the property with the string.
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
        """Record that a pattern without a name is written.

        Raises:
            ContractError: if it was written before, and patterns that are used twice need names.
        """
        if text.pattern is None or not self.namesPatterns:
            return
        if (other := self._patterns.get(text.pattern)) is not None:
            raise text.node.error(
                f"the pattern is used twice in one module, first at {other}: add a scalar with this"
                " pattern and these limits to common/v1/scalars.json"
            )
        self._patterns[text.pattern] = text.node

    def inline(self, fragment: Schema, shape: Shape) -> Schema:
        """Add a definition whose references will be replaced with its type."""
        self._inlines += 1
        name = identifier(f"{INLINE}{self._inlines}", shape.node)
        self.definitions[name] = fragment
        return reference(name)


class Fragments(ShapeVisitor[Schema], ABC):
    """A visitor that writes fragments: schemas of properties and definitions."""

    direction: Direction

    def __init__(self, draft: Draft) -> None:
        """Write fragments for a document."""
        self._draft = draft
        self._propertyName = ""

    def fragment(self, shape: Shape) -> Schema:
        """Write the schema of a property or definition.

        Raises:
            ContractError: if the shape has no type, or the document has too many parts.
        """
        self._draft.count(shape)
        if (shared := self._draft.importFor(shape)) is not None:
            return sharedType(shared)
        return shape.accept(self)

    def property(self, item: Property) -> Schema:
        """Write the schema of a property, whose name can select a scalar."""
        self._propertyName = item.name
        try:
            return self.fragment(item.shape)
        finally:
            self._propertyName = ""

    def nested(self, shape: Shape) -> Schema:
        """Write the schema of an item, value or branch, inline if it needs metadata."""
        fragment = self.fragment(shape)
        needsMetadata = not fragment.keys() <= _WITHOUT_METADATA
        return self._draft.inline(fragment, shape) if needsMetadata else fragment

    # Kinds that are the same in both directions

    def anyValue(self, _: AnyValue, /) -> Schema:
        """Accept any JSON value."""
        return customType("JsonValue")

    def null(self, _: Null, /) -> Schema:
        """Accept only null."""
        return {"type": "null"}

    def boolean(self, _: Boolean, /) -> Schema:
        """Accept booleans."""
        return {"type": "boolean"}

    def dateTime(self, _: DateTime, /) -> Schema:
        """Accept date-times with time zones."""
        return customType("Timestamp")

    def nullable(self, shape: Nullable, /) -> Schema:
        """Accept null as well."""
        return {"anyOf": [self.nested(shape.inner), {"type": "null"}]}

    def record(self, shape: Record, /) -> Schema:
        """Accept instances of a class."""
        return reference(self._draft.names.nameOf(shape, self.direction))

    def union(self, shape: Union, /) -> Schema:
        """Accept values of any member; a union with records has a name."""
        if shape.named:
            return reference(self._draft.names.nameOf(shape, self.direction))
        return self._unnamedUnion(shape)

    def _unnamedUnion(self, shape: Union) -> Schema:
        return {"anyOf": [self.nested(member) for member in shape.members]}

    def enum(self, shape: Enum, /) -> Schema:
        """Accept the values of an enumeration."""
        if shape.named:
            return self._enum(shape, reference(self._draft.names.nameOf(shape, self.direction)))
        return self._enum(shape, enumeration(shape))

    @abstractmethod
    def _enum(self, shape: Enum, known: Schema, /) -> Schema:
        """Write an enumeration, given the schema of its known values."""

    def unreadable(self, _: Unreadable, /) -> Schema:
        """Accept any JSON value, because the schema is unknown."""
        return customType("JsonValue")

    def nonJson(self, shape: NonJson, /) -> NoReturn:
        """Raise, because this can only be a whole response."""
        raise shape.node.error("can only be a whole request or response")

    def fileBody(self, shape: FileBody, /) -> NoReturn:
        """Raise, because a file can only be a request body."""
        raise shape.node.error("can only be a whole request or response")


class RequestFragments(Fragments):
    """A visitor that writes values from callers, with all limits."""

    direction = Direction.REQUEST

    def number(self, shape: Number, /) -> Schema:
        """Accept numbers within the limits."""
        return {"type": shape.typeName(), **shape.limits}

    def text(self, shape: Text, /) -> Schema:
        """Accept strings that match the limits, pattern and formats."""
        if (scalar := self._draft.scalar(shape, self._propertyName)) is not None:
            return scalar
        self._draft.notePattern(shape)
        return textFragment(shape)

    def freeForm(self, _: FreeForm, /) -> Schema:
        """Accept objects, and models that dump to objects."""
        return customType("FreeForm")

    def _enum(self, _: Enum, known: Schema, /) -> Schema:
        return known

    def array(self, shape: Array, /) -> Schema:
        """Accept arrays within the limits."""
        fragment: Schema = {"type": "array", "items": self.nested(shape.item), **shape.limits}
        return marked(fragment, *[code("UniqueItems")] * shape.unique)

    def map(self, shape: Map, /) -> Schema:
        """Accept objects within the limits that have the required keys."""
        fragment: Schema = {"type": "object", "additionalProperties": self.nested(shape.value)}
        keys = callOf(code("HasKeys"), shape.required)
        return marked({**fragment, **shape.limits}, *[keys] * bool(shape.required))


class ResponseFragments(Fragments):
    """A visitor that writes values from servers, without limits, which newer servers can change."""

    direction = Direction.RESPONSE

    def number(self, shape: Number, /) -> Schema:
        """Accept numbers."""
        return {"type": shape.typeName()}

    def text(self, shape: Text, /) -> Schema:
        """Accept strings, or an enumeration of the known ones."""
        return {"type": "string"} if shape.known is None else self.enum(shape.known)

    def freeForm(self, _: FreeForm, /) -> Schema:
        """Accept objects."""
        return customType("JsonObject")

    def _enum(self, shape: Enum, known: Schema, /) -> Schema:
        """Accept unknown values as well."""
        if scalarType(shape) is str:
            return {"anyOf": [known, customType("Unrecognized")]}
        return {"type": _TYPES[scalarType(shape)]}

    def array(self, shape: Array, /) -> Schema:
        """Accept arrays."""
        return {"type": "array", "items": self.nested(shape.item)}

    def map(self, shape: Map, /) -> Schema:
        """Accept objects."""
        return {"type": "object", "additionalProperties": self.nested(shape.value)}

    def _unnamedUnion(self, shape: Union) -> Schema:
        if all(isinstance(member, Text | Enum) for member in shape.members):
            return {"type": "string"}  # a string among the members accepts all of them
        return super()._unnamedUnion(shape)


# Parts of the document


def classPath(name: str) -> str:
    """Return the import path of a hand-written class or type."""
    return next(f"{module}.{name}" for module, names in MODULES.items() if name in names)


def sharedType(shared: SharedClass) -> Schema:
    """Write a reference to a class or alias of another package."""
    return {"customTypePath": code("{}.{}", shared.module, shared.name)}


def textFragment(text: Text) -> Schema:
    """Write a string with limits, pattern and formats."""
    fragment: Schema = {"type": "string", **text.limits}
    marks = [callOf(code("Format"), text.formats)] if text.formats else []
    if text.pattern is not None and _LOOK_AROUND.search(text.pattern):
        # pydantic accepted the pattern, so this is not really look-around, but the generator would
        # treat it as such.
        marks.append(code("Field(pattern={})", literal(text.pattern)))
    elif text.pattern is not None:
        fragment["pattern"] = text.pattern
    return marked(fragment, *marks)


def customType(name: str) -> Schema:
    """Write a reference to a hand-written type."""
    return {"customTypePath": classPath(name)}


def reference(name: str) -> Schema:
    """Write a reference to a definition."""
    return {"$ref": f"#/$defs/{name}"}


def enumeration(shape: Enum) -> Schema:
    """Write an enumeration's values.

    Raises:
        ContractError: if they do not have the same type, or Literal can't contain it.
    """
    return {"type": _TYPES[scalarType(shape)], "enum": list(shape.values)}


def scalarType(shape: Enum) -> type[Scalar]:
    """Return the type of an enumeration's values.

    Raises:
        ContractError: if they do not have the same type, or Literal can't contain it.
    """
    kinds = {type(value) for value in shape.values}
    if len(kinds) != 1 or not kinds <= _TYPES.keys():
        raise shape.node.error("must enumerate only strings, only integers or only booleans")
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
