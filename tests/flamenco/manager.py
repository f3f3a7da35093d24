"""A Flamenco Manager on the loopback interface, as far as its Worker API goes."""

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
    """A worker that has registered, and how the Manager sees it."""

    uuid: str
    secret: str
    state: str = ""
    history: list[str] = field(default_factory=list[str])
    wish: str | None = None
    """The state that it shall enter."""
    isPatient: bool = False
    """Whether it may finish its task first."""
    seen: float = field(default_factory=time.monotonic)

    def enter(self, state: str) -> None:
        """Be in a state. A wish is fulfilled by that state only."""
        self.state = state
        self.history.append(state)
        if state == self.wish:
            self.wish = None

    def signOff(self) -> None:
        """Be offline, and remember how it was before unless something else is wanted."""
        before, self.state = self.state, "offline"
        self.history.append("signed off")
        if self.wish in ("offline", "restart"):
            self.wish = None
        if self.wish is None and before in ("awake", "asleep"):
            self.wish = before


@dataclass
class Task:
    """A task, and what was reported of it."""

    name: str
    commands: list[dict[str, Json]]
    uuid: str = field(default_factory=lambda: str(uuid4()))
    status: str = "queued"
    owner: str | None = None
    activity: str = ""
    log: list[str] = field(default_factory=list[str])
    """Its lines."""
    steps: int = 0
    stepsSeen: list[int] = field(default_factory=list[int])
    """The reported numbers of steps, in the order of the reports."""
    failedBy: set[str] = field(default_factory=set[str])
    outputs: list[tuple[str, bytes]] = field(default_factory=list[tuple[str, bytes]])
    """Media types and images."""

    @property
    def totalSteps(self) -> int:
        return sum(max(1, int(str(each["total_step_count"]))) for each in self.commands)

    def enter(self, status: str) -> None:
        """Have a status. One that is queued again begins again."""
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
    """A server that ends at once; uvicorn's own looks ten times a second whether it should."""

    async def main_loop(self) -> None:
        while not self.should_exit:  # noqa: ASYNC110  # another thread sets it
            await asyncio.sleep(0.005)


class Manager:
    """The Manager: its workers, its tasks, and what it has been asked.

    When there is nothing left to do, it sends its workers away.
    """

    def __init__(self, *tasks: Task) -> None:
        self.tasks = list(tasks)
        self.workers: dict[str, Worker] = {}
        self.calls: list[str] = []
        self.busy = 0
        """How many of the next calls find the database busy."""
        self.away: Counter[str] = Counter()
        """How many of the next calls of each operation a proxy says of that nobody is there."""
        self.instead: dict[str, Callable[[Request, bytes], Response | None]] = {}
        """Responses of operations, in place of their own unless `None`."""
        self.timeout = 60.0
        """Seconds after which a worker that was not heard of counts as dead."""
        self.timedOut = 0
        """How often one did."""
        self.firstWish = "awake"
        """The state for workers that sign on, unless another is wished or remembered."""
        self.isOpen = False
        """Whether workers are kept when there is nothing to do."""
        self.afterSleep: list[str] = []
        """The wishes for workers that fall asleep, one after the other; they shall not for long."""
        self.longestImage = 25 * 2**20
        """Bytes."""
        self.idle = threading.Event()
        """Set once a worker has asked for a task in vain."""
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
        """Listen, on the same port each time."""
        # asyncio sends small answers at once only where a socket says outright that it is TCP.
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
        """Go away and come back, as with an update."""
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
        wanted = request.path_params["task_id"]
        return next((task for task in self.tasks if task.uuid == wanted), None)

    def _findDead(self) -> None:
        for worker in self.workers.values():
            isSilent = time.monotonic() - worker.seen > self.timeout
            if isSilent and worker.state not in ("", "offline", "error"):
                worker.state, worker.wish = "error", None
                self.timedOut += 1
                self._requeue(worker)

    def _requeue(self, worker: Worker) -> None:
        """Give what a worker has not finished to any."""
        for task in self.tasks:
            if task.owner == worker.uuid and task.status == "active":
                task.enter("queued")

    # Operations

    def _register(self, _: Request, body: bytes) -> Response:
        asked = json.loads(body)
        worker = Worker(str(uuid4()), asked["secret"])
        self.workers[worker.uuid] = worker
        shown = {
            "uuid": worker.uuid,
            "name": asked["name"],
            "address": "127.0.0.1",
            "status": "starting",
            "platform": asked["platform"],
            "software": "",
            "supported_task_types": asked["supported_task_types"],
        }
        return JSONResponse(shown)

    def _signOn(self, request: Request, _: bytes) -> Response:
        worker = self._caller(request)
        worker.state = "starting"
        return JSONResponse({"status_requested": worker.wish or self.firstWish})

    def _signOff(self, request: Request, _: bytes) -> Response:
        worker = self._caller(request)
        worker.signOff()
        self._requeue(worker)
        return Response(status_code=204)

    def _workerState(self, request: Request, _: bytes) -> Response:
        wish = self._caller(request).wish
        if wish is None:
            return Response(status_code=204)
        return JSONResponse({"status_requested": wish})

    def _stateChanged(self, request: Request, body: bytes) -> Response:
        worker = self._caller(request)
        before = worker.state
        worker.enter(json.loads(body)["status"])
        if before == "awake" != worker.state:
            self._requeue(worker)
        if worker.state == "asleep" and worker.wish is None:
            worker.wish = self.afterSleep.pop(0) if self.afterSleep else "awake"
        return Response(status_code=204)

    def _schedule(self, request: Request, _: bytes) -> Response:
        worker = self._caller(request)
        if worker.wish is not None:
            return JSONResponse({"status_requested": worker.wish}, 423)
        if worker.state != "awake":
            return failure(409, f"only who is awake gets tasks, and this worker is {worker.state}")
        mine = [t for t in self.tasks if t.status == "active" and t.owner == worker.uuid]
        others = [
            task
            for task in self.tasks
            if task.status in ("queued", "soft-failed") and worker.uuid not in task.failedBy
        ]
        for task in mine + others:
            task.owner = worker.uuid
            task.enter("active")
            return JSONResponse(task.assigned())
        self.idle.set()
        if not self.isOpen:
            worker.wish = "offline"
        return Response(status_code=204)

    def _update(self, request: Request, body: bytes) -> Response:
        task, update, worker = self._task(request), json.loads(body), self._caller(request)
        if task is None:
            return failure(404, "there is no such task")
        if task.owner != worker.uuid:
            return failure(409, "the task is not assigned to this worker")
        status = update.get("taskStatus")
        if status == "soft-failed":
            return failure(400, "only the Manager decides on that")
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
        elif worker.wish is not None and not worker.isPatient:
            reason, isChanging = f"{worker.wish} was requested", True
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
            return failure(411, "the length is needed")
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
    """Why a request does not match the contract; `None` if it does."""
    if not content:
        return "there is a body" if body else None
    if "application/json" not in content:
        return None  # an image, which its handler judges
    media = content.get(request.headers.get("content-type", ""))
    if media is None:
        return "this media type is not taken"
    schema = {**media["schema"], "components": _DOCUMENT["components"]}
    errors = list(jsonschema.Draft7Validator(schema).iter_errors(json.loads(body)))  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType, reportUnknownArgumentType]  # an overload of it
    return "; ".join(str(error.message) for error in errors) or None
