"""Checks of API and Pulse references: an unknown key is an error, or logged in lenient mode."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import partial
from typing import get_args

from tc_typed.compiler.contract.load import Json, Node, Service
from tc_typed.core.operation import HttpMethod, Stability

_HEAD = frozenset({"$schema", "serviceName", "apiVersion", "title", "description", "entries"})
_METHOD = frozenset(
    {"type", "name", "title", "description", "category", "stability", "method", "route"}
    | {"args", "query", "scopes", "input", "output"}
)
_EXCHANGE = frozenset({"type", "name", "title", "description", "exchange", "schema", "routingKey"})
_WORD = frozenset({"name", "summary", "constant", "required", "multipleWords"})
_RESULT = frozenset({"output", "answer", "variants", "headers", "reason"})


def checkedReferences(service: Service, *, lenient: bool) -> Service:
    """Check the references of a service.

    Args:
        service: The service, as it was read.
        lenient: Whether they may say what the compiler does not know, as a newer deployment's may.

    Returns:
        The service, without what the compiler does not know.

    Raises:
        ContractError: if there is a key that it does not know, or a value that it can't express.
    """
    if service.results is not None:
        _checkResults(service.results)
    keep = partial(_knownOnly, lenient=lenient)
    methods = tuple(_checkedMethod(keep(method, _METHOD)) for method in service.methods)
    api, exchanges = service.api, service.exchanges
    if api is not None:
        api = keep(api, _HEAD)
        _checkText(api.require("apiVersion"), r"v[0-9]+")
    if exchanges is not None:
        entries = [_checkedExchange(entry, keep).value for entry in service.messages]
        known = keep(exchanges, _HEAD | {"exchangePrefix"})
        exchanges = known.having({**known.object(), "entries": entries})
    return replace(service, api=api, exchanges=exchanges, methods=methods)


def _knownOnly(node: Node, keys: AbstractSet[str], *, lenient: bool) -> Node:
    """An object with those keys alone, and with those that this project adds.

    Others are an error; in lenient mode they are logged.
    """
    known: dict[str, Json] = {}
    for key, place in node.items():
        if key in keys or key.startswith("x-"):
            known[key] = place.value
        elif lenient:
            place.note("this key is ignored: the compiler does not know it")
        else:
            raise place.error(f"the compiler does not know {key} here")
    return node.having(known)


def _checkedMethod(method: Node) -> Node:
    _checkChoice(method.require("type"), ("function",))
    _checkChoice(method.require("method"), get_args(HttpMethod))
    _checkChoice(method.require("stability"), get_args(Stability))
    _checkText(method.require("route"), r"/[!-~]*")
    if (authorization := method.get("x-authorization")) is not None:
        _checkChoice(authorization, ("bearer",))
    return method


def _checkedExchange(entry: Node, keep: Callable[[Node, AbstractSet[str]], Node]) -> Node:
    exchange = keep(entry, _EXCHANGE)
    _checkChoice(exchange.require("type"), ("topic-exchange",))
    words = [keep(word, _WORD).value for word in exchange.require("routingKey").elements()]
    return exchange.having({**exchange.object(), "routingKey": words})


def _checkResults(root: Node) -> None:
    """Check what results.json says: that is this project's own format, and is never lenient."""
    _knownOnly(root, frozenset({"serviceName", "apiVersion", "results"}), lenient=False)
    results = root.require("results")
    for name in results.object():
        _knownOnly(results.require(name), _RESULT, lenient=False)


def _checkChoice(node: Node, known: tuple[str, ...]) -> None:
    if node.text() not in known:
        raise node.error(f"{node.text()} is none of {', '.join(known)}")


def _checkText(node: Node, pattern: str) -> None:
    if re.fullmatch(pattern, node.text()) is None:
        raise node.error(f"{node.text()!r} does not match {pattern}")
