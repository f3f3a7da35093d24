"""A program that replaces httpx with httpx2: tc_typed's own transports use it as well."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TypeAlias

from tests.core.loopback import Serve, closedPort, raw, respond, silent, untrusted

PROGRAM = """
import httpx2

httpx2.alias_httpx()

import asyncio, json, sys, threading, time, warnings

warnings.simplefilter("error")
sys.modules["tc_typed.core.transport.aiohttp"] = None
from tc_typed import Queue, TaskclusterFailure, aio

URLS, OPTIONS, found = json.loads(sys.argv[1]), {"retries": 0, "timeout": 0.3}, []


def note(call):
    try:
        found.append([call(), None])
    except TaskclusterFailure as error:
        found.append([type(error).__name__, getattr(error, "wasSent", None)])


def sync(url, **options):
    with Queue(rootUrl=url, **OPTIONS | options) as queue:
        if "timeout" in options:
            threading.Timer(0.2, queue.close).start()
        return [queue.ping().uptime, queue.ping().uptime]


async def asynchronous(url, **options):
    async with aio.Queue(rootUrl=url, **OPTIONS | options) as queue:
        if "timeout" in options:
            closing = asyncio.create_task(closeLater(queue))
        return [(await queue.ping()).uptime, (await queue.ping()).uptime]


async def closeLater(queue):
    await asyncio.sleep(0.2)
    await queue.close()


for url in URLS:
    note(lambda: sync(url))
    note(lambda: asyncio.run(asynchronous(url)))
note(lambda: sync(URLS[1], timeout=20))
note(lambda: asyncio.run(asynchronous(URLS[1], timeout=20)))
packages = sys.modules["httpx"].__name__, sys.modules["httpcore"].__name__
print(json.dumps([packages, found]))
"""

Outcome: TypeAlias = "list[list[int] | str | bool | None]"


def test_clients_use_httpx2_if_it_replaces_httpx(serve: Serve) -> None:
    pong = {"alive": True, "uptime": 1}
    good = serve(respond(pong))
    with closedPort() as closed, untrusted() as secure:
        urls = [good.url, serve(silent).url, serve(raw()).url, closed, secure]
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, json.dumps(urls)],
            capture_output=True,
            check=False,
            text=True,
            timeout=30,
        )
    assert done.stderr == ""
    packages, found = json.loads(done.stdout)
    assert packages == ["httpx2", "httpcore2"]
    expected: list[Outcome] = [
        [[1, 1], None],
        ["TaskclusterTimeout", True],
        ["TaskclusterConnectionError", True],
        ["TaskclusterConnectionError", False],
        ["UntrustedCertificate", False],
        ["ClientClosed", None],
    ]
    assert found == [each for each in expected for _ in range(2)]
    assert good.connections == 2
