"""Syntax of JSON-e's expressions, such as `event.pull_request.labels[0] in ["a", "b"]`.

They are only checked, not evaluated, so the priorities of operators don't matter.
"""

from __future__ import annotations

import re

from tc_typed.core.texts import shownValue

_TOKEN = re.compile(
    r"""(?P<value>[0-9]+(?:\.[0-9]+)?|'[^']*'|"[^"]*"|(?:true|false|null)(?![a-zA-Z0-9_]))
    |(?P<symbol>\*\*|&&|\|\||[<>=!]=|[-+*/<>!.,:()\[\]{}]|in(?![a-zA-Z0-9_]))
    |(?P<name>[a-zA-Z_][a-zA-Z0-9_]*)""",
    re.VERBOSE,
)
_SPACE = re.compile(r"[\s\ufeff]*")
_START = re.compile(r"\$?\$\{")
_ESCAPED_START = "$${"

_VALUE, _NAME, _END = "value", "name", ""
_BINARY = frozenset(["||", "&&", "in", "==", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "**"])
_POWER = "**"
_UNARY = frozenset(["!", "+", "-"])
_DEEPEST = 100  # brackets in brackets, as for lists and mappings of a file


class NotAnExpression(ValueError):
    """Text is not an expression. The message shows it up to the error, and what was expected."""


def checkExpression(text: str) -> None:
    """Check that text is an expression, as for `$eval`.

    Args:
        text: The expression.

    Raises:
        NotAnExpression: if it is not.
    """
    expressionHasPower(text)


def expressionHasPower(text: str) -> bool:
    """Whether an expression contains the operator `**`.

    Args:
        text: The expression.

    Raises:
        NotAnExpression: if it is not one.
    """
    parser = _Parser(text, 0, 0)
    parser.expression()
    if parser.kind != _END:
        raise parser.expected("an operator")
    return parser.hasPower


def checkInterpolation(text: str) -> None:
    """Check each `${expression}` in text.

    Args:
        text: Text with any number of expressions. `$${` is an escaped `${`.

    Raises:
        NotAnExpression: if one of them is not an expression, or has no `}`.
    """
    interpolationHasPower(text)


def interpolationHasPower(text: str) -> bool:
    """Whether an expression in text contains the operator `**`.

    Args:
        text: Text with any number of expressions. `$${` is an escaped `${`.

    Raises:
        NotAnExpression: if one of them is not an expression, or has no `}`.
    """
    hasPower = False
    position = 0
    while (start := _START.search(text, position)) is not None:
        position = start.end()
        if start[0] != _ESCAPED_START:
            parser = _Parser(text, start.start(), position)
            parser.expression()
            if parser.kind != "}":
                raise parser.expected("'}'")
            position = parser.position
            hasPower = hasPower or parser.hasPower
    return hasPower


class _Parser:
    """Reads an expression up to the first token that does not belong to it.

    Attributes:
        kind: Kind of the current token: a value, a name, the end, or the symbol itself.
        position: Offset after the current token.
        hasPower: Whether one of the tokens so far is the operator `**`.
    """

    def __init__(self, source: str, shownFrom: int, start: int) -> None:
        """Read the first token.

        Args:
            source: Text that contains the expression.
            shownFrom: Offset of the text to show in error messages.
            start: Offset of the expression.
        """
        self._source = source
        self._shownFrom = shownFrom
        self._token = ""
        self._depth = 0
        self.position = start
        self.kind = _END
        self.hasPower = False
        self._advance()

    def _advance(self) -> None:
        start = self._end(_SPACE)
        if start == len(self._source):
            self._token, self.kind, self.position = "", _END, start
            return
        match = _TOKEN.match(self._source, start)
        if match is None:
            wrong = self._source[start]
            self.position = start + 1
            if wrong in "'\"":
                raise self._error("the string has no end")
            raise self._error(f"{shownValue(wrong)} is not allowed here")
        self._token, self.position = match[0], match.end()
        self.kind = match[0] if match.lastgroup == "symbol" else str(match.lastgroup)
        self.hasPower = self.hasPower or self.kind == _POWER

    def _end(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self._source, self.position)
        return self.position if match is None else match.end()

    def expected(self, what: str) -> NotAnExpression:
        """Return an error for the current token."""
        found = "the end" if self.kind == _END else shownValue(self._token)
        return self._error(f"expected {what}, got {found}")

    def _error(self, message: str) -> NotAnExpression:
        return NotAnExpression(
            f"{shownValue(self._source[self._shownFrom : self.position])}: {message}"
        )

    def _take(self, kind: str, what: str | None = None) -> None:
        if self.kind != kind:
            raise self.expected(what or f"'{kind}'")
        self._advance()

    def _skip(self, kind: str) -> bool:
        """Advance if the current token is of a kind, and tell whether it is."""
        isOfKind = self.kind == kind
        if isOfKind:
            self._advance()
        return isOfKind

    def expression(self) -> None:
        """Read an expression."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._error(f"brackets are nested more than {_DEEPEST} levels deep")
        self._operand()
        while self.kind in _BINARY:
            self._advance()
            self._operand()
        self._depth -= 1

    def _operand(self) -> None:
        while self.kind in _UNARY:
            self._advance()
        match self.kind:
            case "(":
                self._advance()
                self.expression()
                self._take(")")
            case "[":
                self._list("]")
            case "{":
                self._object()
            case kind if kind in {_VALUE, _NAME}:
                self._advance()
            case _:
                raise self.expected("a value")
        self._accesses()

    def _accesses(self) -> None:
        """Read any number of `.name`, `[index]`, `[from:to]` and `(arguments)`."""
        while True:
            match self.kind:
                case ".":
                    self._advance()
                    self._take(_NAME, "a name")
                case "[":
                    self._index()
                case "(":
                    self._list(")")
                case _:
                    return

    def _index(self) -> None:
        self._advance()
        if self.kind != ":":
            self.expression()
        if self._skip(":") and self.kind != "]":
            self.expression()
        self._take("]")

    def _list(self, end: str) -> None:
        self._advance()
        if self.kind != end:
            self.expression()
            while self._skip(","):
                self.expression()
        self._take(end)

    def _object(self) -> None:
        self._advance()
        while self.kind == _NAME or self._token[:1] in ("'", '"'):
            self._advance()
            self._take(":")
            self.expression()
            if not self._skip(","):
                break
        self._take("}")
