"""Limits of connections in time and of bodies in size, and the server's stop."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from tests.testing.samples import definition
from tests.testing.server.raw import connect, exchange, readResponse, readToEnd, statusOf

from tc_typed.core.errors import InputTooLarge
from tc_typed.queue import ClaimWorkRequest, Queue
from tc_typed.slugs import slugId
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.faults import Delay
from tc_typed.testing.server import connection, payloads

pytestmark = pytest.mark.usefixtures("nothingIsLogged")

PING = b"GET /api/queue/v1/ping HTTP/1.1\r\nhost: localhost\r\n"
JSON = b"content-type: application/json\r\n"
CLAIM = ClaimWorkRequest(workerGroup="g", workerId="w", tasks=1)
TASKS = b"POST /api/queue/v1/tasks HTTP/1.1\r\nhost: localhost\r\n" + JSON
LARGEST = payloads.LARGEST_BODY


# Time


def test_a_head_that_does_not_end_is_cut_off(
    local: LocalTaskcluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "HEAD_SECONDS", 0.2)
    with connect(local) as slow:
        began = time.monotonic()
        for byte in PING:
            try:
                slow.sendall(bytes([byte]))
            except ConnectionError:
                break
            time.sleep(0.02)
        else:
            pytest.fail("all bytes were accepted")
        assert 0.2 <= time.monotonic() - began < 1


def test_a_connection_stays_open_between_requests(
    local: LocalTaskcluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "HEAD_SECONDS", 0.1)
    with connect(local) as kept:
        for _ in range(2):
            time.sleep(0.2)
            kept.sendall(PING + b"\r\n")
            assert readResponse(kept).status == 200


def test_a_body_that_does_not_end_is_cut_off(
    local: LocalTaskcluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(payloads, "BODY_SECONDS", 0.2)
    with connect(local) as slow:
        slow.sendall(TASKS + b"content-length: 100\r\n\r\n{")
        began = time.monotonic()
        assert statusOf(readToEnd(slow)) == 408
        assert 0.1 < time.monotonic() - began < 1


def test_a_request_that_was_refused_can_not_go_on_forever(
    local: LocalTaskcluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "LINGER_SECONDS", 0.2)
    with connect(local) as talkative:
        talkative.sendall(TASKS + b"transfer-encoding: chunked\r\n\r\n")
        began = time.monotonic()
        for _ in range(2000):
            try:
                talkative.sendall(b"10000\r\n" + b" " * 0x10000 + b"\r\n")
            except ConnectionError:
                break
            time.sleep(0.001)
        assert 0.2 <= time.monotonic() - began < 2


# Size


def framed(content: bytes, *, isChunked: bool) -> bytes:
    head = TASKS + b"connection: close\r\n"
    if isChunked:
        frame = b"transfer-encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
    else:
        frame = b"content-length: %d\r\n\r\n%s"
    return head + frame % (len(content), content)


@pytest.mark.parametrize("isChunked", [False, True])
def test_the_largest_body_is_read(
    local: LocalTaskcluster,
    isChunked: bool,  # noqa: FBT001  # parametrized
) -> None:
    content = b"{" + b" " * (LARGEST - 2) + b"}"
    response = exchange(local, framed(content, isChunked=isChunked))
    assert statusOf(response) == 200


@pytest.mark.parametrize("isChunked", [False, True])
def test_a_larger_body_is_refused(
    local: LocalTaskcluster,
    isChunked: bool,  # noqa: FBT001  # parametrized
) -> None:
    content = b"{" + b" " * (LARGEST - 1) + b"}"
    request = framed(content, isChunked=isChunked).replace(b"close", b"keep-alive")
    with connect(local) as sending:
        sending.sendall(request + PING + b"connection: close\r\n\r\n")
        refused, second = readToEnd(sending).split(b"HTTP/1.1 ")[1:]
    assert refused.startswith(b"413 ")
    body = json.loads(refused.partition(b"\r\n\r\n")[2])
    assert body["code"] == "InputTooLarge"
    assert body["requestInfo"]["method"] == "tasks"
    assert second.startswith(b"200 ")


def test_a_body_that_is_announced_as_too_large_is_not_awaited(local: LocalTaskcluster) -> None:
    with connect(local) as waiting:
        waiting.sendall(TASKS + b"content-length: %d\r\n\r\n" % (LARGEST + 1))
        assert readResponse(waiting).status == 413


def test_clients_report_a_payload_that_is_too_large(local: LocalTaskcluster) -> None:
    queue = local.client(Queue, retries=0)
    task = definition(payload={"text": "x" * LARGEST})
    for _ in range(3):
        with pytest.raises(InputTooLarge):
            queue.createTask(slugId(), task)
    assert queue.ping().alive


# Stop


def beginUpload(local: LocalTaskcluster, stack: ExitStack) -> socket.socket:
    uploading = stack.enter_context(connect(local))
    uploading.sendall(TASKS + b"content-length: 100\r\n\r\n{")
    return uploading


def beginHead(local: LocalTaskcluster, stack: ExitStack) -> socket.socket:
    beginning = stack.enter_context(connect(local))
    beginning.sendall(PING)
    return beginning


def connectOnly(local: LocalTaskcluster, stack: ExitStack) -> socket.socket:
    return stack.enter_context(connect(local))


def keepAlive(local: LocalTaskcluster, stack: ExitStack) -> socket.socket:
    kept = beginHead(local, stack)
    kept.sendall(b"\r\n")
    assert readResponse(kept).status == 200
    return kept


def beginDelayed(local: LocalTaskcluster, stack: ExitStack) -> socket.socket:
    local.faults.add(Delay(60), share=1)
    delayed = beginHead(local, stack)
    delayed.sendall(b"\r\n")
    return delayed


def beginPipelined(local: LocalTaskcluster, stack: ExitStack) -> socket.socket:
    pipelined = beginDelayed(local, stack)
    pipelined.sendall(PING + b"\r\n")
    return pipelined


@pytest.mark.parametrize(
    "begin", [connectOnly, beginHead, keepAlive, beginUpload, beginDelayed, beginPipelined]
)
def test_it_stops_within_a_second_whatever_its_connections_do(
    local: LocalTaskcluster,
    begin: Callable[[LocalTaskcluster, ExitStack], socket.socket],
    capfd: pytest.CaptureFixture[str],
) -> None:
    threads = {*threading.enumerate()}
    with ExitStack() as stack:
        open_ = [begin(local, stack) for _ in range(5)]
        time.sleep(0.1)
        began = time.monotonic()
        local.stop()
        assert time.monotonic() - began < 1
        for each in open_:
            assert readToEnd(each) == b""
    assert {*threading.enumerate()} < threads
    assert capfd.readouterr() == ("", "")


def test_it_stops_within_a_second_while_calls_wait_for_work(local: LocalTaskcluster) -> None:
    with ThreadPoolExecutor(8) as pool:
        queue = Queue(local.options(), retries=0)
        waiting = [pool.submit(queue.claimWork, f"a/b{i}", CLAIM) for i in range(8)]
        time.sleep(0.3)
        began = time.monotonic()
        local.stop()
        assert time.monotonic() - began < 1
        assert [each.result(5).tasks for each in waiting] == [[]] * 8
        queue.close()


# Addresses


def test_only_this_computer_can_connect(local: LocalTaskcluster) -> None:
    running = local._instance.server  # pyright: ignore[reportPrivateUsage]  # internal
    for url in (running.rootUrl, running.storageUrl):
        host, port = url.removeprefix("http://").split(":")
        assert host == "127.0.0.1"
        with socket.create_connection((host, int(port)), 5):
            pass
        # On Linux, all of 127.0.0.0/8 reaches this computer, but not a server that is bound to one
        # address of it.
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.2", int(port)), 1)
