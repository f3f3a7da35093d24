"""Following of logs with each kind of client, behind one blocking interface."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Generator
from contextlib import ExitStack, contextmanager

import httpx
import httpx2
import pytest
from tests.transfers.transfer_kinds import TRANSFER_KINDS

from tc_typed import aio, followLog
from tc_typed.core.options import AnyOptions
from tc_typed.queue import Queue

KINDS = TRANSFER_KINDS

_USERS_HEADERS = {"authorization": "credentials for the user's own servers"}


class Follower:
    """Follows logs with one kind of client."""

    def __init__(self, kind: str, options: AnyOptions, stack: ExitStack) -> None:
        given: AnyOptions = {"retries": 0, **options}
        package = httpx2 if kind.endswith("httpx2") else httpx
        self._queue: Queue | aio.Queue
        if not kind.startswith("async"):
            if "own" in kind:
                given["httpClient"] = stack.enter_context(package.Client(headers=_USERS_HEADERS))
            self._queue = stack.enter_context(Queue(given))
            return
        self._runner = stack.enter_context(asyncio.Runner())
        if "own" in kind:
            http = package.AsyncClient(headers=_USERS_HEADERS)
            given["httpClient"] = http
            stack.callback(lambda: self._runner.run(http.aclose()))
        self._queue = queue = aio.Queue(given)
        stack.callback(lambda: self._runner.run(queue.close()))

    def lines(
        self, taskId: str, *, name: str = "public/logs/live.log", retryFor: float = 60.0
    ) -> Generator[str]:
        """Follow a log; blocks for each line."""
        if isinstance(self._queue, Queue):
            return followLog(self._queue, taskId, name=name, retryFor=retryFor)
        return self._blocking(self._queue, taskId, name, retryFor)

    def _blocking(
        self, queue: aio.Queue, taskId: str, name: str, retryFor: float
    ) -> Generator[str]:
        lines = followLog(queue, taskId, name=name, retryFor=retryFor)
        try:
            while True:
                try:
                    line = self._runner.run(lines.asend(None))
                except StopAsyncIteration:
                    return
                yield line
        finally:
            self._runner.run(lines.aclose())


@contextmanager
def following(kind: str, options: AnyOptions) -> Generator[Follower]:
    """Make a follower with one kind of client."""
    with ExitStack() as stack:
        if kind == "async over httpx":
            # As if the extra `aiohttp` were not installed.
            patch = stack.enter_context(pytest.MonkeyPatch.context())
            patch.setitem(sys.modules, "tc_typed.core.transport.aiohttp", None)
        yield Follower(kind, options, stack)
