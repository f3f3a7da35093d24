"""Pieces of an upload's body."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from tc_typed.transfers.body import PIECE, inPieces

DATA = random.Random(7).randbytes(3 * PIECE)


@given(st.integers(0, len(DATA)) | st.sampled_from([PIECE, PIECE + 1, 2 * PIECE]))
def test_pieces_add_up_to_the_data_and_none_is_too_large(size: int) -> None:
    pieces = [*inPieces(DATA[:size])]
    assert b"".join(pieces) == DATA[:size]
    assert all(0 < len(piece) <= PIECE for piece in pieces)
    assert len(pieces) == -(-size // PIECE)
