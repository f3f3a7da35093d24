"""Checks of arguments that callers without a type checker may get wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pydantic import BaseModel

from tc_typed.core.errors import InvalidCall
from tc_typed.core.models.timestamps import truncated
from tc_typed.core.texts import oneLine, shownValue

if TYPE_CHECKING:
    from pydantic import JsonValue

_LONGEST_REASON = 200


def asJsonObject(
    call: str, name: str, value: Mapping[str, JsonValue] | BaseModel
) -> dict[str, JsonValue]:
    """Copy a mapping or a model as a JSON object.

    Args:
        call: The call, for messages.
        name: Name of the argument, for messages.
        value: The mapping or model.

    Raises:
        InvalidCall: if JSON can't express the value, or it is not an object.
    """
    # Values are not shown: a payload may contain secrets.
    reason = f"got {type(value).__name__}"
    if isinstance(value, Mapping | BaseModel):  # pyright: ignore[reportUnnecessaryIsInstance]  # untyped callers
        try:
            content = value.model_dump(mode="json") if isinstance(value, BaseModel) else value
            copied: dict[str, JsonValue] = json.loads(
                json.dumps({**content}, allow_nan=False), parse_int=_integer
            )
        except (TypeError, ValueError, OverflowError, RecursionError) as error:
            reason = oneLine(str(error), _LONGEST_REASON)
        else:
            return copied
    raise InvalidCall(call, f"{name} must be a JSON object, {reason}")


def _integer(digits: str) -> int:
    """Read an integer that JavaScript can express, too."""
    number = int(digits)
    float(number)  # It raises OverflowError.
    return number


def currentTime(call: str, now: datetime | None) -> datetime:
    """Return the time to render at, in UTC with milliseconds.

    Args:
        call: The call, for messages.
        now: An aware datetime. Defaults to now.

    Raises:
        InvalidCall: if `now` is naive or out of range.
    """
    time = datetime.now(UTC) if now is None else now
    if not isinstance(time, datetime) or time.utcoffset() is None:  # pyright: ignore[reportUnnecessaryIsInstance]  # untyped callers
        raise InvalidCall(
            call, f"now must be a datetime with a time zone, got {shownValue(now)}; use fromNow()"
        )
    try:
        return truncated(time.astimezone(UTC))
    except OverflowError:
        raise InvalidCall(call, f"now is out of range in UTC: {now}") from None
