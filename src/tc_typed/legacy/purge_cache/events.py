"""Exchanges of the purge-cache service on Pulse, and their routing keys.

Compiled from schemas/legacy/purge-cache by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from tc_typed.core.events import Binding, Exchange, MessageT_co, ServiceEvents, Word
from tc_typed.legacy.purge_cache.models import PurgeCacheMessage


class PurgeCacheRoutingKey(NamedTuple):
    """A routing key, word by word. It is that of `purgeCache`."""

    routingKeyKind: str
    """Always `primary` here."""
    provisionerId: str
    """Provisioner that the worker type belongs to."""
    workerType: str
    """Worker type whose workers are to throw the cache away."""


class PurgeCacheExchange(Exchange[MessageT_co, PurgeCacheRoutingKey]):
    """An exchange whose routing keys are each a `PurgeCacheRoutingKey`."""

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
        """Choose which messages to get.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            provisionerId: Provisioner that the worker type belongs to.
            workerType: Worker type whose workers are to throw the cache away.

        Returns:
            A binding, which also reads the messages that arrive.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.
        """
        return self.bind(routingKeyPattern, provisionerId=provisionerId, workerType=workerType)


class PurgeCacheEvents(ServiceEvents):
    """Pulse messages in which the purge-cache service told workers which caches to throw away.

    It sent them until the end of 2018; the Python client had them up to 6.0.0. Now workers ask the
    service before a task, with `purgeRequests`.
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
