"""Payloads of calls: limits, JSON, schemas, and their copies in error responses."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

from tc_typed.core.extras import needing
from tc_typed.core.models import base as model
from tc_typed.core.operation import Operation
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.server.hawk import SignedRequest

with needing("testing", "LocalTaskcluster"):
    from starlette.requests import Request

if TYPE_CHECKING:
    from pydantic import JsonValue
    from pydantic_core import ErrorDetails

LARGEST_BODY: int = 10 * 2**20
"""Maximum size of a request's body in bytes, as on a real server."""

BODY_SECONDS = 60.0
"""Maximum number of seconds for a request's body to arrive."""

_MOST_PROBLEMS = 100
"""Maximum number of problems that an error lists. A large payload can have a million."""

_OMITTED = "(OMITTED)"

_SECRET_PAYLOADS = {"worker-manager.registerWorker", "worker-manager.reregisterWorker"}
"""Methods whose whole payload is omitted."""

_PROVIDER_INFO = ("providerInfo", "staticSecret")

_SECRET_PROPERTIES = {
    "secrets.set": ("secret",),
    "worker-manager.createWorker": _PROVIDER_INFO,
    "worker-manager.updateWorker": _PROVIDER_INFO,
}
"""Paths of secret properties in payloads, by method."""


async def readBody(request: Request) -> bytes:
    """Read the body. Like a real server, ignore it if its content type is not JSON.

    Raises:
        ApiError: with the code InputTooLarge, if it is too large; the rest is not read.
        TimeoutError: if it does not arrive in time.
    """
    if not _isJson(request.headers.get("content-type", "")):
        return b""
    _checkSize(int(request.headers.get("content-length", 0)))
    content = bytearray()
    async with asyncio.timeout(BODY_SECONDS):
        async for piece in request.stream():
            content += piece
            _checkSize(len(content))
    return bytes(content)


def _checkSize(size: int) -> None:
    if size > LARGEST_BODY:
        raise ApiError("InputTooLarge", f"the payload is larger than {LARGEST_BODY} bytes")


def _isJson(contentType: str) -> bool:
    return contentType.partition(";")[0].strip().lower() == "application/json"


def checkJson(content: bytes) -> None:
    """Check that a body is a JSON object or array, or empty.

    Raises:
        ApiError: with the code MalformedPayload, if it is not.
    """
    try:
        value: JsonValue = from_json(content or b"{}", allow_inf_nan=False)
    except ValueError as error:
        raise ApiError("MalformedPayload", f"the payload is not JSON: {error}") from None
    if not isinstance(value, dict | list):
        raise ApiError("MalformedPayload", "the payload must be an object or an array")


class PayloadParser:
    """Parser of the payloads of one API method."""

    def __init__(self, operation: Operation) -> None:
        self._operation = operation

    @cached_property
    def _type(self) -> TypeAdapter[model.Request] | None:
        kind = self._operation.payload
        if kind is None:
            return None
        return TypeAdapter(kind)  # type: ignore[arg-type]  # It can also be a union of models.

    def parse(self, signed: SignedRequest) -> model.Request | None:
        """Return the payload of a request; `None` if the method has none.

        Raises:
            ApiError: with the code MalformedPayload or InputValidationError, if it does not match
                the schema.
        """
        if self._type is None:
            return None
        if not _isJson(signed.contentType):
            raise ApiError(
                "MalformedPayload",
                "the payload must be JSON with the content type application/json, got "
                f"{signed.contentType!r}",
            )
        try:
            return self._type.validate_json(signed.content or b"{}")
        except ValidationError as error:
            listed = listedProblems(error)
        raise ApiError(
            "InputValidationError",
            f"the payload does not match the schema of {self._operation.title}:\n{listed}",
        )


def listedProblems(error: ValidationError) -> str:
    """Return the problems of a payload as lines of text, which don't show the input.

    Args:
        error: Error of the validation.
    """
    problems = error.errors(include_url=False, include_context=False)
    lines = [f"{_pathInPayload(each)}: {each['msg']}" for each in problems[:_MOST_PROBLEMS]]
    if len(problems) > len(lines):
        lines.append(f"{len(problems) - len(lines)} more")
    return "\n".join(f"  * {line}" for line in lines)


def _pathInPayload(problem: ErrorDetails) -> str:
    return "/".join(["data", *map(str, problem["loc"])])


def withoutSecrets(title: str, payload: JsonValue) -> JsonValue:
    """Return a payload as errors repeat it, without its secrets."""
    if title in _SECRET_PAYLOADS:
        return _OMITTED
    path = _SECRET_PROPERTIES.get(title)
    return payload if path is None or not payload else _omitting(payload, path)


def _omitting(value: JsonValue, path: Sequence[str]) -> JsonValue:
    """Return a value without the property at a path."""
    # If the value is malformed, the secret may be anywhere in it.
    if not path or not isinstance(value, dict):
        return _OMITTED
    name, *rest = path
    return {**value, name: _omitting(value[name], rest)} if name in value else value
