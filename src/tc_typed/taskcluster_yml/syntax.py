"""The syntax of YAML 1.2, read as Taskcluster's own reader (js-yaml 4) reads it: text to nodes.

Python's YAML libraries disagree with that reader about tabs, anchors that are set again, repeated
merges, properties of keys and what a line may be indented by, so a file that they take can be one
that Taskcluster refuses. Reading takes time in proportion to the text, and nesting is bounded.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import NoReturn, TypeAlias
from urllib.parse import unquote

DEEPEST = 100
"""How deep lists and mappings may be nested."""

# Only these end a line: YAML 1.2 counts U+0085, U+2028 and U+2029 as text.
_LINE_BREAK = re.compile(r"\r\n?|\n")
_NEVER = re.compile(r"[\0\ud800-\udfff]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SEPARATOR = re.compile(r"(?:---|\.\.\.)(?=[ \t\r\n\0])")
_SEPARATOR_IN_QUOTES = re.compile(r"[\r\n](?:---|\.\.\.)(?=[ \t\r\n])")

_SPACES = re.compile(r" *")
_BLANKS = re.compile(r"[ \t]*")
_BLANKS_AND_BREAKS = re.compile(r"[ \t\r\n]*")
_BLANKS_BREAKS_AND_COMMENTS = re.compile(r"(?:[ \t\r\n]+|#[^\r\n]*)*")

_PLAIN_START = re.compile(r"(?=[^ \t\r\n\0,\[\]{}#&*!|>'\"%@`])(?![-?][ \t\r\n])")
_PLAIN_START_IN_FLOW = re.compile(r"(?=[^ \t\r\n\0,\[\]{}#&*!|>'\"%@`])(?![-?][ \t\r\n,\[\]{}])")
_PLAIN_LINE = re.compile(r"(?:[^\r\n\0:#]+|:(?![ \t\r\n])|(?<![ \t\r\n])#)*")
_PLAIN_LINE_IN_FLOW = re.compile(r"(?:[^\r\n\0:#,\[\]{}]+|:(?![ \t\r\n,\[\]{}])|(?<![ \t\r\n])#)*")
_SINGLE_QUOTED = re.compile(r"'((?:[^'\0]+|'')*+)'")
_DOUBLE_QUOTED = re.compile(r'"((?:[^"\\\0]+|\\[^\0])*+)"')
_DOUBLE_QUOTED_PART = re.compile(
    r"(?P<text>[^\\\r\n]+)|(?P<breaks>(?:\r\n?|\n)[ \t\r\n]*)"
    r"|\\(?:(?:\r\n?|\n)[ \t\r\n]*|(?P<code>x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})"
    r"|(?P<escape>.))"
)
_ESCAPES = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "\t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    " ": " ",
    '"': '"',
    "/": "/",
    "\\": "\\",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}
_BLOCK_HEADER_END = re.compile(r"(?:[ \t]+(?:#[^\r\n]*)?)?(\r\n?|\n)")
_LINE = re.compile(r"[^\r\n\0]*")

_ANCHOR = re.compile(r"[^ \t\r\n\0,\[\]{}]+")
_VERBATIM_TAG = re.compile(r"<([^>\r\n\0]+)>")
_TAG = re.compile(r"[^ \t\r\n\0]*")
_TAG_HANDLE = re.compile(r"!|!!|![A-Za-z-]+!")
_TAG_PREFIX = re.compile(
    r"(?:!|[^,\[\]{}])(?:%[0-9A-Fa-f]{2}|[0-9A-Za-z\-#;/?:@&=+$,_.!~*'()\[\]])*"
)
_YAML_VERSION = re.compile(r"1\.[0-9]+")


class NotYaml(ValueError):
    """A text is not YAML, or holds what JSON can't.

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
    """A node that stands elsewhere."""

    start: int
    target: ContentNode


@dataclass(slots=True, eq=False)
class Pair:
    """An entry of a mapping."""

    key: Node
    value: Node
    mayMerge: bool = True
    """Whether a key `<<` merges. In a block mapping, `? <<` is a key like any other."""


ContentNode: TypeAlias = ScalarNode | SequenceNode | MappingNode
"""A node that is no alias."""

Node: TypeAlias = ContentNode | AliasNode


def standardTag(name: str) -> str:
    """Give the tag of a type that YAML itself has, such as `!!int`.

    Args:
        name: Its name after `!!`.
    """
    return f"tag:yaml.org,2002:{name}"


_COLLECTION_TAGS: dict[str, type[SequenceNode | MappingNode]] = {
    **dict.fromkeys(map(standardTag, ("map", "set")), MappingNode),
    **dict.fromkeys(map(standardTag, ("seq", "omap", "pairs")), SequenceNode),
}


class Places:
    """Finds lines and columns in a text."""

    def __init__(self, text: str) -> None:
        """Remember a text.

        Args:
            text: The text, without a byte order mark.
        """
        self._text = text

    def lineAndColumn(self, start: int) -> tuple[int, int]:
        """Find where an offset is.

        Args:
            start: The offset.

        Returns:
            Line and column, counted from 1.
        """
        line = bisect_right(self._lineStarts, start)
        return line, start - self._lineStarts[line - 1] + 1

    @cached_property
    def _lineStarts(self) -> list[int]:
        """The offsets of all lines, of which only a file that is wrong has need."""
        return [0, *(found.end() for found in _LINE_BREAK.finditer(self._text))]


def parse(text: str) -> Node:
    """Read the single document of a text.

    Args:
        text: The text, without a byte order mark.

    Returns:
        Its root, which has no text if the document is empty.

    Raises:
        NotYaml: if it is not one YAML document.
    """
    if (wrong := _NEVER.search(text)) is not None:
        isNul = wrong[0] == "\0"
        raise NotYaml(wrong.start(), "a NUL is not allowed" if isNul else "this is not UTF-8")
    return _Parser(text).document() or ScalarNode(0)


@dataclass(slots=True)
class _Properties:
    """Tag and anchor of a node."""

    tag: str | None = None
    anchor: str | None = None

    def __bool__(self) -> bool:
        return self.tag is not None or self.anchor is not None


class _Parser:
    """Goes once through a text.

    A method for a kind of node returns `None`, and stays where it is, if no such node begins here.
    """

    def __init__(self, text: str) -> None:
        # A NUL after the last line break spares every look at the next character a check.
        self._text = text + ("\0" if text.endswith(("\n", "\r")) else "\n\0")
        self._at = 0
        self._lineStart = 0
        self._indent = 0  # how many spaces the line begins with
        self._tab = -1  # the first tab before a node of the line
        self._anchors: dict[str, ContentNode] = {}
        self._handles = {"!": "!", "!!": standardTag("")}

    # Documents

    def document(self) -> Node | None:
        self._go(self._end(_SPACES))
        self._indent = self._at
        self._directives()
        root = self._blockNode(self._indent - 1, 0, seeks=False, isCompact=True)
        self._skip()
        if self._isSeparator():
            if self._text[self._at] == ".":
                self._at += 3
                self._skip()
            if self._text[self._at] != "\0":
                self._refuse("another document begins, but only one is allowed")
        if self._text[self._at] != "\0":
            self._refuse("this belongs to nothing before it; look at the indentation")
        return root

    def _directives(self) -> None:
        """Read `%YAML` and `%TAG`, and the `---` after them."""
        seen: set[str] = set()
        while True:
            self._skip()
            if self._indent or self._text[self._at] != "%":
                break
            start = self._at
            self._at = self._end(_LINE)
            line = self._text[start + 1 : self._at]
            self._directive(start, re.split(r"(?<=[ \t])#", line)[0].rstrip(" \t"), seen)
            self._go(self._end(_LINE_BREAK))
            self._indent = 0
            seen.add("%")
        if not self._indent and self._text.startswith("---", self._at):
            self._at += 3
            self._skip()
        elif seen:
            self._refuse("after directives there must be a line ---")

    def _directive(self, start: int, line: str, seen: set[str]) -> None:
        name, *arguments = re.split(r"[ \t]+", line)
        match name, arguments:
            case "", _:
                raise NotYaml(start, "a directive needs a name")
            case "YAML", [version] if "YAML" not in seen and _YAML_VERSION.fullmatch(version):
                seen.add("YAML")
            case "TAG", [handle, prefix] if (
                handle not in seen
                and _TAG_HANDLE.fullmatch(handle)
                and _TAG_PREFIX.fullmatch(prefix)
            ):
                seen.add(handle)
                self._handles[handle] = unquote(prefix)
            case "YAML" | "TAG", _:
                raise NotYaml(start, f"the directive %{name[:40]} is wrong, or there twice")
            case _:
                pass  # Others are for other readers.

    # Nodes

    def _blockNode(
        self,
        parent: int,
        depth: int,
        *,
        seeks: bool,
        isCompact: bool,
        isEntry: bool = False,
    ) -> Node | None:
        """Read a node that may be a block collection.

        Args:
            parent: The column of the collection that it is in.
            depth: How many nodes it is in.
            seeks: Whether it may stand on a later line.
            isCompact: Whether a block collection may begin on a line that has begun otherwise.
            isEntry: Whether it is an entry of a block sequence, so that another sequence must be
                indented more.
        """
        depth = self._deeper(depth)
        isOnNewLine = seeks and self._skip()
        isInside = not isOnNewLine or self._indent > parent
        isLevel = not isInside and self._indent == parent
        start = self._at
        properties = _Properties()
        mayBeBlock = isOnNewLine or isCompact
        if isInside and self._text[start] in "&!":
            if (mapping := self._mappingWithProperties(parent + 1, depth)) is not None:
                return mapping
            hasMoved = False
            while self._property(properties, mayStop=hasMoved):
                hasMoved = self._skip()
                mayBeBlock = hasMoved
                if hasMoved:
                    isInside = self._indent > parent
                    isLevel = self._indent == parent
        node: Node | None = None
        if isInside:
            if mayBeBlock:
                node = self._blockSequence(depth, properties) or self._blockMapping(
                    parent + 1, depth, properties
                )
            node = (
                node
                or self._blockScalar(parent + 1)
                or self._content(parent + 1, depth, properties)
            )
        elif isLevel and not isEntry and mayBeBlock:
            node = self._blockSequence(depth, properties)
        return self._finished(node, properties, start)

    def _flowNode(
        self,
        parent: int,
        depth: int,
        before: _Properties | None = None,
        *,
        isInFlow: bool,
    ) -> Node | None:
        """Read a node that can't be a block collection: in brackets, or a key.

        Args:
            parent: How far lines must be indented.
            depth: How many nodes it is in.
            before: Properties that are its own if it has none and turns out to be no key.
            isInFlow: Whether it is in brackets, so that a comma or a bracket ends plain text.
        """
        depth = self._deeper(depth)
        start, isInside = self._at, True
        properties = _Properties()
        while self._property(properties):
            if self._skip():
                isInside = self._indent > parent
        node = None
        if isInside:
            node = self._content(parent, depth, properties or before, isInFlow=isInFlow)
        return self._finished(node, properties, start)

    def _content(
        self,
        indent: int,
        depth: int,
        properties: _Properties | None = None,
        *,
        isInFlow: bool = False,
    ) -> Node | None:
        """Read a node that is neither a block collection nor a block scalar.

        Args:
            indent: How far the further lines of plain text must be indented.
            depth: How many nodes it is in.
            properties: Those before it.
            isInFlow: Whether it is in brackets.
        """
        match self._text[self._at]:
            case "[" | "{":
                return self._flowCollection(indent, depth, properties)
            case "'":
                return self._singleQuoted()
            case '"':
                return self._doubleQuoted()
            case "*":
                return self._alias()
            case _:
                return self._plain(indent, isInFlow=isInFlow)

    def _finished(self, node: Node | None, properties: _Properties, start: int) -> Node | None:
        """Give a node the properties that were read before it."""
        if not properties:
            return node
        if isinstance(node, AliasNode):
            raise NotYaml(node.start, "an alias can have neither tag nor anchor")
        if node is None:
            kind = _COLLECTION_TAGS.get(properties.tag or "", ScalarNode)
            node = kind(start)
        if properties.tag is not None and node.tag is not None:
            raise NotYaml(start, "a second tag for one node")
        node.tag = properties.tag or node.tag
        self._setAnchor(properties, node)
        return node

    def _setAnchor(self, properties: _Properties | None, node: ContentNode) -> None:
        if properties is not None and properties.anchor is not None:
            self._anchors[properties.anchor] = node

    # Properties

    def _property(self, properties: _Properties, *, mayStop: bool = False) -> bool:
        """Read a tag or an anchor.

        Args:
            properties: Where to put it.
            mayStop: Whether another of the same kind is one of the first key, on a line below.
        """
        match self._text[self._at]:
            case "&":
                if properties.anchor is not None:
                    return False if mayStop else self._refuse("a second anchor for one node")
                properties.anchor = self._name("an anchor needs a name")
            case "!":
                if properties.tag is not None:
                    return False if mayStop else self._refuse("a second tag for one node")
                properties.tag = self._tag()
            case _:
                return False
        return True

    def _name(self, message: str) -> str:
        found = _ANCHOR.match(self._text, self._at + 1)
        if found is None:
            self._refuse(message)
        self._at = found.end()
        return found[0]

    def _alias(self) -> AliasNode:
        start = self._at
        name = self._name("an alias needs a name")
        if name not in self._anchors:
            raise NotYaml(start, f"there is no anchor &{name[:40]} before this alias")
        return AliasNode(start, self._anchors[name])

    def _tag(self) -> str:
        start = self._at
        if self._text[start + 1] == "<":
            verbatim = _VERBATIM_TAG.match(self._text, start + 1)
            if verbatim is None:
                self._refuse("a tag that begins with !< must end with >")
            self._at = verbatim.end()
            return unquote(verbatim[1])
        self._at = self._end(_TAG)
        written = self._text[start : self._at]
        handle, suffix = written[: written.rfind("!") + 1], written[written.rfind("!") + 1 :]
        if handle not in self._handles:
            raise NotYaml(start, f"there is no directive %TAG for {handle[:40]}")
        return self._handles[handle] + unquote(suffix)

    # Block collections

    def _mappingWithProperties(self, indent: int, depth: int) -> Node | None:
        """Read a block mapping whose first key has properties that stand on its line.

        Elsewhere properties are those of the mapping.
        """
        if self._hasTabs():
            return None
        before = self._place()
        line, properties = self._lineStart, _Properties()
        while self._lineStart == line and self._property(properties, mayStop=True):
            self._skip()
        isKey = self._lineStart == line and self._text[self._at] not in "*[{"
        if isKey:
            self._content(indent, depth)
            self._at = self._end(_BLANKS)
            isKey = self._lineStart == line and self._text[self._at] == ":"
        self._restore(before)
        return self._blockMapping(indent, depth, None) if isKey else None

    def _blockSequence(self, depth: int, properties: _Properties) -> SequenceNode | None:
        if not self._isIndicator("-") or self._hasTabs():
            return None
        column = self._at - self._lineStart
        node = SequenceNode(self._at)
        self._setAnchor(properties, node)
        while self._isIndicator("-"):
            self._refuseTabs()
            start, line = self._at, self._lineStart
            self._at += 1
            if self._skip() and self._indent <= column:
                node.items.append(ScalarNode(start))
                continue
            item = self._blockNode(column, depth, seeks=False, isCompact=True, isEntry=True)
            node.items.append(item or ScalarNode(start))
            if not self._hasNextEntry(line, column):
                break
        return node

    def _blockMapping(self, indent: int, depth: int, properties: _Properties | None) -> Node | None:
        """Read a block mapping, or the node that would be its first key if a colon followed.

        Args:
            indent: How far the further lines of such a node must be indented.
            depth: How many nodes it is in.
            properties: Those before it.
        """
        if self._hasTabs():
            return None
        column = self._at - self._lineStart
        node = MappingNode(self._at)
        isExplicit = False  # whether the last key is that of `? key`, so that its value may follow
        while True:
            if not isExplicit:
                self._refuseTabs()
            line, start = self._lineStart, self._at
            before = None if node.pairs else properties
            if self._isIndicator("?"):
                self._setAnchor(before, node)
                explicitKey = self._blockValue(column, depth, isCompact=True)
                node.pairs.append(Pair(explicitKey, ScalarNode(start), mayMerge=False))
                isExplicit = True
            elif self._isIndicator(":"):
                if not isExplicit:
                    self._refuse("there is no key before this colon")
                node.pairs[-1].value = self._blockValue(column, depth, isCompact=True)
                isExplicit = False
            else:
                key = self._flowNode(indent, depth, before, isInFlow=False)
                if key is None or not self._isKey(line):
                    return self._withoutColon(node, key, start)
                self._setAnchor(before, node)
                value = self._blockValue(column, depth, isCompact=False)
                node.pairs.append(Pair(key, value))
                isExplicit = False
            if not self._hasNextEntry(line, column):
                return node

    def _blockValue(self, column: int, depth: int, *, isCompact: bool) -> Node:
        """Read what follows a colon or a question mark in a block mapping."""
        start = self._at
        self._at += 1
        return self._blockNode(column, depth, seeks=True, isCompact=isCompact) or ScalarNode(start)

    def _isKey(self, line: int) -> bool:
        """Go to the colon after a key that began on a line; return whether there is one."""
        colon = self._end(_BLANKS)
        if self._lineStart != line or self._text[colon] != ":":
            return False
        self._at = colon
        if self._text[colon + 1] not in " \t\r\n":
            self._refuse("a colon after a key must be followed by a space")
        return True

    def _withoutColon(self, node: MappingNode, key: Node | None, start: int) -> Node | None:
        """Return the mapping so far, or the node that turned out to be no key."""
        if key is not None and node.pairs:
            raise NotYaml(start, "this should be a key on one line, with a colon after it")
        return node if node.pairs else key

    def _hasNextEntry(self, line: int, column: int) -> bool:
        """Whether another entry of a block collection can follow.

        Args:
            line: Where the line of the entry before began.
            column: The column of its entries.
        """
        self._skip()
        if self._text[self._at] == "\0":
            return False
        if self._lineStart == line:
            self._refuse("this can't stand here; maybe what is before it should be quoted")
        if self._indent > column:
            self._refuse("is indented more than the entry before it")
        return self._indent == column

    # Flow collections

    def _flowCollection(
        self, indent: int, depth: int, properties: _Properties | None
    ) -> SequenceNode | MappingNode:
        start = self._at
        isMapping = self._text[start] == "{"
        node = MappingNode(start) if isMapping else SequenceNode(start)
        self._setAnchor(properties, node)
        end = "}" if isMapping else "]"
        self._at += 1
        needsComma = False
        while True:
            self._skip()
            if self._text[self._at] == end:
                self._at += 1
                return node
            if self._text[self._at] == "\0":
                raise NotYaml(start, f"this bracket is not closed with {end}")
            if needsComma:
                self._refuse(f"a comma or {end} should stand here")
            if self._text[self._at] == ",":
                self._refuse("there is nothing before this comma")
            entry = self._flowEntry(indent, depth)
            if isinstance(node, MappingNode):
                node.pairs.append(
                    entry if isinstance(entry, Pair) else Pair(entry, ScalarNode(entry.start))
                )
            else:
                node.items.append(
                    MappingNode(entry.key.start, [entry]) if isinstance(entry, Pair) else entry
                )
            self._skip()
            needsComma = self._text[self._at] != ","
            self._at += not needsComma

    def _flowEntry(self, indent: int, depth: int) -> Pair | Node:
        start = self._at
        isExplicit = self._isIndicator("?")
        if isExplicit:
            self._at += 1
            self._skip()
        line = self._lineStart
        key = self._flowNode(indent, depth, isInFlow=True) or ScalarNode(start)
        self._skip()
        if self._text[self._at] == ":" and (isExplicit or self._lineStart == line):
            self._at += 1
            self._skip()
            value = self._flowNode(indent, depth, isInFlow=True)
            return Pair(key, value or ScalarNode(self._at))
        return Pair(key, ScalarNode(self._at)) if isExplicit else key

    # Scalars

    def _plain(self, indent: int, *, isInFlow: bool) -> ScalarNode | None:
        start = self._at
        first, each = (
            (_PLAIN_START_IN_FLOW, _PLAIN_LINE_IN_FLOW) if isInFlow else (_PLAIN_START, _PLAIN_LINE)
        )
        if first.match(self._text, start) is None:
            return None
        lines: list[str] = []
        end = self._place()
        breaks = 0
        while not self._isSeparator():
            line = self._text[self._at : self._end(each)].rstrip(" \t")
            if not line:
                break
            lines.extend([""] * (breaks - 1))
            lines.append(line)
            self._at += len(line)
            end = self._place()
            if self._text[self._at] not in " \t\r\n":
                break
            after = self._end(_BLANKS_AND_BREAKS)
            breaks = len(_LINE_BREAK.findall(self._text, self._at, after))
            if not self._go(after) or self._indent < indent:
                break
        self._restore(end)
        if not lines:
            return None
        self._refuseIn(_UNPRINTABLE, start, self._at)
        return ScalarNode(start, _folded(lines), isPlain=True)

    def _singleQuoted(self) -> ScalarNode:
        start, body = self._quoted(_SINGLE_QUOTED)
        lines = _LINE_BREAK.split(body.replace("''", "'"))
        return ScalarNode(start, _folded(_trimmed(lines)))

    def _doubleQuoted(self) -> ScalarNode:
        start, body = self._quoted(_DOUBLE_QUOTED)
        parts: list[str] = []
        isText = False
        for part in _DOUBLE_QUOTED_PART.finditer(body):
            if (text := part["text"]) is not None:
                parts.append(text)
            elif (breaks := part["breaks"]) is not None:
                if isText:
                    parts[-1] = parts[-1].rstrip(" \t")
                count = len(_LINE_BREAK.findall(breaks))
                parts.append(" " if count == 1 else "\n" * (count - 1))
            elif (code := part["code"]) is not None:
                number = int(code[1:], 16)
                if number > 0x10FFFF:
                    raise NotYaml(start + 1 + part.start(), f"there is no character \\{code}")
                parts.append(chr(number))
            elif (escape := part["escape"]) is not None:
                if escape not in _ESCAPES:
                    raise NotYaml(start + 1 + part.start(), f"there is no escape \\{escape}")
                parts.append(_ESCAPES[escape])
            isText = text is not None
        try:
            # JSON's way to write a character as two escapes is a way here, too.
            text = "".join(parts).encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        except UnicodeDecodeError:
            raise NotYaml(start, "has half a surrogate pair, which no text can have") from None
        return ScalarNode(start, text)

    def _quoted(self, pattern: re.Pattern[str]) -> tuple[int, str]:
        """Read up to the closing quote; return where it began, and what is between the quotes."""
        start = self._at
        found = pattern.match(self._text, start)
        if found is None:
            raise NotYaml(start, "this quote is not closed")
        separator = _SEPARATOR_IN_QUOTES.search(found[1])
        if separator is not None:
            raise NotYaml(start + 2 + separator.start(), "the document ends within quotes")
        self._refuseIn(_CONTROL, start, found.end())
        self._go(found.end())
        return start, found[1]

    def _blockScalar(self, parent: int) -> ScalarNode | None:
        """Read `|` or `>` and the lines after it.

        Args:
            parent: How far the lines must be indented.
        """
        start = self._at
        if self._text[start] not in "|>":
            return None
        isFolded = self._text[start] == ">"
        chomping, width = "", ""
        self._at += 1
        while (sign := self._text[self._at]) in "+-" or (sign.isdecimal() and sign.isascii()):
            if sign == "0" or (chomping if sign in "+-" else width):
                self._refuse("after | or > there can be one of + and -, and one digit from 1 to 9")
            chomping, width = (sign, width) if sign in "+-" else (chomping, sign)
            self._at += 1
        header = _BLOCK_HEADER_END.match(self._text, self._at)
        if header is None:
            self._refuse("after | or > the line must end")
        self._go(header.end())
        lines = self._blockLines(parent, int(width) if width else None)
        self._refuseIn(_UNPRINTABLE, start, self._at)
        return ScalarNode(start, _blockText(lines, chomping, isFolded=isFolded))

    def _blockLines(self, parent: int, width: int | None) -> list[str]:
        """Read the lines of a block scalar without what they are indented by.

        Args:
            parent: How far they must be indented.
            width: How much more than the collection that it is in, if that is written.
        """
        lines: list[str] = []
        isKnown = width is not None
        indent = parent + (width or 1) - 1
        while self._text[self._at] != "\0":
            spaces = self._end(_SPACES) - self._at
            if isKnown:
                spaces = min(spaces, indent)
            else:
                indent = max(indent, spaces)
            end = self._end(_LINE)
            if line := self._text[self._at + spaces : end]:
                if spaces < indent or not (isKnown or indent):
                    break
                isKnown = True
            lines.append(line)
            self._at = end
            self._go(self._end(_LINE_BREAK))
        if not (isKnown or indent):
            self._refuse("the lines after | or > must be indented")
        self._at = self._end(_SPACES)
        return lines

    # Moving

    def _skip(self) -> bool:
        """Pass blanks, line breaks and comments; return whether a line ended."""
        if self._text[self._at] not in " \t\r\n#":
            return False
        start = self._at
        hasEnded = self._go(self._end(_BLANKS_BREAKS_AND_COMMENTS))
        if not self._hasTabs():
            self._tab = self._text.find("\t", max(start, self._lineStart), self._at)
        return hasEnded

    def _go(self, to: int) -> bool:
        """Move on; return whether a line ended."""
        if to == self._at:
            return False
        last = max(self._text.rfind("\n", self._at, to), self._text.rfind("\r", self._at, to))
        self._at = to
        if last < 0:
            return False
        self._lineStart = last + 1
        self._indent = self._end(_SPACES, self._lineStart) - self._lineStart
        return True

    def _end(self, pattern: re.Pattern[str], start: int | None = None) -> int:
        """Find where a match ends that begins at an offset, or here; there, if nothing matches."""
        start = self._at if start is None else start
        found = pattern.match(self._text, start)
        return start if found is None else found.end()

    def _place(self) -> tuple[int, int, int]:
        return self._at, self._lineStart, self._indent

    def _restore(self, place: tuple[int, int, int]) -> None:
        self._at, self._lineStart, self._indent = place

    def _isIndicator(self, sign: str) -> bool:
        return self._text[self._at] == sign and self._text[self._at + 1] in " \t\r\n"

    def _isSeparator(self) -> bool:
        return self._at == self._lineStart and _SEPARATOR.match(self._text, self._at) is not None

    def _hasTabs(self) -> bool:
        return self._lineStart <= self._tab < self._at

    def _refuseTabs(self) -> None:
        if self._hasTabs():
            raise NotYaml(self._tab, "a tab can't indent; use spaces")

    def _refuseIn(self, pattern: re.Pattern[str], start: int, end: int) -> None:
        if (wrong := pattern.search(self._text, start, end)) is not None:
            raise NotYaml(wrong.start(), f"the character {wrong[0]!a} is not allowed here")

    def _deeper(self, depth: int) -> int:
        if depth >= DEEPEST:
            self._refuse(f"is nested deeper than {DEEPEST} levels")
        return depth + 1

    def _refuse(self, message: str) -> NoReturn:
        raise NotYaml(self._at, message)


def _trimmed(lines: list[str]) -> list[str]:
    """The lines of quoted text without the blanks around line breaks."""
    last = len(lines) - 1
    return [
        (line.rstrip(" \t") if index < last else line).lstrip(" \t" if index else "")
        for index, line in enumerate(lines)
    ]


def _folded(lines: list[str]) -> str:
    """Fold lines: a line break becomes a space, and several one less."""
    if len(lines) == 1:
        return lines[0]
    parts = [lines[0]]
    breaks = 0
    for index, line in enumerate(lines[1:], 2):
        breaks += 1
        if line or index == len(lines):
            parts.append(" " if breaks == 1 else "\n" * (breaks - 1))
            parts.append(line)
            breaks = 0
    return "".join(parts)


def _blockText(lines: list[str], chomping: str, *, isFolded: bool) -> str:
    """The text of a block scalar.

    Args:
        lines: Its lines, without what they are indented by.
        chomping: `+` keeps the line breaks at the end, `-` removes them, otherwise one is kept.
        isFolded: Whether a line break between two lines that begin with text is a space.
    """
    count = len(lines)
    while count and not lines[count - 1]:
        count -= 1
    text = _foldedBlock(lines[:count]) if isFolded else "\n".join(lines[:count])
    kept = len(lines) - count if chomping == "+" else 0
    return text + "\n" * (kept + (count > 0 and chomping != "-"))


def _foldedBlock(lines: list[str]) -> str:
    parts: list[str] = []
    breaks = 0
    wasMore = False  # whether the line before begins with a blank, so that its end is kept
    for line in lines:
        if line:
            isMore = line[0] in " \t"
            if not parts or isMore or wasMore:
                parts.append("\n" * breaks)
            else:
                parts.append(" " if breaks == 1 else "\n" * (breaks - 1))
            parts.append(line)
            breaks, wasMore = 0, isMore
        breaks += 1
    return "".join(parts)
