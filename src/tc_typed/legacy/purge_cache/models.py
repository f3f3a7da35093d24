"""Models of the purge-cache service: Pulse messages.

Compiled from schemas/legacy/purge-cache by tc_typed.compiler; change the contract, not this file.
"""

from tc_typed.core.models.base import Response


class PurgeCacheMessage(Response):
    """Request to a worker type's workers to purge a cache."""

    version: int
    """Version of the message format, always 1."""
    provisionerId: str
    """Provisioner that the worker type belongs to."""
    workerType: str
    """Worker type whose workers must purge the cache."""
    cacheName: str
    """Name of the cache. A worker with several kinds of caches purges those of this name in
    each.
    """
