"""Errors of Taskcluster's services, and the responses that report them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Literal, TypeAlias

from tc_typed.core.models.timestamps import formatTimestamp

if TYPE_CHECKING:
    from pydantic import JsonValue

ErrorCode: TypeAlias = Literal[
    "MalformedPayload",
    "InvalidRequestArguments",
    "InputValidationError",
    "InputError",
    "AuthenticationFailed",
    "InsufficientScopes",
    "ResourceNotFound",
    "RequestConflict",
    "ResourceExpired",
    "InputTooLarge",
    "TooManyRequests",
    "DenylistedAddress",
    "NoMatchingMethod",
    "InternalServerError",
    "NotImplemented",
]
"""Error codes of Taskcluster. Only the local Taskcluster uses `NotImplemented`."""

_STATUS: Mapping[ErrorCode, int] = {
    "MalformedPayload": 400,
    "InvalidRequestArguments": 400,
    "InputValidationError": 400,
    "InputError": 400,
    "AuthenticationFailed": 401,
    "InsufficientScopes": 403,
    "ResourceNotFound": 404,
    "RequestConflict": 409,
    "ResourceExpired": 410,
    "InputTooLarge": 413,
    "TooManyRequests": 429,
    "DenylistedAddress": 400,
    "NoMatchingMethod": 406,
    "InternalServerError": 500,
    "NotImplemented": 400,
}


class ApiError(Exception):
    """Error of an API method, raised by its handler.

    Attributes:
        code: Error code.
        message: Description of the error.
    """

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(code, message)
        self.code: ErrorCode = code
        self.message = message

    @property
    def status(self) -> int:
        """HTTP status of the error code."""
        return _STATUS[self.code]

    def body(
        self, method: str, params: Mapping[str, str], payload: JsonValue, time: datetime
    ) -> dict[str, JsonValue]:
        """Return the JSON of the response.

        Args:
            method: Name of the API method.
            params: Arguments of the route, as received.
            payload: Payload of the request, as received; `{}` if there was none.
            time: Time of the error.
        """
        timestamp = formatTimestamp(time)
        # Like a real server, append details after a line of dashes; clients remove them.
        details = "\n".join(
            [
                f"* method:     {method}",
                f"* errorCode:  {self.code}",
                f"* statusCode: {self.status}",
                f"* time:       {timestamp}",
            ]
        )
        return {
            "code": self.code,
            "message": f"{self.message}\n\n---\n\n{details}",
            "requestInfo": {
                "method": method,
                "params": dict(params),
                "payload": payload,
                "time": timestamp,
            },
        }
