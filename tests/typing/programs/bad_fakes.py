"""Fakes whose signature does not match their method."""

from tc_typed import Queue, aio
from tc_typed.queue import ListTaskGroupResponse, PingResponse, TaskStatusResponse
from tc_typed.testing import fake


def status(taskId: str) -> TaskStatusResponse:
    raise NotImplementedError


async def statusLater(taskId: str) -> TaskStatusResponse:
    raise NotImplementedError


def wrongArgument(runId: int) -> TaskStatusResponse:
    raise NotImplementedError


def wrongResult(taskId: str) -> PingResponse:
    raise NotImplementedError


def withoutQuery(taskGroupId: str) -> ListTaskGroupResponse:
    raise NotImplementedError


fake(Queue, status=status)
fake(aio.Queue, status=status)
fake(aio.Queue, status=statusLater)
fake(Queue, status=wrongArgument)  # M: Argument "status" to "fake" has incompatible type P: "status" of type "\(str\) -> TaskStatusResponse"|No overloads for "fake"
fake(Queue, status=wrongResult)  # M: Argument "status" to "fake" has incompatible type P: "status" of type "\(str\) -> TaskStatusResponse"|No overloads for "fake"
fake(Queue, status=statusLater)  # M: Argument "status" to "fake" has incompatible type P: "status" of type "\(str\) -> TaskStatusResponse"|No overloads for "fake"
fake(Queue, listTaskGroup=withoutQuery)  # M: No overload variant of "fake" matches P: "listTaskGroup" of type|No overloads for "fake"
fake(Queue, state=status)  # M: Unexpected keyword argument "state" for "fake"|No overload variant P: No parameter named "state"|No overloads for "fake"
