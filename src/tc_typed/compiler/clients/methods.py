"""Descriptions of methods for the templates: signatures, docstrings and calls."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from inspect import get_annotations

from tc_typed.compiler.clients.attributes import FreeNames, attributeNames
from tc_typed.compiler.clients.method_docstrings import methodDocstring
from tc_typed.compiler.clients.operations import operationArguments, resultType
from tc_typed.compiler.clients.paging import Pages, arraysOf, pagesOf
from tc_typed.compiler.clients.parameters import Parameters, declared
from tc_typed.compiler.clients.taskcluster import clientAttribute
from tc_typed.compiler.code import Code, literal
from tc_typed.compiler.contract.deprecation import methodAdvice
from tc_typed.compiler.contract.load import Node
from tc_typed.compiler.models.bundle import Bundle
from tc_typed.compiler.models.method_types import Result
from tc_typed.compiler.models.naming import RESERVED, TYPES
from tc_typed.compiler.models.service_names import clientName
from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.client import BaseClient
from tc_typed.core.sync import ServiceClient

# Attributes of all clients, which no method may hide.
_CLIENT_NAMES = frozenset(
    {*dir(ServiceClient), *dir(AsyncServiceClient), *get_annotations(BaseClient)}
)


@dataclass(frozen=True)
class Method:
    """Code of a method, for the templates."""

    name: Code
    operation: Code
    """Arguments of `Operation`."""
    signature: Code
    positional: Code
    """Positional parameters, with their types: route arguments and payload."""
    parameterTypes: Sequence[Code]
    """Types of the positional parameters."""
    keywords: Code
    """Keyword parameters, with their types."""
    result: Code
    """Type of the result, which is also the type argument of `Operation`."""
    overloads: Sequence[tuple[Code, Code]]
    """Signature and result type of each overload."""
    advice: Code | None
    """Literal with advice about a replacement, if the method is deprecated."""
    docstring: Code
    call: Code
    """Arguments of the session's `call`."""
    pages: Pages | None
    protocol: Code
    """Name of the protocol for functions that replace the method in tests."""


def methodsOf(bundle: Bundle, api: Node, *, lenient: bool) -> list[Method]:
    """Describe the methods of a service for the templates.

    Args:
        bundle: The service and its types.
        api: The API reference of the service.
        lenient: Whether parameters may lack descriptions, as in a deployment's contract.

    Raises:
        ContractError: if there are too many problems.
    """
    free = FreeNames(_CLIENT_NAMES.union(RESERVED, bundle.names, _typesOf(bundle)))
    protocols = FreeNames()
    methods: list[Method] = []
    for entry, name in attributeNames(bundle.service.methods, free, bundle.problems).items():
        with bundle.problems.collecting():
            made = _method(
                bundle, api, entry, name, free=free, protocols=protocols, lenient=lenient
            )
            methods.append(made)
    return methods


def _typesOf(bundle: Bundle) -> set[str]:
    """Return the names of built-in types in signatures, which a method of that name would hide."""
    types = [*bundle.payloads.values()]
    types += [it for result in bundle.results.values() for it in result.types if it is not None]
    texts = [it.text for it in types]
    # The signatures of iterators contain the types of items.
    texts += [bundle.annotate(array.item) for it in types for array in arraysOf(it.shape)]
    words = {word for text in texts for word in re.findall(r"\w+", text)}
    return {"str", "int"} | (words & TYPES)


def _method(
    bundle: Bundle,
    api: Node,
    entry: Node,
    name: Code,
    *,
    free: FreeNames,
    protocols: FreeNames,
    lenient: bool,
) -> Method:
    result = bundle.results[entry.require("name").text()]
    parameters = Parameters(bundle, entry, lenient=lenient)
    fixed = {parameter: value for parameter, value, _ in result.variants}
    positional = parameters.positional()
    attribute = clientAttribute(clientName(bundle.service))
    advice = methodAdvice(entry)
    return Method(
        name=name,
        operation=operationArguments(bundle, api, entry, name, result),
        signature=parameters.signature(fixed, optional=True),
        positional=declared(positional),
        parameterTypes=[parameter.type for parameter in positional],
        keywords=declared(parameters.keywords(fixed, optional=True)),
        result=resultType(result),
        overloads=_overloads(parameters, result),
        advice=None if advice is None else literal(advice),
        docstring=methodDocstring(entry, attribute, parameters.descriptions(), result),
        call=parameters.callArguments(name),
        pages=pagesOf(bundle, entry, name, parameters, result, free=free),
        protocol=protocols.take(f"_{name[0].upper()}{name[1:]}", entry),
    )


def _overloads(parameters: Parameters, result: Result) -> list[tuple[Code, Code]]:
    if not result.variants or result.default is None:
        return []
    unset = {parameter: "" for parameter, _, _ in result.variants}
    found = [(parameters.signature(unset), result.default.text)]
    for parameter, value, variant in result.variants:
        found.append((parameters.signature({**unset, parameter: value}), variant.text))
    return found
