"""One JSON Schema document per service, with a definition for each class and alias to be.

It says everything in the way that datamodel-code-generator understands best, and marks what it
does not understand for `rewrite`: `x-annotations` holds Python expressions that join a type as
metadata, `x-constraints` those that join a class, and definitions called `Inline…` stand for types
that are to be put in the place of their name.
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
    """A service's document and what else is known about its types."""

    service: Service
    source: Code
    """Where the contract says all this, for people: `schemas/queue`."""
    definitions: Mapping[Code, Schema]
    """By name: nested ones first, in the order in which the methods reach them."""
    additions: Additions
    """Code beside what the document says."""
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
    """Names that come from other packages, by module."""
    common: Code
    """The module of what all services have in common."""
    roots: Mapping[Shape, Code]
    """Names of the classes and aliases that whole schemas became."""
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
        return self.additions.withTypedDicts(it for it in self.definitions if not isInline(it))

    @property
    def commonNames(self) -> Sequence[Code]:
        """Names that the service uses of what all have in common."""
        return self.imported.get(self.common, ())

    @property
    def document(self) -> str:
        """The JSON Schema document."""
        return json.dumps({"$schema": _DRAFT, "$defs": self.definitions}, ensure_ascii=False)


def bundles(
    contract: Contract, problems: Problems, package: str = "tc_typed", *, lenient: bool = False
) -> Iterator[Bundle]:
    """Make the bundles of all services: first what they have in common, then folders of payloads.

    Args:
        contract: The services, and where their references lead.
        problems: Where to note what can't be compiled; a bundle that has such is not for use.
        package: Name of the package that holds the services' packages.
        lenient: Whether titles may be missing, long or ambiguous, as they are in a deployment.
    """
    bundler = Bundler(contract, problems, package, lenient=lenient)
    for service in bundler.services:
        if (made := bundler.bundle(service, problems)) is not None:
            bundler.share(made)
            if bundler.isNeeded(made):
                yield made


class Bundler:
    """Makes the bundles of a contract's services.

    Classes of a folder of payloads are shared with all services and with the folders of payloads
    after it, so that no two modules import each other. A package within another that extends its
    clients has no common classes of its own: it imports those of the package around it.
    """

    def __init__(
        self, contract: Contract, problems: Problems, package: str, *, lenient: bool
    ) -> None:
        """Begin with the scalars to share; the arguments are as for `bundles`."""
        outer = package.rpartition(".")[0] if contract.separate else ""
        self._contract = contract
        self._lenient = lenient
        self._package = pathOf(package, package)
        self._isWithin = bool(outer)
        self._common = _modelsModule(pathOf(outer or package, package), contract.common)
        self._scalars = readScalars(contract, SchemaReader(contract, problems, lenient=lenient))
        self._shared = Shared()
        self._shared.addScalars(self._common, self._scalars)
        self.parts: int = 0
        """How many schemas were read, and parts of documents and types made of them, so far."""

    @property
    def services(self) -> list[Service]:
        """The services, in the order in which they share."""
        contract = self._contract
        return [contract.common, *sorted(contract.services, key=lambda it: not it.payloadsOnly)]

    def bundle(self, service: Service, problems: Problems) -> Bundle | None:
        """Make the bundle of a service, or of a part of it; `None` where that is not possible.

        Args:
            service: The service, or the part.
            problems: Where to note what can't be compiled.
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
        """Let the bundles after this one have its classes, if they are for sharing."""
        module = _modelsModule(self._package, made.service)
        for shape, name in made.roots.items():
            if not made.service.isCommon:
                self._shared.add(shape, SharedClass(module, name))
            elif isinstance(shape, Record):
                isRequest = shape.node.booleanAt("x-request")
                self._shared.addKnown(shape, SharedClass(self._common, name, isRequest))

    def isNeeded(self, made: Bundle) -> bool:
        """Whether a bundle becomes a module: common classes may be none, or those of another."""
        return not made.service.isCommon or bool(made.definitions and not self._isWithin)


def _modelsModule(package: Code, service: Service) -> Code:
    return code("{}.models", packageName(package, service))


def _bundle(
    contract: Contract, service: Service, reader: SchemaReader, draft: Draft, common: Code
) -> Bundle:
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
    """Names of the classes and aliases that a folder's whole schemas became."""
    if not (service.payloadsOnly or service.isCommon):
        return {}
    found = {shape: names.knownName(shape) for shape in map(reader.read, service.schemas)}
    return {shape: name for shape, name in found.items() if name is not None}


class _WholeTypes:
    """Writes the types of whole payloads, results and messages."""

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
