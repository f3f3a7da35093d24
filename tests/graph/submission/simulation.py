"""A simulated queue and index, clock and driver, for tests of submissions without a server."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeAlias
from unittest.mock import patch

from pydantic import JsonValue

from tc_typed.core.errors import (
    TaskclusterConnectionError,
    TaskclusterFailure,
    restFailure,
)
from tc_typed.core.retry import RetryPolicy
from tc_typed.core.steps import Wait, advance
from tc_typed.graph import TaskGraph
from tc_typed.graph.plan import Plan
from tc_typed.graph.progress import TaskProgress
from tc_typed.graph.report import Report
from tc_typed.graph.submission import submission
from tc_typed.graph.submission.journal import Created, Entry, JournalState, Reused, Sending
from tc_typed.graph.submission.steps import Call, CreateTask, FindTask, GetStatus, TaskSteps
from tc_typed.graph.submission.submission import Submission, SubmitOptions
from tc_typed.index.models import IndexedTask
from tc_typed.queue.models import TaskStatus, TaskStatusResponse

START = datetime(2026, 1, 1, tzinfo=UTC)
GROUP = "AAAAAAAATAuAAAAAAAAAAA"

Reply: TypeAlias = object | TaskclusterFailure
Fault: TypeAlias = Callable[[Call], TaskclusterFailure | None]
InFlight: TypeAlias = tuple[TaskSteps, object, float]
"""Steps, the reply to the last one, and the second when the next one is due."""


def newGraph() -> TaskGraph:
    return TaskGraph(
        GROUP,
        taskQueueId="a/b",
        schedulerId="s",
        deadline="1 day",
        metadata={"description": "d", "owner": "o@example.com", "source": "https://example.com"},
        payload={},
    )


def planOf(graph: TaskGraph, decisionTaskId: str | None = None) -> Plan:
    return Plan(GROUP, decisionTaskId, graph.nodes)


def rest(
    status: int, code: str | None = None, retryAfter: float | None = None
) -> TaskclusterFailure:
    body: JsonValue = "a page" if code is None else {"code": code, "message": "no"}
    return restFailure("queue.createTask", status, body, retryAfter=retryAfter)


def dropped() -> TaskclusterFailure:
    return TaskclusterConnectionError("queue.createTask", "dropped")


def statusOf(taskId: str, group: str = GROUP, state: str = "unscheduled") -> TaskStatusResponse:
    return TaskStatusResponse(
        status=TaskStatus.model_validate(
            {
                "taskId": taskId,
                "taskGroupId": group,
                "provisionerId": "a",
                "workerType": "b",
                "taskQueueId": "a/b",
                "schedulerId": "s",
                "projectId": "none",
                "deadline": START,
                "expires": START + timedelta(days=100),
                "retriesLeft": 5,
                "state": state,
                "runs": [],
            }
        )
    )


class Crash(Exception):
    """The simulated program is killed."""


@dataclass
class Simulation:
    """A deployment, and a driver whose tasks progress in random order."""

    plan: Plan
    random: Random = field(default_factory=lambda: Random(1))
    before: Fault = lambda _: None
    """Returns the fault of a call that is not carried out."""
    after: Fault = lambda _: None
    """Returns the fault of a call that is carried out."""
    indexed: dict[str, str] = field(default_factory=dict[str, str])
    """Ids of indexed tasks, by path."""
    seconds: float = 0.0
    callSeconds: float = 0.01
    crashAfter: int | None = None
    """Number of steps after which the program is killed."""

    def __post_init__(self) -> None:
        self.calls: list[Call] = []
        self.waits: list[float] = []
        self.journal: list[Entry] = []
        self.definitions: dict[str, str] = {}
        """Definitions of the tasks that exist, by id."""
        self.creations: list[str] = []
        self.announced: dict[str, datetime] = {}
        """Creation times in the journal, by task id."""
        self.progress: list[dict[str, int]] = []
        self.stopped: int | None = None
        """Number of calls made when the submission stopped."""

    def now(self) -> datetime:
        return START + timedelta(milliseconds=int(self.seconds * 1000))

    @contextmanager
    def clock(self) -> Generator[None]:
        with (
            patch.object(submission, "perf_counter", lambda: self.seconds),
            patch.object(submission, "fromNow", self._fromNow),
        ):
            yield

    def _fromNow(self, offset: str) -> datetime:
        assert not offset
        return self.now()

    # Services

    def respond(self, call: Call) -> Reply:
        self.calls.append(call)
        self.seconds += self.callSeconds
        if (fault := self.before(call)) is not None:
            return fault
        reply = self.handle(call)
        return self.after(call) or reply

    def handle(self, call: Call) -> Reply:
        match call:
            case FindTask():
                if call.indexPath not in self.indexed:
                    return rest(404, "ResourceNotFound")
                taskId = self.indexed[call.indexPath]
                return IndexedTask.model_validate(
                    {
                        "namespace": call.indexPath,
                        "taskId": taskId,
                        "rank": 0,
                        "data": {},
                        "expires": START + timedelta(days=100),
                    }
                )
            case GetStatus():
                known = call.taskId in self.definitions or call.taskId in self.indexed.values()
                return statusOf(call.taskId) if known else rest(404, "ResourceNotFound")
            case CreateTask():
                return self._create(call)

    def _create(self, call: CreateTask) -> Reply:
        definition = call.definition
        text = definition.model_dump_json()
        if abs(self.now() - definition.created) > timedelta(minutes=15):
            return rest(400, "InputError")
        if call.taskId in self.definitions:
            same = self.definitions[call.taskId] == text
            return statusOf(call.taskId) if same else rest(409, "RequestConflict")
        for needed in definition.dependencies or ():
            assert needed in self.definitions or needed in self.indexed.values(), "sent too early"
        assert self.announced[call.taskId] == definition.created, "not in the journal before"
        self.definitions[call.taskId] = text
        self.creations.append(call.taskId)
        return statusOf(call.taskId)

    # Driver

    def submit(
        self,
        *,
        concurrency: int = 10,
        retryFor: float = 60,
        dryRun: bool = False,
        progress: TaskProgress | None = None,
        policy: RetryPolicy | None = None,
    ) -> Report:
        """Submit the plan; continue from the journal, if there is one."""

        def note(counts: object) -> None:
            assert isinstance(counts, dict)
            self.progress.append({**counts})

        state = JournalState()
        for entry in self.journal:
            state.add(entry)
        options = SubmitOptions(concurrency, retryFor, None, dryRun, progress or note)
        self.submission = Submission(self.plan, state, policy or RetryPolicy(), options)
        with self.clock():
            return self._drive(self.submission, concurrency)

    def _drive(self, submitting: Submission, concurrency: int) -> Report:
        inFlight: list[InFlight] = []
        while True:
            while len(inFlight) < concurrency and (steps := submitting.nextSteps()):
                inFlight.append((steps, None, self.seconds))
            if submitting._stop is not None and self.stopped is None:  # pyright: ignore[reportPrivateUsage]
                self.stopped = len(self.calls)
            if not inFlight:
                return submitting.report()
            submitting.reportProgress()
            self._advance(submitting, inFlight)

    def _advance(self, submitting: Submission, inFlight: list[InFlight]) -> None:
        """Carry out the next step of a random task that isn't waiting."""
        self.seconds = max(self.seconds, min(due for _, _, due in inFlight))
        ready = [it for it in inFlight if it[2] <= self.seconds]
        chosen = self.random.choice(ready)
        inFlight.remove(chosen)
        steps, reply, _ = chosen
        if self.crashAfter is not None:
            self.crashAfter -= 1
            if self.crashAfter < 0:
                raise Crash
        step = advance(steps, reply)
        due, reply = self.seconds, None
        match step:
            case CreateTask() | GetStatus() | FindTask():
                reply = self.respond(step)
            case Wait():
                self.waits.append(step.seconds)
                due += step.seconds
            case Sending() | Created() | Reused():
                self.journal.append(step)
                if isinstance(step, Sending):
                    self.announced[self.plan.nodes[step.label].taskId] = step.created
            case _:
                submitting.finish(step)
                return
        inFlight.append((steps, reply, due))


def sentDefinitions(calls: list[Call]) -> Iterator[tuple[str, str]]:
    """Yield task ids and definitions of the calls that create tasks."""
    for call in calls:
        if isinstance(call, CreateTask):
            yield call.taskId, call.definition.model_dump_json()
