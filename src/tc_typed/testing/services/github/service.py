"""API methods of the GitHub service of the local Taskcluster."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, assert_never

from tc_typed.common.models import EmptyResponse
from tc_typed.core.errors import InvalidCall
from tc_typed.github.models import (
    CreateCommentRequest,
    CreateStatusRequest,
    FakeEvent,
    FakeIssueCommentEvent,
    FakePullRequestEvent,
    FakePushEvent,
    FakeReleaseEvent,
    RenderedTaskclusterYml,
    RenderTaskclusterYmlRequest,
    Repository,
)
from tc_typed.github.operations import OPERATIONS
from tc_typed.taskcluster_yml.read import InvalidTaskclusterYml, parseTaskclusterYml
from tc_typed.taskcluster_yml.rendering.render import renderTaskclusterYml
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.server.service import Handler, LocalService, ReceivedCall, Reply
from tc_typed.testing.services.common import commonHandlers
from tc_typed.testing.services.context import ServiceContext
from tc_typed.testing.services.github.badge import badge
from tc_typed.testing.services.github.builds import BuildFilter
from tc_typed.testing.services.github.records import shortened
from tc_typed.testing.services.github.sample_events import (
    sampleComment,
    samplePullRequest,
    samplePush,
    sampleRelease,
)
from tc_typed.testing.services.github.state import GithubState

if TYPE_CHECKING:
    from pydantic import JsonValue

_ORGANIZATION = "taskcluster"
_REPOSITORY = "testing"


def githubService(context: ServiceContext, github: GithubState) -> LocalService:
    """Make the GitHub service.

    Args:
        context: Parts of the deployment that its services share.
        github: State of the service.
    """
    return LocalService(OPERATIONS, _handlers(context, github))


def _handlers(context: ServiceContext, github: GithubState) -> Mapping[str, Handler]:
    def repository(call: ReceivedCall) -> Repository:
        return Repository(installed=github.repository(_fullName(call)) is not None)

    def latest(call: ReceivedCall) -> Reply:
        status = github.latest(*_branch(call))
        if status is None or status.targetUrl is None:
            branch = call.args["branch"]
            raise ApiError(
                "ResourceNotFound", f"{_fullName(call)} has no status with a link on {branch!r}"
            )
        url = status.targetUrl
        return Reply(302, f"Found. Redirecting to {url}", {"location": url})

    def badgeOf(call: ReceivedCall) -> Reply:
        if github.repository(_fullName(call)) is None:
            return badge("nogithub")
        status = github.latest(*_branch(call))
        return badge("newrepo" if status is None else status.state)

    def createStatus(call: ReceivedCall) -> EmptyResponse:
        owner, repo, sha = (call.args[name] for name in ("owner", "repo", "sha"))
        return github.createStatus(owner, repo, sha, call.body(CreateStatusRequest))

    def createComment(call: ReceivedCall) -> EmptyResponse:
        owner, repo, number = (call.args[name] for name in ("owner", "repo", "number"))
        return github.createComment(owner, repo, number, call.body(CreateCommentRequest).body)

    return {
        **commonHandlers(),
        "builds": lambda call: github.builds.find(
            _filter(call, call.query.get("organization"), call.query.get("repository")), call.page
        ),
        "cancelBuilds": lambda call: github.builds.cancel(
            _filter(call, shortened(call.args["owner"]), shortened(call.args["repo"]))
        ),
        "badge": badgeOf,
        "repository": repository,
        "latest": latest,
        "createStatus": createStatus,
        "createComment": createComment,
        "renderTaskclusterYml": lambda call: _render(
            context, call.body(RenderTaskclusterYmlRequest)
        ),
    }


def _filter(call: ReceivedCall, organization: str | None, repository: str | None) -> BuildFilter:
    return BuildFilter(
        organization, repository, call.query.get("sha"), call.query.get("pullRequest")
    )


def _fullName(call: ReceivedCall) -> str:
    return f"{call.args['owner']}/{call.args['repo']}"


def _branch(call: ReceivedCall) -> tuple[str, str, str]:
    return call.args["owner"], call.args["repo"], call.args["branch"]


def _render(
    context: ServiceContext, request: RenderTaskclusterYmlRequest
) -> RenderedTaskclusterYml:
    organization = request.organization or _ORGANIZATION
    repository = request.repository or _REPOSITORY
    body = fakeBody(request.fakeEvent, organization, repository)
    with context.timeline.enter() as now:
        try:
            rendering = renderTaskclusterYml(
                parseTaskclusterYml(request.body),
                tasksFor=request.fakeEvent.type,
                event=body,
                rootUrl=context.rootUrl(),
                now=now,
            )
        except (InvalidTaskclusterYml, InvalidCall) as error:
            raise ApiError("InputError", str(error)) from None
    return RenderedTaskclusterYml.model_validate(rendering.toJson())


def fakeBody(event: FakeEvent, organization: str, repository: str) -> dict[str, JsonValue]:
    """Return the body of the webhook of a made-up event.

    Args:
        event: The event. Its `overrides` replace values; `branch` is that of a push.
        organization: Owner of the repository.
        repository: Name of the repository.
    """
    overrides: dict[str, JsonValue] = event.model_dump(mode="json").get("overrides") or {}
    match event:
        case FakePushEvent():
            branch = overrides.get("branch")
            sample = (
                samplePush(organization, repository, branch=branch)
                if isinstance(branch, str)
                else samplePush(organization, repository)
            )
        case FakePullRequestEvent():
            sample = samplePullRequest(organization, repository, event.action)
        case FakeReleaseEvent():
            sample = sampleRelease(organization, repository, event.action)
        case FakeIssueCommentEvent():
            sample = sampleComment(organization, repository, event.action)
        case _:
            assert_never(event)
    return {**sample, **overrides}
