"""Conversion of a YAML document's nodes to JSON.

Like Taskcluster's parser, it supports the types of YAML 1.1 (dates, sets, binary data and so on),
but parses numbers as in YAML 1.2, and converts every key to a string as JavaScript does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from tc_typed.taskcluster_yml.yaml.nodes import (
    AliasNode,
    ContentNode,
    MappingNode,
    Node,
    NotYaml,
    Pair,
    ScalarNode,
    SequenceNode,
    standardTag,
)
from tc_typed.taskcluster_yml.yaml.scalars import DATE, asJson, scalarValue, textOf, wrongTag
from tc_typed.taskcluster_yml.yaml.syntax import DEEPEST

if TYPE_CHECKING:
    from pydantic import JsonValue

_PAIR_LISTS = (standardTag("omap"), standardTag("pairs"))
_LARGEST = 1_000_000  # characters that aliases can add; a .taskcluster.yml has a few thousand
_MOST_MERGED_KEYS = 10_000  # as in js-yaml, where each mapping counts as one more key
_MOST_MERGED_MAPPINGS = 100  # in one list, as in js-yaml


_Place: TypeAlias = tuple[int, Node]
"""Offset of a key, and the node of its value."""

_Merged: TypeAlias = "tuple[str, JsonValue, _Place]"
"""Key that `<<` merges, with its value and place."""


@dataclass(slots=True)
class _Converted:
    """A converted value, with its size and height for the limits on aliases."""

    value: JsonValue
    size: int
    height: int
    """Number of nested levels of lists and mappings, including its own."""


class _Entries:
    """Entries of a mapping while it is converted.

    Attributes:
        values: Values by key.
        places: Offset of each key, and the node of its value.
    """

    def __init__(self) -> None:
        self.values: dict[str, JsonValue] = {}
        self.places: dict[str, _Place] = {}
        self._merged: set[str] = set()

    def merge(self, found: Iterable[_Merged]) -> None:
        """Add keys that `<<` merges, except for those that the mapping already has."""
        for name, value, place in found:
            if name not in self.values:
                self.values[name], self.places[name] = value, place
                self._merged.add(name)

    def add(self, pair: Pair, value: JsonValue) -> None:
        """Add an entry, which takes precedence over keys that `<<` merged.

        Raises:
            NotYaml: if its key is a duplicate.
        """
        name = _keyText(pair.key)
        if name in self.values and name not in self._merged:
            raise NotYaml(pair.key.start, f"duplicate key {name[:40]!a}")
        self.values[name], self.places[name] = value, (pair.key.start, pair.value)
        self._merged.discard(name)


class Values:
    """Converts nodes to JSON, each only once even if aliases repeat it.

    Attributes:
        keys: Offset of each key of each mapping, with the node of its value. Includes keys that
            `<<` merges from other mappings.
    """

    def __init__(self) -> None:
        self.keys: dict[MappingNode, dict[str, _Place]] = {}
        self._converted: dict[Node, _Converted] = {}
        self._repeated = 0
        self._mergedKeys = 0

    def json(self, root: Node) -> JsonValue:
        """Convert a document to JSON.

        Args:
            root: Root of the document.

        Returns:
            The value. Parts that aliases repeat are the same object.

        Raises:
            NotYaml: if a tag or a value is invalid, or JSON can't express a value.
        """
        return self._convert(root).value

    def _convert(self, node: Node) -> _Converted:
        """Convert a node. The target of an alias comes before it, so it is already converted."""
        match node:
            case AliasNode():
                return self._repeat(node)
            case ScalarNode():
                converted = _Converted(asJson(scalarValue(node)), 1 + len(node.text or ""), 0)
            case SequenceNode():
                converted = self._sequence(node)
            case MappingNode():
                converted = self._mapping(node)
        if converted.height > DEEPEST:
            raise NotYaml(
                node.start, f"this is nested deeper than {DEEPEST} levels with its aliases expanded"
            )
        self._converted[node] = converted
        return converted

    def _repeat(self, alias: AliasNode) -> _Converted:
        converted = self._converted.get(alias.target)
        if converted is None:
            raise NotYaml(alias.start, "this alias refers to a node that contains it")
        self._repeated += converted.size
        if self._repeated > _LARGEST:
            raise NotYaml(alias.start, "the file is too large with its aliases expanded")
        return converted

    def _sequence(self, node: SequenceNode) -> _Converted:
        values: list[JsonValue] = []
        size, height = 1, 0
        for item in node.items:
            converted = self._convert(item)
            values.append(converted.value)
            size += converted.size
            height = max(height, converted.height)
        if node.tag in _PAIR_LISTS:
            values = _pairs(node, values)
        elif node.tag not in {None, "!", standardTag("seq")}:
            raise wrongTag(node.start, node.tag or "", "a list")
        return _Converted(values, size, height + 1)

    def _mapping(self, node: MappingNode) -> _Converted:
        entries = _Entries()
        size, height = 1, 0
        for pair in node.pairs:
            key, value = self._convert(pair.key), self._convert(pair.value)
            size += key.size + value.size
            height = max(height, value.height)
            if _isMerge(pair):
                entries.merge(self._merge(pair.value, value.value))
            else:
                entries.add(pair, value.value)
        self.keys[node] = entries.places
        _checkMappingTag(node, entries.values)
        return _Converted(entries.values, size, height + 1)

    def _merge(self, node: Node, value: JsonValue) -> list[_Merged]:
        """Return the keys that `<<` merges, with duplicates; the first of equal keys wins."""
        found: list[_Merged] = []
        source = targetOf(node)
        sources = source.items if isinstance(source, SequenceNode) else [source]
        values = value if isinstance(value, list) else [value]
        if len(values) > _MOST_MERGED_MAPPINGS:
            raise NotYaml(node.start, f"<< can merge at most {_MOST_MERGED_MAPPINGS} mappings")
        for item, merged in zip(sources, map(_asMapping, values), strict=True):
            if merged is None:
                raise NotYaml(item.start, "<< can only merge a mapping, or a list of mappings")
            self._mergedKeys += 1 + len(merged)
            if self._mergedKeys > _MOST_MERGED_KEYS:
                raise NotYaml(item.start, f"<< can merge at most {_MOST_MERGED_KEYS} keys per file")
            target = targetOf(item)
            keys = self.keys[target] if isinstance(target, MappingNode) else {}
            found.extend(
                (key, content, keys.get(key, (item.start, item))) for key, content in merged.items()
            )
        return found


# Collections


def targetOf(node: Node) -> ContentNode:
    """Return the target of an alias, or the node itself if it is not an alias."""
    return node.target if isinstance(node, AliasNode) else node


def _asMapping(value: JsonValue) -> dict[str, JsonValue] | None:
    """Return a mapping, or a list by index as in JavaScript; `None` for other values."""
    if isinstance(value, list):
        return {str(index): item for index, item in enumerate(value)}
    return value if isinstance(value, dict) else None


def _checkMappingTag(node: MappingNode, values: Mapping[str, JsonValue]) -> None:
    if node.tag == standardTag("set"):
        if any(value is not None for value in values.values()):
            raise NotYaml(node.start, "the keys of a !!set can't have values")
    elif node.tag not in {None, "!", standardTag("map")}:
        raise wrongTag(node.start, node.tag or "", "a mapping")


def _pairs(node: SequenceNode, items: list[JsonValue]) -> list[JsonValue]:
    """Return the list that a node with the tag `!!omap` or `!!pairs` represents."""
    pairs: list[tuple[str, JsonValue]] = []
    for item in items:
        if not isinstance(item, dict) or len(item) != 1:
            raise NotYaml(node.start, "each entry must be a mapping with one key")
        pairs.extend(item.items())
    if node.tag == standardTag("pairs"):
        return [[key, value] for key, value in pairs]
    if len(dict(pairs)) < len(pairs):
        raise NotYaml(node.start, "this !!omap has a duplicate key")
    return items


def _isMerge(pair: Pair) -> bool:
    key = pair.key
    if not pair.mayMerge or not isinstance(key, ScalarNode):
        return False
    return key.tag == standardTag("merge") or (key.tag is None and key.isPlain and key.text == "<<")


def _keyText(node: Node) -> str:
    """Convert a key to a string, as JavaScript does."""
    key = targetOf(node)
    if not isinstance(key, SequenceNode):
        return _itemText(node)
    texts: list[str] = []
    for item in key.items:
        target = targetOf(item)
        if isinstance(target, SequenceNode):
            raise NotYaml(item.start, "a list that is a key can't contain lists")
        isNull = isinstance(target, ScalarNode) and scalarValue(target) is None
        texts.append("" if isNull else _itemText(item))
    return ",".join(texts)


def _itemText(node: Node) -> str:
    target = targetOf(node)
    if not isinstance(target, ScalarNode):
        return "[object Object]"
    value = scalarValue(target)
    if value is DATE:
        raise NotYaml(node.start, "a date can't be a key; quote it to get a string")
    return textOf(value)
