"""Models of the purge-cache service: its messages.

Compiled from schemas/legacy/purge-cache by tc_typed.compiler; change the contract, not this file.
"""

from tc_typed.core.models.base import Response


class PurgeCacheMessage(Response):
    """Tells the workers of a worker type to throw away a cache."""

    version: int
    """Layout of the message, always 1."""
    provisionerId: str
    """Provisioner that the worker type belongs to."""
    workerType: str
    """Worker type whose workers are to act."""
    cacheName: str
    """Name of the cache. A worker with several kinds of caches drops those of the name in each."""
