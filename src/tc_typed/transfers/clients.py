"""Clients that transfers accept, and calls through them.

A transfer accepts the clients of any compiled package: this one, and those that users compiled for
their own deployments. Each package's methods take and return its own models, so transfers use this
package's models and translate them for each call.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Never, Protocol, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from tc_typed.core.client import BaseClient, operationsOf
from tc_typed.core.decode import decode
from tc_typed.core.errors import InvalidCall
from tc_typed.core.models.problems import firstProblem
from tc_typed.core.raw_response import RawResponse
from tc_typed.transfers.maybe_await import maybeAwait

if TYPE_CHECKING:
    from tc_typed.core.aio import AsyncServiceClient
    from tc_typed.core.models.base import Request
    from tc_typed.core.operation import Operation
    from tc_typed.core.sync import ServiceClient

ResultT = TypeVar("ResultT")
ClientT = TypeVar("ClientT", "ServiceClient", "AsyncServiceClient")


# Each package has its own models. Parameters of type `Never` and results of type `object` match the
# methods of all packages.


class _ObjectMethods(Protocol):
    def createUpload(self, name: str, payload: Never, /) -> object: ...
    def finishUpload(self, name: str, payload: Never, /) -> object: ...
    def startDownload(self, name: str, payload: Never, /) -> object: ...


class _QueueMethods(Protocol):
    def artifact(self, taskId: str, runId: int | str, name: str, /) -> object: ...
    def latestArtifact(self, taskId: str, name: str, /) -> object: ...
    def createArtifact(
        self, taskId: str, runId: int | str, name: str, payload: Never, /
    ) -> object: ...
    def finishArtifact(
        self, taskId: str, runId: int | str, name: str, payload: Never, /
    ) -> object: ...


class _Sync(Protocol):
    def close(self) -> None: ...


class _Async(Protocol):
    def close(self) -> Awaitable[None]: ...


class ObjectClient(_ObjectMethods, _Sync, Protocol):
    """A client of the object service: `Object` of this package or of a compiled one."""


class AsyncObjectClient(_ObjectMethods, _Async, Protocol):
    """An async client of the object service: `aio.Object` of this package or of a compiled one."""


class QueueClient(_QueueMethods, _Sync, Protocol):
    """A client of the queue service: `Queue` of this package or of a compiled one."""


class AsyncQueueClient(_QueueMethods, _Async, Protocol):
    """An async client of the queue service: `aio.Queue` of this package or of a compiled one."""


def checkedClient(kind: type[ClientT], service: str, client: object) -> ClientT:
    """Check that a client belongs to the right service and is sync or async as required.

    Args:
        kind: Base class of sync clients or of async clients.
        service: Name of the service in URLs.
        client: Argument that the caller passed.

    Raises:
        InvalidCall: if the client is of another service or of the other kind.
    """
    if isinstance(client, kind) and client.serviceName == service:
        return client
    isAsync = iscoroutinefunction(kind.close)
    expected, given = _description(service, isAsync=isAsync), type(client).__name__
    if isinstance(client, BaseClient):  # If it is not of this kind, it is of the other one.
        given = _description(client.serviceName, isAsync=isAsync == isinstance(client, kind))
    raise InvalidCall("tc_typed.transfers", f"{service}Service must be {expected}, got {given}")


def _description(service: str, *, isAsync: bool) -> str:
    return f"{'an async' if isAsync else 'a sync'} client of the {service} service"


class Calls:
    """Calls to a service through a client of any package, with this package's models."""

    def __init__(self, client: ServiceClient | AsyncServiceClient) -> None:
        self._client = client

    async def call(
        self,
        operation: Operation[ResultT],
        *args: str | int,
        payload: Request | None = None,
    ) -> ResultT:
        """Call an API method.

        Args:
            operation: The method's operation in this package.
            *args: Arguments of the route.
            payload: The payload, if the method takes one.

        Raises:
            InvalidCall: if the contract that the client's package was compiled from lacks the
                method or does not allow the payload.
            UnexpectedResponse: if the result does not match this package's contract.
            TaskclusterFailure: if the call fails.
        """
        clientOperation: Operation | None = operationsOf(self._client).get(operation.name)
        if clientOperation is None or clientOperation.args != operation.args:
            shown = f"{operation.name}({', '.join(operation.args)})"
            raise InvalidCall(operation.title, f"the client has no method {shown}")
        payloads = [] if payload is None else [_translated(operation, clientOperation, payload)]
        # Calls the client's method rather than the session's `call`, because users may override it.
        method: Callable[..., object] = getattr(self._client, clientOperation.methodName)
        result = await maybeAwait(method(*args, *payloads))
        headers = {"content-type": "application/json"}
        return decode(operation, RawResponse(200, headers, to_json(result)))

    async def close(self) -> None:
        """Close the client."""
        await maybeAwait(self._client.close())


def _translated(operation: Operation, clientOperation: Operation, payload: Request) -> object:
    """Translate a payload to the model of the client's own operation."""
    if clientOperation.payload == operation.payload:
        return payload
    # The type of an operation's payload is declared as `object`.
    adapter: TypeAdapter[object] = TypeAdapter(clientOperation.payload)  # type: ignore[arg-type]  # see above
    try:
        return adapter.validate_json(payload.model_dump_json())
    except ValidationError as error:
        problem = firstProblem(error)
    raise InvalidCall(operation.title, f"the client does not allow the payload: {problem}")
