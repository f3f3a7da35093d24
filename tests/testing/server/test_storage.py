"""The storage endpoint: uploads, downloads, ranges, signed URLs and limits."""

from __future__ import annotations

import gzip
import os
import string
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import md5
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.testing.conftest import Clock
from tests.testing.server.bucket import Received, get, put, read, send, target

from tc_typed.slugs import slugId
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.server import storage as endpoint
from tc_typed.testing.server.storage import Storage
from tc_typed.testing.state.contents import SPOOLED

LATER = timedelta(hours=1)
URL_CHARACTERS = string.ascii_letters + string.digits + "-._~:/?[]@!$&'()*+,;=%"
NAMES = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=60)
CONTENT_TYPE = "some/type; of=file"
PLAIN = {"content-type": "text/plain"}
MEBIBYTE = 2**20
POSITIONS = st.integers(0, 12) | st.just(10**17)
RANGES = (
    st.tuples(POSITIONS, POSITIONS).map(lambda pair: (f"bytes={pair[0]}-{pair[1]}", pair))
    | POSITIONS.map(lambda first: (f"bytes={first}-", (first, None)))
    | POSITIONS.map(lambda count: (f"bytes=-{count}", (None, count)))
)


class Bucket:
    """Storage of a running server, with reserved keys."""

    def __init__(self, taskcluster: LocalTaskcluster) -> None:
        self.storage: Storage = taskcluster._deployment.backend.storage  # pyright: ignore[reportPrivateUsage]
        self._now = taskcluster.clock

    def reserve(self, name: str = "file", *, isPublic: bool = False) -> str:
        """Reserve a new key and return it."""
        key = f"{'public' if isPublic else 'private'}-bucket/{slugId()}/{name}"
        self.storage.files.reserve(key, self._now() + 2 * LATER)
        return key

    def uploadUrl(self, key: str, contentType: str = "text/plain") -> str:
        """Return a URL for an upload within an hour."""
        return self.storage.uploadUrl(key, self._now() + LATER, {"Content-Type": contentType})

    def downloadUrl(self, key: str) -> str:
        """Return a URL for a download within an hour."""
        return self.storage.downloadUrl(key, self._now() + LATER)

    def download(self, key: str, **headers: str) -> Received:
        """Download a file."""
        return get(self.downloadUrl(key), **headers)

    def stored(self, data: bytes) -> str:
        """Upload a file and return its key."""
        key = self.reserve()
        assert put(self.uploadUrl(key), data).status == 200
        return key


@pytest.fixture(scope="module")
def bucket(taskcluster: LocalTaskcluster) -> Bucket:
    return Bucket(taskcluster)


@pytest.fixture
def timed(clock: Clock) -> Iterator[LocalTaskcluster]:
    """A local Taskcluster whose clock only this test advances."""
    with LocalTaskcluster(clock=clock) as running:
        yield running


def begin(url: str, data: bytes, length: int) -> HTTPConnection:
    """Begin an upload of some length and send its first bytes."""
    connection = HTTPConnection(urlsplit(url).netloc, timeout=30)
    connection.putrequest("PUT", target(url))
    connection.putheader("content-type", "text/plain")
    connection.putheader("content-length", str(length))
    connection.endheaders(data)
    return connection


def temporaryFiles() -> int:
    """Count this process's open files that have no name."""
    found = 0
    for path in Path("/proc/self/fd").iterdir():
        try:
            found += str(path.readlink()).endswith("(deleted)")
        except FileNotFoundError:  # It was closed meanwhile.
            continue
    return found


def assertTemporaryFiles(expected: int) -> None:
    """Check the number of temporary files, shortly after the server has sent its last byte."""
    until = time.monotonic() + 2
    while temporaryFiles() != expected and time.monotonic() < until:
        time.sleep(0.01)
    assert temporaryFiles() == expected


# Uploads and downloads


@given(
    data=st.binary(max_size=2000),
    name=NAMES,
    isPublic=st.booleans(),
    encoding=st.sampled_from([None, "gzip", "identity"]),
)
def test_what_goes_in_comes_out(
    bucket: Bucket, data: bytes, name: str, *, isPublic: bool, encoding: str | None
) -> None:
    key = bucket.reserve(name, isPublic=isPublic)
    sent = gzip.compress(data) if encoding == "gzip" else data
    given = {} if encoding is None else {"content_encoding": encoding}
    response = put(bucket.uploadUrl(key, CONTENT_TYPE), sent, CONTENT_TYPE, **given)
    assert (response.status, response.body) == (200, b"")
    expected = {
        "content-type": CONTENT_TYPE,
        "content-length": str(len(sent)),
        "etag": f'"{md5(sent).hexdigest()}"',
        "accept-ranges": "bytes",
        **({} if encoding is None else {"content-encoding": encoding}),
    }
    assert response.headers["etag"] == expected["etag"]
    urls = [bucket.downloadUrl(key), *([bucket.storage.publicUrl(key)] if isPublic else [])]
    for url in urls:
        found = get(url)
        assert (found.status, found.body) == (200, sent)
        assert {name: found.headers.get(name) for name in expected} == expected
        assert found.headers.keys() <= {*expected, "date", "server"}


def test_a_head_request_has_the_headers_of_a_download_and_no_body(bucket: Bucket) -> None:
    key = bucket.reserve(isPublic=True)
    put(bucket.uploadUrl(key), b"12345")
    url = bucket.storage.publicUrl(key)
    whole, head = get(url), get(url, "HEAD")
    assert head.body == b""
    assert head.status == 200
    assert {**head.headers, "date": ""} == {**whole.headers, "date": ""}
    part = get(url, "HEAD", range="bytes=1-2")
    assert (part.status, part.headers["content-range"]) == (206, "bytes 1-2/5")


@pytest.mark.parametrize("size", [SPOOLED - 1, SPOOLED, SPOOLED + 1, 3 * SPOOLED + 12345])
def test_large_files_come_out_unchanged(bucket: Bucket, size: int) -> None:
    data = os.urandom(size)
    assert bucket.download(bucket.stored(data)).body == data


def test_the_last_upload_counts(bucket: Bucket) -> None:
    key = bucket.stored(b"first")
    put(bucket.uploadUrl(key), b"second, longer")
    assert bucket.download(key).body == b"second, longer"
    put(bucket.uploadUrl(key), b"")
    found = bucket.download(key)
    assert (found.status, found.body, found.headers["content-length"]) == (200, b"", "0")


def test_a_file_that_was_not_uploaded_is_not_found(bucket: Bucket) -> None:
    response = bucket.download(bucket.reserve())
    assert (response.status, response.code) == (404, "NoSuchKey")
    assert response.headers["content-type"].startswith("application/xml")


@pytest.mark.parametrize("method", ["DELETE", "POST", "PATCH", "OPTIONS"])
def test_other_methods_are_refused(bucket: Bucket, method: str) -> None:
    key = bucket.stored(b"data")
    response = get(bucket.downloadUrl(key), method)
    assert (response.status, response.code) == (405, "MethodNotAllowed")
    assert bucket.download(key).body == b"data"


# Ranges


@given(data=st.binary(max_size=10), wanted=RANGES)
def test_a_range_is_a_slice(
    bucket: Bucket, data: bytes, wanted: tuple[str, tuple[int | None, int | None]]
) -> None:
    header, (first, last) = wanted
    response = bucket.download(bucket.stored(data), range=header)
    if first is None:
        assert last is not None
        expected = data[len(data) - min(last, len(data)) :]
        start = len(data) - len(expected)
    elif last is not None and last < first:
        assert (response.status, response.body) == (200, data)
        return
    else:
        expected = data[first:] if last is None else data[first : last + 1]
        start = first
    if expected:
        assert (response.status, response.body) == (206, expected)
        end = start + len(expected) - 1
        assert response.headers["content-range"] == f"bytes {start}-{end}/{len(data)}"
        assert response.headers["content-length"] == str(len(expected))
    else:
        assert (response.status, response.code) == (416, "InvalidRange")
        assert response.headers["content-range"] == f"bytes */{len(data)}"


@given(
    header=st.text(string.printable.strip(), max_size=20) | st.text("bytes=0123-, ", max_size=20)
)
def test_a_header_that_is_not_a_single_range_gets_the_whole_file(
    bucket: Bucket, header: str
) -> None:
    header = header.strip()
    assume(not header.lower().startswith("bytes=") or "," in header or header == "bytes=-")
    response = bucket.download(bucket.stored(b"whole"), range=header)
    assert (response.status, response.body) == (200, b"whole")


def test_a_range_of_another_version_gets_the_whole_file(bucket: Bucket) -> None:
    key = bucket.stored(b"12345")
    etag = bucket.download(key).headers["etag"]
    assert bucket.download(key, range="bytes=3-", if_range=etag).body == b"45"
    put(bucket.uploadUrl(key), b"abcdef")
    changed = bucket.download(key, range="bytes=3-", if_range=etag)
    assert (changed.status, changed.body) == (200, b"abcdef")


# Signed URLs


@st.composite
def changed(draw: st.DrawFn, text: str) -> str:
    """Draw texts that differ from another in a few characters."""
    for _ in range(draw(st.integers(1, 2))):
        at = draw(st.integers(0, len(text) - 1))
        with_ = draw(st.sampled_from(URL_CHARACTERS) | st.just(""))
        text = text[:at] + with_ + text[at + draw(st.integers(0, 1)) :]
    return text


def isSameUrl(one: str, other: str) -> bool:
    """Check whether two targets only differ in the percent-encoding of their paths."""
    (path, _, query), (otherPath, _, otherQuery) = one.partition("?"), other.partition("?")
    return unquote(path) == unquote(otherPath) and query == otherQuery


@settings(max_examples=300)
@given(data=st.data(), method=st.sampled_from(["GET", "HEAD", "PUT"]))
def test_a_changed_url_grants_nothing(bucket: Bucket, data: st.DataObject, method: str) -> None:
    key = bucket.stored(b"secret")
    url = bucket.uploadUrl(key) if method == "PUT" else bucket.downloadUrl(key)
    path = data.draw(changed(target(url)))
    assume(path.startswith("/"))
    assume(not isSameUrl(path, target(url)))
    body = b"other" if method == "PUT" else None
    response = send(url, method, path, body, PLAIN)
    assert 400 <= response.status < 500
    assert b"secret" not in response.body
    assert bucket.download(key).body == b"secret"


@given(data=st.data())
def test_a_changed_expiry_grants_nothing(bucket: Bucket, data: st.DataObject) -> None:
    url = bucket.downloadUrl(bucket.stored(b"secret"))
    expires = url.partition("expires=")[2].partition("&")[0]
    other = str(data.draw(st.integers(0, 10**14)))
    assume(other != expires)
    response = get(url.replace(expires, other))
    assert (response.status, response.code) == (403, "SignatureDoesNotMatch")


@pytest.mark.parametrize(
    "query", ["", "?", "?expires=1", "?signature=", "?&&", "?expires=x&headers=&signature=y"]
)
def test_a_url_without_a_complete_signature_grants_nothing(bucket: Bucket, query: str) -> None:
    key = bucket.stored(b"secret")
    path = target(bucket.downloadUrl(key)).partition("?")[0] + query
    url = bucket.downloadUrl(key)
    for method, body in (("GET", None), ("PUT", b"other")):
        response = send(url, method, path, body, PLAIN)
        assert response.status == 403
        assert response.code in ("AccessDenied", "SignatureDoesNotMatch")
    assert bucket.download(key).body == b"secret"


def test_a_public_file_can_be_downloaded_but_not_uploaded_without_a_signature(
    bucket: Bucket,
) -> None:
    key = bucket.reserve(isPublic=True)
    put(bucket.uploadUrl(key), b"data")
    url = bucket.storage.publicUrl(key)
    response = put(url, b"other")
    assert (response.status, response.code) == (403, "AccessDenied")
    assert get(url).body == b"data"


def test_the_encoding_of_a_path_does_not_matter(bucket: Bucket) -> None:
    key = bucket.reserve("a b/c~d@e:f")
    query = bucket.uploadUrl(key).partition("?")[2]
    for same in (
        "".join(f"%{ord(character):02x}" for character in key),
        "".join(f"%{ord(character):02X}" for character in key),
        key.replace(" ", "%20"),
    ):
        response = send(bucket.uploadUrl(key), "PUT", f"/{same}?{query}", same.encode(), PLAIN)
        assert response.status == 200
        assert bucket.download(key).body == same.encode()


def test_a_url_is_for_one_method(bucket: Bucket) -> None:
    key = bucket.stored(b"data")
    up, down = bucket.uploadUrl(key), bucket.downloadUrl(key)
    refused = [put(down, b"x"), get(down, "HEAD"), get(up), get(up, content_type="text/plain")]
    assert [response.status for response in refused] == [403] * 4
    assert bucket.download(key).body == b"data"


def test_a_url_is_for_one_server(bucket: Bucket, timed: LocalTaskcluster) -> None:
    other = Bucket(timed)
    key = other.reserve()
    url = bucket.storage.uploadUrl(key, datetime.now(UTC) + LATER, {"Content-Type": "text/plain"})
    response = send(other.uploadUrl(key), "PUT", target(url), b"x", PLAIN)
    assert (response.status, response.code) == (403, "SignatureDoesNotMatch")


@pytest.mark.parametrize(
    "contentType", ["text/html", "text/plain; charset=utf-8", "TEXT/PLAIN", ""]
)
def test_another_content_type_is_refused(bucket: Bucket, contentType: str) -> None:
    key = bucket.reserve()
    response = put(bucket.uploadUrl(key), b"data", contentType)
    assert (response.status, response.code) == (403, "SignatureDoesNotMatch")
    assert bucket.download(key).status == 404


def test_a_second_content_type_is_refused(bucket: Bucket) -> None:
    key = bucket.reserve()
    url = bucket.uploadUrl(key)
    connection = HTTPConnection(urlsplit(url).netloc, timeout=30)
    connection.putrequest("PUT", target(url))
    for name, value in (
        ("content-type", "text/plain"),
        ("content-type", "text/html"),
        ("content-length", "4"),
    ):
        connection.putheader(name, value)
    connection.endheaders(b"data")
    response = read(connection)
    connection.close()
    assert (response.status, response.code) == (403, "SignatureDoesNotMatch")
    assert bucket.download(key).status == 404


def test_urls_expire(timed: LocalTaskcluster, clock: Clock) -> None:
    bucket = Bucket(timed)
    key = bucket.stored(b"data")
    up, down = bucket.uploadUrl(key), bucket.downloadUrl(key)
    clock.advance(seconds=LATER.total_seconds() - 0.002)
    assert put(up, b"new").status == 200
    assert get(down).body == b"new"
    clock.advance(seconds=0.002)
    for response in (put(up, b"newer"), get(down)):
        assert (response.status, response.code) == (403, "AccessDenied")
    assert bucket.download(key).body == b"new"


# Limits and interruptions


def test_files_have_a_maximum_size(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "MOST_BYTES", 1000)
    key = bucket.stored(b"x" * 1000)
    response = put(bucket.uploadUrl(key), b"y" * 1001)
    assert (response.status, response.code) == (400, "EntityTooLarge")
    assert bucket.download(key).body == b"x" * 1000


def test_an_upload_that_is_too_large_is_refused_with_a_part_of_its_body(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoint, "MOST_BYTES", 1000)
    connection = begin(bucket.uploadUrl(bucket.reserve()), b"x" * 2000, 10**12)
    response = read(connection)
    connection.close()
    assert (response.status, response.code) == (400, "EntityTooLarge")


def test_an_upload_must_state_its_length(bucket: Bucket) -> None:
    key = bucket.reserve()
    url = bucket.uploadUrl(key)
    response = send(url, "PUT", target(url), iter([b"da", b"ta"]), PLAIN)
    assert (response.status, response.code) == (411, "MissingContentLength")
    assert bucket.download(key).status == 404


@pytest.mark.parametrize("sent", [0, 3, SPOOLED + 1])
def test_an_interrupted_upload_leaves_nothing(bucket: Bucket, sent: int) -> None:
    key = bucket.stored(b"before")
    before = temporaryFiles()
    connection = begin(bucket.uploadUrl(key), b"x" * sent, sent + 10)
    connection.close()
    # A later upload is received after the end of the connection.
    put(bucket.uploadUrl(bucket.reserve()), b"")
    assert bucket.download(key).body == b"before"
    assertTemporaryFiles(before)


def test_a_slow_upload_does_not_delay_others(bucket: Bucket) -> None:
    key = bucket.reserve()
    connection = begin(bucket.uploadUrl(key), b"1", 3)
    assert bucket.download(bucket.stored(b"other")).body == b"other"
    assert bucket.download(key).status == 404
    connection.send(b"2")
    assert bucket.download(key).status == 404
    connection.send(b"3")
    assert read(connection).status == 200
    connection.close()
    assert bucket.download(key).body == b"123"


@pytest.mark.slow
def test_a_large_upload_takes_little_memory(bucket: Bucket) -> None:
    key, count, piece = bucket.reserve(), 200, bytes(MEBIBYTE)
    url = bucket.uploadUrl(key)
    before = temporaryFiles()
    tracemalloc.start()
    try:
        response = send(
            url,
            "PUT",
            target(url),
            (piece for _ in range(count)),
            {**PLAIN, "content-length": str(count * len(piece))},
        )
        assert response.status == 200
        connection = HTTPConnection(urlsplit(url).netloc, timeout=60)
        connection.request("GET", target(bucket.downloadUrl(key)))
        download, received = connection.getresponse(), 0
        while data := download.read(MEBIBYTE):
            received += len(data)
        connection.close()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert received == count * len(piece)
    assert peak < 4 * SPOOLED
    assertTemporaryFiles(before + 1)
    bucket.storage.files.delete(key)
    assertTemporaryFiles(before)


# Lifetime of files


def test_a_file_is_deleted_when_it_expires(timed: LocalTaskcluster, clock: Clock) -> None:
    bucket = Bucket(timed)
    key = bucket.reserve(isPublic=True)
    put(bucket.uploadUrl(key), b"x" * (SPOOLED + 1))
    begun = begin(bucket.uploadUrl(key), b"1", 2)
    bucket.stored(b"other")  # The server has received the beginning.
    before = temporaryFiles()
    clock.advance(seconds=2 * LATER.total_seconds() + 0.001)
    response = get(bucket.storage.publicUrl(key))
    assert (response.status, response.code) == (404, "NoSuchKey")
    assertTemporaryFiles(before - 1)
    begun.send(b"2")
    assert read(begun).status == 404
    begun.close()
    assert put(bucket.uploadUrl(key), b"again").status == 404


def test_a_file_can_be_kept_for_longer(timed: LocalTaskcluster, clock: Clock) -> None:
    bucket = Bucket(timed)
    key = bucket.stored(b"data")
    bucket.storage.files.reserve(key, clock() + 3 * LATER)
    bucket.storage.files.reserve(key, clock() + LATER)
    clock.advance(seconds=3 * LATER.total_seconds() - 1)
    assert bucket.download(key).body == b"data"
    clock.advance(seconds=1.001)
    assert bucket.download(key).status == 404


def test_a_download_ends_well_although_its_file_is_replaced_and_deleted(bucket: Bucket) -> None:
    data = os.urandom(8 * SPOOLED)
    key = bucket.stored(data)
    url = bucket.downloadUrl(key)
    connection = HTTPConnection(urlsplit(url).netloc, timeout=30)
    connection.request("GET", target(url))
    response = connection.getresponse()
    first = response.read(10)
    put(bucket.uploadUrl(key), b"other")
    bucket.storage.files.delete(key)
    assert bucket.download(key).status == 404
    assert first + response.read() == data
    connection.close()


def test_a_reset_and_a_stop_delete_all_files(timed: LocalTaskcluster) -> None:
    before = temporaryFiles()
    for end in (timed.reset, timed.stop):
        bucket = Bucket(timed)
        url = bucket.downloadUrl(bucket.stored(b"x" * (SPOOLED + 1)))
        assertTemporaryFiles(before + 1)
        begun = begin(bucket.uploadUrl(bucket.reserve()), b"12", 2)
        assert read(begun).status == 200
        begun.close()
        end()
        assertTemporaryFiles(before)
    timed.start()
    assert send(Bucket(timed).downloadUrl("any"), "GET", target(url)).status == 404


def test_an_upload_that_spans_a_reset_is_lost(timed: LocalTaskcluster) -> None:
    bucket = Bucket(timed)
    key = bucket.reserve()
    begun = begin(bucket.uploadUrl(key), b"1", 2)
    bucket.stored(b"other")  # The server has received the beginning.
    timed.reset()
    begun.send(b"2")
    assert read(begun).status == 404
    begun.close()


@pytest.mark.parametrize("name", ["../../../evil", "/etc/passwd", "..", "a\x00b", "C:\\evil"])
def test_no_name_chooses_a_path(
    bucket: Bucket, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    key, data = bucket.reserve(name), b"x" * (SPOOLED + 1)
    assert put(bucket.uploadUrl(key), data).status == 200
    assert bucket.download(key).body == data
    assert [*tmp_path.rglob("*")] == [tmp_path / "temporary"]
