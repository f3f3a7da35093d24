"""The examples in the documentation of workers run."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import JsonValue
from tests.test_readme import PROJECT
from tests.testing.samples import definition
from tests.worker.support import BOUND, waitUntil

from tc_typed import Queue, slugId
from tc_typed.testing import LocalTaskcluster
from tc_typed.worker import Outcome, Run, work

pytest_plugins = ["pytester"]

PAGE = PROJECT / "docs" / "pages" / "work" / "worker.md"
PLUGIN = "tc_typed.testing.pytest_plugin"


def example(name: str) -> str:
    """Return an example of the page."""
    pattern = rf'^```python title="{name}\.py"\n(.*?)^```$'
    found: list[str] = re.findall(
        pattern, PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    [text] = found
    return text


def createTask(local: LocalTaskcluster, *command: str) -> str:
    taskId, payload = slugId(), dict[str, JsonValue](command=list(command))
    task = definition(taskQueueId="proj-example/linux", payload=payload)
    local.client(Queue).createTask(taskId, task)
    return taskId


def state(local: LocalTaskcluster, taskId: str) -> str:
    return local.client(Queue).status(taskId).status.state


def test_the_first_worker_executes_commands_and_stops(
    local: LocalTaskcluster, tmp_path: Path
) -> None:
    program = tmp_path / "worker.py"
    program.write_text(example("worker"))
    done, failed = createTask(local, "true"), createTask(local, "false")
    endless = createTask(local, "sleep", "60")
    with subprocess.Popen(
        [sys.executable, program], env={**os.environ, **local.environment()}
    ) as process:
        try:
            waitUntil(lambda: state(local, done) == "completed")
            waitUntil(lambda: state(local, failed) == "failed")
            waitUntil(lambda: state(local, endless) == "running")
            process.send_signal(signal.SIGTERM)
            assert process.wait(BOUND) == 0
        finally:
            process.kill()
    runs = local.client(Queue).status(endless).status.runs
    assert [run.reasonResolved for run in runs][:1] == ["worker-shutdown"]


def test_the_sync_worker_ends_commands_whose_run_is_lost(local: LocalTaskcluster) -> None:
    namespace: dict[str, object] = {"__name__": "sync_worker"}
    exec(compile(example("sync_worker"), "worker.md", "exec"), namespace)
    handle: Callable[[Run], Outcome] = namespace["handle"]  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]  # as on the page
    stop, name = threading.Event(), "proj-example/linux"
    thread = threading.Thread(
        target=lambda: work(
            local.client(Queue), name, handle, workerGroup="g", workerId="w", stop=stop
        )
    )
    done, endless = createTask(local, "true"), createTask(local, "sleep", "60")
    thread.start()
    waitUntil(lambda: state(local, done) == "completed")
    waitUntil(lambda: state(local, endless) == "running")
    stop.set()
    thread.join(BOUND)
    assert not thread.is_alive()
    reasons = [run.reasonResolved for run in local.client(Queue).status(endless).status.runs]
    assert reasons[:1] == ["worker-shutdown"]


@pytest.mark.parametrize(("command", "expected"), [("true", "completed"), ("false", "failed")])
def test_one_task_is_executed(local: LocalTaskcluster, command: str, expected: str) -> None:
    namespace: dict[str, object] = {"__name__": "one_task"}
    exec(compile(example("one_task"), "worker.md", "exec"), namespace)
    main = namespace["main"]
    assert callable(main)
    taskId = createTask(local, command)
    main(local.client(Queue))
    assert state(local, taskId) == expected


def test_the_tests_of_the_worker_run(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    for name in ("worker", "test_worker"):
        (pytester.path / f"{name}.py").write_text(example(name))
    result = pytester.runpytest_subprocess("-p", PLUGIN, "-W", "error")
    result.assert_outcomes(passed=3)
