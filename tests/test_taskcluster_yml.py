"""Reading `.taskcluster.yml`: into the model of its version, or to where it is wrong."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from tc_typed import InvalidTaskclusterYml, loadTaskclusterYml, parseTaskclusterYml
from tc_typed.github import LegacyTaskclusterYml, TaskclusterYml

GOOD = """\
version: 1
reporting: checks-v1
policy:
  pullRequests: collaborators
tasks:
  $if: tasks_for == "github-push"
  then:
    - &base
      taskQueueId: proj-example/ci
      deadline: {$fromNow: 1 day}
      payload: {maxRunTime: 600, on: yes, since: 2020-01-01}
    - <<: *base
      taskQueueId: proj-example/other
hooks:
  - name: group/hook
"""


def problems(text: str | bytes) -> list[tuple[int, int, str]]:
    """Where a text is wrong: line, column, field."""
    with pytest.raises(InvalidTaskclusterYml) as caught:
        parseTaskclusterYml(text, "repo/.taskcluster.yml")
    error = caught.value
    assert isinstance(error, ValueError)
    for problem in error.problems:
        assert f"repo/.taskcluster.yml:{problem.line}:{problem.column}: " in str(error)
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.problems) == (str(error), error.problems)
    return [(item.line, item.column, item.field) for item in error.problems]


def test_file_of_version_one(tmp_path: Path) -> None:
    path = tmp_path / ".taskcluster.yml"
    path.write_text(GOOD, encoding="utf-8")
    config = loadTaskclusterYml(path)
    assert isinstance(config, TaskclusterYml)
    assert config.policy is not None
    assert config.policy.pullRequests == "collaborators"
    assert config.hooks is not None
    assert config.hooks[0].name == "group/hook"


def test_yaml_is_read_as_taskcluster_reads_it() -> None:
    config = parseTaskclusterYml(GOOD)
    assert isinstance(config, TaskclusterYml)
    tasks = json.loads(config.model_dump_json())["tasks"]
    base, other = tasks["then"]
    # In YAML 1.1 the key `on` and the value `yes` would be true, and the date none that JSON has.
    assert base["payload"] == {"maxRunTime": 600, "on": "yes", "since": "2020-01-01"}
    assert other == {**base, "taskQueueId": "proj-example/other"}


def test_file_of_version_zero() -> None:
    config = parseTaskclusterYml("version: 0\nallowPullRequests: public\n")
    assert isinstance(config, LegacyTaskclusterYml)
    assert config.allowPullRequests == "public"


keys = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=10)
values: st.SearchStrategy[JsonValue] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | keys | st.floats(-1e6, 1e6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(keys, values, max_size=3), max_size=3))
def test_json_is_yaml(tasks: list[dict[str, JsonValue]]) -> None:
    content = {"version": 1, "tasks": tasks}
    for indent in (None, 2):
        config = parseTaskclusterYml(json.dumps(content, indent=indent))
        assert json.loads(config.model_dump_json()) == content


def test_wrong_value_is_found_at_its_key() -> None:
    assert problems(GOOD.replace("collaborators", "friends")) == [(4, 3, "policy.pullRequests")]


def test_unknown_field_is_found_at_its_key() -> None:
    text = GOOD.replace("  pullRequests:", "  pullRequest:")
    assert problems(text) == [(4, 3, "policy.pullRequest")]


def test_missing_field_is_found_where_it_should_be() -> None:
    text = GOOD.replace("  - name: group/hook", "  - context: {}")
    assert problems(text) == [(15, 5, "hooks.0.name")]


def test_wrong_kind_is_found_at_its_key_for_each_kind_that_is_right() -> None:
    found = problems("version: 1\ntasks: 5\n")
    assert {(line, column, field) for line, column, field in found} == {(2, 1, "tasks")}


def test_every_problem_is_found_in_the_order_of_the_file() -> None:
    found = problems("version: 1\nextra: 1\npolicy:\n  a: 1\n  pullRequests: 2\nreporting: 3\n")
    assert found == [
        (2, 1, "extra"),
        (4, 3, "policy.a"),
        (5, 3, "policy.pullRequests"),
        (6, 1, "reporting"),
    ]


@pytest.mark.parametrize("version", ["2", "'1'", "true", "1.5", ".nan", "null", "[1]"])
def test_version_that_nobody_knows(version: str) -> None:
    assert problems(f"reporting: checks-v1\nversion: {version}\n") == [(2, 1, "version")]


def test_version_may_be_written_as_a_float() -> None:
    config = parseTaskclusterYml("reporting: checks-v1\nversion: 1.0\ntasks: []\n")
    assert (
        config.model_dump_json()
        == parseTaskclusterYml("reporting: checks-v1\nversion: 1\ntasks: []\n").model_dump_json()
    )


@pytest.mark.parametrize("digits", ["9" * 5000, "-" + "9" * 5000, "0x" + "f" * 5000])
def test_number_of_too_many_digits_is_found(digits: str) -> None:
    assert problems(f"version: 1\ntasks:\n  - a: {digits}\n") == [(3, 8, "")]
    assert problems(f"version: {digits}\n") == [(1, 10, "")]


def test_file_without_a_version() -> None:
    assert problems("reporting: checks-v1\n") == [(1, 1, "version")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("- version: 1", 1),
        ("version: 1\ntasks: [", 2),
        ("version: 1\n\ttasks: []", 2),
        ("version: 1\nversion: 1", 2),
        ("version: 1\ntasks: &a [*a]", 2),
        ("version: 1\ntasks: *nobody", 2),
        ("version: 1\n? [a]\n: 1", 2),
        ("version: 1\n---\nversion: 1", 2),
        (b"\xff\xfe\x00", 1),
        ("version: 1\ntasks: \0", 1),
    ],
)
def test_what_is_no_yaml_for_json_is_found_where_it_stands(text: str | bytes, line: int) -> None:
    [(found, _, field)] = problems(text)
    assert (found, field) == (line, "")


def test_aliases_do_not_multiply() -> None:
    lines = ["a: &x0 [1]", *(f"b{n}: &x{n} [*x{n - 1}, *x{n - 1}]" for n in range(1, 60))]
    [(line, _, field)] = problems("version: 1\n" + "\n".join(lines))
    assert (field, 15 < line < 25) == ("", True)


@given(st.binary(max_size=50) | st.text(max_size=50))
def test_nothing_but_its_own_error_is_raised(text: bytes | str) -> None:
    problems(text)


def test_file_that_is_not_there_is_pythons_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        loadTaskclusterYml(tmp_path / "nothing.yml")
