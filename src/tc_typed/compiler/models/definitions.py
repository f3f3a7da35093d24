"""Definitions of a bundle's document: one for each class and alias."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping

from tc_typed.compiler.code import Code, code, literal
from tc_typed.compiler.contract.deprecation import deprecationText
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
from tc_typed.compiler.models.read_as import readAsMethod, readAsNote
from tc_typed.compiler.models.repetition import checkRepetition
from tc_typed.compiler.models.shared import SharedClass
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
    """A writer of definitions, nested ones first."""

    def __init__(self, draft: Draft, problems: Problems, *, isStrict: bool, lenient: bool) -> None:
        """Start without definitions.

        Args:
            draft: Draft to write them to.
            problems: Collects content that models can't express.
            isStrict: Whether requests reject additional properties unless the schema explicitly
                allows them. OpenAPI documents rarely specify it, and misspelt fields must fail.
            lenient: Whether to ignore an invalid `x-derived`, instead of raising.
        """
        self.properties: dict[str, Property] = {}
        """First property of each name."""
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
        """Write the definitions of a shape, after those that it needs."""
        if (shape, direction) in self._defined:
            return
        self._defined.add((shape, direction))
        if (shared := self._draft.shared.find(shape)) is not None:
            with self._problems.collecting():
                self._checkDirection(shape, shared, direction)
            return
        if isinstance(shape, Unreadable):
            self._defineProperties(shape.properties, direction)
        if (named := shape.named) is not None:
            with self._problems.collecting():
                self._defineNamed(named, direction)
        else:
            for part in shape.parts:
                self.define(part, direction)

    def _checkDirection(self, shape: Shape, shared: SharedClass, direction: Direction) -> None:
        """Report a shared class that is compiled for the other direction."""
        if shared.isRequest in (None, direction is Direction.REQUEST):
            return
        other = "responses" if shared.isRequest is False else "requests"
        problem = f"is a {direction.value} here, but {shared.name} is compiled for {other}"
        if not self._lenient:
            raise shape.node.error(problem)
        shape.node.note(problem)

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
        self._draft.definitions[name] = described(definition, shape.typeDescription)

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
                if item.required
                and not (isRequest and (item.default or self._isConstant(record, item)))
            ],
        }
        return {**definition, **self._limits(record)} if isRequest else definition

    def _limits(self, record: Record) -> Schema:
        """Return the constraints on a request's properties as a whole."""
        limits: Schema = {}
        if record.open and (not self._isStrict or record.node.booleanAt("additionalProperties")):
            limits["additionalProperties"] = True
        if constraints := self._constraints(record):
            limits[CONSTRAINTS] = constraints
        return limits

    def _constraints(self, record: Record) -> list[Json]:
        """Return the constraints that objects are checked against."""
        unsupported = ["anyOf"] if record.choices else []
        unsupported += ["maxProperties"] if "maxProperties" in record.limits else []
        for keyword in unsupported:
            place = record.node.require(keyword)
            problem = f"models can't check {keyword} of an object with properties"
            if not self._lenient:
                raise place.error(problem)
            place.note(problem)
        least = record.limits.get("minProperties")
        count = [code("MinProperties({})", literal(least))] if least else []
        return [*count, *record.constraints]

    def _property(self, record: Record, item: Property, direction: Direction) -> Schema:
        with self._problems.collecting():
            refuses = not (self._isStrict or self._lenient)
            checkRepetition(self._draft, item, direction, refuses=refuses)
        secret = [code("Field(repr=False)")] if item.secret else []
        marks = [*secret, *_deprecated(item), *self._aliases(item.name)]
        if direction is Direction.REQUEST:
            fragment = self._fragments[direction].property(item)
            if self._isConstant(record, item):
                fragment = {**fragment, "default": record.valuesOf(item.name)[0]}
            return described(marked(fragment, *marks), _withAdvice(item, _withDefault(item)))
        fragment = self._receivedFragment(record, item)
        if not item.required and isinstance(item.shape, Nullable | AnyValue):
            marks = [code("MayBeNull"), *marks]
        text = item.description  # without the default, because responses contain the actual value
        since = checkedSince(record, item, self._names.field, lenient=self._lenient)
        if since is not None:
            marks.append(sinceMark(since))
            text = f"{text} {sinceNote(since)}".strip()
        if (method := self._readAsMethod(record, item)) is not None:
            text = f"{text} {readAsNote(method)}".strip()
        return described(marked(fragment, *marks), _withAdvice(item, text))

    def _isConstant(self, record: Record, item: Property) -> bool:
        """Check whether the class of a request determines a property, which then is optional."""
        return self._names.isTag(record, item.name) and len(record.valuesOf(item.name)) == 1

    def _readAsMethod(self, record: Record, item: Property) -> Code | None:
        """Write the method that parses a property as a model, and return its name."""
        made = readAsMethod(record, item, self._names, lenient=self._lenient)
        if made is None:
            return None
        model = self._names.nameOf(record, Direction.RESPONSE)
        method, source = made
        self._draft.additions.methods.setdefault(model, []).append(source)
        return method

    def _receivedFragment(self, record: Record, item: Property) -> Schema:
        """Return the type of a received property; a discriminator only has the known values."""
        if isinstance(item.shape, Enum) and self._names.isDiscriminator(record, item.name):
            return enumeration(item.shape)
        return self._fragments[Direction.RESPONSE].fragment(item.shape)

    def _aliases(self, name: str) -> list[Code]:
        """Return the aliases of a field whose property has another name on the wire."""
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
            return self._requestUnion(union, nested)
        for member in union.members:
            if isinstance(member, Record) and _isEmptyObject(member):
                # If its class ignored unknown properties, as others do, it would match any object.
                known = self._names.nameOf(member, direction)
                self._draft.definitions.get(known, {})["additionalProperties"] = False
        members = [nested(member) for member in union.members]
        if union.discriminator is None:
            return {"anyOf": members}
        fallback = self._defineFallback(union, name, union.discriminator)
        tagged = code("Tagged({})", literal(union.discriminator))
        return marked({"anyOf": [*members, reference(fallback)]}, tagged)

    def _requestUnion(self, union: Union, nested: Callable[[Shape], Schema]) -> Schema:
        """Define a union that selects classes by tag, even if some members are not objects."""
        tagged = union.ofRecords
        if tagged is union or tagged.tag is None:
            members: list[Json] = [nested(member) for member in union.members]
            return marked({"anyOf": members}, *self._tagMarks(union))
        others: list[Json] = [
            nested(member) for member in union.members if not isinstance(member, Record)
        ]
        return {"anyOf": [*others, self._draft.inline(self._requestUnion(tagged, nested), tagged)]}

    def _tagMarks(self, union: Union) -> list[Code]:
        if union.tag is None:
            return []
        return [code("Field(discriminator={})", literal(self._names.field(union.tag)))]

    def _defineFallback(self, union: Union, name: Code, tag: str) -> Code:
        """Define the class for values of a union with an unknown tag."""
        fallback = code("Unrecognized{}", name)
        if self._names.owns(fallback):
            raise union.node.error(f"the name {fallback} would be used twice")
        kind = described(
            marked(customType("Unrecognized"), *self._aliases(tag)),
            f"Value of `{tag}`, which this version does not know.",
        )
        self._draft.definitions[fallback] = {
            "type": "object",
            "customBasePath": classPath("Response"),
            "properties": {self._names.field(tag): kind},
            "required": [self._names.field(tag)],
            "description": (
                f"A kind of `{name}` that this version does not know, for example from a newer"
                f" server. `{tag}` identifies the kind; all other properties are kept."
            ),
        }
        return fallback


def _isEmptyObject(record: Record) -> bool:
    """Check whether a schema allows only `{}`."""
    return not record.properties and not record.open


def _base(record: Record, direction: Direction) -> str:
    if direction is Direction.RESPONSE:
        return classPath("Response")
    return classPath("SecretRequest" if record.holdsSecret else "Request")


def _deprecated(item: Property) -> list[Code]:
    """Return the metadata of a deprecated field; `Field(deprecated=…)` would warn on each read."""
    mark = code('Field(json_schema_extra={{"deprecated": True}})')
    return [] if item.advice is None else [mark]


def _withAdvice(item: Property, text: str) -> str:
    return text if item.advice is None else f"{text} {deprecationText(item.advice)}".strip()


def _withDefault(item: Property) -> str:
    default = item.default
    text = item.description
    if default is None or re.search(r"\bdefaults?\b", text, re.IGNORECASE):
        return text
    return f"{text} Defaults to {_shownDefault(default.value)}.".strip()


def _shownDefault(value: Json) -> str:
    """Write a default as hand-written texts do: numbers and booleans without backticks."""
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    if value in ([], {}):
        return "none"
    return f"`{value if isinstance(value, str) else json.dumps(value)}`"
