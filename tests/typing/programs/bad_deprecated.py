"""Deprecated methods: checkers name the replacement. Deprecated fields are not reported."""

from tc_typed import Queue, aio, buildUrl, paginate
from tc_typed.legacy import Queue as OldQueue
from tc_typed.queue import TaskStatus


def calls(queue: Queue, old: OldQueue) -> None:
    queue.pendingTasks("a/b")  # M: pendingTasks is deprecated: use `taskQueueCounts` P: use `taskQueueCounts`
    queue.listProvisioners()  # M: listProvisioners is deprecated: use `listTaskQueues` P: use `listTaskQueues`
    for provisioner in queue.iterProvisioners():  # M: iterProvisioners is deprecated: use `listTaskQueues` P: use `listTaskQueues`
        print(provisioner.provisionerId)
    for page in paginate(queue.listWorkerTypes, "a"):  # M: listWorkerTypes is deprecated P: use `listTaskQueues`
        print(page.workerTypes)
    buildUrl(queue.getProvisioner, "a")  # M: getProvisioner is deprecated: use `getTaskQueue` P: use `getTaskQueue`
    old.pendingTasks("a/b")  # M: pendingTasks is deprecated P: use `taskQueueCounts`
    print(old.defineTask)  # M: defineTask is deprecated: use `createTask` P: use `createTask`


async def awaits(queue: aio.Queue) -> None:
    await queue.getProvisioner("a")  # M: getProvisioner is deprecated: use `getTaskQueue` P: use `getTaskQueue`
    async for provisioner in queue.iterProvisioners():  # M: iterProvisioners is deprecated P: use `listTaskQueues`
        print(provisioner.provisionerId)


def fields(status: TaskStatus) -> str:
    return status.provisionerId
