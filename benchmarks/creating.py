"""Scripts that create one task: three versions, measured from process start to exit."""

from __future__ import annotations

import json
import tempfile
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from benchmarks import samples
from benchmarks.processes import python, timed
from benchmarks.race import Candidate, Comparison, Ratio, race
from benchmarks.server import serving

_SCRIPTS = Path(__file__).parent / "scripts"
_OURS = "with_tc_typed"
_LIBRARIES = "with_libraries"
_OFFICIAL = "with_official_client"
_NAMES = (_OURS, _LIBRARIES, _OFFICIAL)


def script() -> list[Ratio]:
    """Compare the scripts."""
    _checkEquality()
    with tempfile.TemporaryDirectory() as bytecode, serving(samples.created()) as rootUrl:

        def running(name: str) -> Callable[[], float]:
            return lambda: timed(_command(name, rootUrl), bytecode)

        return race(
            [Candidate(name, running(name)) for name in _NAMES],
            [
                Comparison(
                    "a script that creates a task ÷ bare libraries", _OURS, _LIBRARIES, bar=1.25
                ),
                Comparison("a script that creates a task ÷ official client", _OURS, _OFFICIAL),
            ],
            rounds=31,
        )


def _command(name: str, rootUrl: str) -> list[str]:
    return [str(_SCRIPTS / f"{name}.py"), rootUrl]


def _checkEquality() -> None:
    """Check that all scripts send the same request and print the same status."""
    requests: list[tuple[object, ...]] = []
    with HTTPServer(("127.0.0.1", 0), _recording(requests)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        rootUrl = f"http://127.0.0.1:{server.server_port}"
        statuses = [python(_command(name, rootUrl)) for name in _NAMES]
        server.shutdown()
    for results in (requests, statuses):
        if len(results) != len(_NAMES) or any(result != results[0] for result in results):
            raise AssertionError(f"the scripts differ: {results}")


def _recording(requests: list[tuple[object, ...]]) -> type[BaseHTTPRequestHandler]:
    """Make the handler of a server that accepts every task and records the requests."""

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            scheme = self.headers["Authorization"].split(" ")[0]
            requests.append((self.path, scheme, self.headers["Content-Type"], body))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(samples.created())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # The base class has this name.
            """Log nothing."""

    return Handler
