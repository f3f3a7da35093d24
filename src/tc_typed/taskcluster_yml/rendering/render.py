"""Render a `.taskcluster.yml` like Taskcluster's GitHub service."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError

from tc_typed.core.errors import InvalidCall
from tc_typed.core.models.problems import MOST_ERRORS, firstProblem
from tc_typed.core.models.timestamps import formatTimestamp
from tc_typed.core.texts import shownValue
from tc_typed.github.models import LegacyTaskclusterYml, TaskclusterYml, TaskclusterYmlHook
from tc_typed.slugs import slugId
from tc_typed.taskcluster_yml.json_e.template import JsonPath, NotRendered
from tc_typed.taskcluster_yml.read import (
    TOO_DEEP,
    AnyTaskclusterYml,
    Document,
    InvalidTaskclusterYml,
    Problem,
    readContent,
    readTaskclusterYml,
)
from tc_typed.taskcluster_yml.rendering.arguments import asJsonObject, currentTime
from tc_typed.taskcluster_yml.rendering.checks import checkedTask, isSlugId
from tc_typed.taskcluster_yml.rendering.draft import SCHEDULER_ID, Draft
from tc_typed.taskcluster_yml.rendering.github_event import GithubEvent, readEvent
from tc_typed.taskcluster_yml.rendering.rendered import (
    RenderedHookCall,
    RenderedTask,
    TaskclusterYmlRendering,
)
from tc_typed.taskcluster_yml.rendering.version_one import renderVersionOne
from tc_typed.taskcluster_yml.rendering.version_zero import renderVersionZero

if TYPE_CHECKING:
    from pydantic import JsonValue

_CALL = "renderTaskclusterYml"


def renderTaskclusterYml(
    file: str | Path | AnyTaskclusterYml,
    *,
    tasksFor: str,
    event: Mapping[str, JsonValue] | BaseModel,
    rootUrl: str | None = None,
    now: datetime | None = None,
) -> TaskclusterYmlRendering:
    """Return the tasks that the GitHub service would create for an event.

    Nothing is sent. The extra `yaml` has to be installed for files of version 1.

    The policy is not applied: the GitHub service takes it from the default branch, asks GitHub
    whether the author of a pull request is a collaborator, and then creates the tasks, or none, or
    those for `github-pull-request-untrusted`. It does not create tasks either if a commit message
    or the title of a pull request contains `[skip ci]`.

    Args:
        file: Path of the file, or what `parseTaskclusterYml` returned. In the latter case, messages
            contain the lines of `file.model_dump_json(indent=2)`.
        tasksFor: Type of the event: `github-push` (also for tags), `github-pull-request`,
            `github-pull-request-untrusted`, `github-release` or `github-issue-comment`.
        event: Body of GitHub's webhook, or a model such as `tc_typed.github.PushWebhook`.
        rootUrl: Root URL of the deployment, the variable `taskcluster_root_url`. Defaults to the
            environment variable `TASKCLUSTER_ROOT_URL`; without it, expressions can't use the
            variable.
        now: Time of the event, an aware datetime. Defaults to now.

    Returns:
        Tasks with ids, and scopes. `tasks` is empty if the file has no tasks for the event.

    Raises:
        InvalidTaskclusterYml: if the GitHub service would reject the file for this event, or the
            queue one of the tasks. Names file, line, field, and the expression or rule.
        InvalidCall: if another argument is invalid.
        MissingExtra: if json-e is not installed.
        OSError: if the file can't be read.

    Example:
        ```python
        rendering = renderTaskclusterYml(".taskcluster.yml", tasksFor="github-push", event=event)
        for rendered in rendering.tasks:
            print(rendered.taskId, rendered.task.metadata.name)
        ```
    """
    time = currentTime(_CALL, now)
    githubEvent = readEvent(_CALL, tasksFor, asJsonObject(_CALL, "event", event))
    rootUrl = rootUrl or os.environ.get("TASKCLUSTER_ROOT_URL") or None
    name, text = _source(file)
    document, config = readTaskclusterYml(text, name)
    try:
        return _Renderer(document, githubEvent, rootUrl, time).render(config)
    except NotRendered as error:
        problems = [document.problem(error.path, error.message)]
    except _Invalid as error:
        problems = error.problems
    except RecursionError:
        problems = [Problem(1, 1, "", TOO_DEEP)]
    raise InvalidTaskclusterYml(name, problems, _CALL)


def _source(file: str | Path | AnyTaskclusterYml) -> tuple[str, str | bytes]:
    """Return the name and the content of a file."""
    match file:
        case str() | Path():
            return str(file), readContent(file)
        case TaskclusterYml() | LegacyTaskclusterYml():
            return type(file).__name__, file.model_dump_json(indent=2)
        case _:
            raise InvalidCall(
                _CALL,
                "file must be a path, or the result of parseTaskclusterYml, "
                f"got {shownValue(file)}",
            )


class _Invalid(Exception):
    """Rendered tasks are invalid."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems


class _Renderer:
    """Renders a file for an event."""

    def __init__(
        self, document: Document, event: GithubEvent, rootUrl: str | None, now: datetime
    ) -> None:
        self._document = document
        self._event = event
        self._now = now
        self._variables: dict[str, JsonValue] = {
            "event": event.body,
            "now": formatTimestamp(now),
            "tasks_for": event.tasksFor,
        }
        if rootUrl is not None:
            self._variables["taskcluster_root_url"] = rootUrl
        self._problems: list[Problem] = []

    def render(self, config: AnyTaskclusterYml) -> TaskclusterYmlRendering:
        """Render the file, given its valid content.

        Raises:
            NotRendered: if an expression or the structure of the result is invalid.
            _Invalid: if tasks are invalid.
        """
        value = self._document.value
        content = value if isinstance(value, dict) else {}  # The model has checked that it is one.
        if config.version == 0:
            draft = renderVersionZero(content, self._event, self._now)
        else:
            draft = renderVersionOne(_CALL, content, self._variables, formatTimestamp(self._now))
        tasks = tuple(self._tasks(draft))
        hooks = tuple(self._hooks(draft))
        if self._problems:
            raise _Invalid(sorted(self._problems, key=lambda it: (it.line, it.column, it.field)))
        scopes = (
            *self._event.roles[config.version],
            f"queue:route:{draft.route}",
            f"queue:scheduler-id:{SCHEDULER_ID}",
        )
        return TaskclusterYmlRendering(config.version, tasks, hooks, scopes)

    def _tasks(self, draft: Draft) -> list[RenderedTask]:
        tasks: list[RenderedTask] = []
        for taskId, content, place in draft.tasks:
            if not isSlugId(taskId):
                found = f"must be a slugid, got {shownValue(taskId)}"
                self._report(draft, (*place, "taskId"), found)
            checked = checkedTask(content)
            if isinstance(checked, list):
                for field, message in checked:
                    self._report(draft, (*place, *field), message)
            else:
                tasks.append(RenderedTask(str(taskId), checked))
        return tasks

    def _hooks(self, draft: Draft) -> list[RenderedHookCall]:
        hooks: list[RenderedHookCall] = []
        for index, content in enumerate(draft.hooks):
            try:
                hook = TaskclusterYmlHook.model_validate(content)
            except ValidationError as error:
                self._report(draft, ("hooks", index), firstProblem(error))
                continue
            context = asJsonObject(_CALL, "context", hook.context or {})
            payload: dict[str, JsonValue] = {
                **self._variables,
                "context": context,
                "taskId": slugId(),
            }
            hooks.append(RenderedHookCall(hook.name, payload))
        return hooks

    def _report(self, draft: Draft, place: JsonPath, message: str) -> None:
        if len(self._problems) == MOST_ERRORS:
            raise _Invalid([Problem(1, 1, "", f"the tasks have over {MOST_ERRORS:,} problems")])
        field = ".".join(map(str, place))
        origin = draft.origin(place)
        self._problems.append(self._document.problem(origin, message, renderedField=field))
