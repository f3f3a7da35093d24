"""Reading what a server sent as its type."""

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

_SMALL = 20_000  # bytes of JSON of which copies don't matter: pydantic's words are better then
_LARGE = 3_000_000  # bytes of JSON; a page of 1,000 tasks has fewer
_WRONG = "tc_typed_wrong"


class Decoder(Generic[ResultT_co]):
    """Validator of results or messages, for whose errors a server can't demand endless memory.

    For each field that is missing, pydantic copies the JSON around it, and makes Python objects of
    the copy. So JSON is only found to be wrong at first; what is wrong with it is then told by its
    Python objects, which are made once. JSON that is very large is validated as Python objects from
    the start: that takes a third longer, but no copies.
    """

    def __init__(self, kind: object) -> None:
        """Set up a decoder; its validators are made on first use.

        Args:
            kind: The type: a model, a union of models, a list.
        """
        self._kind = kind

    def validate_json(self, content: bytes | str) -> ResultT_co:
        """Read JSON.

        Raises:
            ValidationError: if it is no JSON, or not of the type.
        """
        if len(content) > _LARGE and (value := _objects(content)) is not None:
            return self._thorough.validate_python(value)
        try:
            result: ResultT_co = self._outright(content)
        except ValidationError as error:
            wrong = error
        else:
            return result
        details = wrong.errors(include_url=False, include_context=False)[0]
        if details["type"] == _WRONG and len(content) <= _SMALL:
            self._thorough.validate_json(content)
        elif details["type"] == _WRONG:
            self._thorough.validate_python(details["input"])
        raise wrong

    def validate_python(self, value: object) -> ResultT_co:
        """Read a Python object.

        Raises:
            ValidationError: if it is not of the type.
        """
        return self._thorough.validate_python(value)

    def dump_json(self, value: object) -> bytes:
        """Write as JSON what was read."""
        return self._thorough.dump_json(value)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # of the type

    @cached_property
    def _outright(self) -> Callable[[bytes | str], ResultT_co]:
        """Reads JSON, with a single error of all that is wrong."""
        # The adapter's own method takes longer; in small responses that shows.
        return self._adapter(FromServer, _WithOneError).validator.validate_json

    @cached_property
    def _thorough(self) -> TypeAdapter[ResultT_co]:
        return self._adapter(FromServer)

    def _adapter(self, *marks: type) -> TypeAdapter[ResultT_co]:
        kind = operator.getitem(Annotated, (self._kind, *marks))  # pyright: ignore[reportCallIssue, reportArgumentType, reportUnknownVariableType]  # known at run time
        # The annotation of the operation or exchange that has the decoder states the same type.
        return TypeAdapter(kind)  # type: ignore[arg-type]  # pyright: ignore[reportUnknownArgumentType]  # see above


def _objects(content: bytes | str) -> object:
    """Python objects of JSON; `None` if it is none, so that pydantic says what is wrong with it."""
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
            custom_error_message="Input should be what the contract says",
        )
