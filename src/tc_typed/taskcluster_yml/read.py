"""Parse a `.taskcluster.yml` into the model of its version, or list its errors with their lines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from pydantic import ValidationError

from tc_typed.core.errors import InvalidCall, TaskclusterFailure
from tc_typed.core.integers import asInteger
from tc_typed.core.models.problems import MOST_ERRORS
from tc_typed.core.texts import cut, shown, shownValue
from tc_typed.github.models import LegacyTaskclusterYml, TaskclusterYml
from tc_typed.taskcluster_yml.cursor import LineIndex
from tc_typed.taskcluster_yml.nodes import MappingNode, Node, NotYaml, SequenceNode
from tc_typed.taskcluster_yml.syntax import parse
from tc_typed.taskcluster_yml.values import Values, targetOf

AnyTaskclusterYml: TypeAlias = TaskclusterYml | LegacyTaskclusterYml
"""Content of a `.taskcluster.yml` of either version."""

_LONGEST_FIELD = 200  # characters in a message
_MOST_SHOWN = 20  # problems in a message
_MODELS: dict[int, type[AnyTaskclusterYml]] = {0: LegacyTaskclusterYml, 1: TaskclusterYml}


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem in a file."""

    line: int
    """Line, counted from 1."""
    column: int
    """Column in the line, counted from 1."""
    field: str
    """Field, `tasks.0.metadata`; empty if the problem concerns the whole file."""
    message: str
    """Description of the problem."""

    def __str__(self) -> str:
        field = cut(shown(self.field), _LONGEST_FIELD)
        return f"{self.line}:{self.column}: {field + ': ' if field else ''}{self.message}"


class InvalidTaskclusterYml(TaskclusterFailure, ValueError):
    """A `.taskcluster.yml` is invalid, and Taskcluster would reject it.

    The message lists the first 20 problems.

    Attributes:
        name: Name of the file.
        problems: All problems with line and field, in the order of the file. If there are more than
            10,000, one problem that states their number.
    """

    def __init__(self, name: str, problems: Sequence[Problem]) -> None:
        lines = [f"{name}:{it}" for it in problems[:_MOST_SHOWN]]
        if len(problems) > _MOST_SHOWN:
            lines.append(f"{name}: and {len(problems) - _MOST_SHOWN:,} more problems")
        super().__init__("parseTaskclusterYml", "\n".join(lines))
        self.name = name
        self.problems: tuple[Problem, ...] = tuple(problems)


def loadTaskclusterYml(path: str | Path = ".taskcluster.yml") -> AnyTaskclusterYml:
    """Read and parse a `.taskcluster.yml`.

    Args:
        path: Path of the file.

    Returns:
        A `TaskclusterYml`, or a `LegacyTaskclusterYml` for a file of version 0.

    Raises:
        InvalidTaskclusterYml: if Taskcluster would reject the file; names file, line and field.
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
    """Parse the content of a `.taskcluster.yml`.

    Args:
        text: Content of the file.
        name: Name of the file, for messages.

    Returns:
        A `TaskclusterYml`, or a `LegacyTaskclusterYml` for a file of version 0.

    Raises:
        InvalidTaskclusterYml: if Taskcluster would reject the file; names file, line and field.
        InvalidCall: if `text` is neither str nor bytes.
    """
    if not isinstance(text, (str, bytes, bytearray)):  # pyright: ignore[reportUnnecessaryIsInstance]  # untyped callers
        raise InvalidCall(
            "parseTaskclusterYml", f"text must be str or bytes, got {shownValue(text)}"
        )
    try:
        return _parsed(text, name)
    except RecursionError:
        message = (
            "the file is nested too deeply for the remaining call stack; "
            "parse it from a shallower stack"
        )
    raise InvalidTaskclusterYml(name, [Problem(1, 1, "", message)])


def _parsed(text: str | bytes, name: str) -> AnyTaskclusterYml:
    document = _read(text, name)
    value = document.value
    if not isinstance(value, dict):
        message = "the file is empty" if document.value is None else "the file must be a mapping"
        raise InvalidTaskclusterYml(name, [document.problem((), message)])
    version = asInteger(value.get("version"))
    # True == 1, so the type has to be checked, too.
    model = _MODELS.get(version) if type(version) is int else None
    if model is None:
        isMissing = "version" not in value
        found = "but is missing" if isMissing else f"got {shownValue(value['version'])}"
        problem = document.problem(("version",), f"must be 0 or 1, {found}", isMissing=isMissing)
        raise InvalidTaskclusterYml(name, [problem])
    try:
        return model.model_validate_json(json.dumps(value))
    except ValidationError as error:
        problems = document.problems(error)
    raise InvalidTaskclusterYml(name, problems)


class _Document:
    """Content of a file, with the position of each part."""

    def __init__(self, text: str) -> None:
        self._lines = LineIndex(text)
        self._root = parse(text)
        values = Values()
        self.value = values.json(self._root)
        self._keys = values.keys

    def problems(self, error: ValidationError) -> list[Problem]:
        """List all problems with their lines, in the order of the file."""
        if error.error_count() > MOST_ERRORS:
            return [
                self.problem((), f"the file has {error.error_count():,} problems, too many to list")
            ]
        found = {
            self.problem(item["loc"], item["msg"], isMissing=item["type"] == "missing")
            for item in error.errors(include_url=False, include_input=False, include_context=False)
        }
        return sorted(found, key=lambda it: (it.line, it.column, it.field))

    def problem(
        self, location: Sequence[str | int], message: str, *, isMissing: bool = False
    ) -> Problem:
        """Create a problem with its position.

        Args:
            location: Keys and indices that lead to the field; the last key may be missing.
            message: Description of the problem.
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
        """Return a child node with its offset, which is that of its key if it has one."""
        match node:
            case MappingNode() if isinstance(step, str):
                return self._keys[node].get(step)
            case SequenceNode() if isinstance(step, int) and step < len(node.items):
                return node.items[step].start, node.items[step]
            case _:
                return None


def _read(text: str | bytes, name: str) -> _Document:
    # Bytes that are not UTF-8 become surrogates, so that the parser can report their position.
    decoded = text if isinstance(text, str) else text.decode(errors="surrogateescape")
    decoded = decoded.removeprefix("\ufeff")
    try:
        return _Document(decoded)
    except NotYaml as error:
        line, column = LineIndex(decoded).lineAndColumn(error.start)
        problem = Problem(line, column, "", error.message)
    raise InvalidTaskclusterYml(name, [problem])
