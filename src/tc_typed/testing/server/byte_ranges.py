"""Ranges of bytes that downloads request."""

from __future__ import annotations

import re

# Positions have a maximum length, because Python does not convert very long strings to integers.
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.IGNORECASE)


class UnsatisfiableRange(Exception):
    """A range begins after the end of the file, or is empty."""


def byteRange(header: str | None, size: int) -> tuple[int, int] | None:
    """Parse a Range header.

    Args:
        header: Value of the header; `None` if there is none.
        size: Size of the file in bytes.

    Returns:
        Start and end of the range, the end not included; `None` for the whole file. Like S3, it
        ignores malformed headers and those with several ranges.

    Raises:
        UnsatisfiableRange: if the file has no byte of the range.
    """
    match = _RANGE.fullmatch(header or "")
    if match is None or match[0].endswith("=-"):
        return None
    first, last = match.groups()
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        if last and int(last) < int(first):
            return None
        start, end = int(first), min(size, int(last) + 1) if last else size
    if start >= end:
        raise UnsatisfiableRange
    return start, end
