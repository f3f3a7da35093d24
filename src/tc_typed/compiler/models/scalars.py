"""Named string types, such as `SlugId`: aliases in `common`."""

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
    """Read the scalars of a contract by name, in order.

    A scalar that can't be an alias is added to the reader's problems; in lenient mode, it is logged
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
    """Define the aliases, by reference to an earlier one if at most the limits differ."""
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
    """Write the length limits of a string."""
    limits = (code("{}={}", _LIMITS[key], literal(limit)) for key, limit in text.limits.items())
    return code("Field({})", joined(", ", limits))


def _name(node: Node) -> str:
    return className(node.textAt("title") or "")


def _problem(node: Node, shape: Shape, taken: Iterable[str]) -> str | None:
    """Return the reason why a schema can't be a scalar; `None` if it can."""
    name = _name(node)
    if not isIdentifier(name) or len(name) > MAX_NAME:
        return f"needs a title that gives a valid name of at most {MAX_NAME} characters"
    if name in RESERVED or name in taken:
        return f"would have the name {name}, which is taken"
    if not isinstance(shape, Text) or shape.pattern is None:
        return "is not a string with a pattern"
    return None
