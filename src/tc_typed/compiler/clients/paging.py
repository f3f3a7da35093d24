"""Iterators over methods that return pages: `iterTaskGroup` for `listTaskGroup`."""

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

_TOKEN = "continuationToken"  # noqa: S105 - not a password


@dataclass(frozen=True)
class Pages:
    """Code of an iterator, for the template."""

    name: Code
    signature: Code
    item: Code
    docstring: Code
    function: Code
    """Name of the function that requests the pages."""
    arguments: Code
    """Arguments of this function."""
    items: Code
    """Field of a page that contains the items."""


class ArrayProperty(NamedTuple):
    """A property that is an array."""

    property: Property
    item: Shape


def arraysOf(shape: Shape) -> list[ArrayProperty]:
    """Return the array properties of an object, or an empty list for other shapes."""
    properties = shape.properties if isinstance(shape, Record) else ()
    return [ArrayProperty(it, it.shape.item) for it in properties if isinstance(it.shape, Array)]


def pagesOf(
    bundle: Bundle,
    entry: Node,
    name: Code,
    parameters: Parameters,
    result: Result,
    *,
    free: FreeNames,
) -> Pages | None:
    """Describe the iterator of a method for the template; `None` if it does not return pages.

    Args:
        bundle: The service's types.
        entry: The method's entry in the API reference.
        name: Python name of the method.
        parameters: Parameters of the method.
        result: Result types of the method.
        free: Source of a unique name for the iterator.
    """
    listed = _itemsOf(result) if _TOKEN in parameters.query else None
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
    """Write the arguments of the function that requests the pages.

    They don't refer to a deprecated method, because type checkers would report that in the client.
    """
    if isDeprecated:
        return code("self._session, {}", parameters.callArguments(name, without=[_TOKEN]))
    arguments = [code("self.{}", name), *parameters.passedOn(without=[_TOKEN])]
    return joined(", ", arguments)


def _itemsOf(result: Result) -> ArrayProperty | None:
    """Return the only array of a page if it is required; `None` if the result is not a page."""
    page = result.default
    if page is None or result.variants or not _hasToken(page.shape):
        return None
    arrays = arraysOf(page.shape)
    return arrays[0] if len(arrays) == 1 and arrays[0].property.required else None


def _hasToken(page: Shape) -> bool:
    token = page.find(_TOKEN) if isinstance(page, Record) else None
    return token is not None and isinstance(token.shape, Text)


def _bare(method: str, items: str) -> str:
    """Return a method's name without its verb, in PascalCase, or the name of its items."""
    bare = re.sub(r"^(list|get|find)(?=[A-Z]|$)", "", method) or items
    return className(bare) or "Items"
