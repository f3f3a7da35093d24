"""ASGI application with a route for each operation, and the checks that each call must pass."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import parse_qsl, unquote
from uuid import uuid4

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import from_json

from tc_typed.core.extras import needing
from tc_typed.core.models import base as model
from tc_typed.core.operation import Operation
from tc_typed.scopes.params import scopeParams
from tc_typed.scopes.patterns import ScopeParam, expandExpression, expressionParams
from tc_typed.testing.authentication import (
    ANONYMOUS,
    Authenticator,
    FindClient,
    requireScopes,
)
from tc_typed.testing.clock import Clock, inMilliseconds
from tc_typed.testing.errors import ApiError
from tc_typed.testing.hawk import SignedRequest
from tc_typed.testing.service import LocalService, ReceivedCall

with needing("testing", "LocalTaskcluster"):
    from starlette.applications import Starlette
    from starlette.exceptions import HTTPException
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route
    from starlette.types import ASGIApp, Receive, Scope, Send

if TYPE_CHECKING:
    from pydantic import JsonValue
    from pydantic_core import ErrorDetails

log: logging.Logger = logging.getLogger("tc_typed.testing")

_SLUGID = re.compile(r"[A-Za-z0-9_-]{8}[Q-T][A-Za-z0-9_-][CGKOSWaeimquy26-][A-Za-z0-9_-]{10}[AQgw]")

_JSON = "application/json; charset=utf-8"

_LIMIT = re.compile(r"(?!0+$)[0-9]{1,18}")

# Patterns of route arguments. Operations don't have them, because clients leave these checks to the
# server.
_FORMS: Mapping[str, re.Pattern[str]] = {
    "taskId": _SLUGID,
    "taskGroupId": _SLUGID,
    "runId": re.compile(r"0|[1-9][0-9]{0,3}"),
    "taskQueueId": re.compile(r"[a-zA-Z0-9_-]{1,38}/[a-z]([-a-z0-9]{0,36}[a-z0-9])?"),
    "clientId": re.compile(r"[A-Za-z0-9!@/:.+|_-]+"),
    "name": re.compile(r"[\x20-\x7e]+"),
}


def makeApp(
    services: Sequence[LocalService],
    authenticator: Authenticator,
    findClient: FindClient,
    clock: Clock,
) -> ASGIApp:
    """Make the ASGI application.

    Args:
        services: Services to serve.
        authenticator: Checker of signatures.
        findClient: Function that looks up a client.
        clock: Clock of the server.
    """
    endpoints = (
        Endpoint(operation, service, authenticator, findClient, clock)
        for service in services
        for operation in service.operations.values()
    )
    app = Starlette(
        routes=[endpoint.route() for endpoint in endpoints],
        exception_handlers={HTTPException: _notFound},
    )
    app.router.redirect_slashes = False

    async def onRawPath(scope: Scope, receive: Receive, send: Send) -> None:
        # Slashes in an artifact's name are sent as %2F. In a decoded path they would look like
        # slashes between segments, so routes are matched against the path as it was sent.
        await app({**scope, "path": scope["raw_path"].decode("latin-1")}, receive, send)

    return onRawPath


async def _notFound(_request: Request, _error: Exception) -> Response:
    """Respond like a real server when no API method has this path and HTTP method."""
    return _json({"error": "Not found"}, 404)


class Endpoint:
    """Endpoint of one API method: checks its calls and passes them to the handler."""

    def __init__(
        self,
        operation: Operation,
        service: LocalService,
        authenticator: Authenticator,
        findClient: FindClient,
        clock: Clock,
    ) -> None:
        """Set up the endpoint of an operation; for the other parameters, see `makeApp`."""
        self._operation = operation
        self._service = service
        self._authenticator = authenticator
        self._findClient = findClient
        self._clock = clock

    def route(self) -> Route:
        """Return the route of this endpoint."""
        operation = self._operation
        # Slashes in artifact names can also arrive unescaped. No other argument has slashes.
        path = re.sub("<name>$", "{name:path}", operation.route)
        path = path.replace("<", "{").replace(">", "}")
        return Route(
            f"/api/{operation.service}/{operation.version}{path}",
            self.respond,
            methods=[operation.method.upper()],
        )

    async def respond(self, request: Request) -> Response:
        """Respond to one request, even if its handler fails."""
        signed = _signedRequest(request, await _body(request))
        args = {name: unquote(value) for name, value in request.path_params.items()}
        try:
            result = self._result(args, signed, request.is_disconnected)
            if not isinstance(result, BaseModel):
                result = await result
        except ApiError as error:
            return self._failure(error, args, signed.content)
        except Exception:
            incident = uuid4()
            log.exception("%s failed, incident %s", self._operation.title, incident)
            internal = ApiError("InternalServerError", f"internal error, incident {incident}")
            return self._failure(internal, args, signed.content)
        return Response(result.model_dump_json(), media_type=_JSON)

    def _result(
        self,
        args: Mapping[str, str],
        signed: SignedRequest,
        isGone: Callable[[], Awaitable[bool]],
    ) -> BaseModel | Awaitable[BaseModel]:
        operation = self._operation
        handler = self._service.handlers.get(operation.name, _notImplemented)
        _checkJson(signed.content)
        _checkArguments(args)
        query = _query(operation, signed.query)
        call = ReceivedCall(operation, args, query, None, ANONYMOUS, signed, isGone)
        # If the path alone determines the scopes, they are checked before the payload, so that
        # callers who lack them learn nothing about the payload.
        if self._scopeParams <= args.keys():
            return handler(self._withPayload(self._authorized(call)))
        return handler(self._authorized(self._withPayload(call)))

    @cached_property
    def _scopeParams(self) -> frozenset[str]:
        return expressionParams(self._operation.scopes)

    def _authorized(self, call: ReceivedCall) -> ReceivedCall:
        scopes = self._operation.scopes
        if scopes is None:
            return call  # A method that needs no scopes does not authenticate its callers.
        caller = self._authenticator.identify(call.signed, self._findClient)
        call = replace(call, caller=caller)
        special = self._service.scopeParams.get(self._operation.name)
        known: Mapping[str, ScopeParam] = {} if special is None else special(call)
        params = scopeParams(self._operation, call.args, call.query, call.payload, known)
        isImplemented = self._operation.name in self._service.handlers
        if not isImplemented and not self._scopeParams <= params.keys():
            return call  # Only a handler could provide the missing parameters.
        requireScopes(caller, expandExpression(scopes, params))
        return call

    def _withPayload(self, call: ReceivedCall) -> ReceivedCall:
        return replace(call, payload=self._payload(call.signed))

    @cached_property
    def _payloadType(self) -> TypeAdapter[model.Request] | None:
        kind = self._operation.payload
        if kind is None:
            return None
        return TypeAdapter(kind)  # type: ignore[arg-type]  # It can also be a union of models.

    def _payload(self, signed: SignedRequest) -> model.Request | None:
        if self._payloadType is None:
            return None
        if not _isJson(signed.contentType):
            raise ApiError(
                "MalformedPayload",
                "the payload must be JSON with the content type application/json, got "
                f"{signed.contentType!r}",
            )
        try:
            return self._payloadType.validate_json(signed.content or b"{}")
        except ValidationError as error:
            problems = error.errors(include_url=False, include_context=False)
        listed = "\n".join(
            f"  * {_pathInPayload(problem)}: {problem['msg']}" for problem in problems
        )
        raise ApiError(
            "InputValidationError",
            f"the payload does not match the schema of {self._operation.title}:\n{listed}",
        )

    def _failure(self, error: ApiError, args: Mapping[str, str], content: bytes) -> Response:
        try:
            return self._refusal(error, args, json.loads(content or b"{}"))
        except (ValueError, RecursionError):  # The content is not JSON or is nested too deeply.
            return self._refusal(error, args, content.decode(errors="replace"))

    def _refusal(self, error: ApiError, args: Mapping[str, str], payload: JsonValue) -> Response:
        now = inMilliseconds(self._clock())
        headers = {"www-authenticate": "hawk"} if error.status == 401 else None
        return _json(error.body(self._operation.name, args, payload, now), error.status, headers)


def _notImplemented(call: ReceivedCall) -> NoReturn:
    """Reject a call to a method that the local Taskcluster does not implement."""
    raise ApiError(
        "NotImplemented", f"the local Taskcluster does not implement {call.operation.title}"
    )


def _json(
    content: dict[str, JsonValue], status: int, headers: Mapping[str, str] | None = None
) -> Response:
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Response(text, status, headers, _JSON)


async def _body(request: Request) -> bytes:
    """Read the body. Like a real server, ignore it if its content type is not JSON."""
    body = await request.body()
    return body if _isJson(request.headers.get("content-type", "")) else b""


def _isJson(contentType: str) -> bool:
    return contentType.partition(";")[0].strip().lower() == "application/json"


def _checkJson(content: bytes) -> None:
    try:
        value: JsonValue = from_json(content or b"{}", allow_inf_nan=False)
    except ValueError as error:
        raise ApiError("MalformedPayload", f"the payload is not JSON: {error}") from None
    if not isinstance(value, dict | list):
        raise ApiError("MalformedPayload", "the payload must be an object or an array")


def _signedRequest(request: Request, content: bytes) -> SignedRequest:
    return SignedRequest(
        method=request.method,
        host=request.headers["host"],
        path=request.scope["raw_path"].decode("latin-1"),
        query=request.scope["query_string"].decode("latin-1"),
        authorization=request.headers.get("authorization"),
        contentType=request.headers.get("content-type", ""),
        content=content,
    )


def _checkArguments(args: Mapping[str, str]) -> None:
    wrong = [
        f"{name} is {value!r}, which does not match {form.pattern}"
        for name, value in args.items()
        if (form := _FORMS.get(name)) and not form.fullmatch(value)
    ]
    if wrong:
        raise ApiError("InvalidRequestArguments", "Route arguments: " + "; ".join(wrong))


def _query(operation: Operation, text: str) -> dict[str, str]:
    query = dict(parse_qsl(text, keep_blank_values=True))
    query.pop("bewit", None)
    for name, value in query.items():
        if name not in operation.query:
            raise ApiError(
                "InvalidRequestArguments", f"{operation.title} has no query parameter {name!r}"
            )
        if name == "limit" and not _LIMIT.fullmatch(value):
            raise ApiError(
                "InvalidRequestArguments", f"limit must be an integer of 1 or more, got {value!r}"
            )
    return query


def _pathInPayload(problem: ErrorDetails) -> str:
    return "/".join(["data", *map(str, problem["loc"])])
