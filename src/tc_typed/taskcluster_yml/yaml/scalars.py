"""Values of YAML scalars, the same as in Taskcluster's parser (js-yaml 4)."""

from __future__ import annotations

import re
from binascii import a2b_base64
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from functools import partial
from math import inf, isfinite, isnan, nan
from typing import TYPE_CHECKING, Final, TypeAlias

from tc_typed.core.integers import asInteger
from tc_typed.taskcluster_yml.yaml.nodes import NotYaml, ScalarNode, standardTag

if TYPE_CHECKING:
    from pydantic import JsonValue

_LONGEST_NUMBER = 1000  # characters; no double needs more
_NULLS: dict[str, None] = dict.fromkeys(("~", "null", "Null", "NULL"))

_BOOLEANS = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}

_WORDS: dict[str, ScalarValue] = {**_NULLS, **_BOOLEANS}

_NOT_FINITE = {
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -inf),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), nan),
}

_INTEGER = re.compile(
    r"(?P<sign>[-+]?)(?:0b(?P<binary>[01]+)|0o(?P<octal>[0-7]+)|0x(?P<hex>[0-9a-fA-F]+)"
    r"|(?P<decimal>[0-9]+))"
)

_FLOAT = re.compile(r"(?:[-+]?[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")

_DATE_FORM = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?"
    r"(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?"
)

_BASE64 = re.compile(r"[A-Za-z0-9+/=\r\n]*")

_EMPTY_VALUES: dict[str, ScalarValue] = {
    standardTag("str"): "",
    standardTag("null"): None,
    standardTag("merge"): None,
}


class _Date(Enum):
    DATE = "date"


DATE: Final = _Date.DATE
"""Any date. Its value does not matter, because JSON has no dates."""

ScalarValue: TypeAlias = bool | int | float | str | bytes | _Date | None
"""Value of a scalar before it is converted to JSON."""


def scalarValue(node: ScalarNode) -> ScalarValue:
    """Return the value of a scalar, of the type given by its tag or else by its text.

    Args:
        node: The scalar.

    Returns:
        Value of the scalar.

    Raises:
        NotYaml: if its tag is unknown, or the text is not a value of that type.
    """
    if node.tag is None and node.text and node.isPlain:
        return _untagged(node.start, node.text)
    if node.tag in (None, "!"):
        return node.text
    if node.text is None:
        return _empty(node.start, node.tag)
    return _tagged(node.start, node.tag, node.text)


def _untagged(start: int, text: str) -> ScalarValue:
    if len(text) > _LONGEST_NUMBER and _isNumber(text):
        raise NotYaml(start, "this number is too long; quote it to get a string")
    return _implicit(text)


def _empty(start: int, tag: str) -> ScalarValue:
    if tag not in _EMPTY_VALUES:
        raise wrongTag(start, tag, "an empty value")
    return _EMPTY_VALUES[tag]


def _tagged(start: int, tag: str, text: str) -> ScalarValue:
    try:
        return _OF_TAG[tag](text)
    except KeyError:
        raise wrongTag(start, tag, "a single value") from None
    except ValueError:
        raise NotYaml(start, f"{text[:40]!a} is not a value of {_short(tag)}") from None


def wrongTag(start: int, tag: str, kind: str) -> NotYaml:
    """Create the error for a tag that is not allowed for a node.

    Args:
        start: Offset of the node.
        tag: Tag of the node.
        kind: Description of the node, such as `a list`.
    """
    return NotYaml(start, f"the tag {_short(tag)} is not allowed for {kind}")


def asJson(value: ScalarValue) -> JsonValue:
    """Convert a value to JSON as JavaScript and JSON-e do.

    A date becomes `{}`, because it has no fields; a number that is not finite becomes null.
    """
    match value:
        case _Date():
            return {}
        case float() if not isfinite(value):
            return None
        case bytes():
            return {str(index): byte for index, byte in enumerate(value)}
        case _:
            return value


def textOf(value: ScalarValue) -> str:
    """Convert a value to a string, as JavaScript does for a key."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return _numberText(value)
        case bytes():
            return ",".join(map(str, value))
        case _Date():
            raise TypeError("a date as a string depends on the time zone")
        case _:
            return value


def _numberText(number: float) -> str:
    if isnan(number):
        return "NaN"
    if not isfinite(number):
        return "Infinity" if number > 0 else "-Infinity"
    shortest = repr(float(number)).removesuffix(".0")
    if number == 0 or 1e-6 <= abs(number) < 1e21:
        return f"{Decimal(shortest):f}"
    return re.sub(r"e([-+])0?", r"e\1", shortest)


def _short(tag: str) -> str:
    prefix = standardTag("")
    return f"!!{tag[len(prefix) :]}" if tag.startswith(prefix) else tag[:60]


def _isNumber(text: str) -> bool:
    return any(form.fullmatch(text) for form in (_INTEGER, _FLOAT))


def _implicit(text: str) -> ScalarValue:
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "+-.0123456789":
        for read in (_integer, _float, _date):
            try:
                return read(text)
            except ValueError:
                pass
    return text


def _integer(text: str) -> int | float:
    found = _INTEGER.fullmatch(text)
    if found is None:
        raise ValueError(text)
    for base, name in ((2, "binary"), (8, "octal"), (16, "hex")):
        if digits := found[name]:
            try:
                number = float(int(digits, base))
            except OverflowError:
                raise ValueError(text) from None
            return asInteger(-number if found["sign"] == "-" else number)
    return _finite(text)


def _float(text: str) -> int | float:
    if text in _NOT_FINITE:
        return _NOT_FINITE[text]
    if _FLOAT.fullmatch(text) is None:
        raise ValueError(text)
    return _finite(text)


def _finite(text: str) -> int | float:
    number = float(text)  # JavaScript's numbers are all doubles.
    if not isfinite(number):
        raise ValueError(text)
    return asInteger(number)


def _date(text: str) -> _Date:
    if _DATE_FORM.fullmatch(text) is None:
        raise ValueError(text)
    return DATE


def _binary(text: str) -> bytes:
    if not _BASE64.fullmatch(text):
        raise ValueError(text)
    digits = re.sub(r"[\r\n]", "", text)
    if len(digits) % 4 or not digits.strip("="):
        raise ValueError(text)
    digits = digits.replace("=", "")
    return a2b_base64(digits + "=" * (-len(digits) % 4))


def _word(words: Mapping[str, ScalarValue], text: str) -> ScalarValue:
    if text not in words:
        raise ValueError(text)
    return words[text]


_OF_TAG: dict[str, Callable[[str], ScalarValue]] = {
    standardTag("str"): str,
    standardTag("null"): partial(_word, _NULLS),
    standardTag("bool"): partial(_word, _BOOLEANS),
    standardTag("int"): _integer,
    standardTag("float"): _float,
    standardTag("timestamp"): _date,
    standardTag("binary"): _binary,
    standardTag("merge"): partial(_word, {"<<": "<<"}),
}
