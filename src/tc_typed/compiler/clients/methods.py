"""From the methods of an API's reference to what templates write: signatures, docstrings, calls."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from inspect import get_annotations

from tc_typed.compiler.clients.method_docstrings import methodDocstring
from tc_typed.compiler.clients.operations import operationArguments, resultType
from tc_typed.compiler.clients.paging import Pages, arraysOf, pagesOf
from tc_typed.compiler.clients.parameters import Parameters, declared
from tc_typed.compiler.clients.taskcluster import clientAttribute
from tc_typed.compiler.code import Code, code, identifier, joined, literal
from tc_typed.compiler.contract.load import Node
from tc_typed.compiler.models.bundle import Bundle
from tc_typed.compiler.models.method_types import Result
from tc_typed.compiler.models.naming import TYPES, attributeName, checkUnique
from tc_typed.compiler.models.service_names import clientName
from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.client import BaseClient
from tc_typed.core.sync import ServiceClient

# Names that clients have of their own, which no method may hide.
_CLIENT_NAMES = frozenset(
    {*dir(ServiceClient), *dir(AsyncServiceClient), *get_annotations(BaseClient)}
)


@dataclass(frozen=True)
class Method:
    """Parts of a method, as the templates write them."""

    name: Code
    operation: Code
    """Arguments of `Operation`."""
    signature: Code
    positional: Code
    """Its parameters before the query's, with their types."""
    parameterTypes: Sequence[Code]
    """Types of these parameters alone."""
    keywords: Code
    """The parameters that are given by name, with their types."""
    result: Code
    """The type of what it returns, which is the argument of `Operation`'s type, too."""
    overloads: Sequence[tuple[Code, Code]]
    """Further signatures and results."""
    docstring: Code
    call: Code
    """Arguments of the session's `call`."""
    pages: Pages | None
    protocol: Code
    """Name of the type of a function that stands in for the method."""


def methodsOf(bundle: Bundle, api: Node, *, lenient: bool) -> list[Method]:
    """Describe the methods of a service for the templates.

    Args:
        bundle: The service and its types.
        api: Its API's reference.
        lenient: Whether parameters may be undescribed, as they are in a deployment.

    Raises:
        ContractError: if two things would have the same name, or a parameter no description.
    """
    entries = bundle.service.methods
    taken = _CLIENT_NAMES.union(bundle.names, _typesOf(bundle))
    methods: list[Method] = []
    for entry in entries:
        with bundle.problems.collecting():
            name = attributeName(entry.require("name"), taken)
            methods.append(_method(bundle, api, entry, name, lenient=lenient))
    names = [method.name for method in methods]
    names += [method.pages.name for method in methods if method.pages]
    checkUnique(names, api)
    checkUnique([method.protocol for method in methods], api)
    return methods


def _typesOf(bundle: Bundle) -> set[str]:
    """The types of Python's own that signatures need: a method called so would hide them."""
    types = [*bundle.payloads.values()]
    types += [it for result in bundle.results.values() for it in result.types if it is not None]
    texts = [it.text for it in types]
    # Iterating twins have the items of pages in their signatures.
    texts += [bundle.annotate(array.item) for it in types for array in arraysOf(it.shape)]
    words = {word for text in texts for word in re.findall(r"\w+", text)}
    return {"str", "int"} | (words & TYPES)


def _method(bundle: Bundle, api: Node, entry: Node, name: Code, *, lenient: bool) -> Method:
    result = bundle.results[entry.require("name").text()]
    parameters = Parameters(bundle, entry, lenient=lenient)
    fixed = {parameter: value for parameter, value, _ in result.variants}
    positional = parameters.positional()
    attribute = clientAttribute(clientName(bundle.service))
    return Method(
        name=name,
        operation=operationArguments(bundle, api, entry, name, result),
        signature=parameters.signature(fixed, optional=True),
        positional=declared(positional),
        parameterTypes=[parameter.type for parameter in positional],
        keywords=declared(parameters.keywords(fixed, optional=True)),
        result=resultType(result),
        overloads=_overloads(parameters, result),
        docstring=methodDocstring(entry, attribute, parameters.descriptions(), result),
        call=_call(name, parameters),
        pages=pagesOf(bundle, entry, name, parameters, result),
        protocol=identifier(f"_{name[0].upper()}{name[1:]}", entry),
    )


def _overloads(parameters: Parameters, result: Result) -> list[tuple[Code, Code]]:
    if not result.variants or result.default is None:
        return []
    usual = {parameter: "" for parameter, _, _ in result.variants}
    found = [(parameters.signature(usual), result.default.text)]
    for parameter, value, variant in result.variants:
        found.append((parameters.signature({**usual, parameter: value}), variant.text))
    return found


def _call(name: Code, parameters: Parameters) -> Code:
    parts = [code("operations.{}", name), _mapping(parameters, parameters.args)]
    if parameters.query:
        parts.append(code("query={}", _mapping(parameters, parameters.query)))
    if parameters.payload is not None:
        parts.append(code("payload={}", parameters.payloadName))
    if parameters.takesToken:
        parts.append(code("accessToken=accessToken"))
    return joined(", ", parts)


def _mapping(parameters: Parameters, names: Iterable[str]) -> Code:
    each = (code("{}: {}", literal(name), parameters.name(name)) for name in names)
    return code("{{{}}}", joined(", ", each))
