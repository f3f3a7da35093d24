"""Events from GitHub: their checks, and the messages about them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard

from tc_typed.core.errors import InvalidCall
from tc_typed.core.texts import shownValue
from tc_typed.github.events import GithubEvents
from tc_typed.github.models import PullRequestMessage, PushMessage, ReleaseMessage, RerunMessage
from tc_typed.taskcluster_yml.rendering.github_event import readEvent
from tc_typed.testing.messages import Messages
from tc_typed.testing.services.github.records import shortened

if TYPE_CHECKING:
    from pydantic import JsonValue

_TASKS_FOR: Mapping[str, str] = {
    "push": "github-push",
    "pull_request": "github-pull-request",
    "release": "github-release",
    "issue_comment": "github-issue-comment",
}
EVENTS: tuple[str, ...] = (*_TASKS_FOR, "check_run")
"""Events that the service acts on, by the name in the header `X-GitHub-Event`."""

_CALL = "LocalGithub.deliver"
_VERSION = 1
_SKIP = re.compile(r"\[(skip ci|ci skip)\]", re.IGNORECASE)
_COMMAND = "/taskcluster "
_NO_BRANCH = "unknown"


@dataclass(frozen=True, slots=True)
class IncomingEvent:
    """An event from GitHub."""

    tasksFor: str
    """Type of the event, as in `.taskcluster.yml`."""
    type: str
    """Type of the event with its action, such as `push`, `tag` or `pull_request.opened`."""
    eventId: str
    body: dict[str, JsonValue]
    organization: str
    repository: str
    details: dict[str, JsonValue]
    branch: str
    installationId: int
    action: str

    @property
    def fullName(self) -> str:
        """Name of the repository with its owner."""
        return f"{self.organization}/{self.repository}"

    @property
    def pullRequestNumber(self) -> int | None:
        """Number of the pull request, `None` if the event is not about one."""
        number = valueAt(self.body, "number")
        if self.tasksFor == "github-issue-comment":
            number = valueAt(self.body, "issue.number")
        return number if _isInteger(number) else None

    @property
    def sha(self) -> str | None:
        """Commit that the event is about, if the event contains it."""
        sha = self.details.get("event.head.sha")
        return sha if isinstance(sha, str) else None

    @property
    def isSkipped(self) -> bool:
        """Whether the event asks for no tasks, or can't have any."""
        texts = [valueAt(self.body, "pull_request.title")]
        commits = self.body.get("commits")
        if isinstance(commits, list):
            texts += [valueAt(commit, "message") for commit in commits if isinstance(commit, dict)]
        isDeleted = self.tasksFor == "github-push" and self.body.get("deleted") is True
        return isDeleted or any(isinstance(text, str) and _SKIP.search(text) for text in texts)


def readIncoming(event: str, eventId: str, body: dict[str, JsonValue]) -> IncomingEvent | None:
    """Read an event for which tasks may be created; return `None` if it is not of that kind.

    Args:
        event: Name of the event, as in the header `X-GitHub-Event`.
        eventId: Id of the delivery.
        body: Body of the webhook.

    Raises:
        InvalidCall: if the body lacks a value.
    """
    tasksFor = _TASKS_FOR.get(event)
    if tasksFor is None or (event == "issue_comment" and not _isCommand(body)):
        return None
    known = readEvent(_CALL, tasksFor, body)
    details: dict[str, JsonValue] = {**known.details}
    branch = details.get("event.head.repo.branch") or details.get("event.head.tag")
    if event == "release":
        branch = valueAt(body, "release.target_commitish")
    if event == "issue_comment":
        details.pop("event.head.user.id", None)
        details["taskcluster_comment"] = known.body["taskcluster_comment"]
    details["event.type"] = known.type
    action = body.get("action")
    return IncomingEvent(
        tasksFor=tasksFor,
        type=known.type,
        eventId=eventId,
        body=body,
        organization=known.organization,
        repository=known.repository,
        details=details,
        branch=branch if isinstance(branch, str) else _NO_BRANCH,
        installationId=installationOf(body),
        action=action if isinstance(action, str) else "",
    )


def _isCommand(body: Mapping[str, JsonValue]) -> bool:
    comment = valueAt(body, "comment.body")
    isPullRequest = valueAt(body, "issue.pull_request") is not None
    isNew = body.get("action") in ("created", "edited")
    return isNew and isPullRequest and isinstance(comment, str) and _COMMAND in comment


def announce(messages: Messages, event: IncomingEvent) -> None:
    """Send the message about an event.

    Args:
        messages: Messages of the local Taskcluster.
        event: The event.
    """
    fields: dict[str, object] = {
        "version": _VERSION,
        "organization": shortened(event.organization),
        "repository": shortened(event.repository),
        "tasks_for": event.tasksFor,
        "branch": event.branch,
        "eventId": event.eventId,
        "installationId": event.installationId,
        "body": event.body,
        "details": event.details,
    }
    words = {
        "organization": shortened(event.organization),
        "repository": shortened(event.repository),
    }
    match event.tasksFor:
        case "github-push":
            push = PushMessage.model_validate(fields)
            messages.publish(GithubEvents.push, push, **words)
        case "github-release":
            release = ReleaseMessage.model_validate(fields)
            messages.publish(GithubEvents.release, release, **words)
        case _:
            pull = PullRequestMessage.model_validate({**fields, "action": event.action})
            messages.publish(GithubEvents.pullRequest, pull, **words, action=event.action)


def announceRerun(
    messages: Messages, fullName: str, eventId: str, body: dict[str, JsonValue]
) -> int:
    """Send the message about a check run that is to run again; return the number of the check run.

    Args:
        messages: Messages of the local Taskcluster.
        fullName: Name of the repository with its owner.
        eventId: Id of the delivery.
        body: Body of the webhook.

    Raises:
        InvalidCall: if the body lacks a value.
    """
    organization, _, repository = fullName.partition("/")
    checkRunId, checkSuiteId = (
        _number(body, f"check_run.{path}") for path in ("id", "check_suite.id")
    )
    message = RerunMessage(
        version=_VERSION,
        organization=shortened(organization),
        repository=shortened(repository),
        checkRunId=checkRunId,
        checkSuiteId=checkSuiteId,
        tasks_for="github-push",
        eventId=eventId,
        installationId=installationOf(body),
        body=body,
        details={},
    )
    messages.publish(
        GithubEvents.rerun,
        message,
        organization=message.organization,
        repository=message.repository,
    )
    return checkRunId


def repositoryOf(body: Mapping[str, JsonValue]) -> str:
    """Return the name of the repository of an event with its owner.

    Raises:
        InvalidCall: if it is missing.
    """
    name = valueAt(body, "repository.full_name")
    if not isinstance(name, str):
        found = shownValue(name)
        raise InvalidCall(_CALL, f"event.repository.full_name must be a string, got {found}")
    return name


def installationOf(body: Mapping[str, JsonValue]) -> int:
    """Return the id of the installation that an event was sent through, 0 if it has none."""
    number = valueAt(body, "installation.id")
    return number if _isInteger(number) else 0


def _number(body: Mapping[str, JsonValue], path: str) -> int:
    value = valueAt(body, path)
    if not _isInteger(value):
        raise InvalidCall(_CALL, f"event.{path} must be an integer, got {shownValue(value)}")
    return value


def _isInteger(value: JsonValue) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def valueAt(body: Mapping[str, JsonValue], path: str) -> JsonValue:
    """Return a value in an event, `None` if it is missing.

    Args:
        body: Body of the webhook.
        path: Names that lead to the value, separated by dots.
    """
    value: JsonValue = {**body}
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value
