"""Choice of HTTP library for async clients: aiohttp or httpx."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager

import aiohttp

_NAME = aiohttp.__name__


@contextmanager
def withoutAiohttp() -> Generator[None]:
    """Make aiohttp impossible to import in the block, as if it were not installed.

    An async client looks for it at its first call, and does not look again.
    """
    checkAdapter(isLoaded=False)
    sys.modules[_NAME] = None  # type: ignore[assignment]  # pyright: ignore[reportArgumentType]  # Python marks modules that can't be imported with None.
    try:
        yield
    finally:
        sys.modules[_NAME] = aiohttp


def checkAdapter(*, isLoaded: bool) -> None:
    """Check that a module of tc_typed has imported aiohttp, or that none has.

    Args:
        isLoaded: Whether a module is expected to have imported it.

    Raises:
        AssertionError: if the check fails.
    """
    users = [
        name
        for name, module in sys.modules.items()
        if name.startswith("tc_typed.") and vars(module).get(_NAME) is aiohttp
    ]
    if bool(users) != isLoaded:
        raise AssertionError(f"modules that have imported aiohttp: {users}")
