"""Server of a local Taskcluster, in a separate thread."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from contextlib import suppress

from tc_typed.core.extras import needing
from tc_typed.testing.server.connection import Connection

with needing("testing", "LocalTaskcluster"):
    import uvicorn
    from starlette.types import ASGIApp

_HOST = "127.0.0.1"
_TIMEOUT = 10.0  # Seconds. Starting and stopping usually take a fraction of a second.

_GRACE = 0.3
"""Seconds for which requests in progress may continue when the server stops."""


def _listener(port: int) -> socket.socket:
    # asyncio sends small responses without delay only if the protocol is explicitly TCP.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if port and os.name == "posix":
        # Otherwise connections of a former server with this port could block it for minutes.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((_HOST, port))
    except OSError as error:
        listener.close()
        raise OSError(error.errno, f"port {port} of {_HOST}: {error.strerror}") from None
    return listener


def _storageListener(port: int) -> socket.socket:
    """Return a listener with the next port, if it is free, so that URLs of files stay the same."""
    if port:
        with suppress(OSError, OverflowError):
            return _listener(port + 1)
    return _listener(0)


class _Server(uvicorn.Server):
    """A server with an event that is set when it is ready."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        asyncio.get_running_loop().call_later(_GRACE, self._cutOff)
        await super().shutdown(sockets)

    def _cutOff(self) -> None:
        """End all requests that are still in progress."""
        for connection in [*self.server_state.connections]:
            connection.transport.abort()
        for task in self.server_state.tasks:
            task.cancel()


class RunningServer:
    """A server and its thread."""

    def __init__(self, config: uvicorn.Config, port: int) -> None:
        self._listeners = [_listener(port), _storageListener(port)]
        ports = [listener.getsockname()[1] for listener in self._listeners]
        self.rootUrl: str = f"http://{_HOST}:{ports[0]}"
        self.storageUrl: str = f"http://{_HOST}:{ports[1]}"
        self.storagePort: int = ports[1]
        self._server = _Server(config)
        # A daemon thread, so that a server that was never stopped does not keep the interpreter
        # from exiting.
        self._thread = threading.Thread(target=self._run, name="LocalTaskcluster", daemon=True)

    @classmethod
    def start(cls, app: ASGIApp, port: int = 0) -> RunningServer:
        """Serve an app on a port of 127.0.0.1, and files on another one.

        Args:
            app: The app.
            port: Its port. Defaults to a free one.

        Raises:
            RuntimeError: if the server is not ready within 10 seconds.
            OSError: if the port is in use.
        """
        running = cls(
            uvicorn.Config(
                app,
                # Set explicitly, so that it does not depend on other installed packages.
                loop="asyncio",
                http=Connection,
                ws="none",
                lifespan="off",
                access_log=False,
                log_config=None,
                log_level="warning",
                proxy_headers=False,
                # Longer than a test pauses between two calls, because a client fails if the
                # server closes the connection just as it sends a request.
                timeout_keep_alive=600,
                timeout_graceful_shutdown=int(_TIMEOUT / 2),
            ),
            port,
        )
        running._thread.start()
        if not running._server.ready.wait(_TIMEOUT):
            running._server.should_exit = True
            raise RuntimeError(f"the local Taskcluster did not start within {_TIMEOUT:g} s")
        return running

    def _run(self) -> None:
        with self._listeners[0], self._listeners[1]:  # uvicorn may leave them open.
            self._server.run(sockets=self._listeners)

    def stop(self) -> None:
        """Stop the server and its thread.

        Raises:
            RuntimeError: if they do not stop within 10 seconds.
        """
        self._server.should_exit = True
        self._thread.join(_TIMEOUT)
        if self._thread.is_alive():
            raise RuntimeError(f"the local Taskcluster did not stop within {_TIMEOUT:g} s")
