"""Payloads given as a dict with the fields of their model, if a method accepts dicts."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from tc_typed.core.errors import InvalidCall
from tc_typed.core.models.problems import mismatch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tc_typed.core.models.fields import Payload
    from tc_typed.core.operation import Operation

ModelT = TypeVar("ModelT", bound=BaseModel)


def asModel(operation: Operation, payload: Payload | None) -> Payload | None:
    """Convert a dict to the payload's model if the method accepts dicts; otherwise, change nothing.

    Args:
        operation: Method that is called.
        payload: Payload of the call.

    Raises:
        InvalidCall: if the dict does not match the model; the message names the invalid fields.
    """
    if operation.takesDict and isinstance(payload, dict):
        model = operation.payloadType
        if isinstance(model, type) and issubclass(model, BaseModel):
            return modelOf(operation.title, model, payload)
    return payload


def modelOf(call: str, model: type[ModelT], fields: Mapping[str, object]) -> ModelT:
    """Create a model from a dict, which is not changed.

    Args:
        call: The call, such as `queue.createTask`, for messages.
        model: Class of the model.
        fields: Fields of the model, by their names in JSON.

    Raises:
        InvalidCall: if a field is invalid, unknown or missing; the message names these fields.
    """
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        problem = mismatch(error, namesFirst=True)
    # Raised outside the except block: pydantic's error contains values, and would be the context.
    raise InvalidCall(call, f"the dict is not a valid {model.__name__}: {problem}")
