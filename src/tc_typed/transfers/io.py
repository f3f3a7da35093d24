"""What a transfer needs of the world around it.

A transfer is written once, as a coroutine. Where nothing makes it wait, it runs from its start to
its end in one step, without an event loop: so it is the sync form, too.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import httpx

    from tc_typed.core.errors import TaskclusterFailure
    from tc_typed.core.signing.credentials import CredentialsLike
    from tc_typed.transfers.body import Outgoing
    from tc_typed.transfers.clients import Calls

T = TypeVar("T")

Answering: TypeAlias = T | Awaitable[T]
"""What a function of either kind returns."""


class Reader(Protocol):
    """Where an upload comes from."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most `size` of them; none at the end."""
        ...


class AnyReader(Protocol):
    """The same, where it may also be async."""

    def read(self, size: int, /) -> Answering[bytes]:
        """The next bytes, at most `size` of them; none at the end."""
        ...


class Writer(Protocol):
    """Where a download goes."""

    def write(self, data: bytes, /) -> object:
        """Take all these bytes. In `tc_typed.transfers.aio` it may be async."""
        ...


@dataclass(frozen=True, slots=True)
class Request:
    """A request to a storage."""

    call: str
    """What is done, for messages."""
    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: Outgoing | None = None

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


class Reply(Protocol):
    """An answer whose body is read piece by piece."""

    status: int
    headers: httpx.Headers

    async def read(self) -> bytes:
        """The next piece as it was sent, none at the end."""
        ...

    async def close(self) -> None:
        """Have no more of it."""
        ...


class Outside(Protocol):
    """How a transfer reaches services, files, storage and time."""

    @property
    def calls(self) -> Calls:
        """Calls of the service that the caller's client is for."""
        ...

    async def open(self, request: Request) -> Reply:
        """Send a request, and wait for the head of the answer."""
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


async def settled(value: Answering[T]) -> T:
    """What a function of either kind returned, in the end."""
    if isinstance(value, Awaitable):
        return await value  # pyright: ignore[reportReturnType, reportUnknownVariableType]  # it allows for a T that is awaitable
    return value


def finish(work: Coroutine[object, None, T]) -> T:
    """Run a coroutine in which nothing has to wait, here and now.

    Args:
        work: The coroutine.

    Returns:
        What it returns.
    """
    try:
        work.send(None)
    except StopIteration as stop:
        result: T = stop.value
        return result
    work.close()
    raise TypeError("a sync transfer can't wait: give it functions that are not async")
