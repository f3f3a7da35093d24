"""Clients of the official `taskcluster` package.

It is needed only to run benchmarks. Its types are in typings/taskcluster.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import taskcluster  # pyright: ignore[reportMissingModuleSource]  # It may not be installed.
import taskcluster.aio  # pyright: ignore[reportMissingModuleSource]  # It may not be installed.

if TYPE_CHECKING:
    import aiohttp


def queue(rootUrl: str, credentials: Mapping[str, str]) -> taskcluster.Queue:
    """Make a sync client."""
    # A copy, because the client modifies the credentials passed to it.
    return taskcluster.Queue({"rootUrl": rootUrl, "credentials": dict(credentials)})


def asyncQueue(
    rootUrl: str, credentials: Mapping[str, str], session: aiohttp.ClientSession
) -> taskcluster.aio.Queue:
    """Make an async client that uses an aiohttp session."""
    return taskcluster.aio.Queue(
        {"rootUrl": rootUrl, "credentials": dict(credentials)}, session=session
    )
