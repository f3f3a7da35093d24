"""`withResponse`, which returns the response of a call together with its result."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import ParamSpec, TypeVar

from tc_typed.core.errors import InvalidCall
from tc_typed.core.raw_response import RawResponse

P = ParamSpec("P")
ResultT = TypeVar("ResultT")

_recorded: ContextVar[list[RawResponse] | None] = ContextVar("_recorded", default=None)


def recordResponse(response: RawResponse) -> None:
    """Keep the response of a successful call for `withResponse`, if that made the call."""
    responses = _recorded.get()
    if responses is not None:
        responses.append(response)


def isResponseWanted() -> bool:
    """Whether `withResponse` is recording responses."""
    return _recorded.get() is not None


def withResponse(
    method: Callable[P, ResultT], *args: P.args, **kwargs: P.kwargs
) -> tuple[ResultT, RawResponse]:
    """Call a method, and return its result together with the response.

    If the call fails, the error has the response: `failure.response`.

    Args:
        method: Method of a client: `queue.task`.
        *args: Arguments of the call.
        **kwargs: Keyword arguments of the call.

    Returns:
        The method's result, and the response with status, headers and body.

    Raises:
        InvalidCall: if the method makes no call, for example because it returns an iterator.
        TaskclusterFailure: if the call fails; subclasses distinguish the causes.

    Example:
        ```python
        task, response = withResponse(queue.task, taskId)
        print(response.status, response.headers["etag"])
        ```
    """
    with _recording() as responses:
        result = method(*args, **kwargs)
    if isinstance(result, Coroutine):
        result.close()  # Otherwise, Python would warn that it was never awaited.
        raise InvalidCall(
            "withResponse", f"{_nameOf(method)} is async; use `await tc_typed.aio.withResponse(…)`"
        )
    return result, _last(method, responses)


async def awithResponse(
    method: Callable[P, Awaitable[ResultT]], *args: P.args, **kwargs: P.kwargs
) -> tuple[ResultT, RawResponse]:
    """Call a method of an async client, and return its result together with the response.

    `tc_typed.aio` exports it as `withResponse`.

    Args:
        method: Method of an async client: `queue.task`.
        *args: Arguments of the call.
        **kwargs: Keyword arguments of the call.

    Returns:
        The method's result, and the response with status, headers and body.

    Raises:
        InvalidCall: if the method makes no call.
        TaskclusterFailure: if the call fails; subclasses distinguish the causes.
    """
    with _recording() as responses:
        result = await method(*args, **kwargs)
    return result, _last(method, responses)


@contextmanager
def _recording() -> Generator[list[RawResponse]]:
    responses: list[RawResponse] = []
    token = _recorded.set(responses)
    try:
        yield responses
    finally:
        _recorded.reset(token)


def _last(method: object, responses: list[RawResponse]) -> RawResponse:
    if not responses:
        problem = f"{_nameOf(method)} made no call; pass a method such as queue.task"
        raise InvalidCall("withResponse", problem)
    # A credentials provider may have made its own calls before this one.
    return responses[-1]


def _nameOf(method: object) -> str:
    return getattr(method, "__name__", type(method).__name__)
