"""JSON Schema documents, one per service, with a definition for each class and alias.

A document has the form that datamodel-code-generator supports best, and information for `rewrite`
that the generator does not support: `x-annotations` contains Python expressions that become
metadata of a type, `x-constraints` those that become constraints of a class, and references to
definitions with names like `Inline…` are replaced with the types.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tc_typed.compiler.code import Code, code, pathOf
from tc_typed.compiler.contract.check import checkedReferences
from tc_typed.compiler.contract.errors import Problems
from tc_typed.compiler.contract.load import Contract, Node, Service
from tc_typed.compiler.models.additions import Additions
from tc_typed.compiler.models.annotations import annotation
from tc_typed.compiler.models.definitions import DefinitionWriter
from tc_typed.compiler.models.fragments import Draft, Schema
from tc_typed.compiler.models.method_types import MethodTypes, Result, TypeAnnotation
from tc_typed.compiler.models.naming import Direction, Names, isInline
from tc_typed.compiler.models.scalars import defineScalars, readScalars
from tc_typed.compiler.models.service_names import clientName, packageName, serviceName
from tc_typed.compiler.models.shared import Shared, SharedClass
from tc_typed.compiler.models.typed_dicts import TypedDictWriter
from tc_typed.compiler.schema.reader import SchemaReader
from tc_typed.compiler.schema.types import Number, Property, Record, Shape

_DRAFT = "http://json-schema.org/draft-07/schema#"


@dataclass(frozen=True)
class Bundle:
    """A service's document and other information about its types."""

    service: Service
    source: Code
    """Folder of the contract, for texts: `schemas/queue`."""
    definitions: Mapping[Code, Schema]
    """Definitions by name: nested ones first, otherwise in the order of the methods."""
    additions: Additions
    """Code that the document can't express."""
    payloads: Mapping[str, TypeAnnotation]
    """Payloads by method name."""
    results: Mapping[str, Result]
    """Results by method name."""
    messages: Mapping[str, TypeAnnotation]
    """Messages by exchange name."""
    properties: Mapping[str, Property]
    """First property of each name in the service's schemas."""
    annotate: Callable[[Shape], Code]
    """Function that writes the type of a part of a response."""
    field: Callable[[str], Code]
    """Function that returns the field name of a property."""
    imported: Mapping[Code, Sequence[Code]]
    """Names from other packages, by module."""
    common: Code
    """Module of the types that services share."""
    roots: Mapping[Shape, Code]
    """Names of the classes and aliases compiled from whole schemas."""
    problems: Problems
    """Collects what can't be compiled."""
    isComplete: bool
    """Whether all schemas were found; if not, information can be missing because a schema is."""

    def isInteger(self, name: str) -> bool:
        """Return whether a parameter is an integer, like the property of the same name."""
        sameName = self.properties.get(name)
        return (
            sameName is not None and isinstance(sameName.shape, Number) and sameName.shape.isInteger
        )

    @property
    def names(self) -> list[Code]:
        """Names of classes and aliases, in order."""
        return self.additions.withTypedDicts(it for it in self.definitions if not isInline(it))

    @property
    def commonNames(self) -> Sequence[Code]:
        """Names from the shared module that the service uses."""
        return self.imported.get(self.common, ())

    @property
    def document(self) -> str:
        """The JSON Schema document."""
        return json.dumps({"$schema": _DRAFT, "$defs": self.definitions}, ensure_ascii=False)


def bundles(
    contract: Contract, problems: Problems, package: str = "tc_typed", *, lenient: bool = False
) -> Iterator[Bundle]:
    """Yield the bundles of all services: first shared types, then payloads, then the others.

    Args:
        contract: The services and their schemas.
        problems: Collects what can't be compiled; bundles with problems must not be used.
        package: Name of the package that contains the packages of the services.
        lenient: Whether titles can be missing, long or ambiguous, as in a deployment's contract.
    """
    bundler = Bundler(contract, problems, package, lenient=lenient)
    for service in bundler.services:
        if (made := bundler.bundle(service, problems)) is not None:
            bundler.share(made)
            if bundler.isNeeded(made):
                yield made


class Bundler:
    """A factory for the bundles of a contract's services.

    Classes of a folder of payloads are shared with all services and with later folders of payloads,
    so that no two modules import each other. A nested package that extends the clients of its
    parent has no shared classes of its own: it imports those of the parent.
    """

    def __init__(
        self, contract: Contract, problems: Problems, package: str, *, lenient: bool
    ) -> None:
        """Start with the shared scalars; the arguments are those of `bundles`."""
        outer = package.rpartition(".")[0] if contract.separate else ""
        self._contract = contract
        self._lenient = lenient
        self._package = pathOf(package, package)
        self._isNested = bool(outer)
        self._common = _modelsModule(pathOf(outer or package, package), contract.common)
        self._scalars = readScalars(contract, SchemaReader(contract, problems, lenient=lenient))
        self._shared = Shared()
        self._shared.addScalars(self._common, self._scalars)
        self.parts: int = 0
        """Number of schemas that were read, and of fragments and types that were written."""

    @property
    def services(self) -> list[Service]:
        """The services, in the order in which they must be bundled."""
        contract = self._contract
        return [contract.common, *sorted(contract.services, key=lambda it: not it.payloadsOnly)]

    def bundle(self, service: Service, problems: Problems) -> Bundle | None:
        """Return the bundle of a service, or of a part of it; `None` if it can't be compiled.

        Args:
            service: The service or part.
            problems: Collects what can't be compiled.
        """
        with problems.collecting():
            reader = SchemaReader(self._contract, problems, lenient=self._lenient)
            client = clientName(service)
            reserved = {client, code("{}Fakes", client), code("Async{}Fakes", client)}
            names = Names(reserved, self._shared, problems, lenient=self._lenient)
            isOurs = service.client is None and not self._lenient
            draft = Draft(names, self._shared, namesPatterns=isOurs)
            if service.isCommon:
                defineScalars(draft, self._scalars)
            try:
                return _bundle(self._contract, service, reader, draft, self._common)
            finally:
                self.parts += reader.count + draft.parts
        return None

    def share(self, made: Bundle) -> None:
        """Share the classes in a bundle's `roots` with later bundles."""
        module = _modelsModule(self._package, made.service)
        for shape, name in made.roots.items():
            if not made.service.isCommon:
                self._shared.add(shape, SharedClass(module, name))
            elif isinstance(shape, Record):
                isRequest = shape.node.booleanAt("x-request")
                self._shared.addKnown(shape, SharedClass(self._common, name, isRequest))

    def isNeeded(self, made: Bundle) -> bool:
        """Return whether a bundle becomes a module.

        Shared types do not if there are none, or if they are imported from the parent package.
        """
        return not made.service.isCommon or bool(made.definitions and not self._isNested)


def _modelsModule(package: Code, service: Service) -> Code:
    return code("{}.models", packageName(package, service))


def _bundle(
    contract: Contract, service: Service, reader: SchemaReader, draft: Draft, common: Code
) -> Bundle:
    problems = reader.problems
    if service.client is None:  # OpenAPI documents have been checked by their reader
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

    types = _WholeTypes(draft, problems, lenient=reader.lenient)

    return Bundle(
        service,
        code("{}/{}", contractFolder(contract), serviceName(service)),
        draft.definitions,
        draft.additions,
        {name: types.sent(shape) for name, shape in methods.payloads.items()},
        {name: methods.result(name, types.received) for name in methods.results},
        {name: types.received(shape) for name, shape in messages.items()},
        writer.properties,
        lambda shape: types.received(shape).text,
        draft.names.field,
        draft.imported,
        common,
        _rootNames(service, reader, draft.names),
        problems,
        isComplete=not reader.hasLost,
    )


def _rootNames(service: Service, reader: SchemaReader, names: Names) -> dict[Shape, Code]:
    """Return the names of classes and aliases compiled from a folder's whole schemas."""
    if not (service.payloadsOnly or service.isCommon):
        return {}
    found = {shape: names.knownName(shape) for shape in map(reader.read, service.schemas)}
    return {shape: name for shape, name in found.items() if name is not None}


class _WholeTypes:
    """A writer of the types of whole payloads, results and messages."""

    def __init__(self, draft: Draft, problems: Problems, *, lenient: bool) -> None:
        self._draft = draft
        self._problems = problems
        self._typedDicts = TypedDictWriter(draft, lenient=lenient)

    def sent(self, shape: Shape) -> TypeAnnotation:
        typedDict: Code | None = None
        with self._problems.collecting():
            typedDict = self._typedDicts.nameFor(shape)
        return replace(self._typed(shape, Direction.REQUEST), typedDict=typedDict)

    def received(self, shape: Shape) -> TypeAnnotation:
        return self._typed(shape, Direction.RESPONSE)

    def _typed(self, shape: Shape, direction: Direction) -> TypeAnnotation:
        with self._problems.collecting():
            return TypeAnnotation(annotation(self._draft, shape, direction), shape)
        return TypeAnnotation(code("JsonValue"), shape)


def _schemasLeft(
    service: Service, reader: SchemaReader, names: Names
) -> Iterator[tuple[Shape, Direction]]:
    """Yield the schemas that no method or exchange uses.

    Requests are first, because other schemas can be parts of them, and then need no separate class.
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
    """Return the folder of a contract, for texts; that of a separate contract is nested."""
    return pathOf(f"schemas/{contract.separate}".rstrip("/"), "schemas")
