"""A RabbitMQ node for tests that only listens on loopback."""

from __future__ import annotations

import os
import shutil
import signal
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


class Node:
    """A RabbitMQ node with its own port and data folder, which outlive a crash."""

    def __init__(self, folder: Path, port: int, settings: str) -> None:
        self.port = port
        self._folder = folder
        self._log = folder / "output.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._configuration = folder / "rabbitmq.conf"
        self._configuration.write_text(settings)

    def start(self) -> None:
        """Start the node with the data that it has, and wait until it listens."""
        assert SERVER is not None
        with self._log.open("wb") as output:
            self._process = subprocess.Popen(
                # The node does not listen for other nodes. RabbitMQ still requires a port for them,
                # but accepts any number.
                [SERVER, "-sname", _NODE, "-erl_epmd_port", "1"],
                env=_environment(self._folder, self.port, self._configuration),
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                # Ctrl-C is for the test process, which stops the node.
                start_new_session=True,
            )
        _waitUntilReady(self._process, self.port, self._log)

    def kill(self) -> None:
        """End the node without a chance to save anything."""
        process, self._process = self._process, None
        if process is not None:
            with process:
                process.kill()

    def pause(self) -> None:
        """Keep the node from doing anything, while its connections stay open."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let the node continue after a pause."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)


@contextmanager
def reservedPort() -> Generator[int]:
    """Reserve a port that nothing else on this machine gets meanwhile."""
    with socket.socket() as reservation:
        # A bound socket that does not listen keeps the port from other programs, and RabbitMQ can
        # still bind it because both set SO_REUSEADDR.
        reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        reservation.bind(("127.0.0.1", 0))
        yield reservation.getsockname()[1]


@contextmanager
def runNode(settings: str = "") -> Generator[Node]:
    """Run RabbitMQ; the user is `guest`.

    Args:
        settings: Content of the configuration file.
    """
    with (
        TemporaryDirectory(prefix="rabbitmq-", ignore_cleanup_errors=True) as name,
        reservedPort() as port,
    ):
        node = Node(Path(name), port, settings)
        try:
            node.start()
            yield node
        finally:
            # The data is deleted anyway, so a clean shutdown would only take longer.
            node.kill()


@contextmanager
def runBroker() -> Generator[int]:
    """Run RabbitMQ and yield the port that it listens on; the user is `guest`."""
    with runNode() as node:
        yield node.port


def _environment(folder: Path, port: int, configuration: Path) -> dict[str, str]:
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
        "RABBITMQ_CONFIG_FILE": str(configuration),
        # These files don't exist, so the machine's configuration and plugins don't apply.
        "RABBITMQ_CONF_ENV_FILE": str(folder / "rabbitmq-env.conf"),
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
