"""Iterating twins of the methods that return pages: `iterTaskGroup` of `listTaskGroup`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from tc_typed.compiler.clients.attributes import FreeNames
from tc_typed.compiler.clients.method_docstrings import pagesDocstring
from tc_typed.compiler.clients.parameters import Parameters
from tc_typed.compiler.code import Code, code, joined
from tc_typed.compiler.contract.deprecation import methodAdvice
from tc_typed.compiler.contract.load import Node
from tc_typed.compiler.models.bundle import Bundle
from tc_typed.compiler.models.docstrings import firstSentence
from tc_typed.compiler.models.method_types import Result
from tc_typed.compiler.models.naming import className
from tc_typed.compiler.schema.types import Array, Property, Record, Shape, Text

_TOKEN = "continuationToken"  # noqa: S105 - it is no password


@dataclass(frozen=True)
class Pages:
    """Parts of an iterating twin, as the template writes them."""

    name: Code
    signature: Code
    item: Code
    docstring: Code
    function: Code
    """Name of the function that goes from page to page."""
    arguments: Code
    """Arguments that it gets."""
    items: Code
    """The field of a page that holds the items."""


class Listed(NamedTuple):
    """A property that is an array."""

    property: Property
    item: Shape


def arraysOf(shape: Shape) -> list[Listed]:
    """The properties of an object that are arrays; anything else has none."""
    properties = shape.properties if isinstance(shape, Record) else ()
    return [Listed(it, it.shape.item) for it in properties if isinstance(it.shape, Array)]


def pagesOf(
    bundle: Bundle,
    entry: Node,
    name: Code,
    parameters: Parameters,
    result: Result,
    *,
    free: FreeNames,
) -> Pages | None:
    """Describe a method's iterating twin for the template; `None` if it returns no pages.

    Args:
        bundle: The service's types.
        entry: The method, as the API's reference has it.
        name: How Python spells the method's name.
        parameters: What the method takes.
        result: What it returns.
        free: Gives the twin its name.
    """
    listed = _listed(result) if _TOKEN in parameters.query else None
    if listed is None:
        return None
    method = entry.require("name").text()
    array = listed.property
    advice = methodAdvice(entry)
    return Pages(
        name=free.take(f"iter{_bare(method, array.name)}", entry),
        signature=parameters.signature(without=[_TOKEN]),
        item=bundle.annotate(listed.item),
        docstring=pagesDocstring(
            method,
            parameters.descriptions(without=[_TOKEN]),
            firstSentence(listed.item.description)[0] or array.description,
            advice,
        ),
        function=code("paginate") if advice is None else code("pagesOf"),
        arguments=_arguments(name, parameters, isDeprecated=advice is not None),
        items=bundle.field(array.name),
    )


def _arguments(name: Code, parameters: Parameters, *, isDeprecated: bool) -> Code:
    """Write the arguments of the function that goes from page to page.

    They do not mention a deprecated method, or type checkers would complain here, too.
    """
    if isDeprecated:
        return code("self._session, {}", parameters.callArguments(name, without=[_TOKEN]))
    arguments = [code("self.{}", name), *parameters.passedOn(without=[_TOKEN])]
    return joined(", ", arguments)


def _listed(result: Result) -> Listed | None:
    """The only array of a page, which it always has; `None` if the result is no page."""
    page = result.default
    if page is None or result.variants or not _hasToken(page.shape):
        return None
    arrays = arraysOf(page.shape)
    return arrays[0] if len(arrays) == 1 and arrays[0].property.required else None


def _hasToken(page: Shape) -> bool:
    token = page.find(_TOKEN) if isinstance(page, Record) else None
    return token is not None and isinstance(token.shape, Text)


def _bare(method: str, items: str) -> str:
    """A method's name without its verb, in PascalCase; what it lists, where that says it all."""
    bare = re.sub(r"^(list|get|find)(?=[A-Z]|$)", "", method) or items
    return className(bare) or "Items"
