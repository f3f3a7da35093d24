"""State of the object service: uploads, hashes and downloads. No HTTP."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from pydantic import JsonValue

from tc_typed.core.models.timestamps import shifted
from tc_typed.object.models import (
    AcceptedDownloadMethods,
    CreateUploadRequest,
    DataInlineUpload,
    DownloadResponse,
    FinishUploadRequest,
    GetUrlDownload,
    ObjectHashes,
    ObjectHashesResponse,
    ObjectMetadata,
    ProposedUploadMethods,
    PutUrlTarget,
    PutUrlUpload,
    SelectedUploadMethod,
    SimpleDownload,
    UploadResponse,
)
from tc_typed.testing.clock import inMilliseconds
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.server.storage import Storage
from tc_typed.testing.services.lookup import lookUp, notFound
from tc_typed.testing.timeline import Timeline

UPLOAD_TIMEOUT = timedelta(days=1)
"""Time after which an unfinished upload ends and its object is deleted."""

UPLOAD_URL_LIFETIME = timedelta(minutes=45)
"""Lifetime of an upload URL."""

SIMPLE_URL_LIFETIME = timedelta(minutes=30)
"""Lifetime of the URL of a simple download."""

GET_URL_LIFETIME = timedelta(minutes=1)
"""Time for which a download with hashes may begin, as stated in the response."""

URL_MARGIN = timedelta(minutes=1)
"""Additional lifetime of the URL itself of a download with hashes."""

_BUCKET = "object-bucket/"
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e]*")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")


@dataclass(slots=True)
class ObjectRecord:
    """An object, which exists from the beginning of its upload."""

    name: str
    projectId: str
    uploadId: str
    expires: datetime
    uploadUntil: datetime
    """Time at which it is deleted unless its upload is finished."""
    isFinished: bool = False
    hashes: dict[str, JsonValue] = field(default_factory=dict[str, JsonValue])

    @property
    def key(self) -> str:
        """Key of the data in the storage."""
        return _BUCKET + self.name


class ObjectState:
    """All objects of a local Taskcluster."""

    def __init__(self, timeline: Timeline, storage: Storage) -> None:
        """Start with the objects in the store.

        Args:
            timeline: Timeline of the local Taskcluster.
            storage: Storage of the objects' data.
        """
        self._timeline = timeline
        self._storage = storage
        self._objects: dict[str, ObjectRecord] = {}
        self._records = timeline.store.records("object", ObjectRecord)
        for _, record in self._records.load():
            self._keep(record)

    # Uploads

    def createUpload(self, name: str, request: CreateUploadRequest) -> UploadResponse:
        """Begin an upload, or continue it with the same properties."""
        with self._timeline.enter() as now:
            record = self._reserve(name, request, now)
            _addHashes(record, request.hashes)
            self._records.put(name, record)
            return UploadResponse(
                projectId=record.projectId,
                uploadId=record.uploadId,
                expires=request.expires,
                uploadMethod=self._selectMethod(record, request.proposedUploadMethods, now),
            )

    def _reserve(self, name: str, request: CreateUploadRequest, now: datetime) -> ObjectRecord:
        wanted = ObjectRecord(
            name,
            request.projectId,
            request.uploadId,
            inMilliseconds(request.expires),
            shifted(now, UPLOAD_TIMEOUT),
        )
        record = self._objects.get(name)
        if record is None:
            self._storage.files.reserve(wanted.key, wanted.expires)
            self._keep(wanted)
            return wanted
        isSame = (record.projectId, record.uploadId, record.expires) == (
            wanted.projectId,
            wanted.uploadId,
            wanted.expires,
        )
        if record.isFinished or not isSame:
            raise ApiError(
                "RequestConflict",
                f"object {name!r} is already finished, or its upload has another uploadId, "
                "projectId or expires",
            )
        return record

    def _keep(self, record: ObjectRecord) -> None:
        self._objects[record.name] = record
        self._timeline.at(record.expires, partial(self._expire, record))
        self._timeline.at(record.uploadUntil, partial(self._deleteUnfinished, record))

    def _selectMethod(
        self, record: ObjectRecord, proposed: ProposedUploadMethods, now: datetime
    ) -> SelectedUploadMethod:
        if proposed.dataInline is not None:
            self._storeInline(record, proposed.dataInline)
            return SelectedUploadMethod(dataInline=True)
        if proposed.putUrl is not None:
            return SelectedUploadMethod(putUrl=self._uploadTarget(record, proposed.putUrl, now))
        return SelectedUploadMethod()

    def _storeInline(self, record: ObjectRecord, inline: DataInlineUpload) -> None:
        if not _HEADER_VALUE.fullmatch(inline.contentType):  # Downloads could not send it.
            raise ApiError(
                "InputError", f"contentType must be printable ASCII, got {inline.contentType!r}"
            )
        data = _decodeLeniently(inline.objectData)
        self._storage.store(record.key, data, inline.contentType)

    def _uploadTarget(
        self, record: ObjectRecord, proposed: PutUrlUpload, now: datetime
    ) -> PutUrlTarget:
        expires = shifted(now, UPLOAD_URL_LIFETIME)
        headers = {
            "Content-Type": proposed.contentType,
            "Content-Length": str(proposed.contentLength),
            "Content-Encoding": "identity",
        }
        url = self._storage.uploadUrl(record.key, expires, headers)
        return PutUrlTarget(url=url, expires=expires, headers=headers)

    def finishUpload(self, name: str, request: FinishUploadRequest) -> None:
        """Finish an upload, which makes the object readable."""
        with self._timeline.enter():
            record = lookUp(self._objects, name, "object")
            if record.projectId != request.projectId:
                raise ApiError(
                    "InputError", f"object {name!r} does not belong to project {request.projectId}"
                )
            if record.isFinished:
                _checkHashes(record, request.hashes)
                return
            if record.uploadId != request.uploadId:
                raise ApiError(
                    "RequestConflict", f"the upload of object {name!r} has another uploadId"
                )
            _addHashes(record, request.hashes)
            record.isFinished = True
            self._records.put(name, record)

    # Downloads

    def isFinished(self, name: str) -> bool:
        """Check whether an object exists and can be downloaded."""
        with self._timeline.enter():
            record = self._objects.get(name)
            return record is not None and record.isFinished

    def object(self, name: str) -> ObjectMetadata:
        """Return the metadata of a finished object."""
        with self._timeline.enter():
            record = self._finished(name)
            return ObjectMetadata(
                projectId=record.projectId, expires=record.expires, hashes=_hashesOf(record)
            )

    def startDownload(self, name: str, accepted: AcceptedDownloadMethods) -> DownloadResponse:
        """Return the location of an object's data, for the best download method."""
        with self._timeline.enter() as now:
            record = self._finished(name)
            if accepted.getUrl:
                expires = shifted(now, GET_URL_LIFETIME)
                url = self._storage.downloadUrl(record.key, shifted(expires, URL_MARGIN))
                return GetUrlDownload(
                    method="getUrl", url=url, expires=expires, hashes=_hashesOf(record)
                )
            if accepted.simple:
                return SimpleDownload(method="simple", url=self.simpleUrl(name))
            raise ApiError(
                "NoMatchingMethod",
                f"object {name!r} can be downloaded with the methods getUrl and simple",
            )

    def simpleUrl(self, name: str) -> str:
        """Return a signed URL of a finished object."""
        with self._timeline.enter() as now:
            return self._storage.downloadUrl(
                self._finished(name).key, shifted(now, SIMPLE_URL_LIFETIME)
            )

    def _finished(self, name: str) -> ObjectRecord:
        record = self._objects.get(name)
        if record is None or not record.isFinished:
            raise notFound("object", name)
        return record

    # Time

    def _expire(self, record: ObjectRecord, _time: datetime) -> None:
        # It may have been deleted already, and another object may have its name.
        if self._objects.get(record.name) is record:
            del self._objects[record.name]
            self._records.delete(record.name)
            self._storage.files.delete(record.key)

    def _deleteUnfinished(self, record: ObjectRecord, time: datetime) -> None:
        if not record.isFinished:
            self._expire(record, time)


def _asJson(hashes: ObjectHashes | None) -> Mapping[str, JsonValue]:
    return {} if hashes is None else hashes.model_dump(mode="json")


def _hashesOf(record: ObjectRecord) -> ObjectHashesResponse:
    return ObjectHashesResponse.model_validate(record.hashes)


def _addHashes(record: ObjectRecord, hashes: ObjectHashes | None) -> None:
    """Add hashes to those that the object has. A hash cannot change once it is given."""
    given = _asJson(hashes)
    if different := [
        name for name, value in given.items() if record.hashes.get(name, value) != value
    ]:
        raise ApiError(
            "RequestConflict",
            f"object {record.name!r} already has other hashes: {', '.join(different)}",
        )
    record.hashes.update(given)


def _checkHashes(record: ObjectRecord, hashes: ObjectHashes | None) -> None:
    """Check that hashes are among those of a finished object."""
    given = _asJson(hashes)
    if different := [name for name, value in given.items() if record.hashes.get(name) != value]:
        raise ApiError(
            "RequestConflict",
            f"object {record.name!r} is finished with other hashes, or without: "
            + ", ".join(different),
        )


def _decodeLeniently(text: str) -> bytes:
    """Decode base64 like the object service, which skips all characters that are not base64."""
    digits = _NOT_BASE64.sub("", text.partition("=")[0].translate(str.maketrans("-_", "+/")))
    if len(digits) % 4 == 1:
        digits = digits[:-1]
    return base64.b64decode(digits + "=" * (-len(digits) % 4))
