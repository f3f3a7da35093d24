"""A model of the queue, written from its semantics: plain JSON, searched from end to end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tc_typed.core.models.timestamps import formatTimestamp

if TYPE_CHECKING:
    from pydantic import JsonValue

MINUTES = timedelta(minutes=1)
URGENCY = ["highest", "very-high", "high", "medium", "low", "very-low", "lowest"]
RETRIED = {"worker-shutdown": "retry", "claim-expired": "retry", "intermittent-task": "task-retry"}
ENDED = ("completed", "failed", "exception")

Json = dict[str, "JsonValue"]


class Refused(Exception):  # It is an outcome.
    """A call fails with an error code."""


@dataclass
class ModelRun:
    """A run."""

    number: int
    created: str
    scheduled: datetime
    state: str = "pending"
    why: str | None = None
    worker: str | None = None
    byName: bool = False
    takenUntil: datetime | None = None
    started: datetime | None = None
    resolved: datetime | None = None
    age: int = 0

    def json(self) -> Json:
        values: dict[str, JsonValue | datetime] = {
            "runId": self.number,
            "state": self.state,
            "reasonCreated": self.created,
            "reasonResolved": self.why,
            "workerGroup": self.worker and "group",
            "workerId": self.worker,
            "takenUntil": self.takenUntil,
            "scheduled": self.scheduled,
            "started": self.started,
            "resolved": self.resolved,
        }
        return _json(values)


@dataclass
class ModelTask:
    """A task."""

    taskId: str
    queue: str
    group: str
    scheduler: str
    dependencies: Sequence[str]
    requires: str
    priority: str
    retries: int
    deadline: datetime
    expires: datetime
    routes: Sequence[str]
    tags: dict[str, str]
    left: int = 0
    runs: list[ModelRun] = field(default_factory=list[ModelRun])
    satisfied: set[str] = field(default_factory=set[str])
    everResolved: bool = False

    @property
    def state(self) -> str:
        return self.runs[-1].state if self.runs else "unscheduled"

    def status(self) -> Json:
        provisioner, worker = self.queue.split("/")
        values: dict[str, JsonValue | datetime] = {
            "taskId": self.taskId,
            "provisionerId": provisioner,
            "workerType": worker,
            "taskQueueId": self.queue,
            "schedulerId": self.scheduler,
            "projectId": "none",
            "taskGroupId": self.group,
            "priority": self.priority,
            "deadline": self.deadline,
            "expires": self.expires,
            "retriesLeft": self.left,
            "state": self.state,
            "runs": [run.json() for run in self.runs],
        }
        return _json(values)


@dataclass
class ModelGroup:
    """A task group."""

    taskGroupId: str
    scheduler: str
    expires: datetime
    sealed: datetime | None = None

    def json(self) -> Json:
        return _json(
            {
                "taskGroupId": self.taskGroupId,
                "schedulerId": self.scheduler,
                "sealed": self.sealed,
                "expires": self.expires,
            }
        )


@dataclass
class ModelClaim:
    """A claim that the queue has on record."""

    task: ModelTask
    run: int
    worker: str
    claimed: datetime
    checks: set[datetime]


class Model:
    """The queue: what each call returns, and which messages it sends."""

    def __init__(self) -> None:
        self.tasks: dict[str, ModelTask] = {}
        self.groups: dict[str, ModelGroup] = {}
        self.claims: list[ModelClaim] = []
        self.sent: list[Json] = []
        self.now = datetime.min  # noqa: DTZ901  # It is replaced before it is used.
        self._events: list[tuple[datetime, Callable[[], None]]] = []
        self._ages = 0

    # Time

    def advance(self, now: datetime) -> None:
        """Let time pass."""
        while True:
            due = [event for event in self._events if event[0] <= now]
            if not due:
                break
            # `min` returns the first of those with the same time, which was entered first.
            event = min(due, key=lambda each: each[0])
            self._events.remove(event)
            self.now = event[0]
            event[1]()
        self.now = now

    def _at(self, time: datetime, action: Callable[[], None]) -> None:
        self._events.append((time, action))

    def _reachDeadline(self, task: ModelTask) -> None:
        self._at(task.expires, lambda: self._expire(task))
        if task.state not in ENDED:
            self._giveUp(task, "deadline-exceeded")
            self._settle(task)
            self._send("task-exception", task, task.runs[-1], hasWorker=False)

    def _expire(self, task: ModelTask) -> None:
        del self.tasks[task.taskId]
        self.claims = [claim for claim in self.claims if claim.task is not task]

    def _expireGroup(self, group: ModelGroup) -> None:
        if group.expires <= self.now:
            del self.groups[group.taskGroupId]
        else:
            self._at(group.expires, lambda: self._expireGroup(group))

    def _checkClaim(self, task: ModelTask, number: int, takenUntil: datetime) -> None:
        claims = [claim for claim in self.claims if (claim.task, claim.run) == (task, number)]
        if not claims or takenUntil not in claims[0].checks:
            return
        claims[0].checks.remove(takenUntil)
        if not claims[0].checks:
            self.claims.remove(claims[0])
        if number >= len(task.runs) or number + 2 < len(task.runs):
            return
        run = task.runs[number]
        if run.state == "running" and run.takenUntil == takenUntil:
            self._end(task, "exception", "claim-expired")
        if run.why == "claim-expired":
            self._announce(task, run)

    # Messages

    def _send(
        self,
        exchange: str,
        task: ModelTask,
        run: ModelRun | None,
        *,
        hasWorker: bool = True,
        **more: JsonValue,
    ) -> None:
        provisioner, worker = task.queue.split("/")
        isClaimed = hasWorker and run is not None and run.worker is not None
        workerId = run.worker if run is not None and isClaimed else None
        words = [
            "primary",
            task.taskId,
            "_" if run is None else str(run.number),
            "group" if isClaimed else "_",
            workerId or "_",
            provisioner,
            worker,
            task.scheduler,
            task.group,
            "_",
        ]
        payload: Json = {"version": 1, "status": task.status()}
        if exchange != "task-priority-changed":
            payload["task"] = {"tags": dict(task.tags)}
        if run is not None:
            payload["runId"] = run.number
        if isClaimed:
            payload |= {"workerGroup": "group", "workerId": workerId}
        if exchange == "task-running" and run is not None and run.takenUntil is not None:
            payload["takenUntil"] = formatTimestamp(run.takenUntil)
        self._record(exchange, words, [f"route.{each}" for each in task.routes], payload | more)

    def _sendOfGroup(self, exchange: str, group: ModelGroup, payload: Json) -> None:
        words = ["primary", group.taskGroupId, group.scheduler, "_"]
        self._record(exchange, words, [], {"version": 1, **payload})

    def _record(
        self, exchange: str, words: Sequence[str], cc: Sequence[str], payload: Json
    ) -> None:
        name = f"exchange/taskcluster-queue/v1/{exchange}"
        key = ".".join(words)
        self.sent.append({"exchange": name, "routingKey": key, "cc": list(cc), "payload": payload})

    # Transitions

    def _pend(self, task: ModelTask, reason: str, *, silently: bool = False) -> None:
        self._ages += 1
        task.runs.append(ModelRun(len(task.runs), reason, self.now, age=self._ages))
        if not silently:
            self._send("task-pending", task, task.runs[-1])

    def _giveUp(self, task: ModelTask, reason: str) -> None:
        if not task.runs:
            task.runs.append(ModelRun(0, "exception", self.now))
        self._end(task, "exception", reason)

    def _end(self, task: ModelTask, state: str, reason: str) -> None:
        run = task.runs[-1]
        run.state, run.why, run.resolved = state, reason, self.now
        if reason in RETRIED and task.left:
            task.left -= 1
            self._pend(task, RETRIED[reason], silently=True)

    def _announce(self, task: ModelTask, run: ModelRun) -> None:
        self._send(f"task-{run.state}", task, run)
        last = task.runs[-1]
        if last.state in ENDED:
            self._settle(task)
        elif last.state == "pending" and last.created in ("retry", "task-retry"):
            self._send("task-pending", task, last)

    def _settle(self, task: ModelTask) -> None:
        run = task.runs[-1]
        forgotten = 0 if run.state == "exception" else run.number
        self.claims = [
            claim for claim in self.claims if (claim.task, claim.run) != (task, forgotten)
        ]
        for other in sorted(self.tasks.values(), key=lambda each: each.taskId):
            isMet = run.state == "completed" or other.requires == "all-resolved"
            if task.taskId in other.dependencies and isMet:
                other.satisfied.add(task.taskId)
                if not other.runs and other.satisfied.issuperset(other.dependencies):
                    self._pend(other, "scheduled")
        task.everResolved = True
        if all(each.everResolved for each in self.members(task.group)):
            group = self.groups[task.group]
            self._sendOfGroup("task-group-resolved", group, group.json())

    # Lookups

    def members(self, taskGroupId: str) -> list[ModelTask]:
        """Return the tasks of a group, by id."""
        return sorted(
            (task for task in self.tasks.values() if task.group == taskGroupId),
            key=lambda task: task.taskId,
        )

    def pending(self, queue: str) -> list[ModelTask]:
        """Return the tasks that wait in a task queue, oldest first."""
        tasks = [
            task for task in self.tasks.values() if (task.queue, task.state) == (queue, "pending")
        ]
        return sorted(tasks, key=lambda task: task.runs[-1].age)

    def claimed(self, queue: str) -> list[ModelClaim]:
        """Return the claims on record in a task queue, oldest first."""
        return [claim for claim in self.claims if claim.task.queue == queue]

    def _find(self, taskId: str) -> ModelTask:
        if taskId not in self.tasks:
            raise Refused("ResourceNotFound")
        return self.tasks[taskId]

    def _group(self, taskGroupId: str) -> ModelGroup:
        if taskGroupId not in self.groups:
            raise Refused("ResourceNotFound")
        return self.groups[taskGroupId]

    def _open(self, taskId: str) -> ModelTask:
        task = self._find(taskId)
        if task.deadline <= self.now:
            raise Refused("RequestConflict")
        return task

    def _run(self, task: ModelTask, number: int) -> ModelRun:
        if number >= len(task.runs):
            raise Refused("ResourceNotFound")
        return task.runs[number]

    # Calls

    def create(self, task: ModelTask) -> Json:
        """Create a task with an id that is not in use."""
        outlived = task.expires + 60 * MINUTES
        group = self.groups.get(task.group)
        if group is None:
            group = self.groups[task.group] = ModelGroup(task.group, task.scheduler, outlived)
            made = group
            self._at(outlived, lambda: self._expireGroup(made))
        if group.scheduler != task.scheduler or group.sealed:
            raise Refused("RequestConflict")
        group.expires = max(group.expires, outlived)
        known = [self.tasks.get(each) for each in task.dependencies]
        if any(each is None or each.expires < task.deadline for each in known):
            raise Refused("InputError")
        task.left = task.retries
        self.tasks[task.taskId] = task
        self._at(task.deadline, lambda: self._reachDeadline(task))
        self._send("task-defined", task, None)
        for each in known:
            if each is not None and (
                each.state == "completed"
                or (task.requires == "all-resolved" and each.state in ENDED)
            ):
                task.satisfied.add(each.taskId)
        if task.satisfied.issuperset(task.dependencies):
            self._pend(task, "scheduled")
        return task.status()

    def createAgain(self, taskId: str, *, isSame: bool) -> Json:
        """Create a task that exists, before its deadline."""
        task = self.tasks[taskId]
        if self.groups[task.group].sealed or not isSame:
            raise Refused("RequestConflict")
        runs, task.runs, left, task.left = task.runs, [], task.left, task.retries
        self._send("task-defined", task, None)
        task.runs, task.left = runs, left
        if [run.state for run in runs] == ["pending"]:
            self._send("task-pending", task, runs[0])
        return task.status()

    def schedule(self, taskId: str) -> Json:
        """Schedule a task."""
        task = self._open(taskId)
        if not task.runs:
            self._pend(task, "scheduled")
        return task.status()

    def rerun(self, taskId: str) -> Json:
        """Rerun a task."""
        task = self._open(taskId)
        if task.state == "pending":
            self._send("task-pending", task, task.runs[-1])
        elif task.state != "running":
            task.left = task.retries
            self._pend(task, "rerun")
        return task.status()

    def cancel(self, taskId: str) -> Json:
        """Cancel a task."""
        task = self._open(taskId)
        if task.state not in ENDED:
            self._giveUp(task, "canceled")
        if task.runs[-1].why == "canceled":
            self._send("task-exception", task, task.runs[-1])
            self._settle(task)
        return task.status()

    def changePriority(self, taskId: str, priority: str) -> Json:
        """Change the priority of a task."""
        task = self._open(taskId)
        if task.state in ENDED or task.priority == priority:
            raise Refused("RequestConflict")
        old, task.priority = task.priority, priority
        self._send("task-priority-changed", task, None, oldPriority=old, newPriority=priority)
        return task.status()

    def seal(self, taskGroupId: str) -> Json:
        """Seal a group."""
        group = self._group(taskGroupId)
        group.sealed = group.sealed or self.now
        self._sendOfGroup("task-group-sealed", group, group.json())
        return group.json()

    def cancelGroup(self, taskGroupId: str) -> Json:
        """Cancel a group."""
        if not self._group(taskGroupId).sealed:
            raise Refused("RequestConflict")
        members = self.members(taskGroupId)
        canceled = [task for task in members if task.state not in ENDED]
        for task in canceled:
            self._giveUp(task, "canceled")
        for task in canceled:
            self._send("task-exception", task, task.runs[-1])
            self.sent[-1]["payload"] = _withoutPriority(self.sent[-1]["payload"])
            self._settle(task)
        return {
            "taskGroupId": taskGroupId,
            "taskGroupSize": len(members),
            "cancelledCount": len(canceled),
            "taskIds": [task.taskId for task in canceled],
        }

    def changeGroupPriority(self, taskGroupId: str, priority: str) -> Json:
        """Change the priority of a group."""
        group = self._group(taskGroupId)
        changed = [
            task
            for task in self.members(taskGroupId)
            if task.state not in ENDED and task.priority != priority
        ]
        for task in changed:
            task.priority = priority
        result: Json = {
            "taskGroupId": taskGroupId,
            "schedulerId": group.scheduler,
            "newPriority": priority,
            "tasksAffected": len(changed),
        }
        self._sendOfGroup("task-group-priority-changed", group, result)
        return {**result, "taskIds": [task.taskId for task in changed]}

    def claimWork(self, queue: str, worker: str, most: int) -> list[Json]:
        """Claim work."""
        best = sorted(self.pending(queue), key=lambda task: URGENCY.index(task.priority))[:most]
        return [self._claim(task, worker) for task in best]

    def claimTask(self, taskId: str, number: int, worker: str) -> Json:
        """Claim a run."""
        task = self._open(taskId)
        self._expect(task, number, worker)
        run = self._run(task, number)
        if run.state == "pending":
            run.byName = True
            return self._claim(task, worker)
        if run.state != "running" or run.worker != worker or not run.byName:
            raise Refused("RequestConflict")
        self._send("task-running", task, run)
        return _claimOf(task, run)

    def _claim(self, task: ModelTask, worker: str) -> Json:
        run = task.runs[-1]
        if not run.byName:
            self._expect(task, run.number, worker)
        run.state, run.worker, run.started = "running", worker, self.now
        run.takenUntil = self.now + 20 * MINUTES
        self._send("task-running", task, run)
        return _claimOf(task, run)

    def _expect(self, task: ModelTask, number: int, worker: str) -> None:
        takenUntil = self.now + 20 * MINUTES
        for claim in self.claims:
            if (claim.task, claim.run) == (task, number):
                claim.checks.add(takenUntil)
                break
        else:
            self.claims.append(ModelClaim(task, number, worker, self.now, {takenUntil}))
        self._at(takenUntil, lambda: self._checkClaim(task, number, takenUntil))

    def reclaim(self, taskId: str, number: int) -> Json:
        """Reclaim a run."""
        run = self._run(self._find(taskId), number)
        task = self._open(taskId)
        if run.worker is None:
            raise Refused("RequestConflict")
        self._expect(task, number, run.worker)
        if run.state != "running":
            raise Refused("RequestConflict")
        run.takenUntil = self.now + 20 * MINUTES
        return _claimOf(task, run)

    def report(self, taskId: str, number: int, state: str, reason: str) -> Json:
        """Report the end of a run."""
        task = self._find(taskId)
        run = self._run(task, number)
        newer = len(task.runs) - 1 - number
        if run.state == "running":
            self._end(task, state, reason)
        elif run.why != reason or newer > (state == "exception"):
            raise Refused("RequestConflict")
        self._announce(task, run)
        return task.status()


def _claimOf(task: ModelTask, run: ModelRun) -> Json:
    return _json(
        {
            "runId": run.number,
            "status": task.status(),
            "workerGroup": "group",
            "workerId": run.worker,
            "takenUntil": run.takenUntil,
        }
    )


def _withoutPriority(payload: JsonValue) -> JsonValue:
    assert isinstance(payload, dict)
    status = payload["status"]
    assert isinstance(status, dict)
    return {**payload, "status": {name: status[name] for name in status if name != "priority"}}


def _json(values: dict[str, JsonValue | datetime]) -> Json:
    return dict(_present(values))


def _present(values: dict[str, JsonValue | datetime]) -> Iterator[tuple[str, JsonValue]]:
    for name, value in values.items():
        if isinstance(value, datetime):
            yield name, formatTimestamp(value)
        elif value is not None:
            yield name, value
