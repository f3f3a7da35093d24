"""Authorization of methods: scopes and other schemes as text, and classes of credentials."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tc_typed.compiler.code import Code, code
from tc_typed.compiler.contract.load import Node, Service


class _Scheme(NamedTuple):
    text: str
    """Name of the scheme in docstrings."""
    credentials: Code
    """Class of the credentials that the scheme needs."""


_SCHEMES: Mapping[str, _Scheme] = {
    "basic": _Scheme("HTTP Basic", code("BasicCredentials")),
    "bearer": _Scheme("a bearer token", code("BearerToken")),
}


def schemesOf(entry: Node) -> Sequence[str]:
    """Return the names of the authentication schemes that a method accepts instead of scopes."""
    return entry.textsAt("schemes")


def credentialClasses(service: Service) -> list[Code]:
    """Return the names of the credentials classes that a service's methods need."""
    used = {scheme for method in service.methods for scheme in schemesOf(method)}
    return [scheme.credentials for name, scheme in _SCHEMES.items() if name in used]


def authorizationText(entry: Node) -> str:
    """Describe the authorization that a method requires: scopes or another scheme."""
    if entry.get("schemes") is not None:
        return " or ".join(_SCHEMES[it].text for it in schemesOf(entry)) or "none"
    return scopesText(entry.get("scopes"))


def scopesText(scopes: Node | None) -> str:
    """Write a scope expression in readable form."""
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
            raise expression.error("is not a scope expression")


def _conditional(parts: Mapping[str, Node]) -> str:
    then = _text(parts["then"])
    text = f"({then})" if "if" in _partsOf(parts["then"]) else then
    return f"{text} if `{parts['if'].text()}`"


def _terms(terms: Node, *, bracketed: str) -> Iterator[str]:
    """Yield the terms of an expression, in brackets if their grouping would be ambiguous."""
    for term in map(_unwrapped, terms.elements()):
        text = _text(term)
        inner = _partsOf(term)
        group = inner.get(bracketed)
        several = group is not None and len(group.elements()) > 1
        if "for" in inner and bracketed == "AllOf":  # one of several alternatives is enough
            text = text.replace(" for each ", " for any one ", 1)
        yield f"({text})" if several or "if" in inner else text


def _unwrapped(expression: Node) -> Node:
    """Unwrap an expression from groups that contain nothing else."""
    match [*_partsOf(expression).items()]:
        case [("AllOf" | "AnyOf", group)]:
            terms = group.elements()
        case _:
            return expression
    # A `for` expands to several terms; its group decides whether one of them is enough.
    isWrapper = len(terms) == 1 and "for" not in _partsOf(terms[0])
    return _unwrapped(terms[0]) if isWrapper else expression


def _partsOf(expression: Node) -> dict[str, Node]:
    return {} if isinstance(expression.value, str) else dict(expression.items())
