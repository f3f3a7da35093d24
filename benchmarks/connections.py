"""Whether async clients call over aiohttp or without it."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager

import aiohttp

_NAME = aiohttp.__name__


@contextmanager
def withoutAiohttp() -> Generator[None]:
    """Within the block, aiohttp can't be imported, as if it were not installed.

    An async client looks for it at its first call, and keeps to what it found.
    """
    checkAdapter(isLoaded=False)
    sys.modules[_NAME] = None  # type: ignore[assignment]  # pyright: ignore[reportArgumentType]  # which is how Python marks what can't be imported
    try:
        yield
    finally:
        sys.modules[_NAME] = aiohttp


def checkAdapter(*, isLoaded: bool) -> None:
    """Check whether a module of tc_typed has imported aiohttp.

    Args:
        isLoaded: Whether one should have.

    Raises:
        AssertionError: if it is not so.
    """
    users = [
        name
        for name, module in sys.modules.items()
        if name.startswith("tc_typed.") and vars(module).get(_NAME) is aiohttp
    ]
    if bool(users) != isLoaded:
        raise AssertionError(f"modules that have imported aiohttp: {users}")
