"""Problems of `.taskcluster.yml` files that are found without an event, compared with json-e.

Taskcluster uses json-e for JavaScript; node runs it if `scripts/test` has installed it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from importlib import import_module
from pathlib import Path

import jsone
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue
from tests.taskcluster_yml.node import NodeProcess, needsLibrary

from tc_typed.taskcluster_yml.check import OPERATORS, checkTaskclusterYml, templateProblems

HEAD = "version: 1\npolicy: {pullRequests: public}\n"

FIRST = """\
version: 1
policy: {pullRequests: public}
tasks:
  $let:
    name: ${event.after +}
  in:
    $map: {$eval: '[1, 2'}
    each(x):
      $if: 'tasks_for == "github-push'
      thn: {}
      then:
        $match:
          'a b': 1
          'x>1': {$foo: 1, $$bar: '${}'}
        other: ${this is not reported}
"""
FOUND = [
    "5:5: tasks.$let.name: '${event.after +}': expected a value, got '}'",
    "7:12: tasks.in.$map.$eval: '[1, 2': expected ']', got the end",
    "9:7: tasks.in.each(x).$if: 'tasks_for == \"': the string has no end",
    "10:7: tasks.in.each(x).thn: $if does not have the property thn",
    "13:11: tasks.in.each(x).then.$match.a b: 'a b': expected an operator, got 'b'",
    "14:19: tasks.in.each(x).then.$match.x>1.$foo: $foo is not an operator; write $$foo for a key",
    "14:28: tasks.in.each(x).then.$match.x>1.$$bar: '${}': expected a value, got '}'",
    "15:9: tasks.in.each(x).then.other: $match does not have the property other",
]

MISTAKES: list[JsonValue] = [
    "${1 +}",
    "${",
    "a ${1} ${2",
    {"$eval": "1 2"},
    {"$eval": 1},
    {"$evil": "1"},
    {"a": 1, "$evil": "1"},
    {"$eval": "1", "els": 2},
    {"$eval": "1", "$json": 2},
    {"${1 +}": 1},
    {"$if": "true ||", "then": 1},
    {"$if": "true", "thn": 1},
    {"$if": "true", "$then": 1},
    {"$let": [], "in": 1},
    {"$let": {"a": "${!}"}, "in": 1},
    {"$map": [1], "each(x)": "${x +}"},
    {"$map": [1], "echa(x)": "${x}"},
    {"$reduce": [1], "initial": 0, "each(a, x)": {"$eval": "a + (x"}},
    {"$find": [1], "each(x)": "x =="},
    {"$find": [1], "each(x)": True},
    {"$sort": [1, 2], "by(x)": "-"},
    {"$match": {"true": "${1 +}"}},
    {"$match": {"true tru": 1}},
    {"$match": "true"},
    {"$switch": {"true": 1, "$defualt": 2}},
    {"$switch": {"false": 1, "$default": "${1 +}"}},
    {"$switch": []},
    {"$fromNow": "1 day", "form": "2020-01-01T00:00:00Z"},
    {"$flatten": ["${1 +}"]},
    {"$merge": [{"$$a": "${1 +}"}]},
]
"""Templates with one mistake that fails in every rendering."""

VALID: list[JsonValue] = [
    *("", "a", "${1 + 2}", "$${1 +}", "$", None, True, 7),
    {"$eval": "[1, {a: 'b'}.a]"},
    {"$if": "true", "then": {"$eval": "1"}, "else": 2},
    {"$if": "false", "then": 2},
    {"$let": {"a": 1, "b": {"$eval": "2"}}, "in": "${a + b}"},
    {"$map": [1, 2], "each(x, i)": {"$eval": "x + i"}},
    {"$map": {"a": 1}, "each(v,k)": {"${k}": {"$eval": "v"}}},
    {"$reduce": [1, 2], "initial": 0, "each(a, x)": {"$eval": "a + x"}},
    {"$find": [1, 2], "each(x)": "x == 2"},
    {"$sort": [{"a": 2}, {"a": 1}], "by(x)": "x.a"},
    {"$sort": [2, 1]},
    {"$match": {"1 < 2": 1, "false": 2}},
    {"$switch": {"false": 1, "$default": 2}},
    {"$fromNow": "1 day", "from": "2020-01-01T00:00:00Z"},
    {"$json": {"a": "${1}"}},
    {"$flatten": [[1], 2]},
    {"$flattenDeep": [[1, [2]]]},
    {"$merge": [{"a": 1}, {"$$b": 2}]},
    {"$mergeDeep": [{"a": {"b": 1}}, {"a": {"c": 1}}]},
    {"$reverse": [1, 2]},
    {"${'key'}": 1, "$$eval": "${1}", "$1": 1, "$": 2, "$a b": 3},
]


WRAPPERS: Sequence[Callable[[JsonValue], JsonValue]] = [
    lambda it: {"$json": it},
    lambda it: {"$flatten": [it]},
    lambda it: {"$let": {"v": it}, "in": {"$eval": "v"}},
    lambda it: {"$if": "1 == 1", "then": it},
    lambda it: {"$match": {"true": it}},
    lambda it: {"$map": [1], "each(x)": it},
]
"""Functions that put a template into one that renders it."""


def wrapped(wrap: Callable[[JsonValue], JsonValue], template: JsonValue) -> JsonValue:
    return wrap(template)


def templates(parts: st.SearchStrategy[JsonValue]) -> st.SearchStrategy[JsonValue]:
    """Draw templates that render all of their parts."""
    keys = st.sampled_from(["a", "b", "$$eval", "x y", "${'c'}"])

    def around(inner: st.SearchStrategy[JsonValue]) -> st.SearchStrategy[JsonValue]:
        return st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(keys, inner, max_size=3),
            st.builds(wrapped, st.sampled_from(WRAPPERS), inner),
        )

    return st.recursive(parts, around, max_leaves=8)


def fails(template: JsonValue) -> bool:
    """Tell whether json-e can't render a template."""
    try:
        jsone.render(template, {})
    # For some mistakes the package fails with errors of other classes.
    except Exception:  # noqa: BLE001
        return True
    return False


def test_the_operators_are_those_of_json_e() -> None:
    assert {*OPERATORS} == {*import_module("jsone.render").operators}


@pytest.mark.parametrize("template", MISTAKES, ids=json.dumps)
def test_each_mistake_is_found(template: JsonValue) -> None:
    assert fails(template)
    assert len([*templateProblems(template)]) == 1


@needsLibrary("json-e")
def test_json_e_for_javascript_refuses_exactly_the_mistakes() -> None:
    with closing(NodeProcess("json_e.js", "json-e")) as process:
        for template in [*VALID, *MISTAKES]:
            found = process.ask({"template": template, "context": {}})
            assert ("refused" in found) == (template in MISTAKES), template


@given(templates(st.sampled_from(VALID)))
def test_nothing_is_found_in_valid_templates(template: JsonValue) -> None:
    assert [*templateProblems(template)] == []


@given(templates(st.sampled_from([*VALID, *MISTAKES])))
def test_templates_with_problems_fail_in_json_e(template: JsonValue) -> None:
    if [*templateProblems(template)]:
        assert fails(template)


@given(templates(st.sampled_from(MISTAKES)))
def test_places_of_problems_lead_to_parts_of_the_template(template: JsonValue) -> None:
    for place, _ in templateProblems(template):
        part = template
        for step in place:
            if isinstance(part, dict):
                assert isinstance(step, str)
                part = part[step]
            else:
                assert isinstance(part, list)
                assert isinstance(step, int)
                part = part[step]


def written(folder: Path, text: str) -> Path:
    path = folder / ".taskcluster.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_problems_have_lines_and_fields(tmp_path: Path) -> None:
    problems = checkTaskclusterYml(written(tmp_path, FIRST))
    assert [*map(str, problems)] == FOUND


def test_problems_of_fields_are_found(tmp_path: Path) -> None:
    path = written(tmp_path, "version: 1\npolicy: {pullRequests: all}\ntasks: ['${']\n")
    fields = [problem.field for problem in checkTaskclusterYml(path)]
    assert fields[0] == "policy.pullRequests"
    assert "tasks.0" in fields  # the expression, although the item is not a mapping either
    path = written(tmp_path, "version: 1\n  a: b: c\n")
    assert len(checkTaskclusterYml(path)) == 1


def test_files_without_problems_have_none(tmp_path: Path) -> None:
    assert checkTaskclusterYml(written(tmp_path, f"{HEAD}tasks: []\n")) == ()


def test_templates_of_version_0_are_not_json_e(tmp_path: Path) -> None:
    text = (
        "version: 0\nmetadata: {name: a, description: b, owner: '{{ event.x }}', source: '${'}\n"
        "tasks: []\n"
    )
    assert checkTaskclusterYml(written(tmp_path, text)) == ()


def test_a_problem_in_a_repeated_part_is_reported_once(tmp_path: Path) -> None:
    text = f"{HEAD}tasks:\n- &it {{a: '${{'}}\n- *it\n- {{b: [*it, *it]}}\n"
    (problem,) = checkTaskclusterYml(written(tmp_path, text))
    assert (problem.line, problem.field) == (4, "tasks.0.a")


def test_too_many_problems_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tc_typed.taskcluster_yml.check.MOST_ERRORS", 1000)
    many = "".join(f"- a{number}: '${{'\n" for number in range(1001))
    (problem,) = checkTaskclusterYml(written(tmp_path, f"{HEAD}tasks:\n{many}"))
    assert problem.message == "the file has 1,001 problems, too many to list"


def test_a_deep_stack_is_a_problem(tmp_path: Path) -> None:
    path = written(tmp_path, f"{HEAD}tasks: []\n")
    found: set[str] = set()

    def deeper() -> None:
        with suppress(RecursionError):  # of this function itself
            deeper()
        found.update(problem.message.partition(";")[0] for problem in checkTaskclusterYml(path))

    with suppress(RecursionError):
        deeper()
    assert found == {"the file is nested too deeply for the remaining call stack"}


def test_missing_files_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        checkTaskclusterYml(tmp_path / ".taskcluster.yml")
