"""Time limits of transfers: slow storage is tolerated, stalled storage is not."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.loopback import Connection, Received, listening, loopback, message, silent
from tests.transfers.storage import Deployment, Storage, running, take
from tests.transfers.test_downloads import failing
from tests.transfers.transfer_kinds import TRANSFER_KINDS, Transfers, transferring

from tc_typed import TaskclusterTimeout
from tc_typed.core.transport import time_limits
from tc_typed.core.transport.time_limits import StallTimeout

pytestmark = pytest.mark.usefixtures("debugLog", "waits")

DATA = b"x" * 20_000

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b'transfer-encoding: chunked\r\netag: "one"\r\n\r\n'

TRICKLES = {
    "a status line": (b"HTTP/1.1 200 ", b"x"),
    "a header": (OK + b"x: ", b"x"),
    "headers": (OK, b"x: y\r\n"),
    "interim responses": (b"", b"HTTP/1.1 102 Processing\r\n\r\n"),
    "the length of a chunk": (CHUNKED, b"0"),
}

# A sync HTTP client of the user has its own time limit for status line and headers.
LIMITED = [kind for kind in TRANSFER_KINDS if not kind.startswith("sync, own")]

# Kinds of client that can be tested at the same time. The other kind patches an import.
CONCURRENT = [kind for kind in TRANSFER_KINDS if kind != "async over httpx"]


class Clock:
    """A clock that only tests advance."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@given(
    seconds=st.floats(0.1, 100),
    waits=st.lists(st.tuples(st.floats(0, 50), st.integers(0, 200), st.floats(0, 500))),
)
def test_each_byte_extends_the_limit_by_a_second(
    seconds: float, waits: list[tuple[float, int, float]]
) -> None:
    clock, expected = Clock(), seconds
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time_limits, "perf_counter", clock)
        tested = StallTimeout(seconds)
        for waited, size, pause in waits:
            clock.now += pause  # The caller's own work takes this long.
            if expected <= 0:
                with pytest.raises(TimeoutError):
                    tested.begin()
                return
            assert tested.begin() == pytest.approx(expected)
            assert tested.deadline == pytest.approx(clock.now + expected)
            clock.now += waited
            tested.end(size)
            expected = min(seconds, expected - waited + size)


@given(st.floats(0.1, 100), st.floats(1, 1000), st.integers(1, 1000))
def test_a_byte_a_second_is_enough(seconds: float, rate: float, pieces: int) -> None:
    clock = Clock()
    size = 1 if rate * seconds < 2 else int(rate * seconds / 2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time_limits, "perf_counter", clock)
        tested = StallTimeout(seconds)
        for _ in range(pieces):
            tested.begin()
            clock.now += min(size / rate, seconds / 2)
            tested.end(size)


@given(st.floats(0.1, 1000), st.floats(0.1, 300), st.lists(st.floats(0, 0.99), max_size=20))
def test_if_silence_is_allowed_each_byte_renews_the_time(
    seconds: float, silence: float, waits: list[float]
) -> None:
    clock, full = Clock(), max(seconds, silence)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time_limits, "perf_counter", clock)
        tested = StallTimeout(seconds, silence)
        assert tested.begin() == seconds
        tested.beginResponse()
        for fraction in waits:
            assert tested.begin() == pytest.approx(full)
            clock.now += fraction * full
            tested.end(1)
        tested.begin()
        clock.now += full * 1.01
        tested.end(0)
        with pytest.raises(TimeoutError):
            tested.begin()


def trickling(start: bytes, piece: bytes, pause: float, seconds: float = 10) -> Storage:
    """Send the start of a response, and then a piece after each pause."""

    def behave(connection: Connection, _: Received, __: Deployment) -> None:
        connection.send(start)
        end = time.monotonic() + seconds
        while connection.pause(pause) and time.monotonic() < end:
            connection.send(piece)

    return behave


@pytest.mark.parametrize("trickle", TRICKLES)
@pytest.mark.parametrize("kind", LIMITED)
def test_a_trickling_response_times_out(
    kind: str, trickle: str, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment.store(DATA)
    deployment.script = [trickling(*TRICKLES[trickle], 0.02)]
    isUpload = trickle in ("a header", "the length of a chunk")
    with transferring(kind, deployment, monkeypatch, timeout=0.2, retries=0) as transfers:
        began = time.monotonic()
        failing(
            TaskclusterTimeout,
            lambda: transfers.uploadFromBuf(DATA) if isUpload else transfers.downloadToBuf(),
        )
        assert time.monotonic() - began < 4


@pytest.mark.parametrize("kind", LIMITED)
def test_a_trickling_tls_handshake_times_out(
    kind: str, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trickle(peer: socket.socket, stopping: threading.Event) -> None:
        peer.recv(65536)
        peer.sendall(b"\x16\x03\x03\x40\x00")  # The start of a long message.
        while not stopping.wait(0.02):
            peer.sendall(b"x")

    deployment.store(DATA)
    deployment.script = [take]
    with (
        loopback(silent, doors=[trickle]) as server,
        transferring(kind, deployment, monkeypatch, timeout=0.2, retries=0) as transfers,
    ):
        deployment.storage = server.url.replace("http:", "https:")
        began = time.monotonic()
        failing(TaskclusterTimeout, transfers.downloadToBuf)
        assert time.monotonic() - began < 4


def withEachKind(
    behave: Storage,
    timeout: float,
    check: Callable[[Transfers], object],
    kinds: Sequence[str] = CONCURRENT,
) -> None:
    """Make the same slow transfer with several kinds of client at the same time."""

    def run(kind: str) -> None:
        deployment = Deployment()
        deployment.store(DATA)
        deployment.script = [behave]
        with (
            running(deployment),
            pytest.MonkeyPatch.context() as patch,
            transferring(kind, deployment, patch, timeout=timeout, retries=0) as transfers,
        ):
            check(transfers)

    with ThreadPoolExecutor(len(kinds)) as pool:
        for work in [pool.submit(run, kind) for kind in kinds]:
            work.result()


def test_a_body_of_less_than_a_byte_a_second_times_out() -> None:
    def check(transfers: Transfers) -> None:
        began = time.monotonic()
        failing(TaskclusterTimeout, transfers.downloadToBuf)
        assert 4.1 < time.monotonic() - began < 9

    # Bytes arrive 3 s apart. The first one may take 4 s, which leaves only 2 s for the second.
    start = message(200, b"", length=len(DATA))
    withEachKind(
        trickling(start, b"x", 3), 4, check, [kind for kind in CONCURRENT if kind in LIMITED]
    )


def test_an_upload_ends_although_its_response_does_not() -> None:
    def check(transfers: Transfers) -> None:
        transfers.deployment.inline = False
        began = time.monotonic()
        transfers.uploadFromBuf(DATA)
        assert time.monotonic() - began < 4

    endless = OK + b"transfer-encoding: chunked\r\n\r\n"
    withEachKind(trickling(endless, b"64\r\n" + b"x" * 100 + b"\r\n", 0.05), 1, check)


@contextmanager
def taking(rate: int) -> Generator[str]:
    """Run a storage server that reads an upload at a rate in bytes per second; yield its URL."""

    def serve(listener: socket.socket) -> None:
        with suppress(OSError), listener.accept()[0] as peer:
            data, missing = b"", 1
            began, size = time.monotonic(), 0
            while size < missing:
                received = peer.recv(4096)
                if not received:
                    return
                if size == 0:
                    data += received
                    headers, end, body = data.partition(b"\r\n\r\n")
                    if not end:
                        continue
                    found = re.search(rb"content-length: (\d+)", headers.lower())
                    assert found is not None
                    missing, received = int(found[1]), body
                size += len(received)
                time.sleep(max(0, began + size / rate - time.monotonic()))
            peer.sendall(message(200, b""))

    with listening(serve) as url:
        yield url


def test_a_slow_upload_does_not_time_out() -> None:
    """Data in the system's send buffer has not been received by the storage yet."""

    def check(transfers: Transfers) -> None:
        with taking(500_000) as transfers.deployment.storage:
            transfers.uploadFromBuf(b"x" * 1_500_000)

    kinds = [kind for kind in CONCURRENT if "own" not in kind]
    withEachKind(take, 1.5, check, kinds)


class GreedyReader(BytesIO):
    """A reader that ignores the requested size and returns everything."""

    def read(self, _: int | None = None) -> bytes:
        return super().read()


def test_a_slow_upload_from_a_greedy_reader_does_not_time_out() -> None:
    data = b"x" * 1_500_000

    def check(transfers: Transfers) -> None:
        with taking(1_000_000) as transfers.deployment.storage:
            transfers.upload(lambda: GreedyReader(data), len(data))

    kinds = [kind for kind in CONCURRENT if "own" not in kind]
    withEachKind(take, 0.8, check, kinds)


def test_a_slow_body_does_not_time_out() -> None:
    def slowly(connection: Connection, _: Received, __: Deployment) -> None:
        connection.send(message(200, b"", length=len(DATA)))
        for start in range(0, len(DATA), 4000):
            connection.pause(0.3)
            connection.send(DATA[start : start + 4000])

    def check(transfers: Transfers) -> None:
        assert transfers.downloadToBuf()[0] == DATA

    withEachKind(slowly, 1, check)


class SlowReader:
    """A reader that pauses before each piece."""

    def __init__(self) -> None:
        self._rest = DATA

    def read(self, size: int) -> bytes:
        time.sleep(0.4)
        piece, self._rest = self._rest[: min(5000, size)], self._rest[min(5000, size) :]
        return piece


def test_time_spent_in_the_reader_does_not_count() -> None:
    def check(transfers: Transfers) -> None:
        transfers.upload(SlowReader, len(DATA))

    withEachKind(take, 0.9, check)


class SlowWriter:
    """A writer that pauses for each piece."""

    def write(self, data: bytes) -> None:
        time.sleep(0.4)


def test_time_spent_in_the_writer_does_not_count() -> None:
    def check(transfers: Transfers) -> None:
        assert transfers.download(SlowWriter)

    def inPieces(connection: Connection, _: Received, __: Deployment) -> None:
        connection.send(message(200, b"", length=len(DATA)))
        for start in range(0, len(DATA), 5000):
            connection.pause(0.02)
            connection.send(DATA[start : start + 5000])

    withEachKind(inPieces, 0.9, check)
