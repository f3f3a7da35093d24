"""Requests to storage, and their failures."""

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
from tc_typed.core.transport.patience import Patience
from tc_typed.core.transport.port import Request
from tc_typed.core.transport.url import Url
from tc_typed.transfers.io import StorageRequest

if TYPE_CHECKING:
    from tc_typed.core.session import AnySession

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e]*")

# Headers that belong to a connection or say how a body is sent, so that no service can choose them.
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
    """Whether something can be the value of a header: printable ASCII, on one line."""
    return isinstance(value, str) and _HEADER_VALUE.fullmatch(value) is not None


def isUsableUrl(url: str) -> bool:
    """Whether requests can be sent to an address."""
    try:
        Url.parse(url)
    except ValueError:
        return False
    return True


def problemWithHeaders(headers: Mapping[str, str], length: int) -> str | None:
    """Describe a header with which an upload can't be sent; `None` if there is none.

    Args:
        headers: The headers that the service asks for. Values may be secret.
        length: Bytes that there are to send.
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
    patience: Patience,
) -> Request:
    """The request to send, without anything of the service's client, such as its credentials.

    Args:
        session: Sends it.
        request: The request.
        body: What to send with it.
        patience: How long to wait for the storage.
    """
    own = {"user-agent": session.userAgent, "accept": "*/*"}
    headers = own | {name.lower(): value for name, value in request.headers.items()}
    return Request(request.method, Url.parse(request.url), headers, body, patience)


@contextmanager
def attempting(session: AnySession, request: StorageRequest) -> Generator[None]:
    """Translate foreign exceptions of a request, or of reading its response, to errors of ours.

    Args:
        session: The one whose connections are used.
        request: The request. Its address may grant access, so no message has more than the host.
    """
    session.checkOpen(request.call)
    handled = sys.exception()
    with redacting(*request.secrets):
        try:
            yield
        except TaskclusterFailure as error:
            failure = error
        except Exception as error:  # noqa: BLE001  # no foreign one escapes from a transfer
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
    """The error for a response of a storage, without its body, which may hold secrets.

    Args:
        call: Name of the call, for messages.
        status: HTTP status.
        headers: HTTP headers.
    """
    delay = retryAfterSeconds(headers.get("retry-after"), datetime.now(UTC))
    reason = f"the storage responded with {status} to the request for the file's data"
    return StorageFailure(call, reason, status_code=status, retryAfter=delay)
