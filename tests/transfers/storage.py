"""A small deployment on the loopback interface, whose storage can misbehave."""

from __future__ import annotations

import gzip
import json
import re
from base64 import b64decode
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256, sha512
from typing import TypeAlias

from pydantic import JsonValue
from tests.core.loopback import Connection, Loopback, Received, failure, loopback, message, respond
from tests.core.secrets import SIGNED_URL, TOKEN

from tc_typed.core.models.timestamps import formatTimestamp

EXPIRES = datetime(2040, 1, 31, 12, tzinfo=UTC)
CREDENTIALS: dict[str, JsonValue] = {
    "clientId": "object/client",
    "accessToken": TOKEN,
    "certificate": json.dumps(
        {
            "version": 1,
            "scopes": [],
            "start": 0,
            "expiry": 4_000_000_000_000,
            "seed": "seed",
            "signature": "signature",
        }
    ),
}
_SIGNATURE = SIGNED_URL.partition("?")[2]

Storage: TypeAlias = "Callable[[Connection, Received, Deployment], None]"
"""Behaviour of the storage for one request."""

_ROUTES = (
    ("PUT", "/api/object/v1/upload/", "createUpload"),
    ("POST", "/api/object/v1/finish-upload/", "finishUpload"),
    ("PUT", "/api/object/v1/start-download/", "startDownload"),
    ("GET", "/api/queue/v1/task/[^/]+/artifact-content/", "latestArtifact"),
    ("GET", "/api/queue/v1/task/[^/]+/runs/[^/]+/artifact-content/", "artifact"),
    ("POST", "/api/queue/v1/task/[^/]+/runs/[^/]+/artifacts/", "createArtifact"),
    ("PUT", "/api/queue/v1/task/[^/]+/runs/[^/]+/artifacts/", "finishArtifact"),
)


@dataclass
class Deployment:
    """State of a deployment, and the behaviour of its storage."""

    data: bytes = b""
    """The file in the storage."""
    hashes: dict[str, JsonValue] = field(default_factory=dict[str, JsonValue])
    """Hashes of the file that the object service returns."""
    contentType: str = "text/plain"
    etag: str | None = '"one"'
    encoding: str | None = None
    artifact: dict[str, JsonValue] = field(default_factory=dict[str, JsonValue])
    """Response of the queue for every artifact."""
    inline: bool = True
    """Whether the object service accepts data in the API call itself."""
    script: list[Storage] = field(default_factory=list[Storage])
    """Behaviour of the storage for each request. The last one is repeated."""
    calls: list[tuple[str, dict[str, JsonValue], Received]] = field(
        default_factory=list[tuple[str, dict[str, JsonValue], Received]]
    )
    """Calls that the services received: name, payload and HTTP request."""
    storageRequests: list[Received] = field(default_factory=list[Received])
    """Requests that the storage received."""
    errors: list[Exception] = field(default_factory=list[Exception])
    """Errors caused by unexpected requests."""
    putHeaders: Mapping[str, str] | None = None
    """Headers that the object service requires, instead of the usual ones."""
    busy: int = 0
    """Number of calls that fail with status 503 before one succeeds."""
    url: str = ""
    storage: str = ""
    """Base URL of the storage."""
    fixedUrl: str | None = None
    """URL of every file, instead of one in the storage."""

    def store(self, data: bytes) -> None:
        """Store a file and its correct hashes."""
        self.data = data
        self.hashes = {"sha256": sha256(data).hexdigest(), "sha512": sha512(data).hexdigest()}

    def signedUrl(self) -> str:
        """Return a new signed URL; each one is different."""
        if self.fixedUrl is not None:
            return self.fixedUrl
        return f"{self.storage}/storage/file?{_SIGNATURE}&n={len(self.calls)}"

    def names(self) -> list[str]:
        """Return the names of all calls received."""
        return [name for name, _, _ in self.calls]

    def payload(self, name: str) -> dict[str, JsonValue]:
        """Return the payload of the only call with this name."""
        (found,) = [payload for called, payload, _ in self.calls if called == name]
        return found

    def handle(self, connection: Connection, received: Received) -> None:
        """Respond to a request. Errors are collected, and fail the test at its end."""
        try:
            self._handle(connection, received)
        except (AssertionError, LookupError, TypeError, ValueError) as error:
            self.errors.append(error)
            connection.hangUp()

    def _handle(self, connection: Connection, received: Received) -> None:
        if received.target.startswith("/storage/"):
            assert "authorization" not in received.headers
            self.storageRequests.append(received)
            self.script[min(len(self.storageRequests), len(self.script)) - 1](
                connection, received, self
            )
            return
        for method, pattern, name in _ROUTES:
            if received.method == method and re.match(pattern, received.target):
                payload: dict[str, JsonValue] = json.loads(received.body or b"{}")
                self.calls.append((name, payload, received))
                if self.busy:
                    self.busy -= 1
                    failure(503, "ResourceUnavailable", "busy")(connection, received)
                    return
                if name == "finishArtifact" and not self._canFinish():
                    failure(500, "InternalServerError", "unknown")(connection, received)
                    return
                respond(_RESPONSES[name](self, payload))(connection, received)
                return
        failure(404, "ResourceNotFound", received.target)(connection, received)

    def _canFinish(self) -> bool:
        """Check whether the queue can finish an artifact. It can't if contentLength was given."""
        created = [payload for name, payload, _ in self.calls if name == "createArtifact"]
        return not any(
            payload["storageType"] == "object" and "contentLength" in payload for payload in created
        )


@contextmanager
def running(deployment: Deployment) -> Generator[Loopback]:
    """Run a deployment."""
    with loopback(deployment.handle) as server:
        deployment.url = deployment.storage = server.url
        yield server
    for error in deployment.errors:
        raise error


def _soon() -> str:
    return formatTimestamp(datetime.now(UTC) + timedelta(minutes=5))


def _createUpload(deployment: Deployment, payload: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    proposed = payload["proposedUploadMethods"]
    assert isinstance(proposed, dict)
    method: dict[str, JsonValue] = {}
    if deployment.inline and "dataInline" in proposed:
        inline = proposed["dataInline"]
        assert isinstance(inline, dict)
        deployment.data = b64decode(str(inline["objectData"]), validate=True)
        method = {"dataInline": True}
    elif "putUrl" in proposed and deployment.script:
        putUrl = proposed["putUrl"]
        assert isinstance(putUrl, dict)
        headers: dict[str, JsonValue] = {
            "Content-Type": putUrl["contentType"],
            "Content-Length": str(putUrl["contentLength"]),
            "x-storage-class": "cold",
        }
        if deployment.putHeaders is not None:
            headers = {**deployment.putHeaders}
        method = {"putUrl": {"url": deployment.signedUrl(), "expires": _soon(), "headers": headers}}
    echoed = {name: payload[name] for name in ("projectId", "uploadId", "expires")}
    return {**echoed, "uploadMethod": method}


def _startDownload(
    deployment: Deployment, payload: Mapping[str, JsonValue]
) -> dict[str, JsonValue]:
    assert payload == {"acceptDownloadMethods": {"getUrl": True}}
    found: dict[str, JsonValue] = {"url": deployment.signedUrl(), "expires": _soon()}
    return {"method": "getUrl", "hashes": deployment.hashes, **found}


def _artifact(deployment: Deployment, _: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    location = {"url": deployment.signedUrl()} if deployment.artifact["storageType"] == "s3" else {}
    return {**location, **deployment.artifact}


def _createArtifact(
    deployment: Deployment, payload: Mapping[str, JsonValue]
) -> dict[str, JsonValue]:
    echoed = {name: payload[name] for name in ("storageType", "expires")}
    if payload["storageType"] == "s3":
        return {**echoed, "putUrl": deployment.signedUrl(), "contentType": payload["contentType"]}
    return {
        **echoed,
        "name": "t/task/0/public/file",
        "projectId": "project",
        "uploadId": "XkPIUvwRTHm6ygUd-IDVgg",
        "credentials": CREDENTIALS,
    }


_RESPONSES: Mapping[str, Callable[[Deployment, Mapping[str, JsonValue]], dict[str, JsonValue]]] = {
    "createUpload": _createUpload,
    "finishUpload": lambda _, __: {},
    "startDownload": _startDownload,
    "latestArtifact": _artifact,
    "artifact": _artifact,
    "createArtifact": _createArtifact,
    "finishArtifact": lambda _, __: {},
}


# Behaviours of the storage


def _headers(deployment: Deployment) -> dict[str, str]:
    headers = {"content-type": deployment.contentType}
    if deployment.etag is not None:
        headers["etag"] = deployment.etag
    if deployment.encoding is not None:
        headers["content-encoding"] = deployment.encoding
    return headers


def encoded(deployment: Deployment) -> bytes:
    """Return the file as it is sent, compressed if it has an encoding."""
    return gzip.compress(deployment.data) if deployment.encoding == "gzip" else deployment.data


def serve(*, ranges: bool = True, cut: int | None = None) -> Storage:
    """Send the file, or the requested range of it.

    Args:
        ranges: Whether range requests are supported.
        cut: Number of bytes of the file after which the connection breaks.
    """

    def behave(connection: Connection, received: Received, deployment: Deployment) -> None:
        data, headers, start = encoded(deployment), _headers(deployment), 0
        found = re.fullmatch(r"bytes=(\d+)-", received.headers.get("range", ""))
        fits = received.headers.get("if-range", deployment.etag) == deployment.etag
        if ranges and found and fits:
            start = int(found[1])
            headers["content-range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        whole = message(206 if "content-range" in headers else 200, data[start:], headers)
        if cut is None or cut < start:
            connection.send(whole)
            return
        connection.send(whole[: len(whole) - len(data) + cut])
        connection.hangUp()

    return behave


def respondWith(
    status: int, body: bytes = b"", headers: Mapping[str, str] | None = None
) -> Storage:
    """Always send the same response."""
    response = message(status, body, headers)
    return lambda connection, _, __: connection.send(response)


def take(connection: Connection, received: Received, deployment: Deployment) -> None:
    """Store the data received."""
    assert received.method == "PUT"
    assert int(received.headers["content-length"]) == len(received.body)
    deployment.data = received.body
    connection.send(message(200, b""))


def hangUp(connection: Connection, _: Received, __: Deployment) -> None:
    """Close the connection without a response."""
    connection.hangUp()
