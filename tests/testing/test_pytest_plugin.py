"""The pytest plugin, in pytest runs of its own."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from tests.sources import PROJECT

pytest_plugins = ["pytester"]

PLUGIN = "tc_typed.testing.pytest_plugin"

LIGHT = {"tc_typed", "tc_typed.core", "tc_typed.core.lazy", "tc_typed.testing", PLUGIN}
"""Modules that are imported when pytest starts."""


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Runs that load only the plugins that they name."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    return pytester


def test_each_test_gets_a_running_taskcluster_without_the_data_of_others(
    run: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    run.makepyfile(
        """
        import os
        import pytest
        from tc_typed import Queue, aio, optionsFromEnvironment, slugId, taskLike
        from tc_typed.queue import TaskDefinition
        from tc_typed.testing.faults import ServerError
        from tc_typed.core.errors import ClientClosed
        from datetime import UTC, datetime, timedelta

        TASK_ID = slugId()
        seen = []

        @pytest.fixture
        def task(taskcluster):
            now = taskcluster.clock.now()
            return TaskDefinition(
                taskQueueId="a/b", created=now, deadline=now + timedelta(hours=1), payload={},
                metadata={"name": "n", "description": "d", "owner": "a@b.cd", "source": "http://x"},
            )

        @pytest.mark.parametrize("number", range(3))
        def test_isolated(taskcluster, task, number):
            queue = taskcluster.client(Queue, retries=0)
            assert queue.taskQueueCounts("a/b").pendingTasks == 0
            queue.createTask(TASK_ID, task)
            taskcluster.faults.add(ServerError(), share=1)
            taskcluster.clock.advance("3 days")
            for client, _ in seen:
                with pytest.raises(ClientClosed):
                    client.ping()
            seen.append((queue, taskcluster.rootUrl))
            assert len({rootUrl for _, rootUrl in seen}) == 1

        def test_stopped(taskcluster):
            taskcluster.stop()

        def test_started_for_the_next(taskcluster):
            assert taskcluster.client(Queue).ping().alive

        def test_environment(taskcluster, taskclusterEnvironment):
            assert "TASKCLUSTER_PROXY_URL" not in os.environ
            assert taskclusterEnvironment == taskcluster.environment()
            assert taskclusterEnvironment.items() <= os.environ.items()
            with Queue(optionsFromEnvironment()) as queue:
                assert queue.ping().alive

        def test_environment_is_restored(taskcluster):
            assert "TASKCLUSTER_ROOT_URL" not in os.environ
            assert os.environ["TASKCLUSTER_PROXY_URL"] == "http://proxy"

        @pytest.mark.anyio
        @pytest.mark.parametrize("anyio_backend", ["asyncio"])
        async def test_async(taskcluster, task):
            async with taskcluster.client(aio.Queue) as queue:
                assert (await queue.createTask(TASK_ID, task)).status.state == "pending"
        """
    )
    monkeypatch.setenv("TASKCLUSTER_PROXY_URL", "http://proxy")
    result = run.runpytest_subprocess("-p", PLUGIN, "-p", "anyio", "-W", "error", "-v")
    result.assert_outcomes(passed=8)


def test_settings_can_be_changed_by_overriding_the_server(run: pytest.Pytester) -> None:
    run.makeconftest(
        """
        import pytest
        from tc_typed.testing import LocalTaskcluster

        @pytest.fixture(scope="session")
        def taskclusterServer():
            with LocalTaskcluster(claimWait=0) as running:
                running.isMine = True
                yield running
        """
    )
    run.makepyfile("def test(taskcluster): assert taskcluster.isMine")
    run.runpytest_subprocess("-p", PLUGIN).assert_outcomes(passed=1)


def test_each_worker_process_has_its_own_server(run: pytest.Pytester) -> None:
    run.makepyfile(
        """
        import pytest
        from pathlib import Path

        @pytest.mark.parametrize("number", range(8))
        def test(taskcluster, worker_id, number):
            with Path(__file__).with_name("urls").open("a") as urls:
                urls.write(f"{worker_id} {taskcluster.rootUrl}\\n")
        """
    )
    run.runpytest_subprocess("-p", PLUGIN, "-p", "xdist", "-n", "2").assert_outcomes(passed=8)
    lines = {tuple(line.split()) for line in (run.path / "urls").read_text().splitlines()}
    assert len(lines) == len({worker for worker, _ in lines}) == len({url for _, url in lines}) == 2


def test_without_the_extra_only_tests_that_need_it_fail(run: pytest.Pytester) -> None:
    run.makeconftest("import sys; sys.modules['starlette'] = sys.modules['uvicorn'] = None")
    run.makepyfile("def test_needing(taskcluster): ...\ndef test_other(): ...")
    result = run.runpytest_subprocess("-p", PLUGIN)
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*MissingExtra: *pip install 'tc-typed?testing?'*"])


def installFakeDistribution(folder: Path) -> None:
    """Declare the entry points of pyproject.toml, as if the package was installed there."""
    declared = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["entry-points"]
    lines = [
        f"[{group}]\n" + "\n".join(f"{name} = {value}" for name, value in points.items())
        for group, points in declared.items()
    ]
    info = folder / "declared-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: declared\nVersion: 1\n")
    (info / "entry_points.txt").write_text("\n".join(lines))


def withoutInstalledPlugins() -> list[str]:
    """Return options that keep pytest from loading other plugins, which would take seconds."""
    installed = {plugin.name for plugin in entry_points(group="pytest11")} - {"tc_typed"}
    return [option for name in sorted(installed) for option in ("-p", f"no:{name}")]


@pytest.mark.parametrize(
    ("arguments", "outcomes"),
    [
        ([], {"passed": 1}),
        (["-p", "tc_typed"], {"passed": 1}),
        (["-p", "no:tc_typed"], {"errors": 1}),
    ],
)
def test_pytest_finds_the_plugin_and_can_do_without(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    outcomes: dict[str, int],
) -> None:
    installFakeDistribution(pytester.path)
    monkeypatch.setenv("PYTHONPATH", f"{pytester.path}:{PROJECT / 'src'}")
    pytester.makepyfile("def test(taskcluster): assert taskcluster.rootUrl")
    result = pytester.runpytest_subprocess(*withoutInstalledPlugins(), *arguments)
    result.assert_outcomes(**outcomes)


def test_the_plugin_imports_nothing_heavy() -> None:
    program = (
        "import sys, pytest; before = {*sys.modules}; "
        f"import {PLUGIN}; print(*{{*sys.modules}} - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert {*done.stdout.split()} == LIGHT
