"""Reader of JSON Schemas, which returns shapes.

Only this module interprets JSON Schema's keywords. Each shape takes the keywords that it can
express. Remaining keywords are errors, so that no constraint is dropped silently.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

from pydantic_core import SchemaError, SchemaValidator, core_schema

from tc_typed.compiler.contract.deprecation import propertyAdvice
from tc_typed.compiler.contract.errors import ContractError, Problems, TooLarge
from tc_typed.compiler.contract.load import Contract, Node, Service
from tc_typed.compiler.schema.constraints import constraintsOf, isForbidden, requiredSet
from tc_typed.compiler.schema.join import joinedBy, partsOf, unionOf
from tc_typed.compiler.schema.keywords import (
    ARRAY_LIMITS,
    NOTES,
    NUMBER_LIMITS,
    OBJECT_LIMITS,
    TEXT_LIMITS,
    Keywords,
    guessedType,
)
from tc_typed.compiler.schema.types import (
    NON_JSON,
    TYPE_DESCRIPTION,
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
    Text,
    Unreadable,
)
from tc_typed.core.models.formats import FORMATS

_MAX_DEPTH = 40
_MAX_RELEASE = 10_000

# Types of enumerated values that are allowed in schemas with a type.
_SCALARS: Mapping[str, tuple[type[Scalar], ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
}


class SchemaReader:
    """A reader of schemas, which returns the same shape for the same schema."""

    def __init__(self, contract: Contract, problems: Problems, *, lenient: bool = False) -> None:
        """Start without shapes.

        Args:
            contract: Contract that contains the targets of references.
            problems: Collects content of schemas that can't be compiled.
            lenient: Whether to ignore keywords without effect and constraints that models can't
                check, as long as types remain correct.
        """
        self.problems: Problems = problems
        self.lenient: bool = lenient
        self.hasLost: bool = False
        """Whether a referenced schema is missing, whose content is therefore unknown."""
        self.count: int = 0
        """Number of schemas that were read."""
        self._contract = contract
        self._known: dict[Node, Shape] = {}
        self._reading: dict[Node, list[Shape]] = {}  # with their parts that have been read
        self._types: Mapping[str | None, Callable[[Node, Keywords], Shape]] = {
            None: lambda node, _: AnyValue(node),
            "null": lambda node, _: Null(node),
            "boolean": lambda node, _: Boolean(node),
            "integer": lambda node, keywords: Number(node, True, keywords.limits(NUMBER_LIMITS)),
            "number": lambda node, keywords: Number(node, False, keywords.limits(NUMBER_LIMITS)),
            "string": self._text,
            "array": self._array,
            "object": self._object,
        }

    def read(self, node: Node) -> Shape:
        """Read a schema.

        If it can't be compiled, that is added to the problems, and an `Unreadable` is returned.
        """
        return self._readAt(lambda: node, node)

    def readFor(self, service: Service, reference: Node) -> Shape:
        """Read the schema of a service's input, output or message, given the reference to it."""
        return self._readAt(lambda: self._contract.schemaOf(service, reference), reference)

    def readReference(self, reference: Node) -> Shape:
        """Read the schema that a complete reference points to."""
        return self._readAt(lambda: self._contract.resolve(reference), reference)

    def readFile(self, service: Service, reference: Node) -> FileBody:
        """Read the declaration of a request body that is a file.

        Raises:
            ContractError: if it does not exist.
        """
        return FileBody(self._contract.schemaOf(service, reference))

    def _readAt(self, find: Callable[[], Node], where: Node) -> Shape:
        shape: Shape | None = None
        with self.problems.collecting():
            shape = self._readOnce(self._target(find()))
        if shape is None:
            self.hasLost = True
            shape = Unreadable(where)
        if self._reading:
            next(reversed(self._reading.values())).append(shape)
        return shape

    def _readOnce(self, node: Node) -> Shape:
        if node not in self._known:
            if node in self._reading:
                raise node.error("contains itself, which models can't express")
            if len(self._reading) == _MAX_DEPTH:
                raise TooLarge(node, f"is nested in more than {_MAX_DEPTH} schemas")
            self.count += 1
            parts = self._reading[node] = []
            with self.problems.collecting():
                self._known[node] = self._read(node)
            if node not in self._known:
                self._known[node] = Unreadable(
                    node, tuple(dict.fromkeys(parts)), self._properties(node)
                )
            del self._reading[node]
        return self._known[node]

    def readNonJson(self, node: Node) -> NonJson:
        """Read the kind of a response that is not JSON.

        Raises:
            ContractError: if the kind is unknown.
        """
        for kind in NON_JSON:
            if kind == node.text():
                return NonJson(node, kind)
        raise node.error(f"must be one of {', '.join(NON_JSON)}, got {node.text()}")

    def _target(self, node: Node) -> Node:
        """Follow `$ref`, which can only be accompanied by notes."""
        followed: list[Node] = []
        while (reference := node.get("$ref")) is not None:
            if node in followed:
                raise node.error("is a circular reference")
            if len(followed) == _MAX_DEPTH:
                raise node.error(f"is a chain of more than {_MAX_DEPTH} references")
            followed.append(node)
            Keywords(node, "$ref").finish(lenient=self.lenient)
            node = self._contract.resolve(reference)
        return node

    def _read(self, node: Node) -> Shape:
        keywords = Keywords(node, "type")
        shape = self._shape(node, keywords)
        keywords.finish(lenient=self.lenient)
        _ = shape.named  # raises if it needs a title that is not a string
        if not self.lenient:
            _checkMarks(node, shape)
        return shape

    def _shape(self, node: Node, keywords: Keywords) -> Shape:
        kind = node.get("type")
        if kind is not None and not isinstance(kind.value, str):
            return unionOf(node, [self._simple(node, name, keywords) for name in kind.texts()])
        name = None if kind is None else kind.text()
        shape: Shape | None = None
        if name in (None, "object"):
            shape = self._combined(node, keywords)
        elif name == "string":
            shape = self._alternatives(node, keywords)
        return self._simple(node, name or guessedType(node), keywords) if shape is None else shape

    # Composite shapes

    def _combined(self, node: Node, keywords: Keywords) -> Shape | None:
        """Read `allOf`, `oneOf` or `anyOf`; with properties, the latter two only constrain them."""
        if (members := keywords.get("allOf")) is not None:
            parts = [self.read(member) for member in members.elements()]
            self._reading[node][:] = partsOf(parts)
            if "properties" in node.object():
                parts.append(self._object(node, keywords))
            return joinedBy(node, parts)
        branches = keywords.branches()
        if branches is None or "properties" in node.object():
            return None
        return unionOf(node, [self.read(branch) for branch in branches.elements()])

    def _alternatives(self, node: Node, keywords: Keywords) -> Shape | None:
        """Read the branches of a string: a string with several formats, or a union."""
        if (branches := keywords.branches()) is None:
            return None
        if formats := _formats(branches):
            return self._text(node, keywords, formats)
        return unionOf(node, [self.read(branch) for branch in branches.elements()])

    # Shapes of one type

    def _simple(self, node: Node, kind: str | None, keywords: Keywords) -> Shape:
        if "enum" in node.object() or "const" in node.object():
            return _enum(node, kind, keywords)
        if (read := self._types.get(kind)) is None:
            raise node.error(f"unknown type {kind}")
        return read(node, keywords)

    def _text(self, node: Node, keywords: Keywords, formats: tuple[str, ...] = ()) -> Shape:
        form = keywords.get("format")
        pattern = keywords.get("pattern")
        limits = keywords.limits(TEXT_LIMITS)
        if form is not None and form.text() == "date-time":
            if pattern or limits:
                raise node.error("a date-time can't have a pattern or limits")
            return DateTime(node)
        names = formats if form is None else (*formats, form.text())
        names = self._knownFormats(form or node, names)
        known = self._knownValues(node)
        return Text(node, limits, None if pattern is None else self._pattern(pattern), names, known)

    def _knownValues(self, node: Node) -> Enum | None:
        """Return the enumeration of a string's known values, if `x-values` refers to one.

        In lenient mode its target can be missing, because a deployment does not know our keyword.
        """
        if (reference := node.get("x-values")) is None:
            return None
        known = self._enumerationAt(reference)
        if known is None and not self.lenient:
            raise reference.error("must refer to an enumeration of strings")
        return known

    def _enumerationAt(self, reference: Node) -> Enum | None:
        """Return the enumeration of strings at the target of a reference.

        Other schemas are not read, because they could contain the schema with the reference.
        """
        try:
            place = self._target(self._contract.resolve(reference))
        except ContractError:
            return None
        shape = self._readOnce(place) if "enum" in place.object() else None
        if isinstance(shape, Enum) and all(isinstance(it, str) for it in shape.values):
            return shape
        return None

    def _knownFormats(self, node: Node, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return formats that models can check; in lenient mode none if one is unknown."""
        if unknown := [name for name in names if name not in FORMATS]:
            self._refuseOrIgnore(node, f"unknown format {unknown[0]}")
            return ()
        return names

    def _pattern(self, node: Node) -> str | None:
        """Return a regular expression that pydantic supports, which excludes look-around."""
        try:
            SchemaValidator(core_schema.str_schema(pattern=node.text()))
        except SchemaError as error:
            reason = " ".join(str(error).split())
            self._refuseOrIgnore(node, f"is not a pattern that models can check: {reason}")
            return None
        return node.text()

    def _refuseOrIgnore(self, node: Node, problem: str) -> None:
        """Raise for a problem; in lenient mode, only log it."""
        if not self.lenient:
            raise node.error(problem)
        node.note(problem)

    def _array(self, node: Node, keywords: Keywords) -> Shape:
        items = keywords.get("items")
        if items is not None and not isinstance(items.value, Mapping):
            raise items.error("an array can only have a single schema for all items")
        unique = keywords.get("uniqueItems")
        return Array(
            node,
            AnyValue(node) if items is None else self.read(items),
            keywords.limits(ARRAY_LIMITS),
            unique is not None and unique.boolean(),
        )

    def _object(self, node: Node, keywords: Keywords) -> Shape:
        additional = keywords.get("additionalProperties")
        properties = keywords.get("properties")
        if additional is not None and not isinstance(additional.value, bool):
            if properties is not None:
                raise additional.error("declared and additional properties can't both have schemas")
            return _map(node, self.read(additional), keywords)
        isOpen = additional is None or additional.boolean()
        # A whole schema becomes a class even without properties, because callers refer to it.
        if isOpen and (properties is None or (node.pointer and not properties.object())):
            return _vague(node, keywords)
        return self._record(node, properties, keywords, isOpen=isOpen)

    def _record(
        self, node: Node, properties: Node | None, keywords: Keywords, *, isOpen: bool
    ) -> Record:
        names = keywords.get("required")
        required = {} if names is None else {it.text(): it for it in names.elements()}
        declared = {} if properties is None else dict(properties.items())
        for name in sorted(required.keys() - declared.keys()):
            self._refuseOrIgnore(node, f"requires {name}, but does not declare it")
            declared[name] = required[name].having({})
        forbidden = [name for name, place in declared.items() if isForbidden(place)]
        constraints = constraintsOf(keywords, forbidden if isOpen else ())
        limits = keywords.limits(OBJECT_LIMITS)
        branches = keywords.get("anyOf")
        choices = () if branches is None else tuple(map(requiredSet, branches.elements()))
        found = (
            self._property(name, place, required=name in required)
            for name, place in declared.items()
            if name not in forbidden
        )
        return Record(node, tuple(found), isOpen, limits, choices, constraints)

    def _properties(self, node: Node) -> tuple[Property, ...]:
        """Read the properties of an object that can't be read as a whole."""
        declared = node.value.get("properties") if isinstance(node.value, Mapping) else None
        if not isinstance(declared, Mapping):
            return ()
        found: list[Property] = []
        for name, place in node.require("properties").items():
            with self.problems.collecting():
                if not isForbidden(place):
                    found.append(self._property(name, place, required=False))
        return tuple(found)

    def _property(self, name: str, node: Node, *, required: bool) -> Property:
        shape = self.read(node)
        with self.problems.collecting():
            return self._propertyOf(name, node, shape, required=required)
        return Property(name, node, Unreadable(node, (shape,)), required, secret=False)

    def _propertyOf(self, name: str, node: Node, shape: Shape, *, required: bool) -> Property:
        """Return a property with its shape and further information from the contract."""
        isSecret = node.booleanAt("x-secret") or shape.isSecret
        since, derived = _release(node), node.textAt("x-derived")
        if since is None and derived is not None:
            self._refuseOrIgnore(node, "x-derived needs x-since")
        advice, readAs = propertyAdvice(node, shape.node), node.booleanAt("x-read-as")
        return Property(name, node, shape, required, isSecret, since, derived, advice, readAs)


def _checkMarks(node: Node, shape: Shape) -> None:
    """Check that keywords of this project have an effect."""
    inner = shape.inner if isinstance(shape, Nullable) else shape
    if "x-values" in node.object() and not isinstance(inner, Text):
        raise node.error("x-values is only allowed for strings")
    if TYPE_DESCRIPTION in node.object() and inner.named is None:
        raise node.error(f"{TYPE_DESCRIPTION} is only allowed for classes and aliases")


def _vague(node: Node, keywords: Keywords) -> Shape:
    """Return the shape of an object without declared properties."""
    free = _map(node, AnyValue(node), keywords)
    return free if free.limits or free.required else FreeForm(node)


def _map(node: Node, value: Shape, keywords: Keywords) -> Map:
    limits = keywords.limits(OBJECT_LIMITS)
    return Map(node, value, limits, tuple(keywords.texts("required")))


def _enum(node: Node, kind: str | None, keywords: Keywords) -> Enum:
    constant = keywords.get("const")
    values = keywords.require("enum").elements() if constant is None else [constant]
    if not values:
        raise node.error("must enumerate at least one value")
    return Enum(node, tuple(_scalar(value, kind) for value in values))


def _scalar(node: Node, kind: str | None) -> Scalar:
    """Return an enumerated value, after checking it against the type of the schema."""
    if not isinstance(node.value, str | int | float | bool):
        raise node.error("only strings, numbers and booleans can be enumerated")
    if kind is not None and type(node.value) not in _SCALARS.get(kind, ()):
        raise node.error(f"is not of type {kind}")
    if isinstance(node.value, int) and abs(node.value) > sys.float_info.max:
        raise node.error("is too large")
    return node.value


def _formats(branches: Node) -> tuple[str, ...]:
    """Return the formats of a string's branches, if these contain nothing else."""
    found: list[str] = []
    for branch in branches.elements():
        rest = branch.object().keys() - NOTES - {"type"}
        if rest != {"format"}:
            return ()
        found.append(branch.require("format").text())
    return tuple(found)


def _release(node: Node) -> int | None:
    """Return the first release that always sends a property, if older ones do not."""
    if (since := node.get("x-since")) is None:
        return None
    release = since.number()
    if not isinstance(release, int) or not 0 <= release < _MAX_RELEASE:
        raise since.error(f"must be the number of a release, below {_MAX_RELEASE}")
    return release
