"""Builds of the GitHub service, and their states."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from tc_typed.core.models.timestamps import formatTimestamp
from tc_typed.github.models import BuildState, ListBuildsResponse
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.server.paging import PageRequest, page
from tc_typed.testing.services.github.records import BuildRecord
from tc_typed.testing.services.queue.state import QueueState
from tc_typed.testing.timeline import Timeline


@dataclass(frozen=True, slots=True)
class BuildFilter:
    """Values that builds must have; `None` and an empty string stand for any."""

    organization: str | None = None
    """Owner of the repository, with `%` for dots."""
    repository: str | None = None
    """Name of the repository, with `%` for dots."""
    sha: str | None = None
    pullRequest: str | None = None
    """Number of the pull request."""

    def matches(self, build: BuildRecord) -> bool:
        """Whether a build has the values."""
        return (
            self.organization in (None, "", build.organization)
            and self.repository in (None, "", build.repository)
            and self.sha in (None, "", build.sha)
            and (not self.pullRequest or build.pullRequestNumber == int(self.pullRequest))
        )


class Builds:
    """Builds by their task group. Safe to use from several threads."""

    def __init__(self, timeline: Timeline, queue: QueueState) -> None:
        """Start with the builds in the store.

        Args:
            timeline: Timeline of the local Taskcluster.
            queue: State of the queue.
        """
        self._timeline = timeline
        self._queue = queue
        self._records = timeline.store.records("github.builds", BuildRecord)
        self._builds = dict(self._records.load())

    def all(self) -> list[BuildRecord]:
        """Return all builds, oldest first."""
        return [*self._builds.values()]

    def get(self, taskGroupId: str) -> BuildRecord | None:
        """Return the build of a task group."""
        return self._builds.get(taskGroupId)

    def add(self, build: BuildRecord) -> None:
        """Add a build."""
        self._builds[build.taskGroupId] = build
        self._records.put(build.taskGroupId, build)

    def setState(self, build: BuildRecord, state: BuildState, now: datetime) -> None:
        """Change the state of a build."""
        build.state, build.updated = state, now
        self._records.put(build.taskGroupId, build)

    def find(self, which: BuildFilter, request: PageRequest) -> ListBuildsResponse:
        """Return builds, those first whose state has not changed for the longest time."""
        if which.repository and not which.organization:
            raise ApiError("InputError", "repository can only be given with organization")
        if (which.sha or which.pullRequest) and not which.repository:
            raise ApiError(
                "InputError",
                "sha and pullRequest can only be given with organization and repository",
            )
        with self._timeline.enter():
            builds, token = page(self._matching(which), _order, request)
            return ListBuildsResponse(
                builds=[build.model() for build in builds], continuationToken=token
            )

    def _matching(self, which: BuildFilter) -> list[BuildRecord]:
        return [build for build in self._builds.values() if which.matches(build)]

    def cancel(self, which: BuildFilter) -> ListBuildsResponse:
        """Cancel the pending builds of a repository, and their task groups."""
        with self._timeline.enter() as now:
            found = self._matching(which)
            pending = sorted((each for each in found if each.state == "pending"), key=_order)
            if not pending:
                raise ApiError("ResourceNotFound", "there are no pending builds to cancel")
            models = [build.model() for build in pending]
            for build, model in zip(pending, models, strict=True):
                model.state = "cancelled"  # Like a real server, with the time of the last change.
                self.cancelBuild(build, now)
            return ListBuildsResponse(builds=models)

    def cancelBuild(self, build: BuildRecord, now: datetime) -> None:
        """Cancel a build and its task group."""
        self.setState(build, "cancelled", now)  # Messages about its tasks don't change this.
        with suppress(ApiError):  # None of its tasks could be created.
            self._queue.sealTaskGroup(build.taskGroupId)
            self._queue.cancelTaskGroup(build.taskGroupId)

    def cancelOlder(self, build: BuildRecord, now: datetime) -> None:
        """Cancel the pending builds of older commits of the same pull request."""
        for other in self._matching(BuildFilter(build.organization, build.repository)):
            if (
                other.state == "pending"
                and other.pullRequestNumber == build.pullRequestNumber
                and other.sha != build.sha
            ):
                self.cancelBuild(other, now)


def _order(build: BuildRecord) -> str:
    return f"{formatTimestamp(build.updated)} {build.taskGroupId}"
