"""A small deployment on the loopback interface, with a storage that can misbehave."""

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
"""How the storage treats a request."""

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
    """What the deployment has, and how its storage behaves."""

    data: bytes = b""
    """The file in the storage."""
    hashes: dict[str, JsonValue] = field(default_factory=dict[str, JsonValue])
    """What the object service says of it."""
    contentType: str = "text/plain"
    etag: str | None = '"one"'
    encoding: str | None = None
    artifact: dict[str, JsonValue] = field(default_factory=dict[str, JsonValue])
    """What the queue says of every artifact."""
    inline: bool = True
    """Whether the object service takes data along with the call."""
    script: list[Storage] = field(default_factory=list[Storage])
    """How the storage treats each request; the last one for ever."""
    calls: list[tuple[str, dict[str, JsonValue], Received]] = field(
        default_factory=list[tuple[str, dict[str, JsonValue], Received]]
    )
    """What the services were called with."""
    stored: list[Received] = field(default_factory=list[Received])
    """What the storage was asked."""
    errors: list[Exception] = field(default_factory=list[Exception])
    """What a request was that could not be treated."""
    putHeaders: Mapping[str, str] | None = None
    """Headers that the object service asks for, instead of the usual ones."""
    busy: int = 0
    """How many calls of services are answered with a 503 before one is treated."""
    url: str = ""
    storage: str = ""
    """Where the storage is said to be."""
    place: str | None = None
    """The address that every file is said to have, instead of one in the storage."""

    def have(self, data: bytes) -> None:
        """Have a file, and say so truly."""
        self.data = data
        self.hashes = {"sha256": sha256(data).hexdigest(), "sha512": sha512(data).hexdigest()}

    def address(self) -> str:
        """A new signed address; no two are the same."""
        if self.place is not None:
            return self.place
        return f"{self.storage}/storage/file?{_SIGNATURE}&n={len(self.calls)}"

    def names(self) -> list[str]:
        """Names of the calls that were made."""
        return [name for name, _, _ in self.calls]

    def payload(self, name: str) -> dict[str, JsonValue]:
        """What a call, of which there was one, was made with."""
        (found,) = [payload for called, payload, _ in self.calls if called == name]
        return found

    def treat(self, connection: Connection, received: Received) -> None:
        """Answer a request; what goes wrong with it fails the test in the end."""
        try:
            self._treat(connection, received)
        except (AssertionError, LookupError, TypeError, ValueError) as error:
            self.errors.append(error)
            connection.hangUp()

    def _treat(self, connection: Connection, received: Received) -> None:
        if received.target.startswith("/storage/"):
            assert "authorization" not in received.headers
            self.stored.append(received)
            self.script[min(len(self.stored), len(self.script)) - 1](connection, received, self)
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
        """Whether the queue can finish an artifact; it fails if it was told how long that is."""
        made = [payload for name, payload, _ in self.calls if name == "createArtifact"]
        return not any(
            payload["storageType"] == "object" and "contentLength" in payload for payload in made
        )


@contextmanager
def running(deployment: Deployment) -> Generator[Loopback]:
    """Run it."""
    with loopback(deployment.treat) as server:
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
        asked = proposed["putUrl"]
        assert isinstance(asked, dict)
        headers: dict[str, JsonValue] = {
            "Content-Type": asked["contentType"],
            "Content-Length": str(asked["contentLength"]),
            "x-storage-class": "cold",
        }
        if deployment.putHeaders is not None:
            headers = {**deployment.putHeaders}
        method = {"putUrl": {"url": deployment.address(), "expires": _soon(), "headers": headers}}
    kept = {name: payload[name] for name in ("projectId", "uploadId", "expires")}
    return {**kept, "uploadMethod": method}


def _startDownload(
    deployment: Deployment, payload: Mapping[str, JsonValue]
) -> dict[str, JsonValue]:
    assert payload == {"acceptDownloadMethods": {"getUrl": True}}
    found: dict[str, JsonValue] = {"url": deployment.address(), "expires": _soon()}
    return {"method": "getUrl", "hashes": deployment.hashes, **found}


def _artifact(deployment: Deployment, _: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    location = {"url": deployment.address()} if deployment.artifact["storageType"] == "s3" else {}
    return {**location, **deployment.artifact}


def _createArtifact(
    deployment: Deployment, payload: Mapping[str, JsonValue]
) -> dict[str, JsonValue]:
    kept = {name: payload[name] for name in ("storageType", "expires")}
    if payload["storageType"] == "s3":
        return {**kept, "putUrl": deployment.address(), "contentType": payload["contentType"]}
    return {
        **kept,
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


# How storages behave


def _headers(deployment: Deployment) -> dict[str, str]:
    headers = {"content-type": deployment.contentType}
    if deployment.etag is not None:
        headers["etag"] = deployment.etag
    if deployment.encoding is not None:
        headers["content-encoding"] = deployment.encoding
    return headers


def sent(deployment: Deployment) -> bytes:
    """The file as it is sent."""
    return gzip.compress(deployment.data) if deployment.encoding == "gzip" else deployment.data


def serve(*, ranges: bool = True, cut: int | None = None) -> Storage:
    """Send the file, or the range of it that was asked for.

    Args:
        ranges: Whether ranges are known.
        cut: After how many bytes of the file the connection breaks.
    """

    def behave(connection: Connection, received: Received, deployment: Deployment) -> None:
        data, headers, start = sent(deployment), _headers(deployment), 0
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


def say(status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Storage:
    """Always answer the same."""
    response = message(status, body, headers)
    return lambda connection, _, __: connection.send(response)


def take(connection: Connection, received: Received, deployment: Deployment) -> None:
    """Store what is sent."""
    assert received.method == "PUT"
    assert int(received.headers["content-length"]) == len(received.body)
    deployment.data = received.body
    connection.send(message(200, b""))


def hangUp(connection: Connection, _: Received, __: Deployment) -> None:
    """Answer nothing."""
    connection.hangUp()
