"""The official `taskcluster` package, as far as it is measured here.

It is installed only where benchmarks are run. Its types are in typings/taskcluster.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import taskcluster  # pyright: ignore[reportMissingModuleSource]  # it may not be installed
import taskcluster.aio  # pyright: ignore[reportMissingModuleSource]  # the same

if TYPE_CHECKING:
    import aiohttp


def queue(rootUrl: str, credentials: Mapping[str, str]) -> taskcluster.Queue:
    """Make a sync client."""
    # A copy: the client writes into the credentials that it is given.
    return taskcluster.Queue({"rootUrl": rootUrl, "credentials": dict(credentials)})


def asyncQueue(
    rootUrl: str, credentials: Mapping[str, str], session: aiohttp.ClientSession
) -> taskcluster.aio.Queue:
    """Make an async client that calls through a session."""
    return taskcluster.aio.Queue(
        {"rootUrl": rootUrl, "credentials": dict(credentials)}, session=session
    )
