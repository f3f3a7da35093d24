"""What JSON Schemas say, read into a small vocabulary of shapes.

This is the one place that knows JSON Schema's keywords. Each shape takes the keywords that it
can express; a keyword that is left over is an error, so that no constraint is dropped in silence.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from typing import TypeAlias, TypeVar
from weakref import WeakKeyDictionary

from pydantic_core import SchemaError, SchemaValidator, core_schema

from tc_typed.compiler.code import Code, callOf, code, joined, literal, literals
from tc_typed.compiler.contract.load import Contract, Json, Node
from tc_typed.core.models.formats import FORMATS
from tc_typed.core.non_json import BodyKind

Scalar: TypeAlias = str | int | float | bool
"""What may stand in an `enum`."""

Limits: TypeAlias = Mapping[str, int | float]
"""JSON Schema's limits by keyword, such as `maxLength`."""

_NOTES = frozenset(
    {"title", "description", "default", "$id", "$schema", "$comment", "definitions", "$defs"}
    | {"examples"}
)
_MAX_DEPTH = 40
_MAX_KINDS = 200
_MAX_RELEASE = 10_000
_MAX_TEXT = 5_000  # characters of a description; more is no help to anybody

_TEXT_LIMITS = ("minLength", "maxLength")
_NUMBER_LIMITS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_ARRAY_LIMITS = ("minItems", "maxItems")
_OBJECT_LIMITS = ("minProperties", "maxProperties")

# The keywords of all drafts of JSON Schema by the types that they are about, also those that the
# compiler can't express.
_ANY_TYPE = frozenset(
    {"type", "enum", "const", "allOf", "anyOf", "oneOf", "not", "if", "then", "else"}
    | {"$ref", "$dynamicRef", "$recursiveRef"}
)
_NUMBERS = frozenset({*_NUMBER_LIMITS, "format"})
_BY_TYPE: Mapping[str, frozenset[str]] = {
    "string": frozenset(
        {*_TEXT_LIMITS, "pattern", "format", "contentEncoding", "contentMediaType", "contentSchema"}
    ),
    "integer": _NUMBERS,
    "number": _NUMBERS,
    "array": frozenset(
        {*_ARRAY_LIMITS, "items", "prefixItems", "additionalItems", "unevaluatedItems"}
        | {"uniqueItems", "contains", "minContains", "maxContains"}
    ),
    "object": frozenset(
        {*_OBJECT_LIMITS, "properties", "patternProperties", "additionalProperties"}
        | {"unevaluatedProperties", "propertyNames", "required", "dependencies"}
        | {"dependentRequired", "dependentSchemas"}
    ),
    "boolean": frozenset(),
    "null": frozenset(),
}


T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Shape:
    """What a value looks like."""

    node: Node
    """Where the contract says so."""

    @property
    def title(self) -> str | None:
        """Its name in words, where it has one."""
        return self.node.textAt("title")

    @property
    def description(self) -> str:
        """What the contract tells about it."""
        return _descriptionAt(self.node)


def _descriptionAt(node: Node) -> str:
    return (node.textAt("description") or "")[:_MAX_TEXT].strip()


def once(function: Callable[[Shape], T]) -> Callable[[Shape], T]:
    """Call a function once for each shape; schemas that share parts would take far too long."""
    known: WeakKeyDictionary[Shape, T] = WeakKeyDictionary()

    def remembered(shape: Shape) -> T:
        if shape not in known:
            known[shape] = function(shape)
        return known[shape]

    return remembered


@dataclass(frozen=True, eq=False)
class Anything(Shape):
    """Any JSON value."""


@dataclass(frozen=True, eq=False)
class Null(Shape):
    """`null`."""


@dataclass(frozen=True, eq=False)
class Flag(Shape):
    """`true` or `false`."""


@dataclass(frozen=True, eq=False)
class Number(Shape):
    """A number, or an integer."""

    whole: bool
    limits: Limits


@dataclass(frozen=True, eq=False)
class Text(Shape):
    """A string."""

    limits: Limits
    pattern: str | None = None
    formats: tuple[str, ...] = ()
    """Formats of which one must be met, if there are any."""


@dataclass(frozen=True, eq=False)
class Moment(Shape):
    """A date-time."""


@dataclass(frozen=True, eq=False)
class Choice(Shape):
    """One of some values, or always the same one."""

    values: tuple[Scalar, ...]


@dataclass(frozen=True, eq=False)
class Items(Shape):
    """An array."""

    item: Shape
    limits: Limits
    unique: bool


@dataclass(frozen=True, eq=False)
class Table(Shape):
    """An object with keys of any name, and values that are all of one shape."""

    value: Shape
    limits: Limits
    required: tuple[str, ...] = ()
    """Keys that must be there."""


@dataclass(frozen=True, eq=False)
class Raw(Shape):
    """An answer that is no JSON."""

    kind: BodyKind

    @property
    def description(self) -> str:
        """What it is; the contract only names its kind."""
        return _RAW[self.kind]


_RAW: Mapping[BodyKind, str] = {
    "redirect": "The address that the service sends callers to.",
    "content": "The file, and what kind of file it is.",
    "text": "What the service says in plain text; `None` where it says nothing.",
}


@dataclass(frozen=True, eq=False)
class File(Shape):
    """A body that is no JSON, but a file of one of some media types."""

    @property
    def media(self) -> tuple[str, ...]:
        """The media types."""
        return tuple(self.node.require("content").object())


@dataclass(frozen=True, eq=False)
class FreeObject(Shape):
    """An object about which nothing is said."""


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
    """Template of its value where it did not come, as `core.since.Since` has it."""

    @property
    def description(self) -> str:
        """What the contract tells about it."""
        return _descriptionAt(self.node) or self.shape.description

    @property
    def default(self) -> Node | None:
        """What the server takes where it is absent."""
        return self.node.get("default") or self.shape.node.get("default")


@dataclass(frozen=True, eq=False)
class Record(Shape):
    """An object with declared properties."""

    properties: tuple[Property, ...]
    open: bool
    """Whether it may have other properties too."""
    constraints: tuple[Code, ...] = ()
    """What types can't say, as calls of the classes in `core.constraints`."""

    def find(self, name: str) -> Property | None:
        """The property with that name."""
        return self._byName.get(name)

    @cached_property
    def _byName(self) -> Mapping[str, Property]:
        return {item.name: item for item in self.properties}


@dataclass(frozen=True, eq=False)
class Union(Shape):
    """One of some shapes."""

    members: tuple[Shape, ...]

    @property
    def records(self) -> list[Record]:
        """Those members that are records."""
        return [member for member in self.members if isinstance(member, Record)]

    @cached_property
    def tag(self) -> str | None:
        """The property that tells its members apart."""
        return next((name for name, values in self._kinds() if _differ(values)), None)

    @cached_property
    def kind(self) -> str | None:
        """The property that says of what kind its members are: the tag, or one that some share."""
        several = (name for name, values in self._kinds() if len({*values}) > 1)
        return self.tag or next(several, None)

    def _kinds(self) -> Iterator[tuple[str, list[tuple[Scalar, ...]]]]:
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
    found = record.find(name)
    if found is None or not found.required or not isinstance(found.shape, Choice):
        return ()
    return found.shape.values if all(isinstance(v, str) for v in found.shape.values) else ()


@dataclass(frozen=True, eq=False)
class Nullable(Shape):
    """`null`, or something else."""

    inner: Shape


class Reader:
    """Reads schemas into shapes; the same place is always the same shape."""

    def __init__(self, contract: Contract, *, lenient: bool = False) -> None:
        """Start with nothing read.

        Args:
            contract: Where references lead.
            lenient: Whether to pass over keywords that mean nothing where they stand, and what
                models can't check, as long as types stay right.
        """
        self._contract = contract
        self.lenient = lenient
        self._known: dict[Node, Shape] = {}
        self._reading: list[Node] = []

    def read(self, node: Node) -> Shape:
        """Read the schema at a place.

        Raises:
            ContractError: if the schema says something that can't be expressed.
        """
        node = self._target(node)
        if node not in self._known:
            if node in self._reading:
                raise node.error("contains itself, which models can't express")
            if len(self._reading) == _MAX_DEPTH:
                raise node.error(f"is nested in more than {_MAX_DEPTH} schemas")
            self._reading.append(node)
            self._known[node] = self._read(node)
            self._reading.pop()
        return self._known[node]

    def readAnswer(self, node: Node) -> Raw:
        """Read what says that an answer is no JSON.

        Raises:
            ContractError: if it names no kind of answer.
        """
        for kind in _RAW:
            if kind == node.text():
                return Raw(node, kind)
        raise node.error(f"{node.text()} is none of {', '.join(_RAW)}")

    def _target(self, node: Node) -> Node:
        """Follow `$ref`, beside which only notes may stand."""
        followed: list[Node] = []
        while (reference := node.get("$ref")) is not None:
            if node in followed:
                raise node.error("leads back to itself")
            if len(followed) == _MAX_DEPTH:
                raise node.error(f"leads through more than {_MAX_DEPTH} references")
            followed.append(node)
            _Keywords(node, "$ref").finish(lenient=self.lenient)
            node = self._contract.resolve(reference)
        return node

    def _read(self, node: Node) -> Shape:
        keywords = _Keywords(node, "type")
        shape = self._shape(node, keywords)
        keywords.finish(lenient=self.lenient)
        return shape

    def _shape(self, node: Node, keywords: _Keywords) -> Shape:
        kind = node.get("type")
        if kind is not None and not isinstance(kind.value, str):
            return _union(node, [self._simple(node, name, keywords) for name in kind.texts()])
        name = None if kind is None else kind.text()
        if name in (None, "object"):
            if (members := keywords.get("allOf")) is not None:
                parts = [self.read(member) for member in members.elements()]
                return self._merged(node, parts, keywords)
            branches = keywords.get("oneOf") or keywords.get("anyOf")
            if branches is not None and "properties" not in node.object():
                return _union(node, [self.read(branch) for branch in branches.elements()])
        if name == "string" and (branches := keywords.get("oneOf") or keywords.get("anyOf")):
            if formats := _formats(branches):
                return self._text(node, keywords, formats)
            return _union(node, [self.read(branch) for branch in branches.elements()])
        return self._simple(node, name or _guess(node), keywords)

    def _simple(  # noqa: PLR0911 - one for each type
        self, node: Node, kind: str | None, keywords: _Keywords
    ) -> Shape:
        if "enum" in node.object() or "const" in node.object():
            return self._choice(node, kind, keywords)
        match kind:
            case None:
                return Anything(node)
            case "null":
                return Null(node)
            case "boolean":
                return Flag(node)
            case "integer" | "number":
                return Number(node, kind == "integer", keywords.limits(_NUMBER_LIMITS))
            case "string":
                return self._text(node, keywords, ())
            case "array":
                return self._items(node, keywords)
            case "object":
                return self._object(node, keywords)
            case _:
                raise node.error(f"unknown type {kind}")

    def _choice(self, node: Node, kind: str | None, keywords: _Keywords) -> Shape:
        constant = keywords.get("const")
        values = keywords.require("enum").elements() if constant is None else [constant]
        if not values:
            raise node.error("enumerates nothing")
        return Choice(node, tuple(_scalar(value, kind) for value in values))

    def _text(self, node: Node, keywords: _Keywords, formats: tuple[str, ...]) -> Shape:
        form = keywords.get("format")
        pattern = keywords.get("pattern")
        limits = keywords.limits(_TEXT_LIMITS)
        if form is not None and form.text() == "date-time":
            if pattern or limits:
                raise node.error("a date-time can have neither pattern nor limits")
            return Moment(node)
        names = (*formats, *(() if form is None else (form.text(),)))
        if unknown := [name for name in names if name not in FORMATS]:
            self._refuseOrIgnore(form or node, f"unknown format {unknown[0]}")
            names = ()
        return Text(node, limits, None if pattern is None else self._pattern(pattern), names)

    def _pattern(self, node: Node) -> str | None:
        """A regular expression, which must be one to pydantic too: it has no look-around."""
        try:
            SchemaValidator(core_schema.str_schema(pattern=node.text()))
        except SchemaError as error:
            reason = " ".join(str(error).split())
            self._refuseOrIgnore(node, f"is no pattern that models can check: {reason}")
            return None
        return node.text()

    def _refuseOrIgnore(self, node: Node, problem: str) -> None:
        """Refuse what models can't check; in lenient mode, only log it."""
        if not self.lenient:
            raise node.error(problem)
        node.note(problem)

    def _items(self, node: Node, keywords: _Keywords) -> Shape:
        items = keywords.get("items")
        if items is not None and not isinstance(items.value, Mapping):
            raise items.error("an array can only have one schema for all its items")
        unique = keywords.get("uniqueItems")
        return Items(
            node,
            Anything(node) if items is None else self.read(items),
            keywords.limits(_ARRAY_LIMITS),
            unique is not None and unique.boolean(),
        )

    def _object(self, node: Node, keywords: _Keywords) -> Shape:
        additional = keywords.get("additionalProperties")
        properties = keywords.get("properties")
        limits = keywords.limits(_OBJECT_LIMITS)
        if additional is not None and not isinstance(additional.value, bool):
            if properties is not None:
                raise additional.error("declared and additional properties can't both have schemas")
            required = tuple(keywords.texts("required"))
            return Table(node, self.read(additional), limits, required)
        isOpen = additional is None or additional.boolean()
        # A whole schema is something that callers speak of, though it may say nothing.
        isVague = properties is None or (node.pointer and not properties.object())
        if isVague and isOpen:
            required = tuple(keywords.texts("required"))
            limited = limits or required
            return Table(node, Anything(node), limits, required) if limited else FreeObject(node)
        return self._record(node, properties, keywords, isOpen=isOpen)

    def _record(
        self, node: Node, properties: Node | None, keywords: _Keywords, *, isOpen: bool
    ) -> Record:
        names = keywords.get("required")
        required = {} if names is None else {it.text(): it for it in names.elements()}
        declared = {} if properties is None else dict(properties.items())
        for name in sorted(required.keys() - declared.keys()):
            self._refuseOrIgnore(node, f"requires {name}, which it does not declare")
            declared[name] = required[name].having({})
        forbidden = [name for name, place in declared.items() if _isForbidden(place)]
        constraints = [
            *_limitCalls(keywords.limits(_OBJECT_LIMITS)),
            *(callOf(code("Forbidden"), [name]) for name in forbidden if isOpen),
            *_dependencies(keywords.get("dependencies")),
            *_requiredSets(keywords),
        ]
        return Record(
            node,
            tuple(
                self._property(name, place, required=name in required)
                for name, place in declared.items()
                if name not in forbidden
            ),
            isOpen,
            tuple(constraints),
        )

    def _property(self, name: str, node: Node, *, required: bool) -> Property:
        shape = self.read(node)
        isSecret = node.booleanAt("x-secret") or _secret(shape)
        since, derived = _release(node), node.textAt("x-derived")
        if since is None and derived is not None:
            self._refuseOrIgnore(node, "x-derived needs x-since")
        return Property(name, node, shape, required, isSecret, since, derived)

    def _merged(self, node: Node, members: list[Shape], keywords: _Keywords) -> Shape:
        """Join the members of an `allOf`: records to one, a union branch by branch."""
        if "properties" in node.object():
            members.append(self._object(node, keywords))
        unions = [member for member in members if isinstance(member, Union)]
        records = [member for member in members if isinstance(member, Record)]
        if len(unions) > 1 or len(unions) + len(records) < len(members):
            raise node.error("allOf can join objects, and one union of objects, but nothing else")
        if not unions:
            return _joined(node, records)
        branches = unions[0].records
        if len(branches) < len(unions[0].members):
            raise node.error("allOf can only join a union whose members are all objects")
        return _union(node, [_joined(branch.node, [*records, branch]) for branch in branches])


@dataclass
class _Keywords:
    """The keywords of a schema, and which of them have been taken."""

    node: Node
    _first: str
    _taken: set[str] = field(default_factory=set[str])

    def get(self, keyword: str) -> Node | None:
        self._taken.add(keyword)
        return self.node.get(keyword)

    def require(self, keyword: str) -> Node:
        self._taken.add(keyword)
        return self.node.require(keyword)

    def texts(self, keyword: str) -> list[str]:
        found = self.get(keyword)
        return [] if found is None else found.texts()

    def limits(self, keywords: Sequence[str]) -> Limits:
        found = ((keyword, self.get(keyword)) for keyword in keywords)
        return {keyword: _limit(keyword, place) for keyword, place in found if place is not None}

    def finish(self, *, lenient: bool) -> None:
        """Complain about keywords that nobody has taken.

        Args:
            lenient: Whether those that mean nothing where they stand are only noted.
        """
        for keyword, place in self.node.items():
            known = keyword in _NOTES or keyword.startswith("x-")
            if not known and keyword != self._first and keyword not in self._taken:
                if not lenient or self._constrains(keyword):
                    raise place.error(f"the compiler does not know {keyword} here")
                place.note(f"{keyword} is ignored: it means nothing here")

    def _constrains(self, keyword: str) -> bool:
        """Whether a keyword constrains values of this schema's type; beside `$ref`, none does."""
        if self._first == "$ref":
            return False
        kind = self.node.get("type")
        if kind is None:
            kinds = [*_BY_TYPE]
        else:
            kinds = [kind.text()] if isinstance(kind.value, str) else kind.texts()
        return keyword in _ANY_TYPE.union(*(_BY_TYPE.get(name, ()) for name in kinds))


def _limit(keyword: str, place: Node) -> int | float:
    """A limit, which is a count unless it is one of numbers."""
    number = place.number()
    if abs(number) > sys.float_info.max:
        raise place.error("is too large")
    if keyword == "multipleOf" and number <= 0:
        raise place.error("should be more than 0")
    if keyword in _NUMBER_LIMITS:
        return number
    if not 0 <= number < 2**53 or number != int(number):
        raise place.error("should be a whole number, 0 or more")
    return int(number)


def _guess(node: Node) -> str | None:
    """The type of a schema that does not say it."""
    keys = node.object().keys()
    if keys & {"properties", "additionalProperties"}:
        return "object"
    if "items" in keys:
        return "array"
    if keys & {"pattern", "format", *_TEXT_LIMITS}:
        return "string"
    return None


_SCALARS: Mapping[str, tuple[type[Scalar], ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
}


def _scalar(node: Node, kind: str | None) -> Scalar:
    """A value that is enumerated, which must be of the type that is said beside it."""
    if not isinstance(node.value, str | int | float | bool):
        raise node.error("only strings, numbers and booleans can be enumerated")
    if kind is not None and type(node.value) not in _SCALARS.get(kind, ()):
        raise node.error(f"is not of type {kind}")
    if isinstance(node.value, int) and abs(node.value) > sys.float_info.max:
        raise node.error("is too large")
    return node.value


def _formats(branches: Node) -> tuple[str, ...]:
    """The formats of a string's branches, where they say nothing else."""
    found: list[str] = []
    for branch in branches.elements():
        rest = branch.object().keys() - _NOTES - {"type"}
        if rest != {"format"}:
            return ()
        found.append(branch.require("format").text())
    return tuple(found)


def _union(node: Node, members: list[Shape]) -> Shape:
    parts: list[Shape] = []
    for member in members:
        flatten = isinstance(member, Union) and member.title is None
        parts += member.members if isinstance(member, Union) and flatten else [member]
    flat = [*dict.fromkeys(parts)]
    if len(flat) > _MAX_KINDS:
        raise node.error(f"has more than {_MAX_KINDS} kinds")
    rest = [member for member in flat if not isinstance(member, Null)]
    if not rest:
        raise node.error("null alone is no useful type")
    inner = rest[0] if len(rest) == 1 else Union(node, tuple(rest))
    return inner if len(rest) == len(flat) else Nullable(node, inner)


def _joined(node: Node, records: list[Record]) -> Record:
    properties: dict[str, Property] = {}
    for item in (item for record in records for item in record.properties):
        other = properties.get(item.name, item)
        kept = item if isinstance(other.shape, Anything) or item.required else other
        if isinstance(item.shape, Anything):  # it may only say that the property must be there
            kept = other
        elif structure(other.shape) not in (structure(item.shape), structure(Anything(node))):
            raise item.node.error(f"differs from {other.node}, with which allOf joins it")
        properties[item.name] = replace(
            kept,
            required=item.required or other.required,
            since=other.since if item.since is None else item.since,
            derived=other.derived if item.derived is None else item.derived,
        )
    for record in records:
        if not record.open and properties.keys() != {item.name for item in record.properties}:
            raise record.node.error("forbids the properties of what allOf joins it with")
    return Record(
        node,
        tuple(properties.values()),
        all(record.open for record in records),
        tuple(dict.fromkeys(call for record in records for call in record.constraints)),
    )


def _isForbidden(node: Node) -> bool:
    """Whether a property's schema is `not: {}`, which nothing meets."""
    forbidden = node.get("not")
    alone = node.object().keys() <= {"not"} | _NOTES
    return forbidden is not None and not forbidden.object() and alone


def _release(node: Node) -> int | None:
    """The first release that is sure to send a property, where older ones are not."""
    if (since := node.get("x-since")) is None:
        return None
    release = since.number()
    if not isinstance(release, int) or not 0 <= release < _MAX_RELEASE:
        raise since.error(f"should be the number of a release, below {_MAX_RELEASE}")
    return release


@once
def _secret(shape: Shape) -> bool:
    """Whether a value, or what it lists, is marked as secret."""
    if shape.node.booleanAt("x-secret"):
        return True
    if isinstance(shape, Items):
        return _secret(shape.item)
    if isinstance(shape, Table):
        return _secret(shape.value)
    if isinstance(shape, Nullable):
        return _secret(shape.inner)
    return isinstance(shape, Union) and any(_secret(member) for member in shape.members)


# Constraints that types can't say


def _limitCalls(limits: Limits) -> list[Code]:
    return [
        code("{}({})", _LIMIT_CALLS[keyword], literal(count))
        for keyword, count in limits.items()
        if not (keyword == "minProperties" and count == 0)
    ]


_LIMIT_CALLS: Mapping[str, Code] = {
    "minProperties": code("MinProperties"),
    "maxProperties": code("MaxProperties"),
}


def _dependencies(node: Node | None) -> list[Code]:
    found = [] if node is None else list(node.items())
    return [callOf(code("Needs"), [name, *others.texts()]) for name, others in found]


def _requiredSets(keywords: _Keywords) -> list[Code]:
    """Calls for combinations of `required` beside declared properties."""
    calls: list[Code] = []
    for keyword, name in (("oneOf", code("ExactlyOne")), ("anyOf", code("AtLeastOne"))):
        if (branches := keywords.get(keyword)) is not None:
            sets = [_requiredSet(branch) for branch in branches.elements()]
            calls.append(code("{}({})", name, joined(", ", map(literals, sets))))
    if (forbidden := keywords.get("not")) is not None:
        calls.append(callOf(code("NotTogether"), _requiredSet(forbidden)))
    return calls


def _requiredSet(node: Node) -> list[str]:
    if node.object().keys() - _NOTES != {"required"}:
        raise node.error("beside properties, a branch can only require some of them")
    return node.require("required").texts()


# Equality


@once
def structure(shape: Shape) -> str:
    """A hash that is equal for shapes that differ in wording and defaults only."""
    return sha256(json.dumps(_structure(shape), sort_keys=True).encode()).hexdigest()


def _structure(shape: Shape) -> Json:  # noqa: PLR0911 - one for each kind
    kind = type(shape).__name__
    match shape:
        case Number():
            return [kind, shape.whole, dict(shape.limits)]
        case Text():
            return [kind, dict(shape.limits), shape.pattern, list(shape.formats)]
        case Choice():
            return [kind, list(shape.values)]
        case Items():
            return [kind, structure(shape.item), dict(shape.limits), shape.unique]
        case Table():
            return [kind, structure(shape.value), dict(shape.limits), list(shape.required)]
        case Nullable():
            return [kind, structure(shape.inner)]
        case Union():
            return [kind, *map(structure, shape.members)]
        case Record():
            return [
                kind,
                {
                    p.name: [structure(p.shape), p.required, p.secret, p.since, p.derived]
                    for p in shape.properties
                },
                shape.open,
                list(shape.constraints),
            ]
        case _:
            return [kind]
