"""What requests to storage are made of, and their failures."""

from __future__ import annotations

from collections.abc import AsyncIterable, Generator, Iterable
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import httpx

from tc_typed.core.redact import hiding
from tc_typed.core.version import __version__
from tc_typed.objects.outside import Request

if TYPE_CHECKING:
    from tc_typed.core.calls import AnyClient


def httpRequest(
    request: Request, body: Iterable[bytes] | AsyncIterable[bytes] | None, timeout: float
) -> httpx.Request:
    """The request as httpx has it, with nothing in it that is the service's.

    Args:
        request: The request.
        body: What to send with it.
        timeout: Seconds to wait for the connection, and for each piece.
    """
    return httpx.Request(
        request.method,
        request.url,
        headers={"user-agent": f"tc_typed/{__version__}", "accept": "*/*", **request.headers},
        content=body,
        extensions={"timeout": {"connect": timeout, "read": timeout, "write": timeout}},
    )


@contextmanager
def attempting(client: AnyClient, request: Request) -> Generator[None]:
    """Around a request, or the reading of its answer: httpx's exceptions become ours.

    Args:
        client: Through whose connections it goes.
        request: The request. Its address may grant access, so no message has more than the host.
    """
    server, secrets = "an unusable address", [request.url]
    with suppress(httpx.InvalidURL):
        url = httpx.URL(request.url)
        server, query = f"{url.scheme}://{url.host}", url.query.decode("ascii")
        secrets += [query] if query else []
    with hiding(*secrets), client.attempting(request.call, server):
        yield
