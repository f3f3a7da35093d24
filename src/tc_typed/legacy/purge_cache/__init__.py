"""The purge-cache service: models of its Pulse messages.

Its exchanges are in `tc_typed.legacy.purge_cache.events`.

Compiled from schemas/legacy/purge-cache by tc_typed.compiler; change the contract, not this file.
"""

from typing import TYPE_CHECKING

from tc_typed.core.lazy import lazyNames
from tc_typed.legacy.purge_cache.models import PurgeCacheMessage

if TYPE_CHECKING:
    from tc_typed.legacy.purge_cache.events import PurgeCacheEvents, PurgeCacheRoutingKey

__all__ = [
    "PurgeCacheEvents",
    "PurgeCacheMessage",
    "PurgeCacheRoutingKey",
]

if not TYPE_CHECKING:  # with `__getattr__`, any name would pass type checks
    __getattr__ = lazyNames(
        __name__,
        {
            "PurgeCacheEvents": "tc_typed.legacy.purge_cache.events",
            "PurgeCacheRoutingKey": "tc_typed.legacy.purge_cache.events",
        },
    )

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
