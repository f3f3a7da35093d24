"""What requests to storage are made of, and their failures."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterable, Generator, Iterable
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx

from tc_typed.core.attempts import closedMeanwhile, withoutTrace
from tc_typed.core.errors import TaskclusterFailure
from tc_typed.core.foreign_errors import asFailure
from tc_typed.core.redact import redacting
from tc_typed.objects.outside import Request

if TYPE_CHECKING:
    from tc_typed.core.calls import AnyClient


def httpRequest(
    client: AnyClient, request: Request, body: Iterable[bytes] | AsyncIterable[bytes] | None
) -> httpx.Request:
    """The request as httpx has it, with nothing in it that is the service's.

    Args:
        client: The client that sends it. Its timeout counts for the connection, and each piece.
        request: The request.
        body: What to send with it.
    """
    timeout = client.timeout
    return httpx.Request(
        request.method,
        request.url,
        headers={"user-agent": client.userAgent, "accept": "*/*", **request.headers},
        content=body,
        extensions={"timeout": {"connect": timeout, "read": timeout, "write": timeout}},
    )


@contextmanager
def attempting(client: AnyClient, request: Request) -> Generator[None]:
    """Around a request, or the reading of its response: foreign exceptions become ours.

    Args:
        client: The client whose connections are used.
        request: The request. Its address may grant access, so no message has more than the host.
    """
    client.checkOpen(request.call)
    handled = sys.exception()
    with redacting(*request.secrets):
        try:
            yield
        except TaskclusterFailure as error:
            failure = error
        except Exception as error:  # noqa: BLE001  # no foreign one escapes from a transfer
            if client.isClosed:
                failure = closedMeanwhile(request.call, wasSent=True)
            else:
                failure = asFailure(error, request.call, f"{client.timeout:g} s", handled)
        else:
            return
    if failure.address is None:
        failure.address = request.address
    raise withoutTrace(failure) from None
