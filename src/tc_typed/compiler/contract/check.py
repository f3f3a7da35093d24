"""Checks of API and Pulse references: unknown keys are errors, or logged in lenient mode."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import partial
from typing import get_args

from tc_typed.compiler.contract.deprecation import checkAdvice
from tc_typed.compiler.contract.errors import Problems
from tc_typed.compiler.contract.left_out import nameOf
from tc_typed.compiler.contract.load import Json, Node, Service
from tc_typed.core.operation import HttpMethod, Stability

_REFERENCE = frozenset({"$schema", "serviceName", "apiVersion", "title", "description", "entries"})
_METHOD = frozenset(
    {"type", "name", "title", "description", "category", "stability", "method", "route"}
    | {"args", "query", "scopes", "input", "output"}
)
_EXCHANGE = frozenset({"type", "name", "title", "description", "exchange", "schema", "routingKey"})
_WORD = frozenset({"name", "summary", "constant", "required", "multipleWords"})
_RESULT = frozenset({"output", "bodyKind", "variants", "headers", "reason"})


def checkedReferences(service: Service, problems: Problems, *, lenient: bool) -> Service:
    """Check the references of a service.

    Args:
        service: Service before the checks.
        problems: Collects keys that the compiler does not know, and values that it can't express.
        lenient: Whether to allow unknown keys, which newer deployments can have.

    Returns:
        The service without unknown keys, and without methods and exchanges that have problems.
    """
    keep = partial(_knownOnly, lenient=lenient)
    api, exchanges = service.api, service.exchanges
    if api is not None:
        with problems.collecting():
            api = keep(api, _REFERENCE)
            _checkText(api.require("apiVersion"), r"v[0-9]+")
    if exchanges is not None:
        with problems.collecting():
            exchanges = keep(exchanges, _REFERENCE | {"exchangePrefix"})
    return replace(
        service,
        api=api,
        exchanges=exchanges,
        results=_checkedResults(service, problems),
        methods=_sound(
            service.methods, problems, lambda it: _checkedMethod(keep(it, _METHOD), lenient=lenient)
        ),
        messages=_sound(service.messages, problems, lambda it: _checkedExchange(it, keep)),
    )


def _sound(
    entries: Iterable[Node], problems: Problems, checked: Callable[[Node], Node]
) -> tuple[Node, ...]:
    """Return the entries that pass a check, in the form that the check returns."""
    found: dict[str, Node] = {}
    for entry in entries:
        with problems.collecting():
            sound = checked(entry)
            if (other := found.setdefault(sound.require("name").text(), sound)) is not sound:
                raise entry.error(f"has the same name as {other}")
    return tuple(found.values())


def _knownOnly(node: Node, keys: AbstractSet[str], *, lenient: bool) -> Node:
    """Return an object with only the given keys and those that this project adds.

    Other keys are errors; in lenient mode they are logged.
    """
    problems = Problems()
    known: dict[str, Json] = {}
    for key, place in node.items():
        if key in keys or key.startswith("x-"):
            known[key] = place.value
        elif lenient:
            place.note("this key is ignored: the compiler does not know it")
        else:
            problems.add(place.error(f"the compiler does not know {key} here"))
    problems.check()
    return node.having(known)


def _checkedMethod(method: Node, *, lenient: bool) -> Node:
    method.require("name").text()
    _checkChoice(method.require("type"), ("function",))
    _checkChoice(method.require("method"), get_args(HttpMethod))
    _checkChoice(method.require("stability"), get_args(Stability))
    _checkText(method.require("route"), r"/[!-~]*")
    if (authorization := method.get("x-authorization")) is not None:
        _checkChoice(authorization, ("bearer",))
    if not lenient:
        checkAdvice(method)
    return method


def _checkedExchange(entry: Node, keep: Callable[[Node, AbstractSet[str]], Node]) -> Node:
    exchange = keep(entry, _EXCHANGE)
    exchange.require("name").text()
    exchange.require("schema")
    _checkChoice(exchange.require("type"), ("topic-exchange",))
    words = [keep(word, _WORD).value for word in exchange.require("routingKey").elements()]
    return exchange.having({**exchange.object(), "routingKey": words})


def _checkedResults(service: Service, problems: Problems) -> Node | None:
    """Check results.json, which has this project's own format, so the check is always strict."""
    if (root := service.results) is None:
        return None
    results = root.require("results")
    known: dict[str, Json] = {}
    with problems.collecting():
        _knownOnly(root, frozenset({"serviceName", "apiVersion", "results"}), lenient=False)
    with problems.collecting():
        for name, result in results.items():
            with problems.collecting():
                _knownOnly(result, _RESULT, lenient=False)
                known[name] = result.value
        for name in sorted(results.object().keys() - set(map(nameOf, service.methods))):
            problems.add(results.error(f"there is no method {name}"))
    return root.having({**root.object(), "results": known})


def _checkChoice(node: Node, known: tuple[str, ...]) -> None:
    if node.text() not in known:
        raise node.error(f"must be one of {', '.join(known)}, got {node.text()}")


def _checkText(node: Node, pattern: str) -> None:
    if re.fullmatch(pattern, node.text()) is None:
        raise node.error(f"{node.text()!r} does not match {pattern}")
