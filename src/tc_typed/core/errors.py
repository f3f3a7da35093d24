"""Every error that a call can raise, and how an answer of the server becomes one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from tc_typed.core.redact import redact

if TYPE_CHECKING:
    from pydantic import JsonValue


class TaskclusterFailure(Exception):
    """Root of the errors that this library raises.

    Attributes:
        call: The call that failed, `queue.createTask` for example.
        reason: What went wrong, and what to do about it where that is known.
    """

    def __init__(self, call: str, reason: str) -> None:
        super().__init__()
        # Not through __init__: an OSError, as a timeout is, would take them for errno and strerror.
        self.args: tuple[object, ...] = (call, reason)
        self.call = call
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.call}: {self.reason}"

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions pickle by their arguments, which subclasses with keyword-only ones don't keep.
        return _restore, (type(self), self.args, self.__dict__)


def _restore(
    kind: type[TaskclusterFailure], args: tuple[object, ...], state: dict[str, object]
) -> TaskclusterFailure:
    failure = kind.__new__(kind, *args)
    failure.args = args
    failure.__dict__.update(state)
    return failure


class InvalidCall(TaskclusterFailure, ValueError):
    """The arguments or options are unusable; no request was made."""


class ClientClosed(TaskclusterFailure):
    """The client was used after `close()` or outside its `with` block; no request was made."""


class TaskclusterAuthFailure(TaskclusterFailure):
    """The credentials are unusable, or the server did not accept them."""


class TaskclusterConnectionError(TaskclusterFailure):
    """No complete answer arrived: refused, reset, cut off, or an unknown host."""


class TaskclusterTimeout(TaskclusterConnectionError, TimeoutError):
    """No complete answer arrived in the time that `timeout` allows for each attempt."""


class CorruptedDownload(TaskclusterConnectionError):
    """A file arrived whole, but a hash says that it is not the one that was uploaded."""


class UnverifiableDownload(TaskclusterFailure):
    """Nothing tells whether a file arrives as it was uploaded, so it was not downloaded."""


class WrongLength(TaskclusterFailure, ValueError):
    """What was to be uploaded is shorter or longer than was said; the upload is not finished."""


class UnexpectedResponse(TaskclusterFailure):
    """The server answered with success, but not with what the contract says.

    Attributes:
        status_code: HTTP status of the answer.
        body: The answer as it came, in full.
    """

    def __init__(self, call: str, reason: str, *, status_code: int, body: bytes) -> None:
        super().__init__(call, reason)
        self.status_code = status_code
        self.body = body


class UnexpectedMessage(TaskclusterFailure):
    """A message from Pulse is not what the contract says.

    Attributes:
        body: The message as it came, in full.
    """

    def __init__(self, call: str, reason: str, *, body: bytes) -> None:
        super().__init__(call, reason)
        self.body = body


class TaskclusterRestFailure(TaskclusterFailure):
    """The server answered with an error; a subclass tells which, where it is a known one.

    Attributes:
        status_code: HTTP status of the answer.
        code: Taskcluster's name of the error, `ResourceNotFound` for example; `None` where the
            answer had none.
        body: The answer: decoded JSON, or text where it was none.
        retryAfter: Seconds that the server asks callers to wait, `None` where it did not say.
    """

    def __init__(
        self,
        call: str,
        reason: str,
        *,
        status_code: int,
        code: str | None = None,
        body: JsonValue = None,
        retryAfter: float | None = None,
    ) -> None:
        super().__init__(call, reason)
        self.status_code = status_code
        self.code = code
        self.body = body
        self.retryAfter = retryAfter

    @property
    def requestInfo(self) -> JsonValue:
        """What the server says it was asked; may hold secrets of the payload."""
        return self.body.get("requestInfo") if isinstance(self.body, dict) else None


class MalformedPayload(TaskclusterRestFailure):
    """400: the body of the request is no JSON."""


class InvalidRequestArguments(TaskclusterRestFailure):
    """400: an argument of the route or a query parameter has a form the server does not accept."""


class InputValidationError(TaskclusterRestFailure):
    """400: the payload does not match the method's schema; the message lists where."""


class InputError(TaskclusterRestFailure):
    """400: the request is well formed, but asks for something that makes no sense."""


class DenylistedAddress(TaskclusterRestFailure):
    """400: the address to notify is on the deny list."""


class AuthenticationFailed(TaskclusterRestFailure, TaskclusterAuthFailure):
    """401: unknown client, wrong access token, expired or disabled credentials, or clock skew."""


class AccessDenied(TaskclusterRestFailure):
    """403: the caller may not do this."""


class InsufficientScopes(AccessDenied):
    """403: the credentials lack a scope that the call needs; the message names it."""


class ForbiddenByGithub(AccessDenied):
    """403: GitHub refused what the service tried on the caller's behalf."""


class ResourceNotFound(TaskclusterRestFailure):
    """404: there is no such task, client, hook or whatever was asked for."""


class NoMatchingMethod(TaskclusterRestFailure):
    """406: the object can't be downloaded by any method that the caller accepts."""


class RequestConflict(TaskclusterRestFailure):
    """409: it exists already with another definition, or its state does not allow the call."""


class ResourceExpired(TaskclusterRestFailure):
    """410: it existed, and has expired."""


class InputTooLarge(TaskclusterRestFailure):
    """413: the payload is larger than the server takes."""


class FailedDependency(TaskclusterRestFailure):
    """424: the artifact is an error artifact; the worker could not make the real one."""


class TooManyRequests(TaskclusterRestFailure):
    """429: the caller, or a service behind this one, is over a rate limit."""


class InternalServerError(TaskclusterRestFailure):
    """500: the server failed; the message has an incident id to report."""


class ProviderSetupFailed(TaskclusterRestFailure):
    """503: the cloud provider of the worker pool could not be set up."""


_BY_CODE: Mapping[str, type[TaskclusterRestFailure]] = {
    kind.__name__: kind
    for kind in (*TaskclusterRestFailure.__subclasses__(), *AccessDenied.__subclasses__())
}


class StorageFailure(TaskclusterRestFailure):
    """The storage behind the service, which has the files themselves, answered with an error."""


# For answers without a code, such as the 404 of an unknown path and what a proxy makes up.
_BY_STATUS: Mapping[int, type[TaskclusterRestFailure]] = {
    401: AuthenticationFailed,
    403: AccessDenied,
    404: ResourceNotFound,
    409: RequestConflict,
    410: ResourceExpired,
    413: InputTooLarge,
    424: FailedDependency,
    429: TooManyRequests,
    500: InternalServerError,
}

_LONGEST_MESSAGE = 2000


def restFailure(
    call: str, status: int, body: JsonValue, *, retryAfter: float | None = None
) -> TaskclusterRestFailure:
    """Make the error that stands for an answer of status 400 and above.

    Args:
        call: The call that failed, `queue.createTask`.
        status: HTTP status of the answer.
        body: The answer: decoded JSON, or text where it was none.
        retryAfter: Seconds from the answer's Retry-After header.
    """
    known = body if isinstance(body, dict) else {}
    code = known.get("code")
    if not isinstance(code, str):
        code = None
    message = known.get("message") or known.get("reason") or known.get("error") or ""
    kind = _BY_CODE.get(code or "") or _BY_STATUS.get(status, TaskclusterRestFailure)
    # The server appends the request to its message; who called what is known here already.
    text = str(message).split("\n---\n")[0].strip()
    if len(text) > _LONGEST_MESSAGE:
        text = text[:_LONGEST_MESSAGE] + " …"
    reason = f"{code or 'error'} ({status})" + (f": {redact(text)}" if text else "")
    return kind(call, reason, status_code=status, code=code, body=body, retryAfter=retryAfter)


def retryAfterSeconds(header: str | None, now: datetime) -> float | None:
    """Read a Retry-After header: a number of seconds, or the date when to come back."""
    if not header:
        return None
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    from email.utils import parsedate_to_datetime  # noqa: PLC0415  # few answers need it

    try:
        moment = parsedate_to_datetime(header)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        return None
    return max(0.0, (moment - now).total_seconds())
