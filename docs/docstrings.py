"""A griffe extension that makes docstrings of the compiled code readable on the site.

Types of request fields have pydantic's constraints in `Annotated`, where they would hide the type.
mkdocstrings leaves them out, and this extension adds them to the description in words.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator

import griffe

_MODEL = "tc_typed.core.models.base.Model"
_ALIAS = "typing.TypeAlias"
# Facts about a method or an exchange that the compiler puts at the end of a docstring.
_FACTS = re.compile(r"\n\n(API|Exchange): (.*)\Z", re.DOTALL)
# Advice that the compiler puts at the end of a description, and where a description ends.
_ADVICE = re.compile(r"\s+Deprecated: ([^\n]+(?:\n[^\n]+)*)(?=\n\n|\Z)")
_DEPRECATED = "deprecated"
_EXPERIMENTAL = re.compile(r"\nAPI:\n *`[^`]*`, experimental\b")


class Docstrings(griffe.Extension):
    """Completes docstrings after a package has been loaded."""

    def on_attribute(
        self,
        *,
        attr: griffe.Attribute,
        loader: griffe.GriffeLoader,  # noqa: ARG002 - griffe's signature
        **kwargs: object,  # noqa: ARG002 - griffe's signature
    ) -> None:
        """Label required fields, and add constraints to the docstrings of fields and aliases.

        Turn the facts about an exchange into a section.
        """
        if attr.docstring is None:
            return
        if _turnFactsIntoSection(attr.docstring):  # an exchange, whose value would add nothing
            attr.value, attr.labels = None, set()
        if _isField(attr):
            attr.labels = {"required"} if attr.value is None else set()
            if _ADVICE.search(attr.docstring.value):
                attr.labels.add(_DEPRECATED)
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
        **kwargs: object,  # noqa: ARG002 - griffe's signature
    ) -> None:
        """Turn route, scopes and advice about deprecation into sections; label the stability."""
        if func.docstring is None:
            return
        # The parser would take each line of a long description for a result of its own.
        func.docstring.parser_options = griffe.GoogleOptions(returns_multiple_items=False)
        _turnFactsIntoSection(func.docstring)
        if _turnAdviceIntoSection(func.docstring):
            func.labels.add(_DEPRECATED)
        elif _EXPERIMENTAL.search(func.docstring.value):
            func.labels.add("experimental")


def _turnFactsIntoSection(docstring: griffe.Docstring) -> bool:
    """Turn the facts at the end of a docstring into a section; return whether there are any."""
    facts = _FACTS.search(docstring.value)
    if facts is not None:
        section = f"\n\n{facts[1]}:\n{textwrap.indent(facts[2], '    ')}"
        docstring.value = docstring.value[: facts.start()] + section
    return facts is not None


def _turnAdviceIntoSection(docstring: griffe.Docstring) -> bool:
    """Turn advice about what to use instead into a section; return whether there is any."""
    advice = _ADVICE.search(docstring.value)
    if advice is not None:
        section = f"\n\nDeprecated:\n{textwrap.indent(_capitalised(advice[1]), '    ')}"
        docstring.value = (
            docstring.value[: advice.start()] + section + docstring.value[advice.end() :]
        )
    return advice is not None


def _capitalised(text: str) -> str:
    return text[0].upper() + text[1:]


def _isField(attribute: griffe.Attribute) -> bool:
    owner = attribute.parent
    return isinstance(owner, griffe.Class) and any(base.path == _MODEL for base in owner.mro())


def _rules(type_: griffe.Expr | str | None) -> Iterator[str]:
    """Describe the metadata in `Annotated`, from the outermost to the innermost."""
    if type_ is None:
        return
    for node in ast.walk(ast.parse(str(type_), mode="eval")):
        match node:
            case ast.Subscript(value=ast.Name("Annotated"), slice=ast.Tuple(elts=[_, *metadata])):
                for item in metadata:
                    yield from _rule(item)
            case _:
                pass


def _rule(item: ast.expr) -> Iterator[str]:
    match item:
        case ast.Call(func=ast.Name("Field"), keywords=keywords):
            for keyword in keywords:
                yield from _constraint(keyword)
        case ast.Call(func=ast.Name("Tagged"), args=[ast.Constant(str(tag))]):
            yield f"distinguished by `{tag}`"
        case _:
            yield _code(ast.unparse(item))


def _constraint(keyword: ast.keyword) -> Iterator[str]:
    value = keyword.value
    # Show patterns verbatim, without Python's quotes and escapes.
    text = str(value.value) if isinstance(value, ast.Constant) else ast.unparse(value)
    match keyword.arg:
        case "repr":
            yield "secret, so left out of the repr"
        case "serialization_alias":
            yield f"{_code(text)} on the wire"
        # The same as serialization_alias, and what the label `deprecated` says.
        case "validation_alias" | "json_schema_extra":
            pass
        case name:
            yield f"`{name}` {_code(text)}"


def _code(text: str) -> str:
    return f"`` {text} ``" if "`" in text else f"`{text}`"
