"""Rendering of version 0: `{{ parameters }}`, and tasks chosen by `extra.github`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from tc_typed.core.errors import InvalidCall
from tc_typed.core.models.timestamps import toMilliseconds
from tc_typed.core.texts import shownValue
from tc_typed.slugs import slugId
from tc_typed.taskcluster_yml.json_e.template import JsonPath, NotRendered
from tc_typed.taskcluster_yml.rendering.draft import (
    SCHEDULER_ID,
    STATUS_ROUTE,
    Draft,
    DraftTask,
    withRoute,
)
from tc_typed.taskcluster_yml.rendering.github_event import GithubEvent, Scalar
from tc_typed.taskcluster_yml.yaml.scalars import textOf
from tc_typed.times import fromNowJSON

if TYPE_CHECKING:
    from pydantic import JsonValue

_QUOTED = re.compile(r""""([^"]*)"|'([^']*)'""")
_ONLY_PARAMETER = re.compile(r"\{\{([^}]+)\}\}")
# It also matches a start without an end, so that no part of the text is read twice.
_PARAMETER = re.compile(r"\{\{([^}]*)(\}\})?")
_FROM_NOW = "$fromNow"
_DEFAULTS: Mapping[str, JsonValue] = {
    "created": "{{ $fromNow }}",
    "deadline": "{{ '1 day' | $fromNow }}",
}
_ENVIRONMENT = {
    "GITHUB_EVENT": "event.type",
    "GITHUB_BRANCH": "event.base.repo.branch",
    "GITHUB_PULL_REQUEST": "event.pullNumber",
    "GITHUB_PULL_TITLE": "event.title",
    "GITHUB_BASE_REPO_NAME": "event.base.repo.name",
    "GITHUB_BASE_REPO_URL": "event.base.repo.url",
    "GITHUB_BASE_USER": "event.base.user.login",
    "GITHUB_BASE_SHA": "event.base.sha",
    "GITHUB_BASE_BRANCH": "event.base.repo.branch",
    "GITHUB_BASE_REF": "event.base.ref",
    "GITHUB_HEAD_REPO_NAME": "event.head.repo.name",
    "GITHUB_HEAD_REPO_URL": "event.head.repo.url",
    "GITHUB_HEAD_USER": "event.head.user.login",
    "GITHUB_HEAD_SHA": "event.head.sha",
    "GITHUB_HEAD_BRANCH": "event.head.repo.branch",
    "GITHUB_HEAD_TAG": "event.head.tag",
    "GITHUB_HEAD_REF": "event.head.ref",
    "GITHUB_HEAD_USER_EMAIL": "event.head.user.email",
}
"""Details that are set as environment variables of tasks with `extra.github.env`."""


def renderVersionZero(content: Mapping[str, JsonValue], event: GithubEvent, now: datetime) -> Draft:
    """Render a file.

    Args:
        content: Content of the file, which is valid.
        event: The event.
        now: Current time.

    Raises:
        NotRendered: if the GitHub service would fail.
    """
    parameters = _Parameters(event, now)
    tasks: list[DraftTask] = []
    taskGroupId = slugId()
    found = content.get("tasks")
    templates = found if isinstance(found, list) else []
    for index, template in enumerate(it for it in templates if isinstance(it, dict)):
        path = ("tasks", index)
        task = parameters.replaceIn({**_DEFAULTS, **template}, path)
        github = _githubExtra(task, path)
        if _isFor(github, event, path):
            withRoute(task, STATUS_ROUTE, (*path, "routes"))
            if github.get("env"):
                _addEnvironment(task, event, path)
            task.update(taskGroupId=taskGroupId, schedulerId=SCHEDULER_ID)
            tasks.append(DraftTask(slugId() if tasks else taskGroupId, task, path))
    return Draft(tasks, [], STATUS_ROUTE, tuple)


class _Parameters:
    """Replaces parameters by their values."""

    def __init__(self, event: GithubEvent, now: datetime) -> None:
        self._now = now
        self._values: Mapping[str, Scalar] = {
            **event.details,
            "timestamp": toMilliseconds(now),
            "organization": event.organization,
            "repository": event.repository,
            # Only some deployments have others.
            "taskcluster.docker.provisionerId": "unknown",
            "taskcluster.docker.workerType": "unknown",
        }

    def replaceIn(self, mapping: Mapping[str, JsonValue], path: JsonPath) -> dict[str, JsonValue]:
        """Replace the parameters in all strings of a mapping, including keys.

        Args:
            mapping: The mapping.
            path: Its path in the file.

        Raises:
            NotRendered: if `$fromNow` does not understand an offset.
        """
        replaced: dict[str, JsonValue] = {}
        for key, value in mapping.items():
            name = self._replace(key, path)
            place = (*path, key)
            replaced[name if isinstance(name, str) else key] = self._replaceAll(value, place)
        return replaced

    def _replaceAll(self, value: JsonValue, path: JsonPath) -> JsonValue:
        match value:
            case str():
                return self._replace(value, path)
            case list():
                return [self._replaceAll(item, (*path, index)) for index, item in enumerate(value)]
            case dict():
                return self.replaceIn(value, path)
            case None:
                return {}  # Taskcluster treats null as a mapping.
            case _:
                return value

    def _replace(self, text: str, path: JsonPath) -> Scalar:
        if (only := _ONLY_PARAMETER.fullmatch(text)) is not None:
            return self._value(only[1], text, path)
        return _PARAMETER.sub(
            lambda found: textOf(self._value(found[1], found[0], path)) if found[2] else found[0],
            text,
        )

    def _value(self, expression: str, unchanged: str, path: JsonPath) -> Scalar:
        """Return the value of a parameter, unchanged text if it is unknown."""
        first, *functions = expression.split("|")
        name = first.strip()
        if any(function.strip() != _FROM_NOW for function in functions):
            return unchanged
        if (quoted := _QUOTED.search(first)) is not None:
            value: Scalar = quoted[1] or quoted[2] or ""
        elif name == _FROM_NOW:
            value = self._fromNow("", path)
        elif name in self._values:
            value = self._values[name]
        else:
            return unchanged
        for _ in functions:
            value = self._fromNow(value, path)
        return value

    def _fromNow(self, offset: Scalar, path: JsonPath) -> str:
        try:
            return fromNowJSON(offset if isinstance(offset, str) else "?", self._now)
        except InvalidCall as error:
            message = error.reason
        raise NotRendered(path, message)


def _githubExtra(task: Mapping[str, JsonValue], path: JsonPath) -> Mapping[str, JsonValue]:
    """Return the conditions and options of a task in `extra.github`; empty if there are none."""
    extra = task.get("extra")
    github = (extra.get("github") if isinstance(extra, dict) else None) or {}
    if not isinstance(github, dict):
        raise NotRendered(
            (*path, "extra", "github"), f"must be a mapping, got {shownValue(github)}"
        )
    return github


def _isFor(github: Mapping[str, JsonValue], event: GithubEvent, path: JsonPath) -> bool:
    """Whether a task is for this type of event and branch."""
    if not github:
        return False
    place = (*path, "extra", "github")
    events, included, excluded = map(github.get, ("events", "branches", "excludeBranches"))
    if not isinstance(events, list):
        raise NotRendered(place, "events must be a list of the events that the task is for")
    if included and excluded:
        raise NotRendered(place, "branches and excludeBranches can't be combined")
    isForType = any(event.type.startswith(str(name).rstrip("*")) for name in events)
    if event.type != "push":
        return isForType
    branch = event.details.get("event.base.repo.branch")
    return isForType and (_lists(included, branch) if included else not _lists(excluded, branch))


def _lists(branches: JsonValue, branch: Scalar) -> bool:
    return isinstance(branches, list) and branch in branches


def _addEnvironment(task: dict[str, JsonValue], event: GithubEvent, path: JsonPath) -> None:
    payload = task.get("payload")
    env = (payload.get("env") or {}) if isinstance(payload, dict) else None
    if not isinstance(payload, dict) or not isinstance(env, dict):
        raise NotRendered(path, "payload.env must be a mapping, because extra.github.env is set")
    added = {
        name: event.details[detail]
        for name, detail in _ENVIRONMENT.items()
        if detail in event.details
    }
    if number := added.get("GITHUB_PULL_REQUEST"):
        added["GITHUB_PULL_REQUEST"] = textOf(number)
    payload["env"] = {**env, **added}
