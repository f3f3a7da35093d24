"""I/O of transfers: calls, storage requests, files and pauses."""

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
    """A request to the storage."""

    call: str
    """Name of the call, for messages."""
    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: UploadBody | None = None
    silence: float = 0.0
    """Seconds for which the storage may be silent within its response's body, if that is more than
    the client's `timeout`."""

    @property
    def address(self) -> str:
        """HTTP method and host, for messages. Other parts of the URL may grant access."""
        try:
            host = urlsplit(self.url).hostname or "an invalid URL"
        except ValueError:
            host = "an invalid URL"
        return f"{self.method} {host}"

    @property
    def secrets(self) -> list[str]:
        """Parts of the request that must not be shown in any message."""
        _, _, query = self.url.partition("?")
        return [self.url, query] if query else [self.url]


class StorageResponse(Protocol):
    """A response from the storage, whose body is read piece by piece."""

    status: int
    headers: Headers

    async def read(self) -> bytes:
        """Read the next piece, still encoded; return `b""` at the end."""
        ...

    async def close(self) -> None:
        """Close the response without reading the rest."""
        ...


class TransferIO(Protocol):
    """I/O that a transfer needs, sync or async."""

    @property
    def calls(self) -> Calls:
        """Calls to the service of the caller's client."""
        ...

    async def open(self, request: StorageRequest) -> StorageResponse:
        """Send a request and wait for the response's status line and headers."""
        ...

    async def pause(self, seconds: float) -> None:
        """Wait for a number of seconds."""
        ...

    async def run(self, function: Callable[[], T]) -> T:
        """Call a blocking function."""
        ...

    def delayOrRaise(self, attempt: int, failure: TaskclusterFailure) -> float:
        """Return the seconds to wait before the next attempt; raise the failure if it is final."""
        ...

    def objectService(self, credentials: CredentialsLike) -> Calls:
        """Return `Calls` to the object service with other credentials; close it after use."""
        ...


class ClientIO:
    """Part of `TransferIO` that is the same for sync and async clients."""

    def __init__(self, client: ServiceClient | AsyncServiceClient, maxRetries: int | None) -> None:
        """Use a client's connections and options.

        Args:
            client: Client of the service to call.
            maxRetries: Maximum number of retries of requests to the storage. Defaults to the
                client's `retries`.

        Raises:
            InvalidCall: if `maxRetries` is not a valid number of retries.
        """
        retrying = client if maxRetries is None else client.use(retries=maxRetries)
        self._policy = sessionOf(retrying).settings.retry
        self.calls: Calls = Calls(client)

    def delayOrRaise(self, attempt: int, failure: TaskclusterFailure) -> float:
        """Return the seconds to wait before the next attempt; raise the failure if it is final."""
        return self._policy.delayOrRaise(attempt, failure)
