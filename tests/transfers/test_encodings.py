"""Decoders of content encodings."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tc_typed.transfers.encodings import GzipDecoder, decoderFor

PIECES = st.lists(st.binary(max_size=50), max_size=6)


@given(members=PIECES, sizes=st.lists(st.integers(1, 40), min_size=1))
def test_gzip_is_decoded_from_pieces_of_any_size(members: list[bytes], sizes: list[int]) -> None:
    encoded = b"".join(gzip.compress(member) for member in members)
    decoder, decoded, offset = GzipDecoder("x"), b"", 0
    while offset < len(encoded):
        size = sizes[offset % len(sizes)]
        decoded += b"".join(decoder.decode(encoded[offset : offset + size]))
        offset += size
    assert decoded == b"".join(members)
    assert decoder.isComplete


@given(data=st.binary(min_size=1), cut=st.integers(min_value=1))
def test_gzip_is_complete_only_at_its_end(data: bytes, cut: int) -> None:
    encoded = gzip.compress(data)
    decoder = GzipDecoder("x")
    for _ in decoder.decode(encoded[: cut % (len(encoded) - 1) + 1][:-1] or encoded[:1]):
        pass
    assert not decoder.isComplete


def test_gzip_that_expands_a_thousandfold_is_decoded_in_parts() -> None:
    encoded = gzip.compress(bytes(20_000_000))
    assert len(encoded) < 20_000
    sizes = [len(part) for part in GzipDecoder("x").decode(encoded)]
    assert sum(sizes) == 20_000_000
    assert max(sizes) <= 2**20


@pytest.mark.parametrize("encoding", ["", "identity", "gzip", "x-gzip", " GZIP "])
def test_supported_encodings(encoding: str) -> None:
    data = gzip.compress(b"data") if "gzip" in encoding.lower() else b"data"
    assert b"".join(decoderFor("x", encoding).decode(data)) == b"data"
