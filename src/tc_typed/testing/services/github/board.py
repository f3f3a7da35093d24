"""Comments, commit statuses and check runs that the GitHub service would show on GitHub."""

from __future__ import annotations

from tc_typed.testing.services.github.records import GithubCheck, GithubComment, GithubStatus
from tc_typed.testing.timeline import Timeline

_DIGITS = 12  # Enough for keys to stay unique and sorted.


class Board:
    """Everything that GitHub would show, oldest first. Use it only inside the timeline."""

    def __init__(self, timeline: Timeline) -> None:
        """Start with what is in the store.

        Args:
            timeline: Timeline of the local Taskcluster.
        """
        store = timeline.store
        self._statusRecords = store.records("github.statuses", GithubStatus)
        self._commentRecords = store.records("github.comments", GithubComment)
        self._checkRecords = store.records("github.checks", GithubCheck)
        self.statuses: list[GithubStatus] = [each for _, each in self._statusRecords.load()]
        self.comments: list[GithubComment] = [each for _, each in self._commentRecords.load()]
        self.checks: list[GithubCheck] = [each for _, each in self._checkRecords.load()]
        self._checkOfTask = {check.taskId: check for check in self.checks}
        self._checkOfId = {check.checkRunId: check for check in self.checks}

    def addStatus(self, status: GithubStatus) -> None:
        """Add a commit status."""
        self._statusRecords.put(_key(len(self.statuses)), status)
        self.statuses.append(status)

    def addComment(self, comment: GithubComment) -> None:
        """Add a comment."""
        self._commentRecords.put(_key(len(self.comments)), comment)
        self.comments.append(comment)

    def addCheck(self, check: GithubCheck) -> None:
        """Add a check run, or an update of one."""
        self._checkRecords.put(_key(len(self.checks)), check)
        self.checks.append(check)
        self._checkOfTask[check.taskId] = check
        self._checkOfId[check.checkRunId] = check

    def checkOfTask(self, taskId: str) -> GithubCheck | None:
        """Return the latest check run of a task."""
        return self._checkOfTask.get(taskId)

    def checkOfId(self, checkRunId: int) -> GithubCheck | None:
        """Return a check run."""
        return self._checkOfId.get(checkRunId)

    @property
    def nextCheckRunId(self) -> int:
        """Number for a new check run."""
        return len(self._checkOfId) + 1


def _key(number: int) -> str:
    return f"{number:0{_DIGITS}}"
