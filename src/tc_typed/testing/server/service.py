"""Services of the local Taskcluster, the calls that they receive, and their replies."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from pydantic import BaseModel

from tc_typed.core.models.base import Request
from tc_typed.core.operation import Operation
from tc_typed.scopes.patterns import ScopeParam
from tc_typed.testing.server.authorization import Caller
from tc_typed.testing.server.hawk import SignedRequest
from tc_typed.testing.server.paging import MOST, PageRequest

if TYPE_CHECKING:
    from pydantic import JsonValue

RequestT = TypeVar("RequestT", bound=Request)


@dataclass(frozen=True, slots=True)
class ReceivedCall:
    """A call to an API method. Some fields are filled in by later checks."""

    operation: Operation
    args: Mapping[str, str]
    """Arguments of the route."""
    query: Mapping[str, str]
    payload: Request | None
    caller: Caller
    """Client that makes the call."""
    signed: SignedRequest
    """The request as received."""
    isDisconnected: Callable[[], Awaitable[bool]]
    """Function that checks whether the caller has closed the connection."""

    def body(self, kind: type[RequestT]) -> RequestT:
        """Return the payload, for a handler that knows its model."""
        if not isinstance(self.payload, kind):
            raise TypeError(f"{self.operation.title} has no payload of type {kind.__name__}")
        return self.payload

    @property
    def page(self) -> PageRequest:
        """Page of a list that the caller requests."""
        limit = int(self.query.get("limit", MOST))
        return PageRequest(limit, self.query.get("continuationToken"))


@dataclass(frozen=True, slots=True)
class Reply:
    """Response that is more than the JSON of a model with status 200."""

    status: int = 200
    content: BaseModel | Sequence[BaseModel] | JsonValue = None
    """Content that is sent as JSON; a string is sent as plain text, `None` as an empty body."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


Result: TypeAlias = BaseModel | Reply
"""Result of a call: the model of its response, or a complete reply."""

Handler: TypeAlias = Callable[[ReceivedCall], Result | Awaitable[Result]]
"""Function, sync or async, that carries out a call; it raises ApiError if the call fails.

It is called inside the timeline. What an async handler does after its first `await` is not.
"""

ScopeParams: TypeAlias = Callable[[ReceivedCall], Mapping[str, ScopeParam]]
"""Function that returns those parameters of a scope expression that only the server knows."""


@dataclass(frozen=True, slots=True)
class LocalService:
    """A service: its methods from the contract, and handlers of the implemented ones."""

    operations: Mapping[str, Operation]
    handlers: Mapping[str, Handler]
    """Handlers by method name. Calls to other methods fail with the code NotImplemented."""
    scopeParams: Mapping[str, ScopeParams] = field(default_factory=dict[str, ScopeParams])
    """Functions by method name, for methods whose scopes depend on more than the call."""

    @property
    def name(self) -> str:
        """Name of the service in URLs."""
        return next(iter(self.operations.values())).service
