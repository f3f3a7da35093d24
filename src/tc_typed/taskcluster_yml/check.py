"""Check a `.taskcluster.yml` as far as possible without an event.

In addition to the rules for its fields, the JSON-e template of the tasks is checked: the syntax of
all expressions, operators that don't exist, and properties that an operator does not have. Parts
that an event does not use are checked, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from tc_typed.core.integers import asInteger
from tc_typed.core.models.problems import MOST_ERRORS
from tc_typed.core.texts import oneLine, shownValue
from tc_typed.taskcluster_yml.json_e.expressions import (
    NotAnExpression,
    checkExpression,
    checkInterpolation,
)
from tc_typed.taskcluster_yml.json_e.template import JsonPath
from tc_typed.taskcluster_yml.read import (
    TOO_DEEP,
    Document,
    InvalidTaskclusterYml,
    Problem,
    parseTaskclusterYml,
    readContent,
    readDocument,
)

if TYPE_CHECKING:
    from pydantic import JsonValue

_Found: TypeAlias = Iterator[tuple[JsonPath, str]]

OPERATORS: Mapping[str, tuple[str, ...]] = {
    "$eval": (),
    "$find": ("each(",),
    "$flatten": (),
    "$flattenDeep": (),
    "$fromNow": ("from",),
    "$if": ("then", "else"),
    "$json": (),
    "$let": ("in",),
    "$map": ("each(",),
    "$match": (),
    "$merge": (),
    "$mergeDeep": (),
    "$reduce": ("initial", "each("),
    "$reverse": (),
    "$sort": ("by(",),
    "$switch": (),
}
"""JSON-e's operators, with the beginnings of their further properties."""
_WITH_EXPRESSION = frozenset(["$eval", "$if"])
_WITH_MAPPING = frozenset(["$let", "$match", "$switch"])
_WITH_CONDITIONS = frozenset(["$match", "$switch"])
_EXPRESSION_PROPERTIES = frozenset([("$find", "each("), ("$sort", "by(")])
_DEFAULT = "$default"
_REFUSED = "$then"
_LONGEST_KEY = 100
_RESERVED = re.compile(r"\$[a-zA-Z][a-zA-Z0-9]*")  # not $with_underscores


def checkTaskclusterYml(path: str | Path = ".taskcluster.yml") -> tuple[Problem, ...]:
    """List the problems of a `.taskcluster.yml` that can be found without an event.

    Args:
        path: Path of the file.

    Returns:
        Problems in the order of the file. If there are more than 10,000, one problem that states
        their number.

    Raises:
        OSError: if the file can't be read.

    Example:
        ```python
        for problem in checkTaskclusterYml("checkout/.taskcluster.yml"):
            print(problem)  # 12:7: tasks.0.then: '${event.after': expected '}', got the end
        ```
    """
    content, name = readContent(path), str(path)
    try:
        document = readDocument(content, name)
        found = [*_fieldProblems(content, name), *_templateProblems(document)]
    except InvalidTaskclusterYml as error:
        return error.problems
    except RecursionError:
        return (Problem(1, 1, "", TOO_DEEP),)
    # Aliases can repeat a part of the file any number of times.
    problems = {(it.line, it.column, it.message): it for it in reversed(found)}
    if len(problems) > MOST_ERRORS:
        message = f"the file has {len(problems):,} problems, too many to list"
        return (document.problem((), message),)
    return tuple(problems[key] for key in sorted(problems))


def _fieldProblems(content: bytes, name: str) -> Sequence[Problem]:
    try:
        parseTaskclusterYml(content, name)
    except InvalidTaskclusterYml as error:
        return error.problems
    return ()


def _templateProblems(document: Document) -> Iterator[Problem]:
    content = document.value
    # Templates of version 0 are not JSON-e.
    if isinstance(content, dict) and asInteger(content.get("version")) == 1:
        for place, message in templateProblems(content):
            yield document.problem(place, message)


def templateProblems(template: JsonValue, place: JsonPath = ()) -> _Found:
    """Find errors of a JSON-e template that don't depend on the values of variables.

    Args:
        template: The template.
        place: Keys and indices that lead to it.

    Yields:
        The place of each problem, and its description.
    """
    if isinstance(template, str):
        yield from _syntax(checkInterpolation, template, place)
    elif isinstance(template, list):
        for index, item in enumerate(template):
            yield from templateProblems(item, (*place, index))
    elif isinstance(template, dict):
        operators = [key for key in template if key in OPERATORS]
        if len(operators) > 1:
            yield place, f"has several operators: {', '.join(operators)}"
        elif operators:
            yield from _operator(operators[0], template, place)
        else:
            yield from _mapping(template, place)


def _mapping(template: Mapping[str, JsonValue], place: JsonPath) -> _Found:
    for key, value in template.items():
        if _RESERVED.fullmatch(key):
            yield (*place, key), f"{key} is not an operator; write ${key} for a key"
        elif not key.startswith("$$"):
            yield from _syntax(checkInterpolation, key, (*place, key))
        yield from templateProblems(value, (*place, key))


def _operator(operator: str, template: Mapping[str, JsonValue], place: JsonPath) -> _Found:
    for key, value in template.items():
        inside = (*place, key)
        if key == operator:
            yield from _operand(operator, value, inside)
            continue
        # Taskcluster's JSON-e refuses $then, but ignores other keys that contain a property's name.
        name = next((name for name in OPERATORS[operator] if name in key), None)
        if name is None or key == _REFUSED:
            yield inside, f"{operator} does not have the property {oneLine(key, _LONGEST_KEY)}"
        elif (operator, name) in _EXPRESSION_PROPERTIES:
            yield from _expression(value, inside)
        else:
            yield from templateProblems(value, inside)


def _operand(operator: str, value: JsonValue, place: JsonPath) -> _Found:
    if operator in _WITH_EXPRESSION:
        yield from _expression(value, place)
    elif operator in _WITH_MAPPING and not isinstance(value, dict):
        yield place, f"must be a mapping, got {shownValue(value)}"
    elif operator in _WITH_CONDITIONS and isinstance(value, dict):
        for condition, then in value.items():
            if (operator, condition) != ("$switch", _DEFAULT):
                yield from _syntax(checkExpression, condition, (*place, condition))
            yield from templateProblems(then, (*place, condition))
    else:
        yield from templateProblems(value, place)


def _expression(value: JsonValue, place: JsonPath) -> _Found:
    if isinstance(value, str):
        yield from _syntax(checkExpression, value, place)
    else:
        yield place, f"must be an expression, got {shownValue(value)}"


def _syntax(check: Callable[[str], None], text: str, place: JsonPath) -> _Found:
    try:
        check(text)
    except NotAnExpression as error:
        yield place, str(error)
