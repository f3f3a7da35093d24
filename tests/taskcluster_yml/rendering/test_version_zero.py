"""Files of version 0 are rendered like in Taskcluster's GitHub service."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import JsonValue
from tests.taskcluster_yml.node import NodeProcess, needsLibrary
from tests.taskcluster_yml.rendering import events

from tc_typed import InvalidTaskclusterYml, parseTaskclusterYml, renderTaskclusterYml
from tc_typed.taskcluster_yml import RenderedTask, TaskclusterYmlRendering
from tc_typed.taskcluster_yml.json_e.template import NotRendered
from tc_typed.taskcluster_yml.rendering.github_event import readEvent
from tc_typed.taskcluster_yml.rendering.version_zero import renderVersionZero

NOW = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
OFFSETS = {"": "2026-01-02T03:04:05.000Z", "1 day": "2026-01-03T03:04:05.000Z"}

FILE = """\
version: 0
allowPullRequests: public
tasks:
- provisionerId: proj
  workerType: '{{ taskcluster.docker.workerType }}'
  metadata:
    name: '{{ event.type }} of {{organization}}/{{repository}}'
    description: '{{ unknown }}'
    owner: '{{ event.head.user.email }}'
    source: '{{ event.head.repo.url }}'
  payload: {env: {A: '1'}}
  extra: {github: {events: [push, 'pull_request.*'], branches: [main], env: true}}
- provisionerId: proj
  workerType: tags
  deadline: "{{ '2 hours' | $fromNow }}"
  metadata: {name: n, description: d, owner: a@example.com, source: 'https://a/'}
  payload: {}
  extra: {github: {events: [tag, release]}}
- extra: {}
- {}
"""


def render(
    text: str = FILE, tasksFor: str = "github-push", event: dict[str, JsonValue] | None = None
) -> TaskclusterYmlRendering:
    return renderTaskclusterYml(
        parseTaskclusterYml(text),
        tasksFor=tasksFor,
        event=events.push() if event is None else event,
        now=NOW,
    )


def test_parameters_and_defaults_are_filled_in() -> None:
    rendering = render()
    [rendered] = rendering.tasks
    task = rendered.task
    assert rendered.taskId == task.taskGroupId
    assert (task.provisionerId, task.workerType) == ("proj", "unknown")
    assert task.metadata.name == "push of acme/widgets"
    assert task.metadata.description == "{{ unknown }}"
    assert task.metadata.owner == "renovate@users.noreply.github.com"
    assert (task.created, task.deadline) == (NOW, NOW + dt.timedelta(days=1))
    assert (task.routes, task.schedulerId) == (["statuses"], "taskcluster-github")
    assert isinstance(task.payload, dict)
    environment = task.payload["env"]
    assert isinstance(environment, dict)
    assert environment["A"] == "1"
    assert environment["GITHUB_HEAD_SHA"] == "a" * 40
    assert "GITHUB_HEAD_TAG" not in environment
    assert rendering.scopes[0] == "assume:repo:github.com/acme/widgets:branch:main"


@pytest.mark.parametrize(
    ("tasksFor", "event", "count", "role"),
    [
        ("github-push", events.push("refs/heads/other"), 0, "branch:other"),
        ("github-push", events.push("refs/tags/v1"), 1, "tag:v1"),
        ("github-release", events.release("created"), 1, "release:published"),
        ("github-pull-request", events.pullRequest("labeled"), 1, "pull-request"),
        ("github-pull-request-untrusted", events.pullRequest(), 1, "pull-request"),
    ],
)
def test_tasks_are_chosen_by_event_and_branch(
    tasksFor: str, event: dict[str, JsonValue], count: int, role: str
) -> None:
    rendering = render(FILE, tasksFor, event)
    assert len(rendering.tasks) == count
    assert rendering.scopes[0] == f"assume:repo:github.com/acme/widgets:{role}"


def test_branches_can_be_excluded() -> None:
    text = FILE.replace("branches: [main]", "excludeBranches: [main]")
    assert render(text).tasks == ()
    assert len(render(text, event=events.push("refs/heads/other")).tasks) == 1


def test_the_number_of_a_pull_request_is_a_string_in_the_environment() -> None:
    [rendered] = render(FILE, "github-pull-request", events.pullRequest()).tasks
    assert isinstance(rendered.task.payload, dict)
    environment = rendered.task.payload["env"]
    assert isinstance(environment, dict)
    assert environment["GITHUB_PULL_REQUEST"] == "12"
    assert environment["GITHUB_HEAD_REF"] == "refs/heads/fix"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("'2 hours'", "'2 ours'", "tasks.1.deadline: offset must be amounts"),
        ("events: [push, 'pull_request.*']", "events: push", "events must be a list"),
        ("branches: [main]", "branches: [a], excludeBranches: [b]", "can't be combined"),
        ("payload: {env: {A: '1'}}", "payload: 5", "payload.env must be a mapping"),
        ("provisionerId: proj", "provisionerId: '?'", r":6:\d+: tasks.0.provisionerId: "),
    ],
)
def test_mistakes_are_reported(old: str, new: str, message: str) -> None:
    with pytest.raises(InvalidTaskclusterYml, match=message):
        render(FILE.replace(old, new, 1))


expressions = st.lists(
    st.sampled_from(
        [
            *("event.type", "event.pullNumber", " event.title ", "organization", "unknown", "x y"),
            *(
                "'1 day'",
                '"1 day"',
                "''",
                "'a' b",
                "| $fromNow",
                "|$fromNow ",
                "$fromNow",
                " ",
                "|",
            ),
            *("| unknown", "timestamp", "event.name", "'", '"'),
        ]
    ),
    max_size=3,
).map(" ".join)
strings = st.lists(
    st.sampled_from(["", "a", "{", "}", "{{", "}}"]) | expressions.map("{{{{{}}}}}".format),
    max_size=3,
).map("".join)
values: st.SearchStrategy[JsonValue] = st.recursive(
    strings | st.sampled_from([None, 1, True]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(strings, inner, max_size=2),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def parameterization() -> Iterator[NodeProcess]:
    with closing(NodeProcess("json_e.js", "json-parameterization")) as process:
        yield process


@needsLibrary("json-parameterization")
@given(value=values)
def test_parameters_are_replaced_as_in_taskcluster(
    parameterization: NodeProcess, value: JsonValue
) -> None:
    event = readEvent("test", "github-pull-request", events.pullRequest())
    event = event._replace(details={**event.details, "event.name": None})
    task: dict[str, JsonValue] = {
        "payload": value,
        "extra": {"github": {"events": ["pull_request"]}},
    }
    parameters = {**event.details, "timestamp": 1767323045000, "organization": "acme"}
    theirs = parameterization.ask(
        {"template": {"payload": value}, "context": parameters, "fromNow": OFFSETS}
    )
    try:
        [draft] = renderVersionZero({"tasks": [task]}, event, NOW).tasks
    except NotRendered as error:
        assume("offset must be" not in error.message)
        raise
    found: object = {"payload": draft.task["payload"]}
    assert json.dumps(found, sort_keys=True) == json.dumps(theirs["value"], sort_keys=True)


def valueOfA(task: RenderedTask) -> JsonValue:
    content = task.toJson()["task"]
    assert isinstance(content, dict)
    assert isinstance(content["payload"], dict)
    assert isinstance(content["payload"]["env"], dict)
    return content["payload"]["env"]["A"]


@pytest.mark.parametrize("text", ["{" * 200_000, "{{ a" * 50_000, "{{ ' " + " " * 100_000 + "x }}"])
def test_long_text_is_rendered_quickly(text: str) -> None:
    started = time.thread_time()
    [task] = render(FILE.replace("A: '1'", f"A: {json.dumps(text)}")).tasks[:1]
    assert valueOfA(task) == text
    assert time.thread_time() - started < 2.0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{a{{event.type}}", "{{a{{event.type}}"),
        ("{{a} {{event.type}}", "{{a} push"),
        ("{{{event.type}}", "{{{event.type}}"),
        ("{{}} {{event.type}}}", "{{}} push}"),
    ],
)
def test_unclosed_parameters_are_text(text: str, expected: str) -> None:
    [task] = render(FILE.replace("A: '1'", f"A: {json.dumps(text)}")).tasks[:1]
    assert valueOfA(task) == expected
