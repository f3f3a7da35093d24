"""Downloads end with the right file or a clear error, however the storage behaves."""

from __future__ import annotations

import errno
import os
import random
import resource
from collections.abc import Callable, Iterator
from hashlib import sha256
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import TypeVar

import pytest
from pydantic import JsonValue
from tests.core.loopback import Connection, Received, message
from tests.core.secrets import assertHidden, everyText
from tests.transfers.storage import (
    CREDENTIALS,
    Deployment,
    Storage,
    encoded,
    hangUp,
    respondWith,
    serve,
)
from tests.transfers.transfer_kinds import TRANSFER_KINDS, ProgressLog, Transfers, transferring

from tc_typed import (
    ArtifactStorageTypeRejected,
    CorruptedDownload,
    FailedDependency,
    InvalidCall,
    Queue,
    StorageFailure,
    TaskclusterConnectionError,
    TaskclusterFailure,
    UnverifiableDownload,
)
from tc_typed.transfers import downloadArtifactToBuf, downloads

pytestmark = pytest.mark.usefixtures("debugLog", "waits")

DATA = random.Random(1).randbytes(300_000)
SMALL = DATA[:1000]
TENTHS = range(0, len(SMALL), len(SMALL) // 10)
FailureT = TypeVar("FailureT", bound=TaskclusterFailure)

SIGNED_TARGET = "/storage/a%7Eb/%c3%a9;x/~'()?X-Sig=%2F%2b%3D&a=b+c%20d&e='*,/;:@"


def failing(kind: type[FailureT], transfer: Callable[[], object]) -> FailureT:
    """Check that a transfer fails with this type of error, which shows no secret; return it."""
    with pytest.raises(TaskclusterFailure) as caught:
        transfer()
    error = caught.value
    assert type(error) is kind, everyText(error)
    assertHidden(*everyText(error))
    return error


@pytest.fixture(params=["object", "s3"])
def fetch(
    request: pytest.FixtureRequest, deployment: Deployment, transfers: Transfers
) -> Callable[[], bytes]:
    """Download the file as an object, which has hashes, or as an S3 artifact, which has none."""
    if request.param == "object":
        return lambda: transfers.downloadToBuf()[0]
    deployment.artifact = {"storageType": "s3"}
    return lambda: transfers.downloadArtifactToBuf()[0]


@pytest.mark.parametrize("size", [0, 1, 8191, 8192, 8193, len(DATA)])
def test_a_file_arrives_unchanged(transfers: Transfers, deployment: Deployment, size: int) -> None:
    deployment.store(DATA[:size])
    deployment.script = [serve()]
    reported = ProgressLog()
    assert transfers.downloadToBuf(progress=reported) == (
        deployment.data,
        "text/plain",
    )
    assert reported == sorted(reported)
    assert reported[-1] == (size, size)
    assert {total for _, total in reported} == {size}


@pytest.mark.parametrize("ranges", [True, False])
def test_a_truncated_body_is_fetched_again(
    fetch: Callable[[], bytes], deployment: Deployment, *, ranges: bool
) -> None:
    deployment.store(SMALL)
    for cut in TENTHS:
        deployment.storageRequests = []
        deployment.script = [serve(ranges=ranges, cut=cut), serve(ranges=ranges)]
        assert fetch() == SMALL
        assert [request.headers.get("range") for request in deployment.storageRequests] == [
            None,
            f"bytes={cut}-" if cut else None,
        ]


def test_a_truncated_gzipped_body_is_fetched_again(
    fetch: Callable[[], bytes], deployment: Deployment
) -> None:
    deployment.store(SMALL * 20)
    deployment.encoding = "gzip"
    size = len(encoded(deployment))
    for cut in range(0, size, size // 10):
        deployment.storageRequests = []
        deployment.script = [serve(cut=cut), serve()]
        assert fetch() == deployment.data
        assert len(deployment.storageRequests) == 2


def test_a_download_that_gets_further_each_time_is_retried(
    fetch: Callable[[], bytes], deployment: Deployment
) -> None:
    deployment.store(SMALL)
    deployment.script = [*(serve(cut=cut) for cut in TENTHS), serve()]
    assert len(deployment.script) > 6
    assert fetch() == SMALL


def test_a_download_that_gets_further_very_slowly_fails(
    fetch: Callable[[], bytes], deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each attempt adds 100 bytes and takes more than 100 seconds.
    times = count(0, 101)
    monkeypatch.setattr(downloads, "perf_counter", lambda: next(times))
    deployment.store(SMALL)
    deployment.script = [*(serve(cut=cut) for cut in TENTHS), serve()]
    failing(TaskclusterConnectionError, fetch)
    assert len(deployment.storageRequests) == 6


def test_retries_of_storage_requests_are_separate_from_those_of_calls(
    transfers: Transfers, deployment: Deployment, waits: list[float]
) -> None:
    deployment.store(SMALL)
    deployment.busy = 5
    deployment.script = [hangUp]
    failing(TaskclusterConnectionError, lambda: transfers.downloadToBuf(maxRetries=0))
    assert (len(deployment.calls), len(deployment.storageRequests), len(waits)) == (6, 1, 5)
    deployment.busy, deployment.calls, deployment.storageRequests = 5, [], []
    failing(
        TaskclusterConnectionError,
        lambda: transfers.uploadFromBuf(DATA, maxRetries=1),
    )
    assert (len(deployment.calls), len(deployment.storageRequests)) == (7, 2)


def test_a_download_whose_body_is_always_truncated_fails(
    transfers: Transfers, deployment: Deployment, waits: list[float], tmp_path: Path
) -> None:
    deployment.store(SMALL)
    deployment.script = [serve(ranges=False, cut=500)]
    path = tmp_path / "file"
    path.write_bytes(b"as before")
    failing(TaskclusterConnectionError, lambda: transfers.downloadToFile(path))
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
    assert path.read_bytes() == b"as before"
    assert len(deployment.storageRequests) == len(waits) + 1 == 6


def test_progress_never_decreases(transfers: Transfers, deployment: Deployment) -> None:
    deployment.store(DATA)
    deployment.script = [serve(ranges=False, cut=200_000), serve(ranges=False, cut=9), serve()]
    reported = ProgressLog()
    transfers.downloadToBuf(progress=reported)
    assert reported == sorted(reported)
    assert reported[-1] == (len(DATA), len(DATA))


# Hashes


def test_a_corrupted_file_is_rejected(
    transfers: Transfers, deployment: Deployment, tmp_path: Path
) -> None:
    deployment.store(SMALL)
    deployment.data = SMALL[:-1] + bytes([SMALL[-1] ^ 1])
    deployment.script = [serve()]
    error = failing(CorruptedDownload, lambda: transfers.downloadToFile(tmp_path / "file"))
    assert "sha256" in str(error)
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("name", ["sha256", "sha512"])
def test_each_hash_is_checked(transfers: Transfers, deployment: Deployment, name: str) -> None:
    deployment.store(SMALL)
    deployment.script = [serve()]
    deployment.hashes[name] = "0" * len(str(deployment.hashes[name]))
    assert name in str(failing(CorruptedDownload, transfers.downloadToBuf))


def test_one_hash_is_enough(transfers: Transfers, deployment: Deployment) -> None:
    deployment.data = SMALL
    deployment.hashes = {"sha256": sha256(SMALL).hexdigest(), "md5": "of no use"}
    deployment.script = [serve()]
    assert transfers.downloadToBuf()[0] == SMALL


def test_without_a_known_hash_nothing_is_fetched(
    transfers: Transfers, deployment: Deployment
) -> None:
    deployment.data = SMALL
    deployment.hashes = {"md5": "00000000000000000000000000000000"}
    failing(UnverifiableDownload, transfers.downloadToBuf)
    assert not deployment.storageRequests


# Ranges


def part(start: int, data: bytes, headers: dict[str, str]) -> Storage:
    """Respond with a range, which may differ from the requested one."""
    end = start + len(data) - 1
    headersOfRange = {"content-range": f"bytes {start}-{end}/{len(SMALL)}", "etag": '"one"'}
    return respondWith(206, data, headersOfRange | headers)


@pytest.mark.parametrize(
    "wrongResponse",
    [
        part(400, SMALL[400:], {}),
        part(600, SMALL[600:], {}),
        part(500, SMALL[500:], {"etag": '"two"'}),
        part(500, SMALL[500:], {"etag": 'W/"one"'}),
        part(500, SMALL[500:], {"etag": ""}),
        respondWith(206, SMALL[500:], {"content-range": "bytes 500-999/1000"}),
        part(500, SMALL[500:], {"content-encoding": "gzip"}),
        part(500, SMALL[500:], {"content-range": "bytes 500-999/1001"}),
        part(500, SMALL[500:], {"content-range": f"bytes 500-999/{'9' * 5000}"}),
        part(500, SMALL[500:], {"content-range": f"bytes {'0' * 5000}500-999/1000"}),
        part(500, SMALL[500:], {"content-range": "garbage"}),
        respondWith(206, SMALL[500:], {"etag": '"one"'}),
        respondWith(200, SMALL[500:], {"etag": '"one"'}),
        respondWith(200, SMALL[500:]),
        respondWith(416, b"", {"content-range": "bytes */1000"}),
    ],
)
def test_a_wrong_range_is_not_appended(
    fetch: Callable[[], bytes], deployment: Deployment, wrongResponse: Storage
) -> None:
    deployment.store(SMALL)
    deployment.script = [serve(cut=500), wrongResponse, serve()]
    assert fetch() == SMALL
    assert "range" not in deployment.storageRequests[2].headers


def test_a_range_of_another_file_is_detected_by_its_hashes(
    transfers: Transfers, deployment: Deployment
) -> None:
    deployment.store(SMALL)
    deployment.script = [serve(cut=500), part(500, b"x" * 500, {}), serve()]
    assert transfers.downloadToBuf()[0] == SMALL


def test_a_file_that_changes_between_attempts_is_downloaded_from_scratch(
    transfers: Transfers, deployment: Deployment
) -> None:
    def changing(connection: Connection, received: Received, deployment: Deployment) -> None:
        serve(cut=500)(connection, received, deployment)
        deployment.data, deployment.etag = b"another", '"two"'

    deployment.data = SMALL
    deployment.artifact = {"storageType": "s3"}
    deployment.script = [changing, serve()]
    assert transfers.downloadArtifactToBuf()[0] == b"another"


@pytest.mark.parametrize("etag", [None, 'W/"one"', "one", '"', '"a"b"', '"a b"', '"é"', ""])
def test_without_a_strong_etag_no_range_is_requested(
    fetch: Callable[[], bytes], deployment: Deployment, etag: str | None
) -> None:
    deployment.store(SMALL)
    deployment.etag = etag
    deployment.script = [serve(cut=500), serve()]
    assert fetch() == SMALL
    assert "range" not in deployment.storageRequests[1].headers


def test_parts_of_two_versions_are_never_combined(
    transfers: Transfers, deployment: Deployment
) -> None:
    def changing(connection: Connection, received: Received, deployment: Deployment) -> None:
        serve(cut=500)(connection, received, deployment)
        deployment.data = b"another" * 1000
        deployment.etag = None

    # The storage does not support If-Range and sends no ETag.
    rest = message(206, (b"another" * 1000)[500:1000], {"content-range": "bytes 500-999/1000"})
    deployment.data = SMALL
    deployment.artifact = {"storageType": "s3"}
    deployment.script = [changing, lambda connection, _, __: connection.send(rest), serve()]
    assert transfers.downloadArtifactToBuf()[0] == b"another" * 1000


def test_a_body_without_hashes_or_length_is_rejected(
    transfers: Transfers, deployment: Deployment
) -> None:
    def endless(connection: Connection, _: Received, __: Deployment) -> None:
        connection.send(b"HTTP/1.1 200 OK\r\n\r\n" + SMALL)
        connection.hangUp()

    deployment.script = [endless]
    deployment.artifact = {"storageType": "s3"}
    failing(UnverifiableDownload, transfers.downloadArtifactToBuf)
    deployment.store(SMALL)
    assert transfers.downloadToBuf()[0] == SMALL


# Encodings


def test_gzip_is_decoded_before_hashing(transfers: Transfers, deployment: Deployment) -> None:
    deployment.store(DATA)
    deployment.encoding = "gzip"
    deployment.script = [serve()]
    reported = ProgressLog()
    assert transfers.downloadToBuf(progress=reported)[0] == DATA
    assert [done for done, _ in reported] == sorted(done for done, _ in reported)
    assert reported[-1] == (len(DATA), len(DATA))
    assert deployment.storageRequests[0].headers["accept-encoding"] == "identity, gzip"


def test_invalid_gzip_data_is_fetched_again(
    fetch: Callable[[], bytes], deployment: Deployment
) -> None:
    deployment.store(SMALL)
    deployment.script = [respondWith(200, SMALL, {"content-encoding": "gzip"}), serve()]
    assert fetch() == SMALL


def test_truncated_gzip_data_is_fetched_again(
    fetch: Callable[[], bytes], deployment: Deployment
) -> None:
    deployment.store(SMALL)
    deployment.encoding = "gzip"
    half = encoded(deployment)[:500]
    deployment.script = [respondWith(200, half, {"content-encoding": "gzip"}), serve()]
    assert fetch() == SMALL


def test_an_encoding_that_was_not_accepted_is_an_error(
    fetch: Callable[[], bytes], deployment: Deployment
) -> None:
    deployment.store(SMALL)
    deployment.script = [respondWith(200, SMALL, {"content-encoding": "br"})]
    assert "'br'" in str(failing(UnverifiableDownload, fetch))


# Failures of the storage


def test_transient_failures_are_retried_at_a_new_url(
    fetch: Callable[[], bytes], deployment: Deployment
) -> None:
    deployment.store(SMALL)
    deployment.script = [
        respondWith(500, b"secret"),
        hangUp,
        respondWith(503),
        respondWith(429),
        serve(),
    ]
    assert fetch() == SMALL
    assert len({request.target for request in deployment.storageRequests}) == 5


@pytest.mark.parametrize(
    ("variable", "value"),
    [("HTTP_PROXY", "http://[::1"), ("HTTP_PROXY", "socks4://proxy.example.com")],
)
def test_an_error_about_an_invalid_proxy_does_not_show_the_url(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = {"storageType": "s3", "url": "http://storage.example.com/x?X-Amz-Signature=secret"}
    monkeypatch.setenv(variable, value)
    with (
        Queue(fake={"latestArtifact": lambda *_: content}) as queue,
        pytest.raises(InvalidCall, match="proxy") as caught,
    ):
        downloadArtifactToBuf(taskId="f0YyWi8ASDm4CLE2sPqGCw", name="x", queueService=queue)
    assert "secret" not in str(caught.value)
    assert "storage.example.com/" not in str(caught.value)


def test_a_retry_waits_for_retry_after(
    fetch: Callable[[], bytes], deployment: Deployment, waits: list[float]
) -> None:
    deployment.store(SMALL)
    deployment.script = [respondWith(503, b"", {"retry-after": "7"}), serve()]
    assert fetch() == SMALL
    [wait] = waits
    assert 7 <= wait <= 7 * 1.25


@pytest.mark.parametrize("status", [204, 206, 304, 400, 403, 404, 410])
def test_other_statuses_are_final(
    fetch: Callable[[], bytes], deployment: Deployment, status: int
) -> None:
    deployment.store(SMALL)
    deployment.script = [respondWith(status)]
    assert failing(StorageFailure, fetch).status_code == status
    assert len(deployment.storageRequests) == 1


def test_retries_are_counted(transfers: Transfers, deployment: Deployment) -> None:
    deployment.store(SMALL)
    deployment.script = [respondWith(500)]
    failing(StorageFailure, lambda: transfers.downloadToBuf(maxRetries=2))
    assert len(deployment.storageRequests) == 3


def test_a_redirect_of_an_object_is_a_failure(transfers: Transfers, deployment: Deployment) -> None:
    deployment.store(SMALL)
    deployment.script = [respondWith(302, b"", {"location": deployment.signedUrl()}), serve()]
    assert failing(StorageFailure, transfers.downloadToBuf).status_code == 302


def test_redirects_of_other_artifacts_are_followed(
    transfers: Transfers, deployment: Deployment
) -> None:
    deployment.data = SMALL
    deployment.artifact = {"storageType": "reference", "url": f"{deployment.url}/storage/old"}
    deployment.script = [respondWith(302, b"", {"location": "../storage/new"}), serve()]
    assert transfers.downloadArtifactToBuf()[0] == SMALL
    assert [request.target for request in deployment.storageRequests] == [
        "/storage/old",
        "/storage/new",
    ]


def test_the_number_of_redirects_is_limited(transfers: Transfers, deployment: Deployment) -> None:
    deployment.artifact = {"storageType": "reference", "url": f"{deployment.url}/storage/old"}
    deployment.script = [respondWith(302, b"", {"location": "/storage/old"})]
    assert failing(StorageFailure, transfers.downloadArtifactToBuf).status_code == 302
    assert len(deployment.storageRequests) == 11


def test_storage_requests_have_no_extra_headers_or_cookies(
    transfers: Transfers, deployment: Deployment
) -> None:
    deployment.data = SMALL
    # A host name, because aiohttp's cookie jar ignores IP addresses.
    url = deployment.url.replace("127.0.0.1", "localhost")
    deployment.artifact = {"storageType": "s3", "url": url + SIGNED_TARGET}
    deployment.script = [respondWith(200, SMALL, {"set-cookie": "seen=yes; Path=/"})]
    for _ in range(2):
        assert transfers.downloadArtifactToBuf()[0] == SMALL
    for request in deployment.storageRequests:
        assert request.target == SIGNED_TARGET
        assert request.headers.keys() == {"host", "user-agent", "accept", "accept-encoding"}
        assert request.headers["accept-encoding"] == "identity, gzip"


# Artifacts


def test_an_artifact_in_the_object_service(transfers: Transfers, deployment: Deployment) -> None:
    deployment.store(SMALL)
    deployment.artifact = {"storageType": "object", "name": "t/x", "credentials": CREDENTIALS}
    deployment.script = [respondWith(500), serve()]
    assert transfers.downloadArtifactToBuf(runId=3) == (SMALL, "text/plain")
    assert deployment.names() == ["artifact", "startDownload"] * 2
    assert 'id="object/client"' in deployment.calls[1][2].headers["authorization"]
    assert "/runs/3/" in deployment.calls[0][2].target


def test_the_run_defaults_to_the_latest_one(transfers: Transfers, deployment: Deployment) -> None:
    deployment.data = SMALL
    deployment.artifact = {"storageType": "s3"}
    deployment.script = [serve()]
    assert transfers.downloadArtifactToBuf() == (SMALL, "text/plain")
    assert deployment.names() == ["latestArtifact"]


def test_the_message_of_an_error_artifact_is_reported(
    transfers: Transfers, deployment: Deployment
) -> None:
    reason = "file-missing-on-worker"
    deployment.artifact = {"storageType": "error", "reason": reason, "message": "no such file"}
    error = failing(FailedDependency, transfers.downloadArtifactToBuf)
    assert (error.status_code, error.code) == (424, reason)
    assert "no such file" in str(error)


def test_an_unknown_storage_type_is_named(transfers: Transfers, deployment: Deployment) -> None:
    deployment.artifact = {"storageType": "tape"}
    assert "'tape'" in str(failing(UnverifiableDownload, transfers.downloadArtifactToBuf))


@pytest.mark.parametrize("runId", [None, 0])
def test_managed_artifacts_are_those_that_taskcluster_stores(
    transfers: Transfers, deployment: Deployment, runId: int | None
) -> None:
    deployment.store(SMALL)
    deployment.script = [serve()]
    stored: list[dict[str, JsonValue]] = [
        {"storageType": "s3"},
        {"storageType": "object", "name": "t/x", "credentials": CREDENTIALS},
    ]
    for deployment.artifact in stored:
        assert transfers.downloadManagedArtifactToBuf(runId) == (SMALL, "text/plain")
    deployment.storageRequests = []
    deployment.artifact = {"storageType": "reference", "url": deployment.signedUrl()}
    error = failing(
        ArtifactStorageTypeRejected, lambda: transfers.downloadManagedArtifactToBuf(runId)
    )
    assert error.storageType == "reference"
    assert not deployment.storageRequests
    assert transfers.downloadArtifactToBuf(runId) == (SMALL, "text/plain")
    deployment.artifact = {"storageType": "error", "reason": "x", "message": "y"}
    failing(FailedDependency, lambda: transfers.downloadManagedArtifactToBuf(runId))


def test_an_artifact_that_is_moved_elsewhere_between_attempts_is_rejected(
    transfers: Transfers, deployment: Deployment
) -> None:
    def moving(connection: Connection, received: Received, deployment: Deployment) -> None:
        deployment.artifact = {"storageType": "reference", "url": deployment.signedUrl()}
        serve(cut=500)(connection, received, deployment)

    deployment.data = SMALL
    deployment.artifact = {"storageType": "s3"}
    deployment.script = [moving, serve()]
    failing(ArtifactStorageTypeRejected, transfers.downloadManagedArtifactToBuf)
    assert len(deployment.storageRequests) == 1


# Files


def test_a_file_is_at_its_path_only_when_it_is_complete(
    transfers: Transfers, deployment: Deployment, tmp_path: Path
) -> None:
    target, seen = tmp_path / "file", list[list[str]]()

    def look(connection: Connection, received: Received, deployment: Deployment) -> None:
        seen.append([path.name for path in tmp_path.iterdir()])
        serve()(connection, received, deployment)

    deployment.store(DATA)
    deployment.script = [look]
    assert transfers.downloadToFile(target) == "text/plain"
    assert target.read_bytes() == DATA
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    (during,) = seen
    assert "file" not in during
    umask = os.umask(0)
    os.umask(umask)
    assert target.stat().st_mode & 0o777 == 0o666 & ~umask


def test_a_link_to_a_file_stays_a_link(
    transfers: Transfers, deployment: Deployment, tmp_path: Path
) -> None:
    deployment.store(SMALL)
    deployment.script = [serve()]
    (tmp_path / "real").write_bytes(b"")
    (tmp_path / "link").symlink_to("real")
    transfers.downloadToFile(str(tmp_path / "link"))
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == SMALL


def test_only_regular_files_are_replaced(
    transfers: Transfers, deployment: Deployment, tmp_path: Path
) -> None:
    failing(InvalidCall, lambda: transfers.downloadToFile(tmp_path))
    failing(InvalidCall, lambda: transfers.downloadToFile("/dev/null"))
    assert not deployment.calls


def test_an_open_file_contains_the_whole_file_or_nothing(
    transfers: Transfers, deployment: Deployment, tmp_path: Path
) -> None:
    with (tmp_path / "file").open("w+b", buffering=0) as file:
        file.write(b"older and longer" * 1000)
        deployment.store(SMALL)
        deployment.script = [serve(ranges=False, cut=700), serve()]
        transfers.downloadToFile(file)
        assert (tmp_path / "file").read_bytes() == SMALL
        deployment.store(DATA * 10)
        deployment.script = [serve(cut=2_500_000), respondWith(404)]
        deployment.storageRequests = []
        failing(StorageFailure, lambda: transfers.downloadToFile(file))
        assert (tmp_path / "file").read_bytes() == b""
        assert not file.closed


@pytest.fixture
def smallDisk() -> Iterator[None]:
    """Limit the size of files to 2 MiB."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**21, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("smallDisk")
def test_a_full_disk_leaves_no_file(
    transfers: Transfers, deployment: Deployment, tmp_path: Path
) -> None:
    deployment.store(DATA * 10)
    deployment.script = [serve()]
    with pytest.raises(OSError, match="too large") as caught:
        transfers.downloadToFile(tmp_path / "file")
    assert caught.value.errno == errno.EFBIG
    assert not [*tmp_path.iterdir()]
    assert len(deployment.storageRequests) == 1


class Broken:
    """A writer that always fails."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def write(self, data: bytes) -> None:
        raise self._error


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "full"), TaskclusterConnectionError("x", "theirs"), KeyError()]
)
def test_a_failing_writer_ends_the_download(
    transfers: Transfers, deployment: Deployment, error: Exception
) -> None:
    deployment.store(SMALL)
    deployment.script = [serve()]
    with pytest.raises(type(error)) as caught:
        transfers.download(lambda: Broken(error))
    assert caught.value is error
    assert len(deployment.storageRequests) == 1


def test_a_writer_is_made_for_each_start_from_scratch(
    transfers: Transfers, deployment: Deployment
) -> None:
    deployment.store(SMALL)
    writers: list[BytesIO] = []

    def writer() -> BytesIO:
        writers.append(BytesIO())
        return writers[-1]

    deployment.script = [serve(cut=300), serve(cut=600), serve(ranges=False)]
    assert transfers.download(writer) == "text/plain"
    assert [item.getvalue() for item in writers] == [SMALL[:600], SMALL]


@pytest.mark.parametrize("kind", TRANSFER_KINDS)
def test_a_chunked_body_that_breaks_off_is_fetched_again(
    kind: str, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breakOff(connection: Connection, _: Received, __: Deployment) -> None:
        headers = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
        connection.send(headers + b"5\r\nhello\r\nno length\r\n")
        connection.hangUp()

    deployment.store(SMALL)
    deployment.script = [breakOff, serve()]
    with transferring(kind, deployment, monkeypatch, timeout=0.5) as transfers:
        assert transfers.downloadToBuf()[0] == SMALL


def test_an_empty_body_of_a_larger_file_is_a_failure(
    transfers: Transfers, deployment: Deployment
) -> None:
    def short(connection: Connection, _: Received, deployment: Deployment) -> None:
        connection.send(message(200, b"", {"etag": '"one"'}, length=len(deployment.data)))
        connection.hangUp()

    deployment.store(SMALL)
    deployment.script = [short]
    failing(TaskclusterConnectionError, transfers.downloadToBuf)
    assert len(deployment.storageRequests) == 6
