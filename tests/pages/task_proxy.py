"""A small Taskcluster proxy of a worker, which signs a task's calls with the task's credentials."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

from tc_typed import Credentials, HawkAuth
from tc_typed.core.signing.hawk import HawkSigner
from tc_typed.core.transport.url import Url

ADDRESS = "http://taskcluster"
"""The proxy's URL in the task."""
_VALIDITY = 3600  # seconds
_COPIED = ("content-type", "location")


@contextmanager
def taskProxy(rootUrl: str, credentials: Credentials) -> Generator[str]:
    """Run a proxy, and stop it at the end of the block.

    Yields:
        URL of an HTTP proxy through which `http://taskcluster` can be reached, because a test can't
        give a name an address.
    """

    class Handler(BaseHTTPRequestHandler):
        def forward(self) -> None:
            assert self.path.startswith(ADDRESS + "/"), self.path
            path = self.path.removeprefix(ADDRESS)
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            if path == "/bewit":
                url = Url.parse(body.decode())
                bewit = HawkSigner(credentials, None).bewit(url, int(time.time() + _VALIDITY))
                self.respond(303, {"location": f"{url}?bewit={bewit}"}, b"")
                return
            assert "authorization" not in self.headers
            response = httpx.request(
                self.command,
                rootUrl + path,
                content=body,
                headers={"content-type": self.headers.get("content-type", "")},
                auth=HawkAuth(credentials),
            )
            headers = {name: response.headers[name] for name in _COPIED if name in response.headers}
            self.respond(response.status_code, headers, response.content)

        do_GET = do_POST = do_PUT = forward

        def respond(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # of the base class
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
