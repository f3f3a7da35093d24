"""Functions that replace a server, for tests of code that makes calls.

Users set them with `tc_typed.testing.fake`, which checks their types.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from inspect import isawaitable
from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError
from pydantic_core import to_json

from tc_typed.core.encode import encode
from tc_typed.core.errors import InvalidCall, didYouMean
from tc_typed.core.headers import Headers
from tc_typed.core.integers import asInteger
from tc_typed.core.models.problems import firstProblem
from tc_typed.core.non_json import Content, Redirect
from tc_typed.core.payload_dicts import asModel
from tc_typed.core.raw_response import RawResponse
from tc_typed.core.texts import shownValue
from tc_typed.core.with_response import isResponseWanted, recordResponse

if TYPE_CHECKING:
    from tc_typed.core.models.fields import Payload
    from tc_typed.core.operation import Operation

ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class FakeCall:
    """One call that a fake client received."""

    args: Mapping[str, str | int]
    """Arguments of the route, by name."""
    query: Mapping[str, str | int]
    """Query parameters that were given, by name."""
    payload: Payload | None
    """Payload; `None` if the method takes none."""


class Fakes:
    """Functions of a fake client, and the calls that it received."""

    def __init__(
        self,
        client: str,
        operations: Mapping[str, Operation],
        functions: Mapping[str, Callable[..., object]],
    ) -> None:
        """Take functions to call instead of methods.

        Args:
            client: Name of the client's class, for messages: `Queue`.
            operations: Methods of the client, by name.
            functions: Functions by method name.

        Raises:
            InvalidCall: if `functions` is not a dict, there is no method of a given name, or a fake
                is not a function.
        """
        # Callers without a type checker may pass anything.
        if not isinstance(functions, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise InvalidCall(
                client,
                f"fake must be a dict of functions by method name, got {type(functions).__name__}",
            )
        methods = {operation.methodName for operation in operations.values()}
        for name, function in functions.items():
            if name not in methods:
                hint = didYouMean(name, methods)
                raise InvalidCall(client, f"there is no method {shownValue(name)} to fake{hint}")
            if not callable(function):
                raise InvalidCall(
                    client, f"the fake of {name} must be a function, got {type(function).__name__}"
                )
        self.calls: dict[str, list[FakeCall]] = {}
        self._functions = functions

    def call(
        self,
        operation: Operation[ResultT],
        args: Mapping[str, str | int],
        query: Mapping[str, str | int | None],
        payload: Payload | None,
        accessToken: str | None = None,
    ) -> ResultT:
        """Call the function of a method with the arguments of a call.

        Raises:
            InvalidCall: if a real client would refuse the call, there is no function, or the
                function returns something that the method can't return.
        """
        returned = self._returned(operation, args, query, payload, accessToken)
        if isinstance(returned, Coroutine):
            returned.close()  # Otherwise, Python would warn that it was never awaited.
            raise InvalidCall(operation.title, "the fake is async, but the client is sync")
        return _recorded(operation, _result(operation, returned))

    async def callAsync(
        self,
        operation: Operation[ResultT],
        args: Mapping[str, str | int],
        query: Mapping[str, str | int | None],
        payload: Payload | None,
        accessToken: str | None = None,
    ) -> ResultT:
        """Do the same as `call`, but accept an async function, too."""
        returned = self._returned(operation, args, query, payload, accessToken)
        result = _result(operation, await returned if isawaitable(returned) else returned)
        return _recorded(operation, result)

    def _returned(
        self,
        operation: Operation[ResultT],
        args: Mapping[str, str | int],
        query: Mapping[str, str | int | None],
        payload: Payload | None,
        accessToken: str | None = None,
    ) -> object:
        payload = asModel(operation, payload)
        encode(operation, args, query, payload, accessToken)
        name = operation.methodName
        function = self._functions.get(name)
        if function is None:
            raise InvalidCall(
                operation.title, f"there is no fake; pass a function for {name} in fake"
            )
        route = {key: asInteger(value) for key, value in args.items()}
        given = {key: asInteger(value) for key, value in query.items() if value is not None}
        self.calls.setdefault(name, []).append(FakeCall(route, given, payload))
        payloads = [] if operation.payload is None else [payload]
        tokens = {"accessToken": accessToken} if operation.takesAccessToken else {}
        named = {operation.parameterNames[key]: value for key, value in given.items()}
        return function(*route.values(), *payloads, **named, **tokens)


def _recorded(operation: Operation[ResultT], result: ResultT) -> ResultT:
    """Record a response for `withResponse`, if that made the call."""
    if isResponseWanted():
        recordResponse(_responseOf(operation, result))
    return result


def _responseOf(operation: Operation[ResultT], result: ResultT) -> RawResponse:
    match result:
        case Content():
            return RawResponse(200, Headers([("content-type", result.contentType)]), result.body)
        case Redirect():
            return RawResponse(303, Headers([("location", result.url)]), b"")
        case _:
            headers = Headers([("content-type", "application/json")])
            return RawResponse(200, headers, operation.decoder.dump_json(result))


def _result(operation: Operation[ResultT], returned: object) -> ResultT:
    """Convert a function's return value to the method's result; a dict or list is taken as JSON."""
    try:
        if isinstance(returned, Mapping | list):
            return operation.decoder.validate_json(to_json(returned))
        return operation.decoder.validate_python(returned)
    except ValidationError as error:
        problem = firstProblem(error)
    except ValueError:  # from pydantic's serializer
        problem = "it contains a value that JSON can't represent"
    raise InvalidCall(operation.title, f"the fake returned an invalid result: {problem}")
