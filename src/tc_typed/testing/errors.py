"""Errors of Taskcluster's services, and their responses."""

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
    "InternalServerError",
    "NotImplemented",
]
"""Taskcluster's names of errors; `NotImplemented` is only the local Taskcluster's."""

_STATUS: Mapping[ErrorCode, int] = {
    "MalformedPayload": 400,
    "InvalidRequestArguments": 400,
    "InputValidationError": 400,
    "InputError": 400,
    "AuthenticationFailed": 401,
    "InsufficientScopes": 403,
    "ResourceNotFound": 404,
    "RequestConflict": 409,
    "InternalServerError": 500,
    "NotImplemented": 400,
}


class ApiError(Exception):
    """Ends a call with an error of Taskcluster's.

    Attributes:
        code: Name of the error.
        message: What went wrong, for people.
    """

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(code, message)
        self.code: ErrorCode = code
        self.message = message

    @property
    def status(self) -> int:
        """HTTP status that goes with the code."""
        return _STATUS[self.code]

    def body(
        self, method: str, params: Mapping[str, str], payload: JsonValue, time: datetime
    ) -> dict[str, JsonValue]:
        """The response's JSON.

        Args:
            method: Name of the API method.
            params: The route's arguments as they came.
            payload: The request's payload as it came, `{}` where there was none.
            time: When it happened.
        """
        moment = formatTimestamp(time)
        # A server repeats the circumstances below its message, and clients cut them off there.
        circumstances = "\n".join(
            [
                f"* method:     {method}",
                f"* errorCode:  {self.code}",
                f"* statusCode: {self.status}",
                f"* time:       {moment}",
            ]
        )
        return {
            "code": self.code,
            "message": f"{self.message}\n\n---\n\n{circumstances}",
            "requestInfo": {
                "method": method,
                "params": dict(params),
                "payload": payload,
                "time": moment,
            },
        }
