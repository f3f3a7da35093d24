"""How one contract differs from another, by method and field.

Either is taken to pieces: facts, each at a path that leads from a method to a field and what is
said of it. Wording, titles and defaults are no facts.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal, TypeAlias

from tc_typed.compiler.contract.check import checkedReferences
from tc_typed.compiler.contract.errors import ContractError, Problems
from tc_typed.compiler.contract.load import Contract, Json, Node, Service
from tc_typed.compiler.models.method_types import MethodTypes
from tc_typed.compiler.schema.reader import SchemaReader
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
    Shape,
    ShapeVisitor,
    Text,
    Union,
    Unreadable,
)

_FactPath: TypeAlias = tuple[str, ...]
"""`queue.createTask`, ` payload`, `.priority`, ` enum`: with what stands between them."""

_MAX_FACTS = 200_000


@dataclass(frozen=True)
class Fact:
    """Something that a contract says."""

    text: str = ""
    """What it says there; empty where it only says that something is there."""
    needed: bool = False
    """Whether callers use it, and fail where it is another or missing."""


@dataclass(frozen=True)
class Change:
    """A difference between two contracts."""

    where: str
    """A method, `queue.createTask`; or an exchange, or a schema."""
    part: str
    """What of it, `payload.metadata.name`; empty where it is all of it."""
    kind: Literal["added", "removed", "changed"]
    before: str
    """What the first contract says there."""
    after: str
    """What the second one says there."""
    breaking: bool
    """Whether callers of the first one use what is removed or changed."""


def compareContracts(old: Contract, new: Contract) -> list[Change]:
    """Say how a contract differs from another one.

    Where something is missing as a whole, its parts are not told one by one.

    Args:
        old: What callers know.
        new: What there is.

    Raises:
        ContractError: if a schema says something that can't be expressed.
    """
    problems = Problems()
    before, after = (_bounded(_facts(contract, problems), problems) for contract in (old, new))
    problems.check()
    different = {
        path for path in before.keys() | after.keys() if _text(before, path) != _text(after, path)
    }
    return [
        _change(path, before.get(path), after.get(path))
        for path in sorted(different)
        if not any(path[:length] in different for length in range(1, len(path)))
    ]


def _bounded(
    facts: Iterator[tuple[_FactPath, Fact]], problems: Problems
) -> Mapping[_FactPath, Fact]:
    """The facts of a contract, unless schemas share parts so often that there is no end of them."""
    found = dict(islice(facts, _MAX_FACTS))
    if (more := next(facts, None)) is not None:
        problems.check()
        raise ContractError(
            more[0][0], f"there is too much to compare: more than {_MAX_FACTS} facts"
        )
    return found


def _text(facts: Mapping[_FactPath, Fact], path: _FactPath) -> str | None:
    return facts[path].text if path in facts else None


def _change(path: _FactPath, old: Fact | None, new: Fact | None) -> Change:
    return Change(
        path[0],
        "".join(path[1:]).strip(),
        "added" if old is None else "removed" if new is None else "changed",
        "" if old is None else old.text,
        "" if new is None else new.text,
        breaking=old is not None and old.needed,
    )


# Facts of methods, exchanges and payloads


def _facts(contract: Contract, problems: Problems) -> Iterator[tuple[_FactPath, Fact]]:
    reader = SchemaReader(contract, problems, lenient=True)
    for found in contract.services:
        service = checkedReferences(found, problems, lenient=True)
        methods = MethodTypes(service, reader)
        for entry in service.methods:
            with problems.collecting():
                yield from _methodFacts(f"{service.name}.{_name(entry)}", entry, methods)
        for entry in service.messages:
            with problems.collecting():
                message = reader.readFor(service, entry.require("schema"))
                yield from _exchangeFacts(service, entry, message)
        for root in service.schemas:
            with problems.collecting():
                if service.payloadsOnly or root.booleanAt("x-request"):
                    yield from _payloadFacts(root, reader.read(root))


def _payloadFacts(root: Node, shape: Shape) -> Iterator[tuple[_FactPath, Fact]]:
    if not isinstance(shape, AnyValue):  # which only holds parts of others
        yield from _shapeFacts((root.url.removeprefix("/schemas/"),), shape, isRequest=True)


def _methodFacts(where: str, entry: Node, methods: MethodTypes) -> Iterator[tuple[_FactPath, Fact]]:
    name, verb = _name(entry), entry.require("method").text().upper()
    # Callers give arguments in their order: what each is called does not matter.
    route = re.sub("<[^>]*>", "<>", entry.require("route").text())
    scopes, query = entry.get("scopes"), entry.get("query")
    yield (where,), Fact(needed=True)
    yield (where, " route"), Fact(f"{verb} {route}", needed=True)
    yield (where, " stability"), Fact(entry.require("stability").text())
    yield (where, " scopes"), Fact("none" if scopes is None else _json(_unordered(scopes.value)))
    for parameter in [] if query is None else query.texts():
        yield (where, f" query {parameter}"), Fact(needed=True)
    if name in methods.payloads:
        yield from _shapeFacts((where, " payload"), methods.payloads[name], isRequest=True)
    for condition, shape in methods.results[name]:
        suffix = "" if condition is None else f" where {_json(condition.value)}"
        yield from _shapeFacts((where, f" result{suffix}"), shape, isRequest=False)


def _exchangeFacts(
    service: Service, entry: Node, message: Shape
) -> Iterator[tuple[_FactPath, Fact]]:
    where = f"{service.name} exchange {_name(entry)}"
    words = [word.require("name").text() for word in entry.require("routingKey").elements()]
    prefix = None if service.exchanges is None else service.exchanges.textAt("exchangePrefix")
    address = f"{prefix or ''}{entry.require('exchange').text()}"
    yield (where,), Fact(needed=True)
    yield (where, " address"), Fact(address, needed=True)
    yield (where, " routing key"), Fact(".".join(words), needed=True)
    yield from _shapeFacts((where, " message"), message, isRequest=False)


def _unordered(scopes: Json) -> Json:
    """A scope expression, the same whatever the order of its terms."""
    if isinstance(scopes, Mapping):
        return {key: _unordered(value) for key, value in scopes.items()}
    if isinstance(scopes, Sequence) and not isinstance(scopes, str):
        return sorted(map(_unordered, scopes), key=_json)
    return scopes


def _name(entry: Node) -> str:
    return entry.require("name").text()


def _json(value: Json) -> str:
    return json.dumps(value, sort_keys=True)


# Facts of shapes


def _shapeFacts(
    path: _FactPath, shape: Shape, *, isRequest: bool, isBranch: bool = False
) -> Iterator[tuple[_FactPath, Fact]]:
    if isinstance(shape, Nullable):
        yield (*path, " null"), Fact()
        shape = shape.inner
    # A response that always was the other branch of a union is none that callers miss.
    yield path, Fact(shape.typeName(), needed=isRequest or not isBranch)
    yield from shape.accept(_Facts(path, isRequest=isRequest))


class _Facts(ShapeVisitor[Iterator[tuple[_FactPath, Fact]]]):
    """Facts of a shape beyond its type, and those of its parts."""

    def __init__(self, path: _FactPath, *, isRequest: bool) -> None:
        self._path = path
        self._isRequest = isRequest

    def _inside(self, step: str, shape: Shape) -> Iterator[tuple[_FactPath, Fact]]:
        return _shapeFacts((*self._path, step), shape, isRequest=self._isRequest)

    def record(self, shape: Record, /) -> Iterator[tuple[_FactPath, Fact]]:
        openness = "allowed" if shape.open else "forbidden"
        yield (*self._path, " other properties"), Fact(openness)
        for name, limit in shape.limits.items():
            yield (*self._path, f" {name}"), Fact(_json(limit))
        if shape.choices:
            yield (*self._path, " anyOf"), Fact(_json(shape.choices))
        for constraint in shape.constraints:
            yield (*self._path, f" {constraint}"), Fact()
        for item in shape.properties:
            yield from self._inside(f".{item.name}", item.shape)
            if item.required:
                yield (*self._path, f".{item.name}", " required"), Fact()

    def freeForm(self, _: FreeForm, /) -> Iterator[tuple[_FactPath, Fact]]:
        yield (*self._path, " other properties"), Fact("allowed")

    def array(self, shape: Array, /) -> Iterator[tuple[_FactPath, Fact]]:
        yield from self._limits(shape)
        yield from self._inside("[]", shape.item)

    def map(self, shape: Map, /) -> Iterator[tuple[_FactPath, Fact]]:
        yield from self._limits(shape)
        yield from self._inside("{}", shape.value)

    def union(self, shape: Union, /) -> Iterator[tuple[_FactPath, Fact]]:
        for label, member in _branches(shape):
            path = (*self._path, label)
            yield from _shapeFacts(path, member, isRequest=self._isRequest, isBranch=True)

    def enum(self, shape: Enum, /) -> Iterator[tuple[_FactPath, Fact]]:
        yield (*self._path, " enum"), Fact()
        for value in shape.values:
            yield (*self._path, " enum", f" {_json(value)}"), Fact(needed=self._isRequest)

    def _limits(self, shape: Shape, /) -> Iterator[tuple[_FactPath, Fact]]:
        for name, limit in shape.keywords().items():
            if limit not in (None, False, []):
                yield (*self._path, f" {name}"), Fact(_json(limit))

    def text(self, shape: Text, /) -> Iterator[tuple[_FactPath, Fact]]:
        return self._limits(shape)

    def number(self, shape: Number, /) -> Iterator[tuple[_FactPath, Fact]]:
        return self._limits(shape)

    # Of these the type says it all.

    def anyValue(self, _: AnyValue, /) -> Iterator[tuple[_FactPath, Fact]]:
        return iter(())

    def null(self, _: Null, /) -> Iterator[tuple[_FactPath, Fact]]:
        return iter(())

    def boolean(self, _: Boolean, /) -> Iterator[tuple[_FactPath, Fact]]:
        return iter(())

    def dateTime(self, _: DateTime, /) -> Iterator[tuple[_FactPath, Fact]]:
        return iter(())

    def nullable(self, _: Nullable, /) -> Iterator[tuple[_FactPath, Fact]]:
        return iter(())

    def nonJson(self, _: NonJson, /) -> Iterator[tuple[_FactPath, Fact]]:
        return iter(())

    def fileBody(self, _: FileBody, /) -> Iterator[tuple[_FactPath, Fact]]:
        return iter(())

    def unreadable(self, _: Unreadable, /) -> Iterator[tuple[_FactPath, Fact]]:
        return iter(())


def _branches(union: Union) -> Iterator[tuple[str, Shape]]:
    """The branches of a union by what tells them apart, whatever their order."""
    seen = Counter[str]()
    for member in union.members:
        label = _label(member, union.tag)
        seen[label] += 1
        yield f"<{label}{f' {seen[label]}' if seen[label] > 1 else ''}>", member


def _label(member: Shape, tag: str | None) -> str:
    if not isinstance(member, Record):
        return member.typeName()
    if tag is not None and (values := member.valuesOf(tag)):
        return "|".join(map(str, values))
    return ", ".join(sorted(item.name for item in member.properties if item.required))
