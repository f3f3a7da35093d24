"""One JSON Schema document per service, with a definition for each class and alias to be.

It says everything in the way that datamodel-code-generator understands best, and marks what it
does not understand for `tidy`: `x-annotations` holds Python expressions that join a type as
metadata, `x-constraints` those that join a class, and definitions called `Inline…` stand for types
that are to be put in the place of their name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from tc_typed.compiler.code import Code, callOf, code, identifier, joined, literal, pathOf
from tc_typed.compiler.contract.check import checkedReferences
from tc_typed.compiler.contract.load import Contract, Json, Node, Service
from tc_typed.compiler.models.imports import MODULES
from tc_typed.compiler.models.naming import (
    INLINE,
    Mode,
    Names,
    checkUnique,
    clientName,
    isInline,
    isNamedChoice,
    packageName,
    serviceName,
)
from tc_typed.compiler.models.since import checkedSince, sinceMark, sinceNote
from tc_typed.compiler.schema.types import (
    Anything,
    Choice,
    File,
    Flag,
    FreeObject,
    Items,
    Moment,
    Null,
    Nullable,
    Number,
    Property,
    Raw,
    Reader,
    Record,
    Scalar,
    Shape,
    Table,
    Text,
    Union,
    once,
)
from tc_typed.core.non_json import BodyKind

Schema: TypeAlias = dict[str, Json]
"""A part of the document."""

ANNOTATIONS = "x-annotations"
CONSTRAINTS = "x-constraints"


@dataclass(frozen=True)
class Type:
    """How compiled clients write a payload's or a result's type."""

    text: Code
    shape: Shape
    mode: Mode


@dataclass(frozen=True)
class Status:
    """What an answer of a certain HTTP status means."""

    code: int
    """The status; a single digit for all that begin with it, 0 for any other."""
    description: str
    type: Type | None
    """Type of its content, if it has any."""


@dataclass(frozen=True)
class Result:
    """What a method returns, and what it does where a query parameter has a certain value."""

    default: Type | None
    variants: tuple[tuple[str, str, Type], ...] = ()
    """Parameter, value, result."""
    statuses: tuple[Status, ...] = ()
    """What it returns by status, where that decides."""
    errors: tuple[Status, ...] = ()
    """What it answers by status where it fails, as far as is known."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    """Headers in which older servers send its properties in place of JSON, by property."""

    @property
    def types(self) -> list[Type | None]:
        """What it may return, each type once, nothing last."""
        found = [] if self.default is None else [self.default]
        found += [variant for _, _, variant in self.variants]
        found += [it.type for it in self.statuses if it.type is not None]
        once = {it.text: it for it in found}
        isEmpty = not found or any(it.type is None for it in self.statuses)
        return [*once.values(), *[None] * isEmpty]


@dataclass(frozen=True)
class Bundle:
    """A service's document and what else is known about its types."""

    service: Service
    source: Code
    """Where the contract says all this, for people: `schemas/queue`."""
    definitions: Mapping[Code, Schema]
    """By name: nested ones first, in the order in which the methods reach them."""
    payloads: Mapping[str, Type]
    """By the name of the method."""
    results: Mapping[str, Result]
    """By the name of the method."""
    messages: Mapping[str, Type]
    """By the name of the exchange."""
    properties: Mapping[str, Property]
    """The first property of each name that the service's schemas have."""
    annotate: Callable[[Shape], Code]
    """Writes the type of a part of an answer."""
    field: Callable[[str], Code]
    """Spells the name of a property as that of a field."""

    borrowed: Mapping[Code, Sequence[Code]]
    """Classes that come from other packages, by module."""

    def isWhole(self, name: str) -> bool:
        """Whether a parameter of that name is a whole number, as the property of that name is."""
        like = self.properties.get(name)
        return like is not None and isinstance(like.shape, Number) and like.shape.whole

    @property
    def names(self) -> list[Code]:
        """Names of classes and aliases, in order."""
        return [name for name in self.definitions if not isInline(name)]

    @property
    def document(self) -> str:
        """The JSON Schema document."""
        return json.dumps({"$schema": _DRAFT, "$defs": self.definitions}, ensure_ascii=False)


_MAX_PLACES = 100_000
_DRAFT = "http://json-schema.org/draft-07/schema#"


@dataclass(frozen=True)
class Lent:
    """A class of a folder of payloads, which other packages import instead of making it again."""

    module: Code
    name: Code


def bundles(
    contract: Contract, package: str = "tc_typed", *, lenient: bool = False
) -> Iterator[Bundle]:
    """Make the bundles of all services, folders of payloads first.

    Classes of a folder of payloads are shared with all services and with the folders of payloads
    after it, so that no two modules import each other.

    Args:
        contract: The services, and where their references lead.
        package: Name of the package that holds the services' packages.
        lenient: Whether titles may be missing, long or ambiguous, as they are in a deployment.

    Raises:
        ContractError: if the contract says something that can't be compiled.
    """
    lent: dict[Node, Lent] = {}
    for service in sorted(contract.services, key=lambda it: not it.payloadsOnly):
        reader = Reader(contract, lenient=lenient)
        client = clientName(service)
        reserved = {client, code("{}Fakes", client), code("Async{}Fakes", client)}
        reserved |= {it.name for it in lent.values()}
        names = Names(reserved, {node: it.name for node, it in lent.items()}, lenient=lenient)
        yield _bundle(contract, service, reader, names, lent)
        if service.payloadsOnly:
            module = code("{}.models", packageName(pathOf(package, package), service))
            for root in service.schemas:
                if (name := names.nameOf(reader.read(root))) is not None:
                    lent[root] = Lent(module, name)


def _bundle(
    contract: Contract,
    service: Service,
    reader: Reader,
    names: Names,
    lent: Mapping[Node, Lent],
) -> Bundle:
    if service.client is None:  # OpenAPI documents are checked where they are read
        service = checkedReferences(service, lenient=reader.lenient)
    methods = Methods(contract, service, reader)
    messages = {
        exchange.require("name").text(): reader.read(
            contract.schemaOf(service, exchange.require("schema"))
        )
        for exchange in service.messages
    }
    roots: list[tuple[Shape, Mode]] = [*methods.roots()]
    roots += [(shape, Mode.RESPONSE) for shape in messages.values()]
    for shape, mode in roots:
        names.walk(shape, mode)
    # First what callers fill in: other schemas may be parts of it, and need no class of their own.
    for root in sorted(service.schemas, key=lambda root: not root.booleanAt("x-request")):
        if not names.reaches(root.url):
            asked = service.payloadsOnly or root.booleanAt("x-request")
            roots.append((reader.read(root), Mode.REQUEST if asked else Mode.RESPONSE))
            names.walk(*roots[-1])
    writer = _Writer(names, lent, isStrict=service.client is not None, lenient=reader.lenient)
    for shape, mode in roots:
        writer.define(shape, mode)
    return Bundle(
        service,
        code("{}/{}", contractFolder(contract), serviceName(service)),
        writer.definitions,
        {name: writer.type(shape, Mode.REQUEST) for name, shape in methods.payloads.items()},
        {name: methods.result(name, writer) for name in methods.results},
        {name: writer.type(shape, Mode.RESPONSE) for name, shape in messages.items()},
        writer.properties,
        lambda shape: writer.type(shape, Mode.RESPONSE).text,
        names.field,
        writer.borrowed,
    )


def contractFolder(contract: Contract) -> Code:
    """Where a contract lies, for people; a separate one lies within the one around it."""
    return pathOf(f"schemas/{contract.separate}".rstrip("/"), "schemas")


class Methods:
    """Payloads and results of a service's methods."""

    def __init__(self, contract: Contract, service: Service, reader: Reader) -> None:
        """Read them.

        Raises:
            ContractError: if a schema is missing, or says something that can't be expressed.
        """
        self.payloads: dict[str, Shape] = {}
        """By the name of the method."""
        self.results: dict[str, list[tuple[Node | None, Shape]]] = {}
        """By the name of the method: each result, and the query that it is for."""
        self.headers: dict[str, Mapping[str, str]] = {}
        """By the name of the method: headers in which older servers send what the result has."""
        self.statuses: dict[str, list[tuple[int, str, Shape | None]]] = {}
        """By the name of the method: each status that is a result, and what it means."""
        self.errors: dict[str, list[tuple[int, str, Shape | None]]] = {}
        """The same of those that are errors."""
        corrections = None if service.results is None else service.results.require("results")
        unknown = set[str]() if corrections is None else set(corrections.object())
        for method in service.methods:
            name = method.require("name").text()
            unknown.discard(name)
            corrected = None if corrections is None else corrections.get(name)
            if (reference := method.get("input")) is not None:
                self.payloads[name] = reader.read(contract.schemaOf(service, reference))
            outputs: list[tuple[Node | None, Node]] = []
            if (output := (corrected or method).get("output")) is not None:
                outputs.append((None, output))
            outputs += [(it.require("query"), it.require("output")) for it in _variants(corrected)]
            self.results[name] = [
                (query, reader.read(contract.schemaOf(service, place))) for query, place in outputs
            ]
            if corrected is not None and (headers := corrected.get("headers")) is not None:
                self.headers[name] = {key: header.text() for key, header in headers.items()}
            if corrected is not None and (answer := corrected.get("answer")) is not None:
                if outputs:
                    raise answer.error("an answer that is no JSON can't stand beside an output")
                self.results[name].append((None, reader.readAnswer(answer)))
            if (body := method.get("file")) is not None:
                self.payloads[name] = File(contract.schemaOf(service, body))
            for key, known in (("results", self.statuses), ("errors", self.errors)):
                found = method.get(key)
                known[name] = [] if found is None else [*_statuses(contract, reader, found)]
        if corrections is not None and unknown:
            raise corrections.error(f"there is no method {min(unknown)}")

    def roots(self) -> list[tuple[Shape, Mode]]:
        """What the methods send and return, method by method."""
        found: list[tuple[Shape, Mode]] = []
        for name, results in self.results.items():
            if name in self.payloads:
                found.append((self.payloads[name], Mode.REQUEST))
            found += [(shape, Mode.RESPONSE) for _, shape in results]
            answers = self.statuses[name] + self.errors[name]
            found += [(shape, Mode.RESPONSE) for _, _, shape in answers if shape is not None]
        return found

    def result(self, name: str, writer: _Writer) -> Result:
        """What a method returns, with the types that a writer gives it."""
        default: Type | None = None
        variants: list[tuple[str, str, Type]] = []
        for query, shape in self.results[name]:
            found = writer.type(shape, Mode.RESPONSE)
            if query is None:
                default = found
            else:
                variants += [(key, value.text(), found) for key, value in query.items()]
        statuses, errors = (
            tuple(
                Status(code, text, None if shape is None else writer.type(shape, Mode.RESPONSE))
                for code, text, shape in known[name]
            )
            for known in (self.statuses, self.errors)
        )
        return Result(default, tuple(variants), statuses, errors, self.headers.get(name, {}))


def _statuses(
    contract: Contract, reader: Reader, answers: Node
) -> Iterator[tuple[int, str, Shape | None]]:
    for status, answer in answers.items():
        shape: Shape | None = None
        if (output := answer.get("output")) is not None:
            shape = reader.read(contract.resolve(output))
        elif (kind := answer.get("answer")) is not None:
            shape = reader.readAnswer(kind)
        yield int(status), answer.require("description").text(), shape


def _variants(corrected: Node | None) -> list[Node]:
    variants = None if corrected is None else corrected.get("variants")
    return [] if variants is None else variants.elements()


@dataclass
class _Writer:
    names: Names
    lent: Mapping[Node, Lent]
    isStrict: bool
    """Whether only those requests are open to other properties that say so. OpenAPI documents
    hardly ever say anything, and a misspelt field shall not pass."""
    lenient: bool
    """Whether to leave out an `x-derived` that is not possible, instead of refusing it."""
    borrowed: dict[Code, list[Code]] = field(default_factory=dict[Code, list[Code]])
    definitions: dict[Code, Schema] = field(default_factory=dict[Code, Schema])
    properties: dict[str, Property] = field(default_factory=dict[str, Property])
    _inlines: int = 0
    _places: int = 0
    _defined: set[tuple[Shape, Mode]] = field(default_factory=set[tuple[Shape, Mode]])

    # Definitions

    def define(self, shape: Shape, mode: Mode) -> None:  # noqa: C901  # by kind
        """Write the definitions of a shape, and before it those that it needs."""
        if shape.node in self.lent or (shape, mode) in self._defined:
            return
        self._defined.add((shape, mode))
        match shape:
            case Record():
                self._defineRecord(shape, mode)
            case Union() if shape.records:
                self._defineUnion(shape, mode)
            case Union():
                for member in shape.members:
                    self.define(member, mode)
            case Choice() if isNamedChoice(shape):
                name = self.names.of(shape, Mode.REQUEST)
                if name not in self.definitions:
                    self.definitions[name] = _described(_enumeration(shape), shape.description)
            case Items():
                self.define(shape.item, mode)
            case Table():
                self.define(shape.value, mode)
            case Nullable():
                self.define(shape.inner, mode)
            case _:
                pass

    def _defineRecord(self, shape: Record, mode: Mode) -> None:
        name = self.names.of(shape, mode)
        record = self.names.owner(shape)
        if name in self.definitions or not isinstance(record, Record):
            return
        for item in record.properties:
            self.properties.setdefault(item.name, item)
            self.define(item.shape, mode)
        checkUnique((self.names.field(item.name) for item in record.properties), record.node)
        definition: Schema = {
            "type": "object",
            "customBasePath": _base(record, mode),
            "properties": {
                self.names.field(item.name): self._property(record, item, mode)
                for item in record.properties
            },
            "required": [
                self.names.field(item.name)
                for item in record.properties
                if item.required and (mode is Mode.RESPONSE or _default(item) is None)
            ],
        }
        if mode is Mode.REQUEST:
            if record.open and (not self.isStrict or record.node.booleanAt("additionalProperties")):
                definition["additionalProperties"] = True
            if record.constraints:
                definition[CONSTRAINTS] = list(record.constraints)
        self.definitions[name] = _described(definition, record.description)

    def _property(self, record: Record, item: Property, mode: Mode) -> Schema:
        isKind = mode is Mode.RESPONSE and self.names.isKind(record, item.name)
        place = (
            _enumeration(item.shape)
            if isKind and isinstance(item.shape, Choice)
            else self._place(item.shape, mode)
        )
        marks: list[Code] = []
        if (
            mode is Mode.RESPONSE
            and not item.required
            and isinstance(item.shape, Nullable | Anything)
        ):
            marks.append(code("MayBeNull"))
        if item.secret:
            marks.append(code("Field(repr=False)"))
        marks += self._aliases(item.name)
        text = _withDefault(item)
        if mode is Mode.RESPONSE:
            since = checkedSince(record, item, self.names.field, lenient=self.lenient)
            if since is not None:
                marks.append(sinceMark(since))
                text = f"{text} {sinceNote(since)}".strip()
        return _described(_marked(place, *marks), text)

    def _defineUnion(self, shape: Union, mode: Mode) -> None:
        name = self.names.of(shape, mode)
        union = self.names.owner(shape)
        if name in self.definitions or not isinstance(union, Union):
            return
        for member in union.members:
            self.define(member, mode)
            if mode is Mode.RESPONSE and isinstance(member, Record) and _isEmptyObject(member):
                # As lenient as others, it would take every object that is of no other kind.
                self.definitions[self.names.of(member, mode)]["additionalProperties"] = False
        members: list[Json] = [self._nested(member, mode) for member in union.members]
        marks: list[Code] = []
        if mode is Mode.REQUEST and union.tag is not None:
            marks.append(code("Field(discriminator={})", literal(self.names.field(union.tag))))
        if mode is Mode.RESPONSE and union.kind is not None:
            marks.append(code("Tagged({})", literal(union.kind)))
            fallback = code("Unrecognized{}", name)
            if self.names.owns(fallback):
                raise union.node.error(f"{fallback} would be the name of two things")
            self.definitions[fallback] = self._fallback(name, union.kind)
            members.append(_reference(fallback))
        place = _marked({"anyOf": members}, *marks)
        self.definitions[name] = _described(place, union.description)

    def _fallback(self, name: str, tag: str) -> Schema:
        """The class for kinds of a record that this version does not know."""
        kind = _described(
            _marked(_imported("Unrecognized"), *self._aliases(tag)),
            f"The `{tag}` that this version does not know.",
        )
        return {
            "type": "object",
            "customBasePath": _path("Response"),
            "properties": {self.names.field(tag): kind},
            "required": [self.names.field(tag)],
            "description": (
                f"A kind of `{name}` that this version does not know, as a newer server may send."
                f" Its `{tag}` says which; what else came is kept."
            ),
        }

    def _aliases(self, name: str) -> list[Code]:
        """The mark of a field whose property has another name on the wire."""
        if self.names.field(name) == name:
            return []
        wire = literal(name)
        return [code("Field(validation_alias={0}, serialization_alias={0})", wire)]

    # Places

    def _place(self, shape: Shape, mode: Mode) -> Schema:  # noqa: C901, PLR0911, PLR0912 - by kind
        """Write the schema of a property, or of what a definition stands for."""
        asked = mode is Mode.REQUEST
        self._places += 1
        if self._places > _MAX_PLACES:
            raise shape.node.error("has too many parts in all")
        if (lent := self._borrow(shape)) is not None:
            return {"customTypePath": code("{}.{}", lent.module, lent.name)}
        match shape:
            case Anything():
                return _imported("JsonValue")
            case Null():
                return {"type": "null"}
            case Flag():
                return {"type": "boolean"}
            case Number():
                kind: Schema = {"type": "integer" if shape.whole else "number"}
                return {**kind, **shape.limits} if asked else kind
            case Text():
                return _text(shape) if asked else {"type": "string"}
            case Moment():
                return _imported("Timestamp")
            case FreeObject():
                return _imported("FreeForm" if asked else "JsonObject")
            case Choice():
                return self._choice(shape, mode)
            case Items():
                items: Schema = {"type": "array", "items": self._nested(shape.item, mode)}
                if not asked:
                    return items
                return _marked({**items, **shape.limits}, *[code("UniqueItems")] * shape.unique)
            case Table():
                table: Schema = {
                    "type": "object",
                    "additionalProperties": self._nested(shape.value, mode),
                }
                if not asked:
                    return table
                keys = callOf(code("HasKeys"), shape.required)
                return _marked({**table, **shape.limits}, *[keys] * bool(shape.required))
            case Nullable():
                return {"anyOf": [self._nested(shape.inner, mode), {"type": "null"}]}
            case Record():
                return _reference(self.names.of(shape, mode))
            case Union():
                return self._union(shape, mode)
            case _:
                raise shape.node.error("has no type")

    def _borrow(self, shape: Shape) -> Lent | None:
        """Note that the class of another package is used here, if a shape has one."""
        lent = self.lent.get(shape.node)
        if lent is not None:
            borrowed = self.borrowed.setdefault(lent.module, [])
            if lent.name not in borrowed:
                borrowed.append(lent.name)
        return lent

    def _choice(self, shape: Choice, mode: Mode) -> Schema:
        known = (
            _reference(self.names.of(shape, mode)) if isNamedChoice(shape) else _enumeration(shape)
        )
        if mode is Mode.REQUEST:
            return known
        kind = _kind(shape)
        if kind is str:
            return {"anyOf": [known, _imported("Unrecognized")]}
        return {"type": _KINDS[kind]}

    def _union(self, shape: Union, mode: Mode) -> Schema:
        if shape.records:
            return _reference(self.names.of(shape, mode))
        texts = [member for member in shape.members if isinstance(member, Text | Choice)]
        if mode is Mode.RESPONSE and len(texts) == len(shape.members):
            return {"type": "string"}  # with text among them, anything goes
        return {"anyOf": [self._nested(member, mode) for member in shape.members]}

    def _nested(self, shape: Shape, mode: Mode) -> Schema:
        """Write the schema of an item, a value or a branch: what needs metadata gets a name."""
        place = self._place(shape, mode)
        if place.keys() <= {"type", "items", "additionalProperties", "$ref", "customTypePath"} | {
            "enum",
            "anyOf",
        }:
            return place
        self._inlines += 1
        name = identifier(f"{INLINE}{self._inlines}", shape.node)
        self.definitions[name] = place
        return _reference(name)

    # Types of payloads and results

    def type(self, shape: Shape, mode: Mode) -> Type:
        """Write the type of a payload or a result."""
        return Type(self._annotation(shape, mode), shape, mode)

    def _annotation(self, shape: Shape, mode: Mode) -> Code:  # noqa: C901, PLR0911, PLR0912 - by kind
        self._borrow(shape)
        match shape:
            case Record():
                return self.names.of(shape, mode)
            case Union() if shape.records:
                return self.names.of(shape, mode)
            case FreeObject():
                return code("FreeForm") if mode is Mode.REQUEST else code("JsonObject")
            case Raw():
                return _RAW[shape.kind]
            case File():
                return code("Upload")
            case Items() if mode is Mode.REQUEST and not _isPlainList(shape):
                raise shape.node.error(
                    "a list as payload can only be one of objects, without limits"
                )
            case Items():
                return code("list[{}]", self._annotation(shape.item, mode))
            case _ if mode is Mode.REQUEST:
                raise shape.node.error("can't be a whole payload")
            case Table():
                return code("dict[str, {}]", self._annotation(shape.value, mode))
            case Nullable():
                return code("{} | None", self._annotation(shape.inner, mode))
            case Number():
                return code("int") if shape.whole else code("float")
            case Flag():
                return code("bool")
            case Moment():
                return code("Timestamp")
            case Choice() if isNamedChoice(shape):
                return code("{} | Unrecognized", self.names.of(shape, mode))
            case Choice():
                return _TYPES[_kind(shape)]
            case Union():
                kinds = dict.fromkeys(self._annotation(member, mode) for member in shape.members)
                return joined(" | ", kinds)
            case Text():
                return code("str")
            case _:
                return code("JsonValue")


_RAW: Mapping[BodyKind, Code] = {
    "redirect": code("Redirect"),
    "content": code("Content"),
    "text": code("str | None"),
}


@once
def holdsSecret(shape: Shape) -> bool:
    """Whether a secret is somewhere inside a shape."""
    match shape:
        case Record():
            return any(item.secret or holdsSecret(item.shape) for item in shape.properties)
        case Union():
            return any(holdsSecret(member) for member in shape.members)
        case Items():
            return holdsSecret(shape.item)
        case Table():
            return holdsSecret(shape.value)
        case Nullable():
            return holdsSecret(shape.inner)
        case _:
            return False


def _isEmptyObject(record: Record) -> bool:
    """Whether a schema allows nothing but `{}`."""
    return not record.properties and not record.open


def _isPlainList(shape: Items) -> bool:
    return isinstance(shape.item, Record) and not shape.limits and not shape.unique


def _base(record: Record, mode: Mode) -> str:
    if mode is Mode.RESPONSE:
        return _path("Response")
    return _path("SecretRequest" if holdsSecret(record) else "Request")


def _path(name: str) -> str:
    return next(f"{module}.{name}" for module, names in MODULES.items() if name in names)


def _imported(name: str) -> Schema:
    return {"customTypePath": _path(name)}


def _reference(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _text(shape: Text) -> Schema:
    place: Schema = {"type": "string", **shape.limits}
    marks = [callOf(code("Format"), shape.formats)] if shape.formats else []
    if shape.pattern is not None and _LOOK_AROUND.search(shape.pattern):
        # Models can check it, so it only looks so; the generator would take it for what it is not.
        marks.append(code("Field(pattern={})", literal(shape.pattern)))
    elif shape.pattern is not None:
        place["pattern"] = shape.pattern
    return _marked(place, *marks)


_LOOK_AROUND = re.compile(r"\(\?<?[=!]")


def _enumeration(shape: Choice) -> Schema:
    return {"type": _KINDS[_kind(shape)], "enum": list(shape.values)}


_TYPES: Mapping[type[Scalar], Code] = {str: code("str"), bool: code("bool"), int: code("int")}
_KINDS: Mapping[type[Scalar], str] = {str: "string", bool: "boolean", int: "integer"}


def _kind(shape: Choice) -> type[Scalar]:
    """The type of an enumeration's values, which must be one that Literal can hold."""
    kinds = {type(value) for value in shape.values}
    if len(kinds) != 1 or not kinds <= _KINDS.keys():
        raise shape.node.error("should enumerate either strings, integers or booleans")
    return kinds.pop()


def _marked(place: Schema, *marks: Code) -> Schema:
    if not marks:
        return place
    already = place.get(ANNOTATIONS)
    return {**place, ANNOTATIONS: [*(already if isinstance(already, Sequence) else ()), *marks]}


def _described(place: Schema, description: str) -> Schema:
    return {**place, "description": description} if description else place


def _default(item: Property) -> Node | None:
    """What the server fills in where a property is absent.

    A default of another type than the property (as of a task's `payload`) does not count: the
    server fills it in, and then refuses the whole.
    """
    default = item.default
    isObject = isinstance(item.shape, Record | Table | FreeObject)
    if default is not None and isObject and not isinstance(default.value, Mapping):
        return None
    return default


def _withDefault(item: Property) -> str:
    default = _default(item)
    text = item.description
    if default is None or re.search(r"\bdefaults?\b", text, re.IGNORECASE):
        return text
    value = default.value if isinstance(default.value, str) else json.dumps(default.value)
    return f"{text} Default: `{value}`.".strip()
