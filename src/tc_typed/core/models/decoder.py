"""Decoding of responses and messages to their types."""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import core_schema, from_json

from tc_typed.core.models.core_schemas import FromServer

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

ResultT_co = TypeVar("ResultT_co", covariant=True)

_SMALL = 20_000  # bytes of JSON; copies are cheap, and pydantic's own errors are better
_LARGE = 3_000_000  # bytes of JSON; a page of 1,000 tasks is smaller
_WRONG = "tc_typed_wrong"


class Decoder(Generic[ResultT_co]):
    """Validator of results or messages that limits the memory used for errors.

    For each missing field, pydantic copies the surrounding JSON and converts the copy to Python
    objects. A hostile server could exhaust the memory that way. Therefore, the first validation of
    JSON only finds out whether it is wrong. If so, it is converted to Python objects once, and
    these are validated to find the errors. Very large JSON is validated as Python objects from the
    start, which takes a third longer but makes no copies.
    """

    def __init__(self, kind: object) -> None:
        """Set up a decoder, whose validators are created on first use.

        Args:
            kind: The type, such as a model, a union of models or a list.
        """
        self._kind = kind

    def validate_json(self, content: bytes | str) -> ResultT_co:
        """Decode JSON.

        Raises:
            ValidationError: if the content is not JSON, or does not match the type.
        """
        if len(content) > _LARGE and (value := _objects(content)) is not None:
            return self._detailed.validate_python(value)
        try:
            result: ResultT_co = self._quick(content)
        except ValidationError as error:
            wrong = error
        else:
            return result
        details = wrong.errors(include_url=False, include_context=False)[0]
        if details["type"] == _WRONG and len(content) <= _SMALL:
            self._detailed.validate_json(content)
        elif details["type"] == _WRONG:
            self._detailed.validate_python(details["input"])
        raise wrong

    def validate_python(self, value: object) -> ResultT_co:
        """Convert a Python object.

        Raises:
            ValidationError: if the object does not match the type.
        """
        return self._detailed.validate_python(value)

    def dump_json(self, value: object) -> bytes:
        """Encode a decoded value as JSON."""
        return self._detailed.dump_json(value)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # a decoded value

    @cached_property
    def _quick(self) -> Callable[[bytes | str], ResultT_co]:
        """Function that decodes JSON, with a single error for everything that is wrong."""
        # The adapter's own method takes longer, which matters for small responses.
        return self._adapter(FromServer, _WithOneError).validator.validate_json

    @cached_property
    def _detailed(self) -> TypeAdapter[ResultT_co]:
        return self._adapter(FromServer)

    def _adapter(self, *marks: type) -> TypeAdapter[ResultT_co]:
        kind = operator.getitem(Annotated, (self._kind, *marks))  # pyright: ignore[reportCallIssue, reportArgumentType, reportUnknownVariableType]  # known at run time
        # The operation or exchange that has the decoder is annotated with the same type.
        return TypeAdapter(kind)  # type: ignore[arg-type]  # pyright: ignore[reportUnknownArgumentType]  # known at run time


def _objects(content: bytes | str) -> object:
    """Parse JSON; return `None` if it is not valid, so that pydantic describes the error."""
    try:
        return from_json(content)
    except ValueError:
        return None


class _WithOneError:
    @staticmethod
    def __get_pydantic_core_schema__(
        source: object, handler: GetCoreSchemaHandler, /
    ) -> CoreSchema:
        return core_schema.union_schema(
            [handler(source)],
            auto_collapse=False,
            custom_error_type=_WRONG,
            custom_error_message="Input should match the contract",
        )
