"""From the entry of a method in an API's reference to the arguments of its `Operation`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tc_typed.compiler.clients.authorization import schemesOf
from tc_typed.compiler.code import Code, code, identifier, joined, literal, literals
from tc_typed.compiler.contract.load import Json, Node
from tc_typed.compiler.models.bundle import Bundle
from tc_typed.compiler.models.method_types import Result, Status, TypeAnnotation
from tc_typed.compiler.schema.types import FileBody, NonJson

# Arguments of `Operation` that are names, and where a method's entry has them.
_NAMES: Mapping[str, str] = {
    "args": "args",
    "secretArgs": "x-secret-args",
    "mayBeEmpty": "x-may-be-empty",
    "query": "query",
}


def operationArguments(
    bundle: Bundle, api: Node, entry: Node, attribute: Code, result: Result
) -> Code:
    """Write the arguments of a method's `Operation`; what is usual is left out.

    Args:
        bundle: The service's types.
        api: The API's reference.
        entry: The method, as the reference has it.
        attribute: How Python spells the method's name.
        result: What it returns.

    Raises:
        ContractError: if its responses are partly JSON, partly something else.
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
    """The arguments that describe the response."""
    arguments: dict[str, Code] = {}
    types = [it for it in result.types if it is not None]
    if types:
        arguments["result"] = resultType(result)
    kinds = {it.shape.kind if isinstance(it.shape, NonJson) else "json" for it in types}
    if len(kinds) > 1:
        raise entry.error("responds now with JSON, now with something else")
    if kinds - {"json"}:
        arguments["bodyKind"] = literal(kinds.pop())
    if result.headers:
        arguments["resultHeaders"] = literal(result.headers)
    if result.statuses:
        arguments["statuses"] = _statuses(result.statuses)
    return arguments


def resultType(result: Result) -> Code:
    """Write the type of what a method returns, as `Operation` and signatures have it."""
    return joined(" | ", (_typeOrNone(it) for it in result.types))


def _statuses(statuses: Iterable[Status]) -> Code:
    each = (code("{}: {}", literal(it.code), _typeOrNone(it.type)) for it in statuses)
    return code("{{{}}}", joined(", ", each))


def _typeOrNone(kind: TypeAnnotation | None) -> Code:
    return code("None") if kind is None else kind.text


def _authorization(entry: Node) -> dict[str, Code]:
    """The arguments that name what callers must prove."""
    arguments: dict[str, Code] = {}
    if entry.get("x-authorization") is not None:  # a token of the call's own
        arguments["schemes"] = literals(["accessToken"])
    elif entry.get("schemes") is not None:
        arguments["schemes"] = literals(schemesOf(entry))
    if (scopes := entry.get("scopes")) is not None:
        arguments["scopes"] = literal(_inOrder(scopes.value))
    return arguments


def _inOrder(expression: Json) -> Json:
    """A scope expression with its plain scopes in alphabetical order, in front of other terms."""
    match expression:
        case Mapping():
            return {key: _inOrder(value) for key, value in expression.items()}
        case [*terms]:
            plain = sorted(term for term in terms if isinstance(term, str))
            return [*plain, *(_inOrder(term) for term in terms if not isinstance(term, str))]
        case _:
            return expression
