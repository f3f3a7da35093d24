"""Uploads, in the form that sync and async ones share."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from itertools import count
from typing import Literal, TypeAlias

from tc_typed.core.attempts import withoutTrace
from tc_typed.core.errors import (
    InvalidCall,
    TaskclusterConnectionError,
    TaskclusterFailure,
    UnexpectedResponse,
)
from tc_typed.core.models.base import Response
from tc_typed.core.models.problems import shownValue
from tc_typed.object.models import (
    DataInlineUpload,
    FinishUploadRequest,
    ProposedUploadMethods,
    PutUrlUpload,
    UploadRequest,
)
from tc_typed.object.operations import createUpload, finishUpload
from tc_typed.queue.models import (
    ArtifactRequest,
    ArtifactResponse,
    FinishArtifactRequest,
    ObjectArtifactRequest,
    ObjectArtifactResponse,
    S3ArtifactRequest,
    S3ArtifactResponse,
)
from tc_typed.queue.operations import createArtifact, finishArtifact
from tc_typed.slugs import slugId
from tc_typed.transfers import files
from tc_typed.transfers.body import Outgoing
from tc_typed.transfers.clients import Calls
from tc_typed.transfers.files import File
from tc_typed.transfers.hashes import Digests
from tc_typed.transfers.io import (
    Answering,
    AnyReader,
    Outside,
    Request,
    settled,
)
from tc_typed.transfers.progress import ForwardOnly, Progress
from tc_typed.transfers.requests import isHeaderValue, isUsableUrl, problemWithHeaders
from tc_typed.transfers.resume import storageFailure

ReaderFactory: TypeAlias = Callable[[], Answering[AnyReader]]
"""Makes a reader of the data from its beginning; called again for each attempt."""

UploadStorage: TypeAlias = Literal["object", "s3"]
"""Where artifacts are uploaded to: the object service, or the queue's own bucket."""

_INLINE_BELOW = 8192
"""Bytes from which data is not sent along with the call any more."""

_PIECES_OF_RESPONSE = 2
"""How many pieces of a storage's response to an upload are read at most, its end included."""


@dataclass(frozen=True, slots=True)
class Content:
    """What is uploaded."""

    contentType: str
    """Media type."""
    length: int
    """Size in bytes."""
    readerFactory: ReaderFactory
    progress: ForwardOnly


@dataclass(frozen=True, slots=True)
class Target:
    """Where data can be put at this moment."""

    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload, but for the data."""

    outside: Outside
    contentType: str
    """Media type."""
    send: Callable[[Content], Awaitable[None]]
    """Sends the data."""

    async def fromReaders(
        self, readerFactory: ReaderFactory, length: int, progress: Progress | None
    ) -> None:
        """Upload what readers give.

        Args:
            readerFactory: Makes them.
            length: How much it is, in bytes.
            progress: Told of progress.
        """
        await self.send(Content(self.contentType, length, readerFactory, ForwardOnly(progress)))

    async def fromFile(self, file: File, length: int | None, progress: Progress | None) -> None:
        """Upload a file.

        Args:
            file: The file.
            length: Its size in bytes, where the caller insists on one.
            progress: Told of progress.
        """
        with files.source(self.outside, file) as (size, readerFactory):
            await self.fromReaders(readerFactory, size if length is None else length, progress)

    async def fromBuf(self, data: bytes, length: int | None, progress: Progress | None) -> None:
        """Upload data.

        Args:
            data: The data.
            length: Its size in bytes, where the caller insists on one.
            progress: Told of progress.
        """
        size = len(data) if length is None else length
        await self.fromReaders(lambda: BytesIO(data), size, progress)


@dataclass(frozen=True, slots=True)
class ObjectUpload:
    """An object to upload."""

    outside: Outside
    call: str
    """What is done, for messages."""
    service: Calls
    name: str
    projectId: str
    uploadId: str
    expires: datetime

    async def send(self, content: Content) -> None:
        """Upload it.

        Args:
            content: Its data.
        """
        digests = Digests()
        proposed = ProposedUploadMethods(
            putUrl=PutUrlUpload(contentType=content.contentType, contentLength=content.length)
        )
        if content.length < _INLINE_BELOW:
            data, digests = await _readAll(self.call, content)
            proposed.dataInline = DataInlineUpload(
                contentType=content.contentType, objectData=base64.b64encode(data).decode()
            )

        async def target() -> Target | None:
            answer = await self.service.call(
                createUpload,
                self.name,
                payload=UploadRequest(
                    projectId=self.projectId,
                    uploadId=self.uploadId,
                    expires=self.expires,
                    proposedUploadMethods=proposed,
                ),
            )
            if answer.uploadMethod.dataInline:
                return None
            if answer.uploadMethod.putUrl:
                return Target(answer.uploadMethod.putUrl.url, answer.uploadMethod.putUrl.headers)
            raise _unexpected(self.call, "the service accepts no known way of uploading", answer)

        digests = await _put(self.outside, self.call, target, content) or digests
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

    outside: Outside
    taskId: str
    runId: int | str
    name: str
    expires: datetime

    @property
    def call(self) -> str:
        """What is done, for messages."""
        return f"transfers.uploadArtifact {self.taskId}/{self.name}"

    async def sendToS3(self, content: Content) -> None:
        """Upload it to the queue's bucket.

        Args:
            content: Its data.
        """
        request = S3ArtifactRequest(
            storageType="s3",
            expires=self.expires,
            contentType=content.contentType,
            contentLength=content.length,
        )

        async def target() -> Target:
            answer = await self._create(request)
            if not isinstance(answer, S3ArtifactResponse):
                raise _unexpected(self.call, "the queue answers with another storage type", answer)
            return Target(answer.putUrl, {"content-type": answer.contentType})

        await _put(self.outside, self.call, target, content)

    async def sendToObject(self, content: Content) -> None:
        """Upload it to the object service.

        Args:
            content: Its data.
        """
        # Without contentLength, with which finishArtifact fails (500).
        request = ObjectArtifactRequest(
            storageType="object", expires=self.expires, contentType=content.contentType
        )
        answer = await self._create(request)
        if not isinstance(answer, ObjectArtifactResponse):
            raise _unexpected(self.call, "the queue answers with another storage type", answer)
        service = self.outside.objectService(answer.credentials)
        try:
            upload = ObjectUpload(
                self.outside,
                self.call,
                service,
                name=answer.name,
                projectId=answer.projectId,
                uploadId=answer.uploadId,
                expires=answer.expires,
            )
            await upload.send(content)
        finally:
            await service.close()
        await self.outside.calls.call(
            finishArtifact,
            self.taskId,
            self.runId,
            self.name,
            payload=FinishArtifactRequest(uploadId=answer.uploadId),
        )

    async def _create(self, request: ArtifactRequest) -> ArtifactResponse:
        return await self.outside.calls.call(
            createArtifact, self.taskId, self.runId, self.name, payload=request
        )


async def _put(
    outside: Outside,
    call: str,
    locate: Callable[[], Awaitable[Target | None]],
    content: Content,
) -> Digests | None:
    """Send data to where it belongs.

    Args:
        outside: How to get there.
        call: What is done, for messages.
        locate: Finds the place; asked before each attempt, so that no address is too old.
        content: The data.

    Returns:
        Hashes of what was sent, `None` if there was no place to send anything to.
    """
    for attempt in count():
        target = await locate()
        if target is None:
            content.progress(content.length, content.length)
            return None
        reader = await settled(content.readerFactory())
        body = Outgoing(call, reader, content.length, content.progress)
        try:
            await _putOnce(outside, call, target, content, body)
        except TaskclusterFailure as error:
            failure = error
        else:
            return body.digests
        # Raised here, apart from what connections may have wrapped it in.
        if isinstance(body.failure, TaskclusterFailure):
            raise withoutTrace(body.failure)
        if body.failure is not None:
            raise body.failure
        await outside.pause(outside.delayOrRaise(attempt, failure))
    raise AssertionError("the retry policy ends the loop")


async def _putOnce(
    outside: Outside, call: str, target: Target, content: Content, body: Outgoing
) -> None:
    problem = problemWithHeaders(target.headers, content.length)
    if not isUsableUrl(target.url):
        problem = "an address that is not an http(s) URL with a host"
    if problem is not None:
        raise UnexpectedResponse(
            call,
            f"the service wants the data to be sent with {problem}; "
            "report it to the deployment's operators",
            status_code=200,
            body=b"",  # it holds an address that grants access
        )
    usual = {"content-length": str(content.length), "content-type": content.contentType}
    given = {name.lower(): value.strip() for name, value in target.headers.items()}
    headers = {**usual, **given}
    await body.begin()
    reply = await outside.open(Request(call, "PUT", target.url, headers, body))
    try:
        if not 200 <= reply.status < 300:
            raise storageFailure(call, reply.status, reply.headers)
        # A connection whose response was read to its end can be used again. There is hardly ever
        # more than one piece, but a hostile storage may send without end.
        for _ in range(_PIECES_OF_RESPONSE):
            if not await reply.read():
                break
    finally:
        await reply.close()
    if not body.isComplete:
        raise TaskclusterConnectionError(call, "the storage answered before it had all data")
    await body.end()


async def _readAll(call: str, content: Content) -> tuple[bytes, Digests]:
    reader = await settled(content.readerFactory())
    body = Outgoing(call, reader, content.length, ForwardOnly(None))
    data = b""
    while piece := await body.next():
        data += piece
    await body.end()
    return data, body.digests


def _unexpected(call: str, reason: str, answer: Response) -> UnexpectedResponse:
    body = answer.model_dump_json().encode()
    return UnexpectedResponse(call, reason, status_code=200, body=body)


def toObject(
    outside: Outside,
    *,
    projectId: str,
    name: str,
    contentType: str,
    expires: datetime,
    uploadId: str | None,
) -> Upload:
    """The upload of an object; the arguments are those of `transfers.upload`."""
    call = f"transfers.upload {name}"
    _checkContentType(call, contentType)
    upload = ObjectUpload(
        outside,
        call,
        outside.calls,
        name=name,
        projectId=projectId,
        uploadId=uploadId or slugId(),
        expires=expires,
    )
    return Upload(outside, contentType, upload.send)


def toArtifact(
    outside: Outside,
    *,
    taskId: str,
    runId: int | str,
    name: str,
    contentType: str,
    expires: datetime,
    storageType: UploadStorage,
) -> Upload:
    """The upload of an artifact; the arguments are those of `transfers.uploadArtifact`."""
    upload = ArtifactUpload(outside, taskId, runId, name, expires)
    _checkContentType(upload.call, contentType)
    if storageType not in ("object", "s3"):
        raise InvalidCall(upload.call, f"can't upload to a storage of type {storageType!r}")
    send = upload.sendToObject if storageType == "object" else upload.sendToS3
    return Upload(outside, contentType, send)


def _checkContentType(call: str, contentType: str) -> None:
    if not isHeaderValue(contentType):
        raise InvalidCall(
            call, f"contentType must be printable ASCII, got {shownValue(contentType)}"
        )
