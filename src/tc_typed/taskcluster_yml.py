"""Reading a `.taskcluster.yml`: into the model of its version, or to a list of what is wrong where.

Needs the extra `yaml`. It reads YAML 1.2, as Taskcluster does, in which `on` and `yes` are text.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StreamMark, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from tc_typed.core.errors import TaskclusterFailure
from tc_typed.core.schemas import asWhole
from tc_typed.github.models import LegacyTaskclusterYml, TaskclusterYml

if TYPE_CHECKING:
    from pydantic import JsonValue

AnyTaskclusterYml: TypeAlias = TaskclusterYml | LegacyTaskclusterYml
"""What a `.taskcluster.yml` holds, in either of its versions."""

_MODELS: dict[int, type[AnyTaskclusterYml]] = {0: LegacyTaskclusterYml, 1: TaskclusterYml}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong with a file."""

    line: int
    """Where, counted from 1."""
    column: int
    """Where in the line, counted from 1."""
    field: str
    """The field, `tasks.0.metadata`; empty where it is the file as a whole."""
    message: str
    """What is wrong."""

    def __str__(self) -> str:
        return f"{self.line}:{self.column}: {self.field + ': ' if self.field else ''}{self.message}"


class InvalidTaskclusterYml(TaskclusterFailure, ValueError):
    """A `.taskcluster.yml` is not what Taskcluster takes.

    Attributes:
        name: The file.
        problems: Everything that is wrong, with line and field.
    """

    def __init__(self, name: str, problems: Sequence[Problem]) -> None:
        super().__init__("taskcluster.yml", "\n".join(f"{name}:{it}" for it in problems))
        self.name = name
        self.problems: tuple[Problem, ...] = tuple(problems)


def loadTaskclusterYml(path: str | Path = ".taskcluster.yml") -> AnyTaskclusterYml:
    """Read a `.taskcluster.yml`.

    Args:
        path: The file.

    Returns:
        A `TaskclusterYml`, or a `LegacyTaskclusterYml` for a file of version 0.

    Raises:
        InvalidTaskclusterYml: if it is not what Taskcluster takes; it names file, line and field.
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
        InvalidTaskclusterYml: if it is not what Taskcluster takes; it names file, line and field.
    """
    document = _read(text, name)
    value = document.value
    if not isinstance(value, dict):
        raise InvalidTaskclusterYml(name, [document.problem((), "should be a mapping")])
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
        found = error.errors(include_url=False, include_input=False)
    problems = {
        document.problem(item["loc"], item["msg"], isMissing=item["type"] == "missing")
        for item in found
    }
    raise InvalidTaskclusterYml(
        name, sorted(problems, key=lambda it: (it.line, it.column, it.field))
    )


@dataclass(frozen=True, slots=True)
class _Document:
    """What a file holds, and where in the file it stands."""

    value: JsonValue
    root: Node

    def problem(
        self, location: Sequence[str | int], message: str, *, isMissing: bool = False
    ) -> Problem:
        """Find the line of something that is wrong.

        Args:
            location: Keys and indices that lead there, among which pydantic also puts names of
                types.
            message: What is wrong.
            isMissing: Whether it is that the last key is not there.
        """
        node, mark, field = self.root, self.root.start_mark, list[str]()
        for step in location:
            if (found := _child(node, step)) is not None:
                mark, node = found
                field.append(str(step))
        if isMissing:
            field.append(str(location[-1]))
        return Problem(mark.line + 1, mark.column + 1, ".".join(field), message)


def _child(node: Node, step: str | int) -> tuple[StreamMark, Node] | None:
    """What a step leads to, and where it begins: at its key, where it has one."""
    match node:
        case MappingNode():
            for key, value in node.value:
                if isinstance(key, ScalarNode) and key.value == step:
                    return key.start_mark, value
        case SequenceNode() if isinstance(step, int) and step < len(node.value):
            return node.value[step].start_mark, node.value[step]
        case _:
            pass
    return None


def _read(text: str | bytes, name: str) -> _Document:
    yaml = YAML(typ="safe", pure=True)
    try:
        root = yaml.compose(text)
        if root is None:
            raise InvalidTaskclusterYml(name, [Problem(1, 1, "", "is empty")])
        return _Document(_Values(yaml, name).value(root), root)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (0, 0) if mark is None else (mark.line, mark.column)
        message = error.problem or error.context or "is no YAML"
    except (YAMLError, UnicodeError) as error:
        line, column, message = 0, 0, f"is no YAML: {error}"
    raise InvalidTaskclusterYml(name, [Problem(line + 1, column + 1, "", message)])


class _Values:
    """Makes JSON of YAML's nodes, each once however often an alias repeats it."""

    def __init__(self, yaml: YAML, name: str) -> None:
        self._constructor = yaml.constructor
        self._name = name
        self._made: dict[Node, JsonValue] = {}
        self._making: set[Node] = set()
        self._sizes: dict[Node, int] = {}
        self._size = 0

    def value(self, node: Node) -> JsonValue:
        if node in self._making:
            raise self._refused(node, "contains itself")
        if node not in self._made:
            before, self._size = self._size, self._size + 1
            self._making.add(node)
            self._made[node] = self._make(node)
            self._making.discard(node)
            self._sizes[node] = self._size - before
        else:
            self._size += self._sizes[node]
        if self._size > _LARGEST:
            raise self._refused(node, "is too large with all its aliases written out")
        return self._made[node]

    def _make(self, node: Node) -> JsonValue:
        match node:
            case MappingNode():
                self._refuseRepeated(node)
                self._constructor.flatten_mapping(node)  # what `<<` merges, before its own
                return {self._key(key): self.value(value) for key, value in node.value}
            case SequenceNode():
                return [self.value(item) for item in node.value]
            case ScalarNode():
                return self._scalar(node)
            case _:
                raise self._refused(node, "is of a kind that JSON does not have")

    def _refuseRepeated(self, node: MappingNode) -> None:
        seen: set[str] = set()
        for key, _ in node.value:
            text = self._key(key)
            if text in seen:
                raise self._refused(key, f"the key {text!r} is there twice")
            seen.add(text)

    def _key(self, node: Node) -> str:
        if not isinstance(node, ScalarNode):
            raise self._refused(node, "a key must be text")
        return node.value

    def _scalar(self, node: ScalarNode) -> JsonValue:
        if node.tag not in _JSON_TAGS:
            return node.value  # a date, for example, which JSON has as text
        try:
            made = self._constructor.construct_object(node)
            str(made)  # as JSON has it
        except ValueError:  # Python reads and writes no more than some thousands of digits.
            raise self._refused(node, "has too many digits") from None
        return made if isinstance(made, bool | int | float) else None

    def _refused(self, node: Node, message: str) -> InvalidTaskclusterYml:
        mark = node.start_mark
        return InvalidTaskclusterYml(
            self._name, [Problem(mark.line + 1, mark.column + 1, "", message)]
        )


_LARGEST = 1_000_000  # values; GitHub has no file that comes near
_JSON_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float")}
