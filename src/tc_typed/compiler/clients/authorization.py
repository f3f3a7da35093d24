"""Scopes and other proofs that methods ask of their callers: texts, and classes of credentials."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tc_typed.compiler.code import Code, code
from tc_typed.compiler.contract.load import Node, Service


class _Scheme(NamedTuple):
    text: str
    """Its name in docstrings."""
    credentials: Code
    """The class of the credentials that it needs."""


_SCHEMES: Mapping[str, _Scheme] = {
    "basic": _Scheme("HTTP Basic", code("BasicCredentials")),
    "bearer": _Scheme("a bearer token", code("BearerToken")),
}


def schemesOf(entry: Node) -> Sequence[str]:
    """Names of the schemes, beside scopes, by which callers of a method prove who they are."""
    return entry.textsAt("schemes")


def credentialClasses(service: Service) -> list[Code]:
    """Names of the classes of credentials that a service's methods need, each once."""
    used = {scheme for method in service.methods for scheme in schemesOf(method)}
    return [scheme.credentials for name, scheme in _SCHEMES.items() if name in used]


def authorizationText(entry: Node) -> str:
    """Name what a method asks of its callers: scopes, or another proof of who they are."""
    if entry.get("schemes") is not None:
        return " or ".join(_SCHEMES[it].text for it in schemesOf(entry)) or "none"
    return scopesText(entry.get("scopes"))


def scopesText(scopes: Node | None) -> str:
    """Write a scope expression so that people can read it."""
    return "none" if scopes is None else _text(scopes)


def _text(expression: Node) -> str:
    if isinstance(expression.value, str):
        return f"`{expression.value}`"
    parts = _partsOf(expression)
    match sorted(parts):
        case ["AllOf"]:
            return " and ".join(_terms(parts["AllOf"], bracketed="AnyOf")) or "none"
        case ["AnyOf"]:
            return " or ".join(_terms(parts["AnyOf"], bracketed="AllOf")) or "none"
        case ["each", "for", "in"]:
            each, name, names = (parts[key].text() for key in ("each", "for", "in"))
            return f"`{each}` for each `{name}` of `{names}`"
        case ["if", "then"]:
            return _conditional(parts)
        case ["else", "if", "then"]:
            return f"{_conditional(parts)}, otherwise {_text(parts['else'])}"
        case _:
            raise expression.error("is no scope expression")


def _conditional(parts: Mapping[str, Node]) -> str:
    then = _text(parts["then"])
    text = f"({then})" if "if" in _partsOf(parts["then"]) else then
    return f"{text} if `{parts['if'].text()}`"


def _terms(terms: Node, *, bracketed: str) -> Iterator[str]:
    """The terms of an expression, in brackets where a reader would else group them wrongly."""
    for term in map(_unwrapped, terms.elements()):
        text = _text(term)
        inner = _partsOf(term)
        group = inner.get(bracketed)
        several = group is not None and len(group.elements()) > 1
        if "for" in inner and bracketed == "AllOf":  # one of several alternatives is enough
            text = text.replace(" for each ", " for any one ", 1)
        yield f"({text})" if several or "if" in inner else text


def _unwrapped(expression: Node) -> Node:
    """An expression without the groups around it that have no other term."""
    match [*_partsOf(expression).items()]:
        case [("AllOf" | "AnyOf", group)]:
            terms = group.elements()
        case _:
            return expression
    # A `for` makes several terms, and the group around it says whether one of them is enough.
    isWrapper = len(terms) == 1 and "for" not in _partsOf(terms[0])
    return _unwrapped(terms[0]) if isWrapper else expression


def _partsOf(expression: Node) -> dict[str, Node]:
    return {} if isinstance(expression.value, str) else dict(expression.items())
