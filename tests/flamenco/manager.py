"""A Flamenco Manager on the loopback interface that implements the Worker API."""

from __future__ import annotations

import asyncio
import base64
import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self, TypeAlias
from uuid import uuid4

import jsonschema
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
Content: TypeAlias = Mapping[str, Mapping[str, Mapping[str, Json]]]
"""Schemas by media type, as in OpenAPI."""

_DOCUMENT = json.loads(
    (Path(__file__).parents[2] / "schemas" / "flamenco" / "openapi.json").read_text()
)


@dataclass
class Worker:
    """A registered worker, and its state in the Manager."""

    uuid: str
    secret: str
    state: str = ""
    history: list[str] = field(default_factory=list[str])
    requestedState: str | None = None
    """State that the Manager has requested."""
    mayFinishTask: bool = False
    """Whether it can finish its task before it enters that state."""
    seen: float = field(default_factory=time.monotonic)

    def enter(self, state: str) -> None:
        """Enter a state. A request for another state remains."""
        self.state = state
        self.history.append(state)
        if state == self.requestedState:
            self.requestedState = None

    def signOff(self) -> None:
        """Go offline, and request the previous state for later unless another is requested."""
        before, self.state = self.state, "offline"
        self.history.append("signed off")
        if self.requestedState in ("offline", "restart"):
            self.requestedState = None
        if self.requestedState is None and before in ("awake", "asleep"):
            self.requestedState = before


@dataclass
class Task:
    """A task, with the reports about it."""

    name: str
    commands: list[dict[str, Json]]
    uuid: str = field(default_factory=lambda: str(uuid4()))
    status: str = "queued"
    owner: str | None = None
    activity: str = ""
    log: list[str] = field(default_factory=list[str])
    """Lines of the log."""
    steps: int = 0
    stepsSeen: list[int] = field(default_factory=list[int])
    """Reported numbers of completed steps, in order."""
    failedBy: set[str] = field(default_factory=set[str])
    outputs: list[tuple[str, bytes]] = field(default_factory=list[tuple[str, bytes]])
    """Media types and contents of images."""

    @property
    def totalSteps(self) -> int:
        return sum(max(1, int(str(each["total_step_count"]))) for each in self.commands)

    def enter(self, status: str) -> None:
        """Enter a status. A task that is queued again starts from the beginning."""
        self.status = status
        if status == "queued":
            self.steps = 0

    def assigned(self) -> dict[str, Json]:
        return {
            "uuid": self.uuid,
            "job": str(uuid4()),
            "name": self.name,
            "status": self.status,
            "priority": 50,
            "job_priority": 50,
            "job_type": "test",
            "task_type": "misc",
            "commands": self.commands,
            "steps_completed": self.steps,
            "steps_total": self.totalSteps,
        }


def command(name: str, *, steps: int = 1, **parameters: Json) -> dict[str, Json]:
    return {"name": name, "parameters": parameters, "total_step_count": steps}


class _Server(uvicorn.Server):
    """A server that stops at once; uvicorn only checks ten times a second."""

    async def main_loop(self) -> None:
        while not self.should_exit:  # noqa: ASYNC110  # another thread sets it
            await asyncio.sleep(0.005)


class Manager:
    """The Manager, with its workers, tasks and received calls.

    When no tasks are left, it requests that the workers go offline.
    """

    def __init__(self, *tasks: Task) -> None:
        self.tasks = list(tasks)
        self.workers: dict[str, Worker] = {}
        self.calls: list[str] = []
        self.busy = 0
        """Number of upcoming calls that fail because the database is busy."""
        self.away: Counter[str] = Counter()
        """Number of upcoming calls of each operation that get 502 from a proxy."""
        self.instead: dict[str, Callable[[Request, bytes], Response | None]] = {}
        """Functions that return responses of operations, or `None` for the usual response."""
        self.timeout = 60.0
        """Seconds after which a silent worker counts as dead."""
        self.timedOut = 0
        """Number of workers that timed out."""
        self.initialState = "awake"
        """State for workers that sign on, unless another one is requested."""
        self.isOpen = False
        """Whether workers stay online when no tasks are left."""
        self.afterSleep: list[str] = []
        """States to request from workers that fell asleep, in order; `awake` if empty."""
        self.longestImage = 25 * 2**20
        """Maximum size of an image, in bytes."""
        self.idle = threading.Event()
        """Set when a worker has asked for a task and there was none."""
        self._port = 0
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def worker(self) -> Worker:
        """The only worker."""
        [worker] = self.workers.values()
        return worker

    # Server

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start to listen, always on the same port."""
        # asyncio sends small responses at once only if the protocol of the socket is set to TCP.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self._port))
        listener.listen()
        self._port = listener.getsockname()[1]
        config = uvicorn.Config(
            self._app(), loop="asyncio", http="h11", ws="none", lifespan="off", log_config=None
        )
        self._server = _Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [listener]}, daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        assert self._server is not None
        assert self._thread is not None
        self._server.should_exit = True
        self._thread.join(10)
        assert not self._thread.is_alive()

    def restart(self) -> None:
        """Stop and start again, as for an update."""
        self.stop()
        self.start()

    def _app(self) -> Starlette:
        handlers: dict[str, Callable[[Request, bytes], Response]] = {
            "registerWorker": self._register,
            "signOn": self._signOn,
            "signOff": self._signOff,
            "workerState": self._workerState,
            "workerStateChanged": self._stateChanged,
            "scheduleTask": self._schedule,
            "taskUpdate": self._update,
            "mayWorkerRun": self._mayRun,
            "taskOutputProduced": self._output,
        }
        base = _DOCUMENT["servers"][0]["url"]
        routes = [
            Route(
                base + path,
                self._endpoint(
                    operation["operationId"],
                    handlers.pop(operation["operationId"]),
                    operation.get("requestBody", {}).get("content", {}),
                    isOpen="security" not in operation,
                ),
                methods=[method.upper()],
            )
            for path, item in _DOCUMENT["paths"].items()
            for method, operation in item.items()
        ]
        assert not handlers
        return Starlette(routes=routes)

    def _endpoint(
        self,
        name: str,
        handle: Callable[[Request, bytes], Response],
        content: Content,
        *,
        isOpen: bool,
    ) -> Callable[[Request], Awaitable[Response]]:
        async def response(request: Request) -> Response:
            body = await request.body()
            self.calls.append(name)
            self._findDead()
            if self.away[name]:
                self.away[name] -= 1
                return Response("<h1>Bad Gateway</h1>", 502, media_type="text/html")
            if self.busy:
                self.busy -= 1
                return failure(503, "database is busy", {"retry-after": "1"})
            if (instead := self.instead.get(name)) and (response := instead(request, body)):
                return response
            if isOpen:
                assert "authorization" not in request.headers
            elif not self._knows(request):
                return failure(401, "invalid credentials")
            else:
                self._caller(request).seen = time.monotonic()
            if problem := _problem(content, request, body):
                return failure(400, problem)
            return handle(request, body)

        return response

    def _knows(self, request: Request) -> bool:
        scheme, _, pair = request.headers.get("authorization", "").partition(" ")
        uuid, _, secret = base64.b64decode(pair).decode().partition(":")
        worker = self.workers.get(uuid)
        return scheme == "Basic" and worker is not None and worker.secret == secret

    def _caller(self, request: Request) -> Worker:
        pair = request.headers["authorization"].removeprefix("Basic ")
        return self.workers[base64.b64decode(pair).decode().partition(":")[0]]

    def _task(self, request: Request) -> Task | None:
        uuid = request.path_params["task_id"]
        return next((task for task in self.tasks if task.uuid == uuid), None)

    def _findDead(self) -> None:
        for worker in self.workers.values():
            isSilent = time.monotonic() - worker.seen > self.timeout
            if isSilent and worker.state not in ("", "offline", "error"):
                worker.state, worker.requestedState = "error", None
                self.timedOut += 1
                self._requeue(worker)

    def _requeue(self, worker: Worker) -> None:
        """Queue the unfinished tasks of a worker for any worker."""
        for task in self.tasks:
            if task.owner == worker.uuid and task.status == "active":
                task.enter("queued")

    # Operations

    def _register(self, _: Request, body: bytes) -> Response:
        registration = json.loads(body)
        worker = Worker(str(uuid4()), registration["secret"])
        self.workers[worker.uuid] = worker
        registered = {
            "uuid": worker.uuid,
            "name": registration["name"],
            "address": "127.0.0.1",
            "status": "starting",
            "platform": registration["platform"],
            "software": "",
            "supported_task_types": registration["supported_task_types"],
        }
        return JSONResponse(registered)

    def _signOn(self, request: Request, _: bytes) -> Response:
        worker = self._caller(request)
        worker.state = "starting"
        return JSONResponse({"status_requested": worker.requestedState or self.initialState})

    def _signOff(self, request: Request, _: bytes) -> Response:
        worker = self._caller(request)
        worker.signOff()
        self._requeue(worker)
        return Response(status_code=204)

    def _workerState(self, request: Request, _: bytes) -> Response:
        requestedState = self._caller(request).requestedState
        if requestedState is None:
            return Response(status_code=204)
        return JSONResponse({"status_requested": requestedState})

    def _stateChanged(self, request: Request, body: bytes) -> Response:
        worker = self._caller(request)
        before = worker.state
        worker.enter(json.loads(body)["status"])
        if before == "awake" != worker.state:
            self._requeue(worker)
        if worker.state == "asleep" and worker.requestedState is None:
            worker.requestedState = self.afterSleep.pop(0) if self.afterSleep else "awake"
        return Response(status_code=204)

    def _schedule(self, request: Request, _: bytes) -> Response:
        worker = self._caller(request)
        if worker.requestedState is not None:
            return JSONResponse({"status_requested": worker.requestedState}, 423)
        if worker.state != "awake":
            return failure(409, f"the worker is {worker.state}, but has to be awake to get tasks")
        own = [t for t in self.tasks if t.status == "active" and t.owner == worker.uuid]
        others = [
            task
            for task in self.tasks
            if task.status in ("queued", "soft-failed") and worker.uuid not in task.failedBy
        ]
        for task in own + others:
            task.owner = worker.uuid
            task.enter("active")
            return JSONResponse(task.assigned())
        self.idle.set()
        if not self.isOpen:
            worker.requestedState = "offline"
        return Response(status_code=204)

    def _update(self, request: Request, body: bytes) -> Response:
        task, update, worker = self._task(request), json.loads(body), self._caller(request)
        if task is None:
            return failure(404, "the task is unknown")
        if task.owner != worker.uuid:
            return failure(409, "the task is not assigned to this worker")
        status = update.get("taskStatus")
        if status == "soft-failed":
            return failure(400, "only the Manager can set this status")
        if "steps_completed" in update:
            task.steps = min(update["steps_completed"], task.totalSteps)
            task.stepsSeen.append(update["steps_completed"])
        task.activity = update.get("activity", task.activity)
        task.log += update["log"].split("\n") if "log" in update else []
        if status == "failed":
            task.failedBy.add(worker.uuid)
            status = "soft-failed" if self.workers.keys() - task.failedBy else "failed"
        if status is not None:
            task.enter(status)
        return Response(status_code=204)

    def _mayRun(self, request: Request, _: bytes) -> Response:
        task, worker = self._task(request), self._caller(request)
        isChanging = False
        if task is None:
            reason = "the task is unknown"
        elif worker.requestedState is not None and not worker.mayFinishTask:
            reason, isChanging = f"{worker.requestedState} was requested", True
        elif task.owner != worker.uuid:
            reason = "the task is not assigned to this worker"
        elif task.status != "active":
            reason = f"the task is {task.status}"
        else:
            reason = ""
        return JSONResponse(
            {
                "mayKeepRunning": not reason,
                "reason": reason,
                "statusChangeRequested": isChanging,
            }
        )

    def _output(self, request: Request, body: bytes) -> Response:
        media, task = request.headers.get("content-type", ""), self._task(request)
        if int(request.headers.get("content-length", 0)) <= 0:
            return failure(411, "the content length is missing")
        if len(body) > self.longestImage:
            return failure(413, f"at most {self.longestImage} bytes")
        if task is None:
            return JSONResponse("the task is unknown", 404)
        if media not in ("image/jpeg", "image/png"):
            return failure(415, f"{media} is not supported")
        task.outputs.append((media, body))
        return Response(status_code=202)


def failure(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse({"code": status, "message": message}, status, headers)


def _problem(content: Content, request: Request, body: bytes) -> str | None:
    """Return the reason why a request does not match the contract; `None` if it does."""
    if not content:
        return "unexpected body" if body else None
    if "application/json" not in content:
        return None  # an image, which is checked by the handler
    media = content.get(request.headers.get("content-type", ""))
    if media is None:
        return "unsupported media type"
    schema = {**media["schema"], "components": _DOCUMENT["components"]}
    errors = list(jsonschema.Draft7Validator(schema).iter_errors(json.loads(body)))  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType, reportUnknownArgumentType]  # an untyped overload
    return "; ".join(str(error.message) for error in errors) or None
