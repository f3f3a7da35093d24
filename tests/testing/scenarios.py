"""Scenarios recorded on a real Taskcluster, and their player, which does not use this package.

`python -m tests.testing.scenarios NAME...` shows where the local Taskcluster differs. With `--page`
it also writes the page of the docs.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Protocol, TypeAlias

import httpx
from tests.sources import PROJECT
from tests.testing.contract import Judge
from tests.testing.methods_page import methodsPage

from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.clock import systemClock
from tc_typed.testing.messages.message_log import SentMessage
from tc_typed.testing.services.queue.settings import CLAIM_TIMEOUT

if TYPE_CHECKING:
    from pydantic import JsonValue

SHARED = PROJECT.parent / "shared"
PLAYER = SHARED / "check" / "scenarios.py"
SCENARIOS = SHARED / "recordings" / "scenarios"
METHODS_PAGE = PROJECT / "docs" / "pages" / "testing" / "methods.md"

_SHORT_CLAIM = 8.0
"""Seconds after which a claim expires, about as when scenarios with short claims were recorded."""

_PAGE_OPTION = "--page"


TakeMessages: TypeAlias = Callable[[], list[dict[str, object]]]
"""Function that returns the messages that were sent since its last call."""


class Outcome(Protocol):
    """Result of one step, from the player."""

    scenario: str
    number: int
    call: str
    differences: Sequence[object]


class Player(Protocol):
    """Player of scenarios, from the shared folder."""

    http: httpx.Client

    def prepare(self) -> str | None:
        """Make the role `anonymous` if it is missing; return a description of what is wrong."""
        ...

    def play(self, scenario: Mapping[str, JsonValue]) -> Sequence[Outcome]:
        """Make the calls of a scenario."""
        ...


@cache
def load() -> ModuleType:
    """Import the player."""
    spec = importlib.util.spec_from_file_location("scenarios_player", PLAYER)
    assert spec is not None
    assert spec.loader is not None
    player = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = player  # Its dataclasses look their module up.
    spec.loader.exec_module(player)
    vars(player)["LATE"] = 0.0  # Messages of a local Taskcluster are sent before the response.
    return player


def scenario(name: str) -> dict[str, JsonValue]:
    """Read the scenario with a name."""
    content: dict[str, JsonValue] = json.loads((SCENARIOS / f"{name}.json").read_text())
    return content


def names() -> list[str]:
    """Return the names of all scenarios."""
    return sorted(path.stem for path in SCENARIOS.glob("*.json"))


class RestartedTaskcluster(LocalTaskcluster):
    """Local Taskcluster that loses all but its database before each request.

    Only the server keeps running, because it takes longer to start than a scenario. Time passes
    while the rest is stopped.
    """

    def __init__(self, claimTimeout: float, database: Path) -> None:
        self._passed = timedelta()
        self._sent: Sequence[SentMessage] = ()
        super().__init__(
            clock=lambda: systemClock() + self._passed,
            claimWait=0,
            claimTimeout=claimTimeout,
            database=database,
        )

    def beforeRequest(self, _request: httpx.Request) -> None:
        """Go on with what is in the database."""
        self._sent = self.allMessages()
        self._instance.reopen()

    def reset(self) -> None:
        super().reset()
        self._passed, self._sent = timedelta(), ()

    def passTime(self, seconds: float) -> None:
        """Move the clock, before the next restart."""
        self._passed += timedelta(seconds=seconds)

    def allMessages(self) -> Sequence[SentMessage]:
        """Return the messages that were sent since the last reset."""
        return [*self._sent, *self.messages]


class MovedClock:
    """Clock for the player, which advances the local Taskcluster's instead of waiting."""

    movable = True

    def __init__(self, taskcluster: LocalTaskcluster) -> None:
        self._taskcluster = taskcluster

    def now(self) -> datetime:
        return self._taskcluster.clock.now()

    def wait(self, seconds: float) -> None:
        if isinstance(self._taskcluster, RestartedTaskcluster):
            self._taskcluster.passTime(seconds)
        else:
            self._taskcluster.clock.advance(timedelta(seconds=seconds))


def newMessages(messages: Callable[[], Iterable[SentMessage]]) -> TakeMessages:
    """Return a function that returns the messages that were sent since its last call."""
    taken = len(list(messages()))

    def take() -> list[dict[str, object]]:
        nonlocal taken
        sent = list(messages())[taken:]
        taken += len(sent)
        return [
            {
                "exchange": message.exchange,
                "routingKey": message.routingKey,
                "cc": list(message.cc),
                "payload": json.loads(message.body),
            }
            for message in sent
        ]

    return take


def allMessages(taskcluster: LocalTaskcluster) -> Sequence[SentMessage]:
    """Return the messages that were sent since the last reset, before and after restarts."""
    if isinstance(taskcluster, RestartedTaskcluster):
        return taskcluster.allMessages()
    return list(taskcluster.messages)


def playerFor(
    taskcluster: LocalTaskcluster, claimTimeout: float, messages: TakeMessages | None = None
) -> Player:
    """Return a player of scenarios that compares messages, too.

    Args:
        taskcluster: Taskcluster to make the calls to.
        claimTimeout: Seconds after which its claims expire.
        messages: Function that returns the messages since its last call. By default they are those
            that the local Taskcluster has sent.
    """
    module = load()
    credentials = taskcluster.credentials
    player: Player = module.Player(
        taskcluster.rootUrl,
        module.Credentials(credentials.clientId, credentials.accessToken),
        clock=MovedClock(taskcluster),
        messages=messages or newMessages(lambda: allMessages(taskcluster)),
        claimTimeout=claimTimeout,
    )
    if isinstance(taskcluster, RestartedTaskcluster):
        player.http.event_hooks["request"].append(taskcluster.beforeRequest)
    return player


@contextmanager
def _brokerMessages(url: str) -> Generator[TakeMessages]:
    """Return a function that reads the messages that have arrived at a broker since its last call.

    It does not wait for those that arrive late. The player compares them over a whole scenario, and
    waits for the last ones.
    """
    module = load()
    pulse = module.Pulse(url, quiet=0.01)
    vars(module)["LATE"] = 5.0
    try:
        yield pulse.take
    finally:
        vars(module)["LATE"] = 0.0
        pulse.connection.close()


def playAll(
    wanted: Sequence[str] = (),
    judge: Judge | None = None,
    databases: Path | None = None,
    broker: str | None = None,
) -> Iterator[tuple[str, Sequence[Outcome]]]:
    """Play scenarios, each on a local Taskcluster without other data.

    Args:
        wanted: Parts of the names of the scenarios to play. By default all scenarios are played.
        judge: Judge of everything that is received.
        databases: Folder for databases. If it is given, all but a database is lost before each
            step and while time passes.
        broker: URL of a broker that messages are sent to and read from.
    """
    judge = judge or Judge()
    with ExitStack() as stack:
        taskclusters = {
            timeout: stack.enter_context(_newTaskcluster(timeout, databases, broker))
            for timeout in (CLAIM_TIMEOUT, _SHORT_CLAIM)
        }
        messages = None if broker is None else stack.enter_context(_brokerMessages(broker))
        for name in names():
            if wanted and not any(part in name for part in wanted):
                continue
            content = scenario(name)
            isShort = "short claims" in str(content["needs"])
            claimTimeout = _SHORT_CLAIM if isShort else CLAIM_TIMEOUT
            taskcluster = taskclusters[claimTimeout]
            taskcluster.reset()
            player = playerFor(taskcluster, claimTimeout, messages)
            with player.http:
                problem = player.prepare()
                assert problem is None, problem
                player.http.event_hooks["response"].append(judge.response)
                yield name, player.play(content)
                for message in allMessages(taskcluster):
                    judge.message(message)


def _newTaskcluster(
    claimTimeout: float, databases: Path | None, broker: str | None
) -> LocalTaskcluster:
    if databases is None:
        return LocalTaskcluster(claimWait=0, claimTimeout=claimTimeout, amqp=broker)
    database = databases / f"claims-of-{claimTimeout:.0f}s.db"
    return RestartedTaskcluster(claimTimeout, database)


def main(arguments: Sequence[str]) -> None:
    """Play scenarios and print the differences, or write the page of the docs."""
    outcomes: list[Outcome] = []
    for name, played in playAll([part for part in arguments if part != _PAGE_OPTION]):
        outcomes += played
        differing = [str(outcome) for outcome in played if outcome.differences]
        summary = f"{name}: {len(played) - len(differing)} of {len(played)}"
        sys.stdout.write("\n".join([*differing, summary]) + "\n\n")
    same = sum(not outcome.differences for outcome in outcomes)
    sys.stdout.write(f"{same} of {len(outcomes)} steps are the same\n")
    if _PAGE_OPTION in arguments:
        METHODS_PAGE.write_text(methodsPage(outcomes))


if __name__ == "__main__":
    main(sys.argv[1:])
