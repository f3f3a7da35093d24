"""Arguments of `Operation`, compiled from the entries of an API reference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tc_typed.compiler.clients.authorization import schemesOf
from tc_typed.compiler.code import Code, code, identifier, joined, literal, literals
from tc_typed.compiler.contract.load import Json, Node
from tc_typed.compiler.models.bundle import Bundle
from tc_typed.compiler.models.method_types import Result, Status, TypeAnnotation
from tc_typed.compiler.schema.types import FileBody, NonJson

# Arguments of `Operation` that are lists of names, with their keys in a method's entry.
_NAMES: Mapping[str, str] = {
    "args": "args",
    "secretArgs": "x-secret-args",
    "mayBeEmpty": "x-may-be-empty",
    "query": "query",
}


def operationArguments(
    bundle: Bundle, api: Node, entry: Node, attribute: Code, result: Result
) -> Code:
    """Write the arguments of a method's `Operation`, without those that equal the defaults.

    Args:
        bundle: The service's types.
        api: The API reference.
        entry: The method's entry in the reference.
        attribute: Python name of the method.
        result: Result types of the method.

    Raises:
        ContractError: if some responses are JSON and others are not.
    """
    arguments: dict[str, Code] = {
        "service": literal(bundle.service.name),
        "version": literal(api.require("apiVersion").text()),
        **{key: literal(entry.require(key).text()) for key in ("name", "method", "route")},
        **({} if attribute == entry.textAt("name") else {"attribute": literal(attribute)}),
        **{
            argument: literals(names)
            for argument, key in _NAMES.items()
            if (names := entry.textsAt(key))
        },
        **_payload(bundle.payloads.get(entry.require("name").text())),
        **_response(entry, result),
        **_authorization(entry),
    }
    if (stability := entry.require("stability").text()) != "stable":
        arguments["stability"] = literal(stability)
    return joined(
        ", ", (code("{}={}", identifier(key, entry), value) for key, value in arguments.items())
    )


def _payload(payload: TypeAnnotation | None) -> dict[str, Code]:
    if payload is None:
        return {}
    media = {"media": literals(payload.shape.media)} if isinstance(payload.shape, FileBody) else {}
    takesDict = {} if payload.typedDict is None else {"takesDict": literal(True)}
    return {"payload": payload.text, **takesDict, **media}


def _response(entry: Node, result: Result) -> dict[str, Code]:
    """Write the arguments that describe the response."""
    arguments: dict[str, Code] = {}
    types = [it for it in result.types if it is not None]
    if types:
        arguments["result"] = resultType(result)
    kinds = {it.shape.kind if isinstance(it.shape, NonJson) else "json" for it in types}
    if len(kinds) > 1:
        raise entry.error("all responses of a method must be JSON, or all of the same other kind")
    if kinds - {"json"}:
        arguments["bodyKind"] = literal(kinds.pop())
    if result.headers:
        arguments["resultHeaders"] = literal(result.headers)
    if result.statuses:
        arguments["statuses"] = _statuses(result.statuses)
    return arguments


def resultType(result: Result) -> Code:
    """Write the result type of a method, for `Operation` and signatures."""
    return joined(" | ", (_typeOrNone(it) for it in result.types))


def _statuses(statuses: Iterable[Status]) -> Code:
    each = (code("{}: {}", literal(it.code), _typeOrNone(it.type)) for it in statuses)
    return code("{{{}}}", joined(", ", each))


def _typeOrNone(kind: TypeAnnotation | None) -> Code:
    return code("None") if kind is None else kind.text


def _authorization(entry: Node) -> dict[str, Code]:
    """Write the arguments about authorization."""
    arguments: dict[str, Code] = {}
    if entry.get("x-authorization") is not None:  # a token that is passed to each call
        arguments["schemes"] = literals(["accessToken"])
    elif entry.get("schemes") is not None:
        arguments["schemes"] = literals(schemesOf(entry))
    if (scopes := entry.get("scopes")) is not None:
        arguments["scopes"] = literal(_inOrder(scopes.value))
    return arguments


def _inOrder(expression: Json) -> Json:
    """Sort a scope expression: plain scopes alphabetically, before other terms."""
    match expression:
        case Mapping():
            return {key: _inOrder(value) for key, value in expression.items()}
        case [*terms]:
            plain = sorted(term for term in terms if isinstance(term, str))
            return [*plain, *(_inOrder(term) for term in terms if not isinstance(term, str))]
        case _:
            return expression
