"""Errors in models. mypy's message for the line is after `M:`, pyright's after `P:`."""

from tc_typed import fromNow
from tc_typed.queue import LinkArtifactRequest, PendingTasksResponse, TaskDefinition, TaskMetadata

now = fromNow("0 s")
metadata = TaskMetadata(name="n", description="d", owner="o@example.com", source="https://e.x/")

TaskDefinition(created=now, deadline=now, payload={})  # M: Missing named argument "metadata" P: Argument missing for parameter "metadata"
TaskDefinition(created=now, deadline=now, payload={}, metadata=metadata, taskGroup="x")  # M: Unexpected keyword argument "taskGroup" P: No parameter named "taskGroup"
TaskDefinition(created=now, deadline=now, payload={}, metadata=metadata, priority="urgent")  # M: Argument "priority" to "TaskDefinition" has incompatible type P: "Literal\['urgent'\]" is not assignable to
TaskDefinition(created="2026-01-01", deadline=now, payload={}, metadata=metadata)  # M: Argument "created" to "TaskDefinition" has incompatible type "str" P: is not assignable to "datetime"
TaskDefinition(created=now, deadline=now, payload={"a": object()}, metadata=metadata)  # M: Dict entry 0 has incompatible type P: "payload" of type
TaskDefinition(created=now, deadline=now, payload=[], metadata=metadata)  # M: Argument "payload" to "TaskDefinition" has incompatible type P: "payload" of type
TaskDefinition(created=now, deadline=now, payload={}, metadata={"name": "n"})  # M: Argument "metadata" to "TaskDefinition" has incompatible type "dict P: "metadata" of type "TaskMetadata"
LinkArtifactRequest(storageType="s3", expires=now, contentType="t", artifact="a")  # M: Argument "storageType" to "LinkArtifactRequest" has incompatible type "Literal\['s3'\]" P: "Literal\['s3'\]" is not assignable to type "Literal\['link'\]"
PendingTasksResponse(provisionerId="p", workerType="w", pendingTasks=1)  # M: Missing named argument "taskQueueId" P: Argument missing for parameter "taskQueueId"
