"""Creation of builds: policy for pull requests, rendering of `.taskcluster.yml`, and tasks."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING

from tc_typed.core.errors import InvalidCall
from tc_typed.github.events import GithubEvents
from tc_typed.github.models import TaskclusterYml, TaskGroupCreationRequestedMessage
from tc_typed.taskcluster_yml.read import (
    AnyTaskclusterYml,
    InvalidTaskclusterYml,
    parseTaskclusterYml,
)
from tc_typed.taskcluster_yml.rendering.render import renderTaskclusterYml
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.services.context import ServiceContext
from tc_typed.testing.services.github.board import Board
from tc_typed.testing.services.github.builds import Builds
from tc_typed.testing.services.github.incoming import IncomingEvent, valueAt
from tc_typed.testing.services.github.records import (
    BuildRecord,
    GithubComment,
    RepositoryRecord,
    shortened,
)
from tc_typed.testing.services.queue.creation import TaskCreator

if TYPE_CHECKING:
    from tc_typed.taskcluster_yml.rendering.rendered import TaskclusterYmlRendering

log: logging.Logger = logging.getLogger("tc_typed.testing")

_FAILURE = "The tasks of `.taskcluster.yml` could not be created"
_SERVICE = "github"
_PULL_REQUEST = "github-pull-request"
_UNTRUSTED = "github-pull-request-untrusted"
_COMMENT = "github-issue-comment"
_REFUSAL = (
    "No tasks were created for this pull request: the policy in the `.taskcluster.yml` of the "
    "default branch allows only those of collaborators."
)


class BuildCreator:
    """Creates builds for events."""

    def __init__(
        self, context: ServiceContext, tasks: TaskCreator, builds: Builds, board: Board
    ) -> None:
        """Prepare the creation of builds. Call all methods inside the timeline.

        Args:
            context: Parts of the deployment that its services share.
            tasks: Creator of the tasks of builds.
            builds: Builds, to which new ones are added.
            board: Place for comments about errors.
        """
        self._context = context
        self._tasks = tasks
        self._builds = builds
        self._board = board

    def create(
        self, event: IncomingEvent, repository: RepositoryRecord, sha: str, now: datetime
    ) -> BuildRecord | None:
        """Create the build of an event; return `None` if the event gets no tasks.

        Args:
            event: The event.
            repository: Repository of the event.
            sha: Commit whose `.taskcluster.yml` is used.
            now: Current time.
        """
        text = repository.files.get(sha, repository.taskclusterYml)
        if text is None or event.isSkipped:
            return None
        try:
            config = parseTaskclusterYml(text)
            rendering = self._render(config, event, repository, now)
        except (InvalidTaskclusterYml, InvalidCall) as error:
            self._comment(event, sha, _failure(str(error)), now)
            return None
        if rendering is None:
            return None
        build = self._addBuild(event, sha, rendering, now)
        try:
            for each in rendering.tasks:
                self._tasks.create(each.taskId, each.task, _SERVICE, rendering.scopes)
        except ApiError as error:
            self._builds.setState(build, "error", now)
            scopes = ", ".join(f"`{scope}`" for scope in rendering.scopes)
            body = f"{_FAILURE} with the scopes {scopes}:\n\n{error.message}"
            self._comment(event, sha, body, now)
            return build
        if build.pullRequestNumber is not None and _isCancelling(config):
            self._builds.cancelOlder(build, now)
        self._announce(build, rendering)
        return build

    def _render(
        self,
        config: AnyTaskclusterYml,
        event: IncomingEvent,
        repository: RepositoryRecord,
        now: datetime,
    ) -> TaskclusterYmlRendering | None:
        """Return the tasks of an event; `None` if it gets none."""
        tasksFor = self._tasksFor(event, repository, now)
        if tasksFor is None:
            return None
        rendering = renderTaskclusterYml(
            config,
            tasksFor=tasksFor,
            event=event.body,
            rootUrl=self._context.rootUrl(),
            now=now,
        )
        if rendering.hooks:
            names = ", ".join(hook.name for hook in rendering.hooks)
            log.warning("hooks of %s are not triggered: %s", event.fullName, names)
        return rendering if rendering.tasks else None

    def _addBuild(
        self, event: IncomingEvent, sha: str, rendering: TaskclusterYmlRendering, now: datetime
    ) -> BuildRecord:
        first = rendering.tasks[0]
        build = BuildRecord(
            organization=shortened(event.organization),
            repository=shortened(event.repository),
            sha=sha,
            state="pending",
            taskGroupId=first.task.taskGroupId or first.taskId,
            eventType=event.type,
            eventId=event.eventId,
            created=now,
            updated=now,
            pullRequestNumber=event.pullRequestNumber,
        )
        self._builds.add(build)
        return build

    def _announce(self, build: BuildRecord, rendering: TaskclusterYmlRendering) -> None:
        message = TaskGroupCreationRequestedMessage(
            version=1,
            organization=build.organization,
            repository=build.repository,
            taskGroupId=build.taskGroupId,
        )
        self._context.messages.publish(
            GithubEvents.taskGroupCreationRequested,
            message,
            [f"route.{route}" for route in rendering.tasks[0].task.routes or []],
            organization=build.organization,
            repository=build.repository,
        )

    def _tasksFor(
        self, event: IncomingEvent, repository: RepositoryRecord, now: datetime
    ) -> str | None:
        """Return the type of event to create tasks for; `None` if the policy allows none."""
        if event.tasksFor not in (_PULL_REQUEST, _COMMENT):
            return event.tasksFor
        default = repository.taskclusterYml
        config = None if default is None else parseTaskclusterYml(default)
        if event.tasksFor == _COMMENT:
            return _COMMENT if _allowsComment(config, event, repository) else None
        policy = _pullRequestPolicy(config)
        if policy == "public" or _isTrusted(event, repository):
            return _PULL_REQUEST
        if policy == "public_restricted":
            return _UNTRUSTED
        if policy == "collaborators" and event.action == "opened":
            number = event.pullRequestNumber
            self._board.addComment(GithubComment(event.fullName, number, None, _REFUSAL, now))
        return None

    def _comment(self, event: IncomingEvent, sha: str, body: str, now: datetime) -> None:
        """Write a comment on the pull request of an event, or else on its commit."""
        number = event.pullRequestNumber
        commit = sha if number is None else None
        self._board.addComment(GithubComment(event.fullName, number, commit, body, now))


def _isCancelling(config: AnyTaskclusterYml) -> bool:
    """Whether a new commit of a pull request cancels the builds of former ones."""
    return not isinstance(config, TaskclusterYml) or config.autoCancelPreviousChecks is not False


def _failure(message: str) -> str:
    return f"{_FAILURE}:\n\n```\n{message}\n```"


def _pullRequestPolicy(config: AnyTaskclusterYml | None) -> str:
    """Return the policy of the default branch."""
    if config is None:
        return "collaborators_quiet"  # Collaborators can add the first file with a pull request.
    if isinstance(config, TaskclusterYml):
        policy = None if config.policy is None else config.policy.pullRequests
    else:
        policy = config.allowPullRequests
    return policy or "collaborators"


def _isTrusted(event: IncomingEvent, repository: RepositoryRecord) -> bool:
    """Whether a pull request and its branch are both those of collaborators."""
    opener, head, base = (
        valueAt(event.body, f"pull_request.{path}user.login") for path in ("", "head.", "base.")
    )
    members = repository.collaborators
    return opener in members and (head in members or head == base)


def _allowsComment(
    config: AnyTaskclusterYml | None, event: IncomingEvent, repository: RepositoryRecord
) -> bool:
    """Whether the author of a comment may start tasks."""
    policy = config.policy if isinstance(config, TaskclusterYml) else None
    author = valueAt(event.body, "comment.user.login")
    isAllowed = policy is not None and policy.allowComments == "collaborators"
    return isAllowed and author in repository.collaborators
