"""A RabbitMQ node for tests that only listens on loopback."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

# Debian's command on the PATH switches to the user `rabbitmq`; the script that it runs does not.
_SCRIPT = "/usr/lib/rabbitmq/bin/rabbitmq-server"
SERVER = _SCRIPT if os.access(_SCRIPT, os.X_OK) else shutil.which("rabbitmq-server")

_START_SECONDS = 60
_NODE = "test@localhost"


@contextmanager
def runBroker() -> Generator[int]:
    """Run RabbitMQ and yield the port that it listens on; the user is `guest`."""
    assert SERVER is not None
    with (
        TemporaryDirectory(prefix="rabbitmq-", ignore_cleanup_errors=True) as name,
        socket.socket() as reservation,
    ):
        # A bound socket that does not listen keeps the port from other programs, and RabbitMQ can
        # still bind it because both set SO_REUSEADDR.
        reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        reservation.bind(("127.0.0.1", 0))
        port: int = reservation.getsockname()[1]

        folder = Path(name)
        log = folder / "output.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                # The node does not listen for other nodes. RabbitMQ still requires a port for them,
                # but accepts any number.
                [SERVER, "-sname", _NODE, "-erl_epmd_port", "1"],
                env=_environment(folder, port),
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                # Ctrl-C is for the test process, which stops the node.
                start_new_session=True,
            )
        with process:
            try:
                _waitUntilReady(process, port, log)
                yield port
            finally:
                # The data is deleted anyway, so a clean shutdown would only take longer.
                process.kill()


def _environment(folder: Path, port: int) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "HOME": str(folder),
        "RABBITMQ_NODENAME": _NODE,
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        # The node reads its standard input, so it ends when the test process is killed and the
        # pipe closes. This setting also lets the script become the node instead of starting it,
        # so the node itself is the process that is killed at the end.
        "RABBITMQ_ALLOW_INPUT": "1",
        # These files don't exist, so the machine's configuration and plugins don't apply.
        "RABBITMQ_CONF_ENV_FILE": str(folder / "rabbitmq-env.conf"),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(folder / "advanced.config"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_LOGS": "-",
        # epmd, Erlang's daemon that finds other nodes, would outlive this node. RabbitMQ makes sure
        # once a minute that it runs, with an Erlang process that also obeys these flags. Port 1
        # keeps the node away from an epmd of the machine.
        "ERL_FLAGS": "-start_epmd false -dist_listen false",
        "ERL_EPMD_PORT": "1",
        "ERL_EPMD_ADDRESS": "127.0.0.1",
    }


def _waitUntilReady(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            # Listening is the last step of RabbitMQ's start.
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    state = "is not ready" if process.returncode is None else f"exited with {process.returncode}"
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-30:])
    raise RuntimeError(f"RabbitMQ {state} within {_START_SECONDS} seconds; its log ends:\n{tail}")
