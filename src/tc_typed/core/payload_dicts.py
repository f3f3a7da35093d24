"""Payloads that are given as a dict with the fields of their model, where a method takes such."""

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
    """Make the model of a payload that is a dict, where the method takes one; else change nothing.

    Args:
        operation: The method that is called.
        payload: Its payload.

    Raises:
        InvalidCall: if the dict makes no model; it names the fields that are wrong.
    """
    if operation.takesDict and isinstance(payload, dict):
        wanted = operation.payloadType
        if isinstance(wanted, type) and issubclass(wanted, BaseModel):
            return modelOf(operation.title, wanted, payload)
    return payload


def modelOf(call: str, model: type[ModelT], fields: Mapping[str, object]) -> ModelT:
    """Make a model of a dict, which stays as it is.

    Args:
        call: The call, for messages: `queue.createTask`.
        model: Class of the model.
        fields: Its fields, by their names on the wire.

    Raises:
        InvalidCall: if one is wrong, unknown or missing; it names those that are.
    """
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        problem = mismatch(error, "the dict", namesFirst=True)
    # It is raised here, so that pydantic's error, which holds values, is not its context.
    raise InvalidCall(call, f"the dict is no {model.__name__}: {problem}")
