"""Base classes for objects with the clients of all services, sharing options and connections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import RLock
from typing import TYPE_CHECKING, Generic, Self, TypeVar, Unpack

from tc_typed.core.client import BaseClient, sessionOf, settingsText
from tc_typed.core.errors import ClientClosed
from tc_typed.core.options import (
    AnyOptions,
    AsyncOptions,
    Options,
    SharedOptions,
    resolve,
    withDefaults,
)
from tc_typed.core.session import BaseSession, Pool

if TYPE_CHECKING:
    from tc_typed.core.aio import AsyncServiceClient
    from tc_typed.core.sync import ServiceClient
    from tc_typed.core.transport.async_pool import AsyncPool
    from tc_typed.core.transport.sync_pool import SyncPool
    from tc_typed.core.transport.user_client import AsyncUserClient, UserClient

PoolT = TypeVar("PoolT", bound=Pool)
ClientT = TypeVar("ClientT", bound="ServiceClient")
AsyncClientT = TypeVar("AsyncClientT", bound="AsyncServiceClient")


class BaseAllClients(Generic[PoolT]):
    """Base class of the objects that create the client of each service on first use.

    All clients have the same options, and clients of the same server share their connections.
    """

    def __init__(
        self, options: SharedOptions | None = None, /, **overrides: Unpack[AnyOptions]
    ) -> None:
        self._options: AnyOptions = withDefaults(type(self).__name__, options, overrides)
        settings = resolve(type(self).__name__, self._options)
        self._described = settingsText(settings)
        self._shared: _Shared[PoolT] = _Shared()
        self._isTwin = False
        self._closed = False

    def __getstate__(self) -> dict[str, object]:
        """Leave out clients and connections: copies and unpickled objects get their own."""
        return {
            name: value
            for name, value in vars(self).items()
            if name != "_shared" and not isinstance(value, BaseClient)
        }

    def __setstate__(self, state: Mapping[str, object]) -> None:
        vars(self).update(state)
        self._shared = _Shared()
        self._isTwin = False

    def _changed(self, **changes: Unpack[AnyOptions]) -> Self:
        options: AnyOptions = {**self._options, **changes}
        twin = type(self)(options)
        twin._shared, twin._isTwin = self._shared, True  # noqa: SLF001  # same class
        return twin

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._described})"

    def _register(self, session: BaseSession[UserClient | AsyncUserClient, PoolT]) -> None:
        """Make a new client's session use the shared connections.

        Raises:
            ClientClosed: if the object was closed.
        """
        with self._shared.lock:
            if self._closed or self._shared.isClosed:
                name = type(self).__name__
                raise ClientClosed(name, "the clients are closed; create new ones")
            session.adoptPool(self._shared.pools)

    def _endAll(self) -> Sequence[PoolT]:
        """Refuse to create more clients from now on, and return the connections to close."""
        self._closed = True
        if self._isTwin:
            return []
        with self._shared.lock:
            self._shared.isClosed = True
            return [*self._shared.pools.values()]


class _Shared(Generic[PoolT]):
    """Connections that an object with all clients shares with its copies."""

    def __init__(self) -> None:
        self.pools: dict[str, PoolT] = {}
        self.lock = RLock()
        self.isClosed = False


class AllClients(BaseAllClients["SyncPool"]):
    """Base class of the object with all sync clients."""

    def __init__(
        self, options: SharedOptions | None = None, /, **overrides: Unpack[Options]
    ) -> None:
        """Set the options of all clients; nothing is sent yet.

        Args:
            options: Options as one dict, for example from `optionsFromEnvironment()`.
            **overrides: Options by name; they take precedence over `options`.

        Raises:
            InvalidCall: if an option is unknown, missing or out of range.
            TaskclusterAuthFailure: if the credentials are unusable.
        """
        super().__init__(options, **overrides)

    def use(self, **changes: Unpack[Options]) -> Self:
        """Create a copy with some options changed, for all services.

        The copy shares this object's connections and is closed with it.

        Args:
            **changes: Options to change.

        Returns:
            An object of the same class.

        Raises:
            InvalidCall: if an option is unknown or out of range.
            TaskclusterAuthFailure: if the credentials are unusable.

        Example:
            ```python
            taskcluster.use(credentials=claim.credentials).queue.reportCompleted(taskId, runId)
            ```
        """
        return self._changed(**changes)

    def close(self) -> None:
        """Close all clients, and their connections unless these belong to another object."""
        pools: Sequence[SyncPool] = self._endAll()
        for pool in pools:
            pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _make(self, kind: type[ClientT]) -> ClientT:
        """Create the client of a service."""
        client = kind(self._options)
        self._register(sessionOf(client))
        return client


class AsyncAllClients(BaseAllClients["AsyncPool"]):
    """Base class of the object with all async clients."""

    def __init__(
        self, options: SharedOptions | None = None, /, **overrides: Unpack[AsyncOptions]
    ) -> None:
        """Set the options of all clients; nothing is sent yet.

        Args:
            options: Options as one dict, for example from `optionsFromEnvironment()`.
            **overrides: Options by name; they take precedence over `options`.

        Raises:
            InvalidCall: if an option is unknown, missing or out of range.
            TaskclusterAuthFailure: if the credentials are unusable.
        """
        super().__init__(options, **overrides)

    def use(self, **changes: Unpack[AsyncOptions]) -> Self:
        """Create a copy with some options changed, for all services.

        The copy shares this object's connections and is closed with it.

        Args:
            **changes: Options to change.

        Returns:
            An object of the same class.

        Raises:
            InvalidCall: if an option is unknown or out of range.
            TaskclusterAuthFailure: if the credentials are unusable.

        Example:
            ```python
            taskcluster.use(credentials=claim.credentials).queue.reportCompleted(taskId, runId)
            ```
        """
        return self._changed(**changes)

    async def close(self) -> None:
        """Close all clients, and their connections unless these belong to another object."""
        pools: Sequence[AsyncPool] = self._endAll()
        for pool in pools:
            await pool.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()

    def _make(self, kind: type[AsyncClientT]) -> AsyncClientT:
        """Create the client of a service."""
        client = kind(self._options)
        self._register(sessionOf(client))
        return client
