"""The nodes of a YAML document, and the error for a text that is not one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias


class NotYaml(ValueError):
    """A text is not YAML, or has a value that JSON can't express.

    Attributes:
        start: The offset in the text.
        message: What is wrong there.
    """

    def __init__(self, start: int, message: str) -> None:
        super().__init__(start, message)
        self.start = start
        self.message = message


@dataclass(slots=True, eq=False)
class ScalarNode:
    """A single value."""

    start: int
    text: str | None = None
    """`None` where nothing is written."""
    isPlain: bool = False
    """Whether it is written without quotes or `|`, so that its text decides on its type."""
    tag: str | None = None


@dataclass(slots=True, eq=False)
class SequenceNode:
    """A list."""

    start: int
    items: list[Node] = field(default_factory=list["Node"])
    tag: str | None = None


@dataclass(slots=True, eq=False)
class MappingNode:
    """Keys with their values, in the order of the file."""

    start: int
    pairs: list[Pair] = field(default_factory=list["Pair"])
    tag: str | None = None


@dataclass(slots=True, eq=False)
class AliasNode:
    """An alias, `*name`, of another node."""

    start: int
    target: ContentNode


@dataclass(slots=True, eq=False)
class Pair:
    """An entry of a mapping."""

    key: Node
    value: Node
    mayMerge: bool = True
    """Whether `<<` as its key merges. In a block mapping, `? <<` is a key like any other."""


ContentNode: TypeAlias = ScalarNode | SequenceNode | MappingNode
"""Any node but an alias."""

Node: TypeAlias = ContentNode | AliasNode


def standardTag(name: str) -> str:
    """Give the tag of a type that YAML itself has, such as `!!int`.

    Args:
        name: Its name after `!!`.
    """
    return f"tag:yaml.org,2002:{name}"
