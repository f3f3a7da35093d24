"""Lookups of entities that callers name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from tc_typed.testing.server.errors import ApiError

Value = TypeVar("Value")


def lookUp(entities: Mapping[str, Value], name: str, kind: str) -> Value:
    """Return the entity with a name.

    Args:
        entities: All entities of this kind, by name.
        name: Name or id of the entity.
        kind: Word for it in the error message, `task` for example.

    Raises:
        ApiError: with the code ResourceNotFound, if there is none.
    """
    found = entities.get(name)
    if found is None:
        raise notFound(kind, name)
    return found


def notFound(kind: str, name: str) -> ApiError:
    """Return the error for an entity that does not exist.

    Args:
        kind: Word for it, `task` for example.
        name: Name or id of the entity.
    """
    return ApiError("ResourceNotFound", f"there is no {kind} {name!r}")
