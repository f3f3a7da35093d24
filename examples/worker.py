"""Run the commands of trusted tasks, with the credentials in the environment, until SIGTERM."""

import asyncio
import logging
import os
from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path
from signal import SIGINT, SIGKILL, SIGTERM
from subprocess import DEVNULL, STDOUT, Popen
from tempfile import NamedTemporaryFile, TemporaryDirectory

from pydantic import BaseModel, Field

from tc_typed import aio, optionsFromEnvironment
from tc_typed.worker import AsyncRun, Outcome, work


class Payload(BaseModel):
    """Payload of the tasks that this worker runs."""

    command: list[str] = Field(min_length=1)  # program and its arguments
    maxRunTime: int = Field(gt=0)  # seconds
    env: dict[str, str] = {}
    artifacts: dict[str, Path] = {}  # file in the folder of the task, by artifact name


async def handle(run: AsyncRun) -> Outcome:
    """Execute the command of a task in a folder of its own, and upload its artifacts and log."""
    payload = run.payloadAs(Payload)
    with TemporaryDirectory() as folder, NamedTemporaryFile("a", buffering=1) as log:
        try:
            problem = await execute(run, payload, folder, log.fileno())
            for name, path in payload.artifacts.items():
                if (file := Path(folder, path)).is_file():
                    await run.upload(name, file)
                else:
                    problem = problem or f"artifact {name}: there is no file {path}"
            print("[worker]", problem or "completed", file=log)
        finally:  # Also if the run is cancelled, or the worker stops.
            await run.upload("public/logs/live.log", log.name)
    return "failed" if problem else "completed"


async def execute(run: AsyncRun, payload: Payload, folder: str, log: int) -> str | None:
    """Execute the command, and kill all that is left of it; return the problem if it failed."""
    command, seconds = payload.command, payload.maxRunTime
    # The other variables of this program include credentials.
    env = {name: os.environ[name] for name in ("PATH", "TASKCLUSTER_ROOT_URL")}
    env |= {"HOME": folder, "TASK_ID": run.taskId, "RUN_ID": str(run.runId), **payload.env}
    try:
        with Popen(  # noqa: ASYNC220, S603  # asyncio's can be cancelled halfway.
            command, cwd=folder, env=env, stdin=DEVNULL, stdout=log, stderr=STDOUT, process_group=0
        ) as process:
            try:
                status = await asyncio.wait_for(asyncio.to_thread(process.wait), seconds)
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, SIGKILL)
    except TimeoutError:
        return f"killed after {seconds} seconds"
    except (OSError, ValueError) as error:  # There is no such program, for example.
        return str(error)
    return f"exit status {status}" if status else None


async def main(taskQueueId: str, group: str, name: str) -> None:
    """Work until a signal arrives, then report the tasks in progress."""
    async with aio.Queue(optionsFromEnvironment()) as queue:
        stopOn = [SIGTERM, SIGINT]
        await work(queue, taskQueueId, handle, workerGroup=group, workerId=name, signals=stopOn)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    parser = ArgumentParser(description=__doc__)
    for each in ("taskQueueId", "workerGroup", "workerId"):
        parser.add_argument(each)
    asyncio.run(main(*vars(parser.parse_args()).values()))
