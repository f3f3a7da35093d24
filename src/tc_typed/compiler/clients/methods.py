"""From the methods of an API's reference to what templates write: signatures, docstrings, calls."""

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
    advice: Code | None
    """A literal of what to use instead, where it is deprecated."""
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
        ContractError: if there are far too many problems.
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
    """The types of Python's own that signatures need: a method called so would hide them."""
    types = [*bundle.payloads.values()]
    types += [it for result in bundle.results.values() for it in result.types if it is not None]
    texts = [it.text for it in types]
    # Iterating twins have the items of pages in their signatures.
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
    usual = {parameter: "" for parameter, _, _ in result.variants}
    found = [(parameters.signature(usual), result.default.text)]
    for parameter, value, variant in result.variants:
        found.append((parameters.signature({**usual, parameter: value}), variant.text))
    return found
