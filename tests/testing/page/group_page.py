"""Task groups for tests of their page."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from tc_typed.queue.models import TaskDefinition
from tc_typed.slugs import slugId
from tc_typed.testing.deployment import Deployment
from tc_typed.testing.page.arguments import Arguments
from tc_typed.testing.page.views.group_reader import GroupReader
from tc_typed.testing.page.views.task_group import TaskGroupPage, taskGroup
from tc_typed.testing.state.store import Store

NOW = datetime.now(UTC).replace(microsecond=0)


def newDeployment() -> Deployment:
    return Deployment(
        clock=lambda: NOW,
        root=None,
        rootUrl=lambda: "http://127.0.0.1",
        storageUrl=lambda: "http://127.0.0.1",
        claimWait=0,
        claimTimeout=1200,
        store=Store(),
    )


def addTask(
    deployment: Deployment, groupId: str, name: str, *dependencies: str, taskId: str | None = None
) -> str:
    taskId = taskId or slugId()
    deployment.queue.createTask(taskId, definitionOf(groupId, name, *dependencies))
    return taskId


def definitionOf(
    groupId: str, name: str, *dependencies: str, tags: Mapping[str, str] | None = None
) -> TaskDefinition:
    return TaskDefinition.model_validate(
        {
            "taskQueueId": "proj/worker",
            "schedulerId": "scheduler",
            "taskGroupId": groupId,
            "created": NOW,
            "deadline": NOW + timedelta(hours=1),
            "dependencies": [*dependencies],
            "tags": tags or {},
            "payload": {},
            "metadata": {
                "name": name,
                "description": "A task.",
                "owner": "me@example.com",
                "source": "https://example.com",
            },
        }
    )


def addGroup(deployment: Deployment, count: int, kinds: int, needs: int = 5) -> str:
    """Add a task group, whose tasks depend on tasks of up to three earlier kinds."""
    groupId, chosen = slugId(), random.Random(count)
    byKind: list[list[str]] = [[] for _ in range(kinds)]
    sources = [chosen.sample(range(kind), min(kind, 3)) for kind in range(kinds)]
    for number in range(count):
        kind = number * kinds // count
        earlier = [taskId for source in sources[kind] for taskId in byKind[source]]
        found = chosen.sample(earlier, min(needs, len(earlier)))
        byKind[kind].append(addTask(deployment, groupId, f"kind{kind}-linux/{number}", *found))
    return groupId


def pageOf(deployment: Deployment, groupId: str, **query: str) -> TaskGroupPage:
    return taskGroup(GroupReader().read(deployment, groupId), Arguments({}, query))
