"""Events of GitHub: their repository and role, and their details for version 0."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, get_args

from tc_typed.core.errors import InvalidCall
from tc_typed.core.texts import shownValue

if TYPE_CHECKING:
    from pydantic import JsonValue

Scalar: TypeAlias = str | int | float | None
"""A single value of an event."""

TasksFor: TypeAlias = Literal[
    "github-push",
    "github-pull-request",
    "github-pull-request-untrusted",
    "github-release",
    "github-issue-comment",
]
"""Type of an event that the GitHub service creates tasks for."""

# White space before the command stays within its line, or the time grows with its square.
_COMMAND = re.compile(r"^[^\S\n]*/taskcluster\s+(.+)$", re.MULTILINE)
_NOT_IN_NAMES = re.compile(r"[^a-zA-Z0-9_.-]")
_ASCII = re.compile(r"[\x20-\x7e]*")

_SENDER = {"event.head.user.login": "sender.login", "event.head.user.id": "sender.id"}
_PULL_REQUEST_DETAILS = {
    "event.base.repo.branch": "pull_request.base.ref",
    "event.base.repo.name": "pull_request.base.repo.name",
    "event.base.repo.url": "pull_request.base.repo.clone_url",
    "event.base.sha": "pull_request.base.sha",
    "event.base.user.login": "pull_request.base.user.login",
    "event.head.repo.branch": "pull_request.head.ref",
    "event.head.repo.name": "pull_request.head.repo.name",
    "event.head.repo.url": "pull_request.head.repo.clone_url",
    "event.head.sha": "pull_request.head.sha",
    "event.pullNumber": "number",
    "event.title": "pull_request.title",
}
_PUSH_DETAILS = {
    "event.base.ref": "ref",
    "event.base.repo.name": "repository.name",
    "event.base.repo.url": "repository.clone_url",
    "event.base.sha": "before",
    "event.base.user.login": "sender.login",
    "event.head.ref": "ref",
    "event.head.repo.name": "repository.name",
    "event.head.repo.url": "repository.clone_url",
    "event.head.sha": "after",
}
_RELEASE_DETAILS = {
    "event.base.repo.branch": "release.target_commitish",
    "event.version": "release.tag_name",
    "event.name": "release.name",
    "event.head.repo.name": "repository.name",
    "event.head.repo.url": "repository.clone_url",
    "event.release.url": "release.url",
    "event.prerelease": "release.prerelease",
    "event.draft": "release.draft",
    "event.tar": "release.tarball_url",
    "event.zip": "release.zipball_url",
}
_DETAILS: Mapping[str, Mapping[str, str]] = {
    "github-push": _PUSH_DETAILS,
    "github-pull-request": _PULL_REQUEST_DETAILS,
    "github-pull-request-untrusted": _PULL_REQUEST_DETAILS,
    "github-release": _RELEASE_DETAILS,
    "github-issue-comment": {},
}


class _Missing:
    """Marks a value that an event does not have."""


_MISSING = _Missing()


class GithubEvent(NamedTuple):
    """An event with what the GitHub service derives from it."""

    tasksFor: str
    """Type of the event, the variable `tasks_for`."""
    body: dict[str, JsonValue]
    """Body of the webhook, the variable `event`."""
    organization: str
    repository: str
    type: str
    """Type of the event in version 0: `push`, `tag`, `release` or `pull_request.<action>`."""
    roles: Mapping[int, tuple[str, ...]]
    """Scope for the role of the repository and event, by version of the file."""
    details: Mapping[str, Scalar]
    """Details that version 0 can insert."""


def readEvent(call: str, tasksFor: str, body: dict[str, JsonValue]) -> GithubEvent:
    """Derive what the GitHub service derives from a webhook.

    Args:
        call: The call, for messages.
        tasksFor: Type of the event.
        body: Body of the webhook.

    Raises:
        InvalidCall: if the type is unknown, or the body lacks a value.
    """
    if tasksFor not in (types := get_args(TasksFor)):
        raise InvalidCall(
            call, f"tasksFor must be one of {', '.join(types)}, got {shownValue(tasksFor)}"
        )
    reader = _Reader(call, body)
    organization = reader.owner("name" if tasksFor == "github-push" else "login")
    repository = _NOT_IN_NAMES.sub("", reader.text("repository.name"))
    details: dict[str, Scalar] = {}
    for name, path in {**_SENDER, **_DETAILS[tasksFor]}.items():
        value = reader.find(path)
        if not isinstance(value, _Missing | list | dict):
            details[name] = value
    login = details.get("event.head.user.login")
    if isinstance(login, str):
        email = f"{login.removesuffix('[bot]')}@users.noreply.github.com"
        details["event.head.user.email"] = email
    kind, role = _kindAndRole(tasksFor, reader, details)
    details["event.type"] = kind
    if tasksFor == "github-issue-comment" and "taskcluster_comment" not in body:
        body = {**body, "taskcluster_comment": reader.command()}
    prefix = f"assume:repo:github.com/{organization}/{repository}:"
    roles = {0: _rolesInVersionZero(prefix, kind, role), 1: (prefix + role,)}
    return GithubEvent(tasksFor, body, organization, repository, kind, roles, details)


class _Reader:
    """Reads values of a webhook's body."""

    def __init__(self, call: str, body: Mapping[str, JsonValue]) -> None:
        self._call = call
        self._body = body

    def find(self, path: str) -> JsonValue | _Missing:
        """Return a value, given the names that lead to it."""
        value: JsonValue | _Missing = dict(self._body)
        for name in path.split("."):
            value = value.get(name, _MISSING) if isinstance(value, dict) else _MISSING
        return value

    def text(self, path: str) -> str:
        """Return a string."""
        value = self.find(path)
        if not isinstance(value, str):
            found = "it is missing" if value is _MISSING else f"got {shownValue(value)}"
            raise InvalidCall(self._call, f"event.{path} must be a string, {found}")
        return value

    def owner(self, name: str) -> str:
        """Return the owner of the repository, given the name of the preferred field."""
        preferred = f"repository.owner.{name}"
        other = f"repository.owner.{'login' if name == 'name' else 'name'}"
        path = preferred if isinstance(self.find(preferred), str) else other
        if not isinstance(self.find(path), str):
            path = preferred
        return _NOT_IN_NAMES.sub("", self.text(path))

    def branch(self, path: str, *, after: int = 0) -> str:
        """Return the name of a branch or tag without the first parts of the ref."""
        branch = "/".join(self.text(path).split("/")[after:])
        if _ASCII.fullmatch(branch) is None:
            raise InvalidCall(
                self._call,
                "the names of branches and tags must consist of printable ASCII characters, "
                f"got {shownValue(branch)}",
            )
        return branch

    def command(self) -> str:
        """Return the command in a comment."""
        found = _COMMAND.search(self.text("comment.body"))
        if found is None:
            raise InvalidCall(
                self._call, "event.comment.body must have a line with /taskcluster and a command"
            )
        return found[1].strip()


def _kindAndRole(tasksFor: str, reader: _Reader, details: dict[str, Scalar]) -> tuple[str, str]:
    """Return the event's type in version 0 and its role, and add the branch or tag to details."""
    match tasksFor:
        case "github-push":
            name = reader.branch("ref", after=2)
            if reader.text("ref").split("/")[1:2] == ["tags"]:
                details["event.head.tag"] = name
                return "tag", f"tag:{name}"
            details["event.base.repo.branch"] = details["event.head.repo.branch"] = name
            return "push", f"branch:{name}"
        case "github-release":
            reader.branch("release.target_commitish")
            action = reader.find("action")
            isNamed = isinstance(action, str) and action
            return "release", f"release:{action if isNamed else 'published'}"
        case "github-issue-comment":
            return f"issue_comment.{reader.text('action')}", "pull-request"
        case _:
            details["event.head.ref"] = f"refs/heads/{reader.branch('pull_request.head.ref')}"
            base = reader.find("pull_request.base.ref")
            if isinstance(base, str):
                details["event.base.ref"] = f"refs/heads/{base}"
            return f"pull_request.{reader.text('action')}", tasksFor.removeprefix("github-")


def _rolesInVersionZero(prefix: str, kind: str, role: str) -> tuple[str, ...]:
    if kind.startswith("issue_comment."):
        return ()
    if kind.startswith("pull_request."):
        return (f"{prefix}pull-request",)
    return (f"{prefix}release:published",) if kind == "release" else (prefix + role,)
