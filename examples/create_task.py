"""Create a task, then claim and complete it as a worker would.

If TASKCLUSTER_ROOT_URL is set, it uses that deployment, with the credentials in
TASKCLUSTER_CLIENT_ID and TASKCLUSTER_ACCESS_TOKEN. They need scopes to create tasks for task
queues below `tutorial/`, and to claim work from these queues. Otherwise it starts a local
Taskcluster.
"""

from __future__ import annotations

import secrets
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager

from tc_typed import Options, Queue, fromNow, optionsFromEnvironment, slugId
from tc_typed.docker_worker import DockerWorkerArtifact, DockerWorkerPayload
from tc_typed.queue import ClaimWorkRequest, TaskDefinition, TaskMetadata, TaskStatus
from tc_typed.testing import LocalTaskcluster


def tutorialTask(taskQueueId: str) -> TaskDefinition:
    """Return a task that lists files of its image, and uploads one of them as an artifact."""
    payload = DockerWorkerPayload(
        image="ubuntu:latest",
        command=["/bin/bash", "-c", "ls && du /usr"],
        maxRunTime=600,
        artifacts={
            "public/passwd.txt": DockerWorkerArtifact(
                type="file", path="/etc/passwd", expires=fromNow("2 months")
            )
        },
    )
    return TaskDefinition(
        taskQueueId=taskQueueId,
        created=fromNow("0 seconds"),
        deadline=fromNow("2 days 3 hours"),
        expires=fromNow("3 months"),
        metadata=TaskMetadata(
            name="Tutorial **example** task",
            description="Made by `examples/create_task.py` of tc_typed",
            owner="nobody@example.com",
            source="https://example.com/tc-typed/examples/create_task.py",
        ),
        payload=payload,
    )


def main(options: Options) -> TaskStatus:
    """Take one task through its life cycle, and print its status after each step."""
    taskId = slugId()
    # Use a separate task queue, so that the claim below can't get another client's task.
    taskQueueId = f"tutorial/example-{secrets.token_hex(4)}"
    task = tutorialTask(taskQueueId)
    print(f"payload sent:\n{task.model_dump_json(indent=2)}\n")

    with Queue(options) as queue:
        with timed("createTask"):
            created = queue.createTask(taskId, task)
        show(created.status)

        with timed("claimWork"):
            work = queue.claimWork(
                taskQueueId,
                ClaimWorkRequest(workerGroup="tutorial", workerId="example-worker", tasks=1),
            )
        if not work.tasks:
            sys.exit(f"{taskQueueId} had no task to claim; was {taskId} canceled in the meantime?")
        claim = work.tasks[0]
        show(claim.status)

        # A worker resolves a task with the task's own credentials, which are part of the claim.
        worker = queue.use(credentials=claim.credentials)
        with timed("reportCompleted"):
            worker.reportCompleted(taskId, claim.runId)
        with timed("status"):
            final = queue.status(taskId).status
        show(final)
    return final


@contextmanager
def timed(name: str) -> Generator[None]:
    """Print the duration of a call."""
    started = time.perf_counter()
    yield
    print(f"{name}: {(time.perf_counter() - started) * 1000:.1f} ms")


def show(status: TaskStatus) -> None:
    """Print a task's status and its runs."""
    print(f"  {status.taskId} is {status.state}")
    for run in status.runs:
        print(f"  {run!r}")


if __name__ == "__main__":
    environment = optionsFromEnvironment()
    if "rootUrl" in environment:
        status = main(environment)
    else:
        with LocalTaskcluster() as local:
            status = main(local.options())
        print("\nThe local Taskcluster has ended. To look at one: scripts/demo --keep")
    sys.exit(0 if status.state == "completed" else 1)
