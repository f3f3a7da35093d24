"""GitHub as the local Taskcluster's GitHub service sees it: repositories, events, and results."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from pydantic import BaseModel

from tc_typed.core.errors import InvalidCall
from tc_typed.core.texts import shownValue
from tc_typed.github.models import Build
from tc_typed.taskcluster_yml.rendering.arguments import asJsonObject
from tc_typed.testing.services.github.records import (
    GithubCheck,
    GithubComment,
    GithubStatus,
    RepositoryRecord,
)
from tc_typed.testing.services.github.sample_events import samplePullRequest, samplePush

if TYPE_CHECKING:
    from pydantic import JsonValue

    from tc_typed.testing.services.github.state import GithubState

_INSTALLATION = 1
_BRANCH = "main"
_USER = "awesome-dev"
_SHA = "5" * 40


class LocalGithub:
    """Replaces GitHub for a local Taskcluster.

    Add repositories, deliver events, and read the comments, statuses and check runs that the
    service would show on GitHub. Events can also be sent to the webhook, `POST
    /api/github/v1/github` with the headers that GitHub sends.

    Example:
        ```python
        local.createRole("repo:github.com/example/app:*", ["queue:*"])
        text = Path(".taskcluster.yml").read_text()
        local.github.addRepository("example/app", taskclusterYml=text)
        build = local.github.push("example/app")
        assert build is not None and build.state == "pending", local.github.comments
        local.runTasks(build.taskGroupId, ["true"])
        assert local.github.builds[0].state == "success"
        ```
    """

    def __init__(self, state: Callable[[], GithubState]) -> None:
        """Replace GitHub.

        Args:
            state: Function that returns the current state of the service; a reset replaces it.
        """
        self._state = state

    def addRepository(
        self,
        repository: str,
        *,
        taskclusterYml: str | None = None,
        collaborators: Sequence[str] = (),
        defaultBranch: str = _BRANCH,
        installed: bool = True,
    ) -> None:
        """Add a repository, or replace the one with the same name.

        Args:
            repository: Name with the owner, `example/app`.
            taskclusterYml: Content of `.taskcluster.yml` on the default branch, whose policy
                applies to pull requests. Defaults to none.
            collaborators: Names of the users whose pull requests and comments are trusted.
            defaultBranch: Name of the default branch. Defaults to `main`.
            installed: Whether the App is installed in the repository.

        Raises:
            InvalidCall: if the name has no owner.

        Example:
            ```python
            local.github.addRepository("example/app", taskclusterYml=text, collaborators=["ada"])
            ```
        """
        owner, name = _split("addRepository", repository)
        record = RepositoryRecord(
            organization=owner,
            name=name,
            defaultBranch=defaultBranch,
            isInstalled=installed,
            installationId=_INSTALLATION,
            collaborators=[*collaborators],
            taskclusterYml=taskclusterYml,
        )
        self._state().addRepository(record)

    def deliver(
        self,
        event: str,
        body: Mapping[str, JsonValue] | BaseModel,
        *,
        taskclusterYml: str | None = None,
        eventId: str | None = None,
    ) -> Build | None:
        """Deliver an event to the service, which sends its message and creates its tasks.

        Args:
            event: Name of the event, as in the header `X-GitHub-Event`: `push`, `pull_request`,
                `release`, `issue_comment` or `check_run`.
            body: Body of the webhook, or a model such as `tc_typed.github.PushWebhook`.
            taskclusterYml: Content of `.taskcluster.yml` in the commit of the event, where it
                differs from that of the default branch. A push to the default branch changes that,
                too.
            eventId: Id of the delivery. Defaults to a random one.

        Returns:
            The build, or `None` if the event gets no tasks. If the build's tasks can't be created,
            its state is `error`. `comments` has the reason if the service would explain it on
            GitHub.

        Raises:
            InvalidCall: if the event is unknown or lacks a value, or the App is not installed in
                its repository.
            RuntimeError: if the local Taskcluster is not started.

        Example:
            ```python
            build = local.github.deliver("push", json.loads(Path("push.json").read_text()))
            ```
        """
        content = asJsonObject("LocalGithub.deliver", "body", body)
        delivery = str(uuid4()) if eventId is None else eventId
        build = self._state().deliver(event, delivery, content, taskclusterYml)
        return None if build is None else build.model()

    def push(
        self,
        repository: str,
        *,
        branch: str = _BRANCH,
        sha: str = _SHA,
        taskclusterYml: str | None = None,
    ) -> Build | None:
        """Deliver a sample of a push of one commit.

        Args:
            repository: Name with the owner, `example/app`.
            branch: Branch that was pushed. Defaults to `main`.
            sha: Commit that was pushed.
            taskclusterYml: Content of `.taskcluster.yml` in that commit, as for `deliver`.

        Returns:
            The build, or `None` if the event gets no tasks, as for `deliver`.

        Raises:
            InvalidCall: if the App is not installed in the repository.
            RuntimeError: if the local Taskcluster is not started.
        """
        body = samplePush(*_split("push", repository), branch=branch, sha=sha)
        return self.deliver("push", body, taskclusterYml=taskclusterYml)

    def pullRequest(
        self,
        repository: str,
        number: int = 1,
        *,
        action: str = "opened",
        user: str = _USER,
        sha: str = _SHA,
        taskclusterYml: str | None = None,
    ) -> Build | None:
        """Deliver a sample of an event of a pull request from a user's fork.

        Args:
            repository: Name with the owner, `example/app`.
            number: Number of the pull request.
            action: Event of the pull request, `opened` or `synchronize` for example.
            user: User who opened it.
            sha: Latest commit of its branch.
            taskclusterYml: Content of `.taskcluster.yml` in that commit, as for `deliver`.

        Returns:
            The build, or `None` if the event gets no tasks, as for `deliver`.

        Raises:
            InvalidCall: if the App is not installed in the repository.
            RuntimeError: if the local Taskcluster is not started.
        """
        owner, name = _split("pullRequest", repository)
        body = samplePullRequest(owner, name, action, number=number, user=user, sha=sha)
        return self.deliver("pull_request", body, taskclusterYml=taskclusterYml)

    @property
    def builds(self) -> list[Build]:
        """All builds, oldest first."""
        state = self._state()
        with state.timeline.enter():
            return [build.model() for build in state.builds.all()]

    @property
    def comments(self) -> list[GithubComment]:
        """Comments of the service and of `createComment`, oldest first."""
        state = self._state()
        with state.timeline.enter():
            return [*state.board.comments]

    @property
    def statuses(self) -> list[GithubStatus]:
        """Commit statuses of the service and of `createStatus`, oldest first."""
        state = self._state()
        with state.timeline.enter():
            return [*state.board.statuses]

    @property
    def checks(self) -> list[GithubCheck]:
        """Check runs as they were created and updated, oldest first.

        Only tasks of files with `reporting: checks-v1` have them.
        """
        state = self._state()
        with state.timeline.enter():
            return [*state.board.checks]

    @property
    def webhookSecret(self) -> str | None:
        """Secret that signs the webhook's requests. By default they need no signature."""
        return self._state().webhookSecret

    @webhookSecret.setter
    def webhookSecret(self, secret: str | None) -> None:
        self._state().webhookSecret = secret


def _split(method: str, repository: str) -> tuple[str, str]:
    owner, _, name = repository.partition("/")
    if not owner or not name or "/" in name:
        found = shownValue(repository)
        raise InvalidCall(f"LocalGithub.{method}", f"repository must be owner/name, got {found}")
    return owner, name
