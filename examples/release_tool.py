"""Release the newest build: have it signed, verify the result, index it, and tell the team."""

import os
import sys
from argparse import ArgumentParser
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import tc_typed as tc
from tc_typed.index import InsertTaskRequest
from tc_typed.notify import EmailRequest
from tc_typed.queue import TaskDefinition
from tc_typed.transfers import downloadArtifactToBuf, downloadArtifactToFile

INDEX = "project.example.app"
BRANCH = "assume:repo:github.com/example/app:branch:main"
FILE = "app.zip"
TEAM = "release@example.com"


def signingTask(taskcluster: tc.Taskcluster, version: str) -> TaskDefinition:
    """Return a task that signs the newest build, after checking that the build can be trusted."""
    buildId = taskcluster.index.findTask(f"{INDEX}.latest").taskId
    build, state = taskcluster.queue.task(buildId), taskcluster.queue.status(buildId).status.state
    if state != "completed":
        sys.exit(f"build {buildId} is {state}")
    # More people can write to the index than create tasks with the scopes of the branch.
    if BRANCH not in taskcluster.queue.task(build.taskGroupId).scopes:
        sys.exit(f"build {buildId} is not from {BRANCH}")
    task = tc.taskLike(build)
    task.metadata.name = f"Sign {FILE} {version}"
    task.taskQueueId, task.dependencies = "proj-example/signing", [buildId]
    task.scopes, task.routes = [], []  # It must not replace the build in the index.
    task.payload = {
        "command": ["sign", buildId, f"public/{FILE}"],
        "maxRunTime": 1800,
        "artifacts": {f"public/{name}": name for name in (FILE, f"{FILE}.sha256")},
    }
    return task


def release(taskcluster: tc.Taskcluster, version: str, *, isDryRun: bool) -> None:
    """Release a version, or exit with a message if anything is wrong."""
    path, queue = f"{INDEX}.released.{version}", taskcluster.queue
    with suppress(tc.ResourceNotFound):
        sys.exit(f"task {taskcluster.index.findTask(path).taskId} has released {version} before")
    task, taskId = signingTask(taskcluster, version), tc.slugId()
    if isDryRun:
        print(task.model_dump_json(indent=2))
        return
    queue.createTask(taskId, task)
    for line in tc.followLog(queue, taskId):
        print(line, flush=True)
    if (state := queue.status(taskId).status.state) != "completed":
        sys.exit(f"task {taskId} is {state}")

    name = f"public/{FILE}"
    listed, _ = downloadArtifactToBuf(taskId=taskId, name=f"{name}.sha256", queueService=queue)
    downloadArtifactToFile(taskId=taskId, name=name, file=FILE, queueService=queue)
    if sha256(Path(FILE).read_bytes()).hexdigest() != listed.decode().strip():
        sys.exit(f"{FILE} differs from the file that task {taskId} signed")

    entry = InsertTaskRequest(taskId=taskId, rank=0, data={}, expires=tc.fromNow("1 year"))
    taskcluster.index.insertTask(path, entry)
    link = f"{os.environ['TASKCLUSTER_ROOT_URL']}/tasks/{taskId}"
    taskcluster.notify.email(EmailRequest(address=TEAM, subject=f"{FILE} {version}", content=link))


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("version")
    parser.add_argument("--dry-run", action="store_true", help="print the task to create")
    args = parser.parse_args()
    try:
        with tc.Taskcluster(tc.optionsFromEnvironment()) as taskcluster:
            release(taskcluster, args.version, isDryRun=args.dry_run)
    except tc.TaskclusterFailure as failure:
        sys.exit(str(failure))
