"""Exchanges of the purge-cache service on Pulse, and their routing keys.

Compiled from schemas/legacy/purge-cache by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from tc_typed.core.events import Binding, Exchange, MessageT_co, ServiceEvents, Word
from tc_typed.legacy.purge_cache.models import PurgeCacheMessage


class PurgeCacheRoutingKey(NamedTuple):
    """A routing key, split into words. Exchanges: `purgeCache`."""

    routingKeyKind: str
    """Always `primary`."""
    provisionerId: str
    """Provisioner that the worker type belongs to."""
    workerType: str
    """Worker type whose workers must purge the cache."""


class PurgeCacheExchange(Exchange[MessageT_co, PurgeCacheRoutingKey]):
    """An exchange with routing keys of type `PurgeCacheRoutingKey`."""

    key: Callable[..., PurgeCacheRoutingKey] = PurgeCacheRoutingKey
    words: ClassVar[tuple[Word, ...]] = (
        Word("routingKeyKind", constant="primary"),
        Word("provisionerId"),
        Word("workerType"),
    )

    def __call__(
        self,
        routingKeyPattern: str | None = None,
        /,
        *,
        provisionerId: str | None = None,
        workerType: str | None = None,
    ) -> Binding[MessageT_co, PurgeCacheRoutingKey]:
        """Select the messages to receive.

        Args:
            routingKeyPattern: Complete routing key pattern, instead of single words.
            provisionerId: Provisioner that the worker type belongs to.
            workerType: Worker type whose workers must purge the cache.

        Returns:
            A binding, which also parses the messages.

        Raises:
            InvalidCall: if a word is invalid, or is given together with a pattern.
        """
        return self.bind(routingKeyPattern, provisionerId=provisionerId, workerType=workerType)


class PurgeCacheEvents(ServiceEvents):
    """Pulse messages that told workers which caches to purge.

    The purge-cache service sent them until the end of 2018; the Python client included them up to
    6.0.0. Workers now call `purgeRequests` before a task.
    """

    serviceName: ClassVar[str] = "purge-cache"
    exchangePrefix: ClassVar[str] = "exchange/taskcluster-purge-cache/v1/"

    purgeCache: ClassVar[PurgeCacheExchange[PurgeCacheMessage]] = PurgeCacheExchange(
        "purge-cache", PurgeCacheMessage
    )
    """Purge cache.

    Sent for each call of `purgeCache`, to the workers of the worker type named in the routing key.

    Exchange: `exchange/taskcluster-purge-cache/v1/purge-cache`.
    """
