"""Trigger schemas of hooks, and the payloads that match them.

Schemas and payloads come from anyone, so nothing is fetched for a `$ref`, and the work is limited.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from tc_typed.core.extras import needing
from tc_typed.core.models.formats import FORMATS
from tc_typed.core.texts import oneLine
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.services.hooks.pattern_cost import patternCost

with needing("testing", "LocalTaskcluster"):
    from jsonschema import Draft7Validator, FormatChecker
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator
    from jsonschema.validators import extend  # pyright: ignore[reportUnknownVariableType]  # the library's stubs lack its types
    from referencing import Registry
    from referencing.exceptions import Unresolvable

if TYPE_CHECKING:
    from pydantic import JsonValue

MOST_STEPS = 200_000
"""Maximum number of keywords, items and properties that one check may look at."""

MOST_PATTERN_STEPS = 10_000_000
"""Maximum estimated number of steps for matching one text with a pattern."""

_DIALECTS = {"http://json-schema.org/draft-07/schema", "http://json-schema.org/draft-07/schema#"}
_LONGEST_PROBLEM = 300  # characters in a message
_DATE = r"\d{4}-\d\d-\d\d"
_TIME = r"\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d(?::?\d\d)?)"
_TIMES: Mapping[str, tuple[re.Pattern[str], str]] = {
    "date-time": (re.compile(rf"{_DATE}[T ]{_TIME}", re.IGNORECASE | re.ASCII), "{}"),
    "date": (re.compile(_DATE, re.ASCII), "{}"),
    "time": (re.compile(_TIME, re.IGNORECASE | re.ASCII), "2000-01-01T{}"),
}
"""Formats of times that requests have no checks for, with what makes a timestamp of each."""

_UNUSABLE = (re.error, OverflowError, RecursionError)  # Python's errors for patterns

_REFERENCE_STEPS = 10  # A $ref takes longer than other keywords.

_Keyword: TypeAlias = Callable[[Any, Any, Any, Any], Iterable[ValidationError] | None]
# Any: the type of values in the library's own stubs.


class _TooMuchWork(Exception):
    """A check takes too many steps."""


def checkSchema(schema: Mapping[str, JsonValue]) -> None:
    """Check that a trigger schema is a JSON Schema of draft 7.

    Args:
        schema: The trigger schema.

    Raises:
        ApiError: with the code InputError, if it is not, or if it is too large to be checked.
    """
    dialect = schema.get("$schema", "")
    if dialect not in ("", *_DIALECTS) or any(map(_hasDialect, schema.values())):
        # The library would leave the budget for a nested schema that names its dialect.
        raise ApiError(
            "InputError",
            "triggerSchema must be a JSON Schema of draft 7, and $schema must be at its top",
        )
    problem = _problem(Draft7Validator.META_SCHEMA, dict(schema), "triggerSchema")
    if problem is not None:
        raise ApiError("InputError", f"triggerSchema is not a valid JSON Schema: {problem}")


def payloadProblem(schema: Mapping[str, JsonValue], payload: Mapping[str, JsonValue]) -> str | None:
    """Return the reason why a payload does not match a trigger schema; `None` if it matches.

    Args:
        schema: The trigger schema.
        payload: Payload of a call, or Pulse message.
    """
    return _problem(schema, dict(payload), "payload")


def _limitedValidator() -> type[Validator]:
    """Return a validator of draft 7 whose instances share a new budget."""
    keywords = _Budget().keywords()
    return extend(Draft7Validator, keywords)  # type: ignore[no-untyped-call, no-any-return]  # pyright: ignore[reportUnknownVariableType]  # the library's stubs lack its types


def _problem(schema: Mapping[str, Any], value: JsonValue, name: str) -> str | None:
    """Return the first problem of a value. Any: schemas have this type in the library's stubs."""
    plain = {key: part for key, part in schema.items() if key != "$schema"}
    validator = _limitedValidator()(plain, registry=Registry(), format_checker=_FORMATS)
    try:
        found: ValidationError | None = next(validator.iter_errors(value), None)
    except _TooMuchWork:
        return f"checking {name} takes too many steps"
    except Unresolvable as error:
        return f"the schema has a $ref that can't be resolved: {_shown(str(error))}"
    except re.error as error:
        return f"the schema has a pattern that Python can't use: {_shown(str(error))}"
    except RecursionError:
        return f"the schema or {name} is nested too deeply"
    if found is None:
        return None
    path = "/".join([name, *map(str, found.absolute_path)])
    return f"{_shown(path)}: {_shown(found.message)}"


def _hasDialect(value: JsonValue) -> bool:
    """Check whether a part of a schema has the key `$schema` like a schema, at any depth."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            if isinstance(part.get("$schema"), str):
                return True
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part
    return False


def _shown(text: str) -> str:
    return oneLine(text, _LONGEST_PROBLEM)


@dataclass(slots=True)
class _Budget:
    """Steps that a check may still take."""

    left: int = MOST_STEPS

    def take(self, steps: int) -> None:
        """Take steps.

        Raises:
            _TooMuchWork: if there are not as many left.
        """
        self.left -= steps
        if self.left < 0:
            raise _TooMuchWork

    def keywords(self) -> dict[str, _Keyword]:
        """Return the keywords of draft 7, which take steps from this budget."""
        return {
            name: partial(_LimitedKeyword(self, name), keyword)
            for name, keyword in Draft7Validator.VALIDATORS.items()
        }


@dataclass(frozen=True, slots=True)
class _LimitedKeyword:
    """A keyword whose evaluation takes steps from a budget."""

    budget: _Budget
    name: str

    def __call__(
        self,
        keyword: _Keyword,
        validator: Any,  # noqa: ANN401  # the library's own object
        value: JsonValue,
        instance: JsonValue,
        schema: JsonValue,
    ) -> Iterator[ValidationError]:
        own = _REFERENCE_STEPS if self.name == "$ref" else 1
        self.budget.take(own + _size(value) + _size(instance))
        if self.name == "uniqueItems" and isinstance(instance, list) and not _isSortable(instance):
            self.budget.take(len(instance) ** 2)
        for pattern, text in _searches(self.name, value, instance, schema):
            if patternCost(pattern, len(text)) > MOST_PATTERN_STEPS:
                raise _TooMuchWork
        yield from keyword(validator, value, instance, schema) or ()


def _size(value: JsonValue) -> int:
    return len(value) if isinstance(value, dict | list) else 0


def _isSortable(items: list[JsonValue]) -> bool:
    kinds = set(map(type, items))
    return len(kinds) <= 1 and kinds <= {str, int, float}


def _searches(
    name: str, value: JsonValue, instance: JsonValue, schema: JsonValue
) -> Iterator[tuple[str, str]]:
    """Yield the patterns that a keyword searches for, each with a text that it searches."""
    if name == "pattern" and isinstance(value, str) and isinstance(instance, str):
        yield value, instance
    elif name in ("patternProperties", "additionalProperties") and isinstance(instance, dict):
        patterns = schema.get("patternProperties") if isinstance(schema, dict) else None
        if isinstance(patterns, dict) and instance:
            longest = max(map(str, instance), key=len)
            yield from ((str(pattern), longest) for pattern in patterns)


def _formatChecker() -> FormatChecker:
    """Return a checker of those formats that this package knows, with or without extras."""
    checker = FormatChecker(formats=())
    for name, make in FORMATS.items():
        checker.checks(name)(partial(_matches, make()))
    for name, (form, timestamp) in _TIMES.items():
        checker.checks(name)(partial(_matches, partial(_isTime, form, timestamp)))
    checker.checks("regex", raises=_UNUSABLE)(_isPattern)
    return checker


def _matches(check: Callable[[str], object], value: object) -> bool:
    return not isinstance(value, str) or bool(check(value))


def _isTime(form: re.Pattern[str], timestamp: str, text: str) -> bool:
    if form.fullmatch(text) is None:
        return False
    try:
        datetime.fromisoformat(timestamp.format(text.upper()))
    except ValueError:
        return False
    return True


def _isPattern(value: object) -> bool:
    if isinstance(value, str):
        re.compile(value)
    return True


_FORMATS = _formatChecker()
