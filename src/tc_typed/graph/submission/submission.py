"""Submission of a task graph: which task is sent next, and what follows from each outcome.

It makes no calls. `nextSteps` returns generators of steps, each for one task; a driver carries out
the steps of several tasks at a time, and passes each outcome to `finish`.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from graphlib import TopologicalSorter
from itertools import count
from math import inf
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from tc_typed.core.errors import (
    AuthenticationFailed,
    ClientClosed,
    InvalidCall,
    RequestConflict,
    ResourceNotFound,
    TaskclusterAuthFailure,
    TaskclusterFailure,
    TaskclusterRestFailure,
    UnexpectedResponse,
)
from tc_typed.core.logs import log
from tc_typed.core.retry import RetryPolicy, isTemporary, logRetry
from tc_typed.core.steps import Wait
from tc_typed.core.texts import shown, shownValue
from tc_typed.graph.node import Node, deadlineOf, isSlugId
from tc_typed.graph.plan import Plan
from tc_typed.graph.progress import StateCounts, TaskProgress
from tc_typed.graph.report import Report, TaskResult
from tc_typed.graph.submission.journal import Created, JournalState, Reused, Sending
from tc_typed.graph.submission.steps import (
    Call,
    CreateTask,
    Exists,
    FindTask,
    Found,
    GetStatus,
    Lost,
    Outcome,
    Step,
    TaskSteps,
)
from tc_typed.index.models import IndexedTask
from tc_typed.queue.models import TaskStatus, TaskStatusResponse
from tc_typed.times import fromNow

ResultT = TypeVar("ResultT")

_CALL = "TaskGraph.submit"

_LARGEST_DIFFERENCE = timedelta(minutes=10)
"""Maximum difference between now and the creation time of a definition that is sent once more. The
queue refuses more than 15 minutes, but clocks differ and calls take time."""

_LAST_DOUBLING = 5
"""Number of retries after which waits stop growing, so that the end of an outage is noticed within
seconds."""

_AUTHENTICATION_RETRIES = 5
"""Number of retries of rejected credentials that have never been accepted. A proxy may just be
renewing them."""

_LONGEST = 1e6
"""Maximum number of seconds for retries. Longer waits overflow on some systems."""


@dataclass(frozen=True, slots=True)
class SubmitOptions:
    """Options of a submission, as described for `TaskGraph.submit`."""

    concurrency: int
    retryFor: float
    journal: Path | None
    isDryRun: bool
    progress: TaskProgress | None

    def __post_init__(self) -> None:
        # Callers without a type checker may pass anything.
        for name, value, kinds, least in (
            ("concurrency", self.concurrency, int, 1),
            ("retryFor", self.retryFor, int | float, 0),
        ):
            if isinstance(value, bool) or not isinstance(value, kinds) or not value >= least:
                kind = "an integer" if kinds is int else "a number of seconds"
                problem = f"{name} must be {kind} of {least} or more, got {shownValue(value)}"
                raise InvalidCall(_CALL, problem)


class Submission:
    """State of a submission.

    First, all tasks to reuse are searched for, because their ids are part of other definitions.
    Then the others are created.
    """

    def __init__(
        self, plan: Plan, journal: JournalState, policy: RetryPolicy, options: SubmitOptions
    ) -> None:
        """Prepare a submission.

        Args:
            plan: Graph to submit.
            journal: State that an earlier submission reached.
            policy: Retry policy of the client; its number of retries is not used.
            options: Options of the submission.
        """
        self._plan = plan
        self._existing = journal.existing
        self._created = {**journal.created}
        self._standIns = {
            plan.nodes[label].taskId: taskId
            for label, taskId in journal.standIns.items()
            if label in plan.nodes
        }
        self._retryFor = min(options.retryFor, _LONGEST)
        self._policy = replace(policy, retries=sys.maxsize, maxDelay=self._retryFor)
        self._isDryRun = options.isDryRun
        self._dependents = _dependents(plan.nodes.values())
        self._toSearch = deque(node for node in plan.nodes.values() if self._isUndecided(node))
        self._searches = len(self._toSearch)
        self._order: TopologicalSorter[str] | None = None
        self._ready = deque[str]()
        self._results: dict[str, TaskResult] = {}
        self._counts = StateCounts(_CALL, options.progress, waiting=len(plan.nodes))
        self._lastResponse = self._lastSilence = -inf
        self._stop: TaskclusterFailure | None = None

    def _isUndecided(self, node: Node) -> bool:
        """Whether to search for a task to reuse. If the task may have been sent, it is too late."""
        return bool(node.reuse) and node.label not in self._created and not self._isThere(node)

    def _isThere(self, node: Node) -> bool:
        """Whether a task exists, or another one in its place, so that it need not be created."""
        return node.taskId in self._standIns or node.label in self._existing

    # Order

    def nextSteps(self) -> TaskSteps | None:
        """Return the steps for the next task; `None` if there is none before another outcome."""
        if self._stop is not None:
            return None
        if self._toSearch:
            return self._search(self._toSearch.popleft())
        if self._searches:
            return None
        while (node := self._nextReady()) is not None:
            if node.taskId in self._standIns:
                self._settle(node, "reused")
            elif node.label in self._existing:
                self._settle(node, "created")
            elif self._isDryRun:
                self._settle(node, "planned")
            else:
                return self._create(node)
        return None

    def _nextReady(self) -> Node | None:
        if self._order is None:
            self._order = self._sorted()
        while True:
            if not self._ready:
                self._ready.extend(self._order.get_ready())
            if not self._ready:
                return None
            label = self._ready.popleft()
            if label not in self._results:  # The search for a task to reuse may have failed.
                return self._plan.nodes[label]

    def _sorted(self) -> TopologicalSorter[str]:
        """Sort the tasks by need, after all searches. Tasks that are there need no other task."""
        for result in [*self._results.values()]:  # They failed.
            self._skipDependents(result.label)
        nodes = self._plan.nodes.values()
        order = TopologicalSorter(
            {node.label: () if self._isThere(node) else node.neededLabels for node in nodes}
        )
        order.prepare()
        return order

    def finish(self, outcome: Outcome) -> None:
        """Update the state with the outcome of the steps for a task."""
        node = outcome.node
        isSearch = self._order is None
        self._searches -= isSearch
        match outcome:
            case Found():
                if outcome.taskId is not None:
                    self._standIns[node.taskId] = outcome.taskId
            case Exists():
                self._created.pop(node.label, None)
                self._settle(node, "created")
            case Lost():
                log.warning("task %s failed: %s", shown(node.label), outcome.failure)
                self._note(node, "failed", outcome.failure.reason, outcome.failure)
                if not isSearch:  # Otherwise, tasks that need it may still be reused.
                    self._skipDependents(node.label)
                if outcome.isGeneral:
                    self._stop = self._stop or outcome.failure

    def _settle(self, node: Node, state: str) -> None:
        self._note(node, state)
        if self._order is not None:
            self._order.done(node.label)

    def _skipDependents(self, lost: str) -> None:
        waiting = [lost]
        while waiting:
            for label in self._dependents.get(waiting.pop(), ()):
                node = self._plan.nodes[label]
                if label not in self._results and not self._isThere(node):
                    self._note(node, "skipped", f"needs {lost}, which failed")
                    waiting.append(label)

    def _note(
        self, node: Node, state: str, reason: str = "", failure: TaskclusterFailure | None = None
    ) -> None:
        self._counts.change(state, "waiting")
        taskId = self._standIns.get(node.taskId, node.taskId)
        self._results[node.label] = TaskResult(
            node.label, taskId, node.kind, state, reason, failure
        )

    # Results

    def reportProgress(self) -> None:
        """Call the function that was passed as `progress`, if there is one."""
        self._counts.report()

    def report(self) -> Report:
        """Return the report on all tasks, after the last outcome."""
        reason = "" if self._stop is None else f"not sent after a failure: {self._stop.reason}"
        for node in self._plan.nodes.values():
            if node.label not in self._results:
                self._note(node, "skipped", reason)
        self.reportProgress()
        results = (self._results[label] for label in self._plan.nodes)
        return Report(self._plan.taskGroupId, tuple(results))

    # Steps for one task

    def _search(self, node: Node) -> TaskSteps:
        """Search the index for a task to reuse."""
        started = perf_counter()
        found = yield from self._retrying(partial(self._searchOnce, node))
        if isinstance(found, TaskclusterFailure):
            return self._lost(node, found, started)
        if found is not None:
            yield Reused(label=node.label, taskId=found)
        return Found(node, found)

    def _searchOnce(self, node: Node) -> Generator[Step, object, str | TaskclusterFailure | None]:
        """Return the id of a task to reuse; `None` if there is none."""
        for path in node.reuse:
            found = yield from self._call(FindTask(path))
            taskId = ""
            if isinstance(found, IndexedTask) and isSlugId(found.taskId):
                taskId = found.taskId
                found = yield from self._call(GetStatus(taskId))
            if (
                isinstance(found, TaskStatusResponse)
                and found.status.taskId == taskId
                and self._isReusable(found.status, node)
            ):
                return taskId
            if isinstance(found, TaskclusterFailure) and not isinstance(found, ResourceNotFound):
                return found
        return None

    def _isReusable(self, status: TaskStatus, node: Node) -> bool:
        """Whether tasks that need a node can depend on a task instead.

        The queue does not accept a dependency that expires before the deadline.
        """
        now = fromNow("")
        deadlines = (
            deadlineOf(self._plan.nodes[label], now)
            for label in self._dependents.get(node.label, ())
        )
        latest = max(deadlines, default=now)
        return status.state not in {"failed", "exception"} and status.expires > latest

    def _create(self, node: Node) -> TaskSteps:
        """Create a task."""
        started = perf_counter()
        response = yield from self._retrying(partial(self._createOnce, node))
        if isinstance(response, TaskclusterFailure):
            return self._lost(node, response, started)
        yield Created(label=node.label)
        return Exists(node)

    def _createOnce(self, node: Node) -> Generator[Step, object, object]:
        """Create a task, unless it exists; return a response that shows it, or a failure."""
        created = self._created.get(node.label)
        if created is None or abs(fromNow("") - created) > _LARGEST_DIFFERENCE:
            # The former definition would be refused. A new one must not be sent if that arrived.
            if created is not None and (status := (yield from self._status(node))) is not None:
                return status
            created = fromNow("")
            yield Sending(label=node.label, created=created)
            self._created[node.label] = created
        definition = self._plan.definition(node, created, self._standIns)
        response = yield from self._call(CreateTask(node.taskId, definition))
        if isinstance(response, RequestConflict | UnexpectedResponse):
            # An earlier program without a journal may have created it, with another time.
            response = (yield from self._status(node)) or response
            if not isinstance(response, TaskclusterFailure):
                log.info("task %s already exists, perhaps as defined before", shown(node.label))
        return response

    def _status(self, node: Node) -> Generator[Step, object, object]:
        """Return the status of a task, or the failure to get it; `None` if it does not exist."""
        response = yield from self._call(GetStatus(node.taskId))
        if isinstance(response, TaskStatusResponse):
            # Ids are derived from the task group.
            status = response.status
            isOurs = (status.taskId, status.taskGroupId) == (node.taskId, self._plan.taskGroupId)
            return response if isOurs else None
        return None if isinstance(response, ResourceNotFound) else response

    # Calls

    def _call(self, call: Call) -> Generator[Step, object, object]:
        """Make a call; return its response or failure."""
        response = yield call
        if _isFromService(response):
            self._lastResponse = perf_counter()
        return response

    def _retrying(
        self, attempt: Callable[[], Generator[Step, object, ResultT | TaskclusterFailure]]
    ) -> Generator[Step, object, ResultT | TaskclusterFailure]:
        """Make an attempt, with retries; return its result or failure."""
        end, unanswered = inf, 0
        for retriesSoFar in count():
            result = yield from attempt()
            if not isinstance(result, TaskclusterFailure):
                return result
            unanswered += result.unanswered
            result.attempts, result.unanswered = retriesSoFar + 1, unanswered
            end = min(end, perf_counter() + self._retryFor)
            delay = self._delay(retriesSoFar, result)
            if delay is None or perf_counter() + delay >= end:
                return result
            logRetry(result, delay, retriesSoFar)
            yield Wait(delay)
            if self._stop is not None:
                return result
        raise AssertionError("the loop does not end")

    def _delay(self, retriesSoFar: int, failure: TaskclusterFailure) -> float | None:
        """Return the seconds to wait before a retry, `None` if there is none."""
        if self._stop is not None or self._isSilent:
            return None
        doublings = min(retriesSoFar, _LAST_DOUBLING)
        if isinstance(failure, AuthenticationFailed):
            # Credentials that worked may be renewed meanwhile, by their provider or by a proxy.
            isWorthIt = self._lastResponse > -inf or retriesSoFar < _AUTHENTICATION_RETRIES
            return self._policy.backOff(doublings) if isWorthIt else None
        return self._policy.wait(doublings, failure)

    @property
    def _isSilent(self) -> bool:
        """Whether a task was lost without a response from the service, and none came since."""
        return self._lastSilence > self._lastResponse

    def _lost(self, node: Node, failure: TaskclusterFailure, started: float) -> Lost:
        isGeneral = isinstance(failure, TaskclusterAuthFailure | ClientClosed)
        isUnanswered = isTemporary(failure) or isinstance(failure, UnexpectedResponse)
        if isUnanswered and self._lastResponse < started:
            # A single task may crash the server; two in a row show that it is down.
            isGeneral = self._isSilent
            self._lastSilence = perf_counter()
        return Lost(node, failure, isGeneral)


def _isFromService(response: object) -> bool:
    """Whether the service is up and accepted the credentials of a call."""
    if isinstance(response, TaskclusterRestFailure):
        return not isTemporary(response) and not isinstance(response, AuthenticationFailed)
    return not isinstance(response, TaskclusterFailure)


def _dependents(nodes: Iterable[Node]) -> Mapping[str, list[str]]:
    """Map labels to the labels of the tasks that need them."""
    found: dict[str, list[str]] = {}
    for node in nodes:
        for label in node.neededLabels:
            found.setdefault(label, []).append(node.label)
    return found
