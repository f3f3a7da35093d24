"""Operations of the github service: the request and response of each method.

Compiled from schemas/github by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping

from tc_typed.common.models import EmptyResponse, HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.core.non_json import Content, Redirect
from tc_typed.core.operation import Operation
from tc_typed.github.models import (
    CreateCommentRequest,
    CreateStatusRequest,
    ListBuildsResponse,
    RenderedTaskclusterYml,
    RenderTaskclusterYmlRequest,
    Repository,
)

ping: Operation[PingResponse] = Operation(
    service="github", version="v1", name="ping", method="get", route="/ping", result=PingResponse
)
lbheartbeat: Operation[HeartbeatResponse] = Operation(
    service="github",
    version="v1",
    name="lbheartbeat",
    method="get",
    route="/__lbheartbeat__",
    result=HeartbeatResponse,
)
version: Operation[VersionResponse] = Operation(
    service="github",
    version="v1",
    name="version",
    method="get",
    route="/__version__",
    result=VersionResponse,
)
builds: Operation[ListBuildsResponse] = Operation(
    service="github",
    version="v1",
    name="builds",
    method="get",
    route="/builds",
    query=("continuationToken", "limit", "organization", "repository", "sha", "pullRequest"),
    result=ListBuildsResponse,
    scopes="github:list-builds",
)
cancelBuilds: Operation[ListBuildsResponse] = Operation(
    service="github",
    version="v1",
    name="cancelBuilds",
    method="post",
    route="/builds/<owner>/<repo>/cancel",
    args=("owner", "repo"),
    query=("sha", "pullRequest"),
    result=ListBuildsResponse,
    scopes="github:cancel-builds:<owner>:<repo>",
)
badge: Operation[Content] = Operation(
    service="github",
    version="v1",
    name="badge",
    method="get",
    route="/repository/<owner>/<repo>/<branch>/badge.svg",
    args=("owner", "repo", "branch"),
    result=Content,
    bodyKind="content",
    scopes="github:get-badge:<owner>:<repo>:<branch>",
    stability="experimental",
)
repository: Operation[Repository] = Operation(
    service="github",
    version="v1",
    name="repository",
    method="get",
    route="/repository/<owner>/<repo>",
    args=("owner", "repo"),
    result=Repository,
    scopes="github:get-repository:<owner>:<repo>",
    stability="experimental",
)
latest: Operation[Redirect] = Operation(
    service="github",
    version="v1",
    name="latest",
    method="get",
    route="/repository/<owner>/<repo>/<branch>/latest",
    args=("owner", "repo", "branch"),
    result=Redirect,
    bodyKind="redirect",
    scopes="github:latest-status:<owner>:<repo>:<branch>",
)
createStatus: Operation[EmptyResponse] = Operation(
    service="github",
    version="v1",
    name="createStatus",
    method="post",
    route="/repository/<owner>/<repo>/statuses/<sha>",
    args=("owner", "repo", "sha"),
    payload=CreateStatusRequest,
    result=EmptyResponse,
    scopes="github:create-status:<owner>/<repo>",
    stability="experimental",
)
createComment: Operation[EmptyResponse] = Operation(
    service="github",
    version="v1",
    name="createComment",
    method="post",
    route="/repository/<owner>/<repo>/issues/<number>/comments",
    args=("owner", "repo", "number"),
    payload=CreateCommentRequest,
    result=EmptyResponse,
    scopes="github:create-comment:<owner>/<repo>",
)
renderTaskclusterYml: Operation[RenderedTaskclusterYml] = Operation(
    service="github",
    version="v1",
    name="renderTaskclusterYml",
    method="post",
    route="/taskcluster-yml",
    payload=RenderTaskclusterYmlRequest,
    result=RenderedTaskclusterYml,
    stability="experimental",
)
heartbeat: Operation[HeartbeatResponse] = Operation(
    service="github",
    version="v1",
    name="heartbeat",
    method="get",
    route="/__heartbeat__",
    result=HeartbeatResponse,
)

OPERATIONS: Mapping[str, Operation] = {
    operation.name: operation
    for operation in (
        ping,
        lbheartbeat,
        version,
        builds,
        cancelBuilds,
        badge,
        repository,
        latest,
        createStatus,
        createComment,
        renderTaskclusterYml,
        heartbeat,
    )
}
"""All methods of the service, by name."""
