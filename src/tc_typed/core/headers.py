"""HTTP headers with case-insensitive names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from typing_extensions import override


class Headers(Mapping[str, str]):
    """Headers of a response. Values of a repeated header are joined by commas.

    Headers may contain secrets, so the repr shows no values.
    """

    __slots__ = ("_values",)

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        """Create headers from names and values.

        Args:
            pairs: Name and value of each header, as received.
        """
        self._values: dict[str, str] = {}
        for name, value in pairs:
            key = name.lower()
            before = self._values.get(key)
            self._values[key] = value if before is None else f"{before}, {value}"

    @classmethod
    def fromBytes(cls, pairs: Iterable[tuple[bytes, bytes]]) -> Headers:
        """Create headers from undecoded names and values.

        Args:
            pairs: Name and value of each header; decoded as UTF-8, or else as Latin-1.
        """
        return cls((_text(name), _text(value)) for name, value in pairs)

    @override
    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    @override
    def __len__(self) -> int:
        return len(self._values)

    @override
    def __repr__(self) -> str:
        return f"Headers of {', '.join(self._values) or 'nothing'}"


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")
