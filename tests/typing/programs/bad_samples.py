"""Samples of something other than a class, or used as another type."""

from tc_typed.queue import CreateArtifactRequest, TaskStatus, TaskStatusResponse
from tc_typed.testing import sample

status: TaskStatus = sample(TaskStatusResponse)  # M: Incompatible types in assignment|incompatible type P: not assignable
sample(TaskStatusResponse).state  # M: "TaskStatusResponse" has no attribute "state" P: Cannot access attribute "state"|Expression value is unused
sample(CreateArtifactRequest)  # M: Argument 1 to "sample" P: Argument of type
