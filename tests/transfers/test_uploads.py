"""An upload is finished only after the storage has received the right data."""

from __future__ import annotations

import random
from collections.abc import Callable
from hashlib import sha256, sha512
from io import BytesIO
from pathlib import Path

import pytest
from tests.core.loopback import Connection, Received, message
from tests.transfers.storage import EXPIRES, Deployment, hangUp, respondWith, serve, take
from tests.transfers.test_downloads import failing
from tests.transfers.transfer_kinds import ProgressLog, Transfers

from tc_typed import (
    InvalidCall,
    StorageFailure,
    TaskclusterConnectionError,
    TaskclusterFailure,
    UnexpectedResponse,
    WrongLength,
)
from tc_typed.transfers import UploadStorage

pytestmark = pytest.mark.usefixtures("debugLog", "waits")

DATA = random.Random(2).randbytes(300_000)


def assertFinished(deployment: Deployment, data: bytes) -> None:
    """Check that the upload was finished with the hashes of the data."""
    assert deployment.data == data
    hashes = {"sha256": sha256(data).hexdigest(), "sha512": sha512(data).hexdigest()}
    finished = deployment.payload("finishUpload")
    uploads = [
        payload["uploadId"] for name, payload, _ in deployment.calls if name == "createUpload"
    ]
    assert all(uploadId == finished["uploadId"] for uploadId in uploads)
    assert finished == {"projectId": "project", "uploadId": uploads[0], "hashes": hashes}
    assert deployment.names()[-1] == "finishUpload"


@pytest.mark.parametrize("size", [0, 1, 8191, 8192, 8193, len(DATA)])
def test_data_arrives_unchanged(transfers: Transfers, deployment: Deployment, size: int) -> None:
    deployment.script = [take]
    reported = ProgressLog()
    transfers.uploadFromBuf(DATA[:size], progress=reported)
    assertFinished(deployment, DATA[:size])
    assert bool(deployment.storageRequests) == (size >= 8192)
    assert reported == sorted(reported)
    assert reported[-1] == (size, size)
    deployment.store(deployment.data)
    deployment.script = [serve()]
    assert transfers.downloadToBuf()[0] == DATA[:size]


def test_the_service_chooses_the_upload_method(
    transfers: Transfers, deployment: Deployment
) -> None:
    deployment.inline = False
    deployment.script = [take]
    transfers.uploadFromBuf(b"small")
    assertFinished(deployment, b"small")
    proposed = deployment.payload("createUpload")["proposedUploadMethods"]
    assert isinstance(proposed, dict)
    assert proposed.keys() == {"dataInline", "putUrl"}


def test_the_service_can_reject_every_upload_method(
    transfers: Transfers, deployment: Deployment
) -> None:
    failing(UnexpectedResponse, lambda: transfers.uploadFromBuf(DATA))
    assert deployment.names() == ["createUpload"]


def test_the_storage_receives_the_required_headers(
    transfers: Transfers, deployment: Deployment
) -> None:
    deployment.script = [take]
    transfers.uploadFromBuf(DATA)
    (request,) = deployment.storageRequests
    assert request.headers["x-storage-class"] == "cold"
    assert request.headers["content-type"] == "text/plain"
    assert request.headers["content-length"] == str(len(DATA))
    added = {"host", "user-agent", "accept"}
    assert request.headers.keys() == {"content-type", "content-length", "x-storage-class"} | added


@pytest.mark.parametrize("kind", [str, Path, open])
def test_a_file_is_uploaded_from_its_start(
    transfers: Transfers, deployment: Deployment, tmp_path: Path, kind: Callable[[Path], object]
) -> None:
    deployment.script = [respondWith(500), take]
    path = tmp_path / "file"
    path.write_bytes(DATA)
    if kind is open:
        with path.open("rb") as file:
            file.seek(1000)
            transfers.uploadFromFile(file)
            assert not file.closed
    else:
        transfers.uploadFromFile(str(path) if kind is str else path)
    assertFinished(deployment, DATA)


def cutting(size: int) -> Callable[[Connection, Received, Deployment], None]:
    """Receive the data, send only the first bytes of a response and hang up."""

    def behave(connection: Connection, request: Received, _: Deployment) -> None:
        assert len(request.body) == len(DATA)
        connection.send(message(200, b"x" * 100)[:size])
        connection.hangUp()

    return behave


def test_transient_failures_are_retried_at_a_new_url(
    transfers: Transfers, deployment: Deployment
) -> None:
    readers: list[BytesIO] = []

    def reader() -> BytesIO:
        readers.append(BytesIO(DATA))
        return readers[-1]

    deployment.script = [respondWith(500), hangUp, cutting(10), respondWith(503), take]
    transfers.upload(reader, len(DATA))
    assertFinished(deployment, DATA)
    assert len(readers) == 5
    assert len({request.target for request in deployment.storageRequests}) == 5


@pytest.mark.parametrize("status", [302, 400, 403, 404])
def test_other_statuses_are_final(
    transfers: Transfers, deployment: Deployment, status: int
) -> None:
    deployment.script = [respondWith(status, b"<Error>secret</Error>")]
    error = failing(StorageFailure, lambda: transfers.uploadFromBuf(DATA))
    assert error.status_code == status
    assert len(deployment.storageRequests) == 1
    assert "finishUpload" not in deployment.names()


def test_an_upload_fails_after_the_last_attempt(
    transfers: Transfers, deployment: Deployment
) -> None:
    deployment.script = [hangUp]
    failing(TaskclusterConnectionError, lambda: transfers.uploadFromBuf(DATA))
    assert len(deployment.storageRequests) == 6
    assert "finishUpload" not in deployment.names()


@pytest.mark.parametrize("size", [100, len(DATA)])
@pytest.mark.parametrize("wrong", [-1, 1])
def test_a_wrong_length_is_an_error(
    transfers: Transfers, deployment: Deployment, size: int, wrong: int
) -> None:
    deployment.script = [take]
    failing(WrongLength, lambda: transfers.upload(lambda: BytesIO(DATA[:size]), size + wrong))
    assert "finishUpload" not in deployment.names()


class Broken:
    """A reader that fails after three pieces."""

    def __init__(self, error: Exception) -> None:
        self._error = error
        self._left = 3

    def read(self, size: int) -> bytes:
        if not self._left:
            raise self._error
        self._left -= 1
        return DATA[:1000]


@pytest.mark.parametrize(
    "error", [OSError("disk"), TaskclusterConnectionError("x", "theirs"), KeyError()]
)
@pytest.mark.parametrize("size", [8000, 9000])
def test_a_failing_reader_ends_the_upload(
    transfers: Transfers, deployment: Deployment, error: Exception, size: int
) -> None:
    readers: list[Broken] = []

    def reader() -> Broken:
        readers.append(Broken(error))
        return readers[-1]

    deployment.script = [take]
    with pytest.raises(type(error)) as caught:
        transfers.upload(reader, size)
    assert caught.value is error
    assert len(readers) == 1
    assert "finishUpload" not in deployment.names()


# Artifacts


def test_an_artifact_in_the_bucket_of_the_queue(
    transfers: Transfers, deployment: Deployment
) -> None:
    deployment.script = [respondWith(500), take]
    transfers.uploadArtifactFromBuf(DATA, "s3")
    assert deployment.data == DATA
    assert deployment.names() == ["createArtifact", "createArtifact"]
    assert deployment.calls[0][1] == deployment.calls[1][1]
    assert deployment.calls[0][1] == {
        "storageType": "s3",
        "expires": "2040-01-31T12:00:00.000Z",
        "contentType": "text/plain",
        "contentLength": len(DATA),
    }
    assert deployment.storageRequests[1].headers["content-type"] == "text/plain"


@pytest.mark.parametrize("data", [b"small", DATA])
def test_an_artifact_in_the_object_service(
    transfers: Transfers, deployment: Deployment, data: bytes
) -> None:
    deployment.script = [take]
    transfers.uploadArtifactFromBuf(data, "object")
    assert deployment.data == data
    assert deployment.names() == [
        "createArtifact",
        "createUpload",
        "finishUpload",
        "finishArtifact",
    ]
    uploadId = deployment.payload("createUpload")["uploadId"]
    assert deployment.payload("createUpload")["expires"] == "2040-01-31T12:00:00.000Z"
    assert deployment.payload("finishArtifact") == {"uploadId": uploadId}
    signers = [received.headers["authorization"] for _, _, received in deployment.calls]
    assert ['id="object/client"' in signer for signer in signers] == [False, True, True, False]


def test_an_artifact_that_fails_halfway_is_not_finished(
    transfers: Transfers, deployment: Deployment
) -> None:
    deployment.script = [respondWith(403)]
    with pytest.raises(StorageFailure):
        transfers.uploadArtifactFromBuf(DATA, "object")
    assert "finishUpload" not in deployment.names()
    assert "finishArtifact" not in deployment.names()


def test_other_storage_types_are_rejected(transfers: Transfers, deployment: Deployment) -> None:
    unknown: UploadStorage = "tape"  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]  # untyped callers
    with pytest.raises(InvalidCall, match="tape"):
        transfers.uploadArtifactFromBuf(DATA, unknown)
    assert not deployment.calls


def test_the_expiry_is_sent_unchanged(transfers: Transfers, deployment: Deployment) -> None:
    transfers.uploadFromBuf(b"small")
    assert deployment.payload("createUpload")["expires"] == EXPIRES.strftime(
        "%Y-%m-%dT%H:%M:%S.000Z"
    )


def test_a_failed_call_is_not_retried_by_the_transfer(
    transfers: Transfers, deployment: Deployment
) -> None:
    deployment.inline = False
    with pytest.raises(TaskclusterFailure):
        transfers.uploadFromBuf(b"small")
    assert deployment.names() == ["createUpload"]
