"""A Flamenco Manager on the loopback interface, as far as its Worker API goes."""

from __future__ import annotations

import base64
import json
import socket
import threading
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
"""What OpenAPI calls so: schemas by media type."""

_DOCUMENT = json.loads(
    (Path(__file__).parents[2] / "schemas" / "flamenco" / "openapi.json").read_text()
)


@dataclass
class Worker:
    """A worker that has registered."""

    uuid: str
    secret: str
    state: str = "offline"
    history: list[str] = field(default_factory=list[str])
    wish: str | None = None
    """The state that it shall enter."""


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
    steps: int = 0
    outputs: list[tuple[str, bytes]] = field(default_factory=list[tuple[str, bytes]])
    """Media types and images."""

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
            "steps_total": len(self.commands),
        }


def command(name: str, **parameters: Json) -> dict[str, Json]:
    return {"name": name, "parameters": parameters, "total_step_count": 1}


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
        self.isOpen = False
        """Whether workers are kept when there is nothing to do."""
        self.idle = threading.Event()
        """Set once a worker has asked for a task in vain."""
        self._port = 0
        self._server: uvicorn.Server | None = None
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
        self._server = uvicorn.Server(config)
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
        async def answer(request: Request) -> Response:
            body = await request.body()
            self.calls.append(name)
            if self.busy:
                self.busy -= 1
                return failure(503, "database is busy", {"retry-after": "1"})
            if isOpen:
                assert "authorization" not in request.headers
            elif not self._knows(request):
                return failure(401, "invalid credentials")
            if problem := _problem(content, request, body):
                return failure(400, problem)
            return handle(request, body)

        return answer

    def _knows(self, request: Request) -> bool:
        scheme, _, pair = request.headers.get("authorization", "").partition(" ")
        uuid, _, secret = base64.b64decode(pair).decode().partition(":")
        worker = self.workers.get(uuid)
        return scheme == "Basic" and worker is not None and worker.secret == secret

    def _caller(self, request: Request) -> Worker:
        pair = request.headers["authorization"].removeprefix("Basic ")
        return self.workers[base64.b64decode(pair).decode().partition(":")[0]]

    def _task(self, request: Request) -> Task:
        [task] = [task for task in self.tasks if task.uuid == request.path_params["task_id"]]
        return task

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
        self._caller(request).state = "starting"
        return JSONResponse({"status_requested": "awake"})

    def _signOff(self, request: Request, _: bytes) -> Response:
        worker = self._caller(request)
        worker.state = "offline"
        worker.history.append("signed off")
        return Response(status_code=204)

    def _workerState(self, request: Request, _: bytes) -> Response:
        wish = self._caller(request).wish
        if wish is None:
            return Response(status_code=204)
        return JSONResponse({"status_requested": wish})

    def _stateChanged(self, request: Request, body: bytes) -> Response:
        worker = self._caller(request)
        worker.state = json.loads(body)["status"]
        worker.history.append(worker.state)
        if worker.state == worker.wish:
            worker.wish = None
        if worker.state == "asleep":
            worker.wish = "awake"  # it shall not sleep for long
        return Response(status_code=204)

    def _schedule(self, request: Request, _: bytes) -> Response:
        worker = self._caller(request)
        if worker.state != "awake":
            return Response(status_code=409)
        if worker.wish is not None:
            return JSONResponse({"status_requested": worker.wish}, 423)
        mine = [t for t in self.tasks if t.status == "active" and t.owner == worker.uuid]
        for task in mine + [task for task in self.tasks if task.status == "queued"]:
            task.status, task.owner = "active", worker.uuid
            return JSONResponse(task.assigned())
        self.idle.set()
        if not self.isOpen:
            worker.wish = "offline"
        return Response(status_code=204)

    def _update(self, request: Request, body: bytes) -> Response:
        task, update = self._task(request), json.loads(body)
        if task.owner != self._caller(request).uuid:
            return Response(status_code=409)
        task.status = update.get("taskStatus", task.status)
        task.activity = update.get("activity", task.activity)
        task.steps = update.get("steps_completed", task.steps)
        task.log += [update["log"]] if "log" in update else []
        return Response(status_code=204)

    def _mayRun(self, request: Request, _: bytes) -> Response:
        task, worker = self._task(request), self._caller(request)
        answer: dict[str, Json] = {
            "mayKeepRunning": worker.wish is None and task.owner == worker.uuid,
            "reason": "" if worker.wish is None else f"{worker.wish} was requested",
            "statusChangeRequested": worker.wish is not None,
        }
        return JSONResponse(answer)

    def _output(self, request: Request, body: bytes) -> Response:
        assert int(request.headers["content-length"]) == len(body)
        self._task(request).outputs.append((request.headers["content-type"], body))
        return Response(status_code=202)


def failure(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse({"code": status, "message": message}, status, headers)


def _problem(content: Content, request: Request, body: bytes) -> str | None:
    """What is wrong with a request in the eyes of the contract."""
    if not content:
        return "there is a body" if body else None
    media = content.get(request.headers.get("content-type", ""))
    if media is None:
        return "this media type is not taken"
    if media["schema"].get("format") == "binary":
        return None
    schema = {**media["schema"], "components": _DOCUMENT["components"]}
    errors = list(jsonschema.Draft7Validator(schema).iter_errors(json.loads(body)))  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType, reportUnknownArgumentType]  # an overload of it
    return "; ".join(str(error.message) for error in errors) or None
