"""The local Taskcluster in `examples/` executes its tasks until a signal stops it."""

from __future__ import annotations

import re
import signal

import httpx
from tests.example_programs import outcome, running, waitUntil

from tc_typed import Options, Taskcluster

GROUP = re.compile(r"task group:  (http://127\.0\.0\.1:\d+)/tasks/groups/(\S+)\n")


def test_the_group_has_tasks_in_many_states() -> None:
    with running("local_taskcluster", environment={}) as program:
        assert program.stdout is not None
        assert program.stdout.readline().startswith("status page: http://127.0.0.1:")
        found = GROUP.fullmatch(program.stdout.readline())
        assert found is not None
        rootUrl, taskGroupId = found.groups()
        with Taskcluster(Options(rootUrl=rootUrl)) as client:

            def states() -> dict[str, str]:
                listed = client.queue.listTaskGroup(taskGroupId).tasks
                return {each.task.metadata.name: each.status.state for each in listed}

            waitUntil(lambda: "failed" in states().values() and states()["soak-test"] == "running")
            waitUntil(lambda: states()["publish-linux"] == "completed")
            assert states() == {
                "build-linux": "completed",
                "build-windows": "completed",
                "lint": "completed",
                "publish-linux": "completed",
                "publish-windows": "unscheduled",
                "soak-test": "running",
                "test-linux": "completed",
                "test-windows": "failed",
            }
            newest = client.index.findTask("demo.latest.build-linux").taskId
            assert client.queue.task(newest).metadata.name == "build-linux"
            # These need scopes that unsigned calls lack, so they are seen on the status page.
            assert "demo/smoke-test" in httpx.get(f"{rootUrl}/hooks").text
            assert "demo/rack" in httpx.get(f"{rootUrl}/workers").text
        program.send_signal(signal.SIGTERM)
        assert outcome(program)[0] == 0
