"""Types of the functions that replace methods of the secrets service in tests.

Compiled from schemas/secrets by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from typing_extensions import TypedDict

from tc_typed.common.models import EmptyResponse, HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.secrets.models import ListSecretsResponse, Secret, SetSecretRequest

ResultT_co = TypeVar("ResultT_co", covariant=True)


class _List(Protocol[ResultT_co]):
    def __call__(
        self, /, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ResultT_co: ...


class SecretsFakes(TypedDict, total=False):
    """Functions that replace methods of `Secrets` in tests."""

    ping: Callable[[], PingResponse]
    lbheartbeat: Callable[[], HeartbeatResponse]
    version: Callable[[], VersionResponse]
    set: Callable[[str, SetSecretRequest], EmptyResponse]
    remove: Callable[[str], EmptyResponse]
    get: Callable[[str], Secret]
    list: _List[ListSecretsResponse]
    heartbeat: Callable[[], HeartbeatResponse]


class AsyncSecretsFakes(TypedDict, total=False):
    """Functions, sync or async, that replace methods of `aio.Secrets` in tests."""

    ping: Callable[[], Awaitable[PingResponse] | PingResponse]
    lbheartbeat: Callable[[], Awaitable[HeartbeatResponse] | HeartbeatResponse]
    version: Callable[[], Awaitable[VersionResponse] | VersionResponse]
    set: Callable[[str, SetSecretRequest], Awaitable[EmptyResponse] | EmptyResponse]
    remove: Callable[[str], Awaitable[EmptyResponse] | EmptyResponse]
    get: Callable[[str], Awaitable[Secret] | Secret]
    list: _List[Awaitable[ListSecretsResponse] | ListSecretsResponse]
    heartbeat: Callable[[], Awaitable[HeartbeatResponse] | HeartbeatResponse]
