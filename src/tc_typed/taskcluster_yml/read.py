"""Read a `.taskcluster.yml` as the model of its version, or list its errors with their lines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from pydantic import ValidationError

from tc_typed.core.errors import InvalidCall, TaskclusterFailure
from tc_typed.core.models.problems import MOST_ERRORS
from tc_typed.core.texts import cut, shown, shownValue
from tc_typed.core.whole_numbers import asWhole
from tc_typed.github.models import LegacyTaskclusterYml, TaskclusterYml
from tc_typed.taskcluster_yml.cursor import LineIndex
from tc_typed.taskcluster_yml.nodes import MappingNode, Node, NotYaml, SequenceNode
from tc_typed.taskcluster_yml.syntax import parse
from tc_typed.taskcluster_yml.values import Values, targetOf

AnyTaskclusterYml: TypeAlias = TaskclusterYml | LegacyTaskclusterYml
"""A `.taskcluster.yml` of either version."""

_LONGEST_FIELD = 200  # characters in a message
_SHOWN = 20  # problems in a message
_MODELS: dict[int, type[AnyTaskclusterYml]] = {0: LegacyTaskclusterYml, 1: TaskclusterYml}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong with a file."""

    line: int
    """The line, counted from 1."""
    column: int
    """The column in the line, counted from 1."""
    field: str
    """The field, `tasks.0.metadata`; empty where it is the file as a whole."""
    message: str
    """The mistake."""

    def __str__(self) -> str:
        field = cut(shown(self.field), _LONGEST_FIELD)
        return f"{self.line}:{self.column}: {field + ': ' if field else ''}{self.message}"


class InvalidTaskclusterYml(TaskclusterFailure, ValueError):
    """A `.taskcluster.yml` that Taskcluster would refuse.

    The message tells of the first 20 problems.

    Attributes:
        name: The file.
        problems: Everything that is wrong, with line and field, in the order of the file; of more
            than 10,000 problems only their number is told.
    """

    def __init__(self, name: str, problems: Sequence[Problem]) -> None:
        lines = [f"{name}:{it}" for it in problems[:_SHOWN]]
        if len(problems) > _SHOWN:
            lines.append(f"{name}: and {len(problems) - _SHOWN:,} more problems")
        super().__init__("taskcluster.yml", "\n".join(lines))
        self.name = name
        self.problems: tuple[Problem, ...] = tuple(problems)


def loadTaskclusterYml(path: str | Path = ".taskcluster.yml") -> AnyTaskclusterYml:
    """Read a `.taskcluster.yml`.

    Args:
        path: The file.

    Returns:
        A `TaskclusterYml`, or a `LegacyTaskclusterYml` for a file of version 0.

    Raises:
        InvalidTaskclusterYml: if Taskcluster would refuse it; names file, line and field.
        OSError: if the file can't be read.

    Example:
        ```python
        config = loadTaskclusterYml("checkout/.taskcluster.yml")
        if isinstance(config, TaskclusterYml):
            print(config.policy)
        ```
    """
    return parseTaskclusterYml(Path(path).read_bytes(), str(path))


def parseTaskclusterYml(text: str | bytes, name: str = ".taskcluster.yml") -> AnyTaskclusterYml:
    """Read the text of a `.taskcluster.yml`.

    Args:
        text: What is in the file.
        name: What to call the file in messages.

    Returns:
        A `TaskclusterYml`, or a `LegacyTaskclusterYml` for a file of version 0.

    Raises:
        InvalidTaskclusterYml: if Taskcluster would refuse it; names file, line and field.
        InvalidCall: if the text is neither str nor bytes.
    """
    if not isinstance(text, (str, bytes, bytearray)):  # pyright: ignore[reportUnnecessaryIsInstance]  # untyped callers
        raise InvalidCall(
            "parseTaskclusterYml", f"text must be str or bytes, not {shownValue(text)}"
        )
    try:
        return _parsed(text, name)
    except RecursionError:
        message = "is nested too deep for a caller that is itself this deep in calls"
    raise InvalidTaskclusterYml(name, [Problem(1, 1, "", message)])


def _parsed(text: str | bytes, name: str) -> AnyTaskclusterYml:
    document = _read(text, name)
    value = document.value
    if not isinstance(value, dict):
        message = "is empty" if document.value is None else "should be a mapping"
        raise InvalidTaskclusterYml(name, [document.problem((), message)])
    version = asWhole(value.get("version"))
    # In Python, True is 1.
    model = _MODELS.get(version) if type(version) is int else None
    if model is None:
        problem = document.problem(
            ("version",), "should be 0 or 1", isMissing="version" not in value
        )
        raise InvalidTaskclusterYml(name, [problem])
    try:
        return model.model_validate_json(json.dumps(value))
    except ValidationError as error:
        problems = document.problems(error)
    raise InvalidTaskclusterYml(name, problems)


class _Document:
    """The content of a file, and the position of each part in it."""

    def __init__(self, text: str) -> None:
        self._lines = LineIndex(text)
        self._root = parse(text)
        values = Values()
        self.value = values.json(self._root)
        self._keys = values.keys

    def problems(self, error: ValidationError) -> list[Problem]:
        """List all problems with their lines, in the order of the file."""
        if error.error_count() > MOST_ERRORS:
            return [self.problem((), f"has {error.error_count():,} problems, too many to list")]
        found = {
            self.problem(item["loc"], item["msg"], isMissing=item["type"] == "missing")
            for item in error.errors(include_url=False, include_input=False, include_context=False)
        }
        return sorted(found, key=lambda it: (it.line, it.column, it.field))

    def problem(
        self, location: Sequence[str | int], message: str, *, isMissing: bool = False
    ) -> Problem:
        """Make a problem with its line.

        Args:
            location: Keys and indices that lead to the field; the last key may be missing.
            message: What is wrong.
            isMissing: Whether the problem is that the last key is missing.
        """
        start, node, field = self._root.start, self._root, list[str]()
        for step in location:
            if (found := self._child(targetOf(node), step)) is not None:
                start, node = found
                field.append(str(step))
        if isMissing:
            field.append(str(location[-1]))
        return Problem(*self._lines.lineAndColumn(start), ".".join(field), message)

    def _child(self, node: Node, step: str | int) -> tuple[int, Node] | None:
        """Find the node that a step leads to, and where it begins: at its key, if it has one."""
        match node:
            case MappingNode() if isinstance(step, str):
                return self._keys[node].get(step)
            case SequenceNode() if isinstance(step, int) and step < len(node.items):
                return node.items[step].start, node.items[step]
            case _:
                return None


def _read(text: str | bytes, name: str) -> _Document:
    # Each byte that is not UTF-8 becomes a surrogate, so that the parser can report its position.
    decoded = text if isinstance(text, str) else text.decode(errors="surrogateescape")
    decoded = decoded.removeprefix("\ufeff")
    try:
        return _Document(decoded)
    except NotYaml as error:
        line, column = LineIndex(decoded).lineAndColumn(error.start)
        problem = Problem(line, column, "", error.message)
    raise InvalidTaskclusterYml(name, [problem])
