"""Turn the arguments of a call into its request; no I/O."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, TypeGuard, TypeVar, get_args, get_origin
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic_core import from_json

from tc_typed.core.errors import InvalidCall
from tc_typed.core.models.fields import FreeForm, Payload
from tc_typed.core.models.problems import firstProblem
from tc_typed.core.operation import Operation, argumentText
from tc_typed.core.payload_dicts import asModel
from tc_typed.core.signing.basic_and_bearer import TOKEN, AccessToken
from tc_typed.core.texts import classNames, shownValue

if TYPE_CHECKING:
    from tc_typed.core.file_body import FileBody
    from tc_typed.core.signing.basic_and_bearer import Scheme

ResultT = TypeVar("ResultT")

# Characters that RFC 3986 allows unescaped in a path segment and in a query. Escaping more would be
# valid too, but URL libraries undo it later, and Hawk signs the exact URL.
_SEGMENT = "!$&'()*+,;=:@"
_QUERY = "!$'()*,;:@/?"

_DIGITS = 4300  # limit of from_json for a number; JavaScript keeps the first 17
_HALF_RUN = re.compile(rb"[0-9]{%d}" % (_DIGITS // 2))
_REPLACED = 3 * "\N{REPLACEMENT CHARACTER}".encode()
_NO_JSON = "it contains NaN, invalid Unicode or an object that JSON can't represent"


@dataclass(slots=True)
class Call:
    """A request, complete except for its signature."""

    title: str
    """Name of the call in messages, such as `queue.createTask`."""
    method: str
    """HTTP method, in upper case."""
    path: str = field(repr=False)
    """Path and query below the service's root."""
    body: bytes | None = field(repr=False)
    """JSON to send; `None` if there is none."""
    file: FileBody | None = None
    """File to send instead."""
    schemes: tuple[Scheme, ...] = ("hawk",)
    """Authentication schemes that the method accepts."""
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """Strings that grant access, both as sent and as given."""
    signer: AccessToken | None = None
    """Signer to use instead of the client's credentials."""


def encode(
    operation: Operation[ResultT],
    args: Mapping[str, str | int],
    query: Mapping[str, str | int | None] | None = None,
    payload: Payload | None = None,
    accessToken: str | None = None,
) -> Call:
    """Build the request of a call.

    Args:
        operation: Method to call.
        args: Values of the route's arguments.
        query: Values of query parameters; parameters with the value `None` are left out.
        payload: Body of the request.
        accessToken: Token to send instead of a signature, if the method requires one.

    Raises:
        InvalidCall: if an argument is missing or invalid.
    """
    path, secrets = _path(operation, args)
    if query:
        path += _query(operation, query)
    signer = None
    if operation.takesAccessToken:
        signer = _accessToken(operation, accessToken)
        secrets += (signer.token,)
    body = file = None
    if operation.media:
        from tc_typed.core.file_body import fileBody  # noqa: PLC0415  # few methods need it

        file = fileBody(operation.title, operation.media, payload)
    elif operation.payload is not None:
        body = _body(operation, payload)
    return Call(
        operation.title,
        operation.method.upper(),
        path,
        body,
        file,
        operation.schemes,
        secrets,
        signer,
    )


def _path(
    operation: Operation[ResultT], args: Mapping[str, str | int]
) -> tuple[str, tuple[str, ...]]:
    """Return the path of a call, and the secrets in it, both as sent and as given."""
    path = operation.route
    secrets: tuple[str, ...] = ()
    for name in operation.args:
        text = argumentText(operation.title, name, args[name])
        segment = _segment(operation, name, text)
        path = path.replace(f"<{name}>", segment)
        if name in operation.secretArgs:
            secrets += (segment, text)
    return path, secrets


def _query(operation: Operation[ResultT], query: Mapping[str, str | int | None]) -> str:
    """Return the query of a call with its question mark, or an empty string."""
    pairs: list[str] = []
    for name, value in query.items():
        if value is not None:
            text = argumentText(operation.title, name, value)
            pairs.append(f"{name}={_quoted(operation, name, text, _QUERY)}")
    return "?" + "&".join(pairs) if pairs else ""


def _segment(operation: Operation[ResultT], name: str, text: str) -> str:
    if text in (".", "..") or (not text and name not in operation.mayBeEmpty):
        # URL libraries and proxies would remove this segment, and the request would reach another
        # method.
        raise InvalidCall(operation.title, f"{name} must not be {shownValue(text)}")
    return _quoted(operation, name, text, _SEGMENT)


def _quoted(operation: Operation[ResultT], name: str, text: str, safe: str) -> str:
    try:
        return quote(text, safe=safe)
    except UnicodeEncodeError:
        pass
    raise InvalidCall(operation.title, f"{name} must be valid Unicode")


def _accessToken(operation: Operation[ResultT], accessToken: str | None) -> AccessToken:
    # An HTTP library would refuse any other token with an error that contains it.
    if not isinstance(accessToken, str) or TOKEN.fullmatch(accessToken) is None:
        raise InvalidCall(
            operation.title,
            "accessToken must be a non-empty string of printable ASCII without spaces; "
            "check it for line breaks",
        )
    return AccessToken(accessToken)


def _body(operation: Operation[ResultT], payload: Payload | None) -> bytes:
    expected = operation.payloadType
    if isinstance(expected, type | UnionType):
        others = [dict] if operation.takesDict else []
        return _model(operation.title, asModel(operation, payload), expected, others)
    if get_origin(expected) is list:
        return _list(operation.title, payload, get_args(expected)[0])
    return _freeForm(operation.title, payload)  # Its type is not a class.


def _model(
    call: str, payload: Payload | None, expected: type | UnionType, others: Sequence[type] = ()
) -> bytes:
    if isinstance(payload, expected) and isinstance(payload, BaseModel):
        return _json(call, payload)
    kinds: Sequence[type] = [expected] if isinstance(expected, type) else get_args(expected)
    *names, given = classNames(*kinds, *others, type(payload))
    if len(names) > 2:
        allowed = f"one of {', '.join(names)}"
    else:
        allowed = f"{'an' if names[0][0] in 'AEIOUaeiou' else 'a'} {' or '.join(names)}"
    isFillable = isinstance(payload, dict) and len(names) == 1
    hint = f"; create one with {names[0]}.model_validate(...)" if isFillable else ""
    raise InvalidCall(call, f"payload must be {allowed}, got {given}{hint}")


def _list(call: str, payload: Payload | None, expected: type) -> bytes:
    if not isinstance(payload, list):
        raise InvalidCall(call, f"payload must be a list, got {type(payload).__name__}")
    return b"[" + b",".join(_model(call, item, expected) for item in payload) + b"]"


# Errors are raised outside the blocks that catch pydantic's errors: these contain values, perhaps
# secrets, and would become the context.


@cache
def _freeForms() -> TypeAdapter[FreeForm]:
    return TypeAdapter(FreeForm, config=ConfigDict(allow_inf_nan=False))  # JSON has neither


def _freeForm(call: str, payload: Payload | None) -> bytes:
    adapter = _freeForms()
    try:
        value = adapter.validate_python(payload)
        body = adapter.dump_json(value, warnings="error")
        problem = _unreadable(body, lambda: adapter.dump_python(value))
    except ValidationError as error:
        problem = firstProblem(error)
    except ValueError:  # Pydantic's serializer raises it, too.
        problem = _NO_JSON
    else:
        if problem is None:
            return body
    raise InvalidCall(call, f"payload can't be sent: {problem}")


def _json(call: str, payload: BaseModel) -> bytes:
    """Return a model's JSON, checked again: lists and dicts in the model may have changed."""
    try:
        body = payload.model_dump_json(warnings="error").encode()
        problem = _unreadable(body, lambda: payload.model_dump(warnings=False))
        # Pydantic writes infinite numbers, NaN and disallowed nulls without a warning.
        if problem is None and (b"null" in body or b"NaN" in body or b"Infinity" in body):
            json.loads(body, parse_constant=_refuse)
            type(payload).model_validate_json(body)
    except ValueError:  # All of pydantic's errors are ValueErrors.
        problem = _problem(payload)
    else:
        if problem is None:
            return body
    raise InvalidCall(call, f"payload can't be sent: {problem}")


def _unreadable(body: bytes, dump: Callable[[], object]) -> str | None:
    """Describe the part of pydantic's JSON that a server would misread; `None` if there is none.

    Args:
        body: JSON of the payload.
        dump: Function that returns the payload as Python objects.
    """
    if len(body) > _DIGITS and _hasManyDigits(body):
        try:
            from_json(body)
        except ValueError:
            return f"it contains a number with more than {_DIGITS:,} digits"
    # Pydantic writes three replacement characters instead of a lone surrogate in a key.
    if _REPLACED in body and _hasBrokenKey(dump()):
        return "it contains a key that is not valid Unicode"
    return None


def _hasManyDigits(body: bytes) -> bool:
    # A run of more than _DIGITS digits fills at least one of these blocks of _DIGITS // 2 bytes.
    return any(_HALF_RUN.match(body, at) for at in range(0, len(body), _DIGITS // 2))


def _hasBrokenKey(value: object) -> bool:
    if _isDict(value):
        return any(_isBroken(key) or _hasBrokenKey(it) for key, it in value.items())
    return _isSequence(value) and any(map(_hasBrokenKey, value))


def _isDict(value: object) -> TypeGuard[Mapping[object, object]]:
    return isinstance(value, dict)


def _isSequence(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, list | tuple)


def _isBroken(key: object) -> bool:
    try:
        str(key).encode()
    except UnicodeEncodeError:
        return True
    return False


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
