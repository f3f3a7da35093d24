"""Types of the functions that replace methods of the notify service in tests.

Compiled from schemas/notify by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from typing_extensions import TypedDict

from tc_typed.common.models import HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.notify.models import (
    AddDenylistAddressRequest,
    EmailRequest,
    ListDenylistResponse,
    MatrixRequest,
    PulseRequest,
    SlackRequest,
)

ResultT_co = TypeVar("ResultT_co", covariant=True)


class _ListDenylist(Protocol[ResultT_co]):
    def __call__(
        self, /, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ResultT_co: ...


class NotifyFakes(TypedDict, total=False):
    """Functions that replace methods of `Notify` in tests."""

    ping: Callable[[], PingResponse]
    lbheartbeat: Callable[[], HeartbeatResponse]
    version: Callable[[], VersionResponse]
    email: Callable[[EmailRequest], str | None]
    pulse: Callable[[PulseRequest], str | None]
    matrix: Callable[[MatrixRequest], str | None]
    slack: Callable[[SlackRequest], str | None]
    addDenylistAddress: Callable[[AddDenylistAddressRequest], str | None]
    deleteDenylistAddress: Callable[[AddDenylistAddressRequest], str | None]
    listDenylist: _ListDenylist[ListDenylistResponse]
    heartbeat: Callable[[], HeartbeatResponse]


class AsyncNotifyFakes(TypedDict, total=False):
    """Functions, sync or async, that replace methods of `aio.Notify` in tests."""

    ping: Callable[[], Awaitable[PingResponse] | PingResponse]
    lbheartbeat: Callable[[], Awaitable[HeartbeatResponse] | HeartbeatResponse]
    version: Callable[[], Awaitable[VersionResponse] | VersionResponse]
    email: Callable[[EmailRequest], Awaitable[str | None] | str | None]
    pulse: Callable[[PulseRequest], Awaitable[str | None] | str | None]
    matrix: Callable[[MatrixRequest], Awaitable[str | None] | str | None]
    slack: Callable[[SlackRequest], Awaitable[str | None] | str | None]
    addDenylistAddress: Callable[[AddDenylistAddressRequest], Awaitable[str | None] | str | None]
    deleteDenylistAddress: Callable[[AddDenylistAddressRequest], Awaitable[str | None] | str | None]
    listDenylist: _ListDenylist[Awaitable[ListDenylistResponse] | ListDenylistResponse]
    heartbeat: Callable[[], Awaitable[HeartbeatResponse] | HeartbeatResponse]
