"""Comparison of contracts, by method and field.

Each contract is split into facts, whose paths contain a method, a field and the aspect of the
field. Wording, titles and defaults are not facts.
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
"""Steps with their separators: `queue.createTask`, ` payload`, `.priority`, ` enum`."""

_MAX_FACTS = 200_000


@dataclass(frozen=True)
class Fact:
    """A fact from a contract."""

    text: str = ""
    """Value of the fact; empty if its existence is the fact."""
    needed: bool = False
    """Whether callers depend on it, and fail if it changes or is missing."""


@dataclass(frozen=True)
class Change:
    """A difference between two contracts."""

    where: str
    """Method, exchange or schema: `queue.createTask`."""
    part: str
    """Part of it: `payload.metadata.name`; empty for the whole."""
    kind: Literal["added", "removed", "changed"]
    before: str
    """Value in the old contract."""
    after: str
    """Value in the new contract."""
    breaking: bool
    """Whether callers of the old contract depend on what is removed or changed."""


def compareContracts(old: Contract, new: Contract) -> list[Change]:
    """Return the changes from an old contract to a new one.

    If something is missing as a whole, its parts are not listed separately.

    Args:
        old: Contract that callers were written for.
        new: Contract to compare with it.

    Raises:
        ContractError: if a schema contains something that can't be compiled.
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
    """Collect the facts of a contract, up to a limit, as shared schemas can yield too many."""
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
    if not isinstance(shape, AnyValue):  # a schema without a type only has definitions
        yield from _shapeFacts((root.url.removeprefix("/schemas/"),), shape, isRequest=True)


def _methodFacts(where: str, entry: Node, methods: MethodTypes) -> Iterator[tuple[_FactPath, Fact]]:
    name, verb = _name(entry), entry.require("method").text().upper()
    # Arguments are positional, so their names do not matter.
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
    fullName = f"{prefix or ''}{entry.require('exchange').text()}"
    yield (where,), Fact(needed=True)
    yield (where, " address"), Fact(fullName, needed=True)
    yield (where, " routing key"), Fact(".".join(words), needed=True)
    yield from _shapeFacts((where, " message"), message, isRequest=False)


def _unordered(scopes: Json) -> Json:
    """Sort a scope expression, so that the order of its terms does not matter."""
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
    # Callers do not depend on a branch of a union in a response: it may never have been sent.
    yield path, Fact(shape.typeName(), needed=isRequest or not isBranch)
    yield from shape.accept(_Facts(path, isRequest=isRequest))


class _Facts(ShapeVisitor[Iterator[tuple[_FactPath, Fact]]]):
    """A visitor that yields the facts of a shape other than its type, and those of its parts."""

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

    # These have no facts other than their types.

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
    """Yield the branches of a union with distinguishing labels that don't depend on the order."""
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
