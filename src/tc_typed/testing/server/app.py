"""ASGI application: a route for each operation, the storage endpoint, and the status page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from tc_typed.core.extras import needing
from tc_typed.core.operation import Operation
from tc_typed.testing.server.backend import Backend
from tc_typed.testing.server.endpoint import JSON, Endpoint
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.server.fault_injection import FaultInjection

with needing("testing", "LocalTaskcluster"):
    from starlette.applications import Starlette
    from starlette.exceptions import HTTPException
    from starlette.requests import Request
    from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
    from starlette.routing import Mount, Route, Router

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


_API = "/api/"
"""Beginning of the paths of API methods."""


def makeApp(
    operations: Iterable[Operation],
    backend: Callable[[], Backend],
    storagePort: Callable[[], int],
    pages: ASGIApp,
    webhook: Route,
) -> ASGIApp:
    """Make the ASGI application.

    Args:
        operations: Operations of all services.
        backend: Function that returns what currently serves the requests.
        storagePort: Function that returns the port of the storage endpoint.
        pages: Application that responds to all other paths.
        webhook: Route of GitHub's webhook, which is not part of the contract.
    """
    routes: defaultdict[str, list[Route]] = defaultdict(list)
    for operation in operations:
        prefix = f"{_API}{operation.service}/{operation.version}"
        routes[prefix].extend(Endpoint(operation, backend).routes())
    services = tuple(prefix.rpartition("/")[0] + "/" for prefix in routes)

    async def notFound(request: Request, _error: Exception) -> Response:
        """Respond like a real server when no API method has this path and HTTP method."""
        if request.scope["path"].startswith(services):
            return JSONResponse({"error": "Not found"}, 404, media_type=JSON)
        return HTMLResponse("<h1>Not found</h1>", 404)

    mounts = [
        Mount(prefix, Router(below, redirect_slashes=False)) for prefix, below in routes.items()
    ]
    app = Starlette(routes=[webhook, *mounts], exception_handlers={HTTPException: notFound})
    app.router.redirect_slashes = False

    async def storage(scope: Scope, receive: Receive, send: Send) -> None:
        await backend().storage.respond(scope, receive, send)

    async def withStorageFaults(scope: Scope, receive: Receive, send: Send) -> None:
        call = f"storage.{scope['method'].lower()}"
        faults = FaultInjection(storage, call, lambda: backend().faults, _refuseFile)
        await faults(scope, receive, send)

    async def onRawPath(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["server"][1] == storagePort():
            await withStorageFaults(scope, receive, send)
            return
        if not scope["path"].startswith(_API):
            await pages(scope, receive, send)
            return
        # Slashes in an artifact's name are sent as %2F. In a decoded path they would look like
        # slashes between segments, so routes are matched against the path as it was sent.
        await app({**scope, "path": scope["raw_path"].decode("latin-1")}, receive, send)

    return onRawPath


def _refuseFile(_scope: Scope, error: ApiError) -> Response:
    """Refuse an upload or download; storage endpoints don't send Taskcluster's JSON of errors."""
    return PlainTextResponse(error.message, error.status)
