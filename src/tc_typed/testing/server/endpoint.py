"""Endpoint of one API method: the checks that each call must pass, and its response."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import unquote
from uuid import uuid4

from pydantic import BaseModel
from pydantic_core import to_json

from tc_typed.core.extras import needing
from tc_typed.core.operation import Operation
from tc_typed.scopes.params import scopeParams
from tc_typed.scopes.patterns import ScopeParam, expandExpression, expressionParams
from tc_typed.testing.clock import inMilliseconds
from tc_typed.testing.server.arguments import checkArguments, parseQuery
from tc_typed.testing.server.authorization import ANONYMOUS, requireScopes
from tc_typed.testing.server.backend import Backend
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.server.fault_injection import FaultInjection
from tc_typed.testing.server.hawk import SignedRequest
from tc_typed.testing.server.numbers import withoutFractions
from tc_typed.testing.server.payloads import PayloadParser, checkJson, readBody, withoutSecrets
from tc_typed.testing.server.service import ReceivedCall, Result

with needing("testing", "LocalTaskcluster"):
    from starlette.middleware import Middleware
    from starlette.requests import Request
    from starlette.responses import HTMLResponse, PlainTextResponse, Response
    from starlette.routing import Route

if TYPE_CHECKING:
    from pydantic import JsonValue
    from starlette.types import Scope

log: logging.Logger = logging.getLogger("tc_typed.testing")

JSON = "application/json; charset=utf-8"
"""Content type of JSON responses."""


class Endpoint:
    """Endpoint of one API method: checks its calls and passes them to the handler."""

    def __init__(self, operation: Operation, backend: Callable[[], Backend]) -> None:
        """Set up the endpoint of an operation.

        Args:
            operation: The method.
            backend: Function that returns what currently serves the requests.
        """
        self._operation = operation
        self._backend = backend
        self._payloads = PayloadParser(operation)

    def routes(self) -> Iterator[Route]:
        """Yield the routes of this endpoint, below its service's path."""
        operation = self._operation
        # Slashes in artifact names can also arrive unescaped. No other argument has slashes.
        path = re.sub("<name>$", "{name:path}", operation.route)
        paths = [path.replace(f"<{name}>", "") for name in operation.mayBeEmpty]
        for each in [*paths, path.replace("<", "{").replace(">", "}")]:
            yield self._route(each)
            # A real server ignores a slash at the end. Some clients omit that of `/clients/`. A
            # slash at the end of an artifact's name belongs to the name.
            if not each.endswith(":path}"):
                yield self._route(each[:-1] if each.endswith("/") else f"{each}/")

    def _route(self, path: str) -> Route:
        operation = self._operation
        faults = Middleware(
            FaultInjection,
            call=operation.title,
            faults=lambda: self._backend().faults,
            refuse=self._refuseUnread,
        )
        methods = [operation.method.upper()]
        return Route(path, self.respond, methods=methods, middleware=[faults])

    async def respond(self, request: Request) -> Response:
        """Respond to one request, even if its handler fails."""
        backend = self._backend()
        try:
            content = await readBody(request)
        except ApiError as error:
            return self._refuseUnread(request.scope, error)
        except TimeoutError:
            # Responses to other requests could not be told apart from this one's on the connection.
            return HTMLResponse("<h1>Request timeout</h1>", 408, {"connection": "close"})
        signed = _signedRequest(request, content)
        args = {**dict.fromkeys(self._operation.mayBeEmpty, ""), **_routeArgs(request.scope)}
        try:
            with backend.timeline.enter():
                result = self._result(backend, args, signed, request.is_disconnected)
            return _response(await result if isinstance(result, Awaitable) else result)
        except ApiError as error:
            return self._failure(backend, error, args, signed.content)
        except Exception:
            incident = uuid4()
            log.exception("%s failed, incident %s", self._operation.title, incident)
            internal = ApiError("InternalServerError", f"internal error, incident {incident}")
            return self._failure(backend, internal, args, signed.content)

    def _result(
        self,
        backend: Backend,
        args: Mapping[str, str],
        signed: SignedRequest,
        isDisconnected: Callable[[], Awaitable[bool]],
    ) -> Result | Awaitable[Result]:
        operation = self._operation
        handlers = backend.services[operation.service].handlers
        handler = handlers.get(operation.name, _notImplemented)
        checkJson(signed.content)
        checkArguments(operation, args)
        query = parseQuery(operation, signed.query)
        call = ReceivedCall(operation, args, query, None, ANONYMOUS, signed, isDisconnected)
        # If the path alone determines the scopes, they are checked before the payload, so that
        # callers who lack them learn nothing about the payload.
        if self._scopeParams <= args.keys():
            return handler(self._withPayload(self._authorized(backend, call)))
        return handler(self._authorized(backend, self._withPayload(call)))

    @cached_property
    def _scopeParams(self) -> frozenset[str]:
        return expressionParams(self._operation.scopes)

    def _authorized(self, backend: Backend, call: ReceivedCall) -> ReceivedCall:
        scopes = self._operation.scopes
        if scopes is None:
            return call  # A method that needs no scopes does not authenticate its callers.
        caller = backend.authenticator.identify(call.signed, backend.directory)
        call = replace(call, caller=caller)
        service = backend.services[self._operation.service]
        findParams = service.scopeParams.get(self._operation.name)
        known: Mapping[str, ScopeParam] = {} if findParams is None else findParams(call)
        params = scopeParams(self._operation, call.args, call.query, call.payload, known)
        isImplemented = self._operation.name in service.handlers
        if not isImplemented and not self._scopeParams <= params.keys():
            return call  # Only a handler could provide the missing parameters.
        requireScopes(caller, expandExpression(scopes, params))
        return call

    def _withPayload(self, call: ReceivedCall) -> ReceivedCall:
        return replace(call, payload=self._payloads.parse(call.signed))

    def _refuseUnread(self, scope: Scope, error: ApiError) -> Response:
        """Refuse a request whose body was not read."""
        return self._failure(self._backend(), error, _routeArgs(scope), b"")

    def _failure(
        self, backend: Backend, error: ApiError, args: Mapping[str, str], content: bytes
    ) -> Response:
        try:
            return self._refusal(backend, error, args, json.loads(content or b"{}"))
        except (ValueError, RecursionError):  # The content is not JSON or is nested too deeply.
            return self._refusal(backend, error, args, content.decode(errors="replace"))

    def _refusal(
        self, backend: Backend, error: ApiError, args: Mapping[str, str], payload: JsonValue
    ) -> Response:
        # It does not enter the timeline, which fails if the changes of the call can't be written.
        now = inMilliseconds(backend.timeline.clock())
        shown = withoutSecrets(self._operation.title, payload)
        body = error.body(self._operation.name, args, shown, now)
        headers = {"www-authenticate": "hawk"} if error.status == 401 else None
        return _json(body, error.status, headers)


def _notImplemented(call: ReceivedCall) -> NoReturn:
    """Reject a call to a method that the local Taskcluster does not implement."""
    raise ApiError(
        "NotImplemented", f"the local Taskcluster does not implement {call.operation.title}"
    )


def _response(result: Result) -> Response:
    if isinstance(result, BaseModel):
        return Response(withoutFractions(result.model_dump_json()), media_type=JSON)
    content = result.content
    if content is None:
        return Response(status_code=result.status, headers=result.headers)
    if isinstance(content, str):
        return PlainTextResponse(content, result.status, result.headers)
    return Response(
        withoutFractions(to_json(content).decode()), result.status, result.headers, JSON
    )


def _json(
    content: dict[str, JsonValue], status: int, headers: Mapping[str, str] | None = None
) -> Response:
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Response(withoutFractions(text), status, headers, JSON)


def _routeArgs(scope: Scope) -> dict[str, str]:
    params: Mapping[str, str] = scope["path_params"]
    return {name: unquote(value) for name, value in params.items()}


def _signedRequest(request: Request, content: bytes) -> SignedRequest:
    return SignedRequest(
        method=request.method,
        host=request.headers.get("host", ""),  # HTTP/1.0 does not require it.
        path=request.scope["raw_path"].decode("latin-1"),
        query=request.scope["query_string"].decode("latin-1"),
        authorization=request.headers.get("authorization"),
        contentType=request.headers.get("content-type", ""),
        content=content,
    )
