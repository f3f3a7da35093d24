"""Types of the functions that replace methods of the github service in tests.

Compiled from schemas/github by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from typing_extensions import TypedDict

from tc_typed.common.models import EmptyResponse, HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.core.non_json import Content, Redirect
from tc_typed.github.models import (
    CreateCommentRequest,
    CreateStatusRequest,
    ListBuildsResponse,
    RenderedTaskclusterYml,
    RenderTaskclusterYmlRequest,
    Repository,
)

ResultT_co = TypeVar("ResultT_co", covariant=True)


class _Builds(Protocol[ResultT_co]):
    def __call__(
        self,
        /,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
        organization: str | None = None,
        repository: str | None = None,
        sha: str | None = None,
        pullRequest: str | None = None,
    ) -> ResultT_co: ...


class _CancelBuilds(Protocol[ResultT_co]):
    def __call__(
        self, owner: str, repo: str, /, *, sha: str | None = None, pullRequest: str | None = None
    ) -> ResultT_co: ...


class GithubFakes(TypedDict, total=False):
    """Functions that replace methods of `Github` in tests."""

    ping: Callable[[], PingResponse]
    lbheartbeat: Callable[[], HeartbeatResponse]
    version: Callable[[], VersionResponse]
    builds: _Builds[ListBuildsResponse]
    cancelBuilds: _CancelBuilds[ListBuildsResponse]
    badge: Callable[[str, str, str], Content]
    repository: Callable[[str, str], Repository]
    latest: Callable[[str, str, str], Redirect]
    createStatus: Callable[[str, str, str, CreateStatusRequest], EmptyResponse]
    createComment: Callable[[str, str, int | str, CreateCommentRequest], EmptyResponse]
    renderTaskclusterYml: Callable[[RenderTaskclusterYmlRequest], RenderedTaskclusterYml]
    heartbeat: Callable[[], HeartbeatResponse]


class AsyncGithubFakes(TypedDict, total=False):
    """Functions, sync or async, that replace methods of `aio.Github` in tests."""

    ping: Callable[[], Awaitable[PingResponse] | PingResponse]
    lbheartbeat: Callable[[], Awaitable[HeartbeatResponse] | HeartbeatResponse]
    version: Callable[[], Awaitable[VersionResponse] | VersionResponse]
    builds: _Builds[Awaitable[ListBuildsResponse] | ListBuildsResponse]
    cancelBuilds: _CancelBuilds[Awaitable[ListBuildsResponse] | ListBuildsResponse]
    badge: Callable[[str, str, str], Awaitable[Content] | Content]
    repository: Callable[[str, str], Awaitable[Repository] | Repository]
    latest: Callable[[str, str, str], Awaitable[Redirect] | Redirect]
    createStatus: Callable[
        [str, str, str, CreateStatusRequest], Awaitable[EmptyResponse] | EmptyResponse
    ]
    createComment: Callable[
        [str, str, int | str, CreateCommentRequest], Awaitable[EmptyResponse] | EmptyResponse
    ]
    renderTaskclusterYml: Callable[
        [RenderTaskclusterYmlRequest], Awaitable[RenderedTaskclusterYml] | RenderedTaskclusterYml
    ]
    heartbeat: Callable[[], Awaitable[HeartbeatResponse] | HeartbeatResponse]
