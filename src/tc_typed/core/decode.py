"""Turn a response into the result of a call, or into an error; no I/O."""

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
    """Turn a response from the server into the method's result.

    Args:
        operation: Method that was called.
        response: Response from the server.

    Raises:
        TaskclusterRestFailure: if the server responded with an error; subclasses
            distinguish the codes.
        UnexpectedResponse: if the response does not match the contract.
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
    if not body:  # This is valid if the result can be None.
        return decoder.validate_python(None)
    return decoder.validate_json(body)


def refusal(
    operation: Operation[ResultT], response: RawResponse
) -> TaskclusterRestFailure | UnexpectedResponse:
    """Create the error for a response that is not a result.

    Args:
        operation: Method that was called.
        response: Response from the server.
    """
    status, headers, call = response.status, response.headers, operation.title
    if status < 400:
        target = _targetOf(headers.get("location"))
        problem = f"redirected ({status}) to {target}" if target else f"unexpected status {status}"
        return _unexpected(operation, response, problem)
    body = _jsonOrText(response.body)
    retryAfter = retryAfterSeconds(headers.get("retry-after"), datetime.now(UTC))
    if not operation.hasTaskclusterErrors or isTaskclusterError(status, body):
        failure = restFailure(call, status, body, retryAfter=retryAfter)
    else:
        problem = f"error ({status}) that is not Taskcluster's own ({_kindOf(response)})"
        if status < 500 and status != 429:
            advice = "check that rootUrl is right, and that the deployment has this method"
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


def _targetOf(location: str | None) -> str | None:
    """Return the URL that a redirect leads to, without the parts that may grant access."""
    if not location:
        return None
    try:
        url = urlsplit(location)
    except ValueError:
        return "an invalid URL"
    host = url.netloc.rpartition("@")[2]
    return redact(shown(urlunsplit((url.scheme, host, url.path, "", ""))))[:500]


def _kindOf(response: RawResponse) -> str:
    """Describe the content type and length of a response, for messages."""
    contentType = shown(response.headers.get("content-type", "no content type"))[:100]
    return f"{contentType}, {len(response.body)} bytes"


def _jsonOrText(content: bytes) -> JsonValue:
    try:
        body: JsonValue = json.loads(content)
    except (ValueError, RecursionError):
        return content.decode(errors="replace")
    return body


def _mismatch(error: ValidationError, kind: str) -> str:
    """Describe how a response differs from its model."""
    return f"the response ({kind}) does not match the contract: {mismatch(error)}"
