"""Runners of `runTasks`: valid ones first. mypy's message is after `M:`, pyright's after `P:`."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tc_typed.graph import Report
from tc_typed.testing import LocalTaskcluster
from tc_typed.worker import AsyncRun, Outcome, Run


def runner(run: Run) -> Outcome:
    return "failed" if run.task.metadata.name == "build" else "completed"


async def asyncRunner(run: AsyncRun) -> Outcome | None:
    await run.upload("public/logs/live.log", "log")
    return None


def text(run: Run) -> str:
    return run.taskId


async def asyncText(run: AsyncRun) -> str:
    return run.taskId


def mixed(run: AsyncRun) -> None:
    run.raiseIfLost()


async def runs(local: LocalTaskcluster, group: str) -> None:
    report: Report = await local.runTasks(group, asyncRunner, capacity=4)
    report.raiseForFailures()
    local.runTasks(group, asyncRunner)  # M: must be used|not awaited|awaitable P: Result of async function call is not used
    local.runTasks(group, asyncRunner).raiseForFailures()  # M: "Coroutine\[.*Report\]" has no attribute "raiseForFailures" P: Cannot access attribute "raiseForFailures" for class "Coroutine
    await local.runTasks(group, runner)  # M: Incompatible types in "await" \(actual type "Report" P: "Report" is not awaitable


with LocalTaskcluster() as local:
    first: Report = local.runTasks("a", runner)
    second: Report = local.runTasks("a", lambda run: None if run.runId else "failed", capacity=2)
    third: Report = local.runTasks("a", ["make", "test"])
    fourth: Report = asyncio.run(local.runTasks("a", asyncRunner))
    local.runTasks("a", text)  # M: "runTasks" of "LocalTaskcluster" has incompatible type|No overload variant of "runTasks" P: No overloads for "runTasks" match
    local.runTasks("a", asyncText)  # M: "runTasks" of "LocalTaskcluster" has incompatible type|No overload variant of "runTasks" P: No overloads for "runTasks" match
    local.runTasks("a", mixed)  # M: "runTasks" of "LocalTaskcluster" has incompatible type|No overload variant of "runTasks" P: No overloads for "runTasks" match
    local.runTasks("a", "make test")  # M: "runTasks" of "LocalTaskcluster" has incompatible type|No overload variant of "runTasks" P: No overloads for "runTasks" match
    local.runTasks("a", [Path("make")])  # M: List item 0 has incompatible type "Path"; expected "str" P: No overloads for "runTasks" match
    local.runTasks("a", runner, 2)  # M: "runTasks" of "LocalTaskcluster" has incompatible type|No overload variant of "runTasks" P: No overloads for "runTasks" match
    local.runTasks("a", runner, capacity="2")  # M: "runTasks" of "LocalTaskcluster" has incompatible type|No overload variant of "runTasks" P: No overloads for "runTasks" match
    local.runTasks("a", runner).results[0].states  # M: has no attribute "states" P: Cannot access attribute "states"
