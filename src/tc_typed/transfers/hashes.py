"""Hashes of data that is being transferred."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from tc_typed.core.errors import CorruptedDownload
from tc_typed.object.models import ObjectHashes, ObjectHashesResponse

ALGORITHMS = ("sha256", "sha512")
"""Hash algorithms that are computed for each upload and verified for each download."""


def verifiable(hashes: ObjectHashesResponse) -> dict[str, str]:
    """Return the hashes that can be verified.

    Args:
        hashes: All hashes that the service received from the uploader.
    """
    given = {name: getattr(hashes, name) for name in ALGORITHMS}
    return {name: digest for name, digest in given.items() if digest is not None}


class Digests:
    """Hashes of all data received so far, one for each algorithm."""

    def __init__(self) -> None:
        self._digests = {name: hashlib.new(name) for name in ALGORITHMS}

    def update(self, data: bytes) -> None:
        """Add the next bytes."""
        for digest in self._digests.values():
            digest.update(data)

    def hashes(self) -> ObjectHashes:
        """Return the hashes in the form that the object service expects."""
        return ObjectHashes(**{name: item.hexdigest() for name, item in self._digests.items()})

    def check(self, call: str, expected: Mapping[str, str]) -> None:
        """Compare the hashes with the expected ones.

        Args:
            call: Name of the call, for messages.
            expected: Hexadecimal hashes by algorithm.

        Raises:
            CorruptedDownload: if any of them differs.
        """
        for name, digest in expected.items():
            found = self._digests[name].hexdigest()
            if found != digest.lower():
                raise CorruptedDownload(
                    call,
                    f"the data differs from what was uploaded: expected {name} {digest}, "
                    f"got {found}",
                )
