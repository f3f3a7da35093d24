"""Errors in workers. mypy's message for the line is after `M:`, pyright's after `P:`."""

from __future__ import annotations

import asyncio
import threading

from pydantic import BaseModel

from tc_typed import Index, Queue, aio
from tc_typed.worker import AsyncRun, Run, RunException, claimed, work


class Payload(BaseModel):
    command: list[str]


def handle(run: Run) -> None:
    run.payloadAs(Payload).comand  # M: "Payload" has no attribute "comand" P: Cannot access attribute "comand"
    run.payloadAs(dict)  # M: Value of type variable "ModelT" .* cannot be P: Argument of type "type\[dict
    run.outcome = "done"  # M: Incompatible types in assignment P: Cannot assign to attribute "outcome"
    run.taskId = "other"  # M: Property "taskId" defined in "BaseRun" is read-only P: Cannot assign to attribute "taskId"
    run.client(aio.Index)  # M: Value of type variable "ClientT" P: Argument of type "type\[Index\]"
    run.upload("public/a", "a", storageType="disk")  # M: Argument "storageType" P: Argument of type
    raise RunException("broken", "message")  # M: Argument 1 to "RunException" has incompatible type P: Argument of type


async def handleAsync(run: AsyncRun) -> None:
    run.upload("public/a", "a")  # M: must be used|not awaited|awaitable P: Result of async function call is not used
    await run.client(Index).ping()  # M: . P: .


def done(run: Run) -> str:
    return "done"


async def doneAsync(run: AsyncRun) -> int:
    return 0


def workSync(queue: Queue, index: Index) -> None:
    work(queue, "a/b", handleAsync, workerGroup="g", workerId="w")  # M: Argument 3 to "work" has incompatible type P: No overloads for "work" match
    work(queue, "a/b", done, workerGroup="g", workerId="w")  # M: Argument 3 to "work" has incompatible type P: No overloads for "work" match
    work(queue, "a/b", lambda run: "done", workerGroup="g", workerId="w")  # M: . P: .
    work(queue, "a/b", handle, workerGroup="g")  # M: No overload variant of "work" P: No overloads for "work" match
    work(queue, "a/b", handle, workerGroup="g", workerId="w", capacity="4")  # M: No overload variant of "work" P: No overloads for "work" match
    work(queue, "a/b", handle, workerGroup="g", workerId="w", stop=asyncio.Event())  # M: No overload variant of "work" P: No overloads for "work" match
    work(queue, "a/b", handle, workerGroup="g", workerId="w", signals=["SIGTERM"])  # M: . P: .
    work(index, "a/b", handle, workerGroup="g", workerId="w")  # M: No overload variant of "work" P: No overloads for "work" match
    with claimed(queue, "a/b", workerGroup="g"):  # M: No overload variant of "claimed" P: No overloads for "claimed" match
        pass


async def workAsync(queue: aio.Queue) -> None:
    await work(queue, "a/b", handle, workerGroup="g", workerId="w")  # M: Argument 3 to "work" has incompatible type P: No overloads for "work" match
    await work(queue, "a/b", doneAsync, workerGroup="g", workerId="w")  # M: Argument 3 to "work" has incompatible type P: No overloads for "work" match
    work(queue, "a/b", handleAsync, workerGroup="g", workerId="w")  # M: must be used|not awaited|awaitable P: Result of async function call is not used
    await work(queue, "a/b", handleAsync, workerGroup="g", workerId="w", stop=threading.Event())  # M: No overload variant of "work" P: No overloads for "work" match
    with claimed(queue, "a/b", workerGroup="g", workerId="w"):  # M: has no attribute "__enter__" P: does not support|does not implement|__enter__
        pass
