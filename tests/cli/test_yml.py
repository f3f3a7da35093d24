"""`tc-typed yml check` and `tc-typed yml render`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

import pytest
from typer.testing import CliRunner, Result

from tc_typed import slugId
from tc_typed.cli.app import app
from tc_typed.queue import TaskDefinition, TaskMetadata
from tc_typed.scopes import satisfies
from tc_typed.taskcluster_yml.rendering.rendered import (
    RenderedHookCall,
    RenderedTask,
    TaskclusterYmlRendering,
)

VALID = "version: 1\npolicy: {pullRequests: public}\ntasks: []\n"
INVALID = "version: 1\npolicy: {pullRequests: all}\ntasks: []\nreporting: x\n"
BROKEN = "version: 1\npolicy: {pullRequests: public}\ntasks: [{a: '${b +}'}]\n"
CREATED = datetime(2030, 1, 1, tzinfo=UTC)
PUSH = ("--tasks-for", "github-push")
PUSH_EVENT = json.dumps(
    {
        "ref": "refs/heads/main",
        "after": "0" * 39 + "1",
        "repository": {
            "name": "project",
            "full_name": "example/project",
            "html_url": "https://github.com/example/project",
            "clone_url": "https://github.com/example/project.git",
            "owner": {"name": "example", "login": "example"},
        },
    }
).encode()

Write = Callable[[str, str], str]
"""Writes a file, and returns its name."""


def run(*arguments: object, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(app, ["yml", *map(str, arguments)], input=stdin)


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write files to the current folder."""
    monkeypatch.chdir(tmp_path)

    def to(name: str, text: str) -> str:
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
        return name

    return to


# check


def test_a_valid_file_has_no_problems(write: Write) -> None:
    write(".taskcluster.yml", VALID)
    done = run("check")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "Files: 1. Problems: 0.\n", "")


def test_problems_of_all_files_are_listed_with_their_places(write: Write) -> None:
    files = [write("a/x.yml", INVALID), write("b.yml", VALID), write("c.yml", BROKEN)]
    done = run("check", *files)
    assert (done.exit_code, done.stdout) == (1, "Files: 3. Problems: 3.\n")
    places = [re.match(r"([\w/.]+:\d+:\d+: [\w.]+): .", line) for line in done.stderr.splitlines()]
    assert [place and place[1] for place in places] == [
        "a/x.yml:2:10: policy.pullRequests",
        "a/x.yml:4:1: reporting",
        "c.yml:3:10: tasks.0.a",
    ]


def test_files_that_cannot_be_read_do_not_hide_problems(write: Write) -> None:
    done = run("check", "absent.yml", write("a.yml", INVALID), ".")
    assert (done.exit_code, done.stdout) == (2, "Files: 1. Problems: 2.\n")
    assert done.stderr.splitlines()[2:] == [
        "tc-typed: absent.yml: No such file or directory",
        "tc-typed: .: Is a directory",
    ]


def test_the_result_of_a_check_can_be_json(write: Write) -> None:
    done = run("check", "--json", write("a.yml", INVALID), "absent.yml")
    assert (done.exit_code, done.stderr) == (2, "")
    report = json.loads(done.stdout)
    assert report["unreadable"] == ["absent.yml: No such file or directory"]
    assert [{**it, "message": ""} for it in report["problems"]] == [
        {"file": "a.yml", "line": 2, "column": 10, "field": "policy.pullRequests", "message": ""},
        {"file": "a.yml", "line": 4, "column": 1, "field": "reporting", "message": ""},
    ]
    assert "public_restricted" in report["problems"][0]["message"]
    assert json.loads(run("check", "--json", write("b.yml", VALID)).stdout) == {
        "problems": [],
        "unreadable": [],
    }


def test_names_of_files_are_printable(write: Write) -> None:
    done = run("check", write("[red]\x1b\n.yml", INVALID))
    assert [line[:14] for line in done.stderr.splitlines()] == [r"[red]\x1b\n.ym"] * 2


# render


def rendered(
    name: str, needs: tuple[RenderedTask, ...] = (), deadline: timedelta = timedelta(days=1)
) -> RenderedTask:
    task = TaskDefinition(
        taskQueueId="a/b",
        schedulerId="s",
        priority="high",
        scopes=[f"secrets:get:{name}"],
        created=CREATED,
        deadline=CREATED + deadline,
        dependencies=[need.taskId for need in needs],
        payload={},
        metadata=TaskMetadata(name=name, description="d", owner="a@b.c", source="https://x.y"),
    )
    return RenderedTask(slugId(), task)


@pytest.fixture
def rendering(monkeypatch: pytest.MonkeyPatch) -> TaskclusterYmlRendering:
    """Make this the result of each rendering."""
    build = rendered("build")
    test = rendered("test [red]:smile:", (build, rendered("other")), timedelta(hours=2, seconds=1))
    result = TaskclusterYmlRendering(
        version=1,
        tasks=(build, test),
        hooks=(RenderedHookCall("project/hook", {"a": 1}),),
        scopes=("assume:repo:github.com/a/b:branch:main",),
    )
    monkeypatch.setattr(
        "tc_typed.taskcluster_yml.rendering.render.renderTaskclusterYml",
        mock.Mock(return_value=result),
    )
    return result


def test_a_rendering_is_a_table_with_hooks_and_scopes(
    write: Write, rendering: TaskclusterYmlRendering
) -> None:
    done = run("render", *PUSH, "--event", write("event.json", "{}"))
    assert (done.exit_code, done.stderr) == (0, "")
    build, test = rendering.tasks
    assert test.task.dependencies is not None
    table, _, rest = done.stdout.partition("└")
    rows = [
        [cell.strip() for cell in line.split("│")[1:-1]]
        for line in table.splitlines()
        if "│" in line
    ]
    assert rows == [
        [build.taskId, "build", "a/b", "", "1 day"],
        [
            test.taskId,
            "test [red]:smile:",
            "a/b",
            f"build, {test.task.dependencies[1]}",
            "2 hours 1 second",
        ],
    ]
    _, hook, heading, *scopes, last = rest.splitlines()
    assert hook == "Triggers the hook project/hook."
    assert heading == "Scopes that are needed:"
    assert last == "Tasks: 2. Hooks: 1."
    split = scopes.index("Scopes that Taskcluster uses:")
    assert scopes[split + 1 :] == [f"  {scope}" for scope in rendering.scopes]
    needed = [scope.removeprefix("  ") for scope in scopes[:split]]
    assert len(needed) == len({*needed})
    assert satisfies(needed, rendering.requiredScopes)
    for scope in needed:  # none is superfluous
        assert not satisfies([it for it in needed if it != scope], rendering.requiredScopes)


def test_a_rendering_as_json_is_complete(write: Write, rendering: TaskclusterYmlRendering) -> None:
    done = run("render", *PUSH, "--event", write("event.json", "{}"), "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    report = json.loads(done.stdout)
    assert {key: report[key] for key in ("tasks", "scopes")} == rendering.toJson()
    assert report["hooks"] == [{"name": "project/hook", "payload": {"a": 1}}]
    assert report["requiredScopes"] == rendering.requiredScopes
    for task in report["tasks"]:
        TaskDefinition.model_validate_json(json.dumps(task["task"]))


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ("", "Invalid JSON: "),
        ("[1, 2]", "Input should be "),
        ('{"a": }', "Invalid JSON: "),
        ("[" * 100_000, "Invalid JSON: "),
    ],
    ids=["empty", "list", "no value", "deep"],
)
def test_an_event_that_is_not_a_json_object_is_refused(
    write: Write, event: str, reason: str
) -> None:
    expected = f"the event must be a JSON object: {reason}"
    done = run("render", *PUSH, "--event", write("event.json", event))
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"tc-typed: event.json: {expected}")
    done = run("render", *PUSH, "--event", "-", stdin=event.encode())
    assert done.exit_code == 2
    assert done.stderr.startswith(f"tc-typed: stdin: {expected}")
    assert done.stderr.count("\n") == 1


def test_files_that_cannot_be_read_are_named(write: Write) -> None:
    done = run("render", *PUSH, "--event", "absent.json")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "tc-typed: absent.json: No such file or directory\n"


# With the real renderer


def test_problems_of_a_rendering_are_like_those_of_a_check(write: Write) -> None:
    write(".taskcluster.yml", INVALID)
    done = run("render", *PUSH, "--event", "-", stdin=PUSH_EVENT)
    assert (done.exit_code, done.stderr) == (1, run("check").stderr)


def test_a_file_without_tasks_for_an_event_has_only_a_summary(write: Write) -> None:
    write(".taskcluster.yml", VALID)
    done = run("render", *PUSH, "--event", "-", stdin=PUSH_EVENT)
    assert (done.exit_code, done.stdout) == (0, "Tasks: 0. Hooks: 0.\n")
    done = run("render", *PUSH, "--event", "-", "--json", stdin=PUSH_EVENT)
    report = json.loads(done.stdout)
    assert (report["tasks"], report["hooks"], report["requiredScopes"]) == ([], [], None)


def test_the_root_url_can_be_used_in_expressions(write: Write) -> None:
    tasks = (
        "tasks: {$if: 'taskcluster_root_url == \"https://tc.example.com\"', then: [], else: [1]}"
    )
    write(".taskcluster.yml", VALID.replace("tasks: []", tasks))
    command = ("render", "--tasks-for", "github-push", "--event", "-", "--root-url")
    assert run(*command, "https://tc.example.com", stdin=PUSH_EVENT).exit_code == 0
    assert run(*command, "https://other.example.com", stdin=PUSH_EVENT).exit_code == 1


def test_an_unknown_type_of_event_is_refused(write: Write) -> None:
    write(".taskcluster.yml", VALID)
    done = run("render", "--tasks-for", "github-pull", "--event", "-", stdin=PUSH_EVENT)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "'github-pull'" in done.stderr
    assert "'--tasks-for'" in done.stderr
    assert "'github-push'" in done.stderr
