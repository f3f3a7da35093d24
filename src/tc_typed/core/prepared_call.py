"""Calls of a client's methods that are prepared but not made, for URLs, scopes and tests."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ParamSpec, TypeGuard

from tc_typed.core.client import BaseClient, operationsOf
from tc_typed.core.encode import Call, encode
from tc_typed.core.errors import InvalidCall
from tc_typed.core.integers import asInteger
from tc_typed.core.payload_dicts import asModel
from tc_typed.core.texts import cut, shown, shownValue

if TYPE_CHECKING:
    from tc_typed.core.client import AnyClient
    from tc_typed.core.models.fields import Payload
    from tc_typed.core.operation import Operation

P = ParamSpec("P")

_LONGEST_PROBLEM = 200


@dataclass(frozen=True)
class Arguments:
    """Arguments of a call, sorted by purpose."""

    args: Mapping[str, str | int] = field(repr=False)
    """Arguments of the route, by name; some grant access."""
    query: Mapping[str, str | int | None]
    """Query parameters, by name."""
    payload: Payload | None
    accessToken: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class PreparedCall:
    """A call with its arguments, ready to be made."""

    client: AnyClient
    operation: Operation
    given: Arguments

    def encode(self) -> Call:
        """Build the request that the call would send.

        Raises:
            InvalidCall: if an argument is unusable.
        """
        given = self.given
        return encode(self.operation, given.args, given.query, given.payload, given.accessToken)


def prepare(
    purpose: str, method: Callable[P, object], *args: P.args, **kwargs: P.kwargs
) -> PreparedCall:
    """Prepare a call without making it.

    Args:
        purpose: Function that needs the call, such as `buildUrl`, for messages.
        method: Method of a client that calls the API, such as `queue.createTask`.
        *args: Arguments of the call.
        **kwargs: Keyword arguments of the call.

    Raises:
        InvalidCall: if it is not an API method of a client, or does not take these arguments.
    """
    name, client = getattr(method, "__name__", ""), getattr(method, "__self__", None)
    operation = _operation(operationsOf(client), name) if _isClient(client) else None
    if not _isClient(client) or operation is None:
        hint = "; pass the method itself, not its name" if isinstance(method, str) else ""
        raise InvalidCall(
            purpose, f"{shownValue(name or method)} is not an API method of a client{hint}"
        )
    given = bindArguments(operation, inspect.signature(method), *args, **kwargs)
    return PreparedCall(client, operation, given)


def bindArguments(
    operation: Operation, signature: inspect.Signature, *args: object, **kwargs: object
) -> Arguments:
    """Sort a call's arguments by purpose.

    Args:
        operation: Method that is called.
        signature: Signature of the method: the route's arguments, the payload, the query parameters
            (each in the contract's order), and an access token.
        *args: Arguments of the call.
        **kwargs: Keyword arguments of the call.

    Raises:
        InvalidCall: if the method does not take these arguments, or a dict is an invalid payload.
    """
    try:
        bound = signature.bind(*args, **kwargs)
    except TypeError as error:
        raise InvalidCall(operation.title, cut(shown(str(error)), _LONGEST_PROBLEM)) from None
    bound.apply_defaults()
    values = list(bound.arguments.values())
    accessToken = values.pop() if operation.takesAccessToken else None
    count = len(operation.args)
    payloads = 0 if operation.payload is None else 1
    return Arguments(
        dict(zip(operation.args, map(asInteger, values), strict=False)),
        dict(zip(operation.query, map(asInteger, values[count + payloads :]), strict=True)),
        asModel(operation, values[count]) if payloads else None,
        accessToken,
    )


def _operation(operations: Mapping[str, Operation], methodName: str) -> Operation | None:
    """Return the operation of a client's method; its name may differ from the API's: `close_`."""
    return next((it for it in operations.values() if it.methodName == methodName), None)


def _isClient(value: object) -> TypeGuard[AnyClient]:
    return isinstance(value, BaseClient)
