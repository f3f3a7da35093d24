"""Every error that a call can raise, and how a response becomes one."""

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
    "makeHawkExt": "HawkAuth, which signs requests of your own",
    "options": "use(…), which makes a copy with other options",
    "session": "httpClient, an option",
    "createSession": "httpClient, an option",
    "funcinfo": "{operations}, the service's methods by name",
    "classOptions": "serviceName or apiVersion",
    "_constructUrl": "buildUrl({client}.<method>, …), a function of tc_typed",
    "_makeApiCall": "withResponse({client}.<method>, …), a function of tc_typed",
    "_makeHttpRequest": "withResponse({client}.<method>, …), a function of tc_typed",
}
"""New forms of attributes that the official client's classes have."""


class TaskclusterFailure(Exception):
    """Root of the errors that this library raises.

    Attributes:
        call: The call that failed, `queue.createTask` for example.
        reason: What went wrong, and what to do about it where that is known.
        address: HTTP method and URL of the request, without secrets; `None` if none was made.
        attempts: How many attempts were made.
        unanswered: How many of them got no response. The server may have carried them out.
        response: Status, headers and body of the response; `None` if none arrived.
    """

    address: str | None = None
    attempts: int = 0
    unanswered: int = 0
    response: RawResponse | None = None

    def __init__(self, call: str, reason: str) -> None:
        super().__init__()
        # Not through __init__: an OSError, as a timeout is, would take them for errno and strerror.
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
    """The client was closed before the call, or while it was in progress.

    No request is sent after `close()` has returned. One that was sent before may have been carried
    out: then the message says so.
    """


class TaskclusterAuthFailure(TaskclusterFailure):
    """The credentials are unusable, or the server did not accept them."""


class TaskclusterConnectionError(TaskclusterFailure):
    """No complete response arrived: refused, reset, cut off, or an unknown host.

    Attributes:
        wasSent: Whether the request of any attempt may have reached the server, which may have
            carried it out.
    """

    def __init__(self, call: str, reason: str, *, wasSent: bool = True) -> None:
        super().__init__(call, reason)
        self.wasSent = wasSent


class UntrustedCertificate(TaskclusterConnectionError):
    """The certificate of the server is not signed by an authority that this process trusts."""


class TaskclusterTimeout(TaskclusterConnectionError, TimeoutError):
    """No complete response arrived within `timeout`, or `totalTimeout` was over."""


class CorruptedDownload(TaskclusterConnectionError):
    """A file arrived whole, but a hash says that it is not the one that was uploaded."""


class UnverifiableDownload(TaskclusterFailure):
    """Nothing tells whether a file arrives as it was uploaded, so it was not downloaded."""


class ArtifactStorageTypeRejected(TaskclusterFailure):
    """The content of an artifact is not in Taskcluster's own storage, so it was not downloaded.

    Attributes:
        storageType: Where it is: `reference`, at an address that the task chose.
    """

    def __init__(self, call: str, reason: str, *, storageType: str) -> None:
        super().__init__(call, reason)
        self.storageType = storageType


class WrongLength(TaskclusterFailure, ValueError):
    """What was to be uploaded is shorter or longer than was said; the upload is not finished."""


class UnexpectedResponse(TaskclusterFailure):
    """The response is not what the contract says.

    It is a success with another body, a redirect, or an error that is not Taskcluster's own: then
    `rootUrl` may be wrong, or a proxy responded instead.

    Attributes:
        status_code: HTTP status of the response.
        body: The body as it came; empty if it was too long to be read.
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
    """The server responded with an error.

    A subclass tells which, by the code in Taskcluster's own errors. A status of 429 or 5xx from
    something else, such as a load balancer, has no code and no subclass.

    Attributes:
        status_code: HTTP status of the response.
        code: Taskcluster's name of the error, `ResourceNotFound` for example; `None` if the
            response had none.
        body: The body: decoded JSON, or text if it was none.
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
    """The storage behind the service, which has the files themselves, responded with an error."""


# For errors without a code, as OpenAPI services have them, or with one that is newer than this.
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
    """Make the error that stands for an error response of the service.

    Args:
        call: The call that failed, `queue.createTask`.
        status: HTTP status of the response.
        body: The body: decoded JSON, or text if it was none.
        retryAfter: Seconds from the Retry-After header.
    """
    code, message = _codeAndMessage(body)
    kind = _BY_CODE.get(code or "") or _BY_STATUS.get(status, TaskclusterRestFailure)
    name = oneLine(redact(code), _LONGEST_CODE) if code else "error"
    reason = f"{name} ({status})" + (f": {message}" if message else "")
    if retryAfter:
        reason += f"; the server asks to wait {retryAfter:g} s"
    return kind(call, reason, status_code=status, code=code, body=body, retryAfter=retryAfter)


def _codeAndMessage(body: JsonValue) -> tuple[str | None, str]:
    """The code of an error response, and its message as others may show it."""
    if not isinstance(body, dict):
        return None, ""
    code = body.get("code")
    message = body.get("message") or body.get("reason") or body.get("error") or ""
    # The server appends the request to its message; who called what is known here already.
    text = lines(redact(str(message).split("\n---\n")[0]), _LONGEST_MESSAGE)
    return (code if isinstance(code, str) else None), text


def isTaskclusterError(status: int, body: JsonValue) -> bool:
    """Whether an error response is Taskcluster's own, and not that of a proxy or another server.

    Args:
        status: HTTP status of the response.
        body: The body, decoded.
    """
    if not isinstance(body, dict) or not isinstance(body.get("message"), str):
        return False
    if status == 424 and isinstance(body.get("reason"), str):
        return True  # An error artifact, which has no code.
    code = body.get("code")
    return isinstance(code, str) and (code in _BY_CODE or isinstance(body.get("requestInfo"), dict))


def retryAfterSeconds(header: str | None, now: datetime) -> float | None:
    """Read a Retry-After header: a number of seconds, or the date when to come back."""
    if not header:
        return None
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    from email.utils import parsedate_to_datetime  # noqa: PLC0415  # few responses need it

    try:
        moment = parsedate_to_datetime(header)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        return None
    return max(0.0, (moment - now).total_seconds())


def closedMeanwhile(call: str, *, wasSent: bool) -> ClientClosed:
    """Make the error of a call whose client was closed before it was over.

    Args:
        call: The call, for messages: `queue.createTask`.
        wasSent: Whether its request may have reached the server.
    """
    if wasSent:
        problem = "the client was closed meanwhile; the server may have carried out the call"
        return ClientClosed(call, problem)
    return ClientClosed(call, "the client is closed; make a new one")


def withoutTrace(failure: FailureT) -> FailureT:
    """Forget what led to a failure: frames of HTTP libraries hold requests with their secrets."""
    failure.__context__ = None
    return failure.with_traceback(None)


def didYouMean(name: str, known: Iterable[str]) -> str:
    """Ask for the name that was meant, to end a message with; empty if none is near."""
    from difflib import get_close_matches  # noqa: PLC0415  # only for this message

    near = get_close_matches(name, list(known), n=1)
    return f"; did you mean {near[0]}?" if near else ""


def suggestion(name: str, client: str, known: Iterable[str], operations: str) -> str:
    """Name the new form of an attribute that a client does not have, to end a message.

    Args:
        name: The attribute.
        client: Name of the client's class.
        known: Names of attributes that it has.
        operations: Where the service's operations are.
    """
    if name in _MOVED:
        variable = client[:1].lower() + client[1:]
        return ": use " + _MOVED[name].format(client=variable, operations=operations)
    # Names that begin so are mostly those that Python and libraries look for.
    return "" if name.startswith("_") else didYouMean(name, known)
