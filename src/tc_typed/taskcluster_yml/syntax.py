"""The syntax of YAML 1.2, read as Taskcluster's own reader (js-yaml 4) reads it: text to nodes.

Python's YAML libraries disagree with that reader about tabs, anchors that are set again, repeated
merges, properties of keys and indentation, so a file that they take can be one
that Taskcluster refuses. Reading takes time in proportion to the text, and nesting is bounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from tc_typed.taskcluster_yml.cursor import LINE_BREAK, SPACES, Cursor
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
from tc_typed.taskcluster_yml.scalar_text import blockText, doubleQuoted, folded, singleQuoted

DEEPEST = 100
"""Levels of lists and mappings that may be nested."""

_NEVER = re.compile(r"[\0\ud800-\udfff]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SEPARATOR_IN_QUOTES = re.compile(r"[\r\n](?:---|\.\.\.)(?=[ \t\r\n])")

_BLANKS = re.compile(r"[ \t]*")
_BLANKS_AND_BREAKS = re.compile(r"[ \t\r\n]*")

_PLAIN_START = re.compile(r"(?=[^ \t\r\n\0,\[\]{}#&*!|>'\"%@`])(?![-?][ \t\r\n])")
_PLAIN_START_IN_FLOW = re.compile(r"(?=[^ \t\r\n\0,\[\]{}#&*!|>'\"%@`])(?![-?][ \t\r\n,\[\]{}])")
_PLAIN_LINE = re.compile(r"(?:[^\r\n\0:#]+|:(?![ \t\r\n])|(?<![ \t\r\n])#)*")
_PLAIN_LINE_IN_FLOW = re.compile(r"(?:[^\r\n\0:#,\[\]{}]+|:(?![ \t\r\n,\[\]{}])|(?<![ \t\r\n])#)*")
_SINGLE_QUOTED = re.compile(r"'((?:[^'\0]+|'')*+)'")
_DOUBLE_QUOTED = re.compile(r'"((?:[^"\\\0]+|\\[^\0])*+)"')
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


_COLLECTION_TAGS: dict[str, type[SequenceNode | MappingNode]] = {
    **dict.fromkeys(map(standardTag, ("map", "set")), MappingNode),
    **dict.fromkeys(map(standardTag, ("seq", "omap", "pairs")), SequenceNode),
}


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


@dataclass(slots=True)
class _Begun:
    """The beginning of a node in a block collection: its indentation and properties."""

    mayBeBlock: bool
    """Whether it may be a block collection itself."""
    inwards: int = 1
    """Columns by which it is indented more than its collection. On a line that has begun with other
    text, such as `key: value`, it counts as indented by one."""
    properties: _Properties = field(default_factory=_Properties)


class _Parser(Cursor):
    """Reads the nodes of a text.

    A method for a kind of node returns `None`, and stays where it is, if no such node begins here.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._anchors: dict[str, ContentNode] = {}
        self._handles = {"!": "!", "!!": standardTag("")}

    # Documents

    def document(self) -> Node | None:
        self._go(self._end(SPACES))
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
            self._go(self._end(LINE_BREAK))
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
        begun = self._begin(parent, seeks=seeks, isCompact=isCompact)
        start = self._at
        if begun.inwards > 0 and self._text[start] in "&!":
            if (mapping := self._mappingWithProperties(parent + 1, depth)) is not None:
                return mapping
            self._blockProperties(begun, parent)
        node: Node | None = None
        if begun.inwards > 0:
            node = self._nodeInside(parent + 1, depth, begun)
        elif begun.inwards == 0 and begun.mayBeBlock and not isEntry:
            node = self._blockSequence(depth, begun.properties)
        return self._finished(node, begun.properties, start)

    def _begin(self, parent: int, *, seeks: bool, isCompact: bool) -> _Begun:
        """Go to where a node begins; the arguments are those of `_blockNode`."""
        if seeks and self._skip():
            return _Begun(mayBeBlock=True, inwards=self._indent - parent)
        return _Begun(mayBeBlock=isCompact)

    def _blockProperties(self, begun: _Begun, parent: int) -> None:
        """Read the properties of a node, and note whether it may still be a block collection."""
        line, hasMoved = self._lineStart, False
        while self._property(begun.properties, mayStop=hasMoved):
            hasMoved = self._skip()
        begun.mayBeBlock = hasMoved
        if self._lineStart != line:
            begun.inwards = self._indent - parent

    def _nodeInside(self, indent: int, depth: int, begun: _Begun) -> Node | None:
        """Read a node that is indented more than its collection.

        Args:
            indent: How far its further lines must be indented.
            depth: How many nodes it is in.
            begun: Its beginning.
        """
        node: Node | None = None
        if begun.mayBeBlock:
            node = self._blockSequence(depth, begun.properties)
            node = node or self._blockMapping(indent, depth, begun.properties)
        return node or self._blockScalar(indent) or self._content(indent, depth, begun.properties)

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
            before: Properties that it gets if it has none itself and turns out not to be a key.
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
            properties: The properties before it.
            isInFlow: Whether it is in brackets.
        """
        match self._text[self._at]:
            case "[":
                return self._flowSequence(indent, depth, properties)
            case "{":
                return self._flowMapping(indent, depth, properties)
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
        before = self._position()
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
            properties: The properties before it.
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
            before, properties = properties, None
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
        """Read the node after a colon or a question mark in a block mapping."""
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
        """Return the mapping so far, or the node that turned out not to be a key."""
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

    def _flowSequence(
        self, indent: int, depth: int, properties: _Properties | None
    ) -> SequenceNode:
        node = SequenceNode(self._at)
        self._setAnchor(properties, node)
        self._at += 1
        needsComma = False
        while self._hasFlowEntry(node.start, "]", needsComma=needsComma):
            entry = self._flowEntry(indent, depth)
            node.items.append(
                MappingNode(entry.key.start, [entry]) if isinstance(entry, Pair) else entry
            )
            needsComma = not self._passComma()
        return node

    def _flowMapping(self, indent: int, depth: int, properties: _Properties | None) -> MappingNode:
        node = MappingNode(self._at)
        self._setAnchor(properties, node)
        self._at += 1
        needsComma = False
        while self._hasFlowEntry(node.start, "}", needsComma=needsComma):
            entry = self._flowEntry(indent, depth)
            node.pairs.append(
                entry if isinstance(entry, Pair) else Pair(entry, ScalarNode(entry.start))
            )
            needsComma = not self._passComma()
        return node

    def _hasFlowEntry(self, start: int, end: str, *, needsComma: bool) -> bool:
        """Go to the next entry of a flow collection, or past its end; return whether there is one.

        Args:
            start: Where the collection begins.
            end: The bracket that ends it.
            needsComma: Whether no comma came after the entry before.
        """
        self._skip()
        sign = self._text[self._at]
        if sign == end:
            self._at += 1
            return False
        if sign == "\0":
            raise NotYaml(start, f"this bracket is not closed with {end}")
        if needsComma:
            self._refuse(f"a comma or {end} should stand here")
        if sign == ",":
            self._refuse("there is nothing before this comma")
        return True

    def _passComma(self) -> bool:
        """Go past a comma; return whether there was one."""
        self._skip()
        isComma = self._text[self._at] == ","
        self._at += isComma
        return isComma

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
        end = self._position()
        breaks = 0
        while not self._isSeparator():
            line = self._text[self._at : self._end(each)].rstrip(" \t")
            if not line:
                break
            lines.extend([""] * (breaks - 1))
            lines.append(line)
            self._at += len(line)
            end = self._position()
            if self._text[self._at] not in " \t\r\n":
                break
            after = self._end(_BLANKS_AND_BREAKS)
            breaks = len(LINE_BREAK.findall(self._text, self._at, after))
            if not self._go(after) or self._indent < indent:
                break
        self._restore(end)
        if not lines:
            return None
        self._refuseIn(_UNPRINTABLE, start, self._at)
        return ScalarNode(start, folded(lines), isPlain=True)

    def _singleQuoted(self) -> ScalarNode:
        start, body = self._quoted(_SINGLE_QUOTED)
        return ScalarNode(start, singleQuoted(body))

    def _doubleQuoted(self) -> ScalarNode:
        start, body = self._quoted(_DOUBLE_QUOTED)
        return ScalarNode(start, doubleQuoted(body, start))

    def _quoted(self, pattern: re.Pattern[str]) -> tuple[int, str]:
        """Read up to the closing quote; return the start, and the source between the quotes."""
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
        self._at += 1
        chomping, width = self._blockHeader()
        lines = self._blockLines(parent, width)
        self._refuseIn(_UNPRINTABLE, start, self._at)
        return ScalarNode(start, blockText(lines, chomping, isFolded=isFolded))

    def _blockHeader(self) -> tuple[str, int | None]:
        """Read the line after `|` or `>`; return its `+` or `-`, and its digit, if it has any."""
        chomping, digit = "", ""
        while (sign := self._text[self._at]) in "+-0123456789":
            if sign in "+-" and not chomping:
                chomping = sign
            elif sign in "123456789" and not digit:
                digit = sign
            else:
                self._refuse("after | or > there can be one of + and -, and one digit from 1 to 9")
            self._at += 1
        header = _BLOCK_HEADER_END.match(self._text, self._at)
        if header is None:
            self._refuse("after | or > the line must end")
        self._go(header.end())
        return chomping, int(digit) if digit else None

    def _blockLines(self, parent: int, width: int | None) -> list[str]:
        """Read the lines of a block scalar without their indentation.

        Args:
            parent: How far they must be indented.
            width: How much more than the collection that it is in, if that is written.
        """
        lines: list[str] = []
        isKnown = width is not None
        indent = parent + (width or 1) - 1
        while self._text[self._at] != "\0":
            spaces = self._end(SPACES) - self._at
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
            self._go(self._end(LINE_BREAK))
        if not (isKnown or indent):
            self._refuse("the lines after | or > must be indented")
        self._at = self._end(SPACES)
        return lines

    def _deeper(self, depth: int) -> int:
        if depth >= DEEPEST:
            self._refuse(f"is nested deeper than {DEEPEST} levels")
        return depth + 1
