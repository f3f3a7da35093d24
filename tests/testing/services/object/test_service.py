"""The object service: uploads, hashes, downloads and expiry."""

from __future__ import annotations

import asyncio
import base64
import random
from collections.abc import Iterator, Mapping
from datetime import timedelta
from hashlib import sha256, sha512
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.testing.server.bucket import Received, get, send, target

from tc_typed import aio, buildSignedUrl, transfers
from tc_typed.core.errors import (
    CorruptedDownload,
    InputError,
    InsufficientScopes,
    NoMatchingMethod,
    RequestConflict,
    ResourceNotFound,
    UnverifiableDownload,
)
from tc_typed.object import (
    AcceptedDownloadMethods,
    CreateUploadRequest,
    DataInlineUpload,
    FinishUploadRequest,
    GetUrlDownload,
    Object,
    ObjectHashes,
    ProposedUploadMethods,
    PutUrlTarget,
    PutUrlUpload,
    SelectedUploadMethod,
    SimpleDownload,
    StartDownloadRequest,
)
from tc_typed.slugs import slugId
from tc_typed.testing import LocalTaskcluster
from tc_typed.transfers import aio as asyncTransfers

PROJECT = "some-project"
DAY = timedelta(days=1)
SIZES = st.sampled_from([8191, 8192, 8193]) | st.integers(0, 100_000)
CONTENTS = st.binary(max_size=100) | SIZES.map(lambda size: random.Random(size).randbytes(size))
NAMES = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=60)
ONE, OTHER = "1" * 64, "2" * 64  # Hashes.
BOTH = AcceptedDownloadMethods(simple=True, getUrl=True)


class Uploading:
    """An object that is being uploaded."""

    def __init__(self, taskcluster: LocalTaskcluster, objects: Object) -> None:
        self.taskcluster = taskcluster
        self.objects = objects
        self.name = f"some/{slugId()}"
        self.uploadId = slugId()
        self.expires = taskcluster.clock() + 3 * DAY

    def create(
        self,
        *,
        inline: bytes | None = None,
        length: int | None = None,
        hashes: ObjectHashes | None = None,
        changes: Mapping[str, object] | None = None,
    ) -> SelectedUploadMethod:
        """Create the upload, with data of type text/plain in the call or to be put to a URL."""
        proposed = ProposedUploadMethods()
        if inline is not None:
            proposed.dataInline = DataInlineUpload(
                contentType="text/plain", objectData=base64.b64encode(inline).decode()
            )
        if length is not None:
            proposed.putUrl = PutUrlUpload(contentType="text/plain", contentLength=length)
        request = CreateUploadRequest(
            projectId=PROJECT,
            uploadId=self.uploadId,
            expires=self.expires,
            proposedUploadMethods=proposed,
            hashes=hashes,
        )
        changed = request.model_copy(update=changes or {})
        return self.objects.createUpload(self.name, changed).uploadMethod

    def target(self, length: int) -> PutUrlTarget:
        """Return where to put data."""
        found = self.create(length=length).putUrl
        assert found is not None
        return found

    def finish(
        self,
        *,
        projectId: str = PROJECT,
        uploadId: str | None = None,
        hashes: ObjectHashes | None = None,
    ) -> None:
        """Finish the upload."""
        request = FinishUploadRequest(
            projectId=projectId, uploadId=uploadId or self.uploadId, hashes=hashes
        )
        self.objects.finishUpload(self.name, request)

    def url(self) -> str:
        """Return the URL of a simple download."""
        accepted = AcceptedDownloadMethods(simple=True)
        found = self.objects.startDownload(
            self.name, StartDownloadRequest(acceptDownloadMethods=accepted)
        )
        assert isinstance(found, SimpleDownload)
        return found.url

    def isReadable(self) -> bool:
        """Check whether the object can be read, which all methods agree about."""
        outcomes: set[bool] = set()
        for call in (lambda: self.objects.object(self.name), self.url, self.download):
            try:
                call()
                outcomes.add(True)
            except ResourceNotFound:
                outcomes.add(False)
        (outcome,) = outcomes
        return outcome

    def download(self) -> str:
        """Return the URL that the service redirects to."""
        return self.objects.download(self.name).url


@pytest.fixture(scope="module")
def objects(taskcluster: LocalTaskcluster) -> Iterator[Object]:
    with Object(taskcluster.options(), retries=0) as client:
        yield client


@pytest.fixture
def uploading(taskcluster: LocalTaskcluster, objects: Object) -> Uploading:
    return Uploading(taskcluster, objects)


@pytest.fixture
def timed() -> Iterator[Uploading]:
    """An object on a server whose clock the test can advance."""
    with LocalTaskcluster() as running, Object(running.options(), retries=0) as client:
        yield Uploading(running, client)


def putTo(where: PutUrlTarget, data: bytes, **changes: str) -> Received:
    """Put data to where the service said, with some headers changed."""
    headers = {name.lower(): value for name, value in where.headers.items()}
    headers |= {name.replace("_", "-"): value for name, value in changes.items()}
    return send(where.url, "PUT", target(where.url), data, headers)


# Transfers


@given(data=CONTENTS, name=NAMES)
def test_an_object_that_was_uploaded_is_downloaded(
    taskcluster: LocalTaskcluster, objects: Object, data: bytes, name: str
) -> None:
    name = f"{slugId()}/{name}"
    transfers.uploadFromBuf(
        projectId=PROJECT,
        name=name,
        contentType="some/type",
        expires=taskcluster.clock() + DAY,
        data=data,
        objectService=objects,
    )
    found = transfers.downloadToBuf(name=name, objectService=objects)
    assert found == (data, "some/type")
    hashes = objects.object(name).hashes
    assert (hashes.sha256, hashes.sha512) == (sha256(data).hexdigest(), sha512(data).hexdigest())


@given(data=CONTENTS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
def test_files_and_streams_are_transferred(
    taskcluster: LocalTaskcluster, objects: Object, tmp_path: Path, data: bytes
) -> None:
    source, copy, name = tmp_path / "source", tmp_path / "copy", slugId()
    source.write_bytes(data)
    transfers.uploadFromFile(
        projectId=PROJECT,
        name=name,
        contentType="some/type",
        expires=taskcluster.clock() + DAY,
        file=source,
        objectService=objects,
    )
    assert transfers.downloadToFile(name=name, file=copy, objectService=objects) == "some/type"
    assert copy.read_bytes() == data
    written = BytesIO()
    transfers.download(name=name, writerFactory=lambda: written, objectService=objects)
    assert written.getvalue() == data


@given(data=CONTENTS)
@settings(max_examples=20)
def test_objects_are_transferred_with_await(taskcluster: LocalTaskcluster, data: bytes) -> None:
    async def both(name: str) -> tuple[bytes, str]:
        async with aio.Object(taskcluster.options(), retries=0) as objects:
            await asyncTransfers.uploadFromBuf(
                projectId=PROJECT,
                name=name,
                contentType="some/type",
                expires=taskcluster.clock() + DAY,
                data=data,
                objectService=objects,
            )
            return await asyncTransfers.downloadToBuf(name=name, objectService=objects)

    assert asyncio.run(both(slugId())) == (data, "some/type")


def test_a_download_checks_the_hashes(uploading: Uploading) -> None:
    uploading.create(inline=b"data")
    uploading.finish(hashes=ObjectHashes(sha256=sha256(b"other").hexdigest()))
    with pytest.raises(CorruptedDownload):
        transfers.downloadToBuf(name=uploading.name, objectService=uploading.objects, maxRetries=0)


def test_a_download_without_hashes_is_refused(uploading: Uploading) -> None:
    uploading.create(inline=b"data")
    uploading.finish()
    with pytest.raises(UnverifiableDownload):
        transfers.downloadToBuf(name=uploading.name, objectService=uploading.objects)


# Uploads


def test_an_object_is_readable_after_it_is_finished(uploading: Uploading) -> None:
    assert not uploading.isReadable()
    uploading.create(inline=b"data")
    assert not uploading.isReadable()
    uploading.finish()
    assert uploading.isReadable()
    assert get(uploading.download()).body == b"data"
    assert get(uploading.url()).headers["content-type"] == "text/plain"


def test_an_upload_can_be_created_again_but_not_changed(uploading: Uploading) -> None:
    uploading.create()
    uploading.create(inline=b"one")
    uploading.create(inline=b"two")
    changes: list[dict[str, object]] = [
        {"projectId": "other-project"},
        {"uploadId": slugId()},
        {"expires": uploading.expires + timedelta(seconds=1)},
        {"expires": uploading.expires - timedelta(seconds=1)},
    ]
    for change in changes:
        with pytest.raises(RequestConflict):
            uploading.create(inline=b"three", changes=change)
    uploading.finish()
    with pytest.raises(RequestConflict):
        uploading.create(inline=b"four")
    assert get(uploading.url()).body == b"two"


def test_data_in_the_call_is_preferred(uploading: Uploading) -> None:
    both = uploading.create(inline=b"data", length=4)
    assert (both.dataInline, both.putUrl) == (True, None)
    neither = uploading.create()
    assert (neither.dataInline, neither.putUrl) == (None, None)


def test_data_is_put_with_exactly_the_headers_that_the_service_names(
    uploading: Uploading,
) -> None:
    where = uploading.target(4)
    assert where.headers == {
        "Content-Type": "text/plain",
        "Content-Length": "4",
        "Content-Encoding": "identity",
    }
    wrong = [
        putTo(where, b"12345", content_length="5"),
        putTo(where, b"123", content_length="3"),
        putTo(where, b"1234", content_type="text/html"),
        putTo(where, b"1234", content_encoding="gzip"),
    ]
    assert [(response.status, response.code) for response in wrong] == [
        (403, "SignatureDoesNotMatch")
    ] * 4
    assert putTo(where, b"1234").status == 200
    uploading.finish()
    assert get(uploading.url()).body == b"1234"


def test_an_upload_url_is_valid_for_45_minutes(timed: Uploading) -> None:
    first = timed.target(1)
    assert abs(first.expires - timed.taskcluster.clock() - timedelta(minutes=45)) < timedelta(
        seconds=10
    )
    timed.taskcluster.clock.advance("44 minutes")
    assert putTo(first, b"1").status == 200
    second = timed.target(1)
    timed.taskcluster.clock.advance("2 minutes")
    assert putTo(first, b"2").status == 403
    assert putTo(second, b"3").status == 200


def test_only_the_uploader_finishes_an_upload(uploading: Uploading) -> None:
    with pytest.raises(ResourceNotFound):
        uploading.finish()
    uploading.create(inline=b"data")
    with pytest.raises(InputError):
        uploading.finish(projectId="other-project")
    with pytest.raises(RequestConflict):
        uploading.finish(uploadId=slugId())
    assert not uploading.isReadable()
    uploading.finish()
    uploading.finish()
    with pytest.raises(InputError):
        uploading.finish(projectId="other-project")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", b""),
        ("!!", b""),
        ("YWJj", b"abc"),
        ("YW Jj\n", b"abc"),
        ("YWI", b"ab"),
        ("YWI=", b"ab"),
        ("YWJjZ", b"abc"),
        ("-_-_", b"\xfb\xff\xbf"),
        ("YQ==YQ==", b"a"),
    ],
)
def test_data_that_is_not_quite_base64_is_decoded_as_far_as_possible(
    uploading: Uploading, text: str, expected: bytes
) -> None:
    inline = DataInlineUpload(contentType="a/b", objectData=text)
    proposed = ProposedUploadMethods(dataInline=inline)
    uploading.create(changes={"proposedUploadMethods": proposed})
    uploading.finish()
    assert get(uploading.url()).body == expected


@pytest.mark.parametrize("contentType", ["a\nb", "ü", "✓", "a\x00"])
def test_a_content_type_that_no_download_could_have_is_refused(
    uploading: Uploading, contentType: str
) -> None:
    inline = DataInlineUpload(contentType=contentType, objectData="")
    with pytest.raises(InputError, match="contentType must be printable ASCII"):
        uploading.create(
            changes={"proposedUploadMethods": ProposedUploadMethods(dataInline=inline)}
        )


# Hashes


def test_a_hash_cannot_change(uploading: Uploading) -> None:
    uploading.create(hashes=ObjectHashes(sha256=ONE))
    uploading.create(hashes=ObjectHashes(sha512=ONE * 2))
    for change in (uploading.create, uploading.finish):
        with pytest.raises(RequestConflict):
            change(hashes=ObjectHashes(sha256=OTHER))
    uploading.finish(hashes=ObjectHashes.model_validate({"sha256": ONE, "md5": "any"}))
    expected = {"sha256": ONE, "sha512": ONE * 2, "md5": "any"}
    assert uploading.objects.object(uploading.name).hashes.model_dump() == expected


def test_a_finished_object_gets_no_further_hashes(uploading: Uploading) -> None:
    uploading.create(inline=b"data", hashes=ObjectHashes(sha256=ONE))
    uploading.finish()
    uploading.finish(hashes=ObjectHashes(sha256=ONE))
    for hashes in (ObjectHashes(sha256=OTHER), ObjectHashes(sha256=ONE, sha512=ONE * 2)):
        with pytest.raises(RequestConflict):
            uploading.finish(hashes=hashes)
    assert uploading.objects.object(uploading.name).hashes.model_dump() == {"sha256": ONE}


# Downloads


def test_a_download_with_hashes_is_preferred(uploading: Uploading) -> None:
    uploading.create(inline=b"data", hashes=ObjectHashes(sha256=ONE))
    uploading.finish()
    found = uploading.objects.startDownload(
        uploading.name, StartDownloadRequest(acceptDownloadMethods=BOTH)
    )
    assert isinstance(found, GetUrlDownload)
    assert found.hashes.sha256 == ONE
    assert get(found.url).body == b"data"
    with pytest.raises(NoMatchingMethod):
        uploading.objects.startDownload(
            uploading.name,
            StartDownloadRequest(acceptDownloadMethods=AcceptedDownloadMethods()),
        )


def test_download_urls_expire(timed: Uploading) -> None:
    timed.create(inline=b"data")
    timed.finish()
    found = timed.objects.startDownload(
        timed.name, StartDownloadRequest(acceptDownloadMethods=BOTH)
    )
    assert isinstance(found, GetUrlDownload)
    simple, redirected = timed.url(), timed.download()
    timed.taskcluster.clock.advance("59 seconds")
    assert get(found.url).status == 200
    timed.taskcluster.clock.advance("2 minutes")
    assert get(found.url).status == 403
    timed.taskcluster.clock.advance("26 minutes")
    assert [get(simple).status, get(redirected).status] == [200, 200]
    timed.taskcluster.clock.advance("2 minutes")
    assert [get(simple).status, get(redirected).status] == [403, 403]


def test_objects_have_no_url_without_a_signature(uploading: Uploading) -> None:
    uploading.create(inline=b"secret")
    uploading.finish()
    response = get(uploading.url().partition("?")[0])
    assert response.status == 403
    assert b"secret" not in response.body


def test_a_browser_is_redirected_to_the_data(uploading: Uploading) -> None:
    uploading.create(inline=b"data")
    uploading.finish()
    response = get(buildSignedUrl(uploading.objects.download, uploading.name))
    assert response.status == 303
    assert response.headers["content-type"].startswith("text/plain")
    assert get(response.headers["location"]).body == b"data"


def test_scopes_name_the_project_and_the_object(uploading: Uploading) -> None:
    objects, name = uploading.objects, uploading.name
    uploading.objects = objects.use(authorizedScopes=[f"object:upload:{PROJECT}:{name}"])
    uploading.create(inline=b"data")
    with pytest.raises(InsufficientScopes):
        uploading.create(changes={"projectId": "other-project"})
    uploading.finish()
    with pytest.raises(InsufficientScopes):
        uploading.download()
    uploading.objects = objects.use(authorizedScopes=[f"object:download:{name}"])
    assert get(uploading.download()).body == b"data"
    with pytest.raises(InsufficientScopes):
        uploading.create()


# Expiry


def test_an_object_expires(timed: Uploading) -> None:
    timed.create(inline=b"data")
    timed.finish()
    timed.taskcluster.clock.advance("2 days 23 hours 59 minutes")
    url = timed.url()
    assert get(url).body == b"data"
    timed.taskcluster.clock.advance("1 minute 1 second")
    assert not timed.isReadable()
    assert get(url).status == 404
    timed.expires += 3 * DAY  # Its name can be used again.
    timed.create(inline=b"other")
    timed.finish()
    assert get(timed.url()).body == b"other"


def test_an_upload_that_is_not_finished_within_a_day_is_given_up(timed: Uploading) -> None:
    where = timed.target(1)
    assert putTo(where, b"1").status == 200
    timed.taskcluster.clock.advance("23 hours 59 minutes")
    where = timed.target(1)  # This does not prolong the upload.
    timed.taskcluster.clock.advance("1 minute 1 second")
    assert putTo(where, b"2").status == 404
    with pytest.raises(ResourceNotFound):
        timed.finish()
    timed.uploadId = slugId()
    timed.create(inline=b"new")
    timed.finish()
    # What is left on the agenda from the first upload does not touch the second one.
    timed.taskcluster.clock.advance("1 day")
    assert get(timed.url()).body == b"new"
