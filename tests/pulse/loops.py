"""Runs of asyncio that must leave nothing behind."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import TypeVar

from tests.profiles import IS_LONG

ResultT = TypeVar("ResultT")

OVERLOOKED: list[str] = []
"""Exceptions in callbacks, and those of tasks that nothing awaited, once they are collected."""

_LIMIT = 500.0 if IS_LONG else 60.0  # seconds
_SETTLE = 0.2  # seconds for the library's last steps after a connection was cut off


def run(main: Coroutine[object, object, ResultT]) -> ResultT:
    """Run a coroutine, and assert that it leaves no tasks."""
    return asyncio.run(_checked(main))


async def _checked(main: Coroutine[object, object, ResultT]) -> ResultT:
    asyncio.get_running_loop().set_exception_handler(
        lambda _, context: OVERLOOKED.append(f"{context}")
    )
    async with asyncio.timeout(_LIMIT):
        result = await main
    await assertNoTasks()
    assert not OVERLOOKED, OVERLOOKED
    return result


async def assertNoTasks() -> None:
    """Assert that no other task is left."""
    left = asyncio.all_tasks() - {asyncio.current_task()}
    if left:
        _, left = await asyncio.wait(left, timeout=_SETTLE)
    assert not left, left
