"""Parse a `.taskcluster.yml` into the model of its version, or list its errors with their lines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from pydantic import JsonValue, ValidationError

from tc_typed.core.errors import InvalidCall, TaskclusterFailure
from tc_typed.core.integers import asInteger
from tc_typed.core.models.problems import MOST_ERRORS
from tc_typed.core.texts import cut, shown, shownValue
from tc_typed.github.models import LegacyTaskclusterYml, TaskclusterYml
from tc_typed.taskcluster_yml.yaml.cursor import LineIndex
from tc_typed.taskcluster_yml.yaml.nodes import MappingNode, Node, NotYaml, SequenceNode
from tc_typed.taskcluster_yml.yaml.syntax import parse
from tc_typed.taskcluster_yml.yaml.values import Values, targetOf

AnyTaskclusterYml: TypeAlias = TaskclusterYml | LegacyTaskclusterYml
"""Content of a `.taskcluster.yml` of either version."""

TOO_DEEP = "the file is nested too deeply for the remaining call stack"
"""Message for a file that would exhaust the call stack."""

_LONGEST_FIELD = 200  # characters in a message
_LONGEST_SHOWN_FIELD = 1_000  # characters that a problem keeps of a field
_LARGEST_FILE = 2**20  # bytes; for larger files, GitHub sends Taskcluster no content
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
    """A `.taskcluster.yml` is invalid, and Taskcluster would reject it, at least for this event.

    The message lists the first 20 problems.

    Attributes:
        name: Name of the file.
        problems: All problems with line and field, in the order of the file. If there are more than
            10,000, one problem that states their number.
    """

    def __init__(
        self, name: str, problems: Sequence[Problem], call: str = "parseTaskclusterYml"
    ) -> None:
        shownName = shown(name)
        lines = [f"{shownName}:{it}" for it in problems[:_MOST_SHOWN]]
        if len(problems) > _MOST_SHOWN:
            lines.append(f"{shownName}: and {len(problems) - _MOST_SHOWN:,} more problems")
        super().__init__(call, "\n".join(lines))
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
    return parseTaskclusterYml(readContent(path), str(path))


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
    return readTaskclusterYml(text, name)[1]


def readContent(path: str | Path) -> bytes:
    """Read a file, but not much more than the largest size that is accepted.

    Args:
        path: Path of the file, which may be a device without end.

    Raises:
        OSError: if the file can't be read.
    """
    with Path(path).open("rb") as file:
        return file.read(_LARGEST_FILE + 1)


def readTaskclusterYml(text: str | bytes, name: str) -> tuple[Document, AnyTaskclusterYml]:
    """Parse the content of a `.taskcluster.yml`, and keep the position of each part.

    Args:
        text: Content of the file.
        name: Name of the file, for messages.

    Raises:
        InvalidTaskclusterYml: if Taskcluster would reject the file.
    """
    try:
        return _parsed(text, name)
    except RecursionError:
        message = f"{TOO_DEEP}; parse it from a shallower stack"
    raise InvalidTaskclusterYml(name, [Problem(1, 1, "", message)])


def _parsed(text: str | bytes, name: str) -> tuple[Document, AnyTaskclusterYml]:
    document = readDocument(text, name)
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
        return document, model.model_validate_json(json.dumps(value))
    except ValidationError as error:
        problems = document.problems(error)
    raise InvalidTaskclusterYml(name, problems)


class Document:
    """Content of a file, with the position of each part.

    Attributes:
        value: Content as JSON.
    """

    def __init__(self, text: str) -> None:
        """Parse a file.

        Args:
            text: YAML source, without a byte order mark.

        Raises:
            NotYaml: if the source is invalid.
        """
        self._lines = LineIndex(text)
        self._root = parse(text)
        values = Values()
        self.value: JsonValue = values.json(self._root)
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
        return sorted(found, key=lambda it: (it.line, it.column, it.field, it.message))

    def problem(
        self,
        location: Sequence[str | int],
        message: str,
        *,
        isMissing: bool = False,
        renderedField: str | None = None,
    ) -> Problem:
        """Create a problem with its position.

        Args:
            location: Keys and indices that lead to the field; the last key may be missing.
            message: Description of the problem.
            isMissing: Whether the problem is that the last key is missing.
            renderedField: Field to report instead, if it was rendered from the one at `location`.
        """
        start, node, field = self._root.start, self._root, list[str]()
        for step in location:
            if (found := self._child(targetOf(node), step)) is not None:
                start, node = found
                field.append(str(step))
        if isMissing:
            field.append(str(location[-1]))
        # Thousands of problems can be within one long key.
        shownField = cut(
            ".".join(field) if renderedField is None else renderedField, _LONGEST_SHOWN_FIELD
        )
        return Problem(*self._lines.lineAndColumn(start), shownField, message)

    def _child(self, node: Node, step: str | int) -> tuple[int, Node] | None:
        """Return a child node with its offset, which is that of its key if it has one."""
        match node:
            case MappingNode() if isinstance(step, str):
                return self._keys[node].get(step)
            case SequenceNode() if isinstance(step, int) and step < len(node.items):
                return node.items[step].start, node.items[step]
            case _:
                return None


def readDocument(text: str | bytes, name: str) -> Document:
    """Parse YAML, without checking the fields.

    Args:
        text: Content of the file.
        name: Name of the file, for messages.

    Raises:
        InvalidTaskclusterYml: if the content is not YAML.
    """
    if len(text) > _LARGEST_FILE:
        message = f"the file has more than {_LARGEST_FILE:,} bytes, so GitHub sends no content"
        raise InvalidTaskclusterYml(name, [Problem(1, 1, "", message)])
    # Bytes that are not UTF-8 become surrogates, so that the parser can report their position.
    decoded = text if isinstance(text, str) else text.decode(errors="surrogateescape")
    decoded = decoded.removeprefix("\ufeff")
    try:
        return Document(decoded)
    except NotYaml as error:
        line, column = LineIndex(decoded).lineAndColumn(error.start)
        problem = Problem(line, column, "", error.message)
    raise InvalidTaskclusterYml(name, [problem])
