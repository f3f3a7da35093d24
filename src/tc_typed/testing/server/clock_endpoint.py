"""Endpoint with which other processes advance the clock of a local Taskcluster."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tc_typed.core.errors import InvalidCall
from tc_typed.core.extras import needing
from tc_typed.core.models.problems import firstProblem
from tc_typed.core.models.timestamps import formatTimestamp
from tc_typed.testing.clock import LocalClock, inMilliseconds
from tc_typed.testing.server.loopback import isLoopback

with needing("testing", "LocalTaskcluster"):
    from starlette.requests import Request
    from starlette.responses import JSONResponse, Response

_CONTENT_TYPE = "application/json"
_MOST_BYTES = 1000
_MOST_SECONDS = 1e12  # More than there are until the year 9999.


class _Advance(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    advance: Annotated[float, Field(ge=0, le=_MOST_SECONDS)]


class _Refused(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(status, message)
        self.status = status
        self.message = message


def clockEndpoint(clock: LocalClock) -> Callable[[Request], Awaitable[Response]]:
    """Make the endpoint: the response to `{"advance": seconds}` is `{"now": "…"}`.

    It needs no credentials, so it refuses what a web page could send: a browser sends this content
    type to another origin only with that origin's consent, which is never given, and a page whose
    domain leads to 127.0.0.1 has another Host header.

    Args:
        clock: Clock to advance.
    """

    async def respond(request: Request) -> Response:
        try:
            _checkSender(request)
            span = timedelta(seconds=_parse(await _read(request)).advance)
            now = clock.advance(span)
        except _Refused as refused:
            return JSONResponse({"error": refused.message}, refused.status)
        except InvalidCall as error:
            return JSONResponse({"error": error.reason}, 400)
        return JSONResponse({"now": formatTimestamp(inMilliseconds(now))})

    return respond


def _checkSender(request: Request) -> None:
    host, origin = request.headers.get("host", ""), request.headers.get("origin")
    if not isLoopback(host):
        raise _Refused(403, "the Host header must be that of a loopback address")
    if origin is not None and origin != f"http://{host}":
        raise _Refused(403, "the Origin header must be absent, or that of this server")
    if request.headers.get("content-type", "").partition(";")[0].strip() != _CONTENT_TYPE:
        raise _Refused(415, f"the content type must be {_CONTENT_TYPE}")


async def _read(request: Request) -> bytes:
    content = b""
    async for piece in request.stream():
        content += piece
        if len(content) > _MOST_BYTES:
            raise _Refused(413, f"the body must have at most {_MOST_BYTES} bytes")
    return content


def _parse(content: bytes) -> _Advance:
    try:
        return _Advance.model_validate_json(content)
    except ValidationError as error:
        problem = firstProblem(error)
    raise _Refused(400, f'the body must be {{"advance": seconds}}: {problem}')
