"""The examples in the README and in hand-written pages of the documentation run."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pydantic import JsonValue

from tc_typed.secrets import Secret
from tc_typed.testing import LocalTaskcluster

PROJECT = Path(__file__).parents[1]
TASK = "f0YyWi8ASDm4CLE2sPqGCw"
PAGES = PROJECT / "docs" / "pages"
LATER = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)

OUTPUTS = {
    "testing/overview": "",
    "testing/local-taskcluster": "InsufficientScopes\nTrue\n",
    "testing/messages": r"[\w-]{22}\n",  # a slugid
    "testing/faults": r"no complete response.*\n",
    "testing/hooks": "InputError\n",
    "testing/github": r"Builds example/app\nNo tasks were created .*\n",
    "local/serve": r"True\n",
    "local/state": r"{'token': 'x'}\n",
    "local/running-tasks": r"(?:\[tc-typed\] .*\n)*compiling\n\[tc-typed\] completed\n",
}
"""Pages with examples that run one after the other, and a pattern of their output."""


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


def test_examples_about_tasks_run(capsys: pytest.CaptureFixture[str]) -> None:
    with runExamples(PROJECT / "docs" / "pages" / "runtime" / "tasks.md", "python"):
        assert capsys.readouterr().out == "linux: at most 3600 s\n"


@pytest.mark.parametrize(("name", "output"), OUTPUTS.items())
def test_examples_about_the_local_taskcluster_run(
    name: str, output: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with runExamples(PAGES / f"{name}.md", "python"):
        assert re.fullmatch(output, capsys.readouterr().out)


def secret(value: dict[str, JsonValue]) -> Callable[[str], Secret]:
    def get(name: str) -> Secret:
        return Secret(secret=value, expires=LATER)

    return get
