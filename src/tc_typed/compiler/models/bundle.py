"""One JSON Schema document per service, with a definition for each class and alias to be.

It says everything in the way that datamodel-code-generator understands best, and marks what it
does not understand for `rewrite`: `x-annotations` holds Python expressions that join a type as
metadata, `x-constraints` those that join a class, and definitions called `Inline…` stand for types
that are to be put in the place of their name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tc_typed.compiler.code import Code, code, pathOf
from tc_typed.compiler.contract.check import checkedReferences
from tc_typed.compiler.contract.errors import Problems
from tc_typed.compiler.contract.load import Contract, Node, Service
from tc_typed.compiler.models.annotations import annotation
from tc_typed.compiler.models.definitions import DefinitionWriter
from tc_typed.compiler.models.fragments import Draft, Schema, SharedClass
from tc_typed.compiler.models.method_types import MethodTypes, Result, TypeAnnotation
from tc_typed.compiler.models.naming import Direction, Names, isInline
from tc_typed.compiler.models.service_names import clientName, packageName, serviceName
from tc_typed.compiler.schema.reader import SchemaReader
from tc_typed.compiler.schema.types import Number, Property, Shape

_DRAFT = "http://json-schema.org/draft-07/schema#"


@dataclass(frozen=True)
class Bundle:
    """A service's document and what else is known about its types."""

    service: Service
    source: Code
    """Where the contract says all this, for people: `schemas/queue`."""
    definitions: Mapping[Code, Schema]
    """By name: nested ones first, in the order in which the methods reach them."""
    payloads: Mapping[str, TypeAnnotation]
    """By the name of the method."""
    results: Mapping[str, Result]
    """By the name of the method."""
    messages: Mapping[str, TypeAnnotation]
    """By the name of the exchange."""
    properties: Mapping[str, Property]
    """The first property of each name that the service's schemas have."""
    annotate: Callable[[Shape], Code]
    """Writes the type of a part of a response."""
    field: Callable[[str], Code]
    """Spells the name of a property as that of a field."""
    imported: Mapping[Code, Sequence[Code]]
    """Classes that come from other packages, by module."""
    problems: Problems
    """Where to note what can't be compiled."""
    isComplete: bool
    """Whether all schemas were found, so that what none says is said nowhere."""

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


def bundles(
    contract: Contract, problems: Problems, package: str = "tc_typed", *, lenient: bool = False
) -> Iterator[Bundle]:
    """Make the bundles of all services, folders of payloads first.

    Classes of a folder of payloads are shared with all services and with the folders of payloads
    after it, so that no two modules import each other.

    Args:
        contract: The services, and where their references lead.
        problems: Where to note what can't be compiled; a bundle that has such is not for use.
        package: Name of the package that holds the services' packages.
        lenient: Whether titles may be missing, long or ambiguous, as they are in a deployment.
    """
    shared: dict[Node, SharedClass] = {}
    for service in sorted(contract.services, key=lambda it: not it.payloadsOnly):
        made: Bundle | None = None
        with problems.collecting():
            reader = SchemaReader(contract, problems, lenient=lenient)
            client = clientName(service)
            reserved = {client, code("{}Fakes", client), code("Async{}Fakes", client)}
            reserved |= {it.name for it in shared.values()}
            known = {node: it.name for node, it in shared.items()}
            names = Names(reserved, known, problems, lenient=lenient)
            made = _bundle(contract, service, reader, Draft(names, shared))
            if service.payloadsOnly:
                module = code("{}.models", packageName(pathOf(package, package), service))
                for root in service.schemas:
                    if (name := names.knownName(reader.read(root))) is not None:
                        shared[root] = SharedClass(module, name)
        if made is not None:
            yield made


def _bundle(contract: Contract, service: Service, reader: SchemaReader, draft: Draft) -> Bundle:
    problems = reader.problems
    if service.client is None:  # OpenAPI documents are checked where they are read
        service = checkedReferences(service, problems, lenient=reader.lenient)
    methods = MethodTypes(service, reader)
    messages = {
        exchange.require("name").text(): reader.readFor(service, exchange.require("schema"))
        for exchange in service.messages
    }
    roots = [*methods.roots()]
    roots += [(shape, Direction.RESPONSE) for shape in messages.values()]
    for shape, direction in roots:
        draft.names.walk(shape, direction)
    for shape, direction in _schemasLeft(service, reader, draft.names):
        roots.append((shape, direction))
        draft.names.walk(shape, direction)
    writer = DefinitionWriter(
        draft, problems, isStrict=service.client is not None, lenient=reader.lenient
    )
    for shape, direction in roots:
        writer.define(shape, direction)

    def typed(shape: Shape, direction: Direction) -> TypeAnnotation:
        with problems.collecting():
            return TypeAnnotation(annotation(draft, shape, direction), shape)
        return TypeAnnotation(code("JsonValue"), shape)

    def received(shape: Shape) -> TypeAnnotation:
        return typed(shape, Direction.RESPONSE)

    return Bundle(
        service,
        code("{}/{}", contractFolder(contract), serviceName(service)),
        draft.definitions,
        {name: typed(shape, Direction.REQUEST) for name, shape in methods.payloads.items()},
        {name: methods.result(name, received) for name in methods.results},
        {name: received(shape) for name, shape in messages.items()},
        writer.properties,
        lambda shape: received(shape).text,
        draft.names.field,
        draft.imported,
        problems,
        isComplete=not reader.hasLost,
    )


def _schemasLeft(
    service: Service, reader: SchemaReader, names: Names
) -> Iterator[tuple[Shape, Direction]]:
    """Schemas that no method or exchange leads to.

    First what callers fill in: other schemas may be parts of it, and need no class of their own.
    """
    requests: list[Node] = []
    responses: list[Node] = []
    for root in service.schemas:
        with reader.problems.collecting():
            (requests if root.booleanAt("x-request") else responses).append(root)
    for root in (*requests, *responses):
        if not names.wasWalked(root.url):
            isRequest = service.payloadsOnly or root in requests
            yield reader.read(root), Direction.REQUEST if isRequest else Direction.RESPONSE


def contractFolder(contract: Contract) -> Code:
    """Where a contract lies, for people; a separate one lies within the one around it."""
    return pathOf(f"schemas/{contract.separate}".rstrip("/"), "schemas")
