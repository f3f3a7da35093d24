"""Storage endpoint of the local Taskcluster: uploads and downloads of files, like a bucket."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from datetime import datetime
from http import HTTPStatus
from xml.sax.saxutils import escape

from tc_typed.core.extras import needing
from tc_typed.testing.server.byte_ranges import UnsatisfiableRange, byteRange
from tc_typed.testing.server.signed_urls import (
    UrlExpired,
    UrlSigner,
    WrongUrlSignature,
    keyOf,
    pathOf,
)
from tc_typed.testing.server.stored_files import StoredFile, StoredFiles
from tc_typed.testing.timeline import Timeline

with needing("testing", "LocalTaskcluster"):
    from starlette.requests import ClientDisconnect, Request
    from starlette.responses import Response, StreamingResponse
    from starlette.types import Receive, Scope, Send

log: logging.Logger = logging.getLogger("tc_typed.testing")

PUBLIC = "public-bucket/"
"""Beginning of the keys of files that can be downloaded without a signature."""

MOST_BYTES = 256 * 2**20
"""Maximum size of a file in bytes."""


class StorageError(Exception):
    """A request that the storage endpoint refuses."""

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        message: str,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, code, message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers

    def response(self) -> Response:
        """Return the response, in the form of S3."""
        body = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f"<Error><Code>{self.code}</Code><Message>{escape(self.message)}</Message></Error>"
        )
        return Response(body, self.status, self.headers, "application/xml")


class Storage:
    """Files that services keep, and the endpoint to upload them to and download them from."""

    def __init__(self, timeline: Timeline, url: Callable[[], str]) -> None:
        """Start with the files in the store. Create it inside the timeline.

        Args:
            timeline: Timeline of the server.
            url: Function that returns the URL of the endpoint.
        """
        self.files: StoredFiles = StoredFiles(timeline)
        """Files by key."""
        self._timeline = timeline
        self._url = url
        self._signer = UrlSigner(timeline.store)

    # For services

    def publicUrl(self, key: str) -> str:
        """Return the URL of a file that can be downloaded without a signature."""
        return self._url() + pathOf(key)

    def downloadUrl(self, key: str, expires: datetime) -> str:
        """Return a signed URL to download a file from.

        Args:
            key: Key of the file.
            expires: Time until which a download can begin.
        """
        return self._url() + self._signer.sign("GET", key, expires, {})

    def uploadUrl(self, key: str, expires: datetime, headers: Mapping[str, str]) -> str:
        """Return a signed URL to upload a file to.

        Args:
            key: Key of the file, which must be reserved.
            expires: Time until which an upload can begin.
            headers: Headers that must be sent with the file, Content-Type among them.
        """
        return self._url() + self._signer.sign("PUT", key, expires, headers)

    def store(self, key: str, data: bytes, contentType: str) -> None:
        """Store a file that was not uploaded to the endpoint, if its key is still reserved."""
        with self.files.receive() as incoming:
            incoming.write(data)
            self.files.store(key, incoming, contentType)

    # The endpoint

    async def respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to a request to the storage endpoint."""
        request = Request(scope, receive)
        try:
            response = await self._response(request)
        except StorageError as error:
            response = error.response()
        except ClientDisconnect:
            log.debug("an upload was interrupted")
            return
        await response(scope, receive, send)

    async def _response(self, request: Request) -> Response:
        key = keyOf(request.scope["raw_path"].decode("latin-1"))
        match request.method:
            case "GET" | "HEAD":
                self._authorize(request, key)
                with self._timeline.enter():  # So the file is opened before it can be deleted.
                    return self._download(request, key)
            case "PUT":
                return await self._upload(request, key)
            case _:
                raise StorageError(
                    HTTPStatus.METHOD_NOT_ALLOWED,
                    "MethodNotAllowed",
                    f"a file can't be accessed with {request.method}",
                    {"allow": "GET, HEAD, PUT"},
                )

    def _authorize(self, request: Request, key: str) -> None:
        query: str = request.scope["query_string"].decode("latin-1")
        if not query:
            if request.method != "PUT" and key.startswith(PUBLIC):
                return
            raise StorageError(HTTPStatus.FORBIDDEN, "AccessDenied", "the URL is not signed")
        headers = {name: ", ".join(request.headers.getlist(name)) for name in request.headers}
        with self._timeline.enter() as now:
            try:
                self._signer.check(request.method, key, query, headers, now)
            except WrongUrlSignature:
                raise StorageError(
                    HTTPStatus.FORBIDDEN,
                    "SignatureDoesNotMatch",
                    "the URL, the HTTP method or a header differs from what was signed",
                ) from None
            except UrlExpired:
                raise StorageError(
                    HTTPStatus.FORBIDDEN, "AccessDenied", "the URL has expired"
                ) from None

    # Downloads

    def _download(self, request: Request, key: str) -> Response:
        file = self.files.find(key)
        if file is None:
            raise StorageError(HTTPStatus.NOT_FOUND, "NoSuchKey", "there is no such file")
        headers = {
            "accept-ranges": "bytes",
            "content-type": file.contentType,
            "etag": file.etag,
        }
        if file.contentEncoding is not None:
            headers["content-encoding"] = file.contentEncoding
        part = _requestedRange(request, file)
        start, end = (0, file.size) if part is None else part
        if part is not None:
            headers["content-range"] = f"bytes {start}-{end - 1}/{file.size}"
        headers["content-length"] = str(end - start)
        status = HTTPStatus.OK if part is None else HTTPStatus.PARTIAL_CONTENT
        if request.method == "HEAD":
            return Response(None, status, headers)
        return StreamingResponse(_inEventLoop(file.pieces(start, end)), status, headers)

    # Uploads

    async def _upload(self, request: Request, key: str) -> Response:
        self._authorize(request, key)
        _checkLength(request)
        with self.files.receive() as incoming:
            async for piece in request.stream():
                incoming.write(piece)
            file = self.files.store(
                key,
                incoming,
                request.headers.get("content-type", ""),
                request.headers.get("content-encoding"),
            )
        if file is None:
            raise StorageError(HTTPStatus.NOT_FOUND, "NoSuchKey", "the file has expired")
        return Response(None, HTTPStatus.OK, {"etag": file.etag})


def _requestedRange(request: Request, file: StoredFile) -> tuple[int, int] | None:
    if request.headers.get("if-range", file.etag) != file.etag:
        return None
    try:
        return byteRange(request.headers.get("range"), file.size)
    except UnsatisfiableRange:
        raise StorageError(
            HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
            "InvalidRange",
            f"the file has {file.size} bytes",
            {"content-range": f"bytes */{file.size}"},
        ) from None


async def _inEventLoop(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Yield pieces from the event loop's thread; Starlette would use other threads."""
    for piece in pieces:
        yield piece


def _checkLength(request: Request) -> None:
    # The server checks that the body has this length. A body without it is refused by S3, too.
    length = request.headers.get("content-length")
    if length is None:
        raise StorageError(
            HTTPStatus.LENGTH_REQUIRED,
            "MissingContentLength",
            "an upload must have the header Content-Length",
        )
    if int(length) > MOST_BYTES:
        raise StorageError(
            HTTPStatus.BAD_REQUEST,
            "EntityTooLarge",
            f"a file must have at most {MOST_BYTES} bytes, got {length}",
        )
