"""Closing a sync client ends its calls in any phase, and leaves no socket behind."""

from __future__ import annotations

import gc
import socket
import ssl
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from datetime import UTC, datetime

import pytest
from tests.core.loopback import (
    Behaviour,
    Connection,
    Received,
    attentive,
    fullPort,
    listening,
    loopback,
    respond,
    trickle,
)
from tests.core.sample_service import Sample, ThingDefinition

from tc_typed.core.errors import ClientClosed

HEADERS = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000000\r\n\r\n"
SIZE = 8_000_000
LARGE = ThingDefinition(created=datetime.now(UTC), payload={"": "x" * SIZE})
SMALL = ThingDefinition(created=datetime.now(UTC), payload={})


def until(isReached: Callable[[], object]) -> None:
    while not isReached():
        time.sleep(0.01)


def closing(client: Sample, payload: ThingDefinition, isReached: Callable[[], object]) -> str:
    """Close a client once its call has reached a phase, and return the error's message."""
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(client.putThing, "x", payload)
        until(isReached)
        time.sleep(0.1)
        client.close()
        with pytest.raises(ClientClosed) as caught:
            call.result(3)
    gc.collect()
    return str(caught.value)


@pytest.fixture(params=["plain", "TLS"])
def context(request: pytest.FixtureRequest, trusted: ssl.SSLContext) -> ssl.SSLContext | None:
    return None if request.param == "plain" else trusted


def test_closing_while_connecting() -> None:
    """The system's connect() can't be interrupted, but it ends with the attempt's timeout."""
    with fullPort() as port:
        client = Sample(rootUrl=f"http://127.0.0.1:{port}", timeout=0.6, retries=3)
        text = closing(client, SMALL, lambda: True)
    assert "may have carried out" not in text


def test_closing_within_a_tls_handshake(trusted: ssl.SSLContext) -> None:
    ended = threading.Event()

    def door(peer: socket.socket, _: threading.Event) -> None:
        while peer.recv(65536):
            pass
        ended.set()

    with loopback(doors=[door]) as server:
        client = Sample(rootUrl=server.url.replace("http", "https"), timeout=15)
        text = closing(client, SMALL, lambda: server.connections)
        assert ended.wait(3)
    assert "may have carried out" not in text


def test_closing_while_sending() -> None:
    received = 0

    def serve(listener: socket.socket) -> None:
        nonlocal received
        with listener.accept()[0] as peer, suppress(OSError):
            while data := peer.recv(32768):
                received += len(data)
                time.sleep(0.01)

    with listening(serve) as url:
        text = closing(Sample(rootUrl=url, timeout=15), LARGE, lambda: received)
    assert "may have carried out" in text
    assert received < SIZE


@pytest.mark.parametrize("behaviour", [attentive, trickle(HEADERS, seconds=10)])
def test_closing_while_reading(behaviour: Behaviour, context: ssl.SSLContext | None) -> None:
    with loopback(behaviour, tls=context) as server:
        client = Sample(rootUrl=server.url, timeout=15)
        text = closing(client, SMALL, lambda: server.received)
        until(lambda: server.ended == server.connections)
    assert "may have carried out" in text


def test_a_socket_is_closed_by_the_thread_that_uses_it(
    context: ssl.SSLContext | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise, that thread could read from a new file that has got the same descriptor."""
    closers: list[int] = []
    ports: set[int] = set()
    close = socket.socket.close

    def closeAndRecord(sock: socket.socket) -> None:
        if sock.fileno() != -1 and sock.getsockname()[1] in ports:
            closers.append(threading.get_ident())
        close(sock)

    release = threading.Event()

    def idleOrSilent(connection: Connection, request: Received) -> None:
        ports.add(connection.peer.getpeername()[1])
        if request.segments[-1] == "idle":
            release.wait(5)
            respond({"name": "idle"})(connection, request)
        else:
            attentive(connection, request)

    with ExitStack() as stack:
        server = stack.enter_context(loopback(idleOrSilent, tls=context))
        client = Sample(rootUrl=server.url, timeout=15)
        pool = stack.enter_context(ThreadPoolExecutor(6))
        idle = [pool.submit(client.getThing, "idle") for _ in range(3)]
        busy = [pool.submit(client.getThing, "busy") for _ in range(3)]
        until(lambda: len(server.received) == 6)
        release.set()
        for call in idle:
            call.result(3)
        with monkeypatch.context() as patch:
            patch.setattr(socket.socket, "close", closeAndRecord)
            client.close()
            for call in busy:
                with pytest.raises(ClientClosed):
                    call.result(3)
        until(lambda: server.ended == 6)
    here = threading.get_ident()
    assert sorted(closer == here for closer in closers) == [False] * 3 + [True] * 3
