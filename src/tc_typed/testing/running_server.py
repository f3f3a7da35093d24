"""Server of a local Taskcluster, in a separate thread."""

from __future__ import annotations

import socket
import threading

from tc_typed.core.extras import needing

with needing("testing", "LocalTaskcluster"):
    import uvicorn
    from starlette.types import ASGIApp

_TIMEOUT = 10.0  # Seconds. Starting and stopping usually take a fraction of a second.


class _Server(uvicorn.Server):
    """A server with an event that is set when it is ready."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


class RunningServer:
    """A server and its thread."""

    def __init__(self, config: uvicorn.Config) -> None:
        # asyncio sends small responses without delay only if the protocol is explicitly TCP.
        self._listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._listener.bind(("127.0.0.1", 0))
        self.rootUrl: str = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._server = _Server(config)
        # A daemon thread, so that a server that was never stopped does not keep the interpreter
        # from exiting.
        self._thread = threading.Thread(target=self._run, name="LocalTaskcluster", daemon=True)

    @classmethod
    def start(cls, app: ASGIApp) -> RunningServer:
        """Serve an app on a free port of 127.0.0.1.

        Raises:
            RuntimeError: if the server is not ready within 10 seconds.
        """
        running = cls(
            uvicorn.Config(
                app,
                # Set explicitly, so that it does not depend on other installed packages.
                loop="asyncio",
                http="h11",
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
            )
        )
        running._thread.start()
        if not running._server.ready.wait(_TIMEOUT):
            running._server.should_exit = True
            raise RuntimeError(f"the local Taskcluster did not start within {_TIMEOUT:g} s")
        return running

    def _run(self) -> None:
        with self._listener:  # uvicorn may leave it open.
            self._server.run(sockets=[self._listener])

    def stop(self) -> None:
        """Stop the server and its thread.

        Raises:
            RuntimeError: if they do not stop within 10 seconds.
        """
        self._server.should_exit = True
        self._thread.join(_TIMEOUT)
        if self._thread.is_alive():
            raise RuntimeError(f"the local Taskcluster did not stop within {_TIMEOUT:g} s")
