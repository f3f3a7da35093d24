"""The examples in the documentation of task graphs run, and print what the pages show."""

from __future__ import annotations

import asyncio
import inspect
import json
import re
import sys
import textwrap
from pathlib import Path

import pytest
from pydantic import JsonValue
from tests.test_readme import PROJECT, callFunction, runExamples

from tc_typed import Queue, aio, renderTaskclusterYml, slugId
from tc_typed.docker_worker import DockerWorkerPayload
from tc_typed.graph import Report, TaskGraph
from tc_typed.queue import ClaimWorkRequest, TaskMetadataFields
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.faults import Delay, ServerError

pytest_plugins = ["pytester"]

PAGES = PROJECT / "docs" / "pages" / "graphs"
PLUGIN = "tc_typed.testing.pytest_plugin"
METADATA: TaskMetadataFields = {
    "description": "A test.",
    "owner": "me@example.com",
    "source": "https://example.com/",
}
EVENT: dict[str, JsonValue] = {
    "ref": "refs/heads/main",
    "after": "0123456789abcdef0123456789abcdef01234567",
    "repository": {"name": "widgets", "owner": {"name": "acme"}},
}
SLUG_ID = r"[A-Za-z0-9_-]{22}"


def blocks(page: str, fence: str) -> list[str]:
    """Return the blocks of a page in one language."""
    text = (PAGES / f"{page}.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{fence}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def withoutIds(text: str) -> str:
    return re.sub(SLUG_ID, "<id>", text)


def resolve(queue: Queue, *names: str) -> None:
    """Claim all pending tasks; the named ones fail, all others succeed."""
    request = ClaimWorkRequest(workerGroup="group", workerId="worker", tasks=32)
    for claim in queue.claimWork("proj-example/linux", request).tasks:
        isFailure = claim.task.metadata.name in names
        report = queue.reportFailed if isFailure else queue.reportCompleted
        report(claim.status.taskId, claim.runId)


# Creating many tasks


def test_examples_about_creation_run(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    problems, table = blocks("creating", "text")
    with runExamples(PAGES / "creating.md", "python") as namespace:
        output = capsys.readouterr().out
        graph, report = namespace["graph"], namespace["report"]
        assert isinstance(graph, TaskGraph)
        assert isinstance(report, Report)
        assert report.totals() == {"created": 7}
        assert (tmp_path / "report.json").read_text() == report.toJson()
        assert problems in output
        assert "7 tasks: 7 created" in output
        assert "{'created': 7}\n" in output
    with LocalTaskcluster() as local:
        # The build for Linux is the third task to be sent, and that for Windows the second.
        local.faults.add(ServerError(), "queue.createTask", nth=3)
        graph.submit(local.client(Queue), concurrency=1, retryFor=0).show()
    shown = capsys.readouterr().out
    assert withoutIds(shown).startswith(withoutIds(table))


# Decision tasks


def test_the_script_with_a_journal_continues(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    [script] = blocks("decision", r'python title="experiment\.py"')
    monkeypatch.chdir(tmp_path)
    with LocalTaskcluster() as local:
        for name, value in local.environment().items():
            monkeypatch.setenv(name, value)
        created = local.faults.add(Delay(0), "queue.createTask", share=1)
        taskGroupId = slugId()
        monkeypatch.setattr(sys, "argv", ["experiment.py", taskGroupId])
        for _ in range(2):
            exec(compile(script, "decision.md", "exec"), {"__name__": "__main__"})
        assert len([*local.client(Queue).iterTaskGroup(taskGroupId)]) == 10
        assert created.hits == 10
    assert [path.name for path in tmp_path.iterdir()] == [f"{taskGroupId}.journal"]
    assert capsys.readouterr().out == f"task group: {taskGroupId}\n" * 2


def test_the_tests_of_the_decision_task_run(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    for name in ("decide", "test_decide"):
        [content] = blocks("decision", rf'python title="{name}\.py"')
        (pytester.path / f"{name}.py").write_text(content)
    result = pytester.runpytest_subprocess("-p", PLUGIN, "-W", "error")
    result.assert_outcomes(passed=3)


def test_the_definition_of_the_decision_task_suits_its_program(tmp_path: Path) -> None:
    [yml] = blocks("decision", "yaml")
    others = {
        "taskQueueId": "proj-example/decision",
        "deadline": {"$fromNow": "1 day"},
        "metadata": {**METADATA, "name": "decision"},
    }
    lines = [*(f"{name}: {json.dumps(value)}" for name, value in others.items()), yml]
    file = tmp_path / ".taskcluster.yml"
    file.write_text("version: 1\ntasks:\n  -\n" + textwrap.indent("\n".join(lines), "    "))
    [rendered] = renderTaskclusterYml(file, tasksFor="github-push", event=EVENT).tasks
    fields = json.loads(rendered.task.model_dump_json())["payload"]
    payload = DockerWorkerPayload.model_validate({"image": "python:3", **fields})
    assert payload.features is not None
    assert payload.features.taskclusterProxy
    # The tests on the page run with the same scopes and scheduler.
    [tests] = blocks("decision", r'python title="test_decide\.py"')
    assert re.findall(r'^ +"(queue:.*)",$', tests, re.MULTILINE) == rendered.task.scopes
    assert f'schedulerId="{rendered.task.schedulerId}"' in tests


# Reusing tasks


def test_examples_about_reuse_run(capsys: pytest.CaptureFixture[str]) -> None:
    with runExamples(PAGES / "reuse.md", "python") as namespace:
        queue = namespace["queue"]
        assert isinstance(queue, Queue)
        queue.close()
    assert [capsys.readouterr().out] == blocks("reuse", "text")


# Following a task group


def test_examples_about_following_run(capsys: pytest.CaptureFixture[str]) -> None:
    [shown] = blocks("following", "text")
    [script] = blocks("following", r'python title="wait_for_tasks\.py"')
    with LocalTaskcluster() as local, pytest.MonkeyPatch.context() as patch:
        for name, value in local.environment().items():
            patch.setenv(name, value)
        queue = local.client(Queue)
        namespace: dict[str, object] = {"__name__": "wait_for_tasks"}
        for code in [script, *blocks("following", "python")]:
            exec(compile(code, "following.md", "exec"), namespace)

        taskGroupId = slugId()
        graph = TaskGraph(
            taskGroupId, taskQueueId="proj-example/linux", deadline="1 day", metadata=METADATA
        )
        graph.add("image", payload={})
        graph.add("build", payload={}, needs=["image"])
        graph.add("test", payload={}, needs=["build"])
        graph.submit(queue).raiseForFailures()
        for _ in range(2):
            resolve(queue, "build")

        assert callFunction(namespace, "main", taskGroupId) == 1
        assert "3 tasks: 1 completed, 1 failed, 1 blocked" in capsys.readouterr().out
        report = callFunction(namespace, "waitQuietly", queue, taskGroupId)
        assert withoutIds(f"{report}\n") == withoutIds(shown)
        assert capsys.readouterr().out.endswith("1 of 3 completed\n")
        callFunction(namespace, "printChanges", queue, taskGroupId)
        changes = capsys.readouterr().out.splitlines()
        assert "image: None → completed" in [change.strip() for change in changes]
        assert "test: unscheduled → blocked needs build, which failed" in changes

        async def firstFailure() -> object:
            async with local.client(aio.Queue) as asyncQueue:
                found = callFunction(namespace, "firstFailure", asyncQueue, taskGroupId)
                assert inspect.isawaitable(found)
                return await found

        assert asyncio.run(firstFailure()) == graph.nodes["build"].taskId
