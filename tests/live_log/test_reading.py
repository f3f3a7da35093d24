"""Reading of logs through connections that break, from workers that misbehave."""

from __future__ import annotations

import gzip
import tracemalloc
from collections.abc import Callable, Generator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue
from tests.core.loopback import (
    Behaviour,
    Connection,
    Loopback,
    Received,
    attentive,
    loopback,
    raw,
    respond,
)
from tests.live_log.followers import KINDS, Follower, following
from tests.live_log.logs import CHUNKED, CONTENTS, Reply, chunk, linesOf

from tc_typed import (
    FailedDependency,
    StorageFailure,
    TaskclusterConnectionError,
    TaskclusterFailure,
    TaskclusterTimeout,
    UnexpectedResponse,
    UnverifiableDownload,
)
from tc_typed.core.options import AnyOptions
from tc_typed.live_log import reading
from tc_typed.queue import TaskStatusResponse
from tc_typed.testing import sample

pytestmark = pytest.mark.usefixtures("waits")

TASK = "fSzAsMWcTmKGhYXeOWNXMg"
LOG = "public/logs/live.log"
COMPLETE = Reply(content=b"one\ntwo\nthree\n")

SIZES = st.lists(st.integers(1, 9), min_size=1, max_size=3).map(tuple)
ETAGS = st.sampled_from([None, '"one"', '"two"', 'W/"weak"'])

ANY_KIND = pytest.mark.parametrize("kind", KINDS)

# Kinds of client that can be used in turn. The other kind patches an import.
CONCURRENT = [kind for kind in KINDS if kind != "async over httpx"]


@dataclass
class Play:
    """A task with one run, whose worker responds as in a script."""

    live: list[Behaviour]
    """Responses of the worker while the run is running. Then the run is over."""
    final: list[Behaviour]
    """Responses of the storage after the run; the last one is repeated."""
    state: str = "completed"
    """State of the run when it is over."""
    artifact: Mapping[str, JsonValue] = field(default_factory=dict[str, JsonValue])
    """Response of the queue instead of the URL of the log."""
    server: Loopback | None = None

    @property
    def requests(self) -> list[Received]:
        """Requests for the log."""
        assert self.server is not None
        return self.server.received

    def options(self) -> AnyOptions:
        """Return options of clients that play the queue."""
        return {"fake": {"status": self._status, "artifact": self._artifact}}

    def _status(self, taskId: str) -> TaskStatusResponse:
        assert taskId == TASK
        state = "running" if len(self.requests) < len(self.live) else self.state
        return sample(TaskStatusResponse, status={"taskId": taskId, "state": state})

    def _artifact(self, taskId: str, runId: int | str, name: str) -> dict[str, JsonValue]:
        assert (taskId, name) == (TASK, LOG)
        assert self.server is not None
        place = "live" if len(self.requests) < len(self.live) else f"final?n={len(self.requests)}"
        return {"storageType": "reference", "url": f"{self.server.url}/{place}", **self.artifact}

    @contextmanager
    def following(self, kind: str, timeout: float = 30.0) -> Generator[Follower]:
        """Start the worker, and make a follower."""
        with (
            loopback(*self.live, *self.final) as self.server,
            following(kind, {**self.options(), "timeout": timeout}) as follower,
        ):
            yield follower

    def run(self, kind: str, retryFor: float = 60.0) -> list[str]:
        """Follow the log from its start to its end."""
        with self.following(kind) as follower:
            return [*follower.lines(TASK, retryFor=retryFor)]


@st.composite
def plays(draw: st.DrawFn) -> tuple[bytes, Play]:
    """Draw a log that is written bit by bit, and responses for parts of it and then for all."""
    content = draw(CONTENTS)
    cuts = st.integers(0, len(content) + 20)
    live: list[Behaviour] = [
        Reply(
            content=content[:end],
            sizes=draw(SIZES),
            cut=draw(st.none() | cuts),
            framing=draw(st.sampled_from(["chunked", "length", "close"])),
            isGzip=draw(st.booleans()),
            etag=draw(st.sampled_from([None, f'"{end}"'])),
        )
        for end in sorted(draw(st.lists(st.integers(0, len(content)), max_size=4)))
    ]
    isGzip, etag = draw(st.booleans()), draw(ETAGS)
    final: list[Behaviour] = [
        Reply(
            content=content,
            sizes=draw(SIZES),
            cut=cut,
            framing=draw(st.sampled_from(["chunked", "length"])),
            isGzip=isGzip,
            etag=etag,
        )
        for cut in [*draw(st.lists(cuts, max_size=3)), None]
    ]
    return content, Play(live, final)


@given(plays(), st.sampled_from(CONCURRENT))
def test_each_line_is_yielded_once(drawn: tuple[bytes, Play], kind: str) -> None:
    content, play = drawn
    assert play.run(kind) == linesOf(content)


def starting(*sent: bytes, then: Callable[[Connection], object]) -> Behaviour:
    """Send pieces of a live log, and then do something else."""

    def behave(connection: Connection, _: Received) -> None:
        connection.send(CHUNKED + b"".join(map(chunk, sent)))
        then(connection)

    return behave


def stayOpen(connection: Connection) -> None:
    """Send nothing until the client closes the connection."""
    attentive(connection, Received("GET", "/", {}, b""))


@ANY_KIND
def test_a_line_is_yielded_before_the_next_one_is_written(kind: str) -> None:
    isReceived = Event()

    def writeMore(connection: Connection) -> None:
        for line in (b"two\n", b"three\n"):
            assert isReceived.wait(5)
            isReceived.clear()
            connection.send(chunk(line))
        connection.send(b"0\r\n\r\n")

    play = Play([starting(b"one\n", then=writeMore)], [COMPLETE])
    lines: list[str] = []
    with play.following(kind) as follower:
        for line in follower.lines(TASK):
            lines.append(line)
            isReceived.set()
    assert lines == ["one", "two", "three"]


@ANY_KIND
def test_closing_the_iterator_closes_the_connection(kind: str) -> None:
    isClosed = Event()

    def watch(connection: Connection) -> None:
        stayOpen(connection)
        isClosed.set()

    play = Play([starting(b"one\n", then=watch)], [])
    with play.following(kind) as follower, closing(follower.lines(TASK)) as lines:
        assert next(lines) == "one"
        assert not isClosed.is_set()
        lines.close()
        assert isClosed.wait(5)


@ANY_KIND
def test_a_live_log_may_be_silent_for_longer_than_the_timeout(kind: str) -> None:
    def pause(connection: Connection) -> None:
        connection.pause(0.6)
        connection.send(chunk(b"two\nthree\n") + b"0\r\n\r\n")

    play = Play([starting(b"one\n", then=pause)], [Reply(content=b"ONE\nTWO\nTHREE\n")])
    with play.following(kind, timeout=0.4) as follower:
        assert [*follower.lines(TASK)] == ["one", "two", "three"]


@ANY_KIND
def test_a_dead_connection_is_replaced(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SILENCE", 0.1)
    dead = starting(b"one\nt", then=stayOpen)
    play = Play([dead, dead, Reply(content=b"one\ntwo\n")], [COMPLETE])
    with play.following(kind, timeout=0.1) as follower:
        assert [*follower.lines(TASK)] == ["one", "two", "three"]


@ANY_KIND
def test_a_complete_log_may_not_be_silent(kind: str) -> None:
    play = Play([], [starting(b"one\n", then=stayOpen)])
    with play.following(kind, timeout=0.4) as follower:
        lines = follower.lines(TASK, retryFor=0)
        assert next(lines) == "one"
        with pytest.raises(TaskclusterTimeout):
            next(lines)


def refused(connection: Connection, _: Received) -> None:
    connection.hangUp()


def test_failures_are_retried_until_they_have_lasted_too_long(waits: list[float]) -> None:
    play = Play([respond(b"", 503), refused, respond(b"", 404)], [respond(b"", 403), COMPLETE])
    assert play.run("sync") == ["one", "two", "three"]
    assert waits == pytest.approx([1, 2, 4, 8], rel=0.25)
    for behaviour, failure in ((respond(b"", 503), StorageFailure), (refused, None)):
        play = Play([behaviour] * 99, [COMPLETE])
        with pytest.raises(failure or TaskclusterConnectionError) as caught:
            play.run("sync", retryFor=0)
        assert len(play.requests) == 1
        assert caught.value.__context__ is None


def test_attempts_with_new_lines_start_the_time_of_failures_again(waits: list[float]) -> None:
    content = b"line\n" * 50
    live: list[Behaviour] = [Reply(content=content, cut=5 * n) for n in range(1, 50)]
    assert Play(live, [Reply(content=content)]).run("sync") == ["line"] * 50
    assert len(waits) == 49
    assert max(waits) <= 1.25


def test_a_live_log_may_be_cut_as_often_as_its_proxy_likes(waits: list[float]) -> None:
    live: list[Behaviour] = [Reply(content=b"one\n", cut=4)] * 20
    assert Play(live, [COMPLETE]).run("sync", retryFor=0) == ["one", "two", "three"]
    assert sum(waits) > 200  # The network is spared.


@pytest.mark.parametrize("state", ["completed", "failed", "exception"])
def test_the_rest_of_a_log_may_be_lost_with_its_worker(
    state: str, caplog: pytest.LogCaptureFixture
) -> None:
    play = Play([Reply(content=b"one\ntwo\n", cut=6)], [refused], state)
    with play.following("sync") as follower:
        lines = follower.lines(TASK, retryFor=0.2)
        assert next(lines) == "one"
        if state == "exception":
            assert [*lines] == ["tw"]
            assert "the rest of run 0's log is lost" in caplog.text
        else:
            with pytest.raises(TaskclusterConnectionError):
                next(lines)


def test_a_log_that_has_ended_is_not_read_with_each_poll(waits: list[float]) -> None:
    live: list[Behaviour] = [Reply(content=b"one\n")] * 8
    assert Play(live, [COMPLETE]).run("sync") == ["one", "two", "three"]
    assert len(waits) > 12
    assert sum(waits) > 100


# Hostile logs


def looping(connection: Connection, received: Received) -> None:
    """Redirect to the same URL."""
    respond(b"", 302, {"location": received.target})(connection, received)


UNUSABLE: list[tuple[str, type[TaskclusterFailure], Play]] = [
    ("a file", UnexpectedResponse, Play([COMPLETE], [], artifact={"url": "file:///etc/passwd"})),
    (
        "an error artifact",
        FailedDependency,
        Play(
            [COMPLETE],
            [],
            artifact={"storageType": "error", "reason": "file-missing-on-worker", "message": "!"},
        ),
    ),
    ("an unknown kind", UnverifiableDownload, Play([COMPLETE], [], artifact={"storageType": "x"})),
    ("a redirect loop", StorageFailure, Play([looping] * 20, [])),
    (
        "a redirect to a file",
        StorageFailure,
        Play([respond(b"", 302, {"location": "file:///etc/passwd"})] * 9, []),
    ),
    (
        "an encoding",
        UnverifiableDownload,
        Play([respond(b"", 200, {"content-encoding": "br"})], []),
    ),
    ("an unknown end", UnverifiableDownload, Play([], [Reply(content=b"x", framing="close")])),
    (
        "invalid gzip data",
        TaskclusterConnectionError,
        Play([], [respond(b"x\n", 200, {"content-encoding": "gzip"})]),
    ),
]


@pytest.mark.parametrize(("what", "failure", "play"), UNUSABLE, ids=[it[0] for it in UNUSABLE])
@pytest.mark.parametrize("kind", ["sync", "async over aiohttp"])
def test_unusable_logs_are_errors(
    what: str, failure: type[TaskclusterFailure], play: Play, kind: str
) -> None:
    with pytest.raises(failure):
        play.run(kind, retryFor=0)
    assert len(play.requests) <= 11, what


@given(st.text(max_size=20) | st.sampled_from(["\x1b[2J", "\n", "x" * 100_000]))
def test_texts_that_a_task_chose_are_printable_and_short_in_messages(text: str) -> None:
    artifact = {"storageType": "error", "reason": text, "message": text}
    with pytest.raises(FailedDependency) as failure:
        Play([COMPLETE], [], artifact=artifact).run("sync")
    assert str(failure.value).isprintable()
    assert len(str(failure.value)) < 1200


def test_an_encoding_is_short_in_messages() -> None:
    response = respond(b"", 200, {"content-encoding": "x" * 20_000})
    with pytest.raises(UnverifiableDownload, match="the storage sent the encoding 'xxx") as failure:
        Play([response], []).run("sync")
    assert len(str(failure.value)) < 300


@pytest.mark.parametrize("kind", ["sync", "async over aiohttp"])
def test_an_endless_line_is_cut(kind: str) -> None:
    megabyte = b"x" * 2**20
    bomb = gzip.compress(megabyte * 64)
    head = CHUNKED.replace(b"\r\n\r\n", b"\r\ncontent-encoding: gzip\r\n\r\n")
    play = Play([raw(head, chunk(bomb), b"0\r\n\r\n", thenHangUp=False)], [])
    with play.following(kind) as follower, closing(follower.lines(TASK)) as lines:
        next(lines)
        tracemalloc.start()
        try:
            for _ in range(62):
                assert next(lines) == megabyte.decode()
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < 16 * 2**20


def test_empty_pieces_are_not_the_end() -> None:
    head = CHUNKED.replace(b"\r\n\r\n", b"\r\ncontent-encoding: gzip\r\n\r\n")
    empty = chunk(gzip.compress(b"")) * 100
    one, two = (chunk(gzip.compress(data)) for data in (b"one\ntw", b"o\nthree\n"))
    play = Play([raw(head, empty, one, empty, two, b"0\r\n\r\n")], [COMPLETE])
    assert play.run("sync") == ["one", "two", "three"]
