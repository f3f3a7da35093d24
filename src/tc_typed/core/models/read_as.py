"""Free-form objects that came from a server, read as a model: a task's payload, for example."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, JsonValue
from pydantic_core import to_json

from tc_typed.core.texts import shownValue

ModelT = TypeVar("ModelT", bound=BaseModel)
"""The pydantic model that an object is read as."""


def readAs(value: dict[str, JsonValue], model: type[ModelT]) -> ModelT:
    """Read an object as a model, as leniently as a response: unknown properties are ignored.

    It is read as the JSON that it came as, so that a strict model takes text for a date-time, or an
    array for a tuple.

    Args:
        value: The object.
        model: Class of the model. Properties that it does not know are ignored at any depth, also
            by classes that forbid or keep them.

    Raises:
        TypeError: if it is no class of models. Pydantic ignores properties only for those.
        ValidationError: of pydantic, if the object does not fit the model.
    """
    # Callers without a type checker may pass anything, a union or a TypeAdapter for example.
    if not (isinstance(model, type) and issubclass(model, BaseModel)):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"a class of pydantic models is needed, not {shownValue(model)}")
    return model.model_validate_json(to_json(value), extra="ignore")
