"""State of a resumable download, with arbitrary responses of the storage.

Headers and bodies of responses are drawn independently, so they may contradict each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha512

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tc_typed import CorruptedDownload, TaskclusterConnectionError, TaskclusterFailure
from tc_typed.core.headers import Headers
from tc_typed.transfers.resume import ResumableDownload

FILE = bytes(range(20))
OFFSETS = st.integers(0, 25)


@dataclass(frozen=True)
class StorageResponse:
    """A response; `None` in `status`, `declaredStart` or `actualStart` means the correct value."""

    status: int | None = None
    declaredStart: int | None = None
    """Start of the range in the headers."""
    actualStart: int | None = None
    """Start of the data in the body."""
    cut: int | None = None
    """Number of bytes after which the connection breaks, if it does."""
    etag: str | None = '"one"'
    total: int | None = 20
    """Size of the file in the headers."""


RESPONSES = st.lists(
    st.builds(
        StorageResponse,
        status=st.sampled_from([None, 200, 206, 416, 404]),
        declaredStart=st.none() | OFFSETS,
        actualStart=st.none() | OFFSETS,
        cut=st.none() | OFFSETS,
        etag=st.sampled_from(['"one"', '"two"', 'W/"one"', None]),
        total=st.sampled_from([20, 10, None]),
    ),
    max_size=8,
)


def attempt(download: ResumableDownload, received: bytearray, response: StorageResponse) -> None:
    """Make one attempt of a download."""
    requested = download.requestHeaders().get("range", "bytes=0-")
    offset = int(requested.removeprefix("bytes=").removesuffix("-"))
    assert offset in (0, len(received))
    status = response.status or (206 if offset else 200)
    body = FILE[
        (0 if status == 200 else offset) if response.actualStart is None else response.actualStart :
    ]
    headers = {"content-length": str(len(body))}
    if response.etag is not None:
        headers["etag"] = response.etag
    if status == 206:
        start = offset if response.declaredStart is None else response.declaredStart
        headers["content-range"] = f"bytes {start}-19/{response.total or '*'}"
    if download.begin(status, Headers(headers.items())):
        received.clear()
    for piece in (body[: response.cut][:3], body[: response.cut][3:]):
        for data in download.decode(piece):
            received += data
    if response.cut is not None and response.cut < len(body):
        raise TaskclusterConnectionError("x", "cut off")
    download.end()


@given(RESPONSES)
def test_a_completed_download_is_right_whatever_the_storage_sends(
    responses: Sequence[StorageResponse],
) -> None:
    download, received = ResumableDownload("x"), bytearray()
    download.expected = {"sha512": sha512(FILE).hexdigest()}
    # The last two responses are correct. The first one can fail because of wrong data before it.
    for response in [*responses, StorageResponse(), StorageResponse()]:
        with suppress(TaskclusterFailure):
            attempt(download, received, response)
            break
    else:
        raise AssertionError("the download never completed")
    assert received == FILE


def honest(response: StorageResponse) -> StorageResponse:
    """Return a consistent response in which the connection breaks at the same point."""
    return StorageResponse(cut=response.cut)


@given(RESPONSES)
def test_a_download_without_hashes_is_right_if_the_storage_is_honest(
    responses: Sequence[StorageResponse],
) -> None:
    download, received = ResumableDownload("x"), bytearray()
    for response in [*map(honest, responses), StorageResponse()]:
        with suppress(TaskclusterFailure):
            attempt(download, received, response)
            break
    assert received == FILE


def test_hashes_are_compared_case_insensitively() -> None:
    for digest in (sha512(FILE).hexdigest(), sha512(FILE).hexdigest().upper()):
        download = ResumableDownload("x")
        download.expected = {"sha512": digest}
        attempt(download, bytearray(), StorageResponse())
    download.expected = {"sha512": sha512(b"").hexdigest()}
    with pytest.raises(CorruptedDownload):
        attempt(download, bytearray(FILE), StorageResponse())
