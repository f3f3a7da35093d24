"""What API and Pulse references may say: as with schemas, nothing is dropped in silence."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from typing import get_args

from tc_typed.compiler.contract import Node, Service
from tc_typed.core.operation import HttpMethod, Stability

_HEAD = frozenset({"$schema", "serviceName", "apiVersion", "title", "description", "entries"})
_METHOD = frozenset(
    {"type", "name", "title", "description", "category", "stability", "method", "route"}
    | {"args", "query", "scopes", "input", "output"}
)
_EXCHANGE = frozenset({"type", "name", "title", "description", "exchange", "schema", "routingKey"})
_WORD = frozenset({"name", "summary", "constant", "required", "multipleWords"})
_RESULT = frozenset({"output", "answer", "variants", "reason"})


def checkReferences(service: Service) -> None:
    """Complain about what the compiler does not know in the references of a service.

    Raises:
        ContractError: if there is a key that it does not know, or a value that it can't express.
    """
    for root in filter(None, (service.api, service.exchanges)):
        _checkText(root.require("serviceName"), r"[a-z][a-z0-9_-]*")
    if service.api is not None:
        _checkKeys(service.api, _HEAD)
        _checkText(service.api.require("apiVersion"), r"v[0-9]+")
    for method in service.methods:
        _checkKeys(method, _METHOD)
        _checkChoice(method.require("type"), ("function",))
        _checkChoice(method.require("method"), get_args(HttpMethod))
        _checkChoice(method.require("stability"), get_args(Stability))
        if (authorization := method.get("x-authorization")) is not None:
            _checkChoice(authorization, ("bearer",))
    if service.exchanges is not None:
        _checkKeys(service.exchanges, _HEAD | {"exchangePrefix"})
    for exchange in service.messages:
        _checkKeys(exchange, _EXCHANGE)
        _checkChoice(exchange.require("type"), ("topic-exchange",))
        for word in exchange.require("routingKey").elements():
            _checkKeys(word, _WORD)
    if service.results is not None:
        _checkKeys(service.results, frozenset({"serviceName", "apiVersion", "results"}))
        results = service.results.require("results")
        for name in results.object():
            _checkKeys(results.require(name), _RESULT)


def _checkKeys(node: Node, known: AbstractSet[str]) -> None:
    for key, place in node.items():
        if key not in known and not key.startswith("x-"):
            raise place.error(f"the compiler does not know {key} here")


def _checkChoice(node: Node, known: tuple[str, ...]) -> None:
    if node.text() not in known:
        raise node.error(f"{node.text()} is none of {', '.join(known)}")


def _checkText(node: Node, pattern: str) -> None:
    if re.fullmatch(pattern, node.text()) is None:
        raise node.error(f"{node.text()!r} does not match {pattern}")
