"""Files are rendered like in Taskcluster's GitHub service."""

from __future__ import annotations

import datetime as dt
import pickle
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue
from tests.taskcluster_yml.rendering import events
from tests.taskcluster_yml.yaml.documents import damaged

from tc_typed import InvalidTaskclusterYml, missingScopes, parseTaskclusterYml, renderTaskclusterYml
from tc_typed.core.errors import InvalidCall
from tc_typed.github import PushWebhook
from tc_typed.taskcluster_yml import Problem, TaskclusterYmlRendering

NOW = dt.datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=dt.UTC)
ROOT = "https://tc.example.com"
ROLE = "assume:repo:github.com/acme/widgets:"

FILE = """\
version: 1
reporting: checks-v1
policy: {pullRequests: public}
tasks:
  $let:
    base:
      taskQueueId: proj-acme/linux
      deadline: {$fromNow: '1 day'}
      payload:
        command: [make, "${taskcluster_root_url}"]
      metadata:
        name: build
        description: Build it
        owner: team@example.com
        source: https://example.com/
  in:
    $match:
      'tasks_for == "github-push"':
        $merge:
          - $eval: base
          - taskId: {$eval: 'as_slugid("build")'}
            scopes: ['secrets:get:a']
      'tasks_for == "github-pull-request"':
        $merge:
          - $eval: base
          - taskId: {$eval: 'as_slugid("test")'}
            dependencies: [{$eval: 'as_slugid("build")'}]
      'tasks_for in ["github-pull-request", "github-issue-comment"]':
        $merge:
          - $eval: base
          - taskId: {$eval: 'as_slugid("build")'}
"""

MISTAKES = {
    "unknown variable": ("${taskcluster_root_url}", "${root}", (10, 25), "unknown context value"),
    "condition": ('tasks_for == "github-push"', "event.red == 1", (18, 7), "no property"),
    "syntax": ('as_slugid("build")', 'as_slugid("build"', (21, 22), "end of input"),
    "label": ('as_slugid("build")', "as_slugid([])", (21, 22), "needs a label"),
    "offset": ("1 day", "1 dya", (8, 7), "is not an offset"),
    "misspelt field": ("scopes: [", "scope: [", (22, 13), "not permitted"),
    "missing field": ("        name: build\n", "", (11, 7), "required"),
    "wrong value": ("proj-acme/linux", "linux", (7, 7), "task queue ID"),
    "missing queue": ("taskQueueId: proj-acme/linux", "priority: low", (6, 5), "taskQueueId"),
    "not a list": ("    $match:", "    $if: 'true'\n    then: 1\n    else:", (4, 1), "list"),
    "routes": ("scopes: ['secrets:get:a']", "routes: 5", (22, 13), "must be a list"),
    "null routes": ("scopes: ['secrets:get:a']", "routes: [null]", (22, 13), "string"),
}

HOSTILE = {
    "nested loops": "{$map: {$eval: 'range(0, 999)'}, each(a): " * 5 + "x" + "}" * 5,
    "long range": "{$eval: 'range(0, 1000000000)'}",
    "brackets": "{$eval: '" + "(" * 5000 + "'}",
    "deep reduction": "{$reduce: {$eval: 'range(0, 999)'}, initial: 1, 'each(a, b)': [{$eval: a}]}",
    "power": "{$eval: '9 ** 9 ** 9'}",
    "power in a string": "[{a: 'b ${9 ** 9 ** 9}'}]",
    "power in a condition": "{$match: {'9 ** 9 ** 9 > 1': 1}}",
    "power in another condition": "{$switch: {'9 ** 9 ** 9 > 1': 1}}",
    "power to sort by": "{$sort: [1, 2], by(x): 9 ** 9 ** 9}",
    "squares": "{$reduce: {$eval: 'range(0, 99)'}, initial: 9, 'each(a, b)': {$eval: a * a}}",
    "squares in a list": (
        "{$reduce: {$eval: 'range(0, 99)'}, initial: [9], 'each(a, b)': [{$eval: 'a[0] * a[0]'}]}"
    ),
    "doubled strings": "{$reduce: {$eval: 'range(0, 99)'}, initial: x, 'each(a, b)': '${a}${a}'}",
    "doubled lists": (
        "{$reduce: {$eval: 'range(0, 99)'}, initial: [1], "
        "'each(a, b)': {$flatten: [{$eval: a}, {$eval: a}]}}"
    ),
    "doubled variables": (
        "{$let: {a: x}, in: " + "{$let: {a: '${a}${a}'}, in: " * 40 + "[1]" + "}" * 41
    ),
    "infinite": '{$eval: \'number("1e999") - number("1e999")\'}',
    "huge offset": "{$fromNow: '" + "9" * 50 + " years'}",
    "function": "{$eval: as_slugid}",
    "method": "{$eval: 'as_slugid.__globals__'}",
    "attribute": "{$eval: 'now.__class__'}",
    "arguments": "{$eval: as_slugid()}",
    "text of a function": "[{a: '${as_slugid}'}]",
}


def render(
    text: str = FILE,
    tasksFor: str = "github-push",
    event: dict[str, JsonValue] | None = None,
) -> TaskclusterYmlRendering:
    """Render the content of a file."""
    return renderTaskclusterYml(
        parseTaskclusterYml(text),
        tasksFor=tasksFor,
        event=events.push() if event is None else event,
        rootUrl=ROOT,
        now=NOW,
    )


def problems(path: Path, text: str, tasksFor: str = "github-push") -> list[Problem]:
    """Return the problems of a file, whose path its message contains."""
    path.write_text(text, encoding="utf-8")
    event = events.push() if tasksFor == "github-push" else events.pullRequest()
    with pytest.raises(InvalidTaskclusterYml) as caught:
        renderTaskclusterYml(path, tasksFor=tasksFor, event=event, rootUrl=ROOT, now=NOW)
    error = caught.value
    assert all(f"{path}:{it.line}:{it.column}: " in str(error) for it in error.problems)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    return [*error.problems]


def test_a_single_task_is_like_a_decision_task() -> None:
    rendering = render()
    [rendered] = rendering.tasks
    assert rendered.taskId == rendered.task.taskGroupId
    assert rendered.toJson() == {
        "taskId": rendered.taskId,
        "task": {
            "taskQueueId": "proj-acme/linux",
            "taskGroupId": rendered.taskId,
            "schedulerId": "taskcluster-github",
            "created": "2026-01-02T03:04:05.678Z",
            "deadline": "2026-01-03T03:04:05.678Z",
            "payload": {"command": ["make", ROOT]},
            "metadata": {
                "name": "build",
                "description": "Build it",
                "owner": "team@example.com",
                "source": "https://example.com/",
            },
            "routes": ["checks"],
            "scopes": ["secrets:get:a"],
        },
    }
    assert rendering.toJson() == {
        "tasks": [rendered.toJson()],
        "scopes": [
            f"{ROLE}branch:main",
            "queue:route:checks",
            "queue:scheduler-id:taskcluster-github",
        ],
    }


def test_dependencies_come_first_and_labels_have_one_id() -> None:
    build, test = render(tasksFor="github-pull-request", event=events.pullRequest()).tasks
    assert test.task.dependencies == [build.taskId]
    assert test.task.taskGroupId == build.task.taskGroupId
    assert build.task.taskGroupId not in {build.taskId, test.taskId}


def test_the_scopes_of_all_tasks_are_required() -> None:
    granted = [
        *("queue:create-task:project:none", "queue:scheduler-id:taskcluster-github"),
        *("queue:route:checks", "queue:create-task:highest:proj-acme/linux"),
    ]
    assert missingScopes(granted, render().requiredScopes) == "secrets:get:a"
    assert render("version: 1\n").requiredScopes is None


@pytest.mark.parametrize(
    ("tasksFor", "event", "role"),
    [
        ("github-push", events.push("refs/heads/a/b"), "branch:a/b"),
        ("github-push", events.push("refs/tags/v1"), "tag:v1"),
        ("github-pull-request", events.pullRequest("closed"), "pull-request"),
        ("github-pull-request-untrusted", events.pullRequest(), "pull-request-untrusted"),
        ("github-release", events.release("edited"), "release:edited"),
        ("github-release", events.release(None), "release:published"),
        ("github-issue-comment", events.comment(), "pull-request"),
    ],
)
def test_the_role_depends_on_the_event(
    tasksFor: str, event: dict[str, JsonValue], role: str
) -> None:
    rendering = render("version: 1\ntasks: []\n", tasksFor, event)
    assert rendering.tasks == ()
    assert rendering.scopes == (
        ROLE + role,
        "queue:route:statuses",
        "queue:scheduler-id:taskcluster-github",
    )


def test_comments_give_their_command() -> None:
    text = FILE.replace("command: [make", 'command: ["${event.taskcluster_comment}"').replace(
        'tasks_for in ["github-pull-request", "github-issue-comment"]',
        'tasks_for == "github-issue-comment"',
    )
    [rendered] = render(text, "github-issue-comment", events.comment()).tasks
    assert rendered.task.payload == {"command": ["run tests", ROOT]}
    with pytest.raises(InvalidCall, match="must have a line with /taskcluster"):
        render(text, "github-issue-comment", events.comment("looks good"))


def test_a_task_keeps_what_the_template_sets() -> None:
    own = "taskGroupId: fN1SbArXTPSVFNUvaOlinQ\n            schedulerId: mine"
    text = FILE.replace("scopes: ['secrets:get:a']", f"{own}\n            routes: [a, checks, a]")
    [rendered] = render(text).tasks
    assert rendered.task.taskGroupId == "fN1SbArXTPSVFNUvaOlinQ"
    assert rendered.task.schedulerId == "mine"
    assert rendered.task.routes == ["a", "checks"]


def test_hooks_are_triggered() -> None:
    text = "version: 1\nhooks:\n- name: project/release\n  context: {a: 1}\n- name: project/b\n"
    rendering = render(text)
    first, second = rendering.hooks
    assert first.name == "project/release"
    assert first.payload == {
        "context": {"a": 1},
        "event": events.push(),
        "now": "2026-01-02T03:04:05.678Z",
        "taskcluster_root_url": ROOT,
        "tasks_for": "github-push",
        "taskId": first.payload["taskId"],
    }
    assert second.payload["context"] == {}
    assert second.payload["taskId"] != first.payload["taskId"]
    assert missingScopes(["hooks:trigger-hook:project/r*"], rendering.requiredScopes) == (
        "hooks:trigger-hook:project/b"
    )


def test_the_event_can_be_a_model() -> None:
    webhook = PushWebhook.model_validate(
        {**events.push(), "pusher": {"name": "me"}, "commits": [], "more": 1}
    )
    text = FILE.replace("command: [make", 'command: ["${event.more} ${event.pusher.name}"')
    rendering = renderTaskclusterYml(
        parseTaskclusterYml(text), tasksFor="github-push", event=webhook, rootUrl=ROOT
    )
    assert rendering.tasks[0].task.payload == {"command": ["1 me", ROOT]}


def test_the_root_url_is_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    def command() -> object:
        [rendered] = renderTaskclusterYml(
            parseTaskclusterYml(FILE), tasksFor="github-push", event=events.push()
        ).tasks
        return rendered.task.payload

    monkeypatch.setenv("TASKCLUSTER_ROOT_URL", "https://other.example.com")
    assert command() == {"command": ["make", "https://other.example.com"]}
    monkeypatch.delenv("TASKCLUSTER_ROOT_URL")
    with pytest.raises(InvalidTaskclusterYml, match="set rootUrl or TASKCLUSTER_ROOT_URL"):
        command()


@pytest.mark.parametrize(("old", "new", "place", "message"), MISTAKES.values(), ids=list(MISTAKES))
def test_mistakes_are_reported_at_their_lines(
    tmp_path: Path, old: str, new: str, place: tuple[int, int], message: str
) -> None:
    assert old in FILE
    [problem] = problems(tmp_path / ".taskcluster.yml", FILE.replace(old, new, 1))
    assert ((problem.line, problem.column), message in problem.message) == (place, True), problem


def test_a_wrong_condition_of_a_switch_is_reported_at_its_line(tmp_path: Path) -> None:
    text = """\
version: 1
tasks:
  $switch:
    'tasks_for == "github-push"': {$eval: '[]'}
    'wrong == 1': {$eval: '[]'}
"""
    [problem] = problems(tmp_path / "a.yml", text)
    assert (problem.line, problem.message) == (5, "unknown context value wrong, in 'wrong == 1'")
    [problem] = problems(tmp_path / "a.yml", text.replace("wrong == 1", "true"))
    assert "$switch can have only one condition that is true" in problem.message


def test_messages_contain_the_expression_and_the_field(tmp_path: Path) -> None:
    text = FILE.replace("${taskcluster_root_url}", "${event.afterwards}")
    [problem] = problems(tmp_path / "a.yml", text)
    assert problem.field == "tasks.$let.base.payload.command.1"
    assert problem.message == "object has no property \"afterwards\", in '${event.afterwards}'"


def test_all_problems_of_tasks_are_reported(tmp_path: Path) -> None:
    text = FILE.replace("name: build", "nam: build").replace("deadline", "dead")
    found = problems(tmp_path / "a.yml", text, "github-pull-request")
    assert {(it.line, it.field) for it in found} >= {
        (8, "tasks.0.dead"),
        (8, "tasks.1.dead"),
        (12, "tasks.0.metadata.nam"),
        (12, "tasks.1.metadata.nam"),
    }


def test_tasks_must_be_mappings_with_slugids(tmp_path: Path) -> None:
    [problem] = problems(tmp_path / "a.yml", "version: 1\ntasks: {$eval: '[1]'}\n")
    assert (problem.line, problem.message) == (2, "tasks.0 must be a mapping, got int")
    text = FILE.replace("{$eval: 'as_slugid(\"build\")'}", "abc", 1)
    group, task = problems(tmp_path / "a.yml", text)
    assert (group.line, group.field) == (6, "tasks.0.taskGroupId")
    assert (task.line, task.field) == (21, "tasks.0.taskId")
    assert task.message == "must be a slugid, got 'abc'"


def test_cycles_and_duplicate_ids_are_reported(tmp_path: Path) -> None:
    text = FILE.replace('"test"', '"build"')
    [problem] = problems(tmp_path / "a.yml", text, "github-pull-request")
    assert "same taskId" in problem.message
    own = "dependencies: [{$eval: 'as_slugid(\"test\")'}]"
    [problem] = problems(tmp_path / "a.yml", f"{FILE}            {own}\n", "github-pull-request")
    assert "circle" in problem.message


@pytest.mark.parametrize("template", HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_templates_are_refused(tmp_path: Path, template: str) -> None:
    [problem] = problems(tmp_path / "a.yml", f"version: 1\ntasks: {template}\n")
    assert len(str(problem)) < 700


@given(text=damaged() | st.text(max_size=30))
def test_random_files_only_raise_invalid_taskcluster_yml(text: str) -> None:
    with suppress(InvalidTaskclusterYml):
        render(f"version: 1\ntasks: {text}")


@pytest.mark.parametrize(
    ("tasksFor", "event", "message"),
    [
        ("push", events.push(), "tasksFor must be one of github-push"),
        ("github-push", {}, "event.repository.owner.name must be a string, it is missing"),
        ("github-push", {**events.push(), "ref": 5}, "event.ref must be a string, got 5"),
        ("github-push", events.push("refs/heads/é"), "printable ASCII"),
        ("github-push", {"a": dt.UTC}, "event must be a JSON object"),
        ("github-push", [], "event must be a JSON object, got list"),
    ],
)
def test_invalid_arguments_are_refused(
    tasksFor: str, event: dict[str, JsonValue], message: str
) -> None:
    with pytest.raises(InvalidCall, match=message):
        render(FILE, tasksFor, event)


def test_a_naive_time_and_a_wrong_file_are_refused() -> None:
    config = parseTaskclusterYml(FILE)
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(InvalidCall, match="now must be a datetime with a time zone"):
        renderTaskclusterYml(config, tasksFor="github-push", event=events.push(), now=naive)
    with pytest.raises(InvalidCall, match="file must be a path"):
        renderTaskclusterYml(5, tasksFor="github-push", event=events.push())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_a_missing_package_is_named() -> None:
    program = f"""\
import sys
sys.modules["jsone"] = None
from tc_typed import parseTaskclusterYml, renderTaskclusterYml
file = parseTaskclusterYml("version: 1\\ntasks: []\\n")
renderTaskclusterYml(file, tasksFor="github-push", event={events.push()})
"""
    done = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True
    )
    assert "renderTaskclusterYml needs jsone: pip install 'tc-typed[yaml]'" in done.stderr
