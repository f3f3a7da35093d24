"""From the arguments of a call to its request, without any I/O."""

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

# What RFC 3986 lets a path segment and a query hold unescaped. Escaping more would be right too,
# but URL libraries undo it on the way, and Hawk signs the URL to the letter.
_SEGMENT = "!$&'()*+,;=:@"
_QUERY = "!$'()*,;:@/?"

_DIGITS = 4300  # that from_json reads in a number; 17 count in JavaScript
_HALF_RUN = re.compile(rb"[0-9]{%d}" % (_DIGITS // 2))
_REPLACED = 3 * "\N{REPLACEMENT CHARACTER}".encode()
_NO_JSON = "it holds what JSON does not have, NaN or some other object"


@dataclass(slots=True)
class Call:
    """A request, ready but for its signature."""

    title: str
    """What is called, `queue.createTask`."""
    method: str
    """HTTP method, in upper case."""
    path: str = field(repr=False)
    """Path and query below the service's root."""
    body: bytes | None = field(repr=False)
    """JSON to send, `None` where there is none."""
    file: FileBody | None = None
    """A file to send instead."""
    schemes: tuple[Scheme, ...] = ("hawk",)
    """How it may prove who calls."""
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """What grants access, as it is sent and as it was given."""
    signer: AccessToken | None = None
    """Signs it instead of the client's credentials."""


def encode(
    operation: Operation[ResultT],
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
    """The path of a call, and what in it grants access, as it is sent and as it was given."""
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
    """The query of a call, with the question mark if there is any."""
    pairs: list[str] = []
    for name, value in query.items():
        if value is not None:
            text = argumentText(operation.title, name, value)
            pairs.append(f"{name}={_quoted(operation, name, text, _QUERY)}")
    return "?" + "&".join(pairs) if pairs else ""


def _segment(operation: Operation[ResultT], name: str, text: str) -> str:
    if text in (".", "..") or (not text and name not in operation.mayBeEmpty):
        # On its way through URL libraries and proxies such a segment vanishes, and the request
        # would reach another method.
        raise InvalidCall(operation.title, f"{name} must not be {shownValue(text)}")
    return _quoted(operation, name, text, _SEGMENT)


def _quoted(operation: Operation[ResultT], name: str, text: str, safe: str) -> str:
    try:
        return quote(text, safe=safe)
    except UnicodeEncodeError:
        pass
    raise InvalidCall(operation.title, f"{name} is not valid Unicode")


def _accessToken(operation: Operation[ResultT], accessToken: str | None) -> AccessToken:
    # Anything else would be an error of some HTTP library, with the token in its message.
    if not isinstance(accessToken, str) or TOKEN.fullmatch(accessToken) is None:
        raise InvalidCall(
            operation.title, "accessToken must be text of ASCII characters without blanks"
        )
    return AccessToken(accessToken)


def _body(operation: Operation[ResultT], payload: Payload | None) -> bytes:
    wanted = operation.payloadType
    if isinstance(wanted, type | UnionType):
        others = [dict] if operation.takesDict else []
        return _model(operation.title, asModel(operation, payload), wanted, others)
    if get_origin(wanted) is list:
        return _list(operation.title, payload, get_args(wanted)[0])
    return _freeForm(operation.title, payload)  # which is no class to be one of


def _model(
    call: str, payload: Payload | None, wanted: type | UnionType, others: Sequence[type] = ()
) -> bytes:
    if isinstance(payload, wanted) and isinstance(payload, BaseModel):
        return _json(call, payload)
    kinds: Sequence[type] = [wanted] if isinstance(wanted, type) else get_args(wanted)
    *names, given = classNames(*kinds, *others, type(payload))
    article = "an" if names[0][0] in "AEIOUaeiou" else "a"
    isFillable = isinstance(payload, dict) and len(names) == 1
    hint = f"; {names[0]}.model_validate(...) makes one" if isFillable else ""
    raise InvalidCall(call, f"payload must be {article} {' or '.join(names)}, not {given}{hint}")


def _list(call: str, payload: Payload | None, wanted: type) -> bytes:
    if not isinstance(payload, list):
        raise InvalidCall(call, f"payload must be a list, not {type(payload).__name__}")
    return b"[" + b",".join(_model(call, item, wanted) for item in payload) + b"]"


# Errors are raised after the blocks that catch pydantic's: those hold values, which may be secret,
# and would go along as context.


@cache
def _freeForms() -> TypeAdapter[FreeForm]:
    return TypeAdapter(FreeForm, config=ConfigDict(allow_inf_nan=False))  # as JSON has none


def _freeForm(call: str, payload: Payload | None) -> bytes:
    adapter = _freeForms()
    try:
        value = adapter.validate_python(payload)
        body = adapter.dump_json(value, warnings="error")
        problem = _unreadable(body, lambda: adapter.dump_python(value))
    except ValidationError as error:
        problem = firstProblem(error)
    except ValueError:  # of pydantic's serializer, too
        problem = _NO_JSON
    else:
        if problem is None:
            return body
    raise InvalidCall(call, f"payload can't be sent: {problem}")


def _json(call: str, payload: BaseModel) -> bytes:
    """The JSON of a model, in which lists and dicts may have been changed since it was checked."""
    try:
        body = payload.model_dump_json(warnings="error").encode()
        problem = _unreadable(body, lambda: payload.model_dump(warnings=False))
        # What pydantic lets pass without a warning: what is no number, and what stands for nothing.
        if problem is None and (b"null" in body or b"NaN" in body or b"Infinity" in body):
            json.loads(body, parse_constant=_refuse)
            type(payload).model_validate_json(body)
    except ValueError:  # as all errors of pydantic are
        problem = _problem(payload)
    else:
        if problem is None:
            return body
    raise InvalidCall(call, f"payload can't be sent: {problem}")


def _unreadable(body: bytes, dump: Callable[[], object]) -> str | None:
    """Say what pydantic wrote though a server would read something else, `None` if nothing.

    Args:
        body: The JSON.
        dump: Makes Python objects of the same payload.
    """
    if len(body) > _DIGITS and _hasManyDigits(body):
        try:
            from_json(body)
        except ValueError:
            return f"it holds a number of more than {_DIGITS:,} digits"
    # Pydantic writes these in the place of half a character in a key.
    if _REPLACED in body and _hasBrokenKey(dump()):
        return "it holds a key that is not valid Unicode"
    return None


def _hasManyDigits(body: bytes) -> bool:
    # A run of more digits holds half as many after some multiple of that half.
    return any(_HALF_RUN.match(body, at) for at in range(0, len(body), _DIGITS // 2))


def _hasBrokenKey(value: object) -> bool:
    if _isTable(value):
        return any(_isBroken(key) or _hasBrokenKey(it) for key, it in value.items())
    return _isSequence(value) and any(map(_hasBrokenKey, value))


def _isTable(value: object) -> TypeGuard[Mapping[object, object]]:
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
