"""ASGI application with the status page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from tc_typed.core.extras import needing
from tc_typed.testing.page.arguments import Arguments
from tc_typed.testing.page.live import LiveStreams
from tc_typed.testing.page.reader import Reader
from tc_typed.testing.page.rendering import render
from tc_typed.testing.page.safety import guarded
from tc_typed.testing.page.views.access import auth, builds, notifications, secrets
from tc_typed.testing.page.views.group_reader import GroupReader
from tc_typed.testing.page.views.groups import groups
from tc_typed.testing.page.views.hooks import hook, hooks
from tc_typed.testing.page.views.index import index
from tc_typed.testing.page.views.log import runLog
from tc_typed.testing.page.views.messages import message, messages
from tc_typed.testing.page.views.overview import overview
from tc_typed.testing.page.views.run import run
from tc_typed.testing.page.views.search import search
from tc_typed.testing.page.views.task import task
from tc_typed.testing.page.views.task_group import taskGroup
from tc_typed.testing.page.views.worker import worker
from tc_typed.testing.page.views.worker_pool import workerPool
from tc_typed.testing.page.views.workers import taskQueue, workers
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.server.live_logs import LiveLogs

with needing("testing", "LocalTaskcluster"):
    from starlette.applications import Starlette
    from starlette.exceptions import HTTPException
    from starlette.requests import Request
    from starlette.responses import HTMLResponse, RedirectResponse, Response
    from starlette.routing import BaseRoute, Mount, Route
    from starlette.staticfiles import StaticFiles

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from tc_typed.testing.deployment import Deployment

View: TypeAlias = Callable[[Reader, Arguments], object]
"""Function that returns what a page shows."""

_NOT_FOUND = 404

_MISSING = ("ResourceNotFound", "ResourceExpired", "NotImplemented")
"""Codes of errors for which the page says that there is no such thing."""

_PAGES: tuple[tuple[str, str, View], ...] = (
    ("/", "overview.html", overview),
    ("/tasks/groups", "groups.html", groups),
    ("/tasks/index", "index.html", index),
    ("/tasks/index/{namespace:path}", "index.html", index),
    ("/tasks/{taskId}", "task.html", task),
    ("/tasks/{taskId}/runs/{runId}", "run.html", run),
    ("/tasks/{taskId}/runs/{runId}/logs/{name:path}", "log.html", runLog),
    ("/hooks", "hooks.html", hooks),
    ("/hooks/{hookGroupId}/{hookId:path}", "hook.html", hook),
    ("/workers", "workers.html", workers),
    ("/workers/{taskQueueId:path}", "task_queue.html", taskQueue),
    ("/worker-manager/{workerPoolId:path}", "worker_pool.html", workerPool),
    (
        "/provisioners/{provisionerId}/worker-types/{workerType}/workers/{workerGroup}/{workerId}",
        "worker.html",
        worker,
    ),
    ("/messages", "messages.html", messages),
    ("/messages/{number:int}", "message.html", message),
    ("/auth", "auth.html", auth),
    ("/secrets", "secrets.html", secrets),
    ("/notifications", "notifications.html", notifications),
    ("/github", "builds.html", builds),
)
"""Pages: route, template, and the view that the template shows."""


def makePages(deployment: Callable[[], Deployment], liveLogs: LiveLogs) -> ASGIApp:
    """Make the application with the status page.

    Args:
        deployment: Function that returns the current deployment; a reset replaces it.
        liveLogs: Logs of runs in progress that the server serves.
    """

    def reading() -> AbstractContextManager[Reader]:
        return Reader.entering(deployment(), liveLogs)

    def respond(template: str, view: View) -> Callable[[Request], Awaitable[Response]]:
        # The event loop calls it, because the timeline's lock is held only briefly.
        async def show(request: Request) -> Response:
            arguments = Arguments(
                {name: str(value) for name, value in request.path_params.items()},
                dict(request.query_params),
            )
            with reading() as reader:
                page = view(reader, arguments)
            return _html(request, template, reader, page=page)

        return show

    groupReader = GroupReader()

    # Starlette calls it in a thread, because the page of a large group takes longer.
    def showGroup(request: Request) -> Response:
        state = groupReader.read(deployment(), str(request.path_params["taskGroupId"]))
        query = dict(request.query_params)
        page = taskGroup(state, Arguments({}, query))
        text = render(
            "task_group.html", now=state.now, path=request.url.path, query=query, page=page
        )
        return HTMLResponse(text)

    async def find(request: Request) -> Response:
        with reading() as reader:
            return RedirectResponse(search(reader, request.query_params.get("q", "")), 303)

    async def failed(request: Request, error: Exception) -> Response:
        with reading() as reader:
            status, text = _describe(error)
            return _html(request, "error.html", reader, status, statusCode=status, message=text)

    live = LiveStreams(deployment, liveLogs)
    routes: list[BaseRoute] = [
        Route("/tasks/groups/{taskGroupId}", showGroup),
        *(Route(path, respond(template, view)) for path, template, view in _PAGES),
        Route("/search", find),
        Route("/live", live.respond),
        Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
    ]
    app = Starlette(routes=routes, exception_handlers={HTTPException: failed, ApiError: failed})
    app.router.redirect_slashes = False
    return guarded(app)


def _html(
    request: Request, template: str, reader: Reader, status: int = 200, /, **values: object
) -> HTMLResponse:
    text = render(
        template, now=reader.now, path=request.url.path, query=dict(request.query_params), **values
    )
    return HTMLResponse(text, status)


def _describe(error: Exception) -> tuple[int, str]:
    """Return the status and the message of a response to a request that failed."""
    match error:
        case ApiError(code=code, message=message) if code in _MISSING:
            return _NOT_FOUND, message
        case ApiError(status=status, message=message):
            return status, message
        case HTTPException(status_code=status):
            return status, "there is no such page" if status == _NOT_FOUND else "the request failed"
        case _:
            raise error
