"""Requests to the storage, and their failures."""

from __future__ import annotations

import re
import sys
from collections.abc import AsyncIterator, Generator, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tc_typed.core.errors import (
    StorageFailure,
    TaskclusterFailure,
    closedMeanwhile,
    retryAfterSeconds,
    withoutTrace,
)
from tc_typed.core.headers import Headers
from tc_typed.core.redact import redacting
from tc_typed.core.texts import shownValue
from tc_typed.core.transport.foreign_errors import asFailure
from tc_typed.core.transport.port import Request
from tc_typed.core.transport.time_limits import StallTimeout
from tc_typed.core.transport.url import Url
from tc_typed.transfers.io import StorageRequest

if TYPE_CHECKING:
    from tc_typed.core.session import AnySession

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e]*")

# Headers that services can't choose, because they control the connection or how a body is sent.
_OF_CONNECTION = frozenset(
    {
        "connection",
        "expect",
        "keep-alive",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)


def isHeaderValue(value: object) -> bool:
    """Check whether a value can be sent in a header: printable ASCII on one line."""
    return isinstance(value, str) and _HEADER_VALUE.fullmatch(value) is not None


def isUsableUrl(url: str) -> bool:
    """Check whether requests can be sent to a URL."""
    try:
        Url.parse(url)
    except ValueError:
        return False
    return True


def problemWithHeaders(headers: Mapping[str, str], length: int) -> str | None:
    """Describe the first header that an upload can't be sent with; `None` if all are usable.

    Args:
        headers: Headers that the service requires. Values may be secret.
        length: Number of bytes to send.
    """
    for name, value in headers.items():
        if not _HEADER_NAME.fullmatch(name):
            return f"the header {shownValue(name)}, which is not a valid header name"
        if not isHeaderValue(value):
            return f"a value for the header {name} that is not printable ASCII"
        if name.lower() in _OF_CONNECTION:
            return f"the header {name}, which belongs to the connection"
        if name.lower() == "content-length" and value.strip() != str(length):
            return f"a {name} of {shownValue(value)} for {length} bytes of data"
    return None


def httpRequest(
    session: AnySession,
    request: StorageRequest,
    body: Iterator[bytes] | AsyncIterator[bytes] | None,
    stallTimeout: StallTimeout,
) -> Request:
    """Build the HTTP request, without the client's credentials or default headers.

    Args:
        session: Session that will send the request.
        request: Request to the storage.
        body: Pieces of the body.
        stallTimeout: Time limit for waiting for the storage.
    """
    own = {"user-agent": session.userAgent, "accept": "*/*"}
    headers = own | {name.lower(): value for name, value in request.headers.items()}
    return Request(request.method, Url.parse(request.url), headers, body, stallTimeout)


@contextmanager
def attempting(session: AnySession, request: StorageRequest) -> Generator[None]:
    """Translate other packages' exceptions while a request or its response is in progress.

    Args:
        session: Session whose connections are used.
        request: Request to the storage. Its URL may grant access, so messages show only the host.
    """
    session.checkOpen(request.call)
    handled = sys.exception()
    with redacting(*request.secrets):
        try:
            yield
        except TaskclusterFailure as error:
            failure = error
        except Exception as error:  # noqa: BLE001  # Transfers raise only our errors.
            if session.isClosed():
                failure = closedMeanwhile(request.call, wasSent=True)
            else:
                failure = asFailure(error, request.call, f"{session.settings.timeout:g} s", handled)
        else:
            return
    if failure.address is None:
        failure.address = request.address
    raise withoutTrace(failure) from None


def storageFailure(call: str, status: int, headers: Headers) -> StorageFailure:
    """Return the error for an error response, without its body, which may contain secrets.

    Args:
        call: Name of the call, for messages.
        status: HTTP status.
        headers: HTTP headers.
    """
    delay = retryAfterSeconds(headers.get("retry-after"), datetime.now(UTC))
    reason = f"the storage responded with status {status}"
    return StorageFailure(call, reason, status_code=status, retryAfter=delay)
