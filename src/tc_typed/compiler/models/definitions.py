"""The definitions of a bundle's document: one for each class and alias to be."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from tc_typed.compiler.code import Code, code, literal
from tc_typed.compiler.contract.errors import Problems
from tc_typed.compiler.contract.load import Json
from tc_typed.compiler.models.fragments import (
    CONSTRAINTS,
    Draft,
    Fragments,
    RequestFragments,
    ResponseFragments,
    Schema,
    classPath,
    customType,
    described,
    enumeration,
    marked,
    reference,
)
from tc_typed.compiler.models.naming import Direction, checkUnique
from tc_typed.compiler.models.since import checkedSince, sinceMark, sinceNote
from tc_typed.compiler.schema.types import (
    AnyValue,
    Enum,
    Nullable,
    Property,
    Record,
    Shape,
    Union,
    Unreadable,
)


class DefinitionWriter:
    """Writes definitions, nested ones first."""

    def __init__(self, draft: Draft, problems: Problems, *, isStrict: bool, lenient: bool) -> None:
        """Start with nothing defined.

        Args:
            draft: Where to write them.
            problems: Where to note what models can't express.
            isStrict: Whether only those requests are open to other properties that say so. OpenAPI
                documents hardly ever say anything, and a misspelt field shall not pass.
            lenient: Whether to leave out an `x-derived` that is not possible, instead of refusing
                it.
        """
        self.properties: dict[str, Property] = {}
        """The first property of each name."""
        self._draft = draft
        self._problems = problems
        self._names = draft.names
        self._isStrict = isStrict
        self._lenient = lenient
        self._defined: set[tuple[Shape, Direction]] = set()
        self._fragments: Mapping[Direction, Fragments] = {
            Direction.REQUEST: RequestFragments(draft),
            Direction.RESPONSE: ResponseFragments(draft),
        }

    def define(self, shape: Shape, direction: Direction) -> None:
        """Write the definitions of a shape, and before it those that it needs."""
        if shape.node in self._draft.sharedFrom or (shape, direction) in self._defined:
            return
        self._defined.add((shape, direction))
        if isinstance(shape, Unreadable):
            self._defineProperties(shape.properties, direction)
        if (named := shape.named) is not None:
            with self._problems.collecting():
                self._defineNamed(named, direction)
        else:
            for part in shape.parts:
                self.define(part, direction)

    def _defineProperties(self, properties: Iterable[Property], direction: Direction) -> None:
        for item in properties:
            self.properties.setdefault(item.name, item)
            self.define(item.shape, direction)

    def _defineNamed(self, shape: Record | Union | Enum, direction: Direction) -> None:
        name = self._names.nameOf(shape, direction)
        if name in self._draft.definitions:
            return
        owner = self._names.owner(shape)
        match shape:
            case Enum():
                definition = enumeration(shape)
            case Record():
                if not isinstance(owner, Record):
                    return
                shape, definition = owner, self._record(owner, direction)
            case Union():
                if not isinstance(owner, Union):
                    return
                shape, definition = owner, self._union(owner, direction, name)
        self._draft.definitions[name] = described(definition, shape.description)

    # Classes

    def _record(self, record: Record, direction: Direction) -> Schema:
        isRequest = direction is Direction.REQUEST
        self._defineProperties(record.properties, direction)
        with self._problems.collecting():
            checkUnique((self._names.field(item.name) for item in record.properties), record.node)
        properties: Schema = {}
        for item in record.properties:
            with self._problems.collecting():
                properties[self._names.field(item.name)] = self._property(record, item, direction)
        definition: Schema = {
            "type": "object",
            "customBasePath": _base(record, direction),
            "properties": properties,
            "required": [
                self._names.field(item.name)
                for item in record.properties
                if item.required and not (isRequest and item.default)
            ],
        }
        return {**definition, **self._limits(record)} if isRequest else definition

    def _limits(self, record: Record) -> Schema:
        """The limits of a request's properties together."""
        limits: Schema = {}
        if record.open and (not self._isStrict or record.node.booleanAt("additionalProperties")):
            limits["additionalProperties"] = True
        if constraints := self._constraints(record):
            limits[CONSTRAINTS] = constraints
        return limits

    def _constraints(self, record: Record) -> list[Json]:
        """The rules that objects are checked by."""
        unknown = ["anyOf"] if record.choices else []
        unknown += ["maxProperties"] if "maxProperties" in record.limits else []
        for keyword in unknown:
            place = record.node.require(keyword)
            problem = f"models can't check {keyword} beside properties"
            if not self._lenient:
                raise place.error(problem)
            place.note(problem)
        least = record.limits.get("minProperties")
        count = [code("MinProperties({})", literal(least))] if least else []
        return [*count, *record.constraints]

    def _property(self, record: Record, item: Property, direction: Direction) -> Schema:
        secret = [code("Field(repr=False)")] if item.secret else []
        marks = [*secret, *self._aliases(item.name)]
        if direction is Direction.REQUEST:
            fragment = self._fragments[direction].fragment(item.shape)
            return described(marked(fragment, *marks), _withDefault(item))
        fragment = self._receivedFragment(record, item)
        if not item.required and isinstance(item.shape, Nullable | AnyValue):
            marks = [code("MayBeNull"), *marks]
        text = _withDefault(item)
        since = checkedSince(record, item, self._names.field, lenient=self._lenient)
        if since is not None:
            marks.append(sinceMark(since))
            text = f"{text} {sinceNote(since)}".strip()
        return described(marked(fragment, *marks), text)

    def _receivedFragment(self, record: Record, item: Property) -> Schema:
        """The type of a property that comes; what tells kinds apart has only the known values."""
        if isinstance(item.shape, Enum) and self._names.isDiscriminator(record, item.name):
            return enumeration(item.shape)
        return self._fragments[Direction.RESPONSE].fragment(item.shape)

    def _aliases(self, name: str) -> list[Code]:
        """The mark of a field whose property has another name on the wire."""
        if self._names.field(name) == name:
            return []
        wire = literal(name)
        return [code("Field(validation_alias={0}, serialization_alias={0})", wire)]

    # Aliases of several classes

    def _union(self, union: Union, direction: Direction, name: Code) -> Schema:
        for member in union.members:
            self.define(member, direction)
        nested = self._fragments[direction].nested
        if direction is Direction.REQUEST:
            members: list[Json] = [nested(member) for member in union.members]
            return marked({"anyOf": members}, *self._tagMarks(union))
        for member in union.members:
            if isinstance(member, Record) and _isEmptyObject(member):
                # As lenient as others, it would take every object that is of no other kind.
                known = self._names.nameOf(member, direction)
                self._draft.definitions.get(known, {})["additionalProperties"] = False
        members = [nested(member) for member in union.members]
        if union.discriminator is None:
            return {"anyOf": members}
        fallback = self._defineFallback(union, name, union.discriminator)
        tagged = code("Tagged({})", literal(union.discriminator))
        return marked({"anyOf": [*members, reference(fallback)]}, tagged)

    def _tagMarks(self, union: Union) -> list[Code]:
        if union.tag is None:
            return []
        return [code("Field(discriminator={})", literal(self._names.field(union.tag)))]

    def _defineFallback(self, union: Union, name: Code, tag: str) -> Code:
        """Define the class for kinds of a record that this version does not know."""
        fallback = code("Unrecognized{}", name)
        if self._names.owns(fallback):
            raise union.node.error(f"{fallback} would be the name of two things")
        kind = described(
            marked(customType("Unrecognized"), *self._aliases(tag)),
            f"The `{tag}` that this version does not know.",
        )
        self._draft.definitions[fallback] = {
            "type": "object",
            "customBasePath": classPath("Response"),
            "properties": {self._names.field(tag): kind},
            "required": [self._names.field(tag)],
            "description": (
                f"A kind of `{name}` that this version does not know, as a newer server may send."
                f" Its `{tag}` says which; what else came is kept."
            ),
        }
        return fallback


def _isEmptyObject(record: Record) -> bool:
    """Whether a schema allows nothing but `{}`."""
    return not record.properties and not record.open


def _base(record: Record, direction: Direction) -> str:
    if direction is Direction.RESPONSE:
        return classPath("Response")
    return classPath("SecretRequest" if record.holdsSecret else "Request")


def _withDefault(item: Property) -> str:
    default = item.default
    text = item.description
    if default is None or re.search(r"\bdefaults?\b", text, re.IGNORECASE):
        return text
    value = default.value if isinstance(default.value, str) else json.dumps(default.value)
    return f"{text} Default: `{value}`.".strip()
