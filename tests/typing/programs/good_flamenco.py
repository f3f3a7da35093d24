"""Valid calls of Flamenco's Worker API: results by status, images from all sources."""

from io import BytesIO
from pathlib import Path

from typing_extensions import assert_never, assert_type

from tc_typed.flamenco import (
    AssignedTask,
    BasicCredentials,
    MayKeepRunning,
    RegisteredWorker,
    TaskUpdate,
    WorkerApi,
    WorkerRegistration,
    WorkerStateChange,
    aio,
)

secret = "secret"
with WorkerApi(rootUrl="http://manager:8080") as manager:
    registered = manager.register_worker(
        WorkerRegistration(secret=secret, platform="linux", supported_task_types=[], name="one")
    )
    assert_type(registered, RegisteredWorker)
    api = manager.use(credentials=BasicCredentials(registered.uuid, secret))

    found = api.schedule_task()
    assert_type(found, AssignedTask | WorkerStateChange | None)
    match found:
        case AssignedTask(uuid=uuid):
            api.task_update(uuid, TaskUpdate(taskStatus="completed", steps_completed=1))
            assert_type(api.may_worker_run(uuid), MayKeepRunning)
            for image in (b"", "frame.png", Path("frame.png"), BytesIO()):
                api.task_output_produced(uuid, image)
        case WorkerStateChange(status_requested=state):
            print(state.upper())
        case None:
            assert_type(api.worker_state(), WorkerStateChange | None)
        case _:
            assert_never(found)


async def asynchronously() -> None:
    async with aio.WorkerApi(rootUrl="http://manager:8080") as api:
        assert_type(await api.schedule_task(), AssignedTask | WorkerStateChange | None)
        await api.task_output_produced("uuid", Path("frame.png"))
