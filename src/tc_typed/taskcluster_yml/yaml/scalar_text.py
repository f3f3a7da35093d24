"""Text of YAML scalars: escapes, folded lines, and block scalars."""

from __future__ import annotations

import re

from tc_typed.taskcluster_yml.yaml.cursor import LINE_BREAK
from tc_typed.taskcluster_yml.yaml.nodes import NotYaml

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


def singleQuoted(body: str) -> str:
    """Return the text of a single-quoted scalar.

    Args:
        body: Source between the quotes.
    """
    return folded(_trimmed(LINE_BREAK.split(body.replace("''", "'"))))


def doubleQuoted(body: str, start: int) -> str:
    """Return the text of a double-quoted scalar.

    Args:
        body: Source between the quotes.
        start: Offset of the opening quote, for errors.

    Raises:
        NotYaml: if an escape is invalid.
    """
    parts: list[str] = []
    isText = False
    for part in _DOUBLE_QUOTED_PART.finditer(body):
        kind, offset = part.lastgroup, start + 1 + part.start()
        if kind == "breaks" and isText:
            parts[-1] = parts[-1].rstrip(" \t")
        isText = kind == "text"
        match kind:
            case "text":
                parts.append(part[0])
            case "breaks":
                count = len(LINE_BREAK.findall(part[0]))
                parts.append(" " if count == 1 else "\n" * (count - 1))
            case "code":
                parts.append(_coded(part["code"], offset))
            case "escape":
                parts.append(_escaped(part["escape"], offset))
            case _:
                pass  # An escaped line break adds nothing.
    try:
        # As in JSON, two escapes can form one character: a surrogate pair.
        return "".join(parts).encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        raise NotYaml(start, "an escape in this string is half a surrogate pair") from None


def _coded(code: str, offset: int) -> str:
    number = int(code[1:], 16)
    if number > 0x10FFFF:
        raise NotYaml(offset, f"\\{code} is not a Unicode character")
    return chr(number)


def _escaped(escape: str, offset: int) -> str:
    if escape not in _ESCAPES:
        raise NotYaml(offset, f"\\{escape} is not a valid escape")
    return _ESCAPES[escape]


def _trimmed(lines: list[str]) -> list[str]:
    """Remove the blanks around line breaks from the lines of a quoted scalar."""
    last = len(lines) - 1
    return [
        (line.rstrip(" \t") if index < last else line).lstrip(" \t" if index else "")
        for index, line in enumerate(lines)
    ]


def folded(lines: list[str]) -> str:
    """Fold lines: one line break becomes a space, n line breaks become n - 1."""
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


def blockText(lines: list[str], chomping: str, *, isFolded: bool) -> str:
    """Return the text of a block scalar.

    Args:
        lines: Lines without their indentation.
        chomping: `+` keeps all line breaks at the end, `-` removes them, otherwise one is kept.
        isFolded: Whether line breaks between lines without extra indentation are folded.
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
    wasMoreIndented = False  # whether the previous line was; if so, its line break is kept
    for line in lines:
        if line:
            isMoreIndented = line[0] in " \t"
            if not parts or isMoreIndented or wasMoreIndented:
                parts.append("\n" * breaks)
            else:
                parts.append(" " if breaks == 1 else "\n" * (breaks - 1))
            parts.append(line)
            breaks, wasMoreIndented = 0, isMoreIndented
        breaks += 1
    return "".join(parts)
