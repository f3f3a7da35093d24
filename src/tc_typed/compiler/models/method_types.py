"""Payloads and results of the methods of a service."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tc_typed.compiler.code import Code
from tc_typed.compiler.contract.load import Node, Service
from tc_typed.compiler.models.naming import Direction
from tc_typed.compiler.schema.reader import SchemaReader
from tc_typed.compiler.schema.types import Shape


@dataclass(frozen=True)
class TypeAnnotation:
    """Type of a payload or result in compiled clients."""

    text: Code
    shape: Shape
    typedDict: Code | None = None
    """Name of the TypedDict that is accepted as well, for some payloads."""


@dataclass(frozen=True)
class Status:
    """Meaning of a response's HTTP status."""

    code: int
    """HTTP status; a single digit for all that begin with it, 0 for any other."""
    description: str
    type: TypeAnnotation | None
    """Type of the response's content, if it has any."""


@dataclass(frozen=True)
class Result:
    """Result types of a method, including variants for certain values of query parameters."""

    default: TypeAnnotation | None
    variants: tuple[tuple[str, str, TypeAnnotation], ...] = ()
    """Parameter, value and result type of each variant."""
    statuses: tuple[Status, ...] = ()
    """Results by status, if the status determines the type."""
    errors: tuple[Status, ...] = ()
    """Known errors by status."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    """Headers that older servers send instead of JSON properties, by property."""

    @property
    def types(self) -> list[TypeAnnotation | None]:
        """Distinct types that the method can return, with `None` last if it can return nothing."""
        found = [] if self.default is None else [self.default]
        found += [variant for _, _, variant in self.variants]
        found += [it.type for it in self.statuses if it.type is not None]
        once = {it.text: it for it in found}
        canBeEmpty = not found or any(it.type is None for it in self.statuses)
        return [*once.values(), *[None] * canBeEmpty]


class MethodTypes:
    """Payloads and results of a service's methods."""

    def __init__(self, service: Service, reader: SchemaReader) -> None:
        """Read payloads and results; add what can't be compiled to the reader's problems."""
        self.payloads: dict[str, Shape] = {}
        """Payloads by method name."""
        self.results: dict[str, list[tuple[Node | None, Shape]]] = {}
        """Result types by method name, each with the query that selects it, if any."""
        self._headers: dict[str, Mapping[str, str]] = {}
        """Headers that older servers send instead of properties of the result, by method name."""
        self._statuses: dict[str, list[tuple[int, str, Shape | None]]] = {}
        """Statuses that are results, with descriptions and types, by method name."""
        self._errors: dict[str, list[tuple[int, str, Shape | None]]] = {}
        """Statuses that are errors, with descriptions and types, by method name."""
        self._service = service
        self._reader = reader
        corrections = None if service.results is None else service.results.require("results")
        for method in service.methods:
            name = method.require("name").text()
            self.results[name] = []
            with reader.problems.collecting():
                self._readPayload(name, method)
            corrected = None if corrections is None else corrections.get(name)
            with reader.problems.collecting():
                self._readResults(name, method, corrected)
            self._statuses[name] = self._readStatuses(method.get("results"))
            self._errors[name] = self._readStatuses(method.get("errors"))

    def _readPayload(self, name: str, method: Node) -> None:
        if (reference := method.get("input")) is not None:
            self.payloads[name] = self._reader.readFor(self._service, reference)
        if (body := method.get("file")) is not None:
            self.payloads[name] = self._reader.readFile(self._service, body)

    def _readResults(self, name: str, method: Node, corrected: Node | None) -> None:
        """Read the results of a method, with corrections from results.json."""
        found = self.results[name]
        if (output := (corrected or method).get("output")) is not None:
            found.append((None, self._reader.readFor(self._service, output)))
        if corrected is None:
            return
        for it in _variants(corrected):
            query, output = it.require("query"), it.require("output")
            found.append((query, self._reader.readFor(self._service, output)))
        if (headers := corrected.get("headers")) is not None:
            self._headers[name] = {key: header.text() for key, header in headers.items()}
        if (kind := corrected.get("bodyKind")) is not None:
            if found:
                raise kind.error("a method with an output can't also have a bodyKind")
            found.append((None, self._reader.readNonJson(kind)))

    def _readStatuses(self, responses: Node | None) -> list[tuple[int, str, Shape | None]]:
        found: list[tuple[int, str, Shape | None]] = []
        if responses is None:
            return found
        for status, response in responses.items():
            with self._reader.problems.collecting():
                shape: Shape | None = None
                if (output := response.get("output")) is not None:
                    shape = self._reader.readReference(output)
                elif (kind := response.get("bodyKind")) is not None:
                    shape = self._reader.readNonJson(kind)
                found.append((int(status), response.require("description").text(), shape))
        return found

    def roots(self) -> Iterator[tuple[Shape, Direction]]:
        """Yield payloads and results, method by method."""
        for name, results in self.results.items():
            if name in self.payloads:
                yield self.payloads[name], Direction.REQUEST
            for _, shape in results:
                yield shape, Direction.RESPONSE
            for _, _, content in self._statuses[name] + self._errors[name]:
                if content is not None:
                    yield content, Direction.RESPONSE

    def result(self, name: str, typeOf: Callable[[Shape], TypeAnnotation]) -> Result:
        """Return the result types of a method, written by `typeOf`."""
        default: TypeAnnotation | None = None
        variants: list[tuple[str, str, TypeAnnotation]] = []
        for query, shape in self.results[name]:
            found = typeOf(shape)
            if query is None:
                default = found
            else:
                variants += [(key, value.text(), found) for key, value in query.items()]
        statuses, errors = (
            tuple(
                Status(code, text, None if shape is None else typeOf(shape))
                for code, text, shape in known[name]
            )
            for known in (self._statuses, self._errors)
        )
        return Result(default, tuple(variants), statuses, errors, self._headers.get(name, {}))


def _variants(corrected: Node) -> Sequence[Node]:
    """Return the results that depend on the value of a query parameter."""
    variants = corrected.get("variants")
    return () if variants is None else variants.elements()
