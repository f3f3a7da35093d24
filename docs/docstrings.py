"""A griffe extension: brings docstrings of the compiled code to a form that is good to look at.

The types of requests carry in `Annotated` what pydantic checks. As it is written it would hide the
type, so mkdocstrings leaves it out there, and here it joins the description in words.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator

import griffe

_MODEL = "tc_typed.core.models.base.Model"
_ALIAS = "typing.TypeAlias"
# What the compiler says at the end about a method or an exchange, on lines of no section.
_FACTS = re.compile(r"\n\n(API|Exchange): (.*)\Z", re.DOTALL)


class Docstrings(griffe.Extension):
    """Completes docstrings once all of a package is known."""

    def on_attribute(
        self,
        *,
        attr: griffe.Attribute,
        loader: griffe.GriffeLoader,  # noqa: ARG002 - griffe's signature
        **kwargs: object,  # noqa: ARG002 - as above
    ) -> None:
        """Say of a field whether it is required, of a field or an alias what is checked.

        Of an exchange, its name on Pulse gets a box of its own.
        """
        if attr.docstring is None:
            return
        if _boxFacts(attr.docstring):  # an exchange, of which the code shows nothing more
            attr.value, attr.labels = None, set()
        if _isField(attr):
            attr.labels = {"required"} if attr.value is None else set()
            typed = attr.annotation
        elif isinstance(attr.annotation, griffe.Expr) and attr.annotation.canonical_path == _ALIAS:
            attr.labels = set()
            typed = attr.value
        else:
            return
        if rules := list(_rules(typed)):
            attr.docstring.value += f"\n\nRules: {', '.join(rules)}."

    def on_function(
        self,
        *,
        func: griffe.Function,
        loader: griffe.GriffeLoader,  # noqa: ARG002 - griffe's signature
        **kwargs: object,  # noqa: ARG002 - as above
    ) -> None:
        """Give route and scopes a box of their own."""
        if func.docstring is not None:
            _boxFacts(func.docstring)


def _boxFacts(docstring: griffe.Docstring) -> bool:
    """Make the facts at the end of a docstring a section, and say whether there are any."""
    facts = _FACTS.search(docstring.value)
    if facts is not None:
        section = f"\n\n{facts[1]}:\n{textwrap.indent(facts[2], '    ')}"
        docstring.value = docstring.value[: facts.start()] + section
    return facts is not None


def _isField(attribute: griffe.Attribute) -> bool:
    owner = attribute.parent
    return isinstance(owner, griffe.Class) and any(base.path == _MODEL for base in owner.mro())


def _rules(type_: griffe.Expr | str | None) -> Iterator[str]:
    """Say what stands beside a type in `Annotated`, from the outermost to the innermost."""
    if type_ is None:
        return
    for node in ast.walk(ast.parse(str(type_), mode="eval")):
        match node:
            case ast.Subscript(value=ast.Name("Annotated"), slice=ast.Tuple(elts=[_, *metadata])):
                for mark in metadata:
                    yield from _rule(mark)
            case _:
                pass


def _rule(mark: ast.expr) -> Iterator[str]:
    match mark:
        case ast.Call(func=ast.Name("Field"), keywords=keywords):
            for keyword in keywords:
                yield from _constraint(keyword)
        case ast.Call(func=ast.Name("Tagged"), args=[ast.Constant(str(tag))]):
            yield f"told apart by `{tag}`"
        case _:
            yield _code(ast.unparse(mark))


def _constraint(keyword: ast.keyword) -> Iterator[str]:
    value = keyword.value
    # Patterns are shown as they are, without Python's quotes and escapes.
    text = str(value.value) if isinstance(value, ast.Constant) else ast.unparse(value)
    match keyword.arg:
        case "repr":
            yield "secret, so it shows in no repr"
        case "serialization_alias":
            yield f"{_code(text)} on the wire"
        case "validation_alias":  # the same again
            pass
        case name:
            yield f"`{name}` {_code(text)}"


def _code(text: str) -> str:
    return f"`` {text} ``" if "`" in text else f"`{text}`"
