"""Webhook of the GitHub service, which receives events over HTTP as GitHub sends them."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from pydantic_core import from_json

from tc_typed.core.errors import InvalidCall
from tc_typed.core.extras import needing
from tc_typed.slugs import slugId
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.server.loopback import isLoopback
from tc_typed.testing.server.payloads import readBody
from tc_typed.testing.services.github.state import GithubState

with needing("testing", "LocalTaskcluster"):
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse, Response
    from starlette.routing import Route

if TYPE_CHECKING:
    from pydantic import JsonValue

log: logging.Logger = logging.getLogger("tc_typed.testing")

WEBHOOK = "/api/github/v1/github"
"""Path of the webhook."""

_PREFIX = "sha256="


class _Refused(Exception):
    """A request that the webhook refuses.

    Attributes:
        status: HTTP status of the response.
        message: Text of the response.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(status, message)
        self.status = status
        self.message = message


def webhookRoute(github: Callable[[], GithubState]) -> Route:
    """Return the route of the webhook.

    Args:
        github: Function that returns the current state of the service; a reset replaces it.
    """

    async def respond(request: Request) -> Response:
        try:
            return _receive(github(), request.headers, await readBody(request))
        except TimeoutError:
            return PlainTextResponse("request timeout", 408, {"connection": "close"})
        except _Refused as error:
            return PlainTextResponse(error.message, error.status)
        except ApiError as error:
            return PlainTextResponse(error.message, error.status)
        except InvalidCall as error:
            return PlainTextResponse(error.reason, 400)
        except Exception:
            log.exception("the webhook failed")
            return PlainTextResponse("internal error", 500)

    return Route(WEBHOOK, respond, methods=["POST"])


def _receive(github: GithubState, headers: Mapping[str, str], content: bytes) -> Response:
    """Return the response to a request.

    Raises:
        _Refused: if the request is not an event, or its signature is wrong.
        InvalidCall: if the event lacks a value, or its repository is unknown.
    """
    event = headers.get("x-github-event")
    if event is None:
        raise _Refused(400, "the header X-GitHub-Event is missing")
    if github.webhookSecret is not None:
        _checkSignature(github.webhookSecret, headers.get("x-hub-signature-256"), content)
    elif not isLoopback(headers.get("host", "")):
        # It may come from a web page. The tasks of an event may be executed on this machine.
        raise _Refused(
            403, "without a webhook secret, the Host header must be that of a loopback address"
        )
    if event == "ping":
        return PlainTextResponse("received a ping")
    github.deliver(event, headers.get("x-github-delivery", slugId()), _parsed(content), None)
    return Response(status_code=204)


def _parsed(content: bytes) -> dict[str, JsonValue]:
    try:
        body: JsonValue = from_json(content, allow_inf_nan=False)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise _Refused(400, "the body must be a JSON object, sent as application/json")
    return body


def _checkSignature(secret: str, signature: str | None, content: bytes) -> None:
    if signature is None:
        raise _Refused(400, "the header X-Hub-Signature-256 is missing")
    expected = _PREFIX + hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()
    # Strings with other characters than ASCII can't be compared in constant time.
    if not hmac.compare_digest(expected.encode(), signature.encode()):
        raise _Refused(403, "the signature does not match the webhook secret")
