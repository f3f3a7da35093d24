"""Whatever a storage does, an upload is finished only when the right data is there."""

from __future__ import annotations

import random
from collections.abc import Callable
from hashlib import sha256, sha512
from io import BytesIO
from pathlib import Path

import pytest
from tests.core.loopback import Connection, Received, message
from tests.transfers.storage import EXPIRES, Deployment, hangUp, say, serve, take
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
    """The upload is finished, with the hashes of the data."""
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
def test_data_arrives_as_it_is(transfers: Transfers, deployment: Deployment, size: int) -> None:
    deployment.script = [take]
    told = ProgressLog()
    transfers.uploadFromBuf(DATA[:size], progress=told)
    assertFinished(deployment, DATA[:size])
    assert bool(deployment.stored) == (size >= 8192)
    assert told == sorted(told)
    assert told[-1] == (size, size)
    deployment.have(deployment.data)
    deployment.script = [serve()]
    assert transfers.downloadToBuf()[0] == DATA[:size]


def test_the_service_picks_the_way_of_uploading(
    transfers: Transfers, deployment: Deployment
) -> None:
    deployment.inline = False
    deployment.script = [take]
    transfers.uploadFromBuf(b"small")
    assertFinished(deployment, b"small")
    asked = deployment.payload("createUpload")["proposedUploadMethods"]
    assert isinstance(asked, dict)
    assert asked.keys() == {"dataInline", "putUrl"}


def test_the_service_may_refuse_every_way(transfers: Transfers, deployment: Deployment) -> None:
    failing(UnexpectedResponse, lambda: transfers.uploadFromBuf(DATA))
    assert deployment.names() == ["createUpload"]


def test_the_storage_gets_the_headers_that_it_is_to_get(
    transfers: Transfers, deployment: Deployment
) -> None:
    deployment.script = [take]
    transfers.uploadFromBuf(DATA)
    (request,) = deployment.stored
    assert request.headers["x-storage-class"] == "cold"
    assert request.headers["content-type"] == "text/plain"
    assert request.headers["content-length"] == str(len(DATA))
    added = {"host", "user-agent", "accept"}
    assert request.headers.keys() == {"content-type", "content-length", "x-storage-class"} | added


@pytest.mark.parametrize("kind", [str, Path, open])
def test_a_file_is_uploaded_from_its_start(
    transfers: Transfers, deployment: Deployment, tmp_path: Path, kind: Callable[[Path], object]
) -> None:
    deployment.script = [say(500), take]
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


def cutting(received: int) -> Callable[[Connection, Received, Deployment], None]:
    """Read all, as it may be, and break the connection instead of an answer."""

    def behave(connection: Connection, request: Received, _: Deployment) -> None:
        assert len(request.body) == len(DATA)
        connection.send(message(200, b"x" * 100)[:received])
        connection.hangUp()

    return behave


def test_failures_that_pass_are_retried_at_a_fresh_address(
    transfers: Transfers, deployment: Deployment
) -> None:
    made: list[BytesIO] = []

    def reader() -> BytesIO:
        made.append(BytesIO(DATA))
        return made[-1]

    deployment.script = [say(500), hangUp, cutting(10), say(503), take]
    transfers.upload(reader, len(DATA))
    assertFinished(deployment, DATA)
    assert len(made) == 5
    assert len({request.target for request in deployment.stored}) == 5


@pytest.mark.parametrize("status", [302, 400, 403, 404])
def test_other_statuses_are_final(
    transfers: Transfers, deployment: Deployment, status: int
) -> None:
    deployment.script = [say(status, b"<Error>secret</Error>")]
    error = failing(StorageFailure, lambda: transfers.uploadFromBuf(DATA))
    assert error.status_code == status
    assert len(deployment.stored) == 1
    assert "finishUpload" not in deployment.names()


def test_an_upload_that_never_succeeds_is_given_up(
    transfers: Transfers, deployment: Deployment
) -> None:
    deployment.script = [hangUp]
    failing(TaskclusterConnectionError, lambda: transfers.uploadFromBuf(DATA))
    assert len(deployment.stored) == 6
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
    """A reader that fails after a while."""

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
    made: list[Broken] = []

    def reader() -> Broken:
        made.append(Broken(error))
        return made[-1]

    deployment.script = [take]
    with pytest.raises(type(error)) as caught:
        transfers.upload(reader, size)
    assert caught.value is error
    assert len(made) == 1
    assert "finishUpload" not in deployment.names()


# Artifacts


def test_an_artifact_in_the_bucket_of_the_queue(
    transfers: Transfers, deployment: Deployment
) -> None:
    deployment.script = [say(500), take]
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
    assert deployment.stored[1].headers["content-type"] == "text/plain"


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
    deployment.script = [say(403)]
    with pytest.raises(StorageFailure):
        transfers.uploadArtifactFromBuf(DATA, "object")
    assert "finishUpload" not in deployment.names()
    assert "finishArtifact" not in deployment.names()


def test_other_storage_types_are_refused(transfers: Transfers, deployment: Deployment) -> None:
    unknown: UploadStorage = "tape"  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]  # untyped callers
    with pytest.raises(InvalidCall, match="tape"):
        transfers.uploadArtifactFromBuf(DATA, unknown)
    assert not deployment.calls


def test_expiry_is_what_was_said(transfers: Transfers, deployment: Deployment) -> None:
    transfers.uploadFromBuf(b"small")
    assert deployment.payload("createUpload")["expires"] == EXPIRES.strftime(
        "%Y-%m-%dT%H:%M:%S.000Z"
    )


def test_the_failure_of_a_call_is_not_retried_on_top(
    transfers: Transfers, deployment: Deployment
) -> None:
    deployment.inline = False
    with pytest.raises(TaskclusterFailure):
        transfers.uploadFromBuf(b"small")
    assert deployment.names() == ["createUpload"]
