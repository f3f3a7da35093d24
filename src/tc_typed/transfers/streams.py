"""Readers and writers that callers pass to transfers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias

from tc_typed.transfers.maybe_await import MaybeAwaitable


class Reader(Protocol):
    """Where an upload comes from."""

    def read(self, size: int, /) -> bytes:
        """Read the next bytes, at most `size` of them; none at the end."""
        ...


class AnyReader(Protocol):
    """A reader of an upload that may be async."""

    def read(self, size: int, /) -> MaybeAwaitable[bytes]:
        """Read the next bytes, at most `size` of them; none at the end."""
        ...


class Writer(Protocol):
    """Where a download goes."""

    def write(self, data: bytes, /) -> object:
        """Take all these bytes. In `tc_typed.transfers.aio` it may be async."""
        ...


ReaderFactory: TypeAlias = Callable[[], Reader]
"""Makes a reader of the data from its beginning; called for each attempt."""

AnyReaderFactory: TypeAlias = Callable[[], MaybeAwaitable[AnyReader]]
"""Makes a reader of the data from its beginning; called for each attempt. It may be async."""

WriterFactory: TypeAlias = Callable[[], Writer]
"""Makes a writer for a file from its beginning; called again where an attempt begins anew."""

AnyWriterFactory: TypeAlias = Callable[[], MaybeAwaitable[Writer]]
"""Makes a writer for a file from its beginning; called again where an attempt begins anew. It may
be async."""
