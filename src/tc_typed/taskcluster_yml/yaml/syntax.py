"""Parser for YAML 1.2 that agrees with Taskcluster's parser (js-yaml 4): text to nodes.

Python's YAML libraries disagree with js-yaml about tabs, repeated anchors, repeated merges,
properties of keys, and indentation. They accept files that Taskcluster rejects. Parsing takes
linear time, and nesting is limited.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from tc_typed.taskcluster_yml.yaml.cursor import LINE_BREAK, SPACES, Cursor
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
from tc_typed.taskcluster_yml.yaml.scalar_text import blockText, doubleQuoted, folded, singleQuoted

DEEPEST = 100
"""Maximum number of nested lists and mappings."""

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
    """Parse YAML source that consists of a single document.

    Args:
        text: YAML source, without a byte order mark.

    Returns:
        Root of the document; a scalar without text if the document is empty.

    Raises:
        NotYaml: if the text is not a single valid YAML document.
    """
    if (wrong := _NEVER.search(text)) is not None:
        isNul = wrong[0] == "\0"
        raise NotYaml(wrong.start(), "NUL is not allowed" if isNul else "this is not UTF-8")
    return _Parser(text).document() or ScalarNode(0)


@dataclass(slots=True)
class _Properties:
    """Tag and anchor of a node."""

    tag: str | None = None
    anchor: str | None = None

    def __bool__(self) -> bool:
        return self.tag is not None or self.anchor is not None


@dataclass(slots=True)
class _NodeStart:
    """Start of a node in a block collection: indentation and properties."""

    mayBeBlock: bool
    """Whether the node can be a block collection itself."""
    extraIndent: int = 1
    """Indentation relative to the enclosing collection. A node that is not the first on its line,
    as in `key: value`, counts as indented by one."""
    properties: _Properties = field(default_factory=_Properties)


class _Parser(Cursor):
    """Parses the nodes of YAML source.

    Each method for a kind of node returns `None`, without moving, if no such node begins here.
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
        root = self._blockNode(self._indent - 1, 0, mayBeOnLaterLine=False, isCompact=True)
        self._skip()
        if self._isSeparator():
            if self._text[self._at] == ".":
                self._at += 3
                self._skip()
            if self._text[self._at] != "\0":
                self._refuse("a second document starts here; only one is allowed")
        if self._text[self._at] != "\0":
            self._refuse("this does not belong to anything before it; check the indentation")
        return root

    def _directives(self) -> None:
        """Parse `%YAML` and `%TAG`, and the `---` after them."""
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
            self._refuse("directives must be followed by a line ---")

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
                raise NotYaml(start, f"the directive %{name[:40]} is malformed or repeated")
            case _:
                pass  # Unknown directives are ignored, as in YAML 1.2.

    # Nodes

    def _blockNode(
        self,
        parent: int,
        depth: int,
        *,
        mayBeOnLaterLine: bool,
        isCompact: bool,
        isEntry: bool = False,
    ) -> Node | None:
        """Parse a node that can be a block collection.

        Args:
            parent: Column of the enclosing collection.
            depth: Number of enclosing nodes.
            mayBeOnLaterLine: Whether the node can begin on a later line.
            isCompact: Whether a block collection can begin in the middle of this line.
            isEntry: Whether the node is an entry of a block sequence, so that a nested sequence
                must be indented more.
        """
        depth = self._deeper(depth)
        nodeStart = self._begin(parent, mayBeOnLaterLine=mayBeOnLaterLine, isCompact=isCompact)
        start = self._at
        if nodeStart.extraIndent > 0 and self._text[start] in "&!":
            if (mapping := self._mappingWithProperties(parent + 1, depth)) is not None:
                return mapping
            self._blockProperties(nodeStart, parent)
        node: Node | None = None
        if nodeStart.extraIndent > 0:
            node = self._nodeInside(parent + 1, depth, nodeStart)
        elif nodeStart.extraIndent == 0 and nodeStart.mayBeBlock and not isEntry:
            node = self._blockSequence(depth, nodeStart.properties)
        return self._finished(node, nodeStart.properties, start)

    def _begin(self, parent: int, *, mayBeOnLaterLine: bool, isCompact: bool) -> _NodeStart:
        """Go to the beginning of a node. The parameters are those of `_blockNode`."""
        if mayBeOnLaterLine and self._skip():
            return _NodeStart(mayBeBlock=True, extraIndent=self._indent - parent)
        return _NodeStart(mayBeBlock=isCompact)

    def _blockProperties(self, nodeStart: _NodeStart, parent: int) -> None:
        """Parse the properties of a node, and update whether it can be a block collection."""
        line, hasMoved = self._lineStart, False
        while self._property(nodeStart.properties, mayStop=hasMoved):
            hasMoved = self._skip()
        nodeStart.mayBeBlock = hasMoved
        if self._lineStart != line:
            nodeStart.extraIndent = self._indent - parent

    def _nodeInside(self, indent: int, depth: int, nodeStart: _NodeStart) -> Node | None:
        """Parse a node that is indented more than the enclosing collection.

        Args:
            indent: Minimum indentation of continuation lines.
            depth: Number of enclosing nodes.
            nodeStart: Start of the node.
        """
        node: Node | None = None
        if nodeStart.mayBeBlock:
            node = self._blockSequence(depth, nodeStart.properties)
            node = node or self._blockMapping(indent, depth, nodeStart.properties)
        return (
            node or self._blockScalar(indent) or self._content(indent, depth, nodeStart.properties)
        )

    def _flowNode(
        self,
        parent: int,
        depth: int,
        before: _Properties | None = None,
        *,
        isInFlow: bool,
    ) -> Node | None:
        """Parse a node that can't be a block collection, because it is in brackets or a key.

        Args:
            parent: Minimum indentation of lines.
            depth: Number of enclosing nodes.
            before: Properties for the node if it has none itself and turns out not to be a key.
            isInFlow: Whether it is in brackets, so that a comma or a bracket ends a plain scalar.
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
        """Parse a node that is neither a block collection nor a block scalar.

        Args:
            indent: Minimum indentation of the continuation lines of a plain scalar.
            depth: Number of enclosing nodes.
            properties: Properties before the node.
            isInFlow: Whether the node is in brackets.
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
        """Apply the properties before a node to it."""
        if not properties:
            return node
        if isinstance(node, AliasNode):
            raise NotYaml(node.start, "an alias can't have a tag or an anchor")
        if node is None:
            kind = _COLLECTION_TAGS.get(properties.tag or "", ScalarNode)
            node = kind(start)
        if properties.tag is not None and node.tag is not None:
            raise NotYaml(start, "this node has a second tag")
        node.tag = properties.tag or node.tag
        self._setAnchor(properties, node)
        return node

    def _setAnchor(self, properties: _Properties | None, node: ContentNode) -> None:
        if properties is not None and properties.anchor is not None:
            self._anchors[properties.anchor] = node

    # Properties

    def _property(self, properties: _Properties, *, mayStop: bool = False) -> bool:
        """Parse a tag or an anchor; return whether there was one.

        Args:
            properties: Object to set it on.
            mayStop: Whether a second tag or anchor can belong to the first key of a mapping, on a
                later line.
        """
        match self._text[self._at]:
            case "&":
                if properties.anchor is not None:
                    return False if mayStop else self._refuse("this node has a second anchor")
                properties.anchor = self._name("an anchor needs a name")
            case "!":
                if properties.tag is not None:
                    return False if mayStop else self._refuse("this node has a second tag")
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
            raise NotYaml(start, f"the anchor &{name[:40]} is not defined before this alias")
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
            raise NotYaml(start, f"the tag handle {handle[:40]} has no %TAG directive")
        return self._handles[handle] + unquote(suffix)

    # Block collections

    def _mappingWithProperties(self, indent: int, depth: int) -> Node | None:
        """Parse a block mapping whose first key has properties on the same line.

        Properties on an earlier line belong to the mapping.
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
            item = self._blockNode(
                column, depth, mayBeOnLaterLine=False, isCompact=True, isEntry=True
            )
            node.items.append(item or ScalarNode(start))
            if not self._hasNextEntry(line, column):
                break
        return node

    def _blockMapping(self, indent: int, depth: int, properties: _Properties | None) -> Node | None:
        """Parse a block mapping, or a single node if no colon follows it.

        Args:
            indent: Minimum indentation of the continuation lines of such a node.
            depth: Number of enclosing nodes.
            properties: Properties before the mapping.
        """
        if self._hasTabs():
            return None
        column = self._at - self._lineStart
        node = MappingNode(self._at)
        isExplicit = False  # whether the last key is a `? key`, so that its value can follow
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
                    self._refuse("the key before this colon is missing")
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
        """Parse the node after a colon or a question mark in a block mapping."""
        start = self._at
        self._at += 1
        return self._blockNode(
            column, depth, mayBeOnLaterLine=True, isCompact=isCompact
        ) or ScalarNode(start)

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
        """Return the mapping, or the node if it turned out not to be the first key of one."""
        if key is not None and node.pairs:
            raise NotYaml(start, "this must be a key on one line, followed by a colon")
        return node if node.pairs else key

    def _hasNextEntry(self, line: int, column: int) -> bool:
        """Go to the next entry of a block collection; return whether there is one.

        Args:
            line: Offset of the line on which the previous entry began.
            column: Column of the entries.
        """
        self._skip()
        if self._text[self._at] == "\0":
            return False
        if self._lineStart == line:
            self._refuse("this is not allowed here; the text before it may need quotes")
        if self._indent > column:
            self._refuse("this is indented more than the entry before it")
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
            start: Offset of the collection.
            end: Closing bracket of the collection.
            needsComma: Whether the previous entry had no comma after it.
        """
        self._skip()
        sign = self._text[self._at]
        if sign == end:
            self._at += 1
            return False
        if sign == "\0":
            raise NotYaml(start, f"this bracket is not closed with {end}")
        if needsComma:
            self._refuse(f"expected a comma or {end}")
        if sign == ",":
            self._refuse("the entry before this comma is missing")
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
        """Parse up to the closing quote; return the start, and the source between the quotes."""
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
        """Parse `|` or `>` and the lines after it.

        Args:
            parent: Minimum indentation of the lines.
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
        """Parse the rest of the line after `|` or `>`; return its `+` or `-`, and its digit."""
        chomping, digit = "", ""
        while (sign := self._text[self._at]) in "+-0123456789":
            if sign in "+-" and not chomping:
                chomping = sign
            elif sign in "123456789" and not digit:
                digit = sign
            else:
                self._refuse("| or > can be followed by one + or -, and by one digit from 1 to 9")
            self._at += 1
        header = _BLOCK_HEADER_END.match(self._text, self._at)
        if header is None:
            self._refuse("the line must end after | or >")
        self._go(header.end())
        return chomping, int(digit) if digit else None

    def _blockLines(self, parent: int, width: int | None) -> list[str]:
        """Parse the lines of a block scalar, and remove their indentation.

        Args:
            parent: Minimum indentation of the lines.
            width: Indentation relative to the enclosing collection, if the header states it.
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
            self._refuse(f"this is nested deeper than {DEEPEST} levels")
        return depth + 1
