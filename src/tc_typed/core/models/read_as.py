"""Free-form objects that came from a server, read as a model: a task's payload, for example."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, JsonValue
from pydantic_core import to_json

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
        ValidationError: of pydantic, if the object does not fit the model.
    """
    return model.model_validate_json(to_json(value), extra="ignore")
