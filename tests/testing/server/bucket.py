"""A client of the storage endpoint that sends each request exactly as it is told."""

from __future__ import annotations

import http.client
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET


@dataclass(frozen=True)
class Received:
    """A response of the storage endpoint."""

    status: int
    headers: Mapping[str, str]
    """Headers by their names in lower case."""
    body: bytes

    @property
    def code(self) -> str | None:
        """Error code in the body."""
        return ET.fromstring(self.body).findtext("Code")


def target(url: str) -> str:
    """Return path and query of a URL."""
    parts = urlsplit(url)
    return url.removeprefix(f"{parts.scheme}://{parts.netloc}")


def send(
    base: str,
    method: str,
    path: str,
    body: bytes | Iterable[bytes] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Received:
    """Send a request.

    Args:
        base: Any URL of the server.
        method: HTTP method.
        path: Path and query, sent unchanged.
        body: Body of the request.
        headers: Headers of the request.
    """
    connection = HTTPConnection(urlsplit(base).netloc, timeout=30)
    try:
        connection.request(method, path, body, headers or {})
        return read(connection)
    finally:
        connection.close()


def read(connection: HTTPConnection) -> Received:
    """Read the response to a request."""
    response: http.client.HTTPResponse = connection.getresponse()
    found = {name.lower(): value for name, value in response.getheaders()}
    return Received(response.status, found, response.read())


def get(url: str, method: str = "GET", **headers: str) -> Received:
    """Download from a URL, with headers whose hyphens are written as underscores."""
    return send(url, method, target(url), None, _hyphenated(headers))


def put(url: str, data: bytes, contentType: str = "text/plain", **headers: str) -> Received:
    """Upload to a URL, with headers whose hyphens are written as underscores."""
    sent = {"content-type": contentType, **_hyphenated(headers)}
    return send(url, "PUT", target(url), data, sent)


def _hyphenated(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
