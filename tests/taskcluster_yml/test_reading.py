"""Parsing `.taskcluster.yml` to the model of its version, or to errors with positions."""

from __future__ import annotations

import inspect
import json
import pickle
import sys
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue
from tests.taskcluster_yml.yaml.documents import damaged

from tc_typed import (
    InvalidCall,
    InvalidTaskclusterYml,
    loadTaskclusterYml,
    parseTaskclusterYml,
)
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

KEYS: dict[str, JsonValue] = {"1": "a", "null": "b", "c,d": "e", "[object Object]": "h"}

SCALARS: dict[str, JsonValue] = {
    **{text: text for text in ("1_000", "-.5", "+.5", "1e400", "-.nan", "0o8", "2026-1-1", "yes")},
    "1.0": 1,
    "-0.0": 0,
    "1e3": 1000,
    ".5": 0.5,
    "08": 8,
    "0o17": 15,
    "-0x1f": -31,
    "0b11": 3,
    ".nan": None,
    "-.inf": None,
    "~": None,
    "": None,
    "True": True,
    "! 1": "1",
    "!!str 1": "1",
    "2026-01-01": {},
    "!!timestamp 2026-01-01": {},
    "'2026-01-01'": "2026-01-01",
    "!!binary aGk=": {"0": 104, "1": 105},
    "!!set {a, b}": {"a": None, "b": None},
    "!!omap [a: 1]": [{"a": 1}],
    "!!pairs [a: 1, a: 2]": [["a", 1], ["a", 2]],
    "{1.0: a, ~: b, [c, d]: e, {f: g}: h}": KEYS,
    "{1e21: a, 1e-7: b, .inf: c}": {"1e+21": "a", "1e-7": "b", "Infinity": "c"},
}

LARGE: dict[str, Callable[[int], str]] = {
    "list": lambda size: "- a\n" * (size // 4),
    "flow": lambda size: "[" + "a, " * (size // 3) + "]",
    "keys": lambda size: "".join(f"k{n:06}: 'v'\n" for n in range(size // 13)),
    "anchors": lambda size: "".join(f"- &a{n:06} x\n" for n in range(size // 13)),
    "plain lines": lambda size: "k: " + "a\n  " * (size // 4),
    "blank lines": lambda size: "a" + "\n" * size,
    "blanks": lambda size: "'" + " " * size + "'",
    "escapes": lambda size: '"' + "\\n \n" * (size // 4) + '"',
    "block": lambda size: "k: >\n" + "  a\n\n" * (size // 5),
    "directive": lambda size: "%A" + " " * size,
    "properties": lambda size: "&a\n" * (size // 3),
    "wrong items": lambda size: "version: 1\ntasks: [" + "a," * (size // 2) + "]",
    "wrong items at the end": lambda size: (
        "version: 1\nhooks: [" + "{name: a}," * (size // 20) + "a," * (size // 4) + "]"
    ),
    "unknown in an item": lambda size: (
        "version: 1\nhooks:\n- name: a\n" + "".join(f"  n{n:06}:\n" for n in range(size // 11))
    ),
    "unknown": lambda size: "version: 1\n" + "".join(f"k{n:06}:\n" for n in range(size // 9)),
}


def problems(text: str | bytes) -> list[tuple[int, int, str]]:
    """Return the problems of YAML source: line, column, field."""
    with pytest.raises(InvalidTaskclusterYml) as caught:
        parseTaskclusterYml(text, "repo/.taskcluster.yml")
    error = caught.value
    assert isinstance(error, ValueError)
    for problem in error.problems:
        assert f"repo/.taskcluster.yml:{problem.line}:{problem.column}: " in str(error)
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.problems) == (str(error), error.problems)
    return [(item.line, item.column, item.field) for item in error.problems]


def taskOf(text: str) -> object:
    """Return the only task of a file, given the text of the task without indentation."""
    task = "    " + text.replace("\n", "\n    ")
    with warnings.catch_warnings(action="error"):
        config = parseTaskclusterYml(f"version: 1\ntasks:\n  -\n{task}\n")
    assert isinstance(config, TaskclusterYml)
    assert isinstance(config.tasks, list)
    [found] = config.tasks
    return found


def test_file_of_version_one(tmp_path: Path) -> None:
    path = tmp_path / ".taskcluster.yml"
    path.write_text(GOOD, encoding="utf-8")
    config = loadTaskclusterYml(path)
    assert isinstance(config, TaskclusterYml)
    assert config.policy is not None
    assert config.policy.pullRequests == "collaborators"
    assert config.hooks is not None
    assert config.hooks[0].name == "group/hook"


def test_yaml_is_parsed_as_in_taskcluster() -> None:
    config = parseTaskclusterYml(GOOD)
    assert isinstance(config, TaskclusterYml)
    tasks = json.loads(config.model_dump_json())["tasks"]
    base, other = tasks["then"]
    # In YAML 1.1 the key `on` and the value `yes` would be true. JSON-e converts a date to {}.
    assert base["payload"] == {"maxRunTime": 600, "on": "yes", "since": {}}
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
def test_json_is_valid_yaml(tasks: list[dict[str, JsonValue]]) -> None:
    content = {"version": 1, "tasks": tasks}
    for indent in (None, 2):
        config = parseTaskclusterYml(json.dumps(content, indent=indent))
        assert json.loads(config.model_dump_json()) == content


def test_a_wrong_value_is_reported_at_its_key() -> None:
    assert problems(GOOD.replace("collaborators", "friends")) == [(4, 3, "policy.pullRequests")]


def test_an_unknown_field_is_reported_at_its_key() -> None:
    text = GOOD.replace("  pullRequests:", "  pullRequest:")
    assert problems(text) == [(4, 3, "policy.pullRequest")]


def test_a_missing_field_is_reported_at_its_object() -> None:
    text = GOOD.replace("  - name: group/hook", "  - context: {}")
    assert problems(text) == [(15, 5, "hooks.0.name")]


def test_a_value_of_the_wrong_type_is_reported_at_its_key() -> None:
    found = problems("version: 1\ntasks: 5\n")
    assert {(line, column, field) for line, column, field in found} == {(2, 1, "tasks")}


def test_all_problems_are_reported_in_the_order_of_the_file() -> None:
    found = problems("version: 1\nextra: 1\npolicy:\n  a: 1\n  pullRequests: 2\nreporting: 3\n")
    assert found == [
        (2, 1, "extra"),
        (4, 3, "policy.a"),
        (5, 3, "policy.pullRequests"),
        (6, 1, "reporting"),
    ]


@pytest.mark.parametrize("count", [1, 20, 21, 10_000, 10_001])
def test_a_message_lists_the_first_20_problems(count: int) -> None:
    with pytest.raises(InvalidTaskclusterYml) as caught:
        parseTaskclusterYml("version: 1\nhooks:\n" + "  - a\n" * count)
    error, shown = caught.value, str(caught.value).splitlines()
    if count > 10_000:
        assert [it.message for it in error.problems] == [
            "the file has 10,001 problems, too many to list"
        ]
        return
    assert [it.field for it in error.problems] == [f"hooks.{index}" for index in range(count)]
    assert len(shown) == min(count, 20) + (count > 20)
    if count > 20:
        assert shown[-1] == f".taskcluster.yml: and {count - 20:,} more problems"


@given(st.text(min_size=1))
def test_names_do_not_break_the_lines_of_a_message(name: str) -> None:
    with pytest.raises(InvalidTaskclusterYml) as caught:
        parseTaskclusterYml(json.dumps({"version": 1, "policy": {f"n{name}" * 50: 1}}))
    assert len(str(caught.value).splitlines()) == 1
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("version", ["2", "'1'", "true", "1.5", ".nan", "null", "[1]"])
def test_an_unknown_version_is_refused(version: str) -> None:
    assert problems(f"reporting: checks-v1\nversion: {version}\n") == [(2, 1, "version")]


def test_the_version_can_be_a_float() -> None:
    config = parseTaskclusterYml("reporting: checks-v1\nversion: 1.0\ntasks: []\n")
    assert (
        config.model_dump_json()
        == parseTaskclusterYml("reporting: checks-v1\nversion: 1\ntasks: []\n").model_dump_json()
    )


@pytest.mark.parametrize("digits", ["9" * 400, "-" + "9" * 400, "0x" + "f" * 400, "1e400"])
def test_numbers_too_large_for_javascript_are_strings(digits: str) -> None:
    assert taskOf(f"a: {digits}") == {"a": digits}
    assert problems(f"version: {digits}\n") == [(1, 1, "version")]


@pytest.mark.parametrize(
    "digits", ["9" * 5000, "-" + "9" * 5000, "0x" + "f" * 5000, "0." + "9" * 999]
)
def test_extremely_long_numbers_are_refused(digits: str) -> None:
    with pytest.raises(InvalidTaskclusterYml, match="number is too long"):
        taskOf(f"a: {digits}")
    assert taskOf(f"a: '{digits}'") == {"a": digits}


@pytest.mark.parametrize(("text", "value"), SCALARS.items(), ids=list(SCALARS))
def test_scalars_and_tags_are_converted_as_in_taskcluster(text: str, value: JsonValue) -> None:
    assert taskOf(f"v: {text}") == {"v": value}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("k: v\t\n\t\n\t# c\nl:\ta\tb", {"k": "v", "l": "a\tb"}),
        ("a: &x 1\nb: &x 2\nc: *x", {"a": 1, "b": 2, "c": 2}),
        ("<<: {a: 1}\n<<: {a: 2, b: 3}\nb: 4", {"a": 1, "b": 4}),
        ("a: |+\n b\n\nc: >-\n d\n e\n\n  f\n\n", {"a": "b\n\n", "c": "d e\n\n f"}),
        ("__proto__: 1\nk: [a, {b: c},]", {"__proto__": 1, "k": ["a", {"b": "c"}]}),
        ("a: b\u2028c\r\nd: 'e\r\n  f'", {"a": "b\u2028c", "d": "e f"}),
    ],
)
def test_notations_of_mappings(text: str, value: JsonValue) -> None:
    assert taskOf(text) == value


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
        ("version: 1\n? [[a]]\n: 1", 2),
        ("version: 1\n2026-01-01: a", 2),
        ("version: 1\ntasks: !!int x", 2),
        ("version: 1\ntasks: !foo x", 2),
        ("version: 1\ntasks:\n\t- a", 3),
        ("version: 1\n<<: a", 2),
        ('version: 1\ntasks: "\\ud800"', 2),
        ("version: 1\ntasks: \ud800", 2),
        ("version: 1\ntasks: " + "[" * 250, 2),
        ("version: 1\ntasks:\n  " + "- " * 250 + "x", 3),
        ("version: 1\ntasks:\n" + "".join(f"{' ' * n}a:\n" for n in range(1, 250)), 101),
        ("version: 1\r\n\r\ntasks: [", 3),
        (b"version: 1\ntasks: \xe9", 2),
        ("version: 1".encode("utf-16"), 1),
        ("version: 1\n---\nversion: 1", 2),
        (b"\xff\xfe\x00", 1),
        ("version: 1\ntasks: \0", 2),
    ],
)
def test_invalid_yaml_is_reported_at_its_position(text: str | bytes, line: int) -> None:
    [(found, _, field)] = problems(text)
    assert (found, field) == (line, "")


def test_exponential_aliases_are_refused() -> None:
    lines = ["a: &x0 [1]", *(f"b{n}: &x{n} [*x{n - 1}, *x{n - 1}]" for n in range(1, 60))]
    [(line, _, field)] = problems("version: 1\n" + "\n".join(lines))
    assert (field, 15 < line < 25) == ("", True)


@given(st.binary(max_size=50) | st.text(max_size=50))
def test_random_input_only_raises_invalid_taskcluster_yml(text: bytes | str) -> None:
    problems(text)


@given(damaged(), st.binary(max_size=3), st.integers(0, 200))
def test_damaged_documents_only_raise_invalid_taskcluster_yml(
    text: str, noise: bytes, offset: int
) -> None:
    content = text.encode(errors="surrogatepass")
    with suppress(InvalidTaskclusterYml), warnings.catch_warnings(action="error"):
        parseTaskclusterYml(content[:offset] + noise + content[offset:])
    with suppress(InvalidTaskclusterYml), warnings.catch_warnings(action="error"):
        parseTaskclusterYml(f"version: 1\ntasks: {text}")


@pytest.mark.parametrize("text", [None, 5, memoryview(b"version: 1"), {"version": 1}])
def test_text_of_the_wrong_type_is_an_invalid_call(text: object) -> None:
    with pytest.raises(InvalidCall, match="must be str or bytes"):
        parseTaskclusterYml(text)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 99 + "]" * 99,
        "".join(f"{' ' * n}a:\n" for n in range(99)),
        f"version: 1\ntasks: [{{a: {'[' * 95}{']' * 95}}}]",
        "version: 1\npolicy: {a: 1}\ntasks: [{}]",
        "version: 1\ntasks: [{}]",
    ],
    ids=["lists", "mappings", "valid", "small", "small and valid"],
)
def test_callers_deep_in_recursion_get_no_recursion_error(text: str) -> None:
    def read(depth: int) -> None:
        if depth:
            read(depth - 1)
            return
        with suppress(InvalidTaskclusterYml):
            parseTaskclusterYml(text)

    here = len(inspect.stack(0))
    for left in range(30, sys.getrecursionlimit() - here, 17):
        read(sys.getrecursionlimit() - here - left)


def test_columns_count_characters() -> None:
    assert problems("\ufeffversion: 1\n'é😀': 1\n") == [(2, 1, "é😀")]
    [(line, column, _)] = problems("version: 1\ntasks: 'é😀' x\n".encode())
    assert (line, column) == (2, 13)


def test_size_and_depth_of_aliases_are_limited() -> None:
    long = f"version: 1\na: &x {'y' * 100_000}\ntasks: [{'*x, ' * 1000}]"
    assert problems(long) == [(3, 45, "")]
    deep = [f"b{n}: &x{n} {'[' * 50}{f'*x{n - 1}' if n else 1}{']' * 50}" for n in range(4)]
    assert problems("version: 1\n" + "\n".join(deep)) == [(4, 58, "")]


def test_exponential_merges_are_refused() -> None:
    inner = "&m0 {" + ",".join(f"k{n}: 1" for n in range(60)) + "}"
    for level in range(1, 5):
        inner = f"&m{level} {{<<: [{inner}{f',*m{level - 1}' * 59}]}}"
    [(line, _, field)] = problems(f"version: 1\ntasks: {inner}\n")
    assert (line, field) == (2, "")


@pytest.mark.parametrize("write", LARGE.values(), ids=list(LARGE))
def test_time_is_not_quadratic_in_the_size(write: Callable[[int], str]) -> None:
    def seconds(size: int) -> float:
        text = write(size)
        start = time.process_time()
        with suppress(InvalidTaskclusterYml):
            parseTaskclusterYml(text)
        return time.process_time() - start

    # Ten times the size would take a hundred times as long if the time were quadratic. The minimum
    # of three runs avoids pauses of the garbage collector.
    assert min(seconds(30_000) for _ in range(3)) < 40 * max(seconds(3_000), 0.003)


def test_a_missing_file_raises_file_not_found_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        loadTaskclusterYml(tmp_path / "nothing.yml")


def test_a_file_that_github_does_not_send_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "large.yml"
    file.write_text("version: 1\n" + "#" * 2**20)
    with pytest.raises(InvalidTaskclusterYml, match="more than 1,048,576 bytes"):
        loadTaskclusterYml(file)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such devices")
def test_a_device_without_end_is_refused() -> None:
    with pytest.raises(InvalidTaskclusterYml, match="more than 1,048,576 bytes"):
        loadTaskclusterYml("/dev/zero")


def test_a_field_with_a_long_key_is_shortened() -> None:
    key = "k" * 10_000
    with pytest.raises(InvalidTaskclusterYml) as caught:
        parseTaskclusterYml(f"version: 1\n? {key}\n: 1\n")
    assert max(len(it.field) for it in caught.value.problems) == 1000


def test_the_name_of_the_file_is_printable_in_messages() -> None:
    with pytest.raises(InvalidTaskclusterYml) as caught:
        parseTaskclusterYml("a: [", "x\x1b[31m\n.yml")
    assert str(caught.value).startswith("parseTaskclusterYml: x\\x1b[31m\\n.yml:1:4: ")
    assert caught.value.name == "x\x1b[31m\n.yml"
