"""Whatever a storage does, an upload is finished only when the right data is there."""

from __future__ import annotations

import random
from collections.abc import Callable
from hashlib import sha256, sha512
from io import BytesIO
from pathlib import Path

import pytest
from tests.core.loopback import Connection, Received, message
from tests.transfers.storage import EXPIRES, World, hangUp, say, serve, take
from tests.transfers.test_downloads import failing
from tests.transfers.transfer_kinds import Told, Transfers

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


def assertFinished(world: World, data: bytes) -> None:
    """The upload is finished, with the hashes of the data."""
    assert world.data == data
    hashes = {"sha256": sha256(data).hexdigest(), "sha512": sha512(data).hexdigest()}
    finished = world.payload("finishUpload")
    uploads = [payload["uploadId"] for name, payload, _ in world.calls if name == "createUpload"]
    assert all(uploadId == finished["uploadId"] for uploadId in uploads)
    assert finished == {"projectId": "project", "uploadId": uploads[0], "hashes": hashes}
    assert world.names()[-1] == "finishUpload"


@pytest.mark.parametrize("size", [0, 1, 8191, 8192, 8193, len(DATA)])
def test_data_arrives_as_it_is(transfers: Transfers, world: World, size: int) -> None:
    world.script = [take]
    told = Told()
    transfers.uploadFromBuf(DATA[:size], progress=told)
    assertFinished(world, DATA[:size])
    assert bool(world.stored) == (size >= 8192)
    assert told == sorted(told)
    assert told[-1] == (size, size)
    world.have(world.data)
    world.script = [serve()]
    assert transfers.downloadToBuf()[0] == DATA[:size]


def test_the_service_picks_the_way_of_uploading(transfers: Transfers, world: World) -> None:
    world.inline = False
    world.script = [take]
    transfers.uploadFromBuf(b"small")
    assertFinished(world, b"small")
    asked = world.payload("createUpload")["proposedUploadMethods"]
    assert isinstance(asked, dict)
    assert asked.keys() == {"dataInline", "putUrl"}


def test_the_service_may_refuse_every_way(transfers: Transfers, world: World) -> None:
    failing(UnexpectedResponse, lambda: transfers.uploadFromBuf(DATA))
    assert world.names() == ["createUpload"]


def test_the_storage_gets_the_headers_that_it_is_to_get(transfers: Transfers, world: World) -> None:
    world.script = [take]
    transfers.uploadFromBuf(DATA)
    (request,) = world.stored
    assert request.headers["x-storage-class"] == "cold"
    assert request.headers["content-type"] == "text/plain"
    assert request.headers["content-length"] == str(len(DATA))
    added = {"host", "user-agent", "accept"}
    assert request.headers.keys() == {"content-type", "content-length", "x-storage-class"} | added


@pytest.mark.parametrize("kind", [str, Path, open])
def test_a_file_is_uploaded_from_its_start(
    transfers: Transfers, world: World, tmp_path: Path, kind: Callable[[Path], object]
) -> None:
    world.script = [say(500), take]
    path = tmp_path / "file"
    path.write_bytes(DATA)
    if kind is open:
        with path.open("rb") as file:
            file.seek(1000)
            transfers.uploadFromFile(file)
            assert not file.closed
    else:
        transfers.uploadFromFile(str(path) if kind is str else path)
    assertFinished(world, DATA)


def cutting(received: int) -> Callable[[Connection, Received, World], None]:
    """Read all, as it may be, and break the connection instead of an answer."""

    def behave(connection: Connection, request: Received, _: World) -> None:
        assert len(request.body) == len(DATA)
        connection.send(message(200, b"x" * 100)[:received])
        connection.hangUp()

    return behave


def test_failures_that_pass_are_retried_at_a_fresh_address(
    transfers: Transfers, world: World
) -> None:
    made: list[BytesIO] = []

    def reader() -> BytesIO:
        made.append(BytesIO(DATA))
        return made[-1]

    world.script = [say(500), hangUp, cutting(10), say(503), take]
    transfers.upload(reader, len(DATA))
    assertFinished(world, DATA)
    assert len(made) == 5
    assert len({request.target for request in world.stored}) == 5


@pytest.mark.parametrize("status", [302, 400, 403, 404])
def test_other_answers_are_final(transfers: Transfers, world: World, status: int) -> None:
    world.script = [say(status, b"<Error>secret</Error>")]
    error = failing(StorageFailure, lambda: transfers.uploadFromBuf(DATA))
    assert error.status_code == status
    assert len(world.stored) == 1
    assert "finishUpload" not in world.names()


def test_an_upload_that_never_succeeds_is_given_up(transfers: Transfers, world: World) -> None:
    world.script = [hangUp]
    failing(TaskclusterConnectionError, lambda: transfers.uploadFromBuf(DATA))
    assert len(world.stored) == 6
    assert "finishUpload" not in world.names()


@pytest.mark.parametrize("size", [100, len(DATA)])
@pytest.mark.parametrize("wrong", [-1, 1])
def test_a_wrong_length_is_an_error(
    transfers: Transfers, world: World, size: int, wrong: int
) -> None:
    world.script = [take]
    failing(WrongLength, lambda: transfers.upload(lambda: BytesIO(DATA[:size]), size + wrong))
    assert "finishUpload" not in world.names()


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
    transfers: Transfers, world: World, error: Exception, size: int
) -> None:
    made: list[Broken] = []

    def reader() -> Broken:
        made.append(Broken(error))
        return made[-1]

    world.script = [take]
    with pytest.raises(type(error)) as caught:
        transfers.upload(reader, size)
    assert caught.value is error
    assert len(made) == 1
    assert "finishUpload" not in world.names()


# Artifacts


def test_an_artifact_in_the_bucket_of_the_queue(transfers: Transfers, world: World) -> None:
    world.script = [say(500), take]
    transfers.uploadArtifactFromBuf(DATA, "s3")
    assert world.data == DATA
    assert world.names() == ["createArtifact", "createArtifact"]
    assert world.calls[0][1] == world.calls[1][1]
    assert world.calls[0][1] == {
        "storageType": "s3",
        "expires": "2040-01-31T12:00:00.000Z",
        "contentType": "text/plain",
        "contentLength": len(DATA),
    }
    assert world.stored[1].headers["content-type"] == "text/plain"


@pytest.mark.parametrize("data", [b"small", DATA])
def test_an_artifact_in_the_object_service(transfers: Transfers, world: World, data: bytes) -> None:
    world.script = [take]
    transfers.uploadArtifactFromBuf(data, "object")
    assert world.data == data
    assert world.names() == ["createArtifact", "createUpload", "finishUpload", "finishArtifact"]
    uploadId = world.payload("createUpload")["uploadId"]
    assert world.payload("createUpload")["expires"] == "2040-01-31T12:00:00.000Z"
    assert world.payload("finishArtifact") == {"uploadId": uploadId}
    signers = [received.headers["authorization"] for _, _, received in world.calls]
    assert ['id="object/client"' in signer for signer in signers] == [False, True, True, False]


def test_an_artifact_that_fails_halfway_is_not_finished(transfers: Transfers, world: World) -> None:
    world.script = [say(403)]
    with pytest.raises(StorageFailure):
        transfers.uploadArtifactFromBuf(DATA, "object")
    assert "finishUpload" not in world.names()
    assert "finishArtifact" not in world.names()


def test_other_storage_types_are_refused(transfers: Transfers, world: World) -> None:
    unknown: UploadStorage = "tape"  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]  # untyped callers
    with pytest.raises(InvalidCall, match="tape"):
        transfers.uploadArtifactFromBuf(DATA, unknown)
    assert not world.calls


def test_expiry_is_what_was_said(transfers: Transfers, world: World) -> None:
    transfers.uploadFromBuf(b"small")
    assert world.payload("createUpload")["expires"] == EXPIRES.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def test_the_failure_of_a_call_is_not_retried_on_top(transfers: Transfers, world: World) -> None:
    world.inline = False
    with pytest.raises(TaskclusterFailure):
        transfers.uploadFromBuf(b"small")
    assert world.names() == ["createUpload"]
