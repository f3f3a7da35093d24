"""The purge-cache service: models of what it publishes on Pulse.

Its exchanges are in `tc_typed.legacy.purge_cache.events`.

Compiled from schemas/legacy/purge-cache by tc_typed.compiler; change the contract, not this file.
"""

from tc_typed.legacy.purge_cache.models import PurgeCacheMessage

__all__ = [
    "PurgeCacheMessage",
]
