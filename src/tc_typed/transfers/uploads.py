"""Uploads as coroutines, for both the sync and the async API."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from itertools import count
from typing import Literal, TypeAlias

from tc_typed.core.errors import (
    InvalidCall,
    TaskclusterConnectionError,
    TaskclusterFailure,
    UnexpectedResponse,
    withoutTrace,
)
from tc_typed.core.models.base import Response
from tc_typed.core.texts import shownValue
from tc_typed.object.models import (
    CreateUploadRequest,
    DataInlineUpload,
    FinishUploadRequest,
    ProposedUploadMethods,
    PutUrlUpload,
)
from tc_typed.object.operations import createUpload, finishUpload
from tc_typed.queue.models import (
    ArtifactResponse,
    CreateArtifactRequest,
    FinishArtifactRequest,
    ObjectArtifactRequest,
    ObjectArtifactResponse,
    S3ArtifactRequest,
    S3ArtifactResponse,
)
from tc_typed.queue.operations import createArtifact, finishArtifact
from tc_typed.slugs import slugId
from tc_typed.transfers import files
from tc_typed.transfers.body import UploadBody
from tc_typed.transfers.clients import Calls
from tc_typed.transfers.files import File
from tc_typed.transfers.hashes import Digests
from tc_typed.transfers.io import StorageRequest, TransferIO
from tc_typed.transfers.maybe_await import maybeAwait
from tc_typed.transfers.progress import ForwardOnly, Progress
from tc_typed.transfers.requests import (
    isHeaderValue,
    isUsableUrl,
    problemWithHeaders,
    storageFailure,
)
from tc_typed.transfers.streams import AnyReaderFactory

UploadStorage: TypeAlias = Literal["object", "s3"]
"""Storage of uploaded artifacts: the object service, or the queue's own bucket."""

_INLINE_BELOW = 8192
"""Size in bytes below which data is sent in the API call itself."""

_PIECES_OF_RESPONSE = 2
"""Maximum number of reads of the storage's response to an upload, including the one at its end."""


@dataclass(frozen=True, slots=True)
class UploadSource:
    """Data to upload, with a way to read it."""

    contentType: str
    """Media type."""
    length: int
    """Size in bytes."""
    readerFactory: AnyReaderFactory
    progress: ForwardOnly


@dataclass(frozen=True, slots=True)
class UploadLocation:
    """Location that data can be uploaded to for a limited time."""

    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class PreparedUpload:
    """An upload, complete except for its data."""

    io: TransferIO
    contentType: str
    """Media type."""
    send: Callable[[UploadSource], Awaitable[None]]
    """Function that uploads the data."""

    async def fromReaders(
        self, readerFactory: AnyReaderFactory, length: int, progress: Progress | None
    ) -> None:
        """Upload data from readers.

        Args:
            readerFactory: Function that returns a reader at the start of the data.
            length: Size of the data in bytes.
            progress: Progress callback.
        """
        await self.send(
            UploadSource(self.contentType, length, readerFactory, ForwardOnly(progress))
        )

    async def fromFile(self, file: File, length: int | None, progress: Progress | None) -> None:
        """Upload a file.

        Args:
            file: Path, or open file.
            length: Expected size in bytes; `None` for the file's own size.
            progress: Progress callback.
        """
        with files.openSource(self.io, file) as (size, readerFactory):
            await self.fromReaders(readerFactory, size if length is None else length, progress)

    async def fromBuf(self, data: bytes, length: int | None, progress: Progress | None) -> None:
        """Upload data from memory.

        Args:
            data: Data to upload.
            length: Expected size in bytes; `None` for the size of `data`.
            progress: Progress callback.
        """
        size = len(data) if length is None else length
        await self.fromReaders(lambda: BytesIO(data), size, progress)


@dataclass(frozen=True, slots=True)
class ObjectUpload:
    """An object to upload."""

    io: TransferIO
    call: str
    """Name of the call, for messages."""
    service: Calls
    name: str
    projectId: str
    uploadId: str
    expires: datetime

    async def send(self, source: UploadSource) -> None:
        """Upload the object.

        Args:
            source: Data of the object.
        """
        digests = Digests()
        proposed = ProposedUploadMethods(
            putUrl=PutUrlUpload(contentType=source.contentType, contentLength=source.length)
        )
        if source.length < _INLINE_BELOW:
            data, digests = await _readAll(self.call, source)
            proposed.dataInline = DataInlineUpload(
                contentType=source.contentType, objectData=base64.b64encode(data).decode()
            )

        async def locate() -> UploadLocation | None:
            response = await self.service.call(
                createUpload,
                self.name,
                payload=CreateUploadRequest(
                    projectId=self.projectId,
                    uploadId=self.uploadId,
                    expires=self.expires,
                    proposedUploadMethods=proposed,
                ),
            )
            method = response.uploadMethod
            if method.dataInline:
                return None
            if method.putUrl:
                return UploadLocation(method.putUrl.url, method.putUrl.headers)
            raise _unexpected(
                self.call, "the service accepted none of the proposed upload methods", response
            )

        digests = await _put(self.io, self.call, locate, source) or digests
        await self.service.call(
            finishUpload,
            self.name,
            payload=FinishUploadRequest(
                projectId=self.projectId, uploadId=self.uploadId, hashes=digests.hashes()
            ),
        )


@dataclass(frozen=True, slots=True)
class ArtifactUpload:
    """An artifact to upload."""

    io: TransferIO
    taskId: str
    runId: int | str
    name: str
    expires: datetime

    @property
    def call(self) -> str:
        """Name of the call, for messages."""
        return f"transfers.uploadArtifact {self.taskId}/{self.name}"

    async def sendToS3(self, source: UploadSource) -> None:
        """Upload the artifact to the queue's bucket.

        Args:
            source: Data of the artifact.
        """
        request = S3ArtifactRequest(
            expires=self.expires, contentType=source.contentType, contentLength=source.length
        )

        async def locate() -> UploadLocation:
            response = await self._create(request)
            if not isinstance(response, S3ArtifactResponse):
                raise _unexpected(
                    self.call, "the queue responded with a different storage type", response
                )
            return UploadLocation(response.putUrl, {"content-type": response.contentType})

        await _put(self.io, self.call, locate, source)

    async def sendToObject(self, source: UploadSource) -> None:
        """Upload the artifact to the object service.

        Args:
            source: Data of the artifact.
        """
        # contentLength is left out, because finishArtifact fails with status 500 if it is given.
        request = ObjectArtifactRequest(expires=self.expires, contentType=source.contentType)
        response = await self._create(request)
        if not isinstance(response, ObjectArtifactResponse):
            raise _unexpected(
                self.call, "the queue responded with a different storage type", response
            )
        service = self.io.objectService(response.credentials)
        try:
            upload = ObjectUpload(
                self.io,
                self.call,
                service,
                name=response.name,
                projectId=response.projectId,
                uploadId=response.uploadId,
                expires=response.expires,
            )
            await upload.send(source)
        finally:
            await service.close()
        await self.io.calls.call(
            finishArtifact,
            self.taskId,
            self.runId,
            self.name,
            payload=FinishArtifactRequest(uploadId=response.uploadId),
        )

    async def _create(self, request: CreateArtifactRequest) -> ArtifactResponse:
        return await self.io.calls.call(
            createArtifact, self.taskId, self.runId, self.name, payload=request
        )


async def _put(
    io: TransferIO,
    call: str,
    locate: Callable[[], Awaitable[UploadLocation | None]],
    source: UploadSource,
) -> Digests | None:
    """Upload data to the storage, with retries.

    Args:
        io: I/O of the transfer.
        call: Name of the call, for messages.
        locate: Function that requests a location to upload to, or returns `None` if nothing needs
            to be uploaded. Called before each attempt, because signed URLs expire.
        source: Data to upload.

    Returns:
        Hashes of the data sent; `None` if nothing needed to be sent.
    """
    attempts = count()
    while True:
        location = await locate()
        if location is None:
            source.progress(source.length, source.length)
            return None
        reader = await maybeAwait(source.readerFactory())
        body = UploadBody(call, reader, source.length, source.progress)
        try:
            await _putOnce(io, call, location, source, body)
        except TaskclusterFailure as error:
            failure = error
        else:
            return body.digests
        # Raise the original error, not one that an HTTP library may have wrapped it in.
        if isinstance(body.failure, TaskclusterFailure):
            raise withoutTrace(body.failure)
        if body.failure is not None:
            raise body.failure
        await io.pause(io.delayOrRaise(next(attempts), failure))


async def _putOnce(
    io: TransferIO, call: str, location: UploadLocation, source: UploadSource, body: UploadBody
) -> None:
    _checkLocation(call, location, source.length)
    usual = {"content-length": str(source.length), "content-type": source.contentType}
    given = {name.lower(): value.strip() for name, value in location.headers.items()}
    headers = {**usual, **given}
    await body.begin()
    response = await io.open(StorageRequest(call, "PUT", location.url, headers, body))
    try:
        if not 200 <= response.status < 300:
            raise storageFailure(call, response.status, response.headers)
        # A connection can be reused only if its response was read to the end. There is hardly ever
        # more than one piece, but a hostile storage may send data forever.
        for _ in range(_PIECES_OF_RESPONSE):
            if not await response.read():
                break
    finally:
        await response.close()
    if not body.isComplete:
        raise TaskclusterConnectionError(call, "the storage responded before it received all data")
    await body.end()


def _checkLocation(call: str, location: UploadLocation, length: int) -> None:
    """Check that data of a given length can be uploaded to a location."""
    problem = problemWithHeaders(location.headers, length)
    if not isUsableUrl(location.url):
        problem = "a location that is not an http(s) URL with a host"
    if problem is not None:
        raise UnexpectedResponse(
            call,
            f"the service requires an upload with {problem}; "
            "report it to the deployment's operators",
            status_code=200,
            body=b"",  # Left out: it contains a URL that grants access.
        )


async def _readAll(call: str, source: UploadSource) -> tuple[bytes, Digests]:
    reader = await maybeAwait(source.readerFactory())
    body = UploadBody(call, reader, source.length, ForwardOnly(None))
    data = b""
    while piece := await body.next():
        data += piece
    await body.end()
    return data, body.digests


def _unexpected(call: str, reason: str, response: Response) -> UnexpectedResponse:
    body = response.model_dump_json().encode()
    return UnexpectedResponse(call, reason, status_code=200, body=body)


def toObject(
    io: TransferIO,
    *,
    projectId: str,
    name: str,
    contentType: str,
    expires: datetime,
    uploadId: str | None,
) -> PreparedUpload:
    """Prepare the upload of an object; for the parameters, see `transfers.upload`."""
    call = f"transfers.upload {name}"
    _checkContentType(call, contentType)
    upload = ObjectUpload(
        io,
        call,
        io.calls,
        name=name,
        projectId=projectId,
        uploadId=uploadId or slugId(),
        expires=expires,
    )
    return PreparedUpload(io, contentType, upload.send)


def toArtifact(
    io: TransferIO,
    *,
    taskId: str,
    runId: int | str,
    name: str,
    contentType: str,
    expires: datetime,
    storageType: UploadStorage,
) -> PreparedUpload:
    """Prepare the upload of an artifact; for the parameters, see `transfers.uploadArtifact`."""
    upload = ArtifactUpload(io, taskId, runId, name, expires)
    _checkContentType(upload.call, contentType)
    if storageType not in ("object", "s3"):
        raise InvalidCall(
            upload.call, f"storageType must be one of object, s3, got {storageType!r}"
        )
    send = upload.sendToObject if storageType == "object" else upload.sendToS3
    return PreparedUpload(io, contentType, send)


def _checkContentType(call: str, contentType: str) -> None:
    if not isHeaderValue(contentType):
        raise InvalidCall(
            call, f"contentType must be a string of printable ASCII, got {shownValue(contentType)}"
        )
