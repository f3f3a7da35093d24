from collections.abc import Mapping
from typing import TypedDict

class Options(TypedDict):
    rootUrl: str
    credentials: dict[str, str]

class Status(TypedDict):
    taskId: str
    state: str
    deadline: str
    runs: list[object]

class StatusResponse(TypedDict):
    status: Status

class Queue:
    def __init__(self, options: Options) -> None: ...
    def createTask(self, taskId: str, payload: Mapping[str, object], /) -> StatusResponse: ...
