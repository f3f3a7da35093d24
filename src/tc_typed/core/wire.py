"""From a call to what goes over the wire and back, without any I/O."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Annotated, TypeVar, get_args, get_origin
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from tc_typed.core.answers import parts
from tc_typed.core.bodies import FileBody, fileBody
from tc_typed.core.class_names import classNames
from tc_typed.core.errors import (
    InvalidCall,
    TaskclusterRestFailure,
    UnexpectedResponse,
    restFailure,
    retryAfterSeconds,
)
from tc_typed.core.fields import FreeForm, Payload
from tc_typed.core.operation import Operation
from tc_typed.core.problems import firstProblem, problems

if TYPE_CHECKING:
    from pydantic import JsonValue

    from tc_typed.core.header import Scheme

PayloadT = TypeVar("PayloadT")
ResultT = TypeVar("ResultT")

# What RFC 3986 lets a path segment and a query hold unescaped. Escaping more would be right too,
# but URL libraries undo it on the way, and Hawk signs the URL to the letter.
_SEGMENT = "!$&'()*+,;=:@"
_QUERY = "!$'()*,;:@/?"

_TOKEN = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class Call:
    """A request, ready but for its signature."""

    title: str
    """What is called, `queue.createTask`."""
    method: str
    """HTTP method, in upper case."""
    path: str
    """Path and query below the service's root."""
    body: bytes | None
    """JSON to send, `None` where there is none."""
    file: FileBody | None = None
    """A file to send instead."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    """Further headers."""
    schemes: tuple[Scheme, ...] = ("hawk",)
    """How the client's credentials may prove who calls."""
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """What grants access, as it is sent and as it was given."""
    token: str | None = field(default=None, repr=False)
    """Access token to send instead of a signature."""


def build(
    operation: Operation[PayloadT, ResultT],
    args: Mapping[str, str | int],
    query: Mapping[str, str | int | None] | None = None,
    payload: Payload | None = None,
    accessToken: str | None = None,
) -> Call:
    """Make the request of a call.

    Args:
        operation: The method that is called.
        args: Values for the route's arguments.
        query: Values for query parameters; those that are `None` are left out.
        payload: The body.
        accessToken: Token to send instead of a signature, where the method wants one.

    Raises:
        InvalidCall: if something is missing or of the wrong kind.
    """
    path = operation.route
    segments = {name: _segment(operation, name, args[name]) for name in operation.args}
    for name, segment in segments.items():
        path = path.replace(f"<{name}>", segment)
    given = {
        name: _text(operation, name, value)
        for name, value in (query or {}).items()
        if value is not None
    }
    pairs = [
        f"{name}={_quoted(operation, name, text, _QUERY)}"
        for name, text in given.items()
        if name not in operation.headers
    ]
    if pairs:
        path += "?" + "&".join(pairs)
    secrets = tuple(
        form for name in operation.secretArgs for form in (segments[name], str(args[name]))
    )
    token = _token(operation, accessToken)
    if token is not None:
        secrets += (token,)
    media = operation.media
    return Call(
        operation.title,
        operation.method.upper(),
        path,
        None if media else _body(operation, payload),
        fileBody(operation.title, media, payload) if media else None,
        {
            name: _header(operation, name, given[name])
            for name in operation.headers
            if name in given
        },
        operation.schemes,
        secrets,
        token,
    )


def _text(operation: Operation[PayloadT, ResultT], name: str, value: str | int) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):  # pyright: ignore[reportUnnecessaryIsInstance]  # untyped callers
        raise InvalidCall(
            operation.title, f"{name} must be text or a whole number, not {type(value).__name__}"
        )
    return str(value)


def _header(operation: Operation[PayloadT, ResultT], name: str, text: str) -> str:
    if not (text.isascii() and text.isprintable()):
        raise InvalidCall(operation.title, f"{name} must be printable ASCII, not {text!r}")
    return text


def _segment(operation: Operation[PayloadT, ResultT], name: str, value: str | int) -> str:
    text = _text(operation, name, value)
    if text in (".", "..") or (not text and name not in operation.mayBeEmpty):
        # On its way through URL libraries and proxies such a segment vanishes, and the request
        # would reach another method.
        raise InvalidCall(operation.title, f"{name} must not be {text!r}")
    return _quoted(operation, name, text, _SEGMENT)


def _quoted(operation: Operation[PayloadT, ResultT], name: str, text: str, safe: str) -> str:
    try:
        return quote(text, safe=safe)
    except UnicodeEncodeError:
        pass
    raise InvalidCall(operation.title, f"{name} is not valid Unicode")


def _token(operation: Operation[PayloadT, ResultT], accessToken: str | None) -> str | None:
    if operation.authorization != "bearer":
        return None
    # Anything else would be an error of some HTTP library, with the token in its message.
    if not isinstance(accessToken, str) or _TOKEN.fullmatch(accessToken) is None:
        raise InvalidCall(
            operation.title, "accessToken must be text of ASCII characters without blanks"
        )
    return accessToken


def _body(operation: Operation[PayloadT, ResultT], payload: Payload | None) -> bytes | None:
    wanted = _bare(operation.payload)
    if wanted is None:
        return None
    if get_origin(wanted) is list:
        return _list(operation.title, payload, get_args(wanted)[0])
    if not isinstance(wanted, type | UnionType):  # FreeForm, which is no class to be one of
        return _freeForm(operation.title, payload)
    return _model(operation.title, payload, wanted)


def _model(call: str, payload: Payload | None, wanted: type | UnionType) -> bytes:
    if isinstance(payload, wanted) and isinstance(payload, BaseModel):
        return _json(call, payload)
    kinds: Sequence[type] = [wanted] if isinstance(wanted, type) else get_args(wanted)
    *names, given = classNames(*kinds, type(payload))
    article = "an" if names[0][0] in "AEIOUaeiou" else "a"
    isFillable = isinstance(payload, dict) and len(names) == 1
    hint = f"; {names[0]}.model_validate(...) makes one" if isFillable else ""
    raise InvalidCall(call, f"payload must be {article} {' or '.join(names)}, not {given}{hint}")


def _list(call: str, payload: Payload | None, wanted: type) -> bytes:
    if not isinstance(payload, list):
        raise InvalidCall(call, f"payload must be a list, not {type(payload).__name__}")
    return b"[" + b",".join(_model(call, item, wanted) for item in payload) + b"]"


def _bare(payload: object) -> object:
    """A payload's type without the metadata that an alias of a union has: classes to be one of."""
    isAlias = get_origin(payload) is Annotated and payload != FreeForm
    bare: object = get_args(payload)[0] if isAlias else payload
    return bare


# Errors are raised after the blocks that catch pydantic's: those hold values, which may be secret,
# and would go along as context.


@cache
def _freeForms() -> TypeAdapter[FreeForm]:
    return TypeAdapter(FreeForm, config=ConfigDict(allow_inf_nan=False))  # as JSON has none


def _freeForm(call: str, payload: Payload | None) -> bytes:
    try:
        return _freeForms().dump_json(_freeForms().validate_python(payload), warnings="error")
    except ValidationError as error:
        problem = firstProblem(error)
    except ValueError:  # of pydantic's serializer, too
        problem = _NO_JSON
    raise InvalidCall(call, f"payload can't be sent: {problem}")


def _json(call: str, payload: BaseModel) -> bytes:
    """The JSON of a model, in which lists and dicts may have been changed since it was checked."""
    try:
        body = payload.model_dump_json(warnings="error").encode()
        # What pydantic lets pass without a warning: what is no number, and what stands for nothing.
        if b"null" in body or b"NaN" in body or b"Infinity" in body:
            json.loads(body, parse_constant=_refuse)
            type(payload).model_validate_json(body)
    except ValueError:  # as all errors of pydantic are
        pass
    else:
        return body
    raise InvalidCall(call, f"payload can't be sent: {_problem(payload)}")


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _problem(payload: BaseModel) -> str:
    try:
        type(payload).model_validate_json(payload.model_dump_json(warnings=False))
    except ValidationError as error:
        return firstProblem(error)
    except ValueError:
        pass
    return _NO_JSON


_NO_JSON = "it holds what JSON does not have, NaN or some other object"


def decode(
    operation: Operation[PayloadT, ResultT], status: int, headers: Mapping[str, str], content: bytes
) -> ResultT:
    """Make an answer of the server into the method's result.

    Args:
        operation: The method that was called.
        status: HTTP status.
        headers: HTTP headers.
        content: Body, complete.

    Raises:
        TaskclusterRestFailure: (a subclass) if the server answered with an error.
        UnexpectedResponse: if a successful answer is not what the contract says.
    """
    if not operation.isResult(status):
        if status >= 400:
            raise refusal(operation.title, status, headers, content)
        raise UnexpectedResponse(
            operation.title, f"unexpected status {status}", status_code=status, body=content
        )
    decoder = operation.decoderFor(status)
    if decoder is None:
        return operation.decoder.validate_python(None)
    try:
        if operation.answer != "json":
            return decoder.validate_python(parts(operation.answer, headers, content))
        if operation.resultHeaders and not content.lstrip().startswith(b"{"):
            names = operation.resultHeaders.items()
            return decoder.validate_python(
                {name: headers[it] for name, it in names if it in headers}
            )
        if not content:  # which is right where the result may be None
            return decoder.validate_python(None)
        return decoder.validate_json(content)
    except ValidationError as error:
        problem = _mismatch(error, headers.get("content-type", "no content type"), len(content))
    raise UnexpectedResponse(operation.title, problem, status_code=status, body=content)


def refusal(
    call: str, status: int, headers: Mapping[str, str], content: bytes
) -> TaskclusterRestFailure:
    """Make the error that an answer stands for.

    Args:
        call: The call that failed, `queue.createTask`.
        status: HTTP status.
        headers: HTTP headers.
        content: Body, complete.
    """
    asked = retryAfterSeconds(headers.get("retry-after"), datetime.now(UTC))
    return restFailure(call, status, _json_or_text(content), retryAfter=asked)


def _json_or_text(content: bytes) -> JsonValue:
    try:
        body: JsonValue = json.loads(content)
    except (ValueError, RecursionError):
        return content.decode(errors="replace")
    return body


def _mismatch(error: ValidationError, contentType: str, length: int) -> str:
    """Say where an answer differs from its model."""
    places = problems(error, "the answer")
    shown = "; ".join(places[:5]) + (f"; and {len(places) - 5} more" if len(places) > 5 else "")
    return f"the answer ({contentType}, {length} bytes) does not match the contract: {shown}"
