"""Nodes of a YAML document, and the error for invalid YAML."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias


class NotYaml(ValueError):
    """The source is not valid YAML, or has a value that JSON can't express.

    Attributes:
        start: Offset of the error in the source.
        message: Description of the error.
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
    """Text after unescaping and folding; `None` if the value is missing."""
    isPlain: bool = False
    """Whether it has neither quotes nor `|` or `>`, so that its text determines its type."""
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
    """Whether the key `<<` merges. In a block mapping, `? <<` is an ordinary key."""


ContentNode: TypeAlias = ScalarNode | SequenceNode | MappingNode
"""Any node except an alias."""

Node: TypeAlias = ContentNode | AliasNode


def standardTag(name: str) -> str:
    """Return the full tag of a standard type of YAML, such as `!!int`.

    Args:
        name: Name after `!!`.
    """
    return f"tag:yaml.org,2002:{name}"
