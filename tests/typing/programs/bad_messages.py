"""Invalid uses of the messages of a local Taskcluster."""

from __future__ import annotations

from tc_typed import QueueEvents
from tc_typed.testing import LocalTaskcluster


def views(local: LocalTaskcluster) -> None:
    view = local.messages.on(QueueEvents.taskCompleted)
    print(view.first.payload.taskId)  # M: "TaskCompletedMessage" has no attribute "taskId" P: Cannot access attribute "taskId" for class "TaskCompletedMessage"
    print(view.wait().parsedRoutingKey.task)  # M: "TaskRoutingKey" has no attribute "task" P: Cannot access attribute "task" for class "TaskRoutingKey"
    view.wait(timeout="5 s")  # M: Argument "timeout" to "wait" of "MessageView" has incompatible type "str" P: "timeout" of type "float"
    print(local.messages.on("exchange/taskcluster-queue/v1/task-completed"))  # M: Argument 1 to "on" of "Messages" has incompatible type "str" P: "which" of type
