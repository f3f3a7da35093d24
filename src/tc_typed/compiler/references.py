"""What API and Pulse references may say: as with schemas, nothing is dropped in silence."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import get_args

from tc_typed.compiler.contract import Json, Node, Service
from tc_typed.core.operation import HttpMethod, Stability

_HEAD = frozenset({"$schema", "serviceName", "apiVersion", "title", "description", "entries"})
_METHOD = frozenset(
    {"type", "name", "title", "description", "category", "stability", "method", "route"}
    | {"args", "query", "scopes", "input", "output"}
)
_EXCHANGE = frozenset({"type", "name", "title", "description", "exchange", "schema", "routingKey"})
_WORD = frozenset({"name", "summary", "constant", "required", "multipleWords"})
_RESULT = frozenset({"output", "answer", "variants", "reason"})


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
    for root in filter(None, (service.api, service.exchanges)):
        _checkText(root.require("serviceName"), r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")
    if service.results is not None:
        _checkResults(service.results)
    keep = _Known(lenient=lenient)
    methods = tuple(_checkedMethod(keep.only(method, _METHOD)) for method in service.methods)
    api, exchanges = service.api, service.exchanges
    if api is not None:
        api = keep.only(api, _HEAD)
        _checkText(api.require("apiVersion"), r"v[0-9]+")
    if exchanges is not None:
        entries = [_checkedExchange(entry, keep).value for entry in service.messages]
        known = keep.only(exchanges, _HEAD | {"exchangePrefix"})
        exchanges = known.having({**known.object(), "entries": entries})
    return replace(service, api=api, exchanges=exchanges, methods=methods)


class _Known:
    """Takes out of objects what the compiler knows."""

    def __init__(self, *, lenient: bool) -> None:
        self._lenient = lenient

    def only(self, node: Node, keys: AbstractSet[str]) -> Node:
        """An object with those keys, and those that this project adds, alone."""
        known: dict[str, Json] = {}
        for key, place in node.items():
            if key in keys or key.startswith("x-"):
                known[key] = place.value
            elif self._lenient:
                place.note("the compiler does not know this key, and passes over it")
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


def _checkedExchange(entry: Node, keep: _Known) -> Node:
    exchange = keep.only(entry, _EXCHANGE)
    _checkChoice(exchange.require("type"), ("topic-exchange",))
    words = [keep.only(word, _WORD).value for word in exchange.require("routingKey").elements()]
    return exchange.having({**exchange.object(), "routingKey": words})


def _checkResults(root: Node) -> None:
    """Results are this project's own: nobody else may add to what they say."""
    keep = _Known(lenient=False)
    keep.only(root, frozenset({"serviceName", "apiVersion", "results"}))
    results = root.require("results")
    for name in results.object():
        keep.only(results.require(name), _RESULT)


def _checkChoice(node: Node, known: tuple[str, ...]) -> None:
    if node.text() not in known:
        raise node.error(f"{node.text()} is none of {', '.join(known)}")


def _checkText(node: Node, pattern: str) -> None:
    if re.fullmatch(pattern, node.text()) is None:
        raise node.error(f"{node.text()!r} does not match {pattern}")
