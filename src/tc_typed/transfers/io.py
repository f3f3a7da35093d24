"""The I/O of transfers: services, storage, files and time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeVar
from urllib.parse import urlsplit

from tc_typed.core.client import sessionOf
from tc_typed.core.errors import TaskclusterFailure
from tc_typed.core.headers import Headers
from tc_typed.core.signing.credentials import CredentialsLike
from tc_typed.transfers.body import UploadBody
from tc_typed.transfers.clients import Calls

if TYPE_CHECKING:
    from tc_typed.core.aio import AsyncServiceClient
    from tc_typed.core.sync import ServiceClient

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StorageRequest:
    """A request to a storage."""

    call: str
    """Name of the call, for messages."""
    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: UploadBody | None = None

    @property
    def address(self) -> str:
        """Method and host, for messages; the rest of the URL may grant access."""
        try:
            host = urlsplit(self.url).hostname or "an unusable address"
        except ValueError:
            host = "an unusable address"
        return f"{self.method} {host}"

    @property
    def secrets(self) -> list[str]:
        """Parts of the request that no message may show."""
        _, _, query = self.url.partition("?")
        return [self.url, query] if query else [self.url]


class StorageResponse(Protocol):
    """A response of a storage, whose body is read piece by piece."""

    status: int
    headers: Headers

    async def read(self) -> bytes:
        """Read the next piece as it was sent; none at the end."""
        ...

    async def close(self) -> None:
        """Read no more of it."""
        ...


class TransferIO(Protocol):
    """How a transfer reaches services, files, storage and time."""

    @property
    def calls(self) -> Calls:
        """Calls of the service that the caller's client is for."""
        ...

    async def open(self, request: StorageRequest) -> StorageResponse:
        """Send a request, and wait for the head of the response."""
        ...

    async def pause(self, seconds: float) -> None:
        """Wait."""
        ...

    async def run(self, function: Callable[[], T]) -> T:
        """Call a function that may block."""
        ...

    def delayOrRaise(self, attempt: int, failure: TaskclusterFailure) -> float:
        """Seconds to wait before the next attempt; raises the failure where it is final."""
        ...

    def objectService(self, credentials: CredentialsLike) -> Calls:
        """Calls of the object service with other credentials; close it after use."""
        ...


class ClientIO:
    """Part of `TransferIO` that sync and async clients share."""

    def __init__(self, client: ServiceClient | AsyncServiceClient, maxRetries: int | None) -> None:
        """Go through a client's connections.

        Args:
            client: Calls the service, and has the options.
            maxRetries: Retries of requests to the storage; the client's `retries` unless given.

        Raises:
            InvalidCall: if `maxRetries` is not a number of retries.
        """
        retrying = client if maxRetries is None else client.use(retries=maxRetries)
        self._policy = sessionOf(retrying).settings.retry
        self.calls: Calls = Calls(client)

    def delayOrRaise(self, attempt: int, failure: TaskclusterFailure) -> float:
        """Seconds to wait before the next attempt; raises the failure where it is final."""
        return self._policy.delayOrRaise(attempt, failure)
