"""Errors in task dicts. mypy's message for the line is after `M:`, pyright's after `P:`."""

from __future__ import annotations

from typing import Unpack

from tc_typed import Queue, aio, fromNow, requiredScopes, slugId
from tc_typed.docker_worker import DockerWorkerPayload
from tc_typed.queue import Task, TaskDefinition, TaskFields, TaskStatusResponse
from tc_typed.testing import fake


def task(**fields: Unpack[TaskFields]) -> TaskFields:
    return fields


def calls(queue: Queue, asynchronous: aio.Queue, plain: dict[str, object], text: dict[str, str]) -> None:
    queue.createTask(slugId(), {"deadlin": fromNow("1 day")})  # M: incompatible type "dict\[str, datetime]"; expected "TaskDefinition \| TaskFields" P: "payload" of type "TaskDefinition \| TaskFields"
    queue.createTask(slugId(), {"retries": "2"})  # M: incompatible type "dict\[str, str]"; expected "TaskDefinition \| TaskFields" P: "payload" of type "TaskDefinition \| TaskFields"
    queue.createTask(slugId(), {"priority": "urgent"})  # M: incompatible type "dict\[str, str]"; expected "TaskDefinition \| TaskFields" P: "payload" of type "TaskDefinition \| TaskFields"
    queue.createTask(slugId(), {"metadata": {"nam": "n"}})  # M: incompatible type "dict\[str, dict\[str, str]]"; expected "TaskDefinition \| TaskFields" P: "payload" of type "TaskDefinition \| TaskFields"
    queue.createTask(slugId(), {"metadata": {"name": 1}})  # M: incompatible type "dict\[str, dict\[str, int]]"; expected "TaskDefinition \| TaskFields" P: "payload" of type "TaskDefinition \| TaskFields"
    queue.createTask(slugId(), {"tags": {"kind": 1}})  # M: incompatible type "dict\[str, dict\[str, int]]"; expected "TaskDefinition \| TaskFields" P: "payload" of type "TaskDefinition \| TaskFields"
    queue.createTask(slugId(), {"payload": {"run": {1}}})  # M: incompatible type "dict\[str, dict\[str, set\[int]]]"; expected "TaskDefinition \| TaskFields" P: "payload" of type "TaskDefinition \| TaskFields"
    queue.createTask(slugId(), plain)  # M: incompatible type "dict\[str, object]"; expected "TaskDefinition \| TaskFields" P: "payload" of type "TaskDefinition \| TaskFields"
    queue.createTask(slugId(), text)  # M: incompatible type "dict\[str, str]"; expected "TaskDefinition \| TaskFields" P: "payload" of type "TaskDefinition \| TaskFields"
    asynchronous.createTask(slugId(), plain)  # M: incompatible type "dict\[str, object]"; expected "TaskDefinition \| TaskFields" P: "payload" of type "TaskDefinition \| TaskFields"
    requiredScopes(queue.createTask, slugId(), plain)  # M: incompatible type "dict\[str, object]"; expected "TaskDefinition \| TaskFields" P: "payload" of type "TaskDefinition \| TaskFields"
    task(retrys=2)  # M: Unexpected keyword argument "retrys" for "task"; did you mean "retries" P: No parameter named "retrys"
    task(retries="2")  # M: Argument "retries" to "task" has incompatible type "str" P: "retries" of type "int"
    fields: TaskFields = {"scopes": "a"}  # M: TypedDict item "scopes" has type "list\[str\]" P: "Literal\['a'\]" is not assignable to "list\[str\]"
    fields["scope"] = ["a"]  # M: TypedDict "TaskFields" has no key "scope" P: "scope" is not a defined key in "TaskFields"
    fields["scopes"] = [1]  # M: List item 0 has incompatible type "int" P: "Literal\[1\]" is not assignable to "str"
    TaskDefinition(**fields)  # M: Argument "created" to "TaskDefinition" has incompatible type "datetime \| str" P: "created" of type "Timestamp"


def created(taskId: str, definition: TaskFields) -> TaskStatusResponse:
    raise AssertionError(taskId, definition)


fake(Queue, createTask=created)  # M: Argument "createTask" to "fake" has incompatible type P: "createTask" of type "\(str, TaskDefinition\) -> TaskStatusResponse"


def read(it: Task) -> None:
    print(it.payloadAs(DockerWorkerPayload).imag)  # M: "DockerWorkerPayload" has no attribute "imag" P: Cannot access attribute "imag" for class "DockerWorkerPayload"
    it.payloadAs(dict)  # M: Value of type variable "ModelT" of "payloadAs" of "Task" cannot be "dict P: "model" of type "type\[ModelT@payloadAs\]"
    it.extraAs("DockerWorkerPayload")  # M: Argument 1 to "extraAs" of "Task" has incompatible type "str" P: "model" of type "type\[ModelT@extraAs\]"
