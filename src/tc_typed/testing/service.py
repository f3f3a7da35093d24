"""Services as the local Taskcluster serves them, and the calls that they receive."""

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
    """One call of an API method, as far as it has been checked."""

    operation: Operation
    args: Mapping[str, str]
    """Arguments of the route."""
    query: Mapping[str, str]
    payload: Request | None
    caller: Caller
    """The client that makes the call."""
    signed: SignedRequest
    """The request as it came."""
    isGone: Callable[[], Awaitable[bool]]
    """Whether the caller has closed the connection and waits for no response."""

    def body(self, kind: type[RequestT]) -> RequestT:
        """The payload, for a handler that knows its model."""
        if not isinstance(self.payload, kind):
            raise TypeError(f"{self.operation.title} takes no {kind.__name__}")
        return self.payload

    @property
    def page(self) -> PageRequest:
        """Which page of a list the caller wants."""
        limit = int(self.query.get("limit", MOST))
        return PageRequest(limit, self.query.get("continuationToken"))


Handler: TypeAlias = Callable[[ReceivedCall], BaseModel | Awaitable[BaseModel]]
"""Carries out a call, sync or async; raises ApiError if it fails."""

ScopeParams: TypeAlias = Callable[[ReceivedCall], Mapping[str, ScopeParam]]
"""Parameters of a method's scope expression that only the server knows."""


@dataclass(frozen=True, slots=True)
class LocalService:
    """A service: its methods in the contract, and the handlers of those that can be called here."""

    operations: Mapping[str, Operation]
    handlers: Mapping[str, Handler]
    """By method name; the response to calls of any other method is NotImplemented."""
    scopeParams: Mapping[str, ScopeParams] = field(default_factory=dict[str, ScopeParams])
    """By method name, for methods whose scopes depend on more than the call."""
