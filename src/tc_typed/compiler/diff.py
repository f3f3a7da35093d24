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
from tc_typed.compiler.contract.load import Contract, ContractError, Json, Node, Service
from tc_typed.compiler.models.bundle import Methods
from tc_typed.compiler.schema.types import (
    Anything,
    Choice,
    Flag,
    FreeObject,
    Items,
    Moment,
    Null,
    Nullable,
    Number,
    Raw,
    Reader,
    Record,
    Shape,
    Table,
    Text,
    Union,
)

Place: TypeAlias = tuple[str, ...]
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
    gone: bool
    """Whether it is something that callers of the first one use."""


def compareContracts(old: Contract, new: Contract) -> list[Change]:
    """Say how a contract differs from another one.

    Where something is missing as a whole, its parts are not told one by one.

    Args:
        old: What callers know.
        new: What there is.

    Raises:
        ContractError: if a schema says something that can't be expressed.
    """
    before, after = _bounded(_facts(old)), _bounded(_facts(new))
    different = {
        path for path in before.keys() | after.keys() if _text(before, path) != _text(after, path)
    }
    return [
        _change(path, before.get(path), after.get(path))
        for path in sorted(different)
        if not any(path[:length] in different for length in range(1, len(path)))
    ]


def _bounded(facts: Iterator[tuple[Place, Fact]]) -> Mapping[Place, Fact]:
    """The facts of a contract, unless schemas share parts so often that there is no end of them."""
    found = dict(islice(facts, _MAX_FACTS))
    if (more := next(facts, None)) is not None:
        raise ContractError(
            more[0][0], f"there is too much to compare: more than {_MAX_FACTS} facts"
        )
    return found


def _text(facts: Mapping[Place, Fact], path: Place) -> str | None:
    return facts[path].text if path in facts else None


def _change(path: Place, old: Fact | None, new: Fact | None) -> Change:
    return Change(
        path[0],
        "".join(path[1:]).strip(),
        "added" if old is None else "removed" if new is None else "changed",
        "" if old is None else old.text,
        "" if new is None else new.text,
        gone=old is not None and old.needed,
    )


# Facts of methods, exchanges and payloads


def _facts(contract: Contract) -> Iterator[tuple[Place, Fact]]:
    reader = Reader(contract, lenient=True)
    for found in contract.services:
        service = checkedReferences(found, lenient=True)
        methods = Methods(contract, service, reader)
        for entry in service.methods:
            yield from _methodFacts(f"{service.name}.{_name(entry)}", entry, methods)
        for entry in service.messages:
            message = reader.read(contract.schemaOf(service, entry.require("schema")))
            yield from _exchangeFacts(service, entry, message)
        for root in service.schemas:
            if service.payloadsOnly or root.booleanAt("x-request"):
                shape = reader.read(root)
                if not isinstance(shape, Anything):  # which only holds parts of others
                    yield from _shapeFacts((root.url.removeprefix("/schemas/"),), shape, asked=True)


def _methodFacts(where: str, entry: Node, methods: Methods) -> Iterator[tuple[Place, Fact]]:
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
        yield from _shapeFacts((where, " payload"), methods.payloads[name], asked=True)
    for condition, shape in methods.results[name]:
        suffix = "" if condition is None else f" where {_json(condition.value)}"
        yield from _shapeFacts((where, f" result{suffix}"), shape, asked=False)


def _exchangeFacts(service: Service, entry: Node, message: Shape) -> Iterator[tuple[Place, Fact]]:
    where = f"{service.name} exchange {_name(entry)}"
    words = [word.require("name").text() for word in entry.require("routingKey").elements()]
    prefix = None if service.exchanges is None else service.exchanges.textAt("exchangePrefix")
    address = f"{prefix or ''}{entry.require('exchange').text()}"
    yield (where,), Fact(needed=True)
    yield (where, " address"), Fact(address, needed=True)
    yield (where, " routing key"), Fact(".".join(words), needed=True)
    yield from _shapeFacts((where, " message"), message, asked=False)


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


def _shapeFacts(  # noqa: C901, PLR0912 - by kind
    path: Place, shape: Shape, *, asked: bool, isBranch: bool = False
) -> Iterator[tuple[Place, Fact]]:
    if isinstance(shape, Nullable):
        yield (*path, " null"), Fact()
        shape = shape.inner
    # An answer that always was the other branch of a union is none that callers miss.
    yield path, Fact(_kind(shape), needed=asked or not isBranch)
    match shape:
        case Record():
            yield (*path, " other properties"), Fact("allowed" if shape.open else "forbidden")
            for constraint in shape.constraints:
                yield (*path, f" {constraint}"), Fact()
            for item in shape.properties:
                yield from _shapeFacts((*path, f".{item.name}"), item.shape, asked=asked)
                if item.required:
                    yield (*path, f".{item.name}", " required"), Fact()
        case FreeObject():
            yield (*path, " other properties"), Fact("allowed")
        case Items():
            yield from _limitFacts(path, {**shape.limits, "uniqueItems": shape.unique})
            yield from _shapeFacts((*path, "[]"), shape.item, asked=asked)
        case Table():
            yield from _limitFacts(path, {**shape.limits, "required": list(shape.required)})
            yield from _shapeFacts((*path, "{}"), shape.value, asked=asked)
        case Union():
            for label, member in _branches(shape):
                yield from _shapeFacts((*path, label), member, asked=asked, isBranch=True)
        case Choice():
            yield (*path, " enum"), Fact()
            for value in shape.values:
                yield (*path, " enum", f" {_json(value)}"), Fact(needed=asked)
        case Text():
            limits = {**shape.limits, "pattern": shape.pattern, "format": list(shape.formats)}
            yield from _limitFacts(path, limits)
        case Number():
            yield from _limitFacts(path, shape.limits)
        case _:
            pass


def _limitFacts(path: Place, limits: Mapping[str, Json]) -> Iterator[tuple[Place, Fact]]:
    for name, limit in limits.items():
        if limit not in (None, False, []):
            yield (*path, f" {name}"), Fact(_json(limit))


def _branches(union: Union) -> Iterator[tuple[str, Shape]]:
    """The branches of a union by what tells them apart, whatever their order."""
    seen = Counter[str]()
    for member in union.members:
        label = _label(member, union.tag)
        seen[label] += 1
        yield f"<{label}{f' {seen[label]}' if seen[label] > 1 else ''}>", member


def _label(member: Shape, tag: str | None) -> str:
    if not isinstance(member, Record):
        return _kind(member)
    tagged = None if tag is None else member.find(tag)
    if tagged is not None and isinstance(tagged.shape, Choice):
        return "|".join(map(str, tagged.shape.values))
    return ", ".join(sorted(item.name for item in member.properties if item.required))


def _kind(shape: Shape) -> str:  # noqa: C901, PLR0911 - one for each
    match shape:
        case Record() | Table() | FreeObject():
            return "object"
        case Items():
            return "array"
        case Union():
            return "union"
        case Moment():
            return "date-time"
        case Number():
            return "integer" if shape.whole else "number"
        case Flag():
            return "boolean"
        case Choice():
            kinds: Mapping[type, str] = {bool: "boolean", int: "integer", float: "number"}
            return kinds.get(type(shape.values[0]), "string")
        case Text():
            return "string"
        case Null():
            return "null"
        case Raw():
            return shape.kind
        case _:
            return "anything"
