"""Errors that calls can raise, and their creation from error responses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from tc_typed.core.redact import redact
from tc_typed.core.texts import lines, oneLine

if TYPE_CHECKING:
    from pydantic import JsonValue

    from tc_typed.core.raw_response import RawResponse

FailureT = TypeVar("FailureT", bound="TaskclusterFailure")

_LONGEST_MESSAGE = 2000
_LONGEST_CODE = 100

_MOVED: Mapping[str, str] = {
    "buildUrl": "buildUrl({client}.<method>, …), a function of tc_typed",
    "buildSignedUrl": "buildSignedUrl({client}.<method>, …), a function of tc_typed",
    "externalBuildUrl": "externalBuildUrl({client}.<method>, …), a function of tc_typed",
    "externalBuildSignedUrl": (
        "externalBuildSignedUrl({client}.<method>, …), a function of tc_typed"
    ),
    "makeRequest": "withResponse({client}.<method>, …), a function of tc_typed",
    "makeHawkExt": "HawkAuth, which signs your own requests",
    "options": "{client}.use(…), which makes a copy with other options",
    "session": "the option httpClient",
    "createSession": "the option httpClient",
    "funcinfo": "{operations}, the service's methods by name",
    "classOptions": "serviceName or apiVersion",
    "_constructUrl": "buildUrl({client}.<method>, …), a function of tc_typed",
    "_makeApiCall": "withResponse({client}.<method>, …), a function of tc_typed",
    "_makeHttpRequest": "withResponse({client}.<method>, …), a function of tc_typed",
}
"""Replacements for attributes of the official client's classes."""


class TaskclusterFailure(Exception):
    """Base class of the errors that this library raises.

    Attributes:
        call: Call that failed, for example `queue.createTask`.
        reason: Description of the problem, with advice if there is any.
        address: HTTP method and URL of the request, without secrets; `None` if none was made.
        attempts: Number of attempts made.
        unanswered: Number of attempts that may have been sent but got no response. The server may
            have carried them out.
        response: Status, headers and body of the response; `None` if none arrived.
    """

    address: str | None = None
    attempts: int = 0
    unanswered: int = 0
    response: RawResponse | None = None

    def __init__(self, call: str, reason: str) -> None:
        super().__init__()
        # Not passed to super().__init__: OSError, a base class of TaskclusterTimeout, would treat
        # the two as errno and strerror.
        self.args: tuple[object, ...] = (call, reason)
        self.call = call
        self.reason = reason

    def __str__(self) -> str:
        notes = [] if self.address is None else [self.address]
        if self.attempts > 1:
            notes.append(f"{self.attempts} attempts")
            if self.unanswered:
                notes.append(
                    f"{self.unanswered} of them without a response, so the server may have carried "
                    "out the call"
                )
        return f"{self.call}: {self.reason}" + (f" [{', '.join(notes)}]" if notes else "")

    def __reduce__(self) -> tuple[object, ...]:
        # By default, unpickling calls the class with `args`, which lack keyword-only arguments.
        return _restore, (type(self), self.args, self.__dict__)


def _restore(
    kind: type[TaskclusterFailure], args: tuple[object, ...], state: dict[str, object]
) -> TaskclusterFailure:
    failure = kind.__new__(kind, *args)
    failure.args = args
    failure.__dict__.update(state)
    return failure


class InvalidCall(TaskclusterFailure, ValueError):
    """The arguments or options are invalid; no request was made."""


class ClientClosed(TaskclusterFailure):
    """The client was closed before or during the call.

    No request is sent after `close()` has returned. If one was sent before, the server may have
    carried it out; the message then says so.
    """


class TaskclusterAuthFailure(TaskclusterFailure):
    """The credentials are unusable, or the server rejected them."""


class TaskclusterConnectionError(TaskclusterFailure):
    """No complete response arrived: connection refused, reset or cut off, or host unknown.

    Attributes:
        wasSent: Whether the request may have reached the server in any attempt. If so, the server
            may have carried it out.
    """

    def __init__(self, call: str, reason: str, *, wasSent: bool = True) -> None:
        super().__init__(call, reason)
        self.wasSent = wasSent


class UntrustedCertificate(TaskclusterConnectionError):
    """The server's certificate is not signed by an authority that this process trusts."""


class TaskclusterTimeout(TaskclusterConnectionError, TimeoutError):
    """No complete response arrived within `timeout` or `totalTimeout`."""


class CorruptedDownload(TaskclusterConnectionError):
    """A file arrived completely, but its hash differs from that of the uploaded file."""


class UnverifiableDownload(TaskclusterFailure):
    """A file was not downloaded because its content can't be verified."""


class ArtifactStorageTypeRejected(TaskclusterFailure):
    """An artifact was not downloaded because its content is outside Taskcluster's own storage.

    Attributes:
        storageType: Artifact's storage type: `reference`, a URL that the task chose.
    """

    def __init__(self, call: str, reason: str, *, storageType: str) -> None:
        super().__init__(call, reason)
        self.storageType = storageType


class WrongLength(TaskclusterFailure, ValueError):
    """The data to upload is shorter or longer than announced; the upload was not finished."""


class UnexpectedResponse(TaskclusterFailure):
    """The response does not match the contract.

    It is a success with an unexpected body, a redirect, or an error that is not Taskcluster's own.
    In the last case, `rootUrl` may be wrong, or a proxy may have responded.

    Attributes:
        status_code: HTTP status of the response.
        body: Body as received; empty if it was too long to be read.
    """

    def __init__(self, call: str, reason: str, *, status_code: int, body: bytes) -> None:
        super().__init__(call, reason)
        self.status_code = status_code
        self.body = body


class UnexpectedMessage(TaskclusterFailure):
    """A Pulse message does not match the contract.

    Attributes:
        body: Complete message as received; empty if the routing key is wrong.
    """

    def __init__(self, call: str, reason: str, *, body: bytes) -> None:
        super().__init__(call, reason)
        self.body = body


class TaskclusterRestFailure(TaskclusterFailure):
    """The server responded with an error.

    Taskcluster's own errors raise a subclass, chosen by their code, or else by their status. A
    status of 429 or 5xx from elsewhere, such as a load balancer, raises this class, without a code.

    Attributes:
        status_code: HTTP status of the response.
        code: Taskcluster's name for the error, for example `ResourceNotFound`; `None` if the
            response has none.
        body: Body of the response: decoded JSON, or text if it is not JSON.
        retryAfter: Seconds that the server asks callers to wait; `None` if it doesn't ask.
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
        """Server's description of the request; may contain secrets from the payload."""
        return self.body.get("requestInfo") if isinstance(self.body, dict) else None


class MalformedPayload(TaskclusterRestFailure):
    """400: the body of the request is not JSON."""


class InvalidRequestArguments(TaskclusterRestFailure):
    """400: a route argument or query parameter has a form that the server doesn't accept."""


class InputValidationError(TaskclusterRestFailure):
    """400: the payload does not match the method's schema; the message lists the differences."""


class InputError(TaskclusterRestFailure):
    """400: the request is well formed, but the server can't do what it asks for."""


class DenylistedAddress(TaskclusterRestFailure):
    """400: the address to notify is on the denylist."""


class AuthenticationFailed(TaskclusterRestFailure, TaskclusterAuthFailure):
    """401: unknown client, wrong access token, expired or disabled credentials, or clock skew."""


class AccessDenied(TaskclusterRestFailure):
    """403: the caller is not allowed to do this."""


class InsufficientScopes(AccessDenied):
    """403: the credentials lack a scope that the call needs; the message names it."""


class ForbiddenByGithub(AccessDenied):
    """403: GitHub refused what the service tried to do on the caller's behalf."""


class ResourceNotFound(TaskclusterRestFailure):
    """404: the task, client, hook or other resource does not exist."""


class NoMatchingMethod(TaskclusterRestFailure):
    """406: the object can't be downloaded by any method that the caller accepts."""


class RequestConflict(TaskclusterRestFailure):
    """409: the resource exists with a different definition, or its state doesn't allow the call."""


class ResourceExpired(TaskclusterRestFailure):
    """410: the resource has expired."""


class InputTooLarge(TaskclusterRestFailure):
    """413: the payload is larger than the server accepts."""


class FailedDependency(TaskclusterRestFailure):
    """424: the artifact is an error artifact; the worker could not create the real one."""


class TooManyRequests(TaskclusterRestFailure):
    """429: the caller, or a service behind this one, is over a rate limit."""


class InternalServerError(TaskclusterRestFailure):
    """500: the server failed; the message contains an incident id to report."""


class ProviderSetupFailed(TaskclusterRestFailure):
    """503: the cloud provider of the worker pool could not be set up."""


_BY_CODE: Mapping[str, type[TaskclusterRestFailure]] = {
    kind.__name__: kind
    for kind in (*TaskclusterRestFailure.__subclasses__(), *AccessDenied.__subclasses__())
}


class StorageFailure(TaskclusterRestFailure):
    """The storage behind the service, which holds the files themselves, responded with an error."""


# For errors without a code, as OpenAPI services send them, or with a code unknown to this version.
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


def restFailure(
    call: str, status: int, body: JsonValue, *, retryAfter: float | None = None
) -> TaskclusterRestFailure:
    """Create the error for an error response of the service.

    Args:
        call: Call that failed, for example `queue.createTask`.
        status: HTTP status of the response.
        body: Body of the response: decoded JSON, or text if it is not JSON.
        retryAfter: Seconds from the Retry-After header.
    """
    code, message = _codeAndMessage(body)
    kind = _BY_CODE.get(code or "") or _BY_STATUS.get(status, TaskclusterRestFailure)
    name = oneLine(redact(code), _LONGEST_CODE) if code else "error"
    reason = f"{name} ({status})" + (f": {message}" if message else "")
    if retryAfter:
        reason += f"; the server asks callers to wait {retryAfter:g} s"
    return kind(call, reason, status_code=status, code=code, body=body, retryAfter=retryAfter)


def _codeAndMessage(body: JsonValue) -> tuple[str | None, str]:
    """Return the code of an error response, and its message, redacted and shortened."""
    if not isinstance(body, dict):
        return None, ""
    code = body.get("code")
    message = body.get("message") or body.get("reason") or body.get("error") or ""
    # The server appends the request to its message; the caller already knows its own request.
    text = lines(redact(str(message).split("\n---\n")[0]), _LONGEST_MESSAGE)
    return (code if isinstance(code, str) else None), text


def isTaskclusterError(status: int, body: JsonValue) -> bool:
    """Whether an error response is from Taskcluster itself, not from a proxy or another server.

    Args:
        status: HTTP status of the response.
        body: Decoded body of the response.
    """
    if not isinstance(body, dict) or not isinstance(body.get("message"), str):
        return False
    if status == 424 and isinstance(body.get("reason"), str):
        return True  # The response for an error artifact has no code.
    code = body.get("code")
    return isinstance(code, str) and (code in _BY_CODE or isinstance(body.get("requestInfo"), dict))


def retryAfterSeconds(header: str | None, now: datetime) -> float | None:
    """Return the seconds from `now` that a Retry-After header (seconds or a date) specifies."""
    if not header:
        return None
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    from email.utils import parsedate_to_datetime  # noqa: PLC0415  # few responses need it

    try:
        date = parsedate_to_datetime(header)
    except (ValueError, OverflowError):
        return None
    if date.tzinfo is None:
        return None
    return max(0.0, (date - now).total_seconds())


def closedMeanwhile(call: str, *, wasSent: bool) -> ClientClosed:
    """Create the error for a call whose client was closed before the call completed.

    Args:
        call: The call, such as `queue.createTask`, for messages.
        wasSent: Whether its request may have reached the server.
    """
    if wasSent:
        problem = "the client was closed during the call; the server may have carried out the call"
        return ClientClosed(call, problem)
    return ClientClosed(call, "the client is closed; create a new one")


def withoutTrace(failure: FailureT) -> FailureT:
    """Clear a failure's context and traceback: HTTP libraries keep secrets in their frames."""
    failure.__context__ = None
    return failure.with_traceback(None)


def didYouMean(name: str, known: Iterable[str]) -> str:
    """Return a spelling suggestion to append to a message; empty if no known name is similar."""
    from difflib import get_close_matches  # noqa: PLC0415  # only for this message

    similar = get_close_matches(name, list(known), n=1)
    return f"; did you mean {similar[0]}?" if similar else ""


def suggestion(name: str, client: str, known: Iterable[str], operations: str) -> str:
    """Return advice to append to the message about an unknown attribute of a client.

    Args:
        name: Name of the unknown attribute.
        client: Name of the client's class.
        known: Names of the class's attributes.
        operations: Dotted path of the service's operations.
    """
    if name in _MOVED:
        variable = client[:1].lower() + client[1:]
        return ": use " + _MOVED[name].format(client=variable, operations=operations)
    # Names with a leading underscore are mostly looked up by Python and libraries.
    return "" if name.startswith("_") else didYouMean(name, known)
