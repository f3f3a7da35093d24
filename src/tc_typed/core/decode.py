"""From a response to the result of a call or to its error, without any I/O."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit, urlunsplit

from pydantic import ValidationError

from tc_typed.core.errors import (
    TaskclusterRestFailure,
    UnexpectedResponse,
    isTaskclusterError,
    restFailure,
    retryAfterSeconds,
)
from tc_typed.core.models.decoder import Decoder
from tc_typed.core.models.problems import mismatch
from tc_typed.core.non_json import parts
from tc_typed.core.operation import Operation
from tc_typed.core.raw_response import RawResponse
from tc_typed.core.redact import redact
from tc_typed.core.texts import shown

if TYPE_CHECKING:
    from pydantic import JsonValue


ResultT = TypeVar("ResultT")


def decode(operation: Operation[ResultT], response: RawResponse) -> ResultT:
    """Make a response of the server into the method's result.

    Args:
        operation: The method that was called.
        response: The response.

    Raises:
        TaskclusterRestFailure: (a subclass) if the server responded with an error.
        UnexpectedResponse: if the response is not what the contract says.
    """
    status = response.status
    if not operation.isResult(status):
        raise refusal(operation, response)
    decoder = operation.decoderFor(status)
    if decoder is None:
        return operation.decoder.validate_python(None)
    body = response.body
    try:
        if body and operation.isAlwaysJson:
            return decoder.validate_json(body)
        return _decodeOther(operation, decoder, response)
    except ValidationError as error:
        problem = _mismatch(error, _kindOf(response))
    raise _unexpected(operation, response, problem)


def _decodeOther(
    operation: Operation[ResultT], decoder: Decoder[ResultT], response: RawResponse
) -> ResultT:
    body = response.body
    if operation.bodyKind != "json":
        return decoder.validate_python(parts(operation.bodyKind, response.headers, body))
    if operation.resultHeaders and not body.lstrip().startswith(b"{"):
        names, headers = operation.resultHeaders.items(), response.headers
        return decoder.validate_python({name: headers[it] for name, it in names if it in headers})
    if not body:  # which is right where the result may be None
        return decoder.validate_python(None)
    return decoder.validate_json(body)


def refusal(
    operation: Operation[ResultT], response: RawResponse
) -> TaskclusterRestFailure | UnexpectedResponse:
    """Make the error that a response stands for, which is no result.

    Args:
        operation: The method that was called.
        response: The response.
    """
    status, headers, call = response.status, response.headers, operation.title
    if status < 400:
        place = _placeOf(headers.get("location"))
        problem = f"redirected ({status}) to {place}" if place else f"unexpected status {status}"
        return _unexpected(operation, response, problem)
    body = _jsonOrText(response.body)
    retryAfter = retryAfterSeconds(headers.get("retry-after"), datetime.now(UTC))
    if not operation.hasTaskclusterErrors or isTaskclusterError(status, body):
        failure = restFailure(call, status, body, retryAfter=retryAfter)
    else:
        problem = f"error ({status}) that is not Taskcluster's own ({_kindOf(response)})"
        if status < 500 and status != 429:
            advice = "is rootUrl right, and does the deployment have this method?"
            return _unexpected(operation, response, f"{problem}; {advice}")
        failure = TaskclusterRestFailure(
            call, problem, status_code=status, body=body, retryAfter=retryAfter
        )
    failure.response = response
    return failure


def _unexpected(
    operation: Operation[ResultT], response: RawResponse, problem: str
) -> UnexpectedResponse:
    failure = UnexpectedResponse(
        operation.title, problem, status_code=response.status, body=response.body
    )
    failure.response = response
    return failure


def _placeOf(location: str | None) -> str | None:
    """Where a redirect leads, without what may grant access there."""
    if not location:
        return None
    try:
        url = urlsplit(location)
    except ValueError:
        return "an unusable address"
    host = url.netloc.rpartition("@")[2]
    return redact(shown(urlunsplit((url.scheme, host, url.path, "", ""))))[:500]


def _kindOf(response: RawResponse) -> str:
    """Content type and length of a response, for messages."""
    contentType = shown(response.headers.get("content-type", "no content type"))[:100]
    return f"{contentType}, {len(response.body)} bytes"


def _jsonOrText(content: bytes) -> JsonValue:
    try:
        body: JsonValue = json.loads(content)
    except (ValueError, RecursionError):
        return content.decode(errors="replace")
    return body


def _mismatch(error: ValidationError, kind: str) -> str:
    """Say where a response differs from its model."""
    return f"the response ({kind}) does not match the contract: {mismatch(error, 'body')}"
