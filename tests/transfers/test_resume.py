"""State of a download, against every storage that there may be.

What a storage says and what it sends are drawn apart.
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
    """One response to a request; `None` stands for what would be right."""

    status: int | None = None
    said: int | None = None
    """Where the range that it says it sends begins."""
    start: int | None = None
    """Where what it sends begins."""
    cut: int | None = None
    """After how many bytes the connection breaks, if it does."""
    etag: str | None = '"one"'
    total: int | None = 20
    """How long it says that the file is."""


RESPONSES = st.lists(
    st.builds(
        StorageResponse,
        status=st.sampled_from([None, 200, 206, 416, 404]),
        said=st.none() | OFFSETS,
        start=st.none() | OFFSETS,
        cut=st.none() | OFFSETS,
        etag=st.sampled_from(['"one"', '"two"', 'W/"one"', None]),
        total=st.sampled_from([20, 10, None]),
    ),
    max_size=8,
)


def attempt(download: ResumableDownload, held: bytearray, response: StorageResponse) -> None:
    """Make an attempt, as a download does."""
    asked = download.ask().get("range", "bytes=0-")
    offset = int(asked.removeprefix("bytes=").removesuffix("-"))
    assert offset in (0, len(held))
    status = response.status or (206 if offset else 200)
    body = FILE[(0 if status == 200 else offset) if response.start is None else response.start :]
    headers = {"content-length": str(len(body))}
    if response.etag is not None:
        headers["etag"] = response.etag
    if status == 206:
        said = offset if response.said is None else response.said
        headers["content-range"] = f"bytes {said}-19/{response.total or '*'}"
    if download.begin(status, Headers(headers.items())):
        held.clear()
    for piece in (body[: response.cut][:3], body[: response.cut][3:]):
        for data in download.decode(piece):
            held += data
    if response.cut is not None and response.cut < len(body):
        raise TaskclusterConnectionError("x", "cut off")
    download.end()


@given(RESPONSES)
def test_whatever_a_storage_sends_a_download_that_ends_is_right(
    responses: Sequence[StorageResponse],
) -> None:
    download, held = ResumableDownload("x"), bytearray()
    download.expected = {"sha512": sha512(FILE).hexdigest()}
    # In the end the storage comes to its senses: what is here by then does no harm for long.
    for response in [*responses, StorageResponse(), StorageResponse()]:
        with suppress(TaskclusterFailure):
            attempt(download, held, response)
            break
    else:
        raise AssertionError("it never ended")
    assert held == FILE


def honest(response: StorageResponse) -> StorageResponse:
    """The same, but that it says the truth of what it sends; it may still break."""
    return StorageResponse(cut=response.cut)


@given(RESPONSES)
def test_without_hashes_an_honest_storage_is_enough(responses: Sequence[StorageResponse]) -> None:
    download, held = ResumableDownload("x"), bytearray()
    for response in [*map(honest, responses), StorageResponse()]:
        with suppress(TaskclusterFailure):
            attempt(download, held, response)
            break
    assert held == FILE


def test_hashes_are_compared_in_either_case() -> None:
    for digest in (sha512(FILE).hexdigest(), sha512(FILE).hexdigest().upper()):
        download = ResumableDownload("x")
        download.expected = {"sha512": digest}
        attempt(download, bytearray(), StorageResponse())
    download.expected = {"sha512": sha512(b"").hexdigest()}
    with pytest.raises(CorruptedDownload):
        attempt(download, bytearray(FILE), StorageResponse())
