"""Errors with a compiled package. mypy's message for the line is after `M:`, pyright's after `P:`."""

import acme
import acme.aio
from acme import queue as models
from acme.common import fakes

import tc_typed
import tc_typed.queue
from tc_typed import aio, transfers, requiredScopes
from tc_typed.transfers import aio as asyncTransfers


def clients(queue: acme.Queue, service: acme.Object, asyncQueue: acme.aio.Queue, asyncService: acme.aio.Object) -> None:
    transfers.downloadToBuf(name="n", objectService=queue)  # M: incompatible type "Queue"; expected "ObjectClient" P: "Queue" is incompatible with protocol "ObjectClient"
    transfers.downloadToBuf(name="n", objectService=asyncService)  # M: incompatible type "Object"; expected "ObjectClient" P: "Object" is incompatible with protocol "ObjectClient"
    transfers.downloadArtifactToBuf(taskId="t", name="n", queueService=service)  # M: incompatible type "Object"; expected "QueueClient" P: "Object" is incompatible with protocol "QueueClient"
    transfers.downloadArtifactToBuf(taskId="t", name="n", queueService=asyncQueue)  # M: incompatible type "Queue"; expected "QueueClient" P: "Queue" is incompatible with protocol "QueueClient"
    transfers.downloadArtifactToBuf(taskId="t", name="n", queueService=aio.Queue())  # M: incompatible type "Queue"; expected "QueueClient" P: "Queue" is incompatible with protocol "QueueClient"


async def asyncClients(queue: acme.Queue, service: acme.Object, asyncQueue: acme.aio.Queue) -> None:
    await asyncTransfers.downloadToBuf(name="n", objectService=service)  # M: incompatible type "Object"; expected "AsyncObjectClient" P: "Object" is incompatible with protocol "AsyncObjectClient"
    await asyncTransfers.downloadToBuf(name="n", objectService=asyncQueue)  # M: incompatible type "Queue"; expected "AsyncObjectClient" P: "Queue" is incompatible with protocol "AsyncObjectClient"
    await asyncTransfers.downloadArtifactToBuf(taskId="t", name="n", queueService=queue)  # M: incompatible type "Queue"; expected "AsyncQueueClient" P: "Queue" is incompatible with protocol "AsyncQueueClient"
    await asyncTransfers.downloadArtifactToBuf(taskId="t", name="n", queueService=tc_typed.Queue())  # M: incompatible type "Queue"; expected "AsyncQueueClient" P: "Queue" is incompatible with protocol "AsyncQueueClient"


def ourPing() -> tc_typed.queue.PingResponse:
    raise NotImplementedError


def classes(ours: tc_typed.queue.TaskDefinition, theirs: models.TaskDefinition, queue: acme.Queue) -> None:
    queue.createTask("t", ours)  # M: incompatible type "tc_typed.queue.models.TaskDefinition"; expected "acme.queue.models.TaskDefinition P: "tc_typed.queue.models.TaskDefinition" is not assignable to "acme.queue.models.TaskDefinition"
    tc_typed.Queue().createTask("t", theirs)  # M: incompatible type "acme.queue.models.TaskDefinition"; expected "tc_typed.queue.models.TaskDefinition P: "acme.queue.models.TaskDefinition" is not assignable to "tc_typed.queue.models.TaskDefinition"
    requiredScopes(queue.createTask, "t", ours)  # M: incompatible type "tc_typed.queue.models.TaskDefinition"; expected "acme.queue.models.TaskDefinition P: "tc_typed.queue.models.TaskDefinition" is not assignable to "acme.queue.models.TaskDefinition"
    fakes.fake(acme.Queue, ping=ourPing)  # M: Argument "ping" to "fake" has incompatible type|No overload variant P: "ping" of type|No overloads for "fake"
