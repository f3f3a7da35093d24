"""Worker pools and static workers of the local Taskcluster."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import JsonValue
from tests.testing.samples import definition

from tc_typed.core.errors import (
    InputError,
    RequestConflict,
    ResourceNotFound,
    TaskclusterRestFailure,
)
from tc_typed.core.signing.credentials import Credentials
from tc_typed.credentials.temporary import LONGEST
from tc_typed.queue import Queue
from tc_typed.slugs import slugId
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.services.worker_manager.pool_errors import DAYS, HOURS
from tc_typed.testing.services.worker_manager.pools import DELETION_DELAY
from tc_typed.worker import Outcome, Run, work
from tc_typed.worker_manager import (
    AwsIdentityProof,
    CreateWorkerPoolRequest,
    CreateWorkerRequest,
    RegisterWorkerRequest,
    RegistrationResult,
    ReportWorkerErrorRequest,
    ReregisterWorkerRequest,
    StaticIdentityProof,
    StaticWorkerInfo,
    UpdateWorkerPoolRequest,
    WorkerManager,
)

POOL, GROUP, ID = "prov/pool", "group", "worker-1"
SECRET = slugId() + slugId()
REPORT = ReportWorkerErrorRequest(
    workerGroup=GROUP, workerId=ID, kind="k", title="t", description="d", extra={"code": "c"}
)
CLOUD_CONFIG: dict[str, JsonValue] = {
    "minCapacity": 0,
    "maxCapacity": 1,
    "launchConfigs": [{"region": "r", "launchConfig": {"ImageId": "i"}}],
}


@pytest.fixture
def manager(local: LocalTaskcluster) -> WorkerManager:
    return local.client(WorkerManager, retries=0)


def poolFields(providerId: str = "static", **config: JsonValue) -> dict[str, JsonValue]:
    return {
        "providerId": providerId,
        "description": "d",
        "owner": "o@example.com",
        "emailOnError": False,
        "config": config,
    }


def createPool(manager: WorkerManager, providerId: str = "static", **config: JsonValue) -> None:
    request = CreateWorkerPoolRequest.model_validate(poolFields(providerId, **config))
    manager.createWorkerPool(POOL, request)


def createWorker(local: LocalTaskcluster, manager: WorkerManager, workerId: str = ID) -> None:
    request = CreateWorkerRequest(
        expires=local.clock.now() + timedelta(days=2),
        capacity=3,
        providerInfo=StaticWorkerInfo(staticSecret=SECRET),
    )
    manager.createWorker(POOL, GROUP, workerId, request)


def register(manager: WorkerManager, staticSecret: str = SECRET) -> RegistrationResult:
    return manager.registerWorker(
        RegisterWorkerRequest(
            workerPoolId=POOL,
            providerId="static",
            workerGroup=GROUP,
            workerId=ID,
            workerIdentityProof=StaticIdentityProof(staticSecret=staticSecret),
        )
    )


def reregistration(secret: str) -> ReregisterWorkerRequest:
    return ReregisterWorkerRequest(workerPoolId=POOL, workerGroup=GROUP, workerId=ID, secret=secret)


def workerClient(local: LocalTaskcluster, result: RegistrationResult) -> Queue:
    issued = result.credentials
    credentials = Credentials(
        clientId=issued.clientId,
        accessToken=issued.accessToken,
        certificate=issued.certificate,
    )
    return local.client(Queue).use(credentials=credentials)


def test_a_registered_worker_claims_and_resolves_tasks(
    local: LocalTaskcluster, manager: WorkerManager
) -> None:
    createPool(manager)
    createWorker(local, manager)
    queue = workerClient(local, register(manager))
    taskId = slugId()
    local.client(Queue).createTask(taskId, definition(taskQueueId=POOL))
    stop = threading.Event()

    def handle(run: Run) -> Outcome:
        assert run.taskId == taskId
        stop.set()
        return "completed"

    work(queue, POOL, handle, workerGroup=GROUP, workerId=ID, stop=stop)
    assert local.client(Queue).status(taskId).status.state == "completed"
    [listed] = manager.listWorkers("prov", "pool", workerState="running").workers
    assert listed.latestTask is not None
    assert (listed.latestTask.taskId, listed.capacity, listed.state) == (taskId, 3, "running")
    assert manager.listWorkers("prov", "pool", workerState="stopped").workers == []
    seen = manager.getWorker("prov", "pool", GROUP, ID)
    assert (seen.providerId, [each.taskId for each in seen.recentTasks]) == ("static", [taskId])


def test_a_secret_works_for_one_reregistration(
    local: LocalTaskcluster, manager: WorkerManager
) -> None:
    createPool(manager)
    createWorker(local, manager)
    first = register(manager)
    second = manager.reregisterWorker(reregistration(first.secret))
    assert second.secret != first.secret
    with pytest.raises(InputError):
        manager.reregisterWorker(reregistration(first.secret))
    assert manager.reregisterWorker(reregistration(second.secret)).secret != second.secret


@pytest.mark.parametrize("seconds", [-(10**12), -1, 0, 3600, 2592000])
def test_credentials_last_as_long_as_the_pool_says(
    local: LocalTaskcluster, manager: WorkerManager, seconds: int
) -> None:
    createPool(manager, lifecycle={"reregistrationTimeout": seconds})
    createWorker(local, manager)
    before = local.clock.now()
    result = register(manager)
    lifetime = timedelta(seconds=max(seconds, 0))
    assert timedelta(0) <= result.expires - before - lifetime + timedelta(seconds=1)
    assert result.expires - before - lifetime < timedelta(seconds=30)
    certificate = json.loads(result.credentials.certificate or "")
    assert certificate["expiry"] - certificate["start"] <= LONGEST / timedelta(milliseconds=1)


def test_a_removed_worker_can_not_register_and_expires(
    local: LocalTaskcluster, manager: WorkerManager
) -> None:
    createPool(manager)
    createWorker(local, manager)
    manager.removeWorker(POOL, GROUP, ID)
    assert manager.worker(POOL, GROUP, ID).state == "stopped"
    with pytest.raises(InputError, match="stopped"):
        register(manager)
    local.clock.advance(timedelta(days=2, seconds=1))
    with pytest.raises(ResourceNotFound):
        manager.worker(POOL, GROUP, ID)


def test_counts_follow_the_states_of_workers(
    local: LocalTaskcluster, manager: WorkerManager
) -> None:
    createPool(manager)
    createWorker(local, manager)
    createWorker(local, manager, "worker-2")
    manager.removeWorker(POOL, GROUP, ID)
    [stats] = manager.workerPoolStats(POOL).launchConfigStats
    assert (stats.currentCapacity, stats.runningCount, stats.stoppedCount) == (3, 1, 1)
    [totals] = manager.listWorkerPoolsStats().workerPoolsStats
    assert (totals.runningCapacity, totals.stoppedCapacity, totals.requestedCount) == (3, 3, 0)
    listed = manager.listWorkersForWorkerPool(POOL, state="running").workers
    assert [worker.workerId for worker in listed] == ["worker-2"]


def test_a_deleted_pool_stays_until_its_last_worker_has_expired(
    local: LocalTaskcluster, manager: WorkerManager
) -> None:
    createPool(manager)
    createWorker(local, manager)
    manager.deleteWorkerPool(POOL)
    local.clock.advance(DELETION_DELAY + timedelta(seconds=1))
    assert manager.workerPool(POOL).providerId == "null-provider"
    local.clock.advance(timedelta(days=2))
    with pytest.raises(ResourceNotFound):
        manager.workerPool(POOL)


def test_a_deleted_pool_that_is_updated_stays(
    local: LocalTaskcluster, manager: WorkerManager
) -> None:
    createPool(manager)
    manager.deleteWorkerPool(POOL)
    manager.updateWorkerPool(POOL, UpdateWorkerPoolRequest.model_validate(poolFields()))
    local.clock.advance(3 * DELETION_DELAY)
    assert manager.workerPool(POOL).providerId == "static"


def test_clouds_have_no_workers(local: LocalTaskcluster, manager: WorkerManager) -> None:
    createPool(manager, "aws", **CLOUD_CONFIG)
    proof = AwsIdentityProof(document="the-document", signature="the-signature")
    request = RegisterWorkerRequest(
        workerPoolId=POOL,
        providerId="aws",
        workerGroup=GROUP,
        workerId=ID,
        workerIdentityProof=proof,
    )
    with pytest.raises(TaskclusterRestFailure, match="local Taskcluster has no cloud") as caught:
        manager.registerWorker(request)
    assert "the-document" not in repr(caught.value.body)
    with pytest.raises(TaskclusterRestFailure, match="local Taskcluster has no cloud"):
        createWorker(local, manager)


def test_a_launch_config_without_an_id_gets_one_that_depends_on_its_content(
    manager: WorkerManager,
) -> None:
    createPool(manager, "aws", **CLOUD_CONFIG)
    [record] = manager.listWorkerPoolLaunchConfigs(POOL).workerPoolLaunchConfigs
    createPool(manager, "aws", **CLOUD_CONFIG)  # The same again, which changes nothing.
    [same] = manager.listWorkerPoolLaunchConfigs(POOL).workerPoolLaunchConfigs
    assert same == record
    config = manager.workerPool(POOL).config
    [listed] = config["launchConfigs"] if isinstance(config["launchConfigs"], list) else []
    assert isinstance(listed, dict)
    assert listed["workerManager"] == {"launchConfigId": record.launchConfigId}


def test_a_launch_config_can_not_change_under_the_same_id(manager: WorkerManager) -> None:
    def config(region: str, weight: float) -> dict[str, JsonValue]:
        settings: dict[str, JsonValue] = {"launchConfigId": "lc", "initialWeight": weight}
        launchConfig: dict[str, JsonValue] = {
            "region": region,
            "launchConfig": {"ImageId": "i"},
            "workerManager": settings,
        }
        return {"minCapacity": 0, "maxCapacity": 0, "launchConfigs": [launchConfig]}

    createPool(manager, "aws", **config("a", 1))
    for region, weight, isAllowed in (("a", 0.5, True), ("b", 0.5, False)):
        request = UpdateWorkerPoolRequest.model_validate(
            poolFields("aws", **config(region, weight))
        )
        if isAllowed:
            manager.updateWorkerPool(POOL, request)
        else:
            with pytest.raises(RequestConflict):
                manager.updateWorkerPool(POOL, request)
    [kept] = manager.listWorkerPoolLaunchConfigs(POOL).workerPoolLaunchConfigs
    assert kept.configuration["region"] == "a"


def test_errors_are_listed_counted_and_expire(
    local: LocalTaskcluster, manager: WorkerManager
) -> None:
    createPool(manager)
    ids = [manager.reportWorkerError(POOL, REPORT).errorId for _ in range(3)]
    listed = [error.errorId for error in manager.iterWorkerPoolErrors(POOL, limit=2)]
    assert listed == ids[::-1]
    [found] = manager.listWorkerPoolErrors(POOL, errorId=ids[1]).workerPoolErrors
    assert found.extra == {"code": "c", "workerGroup": GROUP, "workerId": ID}
    assert manager.listWorkerPoolErrors(POOL, launchConfigId="lc").workerPoolErrors == []
    local.clock.advance(timedelta(days=1, hours=1))
    totals = manager.workerPoolErrorStats(workerPoolId=POOL).totals
    assert (totals.total, totals.code, totals.title) == (3, {"c": 3}, {"t": 3})
    assert [*totals.daily.values()].count(3) == 1
    assert (len(totals.daily), sum(map(bool, totals.daily.values()))) == (DAYS, 1)
    assert (len(totals.hourly), any(totals.hourly.values())) == (HOURS, False)
    local.clock.advance(timedelta(days=DAYS))
    assert manager.workerPoolErrorStats().totals.total == 0
    assert manager.listWorkerPoolErrors(POOL).workerPoolErrors == []


def test_errors_do_not_show_secrets(local: LocalTaskcluster, manager: WorkerManager) -> None:
    createPool(manager)
    createWorker(local, manager)
    request = CreateWorkerRequest(
        expires=local.clock.now(), capacity=9, providerInfo=StaticWorkerInfo(staticSecret=SECRET)
    )
    wrong = slugId() + slugId()
    for call, secret in (
        (lambda: manager.createWorker(POOL, GROUP, ID, request), SECRET),
        (lambda: manager.updateWorker(POOL, GROUP, "none", request), SECRET),
        (lambda: register(manager, wrong), wrong),
        (lambda: manager.reregisterWorker(reregistration(wrong)), wrong),
    ):
        with pytest.raises(TaskclusterRestFailure) as caught:
            call()
        assert secret not in str(caught.value) + repr(caught.value) + repr(caught.value.body)


def test_everything_is_the_same_after_a_restart(tmp_path: Path) -> None:
    database = tmp_path / "state.sqlite"
    with LocalTaskcluster(database=database, claimWait=0) as local:
        manager = local.client(WorkerManager, retries=0)
        createPool(manager, "aws", **CLOUD_CONFIG)
        manager.updateWorkerPool(POOL, UpdateWorkerPoolRequest.model_validate(poolFields()))
        createWorker(local, manager)
        secret = register(manager).secret
        manager.reportWorkerError(POOL, REPORT)
        manager.reportWorkerError(POOL, REPORT)
        before = snapshot(manager)
    with LocalTaskcluster(database=database, claimWait=0) as local:
        manager = local.client(WorkerManager, retries=0)
        assert snapshot(manager) == before
        manager.reregisterWorker(reregistration(secret))
        manager.removeWorker(POOL, GROUP, ID)
        manager.deleteWorkerPool(POOL)
        before = snapshot(manager)
    with LocalTaskcluster(database=database, claimWait=0) as local:
        manager = local.client(WorkerManager, retries=0)
        assert snapshot(manager) == before
        local.clock.advance(timedelta(days=9))
        assert manager.listWorkerPools().workerPools == []
        assert manager.listWorkerPoolErrors(POOL).workerPoolErrors == []


def snapshot(manager: WorkerManager) -> list[object]:
    return [
        manager.workerPool(POOL),
        manager.worker(POOL, GROUP, ID),
        manager.listWorkerPoolLaunchConfigs(POOL, includeArchived="true"),
        manager.listWorkerPoolErrors(POOL),
        manager.workerPoolErrorStats(workerPoolId=POOL),
    ]
