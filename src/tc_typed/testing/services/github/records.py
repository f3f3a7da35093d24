"""Records of the GitHub service: repositories, builds, and everything it would show on GitHub."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from tc_typed.github.models import Build, BuildState, CommitStatusState

CheckStatus: TypeAlias = Literal["queued", "in_progress", "completed"]
"""Progress of a check run."""

Conclusion: TypeAlias = Literal[
    "success", "failure", "neutral", "cancelled", "timed_out", "action_required"
]
"""Result of a check run."""


@dataclass(slots=True)
class RepositoryRecord:
    """A repository that a test has added."""

    organization: str
    name: str
    defaultBranch: str
    isInstalled: bool
    installationId: int
    collaborators: list[str]
    taskclusterYml: str | None
    """Content of `.taskcluster.yml` on the default branch, and of commits without their own."""
    files: dict[str, str] = field(default_factory=dict[str, str])
    """Content of `.taskcluster.yml` by commit, where it differs."""
    heads: dict[str, str] = field(default_factory=dict[str, str])
    """Commits by branch."""
    pullRequests: dict[int, str] = field(default_factory=dict[int, str])
    """Commits by number of the pull request."""


@dataclass(slots=True)
class BuildRecord:
    """A task group that was created for an event."""

    organization: str
    """Owner of the repository, with `%` for dots."""
    repository: str
    """Name of the repository, with `%` for dots."""
    sha: str
    state: BuildState
    taskGroupId: str
    eventType: str
    eventId: str
    created: datetime
    updated: datetime
    pullRequestNumber: int | None

    def model(self) -> Build:
        """Return the build as it is in responses."""
        return Build(
            organization=self.organization,
            repository=self.repository,
            sha=self.sha,
            state=self.state,
            taskGroupId=self.taskGroupId,
            eventType=self.eventType,
            eventId=self.eventId,
            created=self.created,
            updated=self.updated,
            pullRequestNumber=self.pullRequestNumber,
        )


@dataclass(frozen=True, slots=True)
class GithubStatus:
    """A commit status that GitHub would show."""

    repository: str
    """Name with the owner, `owner/name`."""
    sha: str
    state: CommitStatusState
    context: str
    """Name of the status; a later one with the same name replaces it on GitHub."""
    targetUrl: str | None
    description: str | None
    time: datetime


@dataclass(frozen=True, slots=True)
class GithubComment:
    """A comment that GitHub would show."""

    repository: str
    """Name with the owner, `owner/name`."""
    number: int | None
    """Number of the issue or pull request; `None` for a comment on a commit."""
    sha: str | None
    """Commit, for a comment on a commit."""
    body: str
    """Text in Markdown."""
    time: datetime


@dataclass(frozen=True, slots=True)
class GithubCheck:
    """A check run, which represents a task, as it was created or updated."""

    repository: str
    """Name with the owner, `owner/name`."""
    sha: str
    checkRunId: int
    """Number of the check run. A rerun has another one, an update does not."""
    taskId: str
    name: str
    """Name of the task."""
    status: CheckStatus
    conclusion: Conclusion | None
    """Result, `None` unless it is completed."""
    title: str
    summary: str
    """Description of the task."""
    detailsUrl: str
    time: datetime


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """Settings of the webhook."""

    secret: str | None = field(repr=False)
    """Secret that signs requests, `None` if they need no signature."""


def shortened(name: str) -> str:
    """Return the name of an owner or repository as it is in messages and lists of builds."""
    return name.replace(".", "%")
