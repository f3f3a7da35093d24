"""Functions in the place of a server, for tests of code that makes calls.

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
from tc_typed.core.models.problems import firstProblem
from tc_typed.core.non_json import Content, Redirect
from tc_typed.core.payload_dicts import asModel
from tc_typed.core.raw_response import RawResponse
from tc_typed.core.texts import shownValue
from tc_typed.core.whole_numbers import asWhole
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
    """The payload, `None` where the method takes none."""


class Fakes:
    """The functions of a fake client, and what they were called with."""

    def __init__(
        self,
        client: str,
        operations: Mapping[str, Operation],
        functions: Mapping[str, Callable[..., object]],
    ) -> None:
        """Take functions for methods.

        Args:
            client: Whose methods, for messages: `Queue`.
            operations: The methods.
            functions: The functions, by the methods' names.

        Raises:
            InvalidCall: if there is no such method, or what is given for it is no function.
        """
        methods = {operation.methodName for operation in operations.values()}
        for name, function in functions.items():
            if name not in methods:
                hint = didYouMean(name, methods)
                raise InvalidCall(client, f"there is no method {shownValue(name)} to fake{hint}")
            if not callable(function):
                raise InvalidCall(client, f"the fake of {name} is no function")
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
        """Call the function of a method, with what a real call would be made with.

        Raises:
            InvalidCall: if a real call would not be made, there is no function, or it returns
                what the method can't.
        """
        returned = self._returned(operation, args, query, payload, accessToken)
        if isinstance(returned, Coroutine):
            returned.close()  # or Python would complain, too
            raise InvalidCall(operation.title, "its fake is async, and can't be waited for")
        return _recorded(operation, _result(operation, returned))

    async def callAsync(
        self,
        operation: Operation[ResultT],
        args: Mapping[str, str | int],
        query: Mapping[str, str | int | None],
        payload: Payload | None,
        accessToken: str | None = None,
    ) -> ResultT:
        """Do the same where the function may be async."""
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
            raise InvalidCall(operation.title, f"it is not faked; give a function for {name}")
        route = {key: asWhole(value) for key, value in args.items()}
        given = {key: asWhole(value) for key, value in query.items() if value is not None}
        self.calls.setdefault(name, []).append(FakeCall(route, given, payload))
        payloads = [] if operation.payload is None else [payload]
        tokens = {"accessToken": accessToken} if operation.takesAccessToken else {}
        named = {operation.parameterNames[key]: value for key, value in given.items()}
        return function(*route.values(), *payloads, **named, **tokens)


def _recorded(operation: Operation[ResultT], result: ResultT) -> ResultT:
    """Make a response for `withResponse`, if that made the call."""
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
    """What a function returned, as the method's result; a dict or list stands for its JSON."""
    try:
        if isinstance(returned, Mapping | list):
            return operation.decoder.validate_json(to_json(returned))
        return operation.decoder.validate_python(returned)
    except ValidationError as error:
        problem = firstProblem(error)
    except ValueError:  # of pydantic's serializer
        problem = "it holds what JSON does not have"
    raise InvalidCall(operation.title, f"the fake returned no result of the method: {problem}")
