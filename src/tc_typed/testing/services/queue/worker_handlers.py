"""API methods of the queue for workers, task queues and provisioners."""

from __future__ import annotations

from collections.abc import Mapping

from tc_typed.queue.models import (
    DeclareWorkerRequest,
    ListWorkersResponse,
    QuarantineWorkerRequest,
)
from tc_typed.testing.server.service import Handler, ReceivedCall
from tc_typed.testing.services.queue.workers import WorkerKey, Workers


def workerHandlers(workers: Workers) -> Mapping[str, Handler]:
    """Return the handlers of the methods for workers, task queues and provisioners.

    Args:
        workers: Workers that have called the queue.
    """

    def listWorkers(call: ReceivedCall) -> ListWorkersResponse:
        quarantined = call.query.get("quarantined")
        isQuarantined = None if quarantined is None else quarantined == "true"
        return workers.listWorkers(_taskQueueId(call), call.page, isQuarantined=isQuarantined)

    return {
        "declareWorker": lambda call: workers.declareWorker(
            _worker(call), call.body(DeclareWorkerRequest)
        ),
        "quarantineWorker": lambda call: workers.quarantineWorker(
            _worker(call), call.body(QuarantineWorkerRequest)
        ),
        "getWorker": lambda call: workers.getWorker(_worker(call)),
        "listWorkers": listWorkers,
        "getTaskQueue": lambda call: workers.getTaskQueue(call.args["taskQueueId"]),
        "listTaskQueues": lambda call: workers.listTaskQueues(call.page),
        "getWorkerType": lambda call: workers.getWorkerType(_taskQueueId(call)),
        "listWorkerTypes": lambda call: workers.listWorkerTypes(
            call.args["provisionerId"], call.page
        ),
        "getProvisioner": lambda call: workers.getProvisioner(call.args["provisionerId"]),
        "listProvisioners": lambda call: workers.listProvisioners(call.page),
    }


def _taskQueueId(call: ReceivedCall) -> str:
    return f"{call.args['provisionerId']}/{call.args['workerType']}"


def _worker(call: ReceivedCall) -> WorkerKey:
    return WorkerKey(_taskQueueId(call), call.args["workerGroup"], call.args["workerId"])
