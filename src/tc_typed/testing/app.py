"""HTTP: routes from the services' operations, and what every call goes through."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import parse_qsl, unquote
from uuid import uuid4

from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from tc_typed.core import model
from tc_typed.core.operation import Operation
from tc_typed.scope_params import scopeParams
from tc_typed.scopes import ScopeParam, expandExpression, expressionParams
from tc_typed.testing.authentication import (
    ANONYMOUS,
    Authenticator,
    FindClient,
    requireScopes,
)
from tc_typed.testing.clock import Clock, inMilliseconds
from tc_typed.testing.errors import ApiError
from tc_typed.testing.hawk import SignedRequest
from tc_typed.testing.service import Call, Service

if TYPE_CHECKING:
    from pydantic import JsonValue
    from pydantic_core import ErrorDetails

log: logging.Logger = logging.getLogger("tc_typed.testing")

_SLUGID = re.compile(r"[A-Za-z0-9_-]{8}[Q-T][A-Za-z0-9_-][CGKOSWaeimquy26-][A-Za-z0-9_-]{10}[AQgw]")

_LIMIT = re.compile(r"(?!0+$)[0-9]{1,18}")

# Forms of route arguments. The operations don't have them, for callers leave them to the server.
_FORMS: Mapping[str, re.Pattern[str]] = {
    "taskId": _SLUGID,
    "taskGroupId": _SLUGID,
    "runId": re.compile(r"0|[1-9][0-9]{0,3}"),
    "taskQueueId": re.compile(r"[a-zA-Z0-9_-]{1,38}/[a-z]([-a-z0-9]{0,36}[a-z0-9])?"),
    "clientId": re.compile(r"[A-Za-z0-9!@/:.+|_-]+"),
    "name": re.compile(r"[\x20-\x7e]+"),
}


def makeApp(
    services: Sequence[Service],
    authenticator: Authenticator,
    findClient: FindClient,
    clock: Clock,
) -> ASGIApp:
    """Make the ASGI application.

    Args:
        services: What to serve.
        authenticator: Checks signatures.
        findClient: Knows the clients that may call.
        clock: Tells the time.
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
        # An artifact's name holds slashes, sent as %2F. In a decoded path they would be taken for
        # slashes between segments, so routes are matched on the path as it came.
        await app({**scope, "path": scope["raw_path"].decode("latin-1")}, receive, send)

    return onRawPath


async def _notFound(_request: Request, _error: Exception) -> Response:
    """Answer as a real server does where no method has the path, or none with that HTTP method."""
    return JSONResponse({"error": "Not found"}, 404)


class Endpoint:
    """Where the calls of one API method arrive."""

    def __init__(
        self,
        operation: Operation,
        service: Service,
        authenticator: Authenticator,
        findClient: FindClient,
        clock: Clock,
    ) -> None:
        """Set up; the arguments are as for `makeApp`, and the method and its service."""
        self._operation = operation
        self._service = service
        self._authenticator = authenticator
        self._findClient = findClient
        self._clock = clock

    def route(self) -> Route:
        """The route that leads here."""
        operation = self._operation
        # Artifact names may come with their slashes as they are; no other argument has any.
        path = re.sub("<name>$", "{name:path}", operation.route)
        path = path.replace("<", "{").replace(">", "}")
        return Route(
            f"/api/{operation.service}/{operation.version}{path}",
            self.answer,
            methods=[operation.method.upper()],
        )

    async def answer(self, request: Request) -> Response:
        """Answer one request, whatever happens."""
        signed = _signedRequest(request, await request.body())
        args = {name: unquote(value) for name, value in request.path_params.items()}
        try:
            result = self._result(args, signed)
        except ApiError as error:
            return self._failure(error, args, signed.content)
        except Exception:
            incident = uuid4()
            log.exception("%s failed, incident %s", self._operation.title, incident)
            internal = ApiError("InternalServerError", f"internal error, incident {incident}")
            return self._failure(internal, args, signed.content)
        return Response(result.model_dump_json(), media_type="application/json; charset=utf-8")

    def _result(self, args: Mapping[str, str], signed: SignedRequest) -> BaseModel:
        operation = self._operation
        handler = self._service.handlers.get(operation.name, _lacking)
        _checkArguments(args)
        query = _query(operation, signed.query)
        # A method that needs no scopes does not care who calls.
        identity = (
            ANONYMOUS
            if operation.scopes is None
            else self._authenticator.identify(signed, self._findClient)
        )
        call = Call(operation, args, query, None, identity, signed)
        # Scopes come first where the path says all about them; a payload is no business of a
        # caller who may not call at all.
        early = self._scopeParams <= args.keys()
        if early:
            self._authorize(call)
        call = replace(call, payload=self._payload(signed.content))
        if not early:
            self._authorize(call)
        return handler(call)

    @cached_property
    def _scopeParams(self) -> frozenset[str]:
        return expressionParams(self._operation.scopes)

    def _authorize(self, call: Call) -> None:
        scopes = self._operation.scopes
        if scopes is None:
            return
        special = self._service.scopeParams.get(self._operation.name)
        known: Mapping[str, ScopeParam] = {} if special is None else special(call)
        params = scopeParams(self._operation, call.args, call.query, call.payload, known)
        lacks = self._operation.name not in self._service.handlers
        if lacks and not self._scopeParams <= params.keys():
            return  # only the method itself would know what its scopes depend on
        requireScopes(call.identity, expandExpression(scopes, params))

    @cached_property
    def _payloadType(self) -> TypeAdapter[model.Request] | None:
        kind = self._operation.payload
        if kind is None:
            return None
        return TypeAdapter(kind)  # type: ignore[arg-type]  # or a union of models

    def _payload(self, content: bytes) -> model.Request | None:
        if self._payloadType is None:
            return None
        try:
            return self._payloadType.validate_json(content or b"{}")
        except ValidationError as error:
            problems = error.errors(include_url=False, include_context=False)
        if problems[0]["type"] == "json_invalid":
            raise ApiError("MalformedPayload", f"the payload is no JSON: {problems[0]['msg']}")
        listed = "\n".join(f"  * {_place(problem)}: {problem['msg']}" for problem in problems)
        raise ApiError(
            "InputValidationError",
            f"the payload does not match the schema of {self._operation.title}:\n{listed}",
        )

    def _failure(self, error: ApiError, args: Mapping[str, str], content: bytes) -> Response:
        try:
            return self._refusal(error, args, json.loads(content or b"{}"))
        except (ValueError, RecursionError):  # it is no JSON, or goes too deep
            return self._refusal(error, args, content.decode(errors="replace"))

    def _refusal(self, error: ApiError, args: Mapping[str, str], payload: JsonValue) -> Response:
        now = inMilliseconds(self._clock())
        headers = {"www-authenticate": "hawk"} if error.status == 401 else None
        return JSONResponse(
            error.body(self._operation.name, args, payload, now), error.status, headers
        )


def _lacking(call: Call) -> NoReturn:
    """Stand in for a handler that there is none of."""
    raise ApiError(
        "NotImplemented", f"the local Taskcluster does not have {call.operation.title} (yet)"
    )


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
                "InvalidRequestArguments", f"limit must be a positive whole number, not {value!r}"
            )
    return query


def _place(problem: ErrorDetails) -> str:
    return "/".join(["data", *map(str, problem["loc"])])
