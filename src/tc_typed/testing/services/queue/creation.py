"""Creation of tasks by other services, which may do what their own callers' roles may do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tc_typed.queue import operations
from tc_typed.queue.models import TaskDefinition, TaskStatusResponse
from tc_typed.scopes.params import scopeParams
from tc_typed.scopes.patterns import expandExpression
from tc_typed.testing.server.authorization import Caller, requireScopes
from tc_typed.testing.services.queue.state import QueueState
from tc_typed.testing.services.queue.task_definitions import taskQueueIdOf

_ALWAYS = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TaskCreator:
    """Creates tasks for another service, with the same checks as a call of `createTask`."""

    queue: QueueState
    expandScopes: Callable[[Iterable[str]], Sequence[str]]
    """Function that adds the scopes of all assumed roles."""

    def create(
        self, taskId: str, definition: TaskDefinition, service: str, scopes: Iterable[str]
    ) -> TaskStatusResponse:
        """Create a task.

        Args:
            taskId: Id of the task.
            definition: Definition of the task.
            service: Service that creates it.
            scopes: Scopes to which the service limits itself, such as `assume:hook-id:project/a`.

        Raises:
            ApiError: with the code InsufficientScopes, if the scopes do not suffice; with the codes
                of `createTask`, if the queue refuses the task.
        """
        caller = Caller(f"static/taskcluster/{service}", self.expandScopes(scopes), _ALWAYS)
        operation = operations.createTask
        known = {"taskQueueId": taskQueueIdOf(definition)}
        params = scopeParams(operation, {"taskId": taskId}, {}, definition, known)
        if operation.scopes is not None:
            requireScopes(caller, expandExpression(operation.scopes, params))
        return self.queue.createTask(taskId, definition)
