"""Copies of the fields of a task, so that later changes to the originals have no effect."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime
from types import NoneType
from typing import Any

from pydantic import BaseModel

from tc_typed.queue.models import TaskFields

_IMMUTABLE = frozenset({bool, datetime, float, int, NoneType, str})


def copied(fields: TaskFields) -> TaskFields:
    """Copy fields with everything that is mutable in them.

    It is several times faster than `deepcopy` for JSON and for models.

    Raises:
        RecursionError: if the fields are nested too deeply.
    """
    copy: TaskFields = _copied(fields)
    return copy


def _copied(value: Any) -> Any:  # noqa: ANN401  # Callers without a type checker may pass anything.
    kind = type(value)  # pyright: ignore[reportUnknownVariableType]  # the value is Any
    if kind in _IMMUTABLE:
        return value
    if kind is dict:
        return {key: _copied(item) for key, item in value.items()}
    if kind is list:
        return [_copied(item) for item in value]
    if isinstance(value, BaseModel):
        mutable = {name: _copied(item) for name, item in value if type(item) not in _IMMUTABLE}
        return value.model_copy(update=mutable)
    return deepcopy(value)
