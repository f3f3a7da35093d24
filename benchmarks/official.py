"""The official `taskcluster` package, as far as it is measured here.

It has no types, and is installed only where benchmarks are run, so it is imported by name and
its clients are given the types that they are used with.
"""

from __future__ import annotations

import importlib
from collections.abc import Awaitable, Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import aiohttp


class Queue(Protocol):
    """Its sync client."""

    def createTask(self, taskId: str, payload: Mapping[str, object], /) -> object:
        """Create a task."""
        ...


class AsyncQueue(Protocol):
    """Its async client."""

    def createTask(self, taskId: str, payload: Mapping[str, object], /) -> Awaitable[object]:
        """Create a task."""
        ...


def queue(rootUrl: str, credentials: Mapping[str, str]) -> Queue:
    """Make a sync client."""
    module = importlib.import_module("taskcluster")
    # A copy: the client writes into the credentials that it is given.
    client: Queue = module.Queue({"rootUrl": rootUrl, "credentials": dict(credentials)})
    return client


def asyncQueue(
    rootUrl: str, credentials: Mapping[str, str], session: aiohttp.ClientSession
) -> AsyncQueue:
    """Make an async client that calls through a session."""
    module = importlib.import_module("taskcluster.aio")
    client: AsyncQueue = module.Queue(
        {"rootUrl": rootUrl, "credentials": dict(credentials)}, session=session
    )
    return client
