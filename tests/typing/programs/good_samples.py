"""Samples have the type of their model."""

from typing import assert_type

from tc_typed import Queue
from tc_typed.queue import ClaimWorkResponse, TaskStatusResponse
from tc_typed.testing import fake, sample

assert_type(sample(TaskStatusResponse), TaskStatusResponse)
assert_type(sample(ClaimWorkResponse, tasks=[{"runId": 1}, {}]).tasks[0].runId, int)
fake(Queue, status=lambda taskId: sample(TaskStatusResponse, status={"taskId": taskId}))
sample(TaskStatusResponse, status={"runs": [{}, {"state": "running"}, {}]})
