"""Report failed tasks of a scheduler until SIGTERM, and email an owner whose task fails again.

The broker of PULSE_URL keeps its messages in a durable queue while this program does not run.
"""

import asyncio
import logging
import os
from argparse import ArgumentParser
from collections import deque
from contextlib import suppress
from signal import SIGINT, SIGTERM

from pydantic import ValidationError

from tc_typed import QueueEvents, ResourceNotFound, TaskclusterFailure, aio, optionsFromEnvironment
from tc_typed.notify import EmailRequest
from tc_typed.pulse import MessageSource, Pulse
from tc_typed.queue import TaskStatus

ROOT_URL = os.environ.get("TASKCLUSTER_ROOT_URL", "")


async def report(source: MessageSource, taskcluster: aio.Taskcluster, schedulerId: str) -> None:
    """Print a line for each failed task and for each resolved task group."""
    events, reported = QueueEvents(), deque[tuple[str, int | None]](maxlen=1000)
    failed = events.taskFailed(schedulerId=schedulerId)
    exception = events.taskException(schedulerId=schedulerId)
    ended = events.taskGroupResolved(schedulerId=schedulerId)
    async with source.listen(failed, exception, ended, queue=f"failures-{schedulerId}") as messages:
        print(f"Listening to {schedulerId}", flush=True)
        async for event in messages:
            if ended.matches(event):
                print(f"Resolved: {ROOT_URL}/tasks/groups/{event.key.taskGroupId}", flush=True)
            elif failed.matches(event) or exception.matches(event):
                run = event.message.status.taskId, event.message.runId
                if run in reported:  # Pulse may deliver a message twice.
                    continue
                with suppress(ResourceNotFound):  # The task may have expired in the meantime.
                    await reportFailure(taskcluster, event.message.status)
                reported.append(run)


async def reportFailure(taskcluster: aio.Taskcluster, status: TaskStatus) -> None:
    """Print a line for a failed task, and email its owner if it has failed before."""
    reason = status.runs[-1].reasonResolved
    if reason == "canceled":
        return
    metadata = (await taskcluster.queue.task(status.taskId)).metadata
    line = f"{metadata.name}: {reason}: {ROOT_URL}/tasks/{status.taskId}"
    print(line, flush=True)
    if status.state == "failed" and [run.state for run in status.runs].count("failed") == 2:
        subject = f"{metadata.name} failed again"[:255]
        try:
            email = EmailRequest(address=metadata.owner, subject=subject, content=line)
            await taskcluster.notify.email(email)
        except (TaskclusterFailure, ValidationError) as error:  # Not each owner is an address.
            print(f"no email to {metadata.owner}: {error}", flush=True)


async def main(schedulerId: str) -> None:
    """Listen until a signal arrives."""
    async with (
        aio.Taskcluster(optionsFromEnvironment()) as taskcluster,
        Pulse(os.environ["PULSE_URL"]) as pulse,
    ):
        listening = asyncio.create_task(report(pulse, taskcluster, schedulerId))
        for each in (SIGTERM, SIGINT):
            asyncio.get_running_loop().add_signal_handler(each, listening.cancel)
        with suppress(asyncio.CancelledError):
            await listening


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("schedulerId")
    asyncio.run(main(parser.parse_args().schedulerId))
