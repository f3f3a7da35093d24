"""The parts without I/O, against every storage that there may be."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha512

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tc_typed import CorruptedDownload, TaskclusterConnectionError, TaskclusterFailure
from tc_typed.transfers.encodings import GzipDecoder, decoderFor
from tc_typed.transfers.progress import ForwardOnly
from tc_typed.transfers.resume import ResumableDownload

PIECES = st.lists(st.binary(max_size=50), max_size=6)


@given(members=PIECES, sizes=st.lists(st.integers(1, 40), min_size=1))
def test_gzip_is_decoded_however_it_is_cut(members: list[bytes], sizes: list[int]) -> None:
    encoded = b"".join(gzip.compress(member) for member in members)
    decoder, decoded, place = GzipDecoder("x"), b"", 0
    while place < len(encoded):
        size = sizes[place % len(sizes)]
        decoded += b"".join(decoder.decode(encoded[place : place + size]))
        place += size
    assert decoded == b"".join(members)
    assert decoder.isComplete


@given(data=st.binary(min_size=1), cut=st.integers(min_value=1))
def test_gzip_is_complete_only_at_its_end(data: bytes, cut: int) -> None:
    encoded = gzip.compress(data)
    decoder = GzipDecoder("x")
    for _ in decoder.decode(encoded[: cut % (len(encoded) - 1) + 1][:-1] or encoded[:1]):
        pass
    assert not decoder.isComplete


def test_gzip_that_grows_a_thousandfold_comes_in_parts() -> None:
    encoded = gzip.compress(bytes(20_000_000))
    assert len(encoded) < 20_000
    sizes = [len(part) for part in GzipDecoder("x").decode(encoded)]
    assert sum(sizes) == 20_000_000
    assert max(sizes) <= 2**20


@pytest.mark.parametrize("encoding", ["", "identity", "gzip", "x-gzip", " GZIP "])
def test_encodings_that_are_known(encoding: str) -> None:
    data = gzip.compress(b"data") if "gzip" in encoding.lower() else b"data"
    assert b"".join(decoderFor("x", encoding).decode(data)) == b"data"


@given(st.lists(st.integers(0, 9)))
def test_progress_goes_only_forward(steps: list[int]) -> None:
    told: list[int] = []
    progress = ForwardOnly(lambda done, _: told.append(done))
    for step in steps:
        progress(step, None)
    assert told == sorted(told)
    assert progress.reached == max([0, *told]) == max([0, *steps])


# A storage that may do anything: what it says and what it sends are drawn apart.

FILE = bytes(range(20))
PLACES = st.integers(0, 25)


@dataclass(frozen=True)
class Answer:
    """One answer to a request; `None` stands for what would be right."""

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


ANSWERS = st.lists(
    st.builds(
        Answer,
        status=st.sampled_from([None, 200, 206, 416, 404]),
        said=st.none() | PLACES,
        start=st.none() | PLACES,
        cut=st.none() | PLACES,
        etag=st.sampled_from(['"one"', '"two"', 'W/"one"', None]),
        total=st.sampled_from([20, 10, None]),
    ),
    max_size=8,
)


def attempt(incoming: ResumableDownload, held: bytearray, answer: Answer) -> None:
    """Make an attempt, as a download does."""
    asked = incoming.ask().get("range", "bytes=0-")
    offset = int(asked.removeprefix("bytes=").removesuffix("-"))
    assert offset in (0, len(held))
    status = answer.status or (206 if offset else 200)
    body = FILE[(0 if status == 200 else offset) if answer.start is None else answer.start :]
    headers = httpx.Headers({"content-length": str(len(body))})
    if answer.etag is not None:
        headers["etag"] = answer.etag
    if status == 206:
        said = offset if answer.said is None else answer.said
        headers["content-range"] = f"bytes {said}-19/{answer.total or '*'}"
    if incoming.begin(status, headers):
        held.clear()
    for piece in (body[: answer.cut][:3], body[: answer.cut][3:]):
        for data in incoming.decode(piece):
            held += data
    if answer.cut is not None and answer.cut < len(body):
        raise TaskclusterConnectionError("x", "cut off")
    incoming.end()


@given(ANSWERS)
def test_whatever_a_storage_sends_a_download_that_ends_is_right(answers: Sequence[Answer]) -> None:
    incoming, held = ResumableDownload("x"), bytearray()
    incoming.expected = {"sha512": sha512(FILE).hexdigest()}
    # In the end the storage comes to its senses: what is here by then does no harm for long.
    for answer in [*answers, Answer(), Answer()]:
        with suppress(TaskclusterFailure):
            attempt(incoming, held, answer)
            break
    else:
        raise AssertionError("it never ended")
    assert held == FILE


def honest(answer: Answer) -> Answer:
    """The same, but that it says the truth of what it sends; it may still break."""
    return Answer(cut=answer.cut)


@given(ANSWERS)
def test_without_hashes_an_honest_storage_is_enough(answers: Sequence[Answer]) -> None:
    incoming, held = ResumableDownload("x"), bytearray()
    for answer in [*map(honest, answers), Answer()]:
        with suppress(TaskclusterFailure):
            attempt(incoming, held, answer)
            break
    assert held == FILE


def test_hashes_are_compared_in_either_case() -> None:
    for digest in (sha512(FILE).hexdigest(), sha512(FILE).hexdigest().upper()):
        incoming = ResumableDownload("x")
        incoming.expected = {"sha512": digest}
        attempt(incoming, bytearray(), Answer())
    incoming.expected = {"sha512": sha512(b"").hexdigest()}
    with pytest.raises(CorruptedDownload):
        attempt(incoming, bytearray(FILE), Answer())
