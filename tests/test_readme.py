"""The examples in the README and in hand-written pages of the documentation run."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pydantic import JsonValue

from tc_typed import Auth, Hooks, Index, Queue, Secrets, optionsFromEnvironment
from tc_typed.graph import Report
from tc_typed.hooks import TriggeredTask
from tc_typed.index import IndexedTask, InsertTaskRequest
from tc_typed.queue import GetArtifactResponse, ListArtifactsResponse, TaskFields
from tc_typed.secrets import Secret
from tc_typed.testing import LocalTaskcluster, fake

PROJECT = Path(__file__).parents[1]
TASK = "f0YyWi8ASDm4CLE2sPqGCw"
LATER = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)


@contextmanager
def runExamples(page: Path, fence: str) -> Generator[dict[str, object]]:
    """Run all examples of a page on a local Taskcluster.

    Yields:
        Their namespace.
    """
    pattern = rf"^```{fence}\n(.*?)^```$"
    examples = re.findall(pattern, page.read_text(), re.MULTILINE | re.DOTALL)
    assert examples
    namespace: dict[str, object] = {"__name__": "examples"}
    with pytest.MonkeyPatch.context() as patch, LocalTaskcluster() as taskcluster:
        patch.chdir(PROJECT)
        credentials = taskcluster.createClient("readme", scopes=["*"])
        patch.setenv("TASKCLUSTER_ROOT_URL", taskcluster.rootUrl)
        patch.setenv("TASKCLUSTER_CLIENT_ID", credentials.clientId)
        patch.setenv("TASKCLUSTER_ACCESS_TOKEN", credentials.accessToken)
        for example in examples:
            exec(compile(example, str(page), "exec"), namespace)
        yield namespace


def callFunction(namespace: dict[str, object], name: str, *args: object) -> object:
    """Call a function that an example has defined."""
    function = namespace[name]
    assert callable(function)
    return function(*args)


def test_examples_in_the_readme_run_unchanged(capsys: pytest.CaptureFixture[str]) -> None:
    inserted: list[str] = []

    def findTask(indexPath: str) -> IndexedTask:
        return IndexedTask(namespace=indexPath, taskId=TASK, rank=0, data={}, expires=LATER)

    def insertTask(namespace: str, payload: InsertTaskRequest) -> IndexedTask:
        inserted.append(payload.taskId)
        return findTask(namespace)

    def listLatestArtifacts(
        taskId: str, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListArtifactsResponse:
        return ListArtifactsResponse(artifacts=[])

    def getLatestArtifact(taskId: str, name: str) -> GetArtifactResponse:
        return GetArtifactResponse(storageType="s3", url=f"https://store.example.com/{name}")

    def triggerHook(hookGroupId: str, hookId: str, payload: object) -> TriggeredTask:
        assert payload == {"channel": "beta"}
        return TriggeredTask(taskId=TASK)

    with runExamples(PROJECT / "README.md", "python") as namespace:
        callFunction(
            namespace,
            "ship",
            fake(Index, findTask=findTask, insertTask=insertTask),
            fake(
                Queue, listLatestArtifacts=listLatestArtifacts, getLatestArtifact=getLatestArtifact
            ),
            fake(Secrets, get=secret({"channel": "beta"})),
            fake(Hooks, triggerHook=triggerHook),
        )
        queue = namespace["queue"]
        assert isinstance(queue, Queue)
        taskId = namespace["taskGroupId"]
        assert callFunction(namespace, "recreate", queue, taskId) != taskId
        queue.close()
    assert inserted == [TASK]
    assert "run {" in capsys.readouterr().out  # workOnce


def test_examples_in_the_migration_guide_run() -> None:
    page = PROJECT / "docs" / "pages" / "migration.md"
    with runExamples(page, 'python title="tc_typed"') as namespace:
        secrets = fake(
            Secrets, get=secret({"common": {"a": 1, "b": 1}, "bot": {"b": 2}, "other": {"c": 3}})
        )
        merged = callFunction(namespace, "loadSecrets", secrets, "any", "common", "bot", "absent")
        assert merged == {"a": 1, "b": 2}
        task: TaskFields = {
            "taskQueueId": "a/b",
            "metadata": {"description": "", "owner": "me@example.com", "source": "https://x.com"},
            "payload": {},
        }
        with Queue(optionsFromEnvironment()) as queue:
            definitions, needs = {"a": task, "b": task}, {"a": [], "b": ["a"]}
            report = callFunction(namespace, "createAll", queue, TASK, definitions, needs)
        assert isinstance(report, Report)
        assert report.totals() == {"created": 2}


def test_examples_about_rendering_run(capsys: pytest.CaptureFixture[str]) -> None:
    page = PROJECT / "docs" / "pages" / "runtime" / "taskcluster-yml.md"
    with runExamples(page, "python") as namespace, Auth(optionsFromEnvironment()) as auth:
        missing = callFunction(namespace, "missing", auth)
    assert capsys.readouterr().out == (
        "proj-acme/linux Decision task for github-push\n"
        "assume:repo:github.com/acme/widgets:branch:main\n"
        "Nightly build of main\n"
    )
    assert "queue:create-task:project:none" in str(missing)


def test_examples_about_tasks_run(capsys: pytest.CaptureFixture[str]) -> None:
    with runExamples(PROJECT / "docs" / "pages" / "runtime" / "tasks.md", "python"):
        assert capsys.readouterr().out == "linux: at most 3600 s\n"


def secret(value: dict[str, JsonValue]) -> Callable[[str], Secret]:
    def get(name: str) -> Secret:
        return Secret(secret=value, expires=LATER)

    return get
