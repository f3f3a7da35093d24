"""`tc-typed serve` as a process, as users start it."""

from __future__ import annotations

import os
import re
import shlex
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from tests.cli.served import ARGUMENTS, BOUND, options, serving, variables
from tests.cli.test_app import run
from tests.profiles import IS_LONG
from tests.testing.samples import definition
from tests.testing.state.full_disk import fullDisk

from tc_typed import Auth, Queue, Secrets, fromNow, slugId
from tc_typed.cli.serve import catchUp
from tc_typed.secrets import SetSecretRequest
from tc_typed.testing import LocalTaskcluster

TOKEN = "a_-" * 8


def failure(*arguments: str, **environment: str) -> str:
    """Return the message of a server that can't be started."""
    done = subprocess.run(
        [*ARGUMENTS, *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=BOUND,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    return done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_serves_until_a_signal_stops_it(number: signal.Signals) -> None:
    with serving() as server:
        found = variables(server)
        assert len(found) == 4
        with Auth(options(found), retries=0) as auth:
            assert auth.currentScopes().scopes[0] == "*"
        started = time.monotonic()
        server.send_signal(number)
        _, hints = server.communicate()
        assert server.returncode == 0
        assert time.monotonic() - started < BOUND / 2
    root = found["TASKCLUSTER_ROOT_URL"]
    assert hints == f"status page: {root}/\nstop it with Ctrl-C, or kill {server.pid}\n"


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell starts it")
def test_ctrl_c_at_the_prompt_leaves_a_server_in_the_background_alone() -> None:
    command = f"{shlex.join(ARGUMENTS)} --port 0"
    script = f'eval "$({command} & echo server=$!)"; echo $server $TASKCLUSTER_ROOT_URL; read line'
    # Tests that run in the background may ignore the signal.
    noticing = (
        "import os, signal, sys\n"
        "signal.signal(signal.SIGINT, signal.SIG_DFL)\n"
        "os.execv(sys.argv[1], sys.argv[1:])"
    )
    # Like an interactive shell, this one is in the same group of processes as what it starts.
    with subprocess.Popen(
        [sys.executable, "-c", noticing, "/bin/bash", "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as shell:
        try:
            assert shell.stdout is not None
            lines = [shell.stdout.readline() for _ in range(3)]
            pid, rootUrl = lines[2].split()
            assert lines[1] == f"stop it with kill {pid}\n"
            os.killpg(shell.pid, signal.SIGINT)
            shell.wait(BOUND)
            response = httpx.get(f"{rootUrl}/api/queue/v1/ping", trust_env=False)
            assert response.json()["alive"] is True
        finally:
            os.killpg(shell.pid, signal.SIGTERM)


@contextmanager
def followingPage(found: dict[str, str]) -> Generator[None]:
    """Have the status page's stream of changes open."""
    url = f"{found['TASKCLUSTER_ROOT_URL']}/live"
    with httpx.stream("GET", url, trust_env=False, timeout=BOUND) as stream:
        assert stream.status_code == 200
        yield


def test_it_stops_at_once_while_a_page_is_open() -> None:
    with serving() as server, followingPage(variables(server)):
        started = time.monotonic()
        server.terminate()
        assert server.wait() == 0
        assert time.monotonic() - started < (1 if IS_LONG else 10)  # 0.5 s on a free machine.


def test_a_second_signal_ends_it_without_waiting() -> None:
    with serving() as server, followingPage(variables(server)):
        # Open pages have 0.3 s to end, in which the second signal arrives.
        while server.poll() is None:
            server.terminate()
            time.sleep(0.02)
        assert server.returncode == -signal.SIGTERM


def test_a_shell_can_evaluate_what_it_prints_while_it_runs(tmp_path: Path) -> None:
    command = " ".join(ARGUMENTS)
    script = f"""
        eval "$({command} --port 0 2>{tmp_path}/hints & echo server=$!)"
        {sys.executable} -c '
from tc_typed import Queue, optionsFromEnvironment
Queue(optionsFromEnvironment()).ping()
print("pong")'
        kill $server
    """
    done = subprocess.run(
        ["/bin/sh", "-c", script], capture_output=True, text=True, timeout=BOUND, check=False
    )
    assert (done.stdout, done.stderr) == ("pong\n", "")


def test_the_root_url_can_have_the_name_localhost() -> None:
    with serving() as server:
        found = variables(server)
        found["TASKCLUSTER_ROOT_URL"] = found["TASKCLUSTER_ROOT_URL"].replace(
            "127.0.0.1", "localhost"
        )
        with Auth(options(found), retries=0) as auth:
            assert auth.currentScopes().scopes[0] == "*"


@pytest.mark.parametrize(
    ("given", "clientId", "environment"),
    [
        (f"a:b:{TOKEN}", "a:b", {}),
        ("a:b", "a:b", {"TC_TYPED_SERVE_TOKEN": TOKEN}),
        (None, "static/taskcluster/root", {"TC_TYPED_SERVE_TOKEN": TOKEN}),
    ],
)
def test_a_given_token_is_used_and_not_printed(
    given: str | None, clientId: str, environment: dict[str, str]
) -> None:
    with serving(*(["--root-client", given] if given else []), **environment) as server:
        found = variables(server)
        assert sorted(found) == [
            "TASKCLUSTER_CERTIFICATE",
            "TASKCLUSTER_CLIENT_ID",
            "TASKCLUSTER_ROOT_URL",
        ]
        assert found["TASKCLUSTER_CLIENT_ID"] == clientId
        with Auth(options(found, accessToken=TOKEN), retries=0) as auth:
            assert auth.currentScopes().scopes[0] == "*"
        server.terminate()
        _, hints = server.communicate()
    assert TOKEN not in hints
    assert "TASKCLUSTER_ACCESS_TOKEN is not printed" in hints


def test_a_database_keeps_what_was_confirmed_before_a_kill(tmp_path: Path) -> None:
    file = str(tmp_path / "state.sqlite")
    with serving("--db", file) as server:
        found = variables(server)
        port = found["TASKCLUSTER_ROOT_URL"].rpartition(":")[2]
        with Secrets(options(found), retries=0) as secrets:
            secrets.set("a", SetSecretRequest(secret={"b": 1}, expires=fromNow("1 day")))
        message = failure("--port", "0", "--db", file)
        assert message == f"tc-typed: {file} is in use by another local Taskcluster\n"
        assert re.fullmatch(rf"tc-typed: .*port {port} .*in use\n", failure("--port", port))
        server.kill()
    with serving("--db", file, "--port", port) as server:  # The same port, at once.
        again = variables(server)
        assert again["TASKCLUSTER_ROOT_URL"] == found["TASKCLUSTER_ROOT_URL"]
        with Secrets(options(again), retries=0) as secrets:
            assert secrets.get("a").secret == {"b": 1}


def test_a_full_disk_is_told_once_there_is_one(tmp_path: Path) -> None:
    with LocalTaskcluster(database=tmp_path / "state.db") as local:
        with fullDisk(local):
            with pytest.raises(sqlite3.OperationalError):
                local.createRole("role", [f"scope:{'x' * 50_000}"])
            assert "full" in str(catchUp(local))
        assert catchUp(local) is None


def test_foreign_files_are_not_used_as_databases(tmp_path: Path) -> None:
    file = tmp_path / "text"
    file.write_text("text " * 1000)
    message = failure("--port", "0", "--db", str(file))
    assert message.startswith(f"tc-typed: {file} ")
    assert message.count("\n") == 1


def test_unusable_clients_are_refused() -> None:
    assert "--root-client" in failure("--root-client", "a b")
    assert "--root-client" in failure("--root-client", "")
    message = failure(TC_TYPED_SERVE_TOKEN="not a token")
    assert "TC_TYPED_SERVE_TOKEN" in message
    assert "not a token" not in message


def test_without_the_extra_the_message_names_what_to_install() -> None:
    done = run("serve", absent={"uvicorn", "starlette"})
    assert (done.returncode, done.stdout) == (2, "")
    pattern = r"\S.* needs \w+: pip install 'tc-typed\[testing\]'\n"
    assert re.fullmatch(pattern, done.stderr)


def test_tasks_are_executed_if_that_is_wanted() -> None:
    with serving("--run-tasks") as server:
        found = variables(server)
        with Queue(options(found), retries=0) as queue:
            taskId = slugId()
            payload = {"command": ["echo"], "maxRunTime": 60}
            queue.createTask(taskId, definition(taskQueueId="a/b", payload=payload))
            while (state := queue.status(taskId).status.state) in ("pending", "running"):
                time.sleep(0.05)
        server.terminate()
        _, hints = server.communicate()
    assert state == "completed"
    assert "without a sandbox" in hints
