"""What the local Taskcluster needs of a service to serve it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from pydantic import BaseModel

from tc_typed.core.models.base import Request
from tc_typed.core.operation import Operation
from tc_typed.scopes.patterns import ScopeParam
from tc_typed.testing.authentication import Identity
from tc_typed.testing.hawk import SignedRequest
from tc_typed.testing.paging import MOST, PageRequest

RequestT = TypeVar("RequestT", bound=Request)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of an API method, as far as it has been checked."""

    operation: Operation
    args: Mapping[str, str]
    """Arguments of the route."""
    query: Mapping[str, str]
    payload: Request | None
    identity: Identity
    """Who calls."""
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


Handler: TypeAlias = Callable[[Call], BaseModel | Awaitable[BaseModel]]
"""Carries out a call, at once or in a while; raises ApiError where it can't."""

ScopeParams: TypeAlias = Callable[[Call], Mapping[str, ScopeParam]]
"""What a method's scope expression is filled in with, where only the server knows it."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service: what the contract says it has, and what the local Taskcluster does of that."""

    operations: Mapping[str, Operation]
    handlers: Mapping[str, Handler]
    """By the methods' names; a method without one is answered as not implemented."""
    scopeParams: Mapping[str, ScopeParams] = field(default_factory=dict[str, ScopeParams])
    """By the methods' names, where a call does not say all that scopes depend on."""
