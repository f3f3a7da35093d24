"""Worker-manager service of the local Taskcluster."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from tc_typed.testing.server.service import Handler, LocalService, ReceivedCall
from tc_typed.testing.services.common import commonHandlers
from tc_typed.testing.services.context import ServiceContext
from tc_typed.testing.services.queue.state import QueueState
from tc_typed.testing.services.queue.workers import WorkerKey
from tc_typed.testing.services.worker_manager.state import WorkerManagerState
from tc_typed.worker_manager.models import (
    CreateWorkerPoolRequest,
    CreateWorkerRequest,
    ListWorkersResponse,
    RegisterWorkerRequest,
    ReportWorkerErrorRequest,
    ReregisterWorkerRequest,
    UpdateWorkerPoolRequest,
)
from tc_typed.worker_manager.operations import OPERATIONS

_SERVICE = "worker-manager"


def workerManagerState(context: ServiceContext, queue: QueueState) -> WorkerManagerState:
    """Make the state of the worker manager, without HTTP.

    Args:
        context: Parts of the deployment that its services share.
        queue: State of the queue, which knows the workers that have called it.
    """
    return WorkerManagerState(
        context.timeline,
        context.messages,
        partial(context.issueCredentials, _SERVICE),
        queue.workers,
    )


def workerManagerService(manager: WorkerManagerState) -> LocalService:
    """Make the worker-manager service.

    Args:
        manager: State of the worker manager.
    """
    return LocalService(
        OPERATIONS,
        {
            **commonHandlers(),
            **_poolHandlers(manager),
            **_errorHandlers(manager),
            **_workerHandlers(manager),
            **_registrationHandlers(manager),
            **_queueWorkerHandlers(manager),
        },
    )


def _poolHandlers(manager: WorkerManagerState) -> Mapping[str, Handler]:
    return {
        "listProviders": lambda call: manager.listProviders(call.page),
        "createWorkerPool": lambda call: manager.createWorkerPool(
            _pool(call), call.body(CreateWorkerPoolRequest)
        ),
        "updateWorkerPool": lambda call: manager.updateWorkerPool(
            _pool(call), call.body(UpdateWorkerPoolRequest)
        ),
        "deleteWorkerPool": lambda call: manager.deleteWorkerPool(_pool(call)),
        "workerPool": lambda call: manager.workerPool(_pool(call)),
        "listWorkerPools": lambda call: manager.listWorkerPools(call.page),
        "listWorkerPoolLaunchConfigs": lambda call: manager.listLaunchConfigs(
            _pool(call),
            call.page,
            includeArchived=call.query.get("includeArchived") == "true",
        ),
        "workerPoolStats": lambda call: manager.workerPoolStats(_pool(call)),
        "listWorkerPoolsStats": lambda call: manager.listWorkerPoolsStats(call.page),
    }


def _errorHandlers(manager: WorkerManagerState) -> Mapping[str, Handler]:
    return {
        "reportWorkerError": lambda call: manager.reportWorkerError(
            _pool(call), call.body(ReportWorkerErrorRequest)
        ),
        "listWorkerPoolErrors": lambda call: manager.listErrors(
            _pool(call),
            call.page,
            launchConfigId=call.query.get("launchConfigId"),
            errorId=call.query.get("errorId"),
        ),
        "workerPoolErrorStats": lambda call: manager.errorStats(call.query.get("workerPoolId", "")),
    }


def _workerHandlers(manager: WorkerManagerState) -> Mapping[str, Handler]:
    return {
        "createWorker": lambda call: manager.createWorker(
            _worker(call), call.body(CreateWorkerRequest)
        ),
        "updateWorker": lambda call: manager.updateWorker(
            _worker(call), call.body(CreateWorkerRequest)
        ),
        "removeWorker": lambda call: manager.removeWorker(_worker(call)),
        "worker": lambda call: manager.worker(_worker(call)),
        "shouldWorkerTerminate": lambda call: manager.shouldWorkerTerminate(_worker(call)),
        "listWorkersForWorkerPool": lambda call: manager.listWorkersForPool(
            _pool(call),
            call.page,
            launchConfigId=call.query.get("launchConfigId"),
            state=call.query.get("state"),
        ),
        "listWorkersForWorkerGroup": lambda call: manager.listWorkersForGroup(
            _pool(call), call.args["workerGroup"], call.page
        ),
    }


def _registrationHandlers(manager: WorkerManagerState) -> Mapping[str, Handler]:
    return {
        "registerWorker": lambda call: manager.registerWorker(call.body(RegisterWorkerRequest)),
        "reregisterWorker": lambda call: manager.reregisterWorker(
            call.body(ReregisterWorkerRequest)
        ),
    }


def _queueWorkerHandlers(manager: WorkerManagerState) -> Mapping[str, Handler]:
    def listWorkers(call: ReceivedCall) -> ListWorkersResponse:
        quarantined = call.query.get("quarantined")
        return manager.listWorkers(
            _taskQueueId(call),
            call.page,
            isQuarantined=None if quarantined is None else quarantined == "true",
            launchConfigId=call.query.get("launchConfigId"),
            state=call.query.get("workerState"),
        )

    return {
        "listWorkers": listWorkers,
        "getWorker": lambda call: manager.getWorker(
            WorkerKey(_taskQueueId(call), call.args["workerGroup"], call.args["workerId"])
        ),
    }


def _pool(call: ReceivedCall) -> str:
    return call.args["workerPoolId"]


def _worker(call: ReceivedCall) -> WorkerKey:
    return WorkerKey(_pool(call), call.args["workerGroup"], call.args["workerId"])


def _taskQueueId(call: ReceivedCall) -> str:
    return f"{call.args['provisionerId']}/{call.args['workerType']}"
