"""Hashes of a file while it passes by."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from tc_typed.core.errors import CorruptedDownload
from tc_typed.object.models import ObjectHashes, ObjectHashesResponse

ALGORITHMS = ("sha256", "sha512")
"""Hashes that are computed of each upload, and checked of each download."""


def known(hashes: ObjectHashesResponse) -> dict[str, str]:
    """The hashes that can be checked, of those that the service has.

    Args:
        hashes: All that the uploader gave it.
    """
    given = {name: getattr(hashes, name) for name in ALGORITHMS}
    return {name: digest for name, digest in given.items() if digest is not None}


class Digests:
    """All hashes of the bytes so far."""

    def __init__(self) -> None:
        self._digests = {name: hashlib.new(name) for name in ALGORITHMS}

    def update(self, data: bytes) -> None:
        """Take in the next bytes."""
        for digest in self._digests.values():
            digest.update(data)

    def hashes(self) -> ObjectHashes:
        """The hashes, as the service takes them."""
        return ObjectHashes(**{name: item.hexdigest() for name, item in self._digests.items()})

    def check(self, call: str, expected: Mapping[str, str]) -> None:
        """Compare them with what they should be.

        Args:
            call: Name of the call, for messages.
            expected: Hexadecimal digits by the names of the algorithms.

        Raises:
            CorruptedDownload: if any differs.
        """
        for name, digest in expected.items():
            found = self._digests[name].hexdigest()
            if found != digest.lower():
                raise CorruptedDownload(
                    call, f"the data is not what was uploaded: its {name} is {found}, not {digest}"
                )
