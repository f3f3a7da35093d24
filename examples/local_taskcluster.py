"""Start a local Taskcluster with things to look at, and execute its tasks until Ctrl-C.

Open the status page that it prints: it has a task group, a hook that creates a task each minute,
and a worker pool. The tasks are harmless shell commands, executed on this machine. The first
argument is the port, which defaults to a free one.
"""

from __future__ import annotations

import signal
import sys
import threading

from pydantic import JsonValue

from tc_typed import Taskcluster, fromNow, slugId
from tc_typed.generic_worker import GenericWorkerArtifact, MultiuserPosixPayload
from tc_typed.graph import Node, TaskGraph
from tc_typed.hooks import CreateHookRequest, HookMetadata
from tc_typed.testing import LocalTaskcluster
from tc_typed.worker_manager import (
    CreateWorkerPoolRequest,
    CreateWorkerRequest,
    StaticLifecycle,
    StaticProviderConfig,
    StaticWorkerInfo,
)

TASK_QUEUE = "demo/local"
CAPACITY = 4  # The soak test takes one of them for as long as the program runs.
OWNER = "nobody@example.com"
SOURCE = "https://example.com/tc-typed/examples/local_taskcluster.py"

COMPILE = "for i in 1 2 3 4 5; do echo compiling $i of 5; sleep 1; done; echo program > program"
ARTIFACT = GenericWorkerArtifact(type="file", path="program", name="public/build/program")


def demoGraph() -> TaskGraph:
    """Return builds, their tests, and what needs these; one test fails."""
    graph = TaskGraph(
        slugId(),
        taskQueueId=TASK_QUEUE,
        schedulerId="demo",
        deadline="1 day",
        metadata={"description": "Part of the demo", "owner": OWNER, "source": SOURCE},
    )

    def add(name: str, script: str, *needs: Node) -> Node:
        return graph.add(name, payload=payloadOf(script), needs=needs)

    lint = add("lint", "sleep 1; echo no problems")
    scripts = {
        "linux": "echo 312 tests passed",
        "windows": "echo test_paths failed; exit 1",
    }
    for platform, script in scripts.items():
        build = graph.add(
            f"build-{platform}",
            payload=payloadOf(COMPILE, ARTIFACT),
            # The index service finds the newest build below this name.
            routes=[f"index.demo.latest.build-{platform}"],
        )
        test = add(f"test-{platform}", f"sleep 1; {script}", build)
        add(f"publish-{platform}", "echo published", test, lint)
        if platform == "linux":
            add("soak-test", "while sleep 2; do date; done", build)
    return graph


def payloadOf(script: str, *artifacts: GenericWorkerArtifact) -> MultiuserPosixPayload:
    """Return the payload of a task that executes a shell script."""
    return MultiuserPosixPayload(
        command=[["/bin/sh", "-c", script]],
        maxRunTime=3600,
        artifacts=list(artifacts) or None,
    )


def createHook(local: LocalTaskcluster, client: Taskcluster) -> None:
    """Create a hook that creates a task each minute, and when it is triggered."""
    task: dict[str, JsonValue] = {
        "taskQueueId": TASK_QUEUE,
        "created": {"$fromNow": "0 seconds"},
        "deadline": {"$fromNow": "1 hour"},
        "metadata": {
            "name": "smoke-test, because of ${firedBy}",
            "description": "Created by a hook",
            "owner": OWNER,
            "source": SOURCE,
        },
        "payload": {"command": [["/bin/sh", "-c", "echo no smoke"]], "maxRunTime": 60},
    }
    hook = CreateHookRequest(
        metadata=HookMetadata(name="Smoke test", description="Looks for smoke", owner=OWNER),
        schedule=["0 * * * * *"],  # Second 0 of each minute.
        task=task,
    )
    # The hook creates its tasks with the scopes of this role.
    scopes = ["queue:create-task:project:none", f"queue:create-task:lowest:{TASK_QUEUE}"]
    local.createRole("hook-id:demo/smoke-test", [*scopes, "queue:scheduler-id:-"])
    client.hooks.createHook("demo", "smoke-test", hook)


def createWorkerPool(client: Taskcluster) -> None:
    """Create a pool of two machines, which are not started here."""
    pool = CreateWorkerPoolRequest(
        providerId="static",
        description="Two machines in a rack",
        owner=OWNER,
        emailOnError=False,
        config=StaticProviderConfig(lifecycle=StaticLifecycle(reregistrationTimeout=3600)),
    )
    client.workerManager.createWorkerPool("demo/rack", pool)
    for workerId in ("upper", "lower"):
        # A worker that knows the secret registers itself with it, and gets credentials.
        machine = CreateWorkerRequest(
            expires=fromNow("1 month"),
            capacity=1,
            providerInfo=StaticWorkerInfo(staticSecret=slugId() + slugId()),
        )
        client.workerManager.createWorker("demo/rack", "rack-1", workerId, machine)


def main(port: int) -> None:
    """Create everything, and execute tasks until a signal arrives."""
    stopping = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda _number, _frame: stopping.set())
    with LocalTaskcluster(port=port) as local:
        client = local.client(Taskcluster)
        report = demoGraph().submit(client.queue)
        report.raiseForFailures()
        createHook(local, client)
        createWorkerPool(client)
        # It executes commands without a sandbox: never do this with tasks that you don't trust.
        local.executeTasks(capacity=CAPACITY)
        print(f"status page: {local.rootUrl}/")
        print(f"task group:  {local.rootUrl}/tasks/groups/{report.taskGroupId}")
        print("Press Ctrl-C to stop it.", flush=True)
        stopping.wait()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
