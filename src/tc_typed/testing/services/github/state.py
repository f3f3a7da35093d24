"""State of the GitHub service: repositories, and the methods about them. No HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tc_typed.common.models import EmptyResponse
from tc_typed.core.errors import InvalidCall
from tc_typed.github.models import CreateStatusRequest
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.services.context import ServiceContext
from tc_typed.testing.services.github.board import Board
from tc_typed.testing.services.github.build_creation import BuildCreator
from tc_typed.testing.services.github.builds import BuildFilter, Builds
from tc_typed.testing.services.github.incoming import (
    EVENTS,
    IncomingEvent,
    announce,
    announceRerun,
    readIncoming,
    repositoryOf,
)
from tc_typed.testing.services.github.progress import Progress, statusOf
from tc_typed.testing.services.github.records import (
    BuildRecord,
    GithubComment,
    GithubStatus,
    RepositoryRecord,
    WebhookSettings,
    shortened,
)
from tc_typed.testing.services.queue.creation import TaskCreator
from tc_typed.testing.timeline import Timeline

if TYPE_CHECKING:
    from pydantic import JsonValue

_SETTINGS = "webhook"
_MOST_DIGITS = 18


class GithubState:
    """Repositories, builds, and everything that GitHub would show."""

    def __init__(self, context: ServiceContext, tasks: TaskCreator) -> None:
        """Start with the state in the store.

        Args:
            context: Parts of the deployment that its services share.
            tasks: Creator of the tasks of builds.
        """
        self._context = context
        self.timeline: Timeline = context.timeline
        store = context.timeline.store
        self._queue = tasks.queue
        self._repositoryRecords = store.records("github.repositories", RepositoryRecord)
        self._repositories = dict(self._repositoryRecords.load())
        self._settingsRecords = store.records("github.settings", WebhookSettings)
        self._settings = dict(self._settingsRecords.load()).get(_SETTINGS, WebhookSettings(None))
        self.builds: Builds = Builds(context.timeline, tasks.queue)
        self.board: Board = Board(context.timeline)
        self._creator = BuildCreator(context, tasks, self.builds, self.board)
        Progress(context, tasks.queue, self.builds, self.board)

    # Repositories and events

    @property
    def webhookSecret(self) -> str | None:
        """Secret that signs the webhook's requests, `None` if they need no signature."""
        return self._settings.secret

    @webhookSecret.setter
    def webhookSecret(self, secret: str | None) -> None:
        with self.timeline.enter():
            self._settings = WebhookSettings(secret)
            self._settingsRecords.put(_SETTINGS, self._settings)

    def addRepository(self, repository: RepositoryRecord) -> None:
        """Add a repository, or replace the one with the same name."""
        with self.timeline.enter():
            name = f"{repository.organization}/{repository.name}"
            self._repositories[name] = repository
            self._repositoryRecords.put(name, repository)

    def repository(self, fullName: str) -> RepositoryRecord | None:
        """Return the repository with a name, if the App is installed there."""
        found = self._repositories.get(fullName)
        return found if found is not None and found.isInstalled else None

    def deliver(
        self, event: str, eventId: str, body: dict[str, JsonValue], taskclusterYml: str | None
    ) -> BuildRecord | None:
        """Receive an event, send the message about it and create its build, if it gets one.

        Args:
            event: Name of the event, as in the header `X-GitHub-Event`.
            eventId: Id of the delivery.
            body: Body of the webhook.
            taskclusterYml: Content of `.taskcluster.yml` in the commit of the event. Defaults to
                that of the default branch.

        Raises:
            InvalidCall: if the event is unknown or lacks a value, or the repository is unknown.
        """
        if event not in EVENTS:
            known = ", ".join(EVENTS)
            raise InvalidCall("LocalGithub.deliver", f"event must be one of {known}, got {event!r}")
        with self.timeline.enter() as now:
            name = repositoryOf(body)
            repository = self.repository(name)
            if repository is None:
                raise InvalidCall("LocalGithub.deliver", f"the App is not installed in {name}")
            if event == "check_run":
                self._rerun(name, eventId, body)
                return None
            incoming = readIncoming(event, eventId, body)
            if incoming is None:
                return None
            sha = self._commit(incoming, repository)
            if sha is not None and taskclusterYml is not None:
                repository.files[sha] = taskclusterYml
                if incoming.type == "push" and incoming.branch == repository.defaultBranch:
                    repository.taskclusterYml = taskclusterYml
            self._repositoryRecords.put(name, repository)
            if incoming.isSkipped:
                return None
            announce(self._context.messages, incoming)
            if sha is None:
                return None
            return self._creator.create(incoming, repository, sha, now)

    def _commit(self, event: IncomingEvent, repository: RepositoryRecord) -> str | None:
        """Return the commit of an event, and remember it for its branch or pull request."""
        number, sha = event.pullRequestNumber, event.sha
        match event.tasksFor:
            case "github-issue-comment":
                return None if number is None else repository.pullRequests.get(number)
            case "github-release":
                return repository.heads.get(event.branch, event.branch)
            case "github-push" if sha is not None and event.type == "push":
                repository.heads[event.branch] = sha
            case "github-pull-request" if sha is not None and number is not None:
                repository.pullRequests[number] = sha
            case _:
                pass
        return sha

    def _rerun(self, name: str, eventId: str, body: dict[str, JsonValue]) -> None:
        """Run the task of a check run again, if the event requests that."""
        if body.get("action") != "rerequested":
            return
        number = announceRerun(self._context.messages, name, eventId, body)
        check = self.board.checkOfId(number)
        if check is not None:
            self._queue.rerunTask(check.taskId)

    # Methods of the API

    def latest(self, owner: str, repo: str, branch: str) -> GithubStatus | None:
        """Return the latest status of the latest commit of a branch.

        A build counts as a status, even if its tasks are reported as check runs.
        """
        fullName = f"{owner}/{repo}"
        repository = self.repository(fullName)
        if repository is None:
            return None
        sha = repository.heads.get(branch, branch)  # GitHub takes a commit, too.
        found = [
            each for each in self.board.statuses if (each.repository, each.sha) == (fullName, sha)
        ]
        which = BuildFilter(shortened(owner), shortened(repo), sha)
        found += [
            statusOf(self._context, build, build.updated)
            for build in self.builds.all()
            if which.matches(build)
        ]
        return max(found, key=lambda each: each.time, default=None)

    def createStatus(
        self, owner: str, repo: str, sha: str, request: CreateStatusRequest
    ) -> EmptyResponse:
        """Add a commit status."""
        with self.timeline.enter() as now:
            self._checkInstalled(owner, repo)
            self.board.addStatus(
                GithubStatus(
                    repository=f"{owner}/{repo}",
                    sha=sha,
                    state=request.state,
                    context=request.context or "default",
                    targetUrl=request.target_url,
                    description=request.description,
                    time=now,
                )
            )
        return EmptyResponse()

    def createComment(self, owner: str, repo: str, number: str, body: str) -> EmptyResponse:
        """Add a comment to an issue or pull request."""
        with self.timeline.enter() as now:
            self._checkInstalled(owner, repo)
            if not (number.isascii() and number.isdigit()) or len(number) > _MOST_DIGITS:
                raise ApiError("ResourceNotFound", f"there is no issue {number!r}")
            comment = GithubComment(f"{owner}/{repo}", int(number), None, body, now)
            self.board.addComment(comment)
        return EmptyResponse()

    def _checkInstalled(self, owner: str, repo: str) -> None:
        if self.repository(f"{owner}/{repo}") is None:
            raise ApiError("ResourceNotFound", f"the App is not installed in {owner}/{repo}")
