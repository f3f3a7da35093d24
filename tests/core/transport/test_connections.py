"""Each connection is used by one request at a time, and the oldest idle ones are closed first."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from random import Random

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tc_typed.core.transport import connections as module
from tc_typed.core.transport.connections import Connections
from tc_typed.core.transport.limits import IDLE_SECONDS
from tc_typed.core.transport.url import Origin, Url

LIMIT = 4
ORIGINS = [Url.parse(f"http://{name}.example.com/").origin for name in "abc"]


@dataclass(eq=False)
class FakeConnection:
    """A fake connection."""

    origin: Origin
    idleSince: float = 0.0
    users: int = 0
    number: int = field(default_factory=count().__next__)


class Machine(RuleBasedStateMachine):
    """State machine whose model has the idle connections, oldest first, and the busy ones."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.now = 1000.0
        self.patch.setattr(module, "CONNECTIONS", LIMIT)
        self.patch.setattr(module, "perf_counter", lambda: self.now)
        self.made: list[FakeConnection] = []
        self.connections = Connections(self.make)
        self.idle: list[tuple[FakeConnection, float]] = []
        self.busy: list[FakeConnection] = []
        self.isClosed = False

    def make(self, origin: Origin) -> FakeConnection:
        self.made.append(FakeConnection(origin))
        return self.made[-1]

    @rule(origin=st.sampled_from(ORIGINS))
    def take(self, origin: Origin) -> None:
        if self.isClosed:
            with pytest.raises(ConnectionError):
                self.connections.take(origin)
            return
        before = len(self.made)
        connection = self.connections.take(origin)
        fitting = [it for it in self.idle if it[0].origin == origin]
        if fitting:
            assert connection is fitting[-1][0]
            self.idle.remove(fitting[-1])
        else:
            assert self.made[before:] == [connection]
        assert connection.origin == origin
        assert connection not in self.busy
        self.busy.append(connection)

    @precondition(lambda self: self.busy)
    @rule(data=st.data())
    def giveBack(self, data: st.DataObject) -> None:
        connection = data.draw(st.sampled_from(self.busy))
        self.busy.remove(connection)
        assert self.connections.giveBack(connection) != self.isClosed
        if not self.isClosed:
            assert connection.idleSince == self.now
            self.idle.append((connection, self.now))

    @precondition(lambda self: self.busy)
    @rule(data=st.data())
    def drop(self, data: st.DataObject) -> None:
        connection = data.draw(st.sampled_from(self.busy))
        self.busy.remove(connection)
        self.connections.drop(connection)

    @rule(most=st.integers(0, 3))
    def surplus(self, most: int) -> None:
        """Stop early at random, as closing a connection may fail and end the iteration."""
        found: list[FakeConnection] = []
        for connection in self.connections.surplus():
            found.append(connection)
            if len(found) > most:
                break
        expected = [it[0] for it in self.idle[: len(found)]]
        assert found == expected
        total = len(self.idle) + len(self.busy)
        for taken, (_, since) in enumerate(self.idle[: len(found)]):
            assert total - taken > LIMIT or self.now - since > IDLE_SECONDS
        del self.idle[: len(found)]
        if len(found) <= most:
            assert len(self.idle) + len(self.busy) <= max(LIMIT, len(self.busy))
            assert not [it for it in self.idle if self.now - it[1] > IDLE_SECONDS]

    @rule(seconds=st.sampled_from([0.5, 1.0, IDLE_SECONDS, IDLE_SECONDS + 0.5]))
    def wait(self, seconds: float) -> None:
        self.now += seconds

    @rule()
    def close(self) -> None:
        idle, busy = self.connections.close()
        assert idle == {connection for connection, _ in self.idle}
        assert busy == (set() if self.isClosed else {*self.busy})
        self.idle.clear()
        self.isClosed = True

    @invariant()
    def nothingIsLost(self) -> None:
        assert len({connection.number for connection, _ in self.idle}) == len(self.idle)
        assert not {connection.number for connection, _ in self.idle} & {
            connection.number for connection in self.busy
        }

    def teardown(self) -> None:
        self.patch.undo()


TestConnections = Machine.TestCase  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # hypothesis has no types for it


@pytest.fixture
def restless() -> Iterator[None]:
    """Make threads switch as often as possible."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("restless")
@pytest.mark.parametrize("isClosed", [False, True])
def test_threads_never_get_the_same_connection(
    monkeypatch: pytest.MonkeyPatch, *, isClosed: bool
) -> None:
    monkeypatch.setattr(module, "CONNECTIONS", LIMIT)
    monkeypatch.setattr(module, "IDLE_SECONDS", 0.0001)
    connections = Connections(FakeConnection)
    start = threading.Barrier(8)
    ended: list[FakeConnection] = []

    def use(connection: FakeConnection, random: Random) -> None:
        connection.users += 1
        assert connection.users == 1
        if random.random() < 0.1:
            threading.Event().wait(0.0001)
        connection.users -= 1
        assert connection.users == 0
        if random.random() < 0.1:
            connections.drop(connection)
            ended.append(connection)
        elif not connections.giveBack(connection):
            ended.append(connection)

    def work(seed: int) -> None:
        random = Random(seed)
        start.wait(5)
        with suppress(ConnectionError):
            for _ in range(500):
                connection = connections.take(random.choice(ORIGINS))
                for surplus in connections.surplus():
                    assert surplus.users == 0
                    ended.append(surplus)
                use(connection, random)

    with ThreadPoolExecutor(8) as pool:
        running = [pool.submit(work, seed) for seed in range(8)]
        if isClosed:
            idle, _ = connections.close()
            ended += idle
        for each in running:
            each.result(15)
    idle, busy = connections.close()
    ended += idle
    assert not busy
    assert len(ended) == len({*ended})
