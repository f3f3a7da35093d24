"""Reading of free-form objects from a server, such as a task's payload, as models."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, JsonValue
from pydantic_core import to_json

from tc_typed.core.texts import shownValue

ModelT = TypeVar("ModelT", bound=BaseModel)
"""Pydantic model as which an object is read."""


def readAs(value: dict[str, JsonValue], model: type[ModelT]) -> ModelT:
    """Read an object as a model, ignoring unknown properties.

    It is validated as JSON, so that a strict model accepts a string for a datetime, or an array for
    a tuple.

    Args:
        value: The object.
        model: Class of the model. Unknown properties are ignored at any depth, even by classes that
            forbid or keep them.

    Raises:
        TypeError: if `model` is not a model class. Pydantic can ignore properties only for those.
        ValidationError: from pydantic, if the object does not match the model.
    """
    # Callers without a type checker may pass anything, such as a union or a TypeAdapter.
    if not (isinstance(model, type) and issubclass(model, BaseModel)):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"model must be a pydantic model class, got {shownValue(model)}")
    return model.model_validate_json(to_json(value), extra="ignore")
