"""Artifacts that are uploaded and downloaded with `tc_typed.transfers`."""

from __future__ import annotations

import asyncio
import gzip
import random
import string
from io import BytesIO
from pathlib import Path
from typing import Literal, TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.testing.server.bucket import put
from tests.testing.services.queue.artifacts.work import Work, reference

from tc_typed import aio, transfers
from tc_typed.core.errors import (
    ArtifactStorageTypeRejected,
    FailedDependency,
    StorageFailure,
)
from tc_typed.queue import ErrorArtifactRequest, LinkArtifactRequest
from tc_typed.transfers import UploadStorage
from tc_typed.transfers import aio as asyncTransfers

Form: TypeAlias = Literal["buf", "file", "stream"]

FORMS: st.SearchStrategy[Form] = st.sampled_from(["buf", "file", "stream"])
STORAGES: st.SearchStrategy[UploadStorage] = st.sampled_from(["s3", "object"])
PRINTABLE = st.characters(min_codepoint=0x20, max_codepoint=0x7E)
# Data of 8192 bytes or more is not sent in the call itself.
# Clients refuse the names `.` and `..`, which HTTP clients would remove from a path.
NAMES = st.text(PRINTABLE, min_size=1, max_size=60).filter(lambda name: name not in (".", ".."))
SIZES = st.sampled_from([8191, 8192, 8193]) | st.integers(0, 300_000)
CONTENTS = st.binary(max_size=100) | SIZES.map(lambda size: random.Random(size).randbytes(size))


def upload(  # noqa: PLR0917  # All parts of a transfer.
    work: Work, taskId: str, name: str, storage: UploadStorage, form: Form, data: bytes, path: Path
) -> None:
    path.write_bytes(data)
    match form:
        case "buf":
            transfers.uploadArtifactFromBuf(
                taskId=taskId,
                runId=0,
                name=name,
                contentType="some/type",
                expires=work.tomorrow,
                storageType=storage,
                data=data,
                queueService=work.queue,
            )
        case "file":
            transfers.uploadArtifactFromFile(
                taskId=taskId,
                runId=0,
                name=name,
                contentType="some/type",
                expires=work.tomorrow,
                storageType=storage,
                file=path,
                queueService=work.queue,
            )
        case "stream":
            transfers.uploadArtifact(
                taskId=taskId,
                runId=0,
                name=name,
                contentType="some/type",
                expires=work.tomorrow,
                storageType=storage,
                contentLength=len(data),
                readerFactory=lambda: BytesIO(data),
                queueService=work.queue,
            )


def download(work: Work, taskId: str, name: str, form: Form, path: Path) -> tuple[bytes, str]:
    match form:
        case "buf":
            return transfers.downloadArtifactToBuf(
                taskId=taskId, name=name, queueService=work.queue
            )
        case "file":
            contentType = transfers.downloadArtifactToFile(
                taskId=taskId, name=name, file=path, queueService=work.queue
            )
            return path.read_bytes(), contentType
        case "stream":
            written = BytesIO()
            contentType = transfers.downloadManagedArtifact(
                taskId=taskId, name=name, writerFactory=lambda: written, queueService=work.queue
            )
            return written.getvalue(), contentType


async def uploadAsync(  # noqa: PLR0917  # All parts of a transfer.
    work: Work, taskId: str, name: str, storage: UploadStorage, form: Form, data: bytes, path: Path
) -> None:
    async with aio.Queue(work.taskcluster.options(), retries=0) as queue:
        match form:
            case "buf":
                await asyncTransfers.uploadArtifactFromBuf(
                    taskId=taskId,
                    runId=0,
                    name=name,
                    contentType="some/type",
                    expires=work.tomorrow,
                    storageType=storage,
                    data=data,
                    queueService=queue,
                )
            case "file":
                await asyncTransfers.uploadArtifactFromFile(
                    taskId=taskId,
                    runId=0,
                    name=name,
                    contentType="some/type",
                    expires=work.tomorrow,
                    storageType=storage,
                    file=path,
                    queueService=queue,
                )
            case "stream":
                await asyncTransfers.uploadArtifact(
                    taskId=taskId,
                    runId=0,
                    name=name,
                    contentType="some/type",
                    expires=work.tomorrow,
                    storageType=storage,
                    contentLength=len(data),
                    readerFactory=lambda: BytesIO(data),
                    queueService=queue,
                )


async def downloadAsync(
    work: Work, taskId: str, name: str, form: Form, path: Path
) -> tuple[bytes, str]:
    async with aio.Queue(work.taskcluster.options(), retries=0) as queue:
        match form:
            case "buf":
                return await asyncTransfers.downloadArtifactToBuf(
                    taskId=taskId, name=name, queueService=queue
                )
            case "file":
                with path.open("w+b") as file:  # It is a test's own file.
                    contentType = await asyncTransfers.downloadManagedArtifactToFile(
                        taskId=taskId, name=name, file=file, queueService=queue
                    )
                    file.seek(0)
                    return file.read(), contentType
            case "stream":
                written = BytesIO()
                contentType = await asyncTransfers.downloadArtifact(
                    taskId=taskId, name=name, writerFactory=lambda: written, queueService=queue
                )
                return written.getvalue(), contentType


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=CONTENTS, storage=STORAGES, form=FORMS, readForm=FORMS)
def test_an_artifact_that_was_uploaded_is_downloaded(
    work: Work, tmp_path: Path, *, data: bytes, storage: UploadStorage, form: Form, readForm: Form
) -> None:
    taskId, name = work.running(), "public/file"
    upload(work, taskId, name, storage, form, data, tmp_path / "sent")
    expected = (data, "some/type")
    assert download(work, taskId, name, readForm, tmp_path / "received") == expected


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=CONTENTS, storage=STORAGES, form=FORMS, readForm=FORMS)
def test_an_artifact_that_was_uploaded_is_downloaded_with_await(
    work: Work, tmp_path: Path, *, data: bytes, storage: UploadStorage, form: Form, readForm: Form
) -> None:
    (tmp_path / "sent").write_bytes(data)

    async def both(taskId: str) -> tuple[bytes, str]:
        await uploadAsync(work, taskId, name, storage, form, data, tmp_path / "sent")
        return await downloadAsync(work, taskId, name, readForm, tmp_path / "received")

    name = "private/file"
    assert asyncio.run(both(work.running())) == (data, "some/type")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=NAMES, storage=STORAGES, isPublic=st.booleans())
def test_every_printable_name_can_be_used(
    work: Work, tmp_path: Path, name: str, storage: UploadStorage, *, isPublic: bool
) -> None:
    taskId, name = work.running(), f"public/{name}" if isPublic else name
    upload(work, taskId, name, storage, "buf", name.encode(), tmp_path / "sent")
    found, _ = download(work, taskId, name, "buf", tmp_path / "received")
    assert found == name.encode()


@given(data=st.binary(max_size=1000) | st.text(string.printable, max_size=1000).map(str.encode))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_artifact_that_was_uploaded_with_gzip_is_decoded(
    work: Work, tmp_path: Path, data: bytes
) -> None:
    taskId, name = work.running(), "public/file"
    response = put(work.uploadUrl(taskId, name), gzip.compress(data), content_encoding="gzip")
    assert response.status == 200
    assert download(work, taskId, name, "buf", tmp_path) == (data, "text/plain")
    assert asyncio.run(downloadAsync(work, taskId, name, "buf", tmp_path)) == (data, "text/plain")


@pytest.mark.parametrize("storage", ["s3", "object"])
def test_a_link_is_downloaded_like_its_target(
    work: Work, tmp_path: Path, storage: UploadStorage
) -> None:
    taskId = work.running()
    upload(work, taskId, "private/target", storage, "buf", b"data", tmp_path / "sent")
    link = LinkArtifactRequest(artifact="private/target", expires=work.tomorrow)
    work.queue.createArtifact(taskId, 0, "public/link", link)
    assert download(work, taskId, "public/link", "buf", tmp_path) == (b"data", "some/type")


def test_a_reference_is_downloaded_unless_only_managed_ones_are_wanted(
    work: Work, tmp_path: Path
) -> None:
    taskId = work.running()
    upload(work, taskId, "public/target", "s3", "buf", b"data", tmp_path / "sent")
    url = work.queue.getArtifact(taskId, 0, "public/target").url
    work.queue.createArtifact(taskId, 0, "public/reference", reference(work, url))
    assert download(work, taskId, "public/reference", "buf", tmp_path) == (b"data", "some/type")
    with pytest.raises(ArtifactStorageTypeRejected):
        download(work, taskId, "public/reference", "stream", tmp_path)


def test_a_download_of_an_error_fails_with_its_reason(work: Work, tmp_path: Path) -> None:
    taskId = work.running()
    error = ErrorArtifactRequest(
        reason="too-large-file-on-worker", message="It is huge.", expires=work.tomorrow
    )
    work.queue.createArtifact(taskId, 0, "public/error", error)
    with pytest.raises(FailedDependency, match=r"too-large-file-on-worker.*It is huge\."):
        download(work, taskId, "public/error", "buf", tmp_path)


def test_a_download_before_the_upload_is_not_found(work: Work, tmp_path: Path) -> None:
    taskId = work.running()
    work.uploadUrl(taskId, "public/file")
    with pytest.raises(StorageFailure) as info:
        download(work, taskId, "public/file", "buf", tmp_path)
    assert info.value.status_code == 404
