"""Results of rendering: tasks with their ids, and the scopes that creating them needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tc_typed.queue.models import TaskDefinition
from tc_typed.queue.operations import createTask
from tc_typed.scopes.params import scopeParams
from tc_typed.scopes.patterns import expandExpression

if TYPE_CHECKING:
    from pydantic import JsonValue

    from tc_typed.scopes.patterns import Requirement


@dataclass(frozen=True, slots=True)
class RenderedTask:
    """A task that Taskcluster would create."""

    taskId: str
    """Id of the task. Ids that Taskcluster chooses are different for each rendering."""
    task: TaskDefinition
    """Definition of the task, with everything that Taskcluster adds."""

    @property
    def requiredScopes(self) -> Requirement | None:
        """Scopes that creating the task needs."""
        params = scopeParams(createTask, {"taskId": self.taskId}, {}, self.task, {})
        return None if createTask.scopes is None else expandExpression(createTask.scopes, params)

    def toJson(self) -> dict[str, JsonValue]:
        """Return the task as `github.renderTaskclusterYml` does, with `taskId` and `task`."""
        return {"taskId": self.taskId, "task": self.task.model_dump(mode="json")}


@dataclass(frozen=True, slots=True)
class RenderedHookCall:
    """A hook that the GitHub service would trigger."""

    name: str
    """Name of the hook, `<hookGroupId>/<hookId>`."""
    payload: dict[str, JsonValue]
    """Payload of the call of `hooks.triggerHook`."""


@dataclass(frozen=True, slots=True)
class TaskclusterYmlRendering:
    """Everything that the GitHub service would create for an event."""

    version: int
    """Version of the file, 0 or 1."""
    tasks: tuple[RenderedTask, ...]
    """Tasks in the order in which they are created, each after its dependencies."""
    hooks: tuple[RenderedHookCall, ...]
    """Hooks that are triggered before the tasks are created."""
    scopes: tuple[str, ...]
    """Scopes that the GitHub service uses: the role of the repository and event, and scopes for
    its own route and scheduler. The role's scopes have to include those that the tasks need.
    """

    @property
    def requiredScopes(self) -> Requirement | None:
        """Scopes that creating all tasks and triggering all hooks needs, `None` if there are none.

        Check them against the scopes of the repository's role:

        Example:
            ```python
            granted = auth.expandScopes(ExpandScopesRequest(scopes=[*rendering.scopes])).scopes
            missingScopes(granted, rendering.requiredScopes)
            ```
        """
        needed = [scopes for task in self.tasks if (scopes := task.requiredScopes) is not None]
        needed += [f"hooks:trigger-hook:{hook.name}" for hook in self.hooks]
        return {"AllOf": needed} if needed else None

    def toJson(self) -> dict[str, JsonValue]:
        """Return the same JSON object as `github.renderTaskclusterYml`: `tasks` and `scopes`."""
        return {"tasks": [task.toJson() for task in self.tasks], "scopes": [*self.scopes]}


@dataclass(frozen=True, slots=True)
class HookRendering(RenderedTask):
    """The task that a hook would create."""

    scopes: tuple[str, ...]
    """Scopes that the hooks service uses: the hook's role, `assume:hook-id:<group>/<id>`. Its
    scopes have to include those that the task needs.
    """
