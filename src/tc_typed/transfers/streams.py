"""Readers and writers that callers pass to transfers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias

from tc_typed.transfers.maybe_await import MaybeAwaitable


class Reader(Protocol):
    """Source of an upload's data."""

    def read(self, size: int, /) -> bytes:
        """Read and return at most `size` bytes; `b""` at the end."""
        ...


class AnyReader(Protocol):
    """Source of an upload's data, sync or async."""

    def read(self, size: int, /) -> MaybeAwaitable[bytes]:
        """Read and return at most `size` bytes; `b""` at the end."""
        ...


class Writer(Protocol):
    """Destination of a download's data."""

    def write(self, data: bytes, /) -> object:
        """Write all of the data. In `tc_typed.transfers.aio` this method can be async."""
        ...


ReaderFactory: TypeAlias = Callable[[], Reader]
"""Function that returns a reader at the start of the data; called for each attempt."""

AnyReaderFactory: TypeAlias = Callable[[], MaybeAwaitable[AnyReader]]
"""Function that returns a reader at the start of the data; called for each attempt. It can be
async."""

WriterFactory: TypeAlias = Callable[[], Writer]
"""Function that returns a writer at the start of the file; called again if an attempt starts from
scratch."""

AnyWriterFactory: TypeAlias = Callable[[], MaybeAwaitable[Writer]]
"""Function that returns a writer at the start of the file; called again if an attempt starts from
scratch. It can be async."""
