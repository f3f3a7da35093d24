"""Strings of a certain form that have names, such as `SlugId`: aliases of `common`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from tc_typed.compiler.code import Code, code, identifier, isIdentifier, joined, literal
from tc_typed.compiler.contract.load import Contract, Node
from tc_typed.compiler.models.fragments import Draft, described, marked, reference, textFragment
from tc_typed.compiler.models.naming import MAX_NAME, RESERVED, className
from tc_typed.compiler.schema.reader import SchemaReader
from tc_typed.compiler.schema.types import Shape, Text

_LIMITS: Mapping[str, Code] = {
    "minLength": code("min_length"),
    "maxLength": code("max_length"),
}


def readScalars(contract: Contract, reader: SchemaReader) -> dict[Code, Text]:
    """Read the scalars of a contract, by name, in their order.

    One that can't be an alias is noted among the reader's problems; in lenient mode, it is logged
    and left out.
    """
    found: dict[Code, Text] = {}
    if contract.scalars is None:
        return found
    with reader.problems.collecting():
        definitions = [node for _, node in contract.scalars.require("definitions").items()]
        for node in definitions:
            with reader.problems.collecting():
                shape = reader.read(node)
                problem = _problem(node, shape, found)
                if problem is not None and not reader.lenient:
                    raise node.error(problem)
                if problem is not None:
                    node.note(f"this scalar is ignored: it {problem}")
                elif isinstance(shape, Text):
                    found[identifier(_name(node), node)] = shape
    return found


def defineScalars(draft: Draft, scalars: Mapping[Code, Text]) -> None:
    """Define the aliases, each by one before it that has its form, or its form without limits."""
    first: dict[str, Code] = {}
    for name, text in scalars.items():
        unlimited = first.get(replace(text, limits={}).structure)
        if (same := first.get(text.structure)) is not None:
            form = reference(same)
        elif unlimited is not None:
            form = marked(reference(unlimited), _limitsOf(text))
        else:
            form = textFragment(text)
        first.setdefault(text.structure, name)
        draft.definitions[name] = described(form, text.description)


def _limitsOf(text: Text) -> Code:
    """Write the limits of a string's length."""
    limits = (code("{}={}", _LIMITS[key], literal(limit)) for key, limit in text.limits.items())
    return code("Field({})", joined(", ", limits))


def _name(node: Node) -> str:
    return className(node.textAt("title") or "")


def _problem(node: Node, shape: Shape, taken: Iterable[str]) -> str | None:
    """Why a schema can't be a scalar; `None` if it can."""
    name = _name(node)
    if not isIdentifier(name) or len(name) > MAX_NAME:
        return f"needs a title that makes a name of at most {MAX_NAME} characters"
    if name in RESERVED or name in taken:
        return f"makes the name {name}, which has another meaning"
    if not isinstance(shape, Text) or shape.pattern is None:
        return "has no pattern, so that it is no string of a certain form"
    return None
