"""Plays the migration guide: a task group with a failed task, a secret, and both packages.

It also compares the page with the official package, name by name.
"""

from __future__ import annotations

from pydantic import JsonValue
from tests.pages.player import PagePlayer

from tc_typed import Index, Queue, Secrets, fromNow
from tc_typed.graph import Report
from tc_typed.index import InsertTaskRequest
from tc_typed.queue import ClaimWorkRequest, TaskDefinition, TaskFields
from tc_typed.secrets import SetSecretRequest
from tc_typed.testing import LocalTaskcluster, sample

GROUP = "fN1SbArXTPSVFNUvaOlinQ"
COMPLETED, FAILED = "bL2KCQWfRbKhOY3OB3fjxw", "Yk0JrAxwSzy-cSmwz50dsg"
SECRET = "project/example/bot"
QUEUE = "proj-example/linux"


def play(player: PagePlayer) -> None:
    prepare(player.local)
    player.play()

    task: TaskFields = {
        "taskQueueId": QUEUE,
        "metadata": {
            "name": "build",
            "description": "",
            "owner": "me@example.com",
            "source": "https://example.com",
        },
        "payload": {},
    }
    definitions, needs = {"a": task, "b": task}, {"a": [], "b": ["a"]}
    with player.local.client(Queue) as queue:
        given = (queue, GROUP, definitions, needs)
        assert player.call("createAll", *given, caption="taskcluster") == []  # lost tasks
        report = player.call("createAll", *given, caption="tc_typed")
    assert isinstance(report, Report)
    assert report.totals() == {"created": 2}

    with player.local.client(Secrets) as secrets:
        merged = player.call(
            "loadSecrets", secrets, SECRET, "common", "bot", "absent", caption="tc_typed"
        )
    assert merged == {"a": 1, "b": 2, "token": "t"}
    options = player.local.options()
    player.output = ""
    player.call("main", options, caption="tc_typed")
    assert player.output == "True True\n"
    assert player.call("latest", options, caption="tc_typed") == COMPLETED


def prepare(local: LocalTaskcluster) -> None:
    """Create a task group with a completed and a failed task, an indexed task and a secret."""
    with local.client(Queue) as queue, local.client(Index) as index:
        outcomes = {COMPLETED: ("build", "completed"), FAILED: ("unit-tests", "failed")}
        for taskId, (name, _) in outcomes.items():
            task = sample(
                TaskDefinition,
                taskGroupId=GROUP,
                taskQueueId=QUEUE,
                created=local.clock.now(),
            )
            task.metadata.name = name
            queue.createTask(taskId, task)
        work = ClaimWorkRequest(workerGroup="group", workerId="worker", tasks=2)
        for claim in queue.claimWork(QUEUE, work).tasks:
            taskId = claim.status.taskId
            report = queue.reportFailed if taskId == FAILED else queue.reportCompleted
            report(taskId, claim.runId)
        entry = InsertTaskRequest(taskId=COMPLETED, rank=0, data={}, expires=fromNow("1 day"))
        index.insertTask("project.example.latest.linux", entry)
    secret: dict[str, JsonValue] = {
        "common": {"a": 1, "b": 1},
        "bot": {"b": 2, "token": "t"},
        "other": {"c": 3},
    }
    request = SetSecretRequest(secret=secret, expires=fromNow("1 day"))
    with local.client(Secrets) as secrets:
        secrets.set(SECRET, request)
