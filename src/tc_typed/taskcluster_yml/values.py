"""The values of a YAML document's nodes, as JSON.

Like Taskcluster's reader, it knows the types of YAML 1.1 (dates, sets, binary data and so on), but
reads numbers as in YAML 1.2, and makes text of every key as JavaScript does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from tc_typed.taskcluster_yml.nodes import (
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
from tc_typed.taskcluster_yml.scalars import DATE, asJson, scalarValue, textOf, wrongTag
from tc_typed.taskcluster_yml.syntax import DEEPEST

if TYPE_CHECKING:
    from pydantic import JsonValue

_PAIR_LISTS = (standardTag("omap"), standardTag("pairs"))
_LARGEST = 1_000_000  # characters that aliases may add; a .taskcluster.yml has some thousands
_MOST_MERGED_KEYS = 10_000  # as in js-yaml, which counts each mapping for one more
_MOST_MERGED_MAPPINGS = 100  # in one list, as in js-yaml


_Place: TypeAlias = tuple[int, Node]
"""The offset of a key, and the node of its value."""

_Merged: TypeAlias = "tuple[str, JsonValue, _Place]"
"""A key that `<<` merges, its value and its place."""


@dataclass(slots=True)
class _Made:
    """A value, with its size and height for the limits on aliases."""

    value: JsonValue
    size: int
    height: int
    """Levels of lists and mappings that are nested in it."""


class _Entries:
    """The entries of a mapping as they are made.

    Attributes:
        values: The values by key.
        places: The offset of each key, and the node of its value.
    """

    def __init__(self) -> None:
        self.values: dict[str, JsonValue] = {}
        self.places: dict[str, _Place] = {}
        self._merged: set[str] = set()

    def merge(self, found: Iterable[_Merged]) -> None:
        """Add the keys that `<<` merges, unless they are there already."""
        for name, value, place in found:
            if name not in self.values:
                self.values[name], self.places[name] = value, place
                self._merged.add(name)

    def add(self, pair: Pair, value: JsonValue) -> None:
        """Add an entry, which takes precedence over keys that `<<` merged.

        Raises:
            NotYaml: if its key is there already.
        """
        name = _keyText(pair.key)
        if name in self.values and name not in self._merged:
            raise NotYaml(pair.key.start, f"the key {name[:40]!a} is there twice")
        self.values[name], self.places[name] = value, (pair.key.start, pair.value)
        self._merged.discard(name)


class Values:
    """Makes JSON of nodes, each once however often an alias repeats it.

    Attributes:
        keys: For each mapping and key, the key's offset and the node of its value, also for keys
            that `<<` merges from another mapping.
    """

    def __init__(self) -> None:
        self.keys: dict[MappingNode, dict[str, _Place]] = {}
        self._made: dict[Node, _Made] = {}
        self._repeated = 0
        self._mergedKeys = 0

    def json(self, root: Node) -> JsonValue:
        """Make JSON of a document.

        Args:
            root: Its root.

        Returns:
            The value. Parts that aliases repeat are the same object.

        Raises:
            NotYaml: if a tag or a value is wrong, or JSON can't express a value.
        """
        return self._make(root).value

    def _make(self, node: Node) -> _Made:
        """Make the value of a node. A node comes before its aliases."""
        match node:
            case AliasNode():
                return self._repeat(node)
            case ScalarNode():
                made = _Made(asJson(scalarValue(node)), 1 + len(node.text or ""), 0)
            case SequenceNode():
                made = self._sequence(node)
            case MappingNode():
                made = self._mapping(node)
        if made.height > DEEPEST:
            raise NotYaml(
                node.start, f"is nested deeper than {DEEPEST} levels with its aliases written out"
            )
        self._made[node] = made
        return made

    def _repeat(self, alias: AliasNode) -> _Made:
        made = self._made.get(alias.target)
        if made is None:
            raise NotYaml(alias.start, "this alias stands for something that it is in")
        self._repeated += made.size
        if self._repeated > _LARGEST:
            raise NotYaml(alias.start, "the file is too large with its aliases written out")
        return made

    def _sequence(self, node: SequenceNode) -> _Made:
        values: list[JsonValue] = []
        size, height = 1, 0
        for item in node.items:
            made = self._make(item)
            values.append(made.value)
            size += made.size
            height = max(height, made.height)
        if node.tag in _PAIR_LISTS:
            values = _pairs(node, values)
        elif node.tag not in {None, "!", standardTag("seq")}:
            raise wrongTag(node.start, node.tag or "", "a list")
        return _Made(values, size, height + 1)

    def _mapping(self, node: MappingNode) -> _Made:
        entries = _Entries()
        size, height = 1, 0
        for pair in node.pairs:
            key, value = self._make(pair.key), self._make(pair.value)
            size += key.size + value.size
            height = max(height, value.height)
            if _isMerge(pair):
                entries.merge(self._merge(pair.value, value.value))
            else:
                entries.add(pair, value.value)
        self.keys[node] = entries.places
        _checkMappingTag(node, entries.values)
        return _Made(entries.values, size, height + 1)

    def _merge(self, node: Node, value: JsonValue) -> list[_Merged]:
        """List the keys that `<<` merges with values and places; the first of equal keys counts."""
        found: list[_Merged] = []
        source = targetOf(node)
        sources = source.items if isinstance(source, SequenceNode) else [source]
        values = value if isinstance(value, list) else [value]
        if len(values) > _MOST_MERGED_MAPPINGS:
            raise NotYaml(node.start, f"<< can merge no more than {_MOST_MERGED_MAPPINGS} mappings")
        for item, merged in zip(sources, map(_asMapping, values), strict=True):
            if merged is None:
                raise NotYaml(item.start, "<< can only merge a mapping, or a list of mappings")
            self._mergedKeys += 1 + len(merged)
            if self._mergedKeys > _MOST_MERGED_KEYS:
                raise NotYaml(
                    item.start, f"<< can merge no more than {_MOST_MERGED_KEYS} keys in one file"
                )
            target = targetOf(item)
            keys = self.keys[target] if isinstance(target, MappingNode) else {}
            found.extend((key, it, keys.get(key, (item.start, item))) for key, it in merged.items())
        return found


# Collections


def targetOf(node: Node) -> ContentNode:
    """Find the node that an alias stands for; any other stands for itself."""
    return node.target if isinstance(node, AliasNode) else node


def _asMapping(value: JsonValue) -> dict[str, JsonValue] | None:
    """A value with its keys, which are the indices of a list as in JavaScript, or `None`."""
    if isinstance(value, list):
        return {str(index): item for index, item in enumerate(value)}
    return value if isinstance(value, dict) else None


def _checkMappingTag(node: MappingNode, values: Mapping[str, JsonValue]) -> None:
    if node.tag == standardTag("set"):
        if any(value is not None for value in values.values()):
            raise NotYaml(node.start, "the keys of a !!set have no values")
    elif node.tag not in {None, "!", standardTag("map")}:
        raise wrongTag(node.start, node.tag or "", "a mapping")


def _pairs(node: SequenceNode, items: list[JsonValue]) -> list[JsonValue]:
    """Make the list that `!!omap` and `!!pairs` stand for."""
    pairs: list[tuple[str, JsonValue]] = []
    for item in items:
        if not isinstance(item, dict) or len(item) != 1:
            raise NotYaml(node.start, "each entry should be a mapping with one key")
        pairs.extend(item.items())
    if node.tag == standardTag("pairs"):
        return [[key, value] for key, value in pairs]
    if len(dict(pairs)) < len(pairs):
        raise NotYaml(node.start, "a key is there twice")
    return items


def _isMerge(pair: Pair) -> bool:
    key = pair.key
    if not pair.mayMerge or not isinstance(key, ScalarNode):
        return False
    return key.tag == standardTag("merge") or (key.tag is None and key.isPlain and key.text == "<<")


def _keyText(node: Node) -> str:
    """The text that JavaScript makes of a key."""
    key = targetOf(node)
    if not isinstance(key, SequenceNode):
        return _itemText(node)
    texts: list[str] = []
    for item in key.items:
        target = targetOf(item)
        if isinstance(target, SequenceNode):
            raise NotYaml(item.start, "a list in a key can't hold lists")
        isNull = isinstance(target, ScalarNode) and scalarValue(target) is None
        texts.append("" if isNull else _itemText(item))
    return ",".join(texts)


def _itemText(node: Node) -> str:
    target = targetOf(node)
    if not isinstance(target, ScalarNode):
        return "[object Object]"
    value = scalarValue(target)
    if value is DATE:
        raise NotYaml(node.start, "a date can't be a key; quote it to have it as text")
    return textOf(value)
