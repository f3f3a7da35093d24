"""Services of the local Taskcluster, and the calls that they receive."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from pydantic import BaseModel

from tc_typed.core.models.base import Request
from tc_typed.core.operation import Operation
from tc_typed.scopes.patterns import ScopeParam
from tc_typed.testing.authentication import Caller
from tc_typed.testing.hawk import SignedRequest
from tc_typed.testing.paging import MOST, PageRequest

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
    isGone: Callable[[], Awaitable[bool]]
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


Handler: TypeAlias = Callable[[ReceivedCall], BaseModel | Awaitable[BaseModel]]
"""Function, sync or async, that carries out a call; it raises ApiError if the call fails."""

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
