"""Logs of calls, and secrets that must not appear in them."""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
from collections.abc import Iterator

import httpx
import httpx2
import pytest
from tests.core.loopback import Serve, closedPort, failure, loopback, raw, respond
from tests.core.secrets import everyText

from tc_typed import aio
from tc_typed.core.errors import TaskclusterConnectionError, TaskclusterFailure
from tc_typed.core.redact import HIDDEN, redact, redacting
from tc_typed.hooks import Hooks

SECRET = "hook secret/ü"  # not a real one
FORMS = (SECRET, "hook%20secret%2F%C3%BC")

PROGRAM = """
from tc_typed import Queue, TaskclusterFailure
try:
    Queue(rootUrl=__ROOT__, retries=1, delayFactor=0).ping()
except TaskclusterFailure as failure:
    pass
"""


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Capture the logs of a test, and check that none shows the token in any form."""
    caplog.set_level(logging.DEBUG)
    yield caplog
    text = "\n".join(record.getMessage() for record in caplog.get_records("call"))
    assert "hooks.triggerHookWithToken" in text
    for form in FORMS:
        assert form not in text


def test_logs_do_not_show_a_token_in_a_path(serve: Serve, logged: pytest.LogCaptureFixture) -> None:
    server = serve(respond({"taskId": "x"}))
    with Hooks(rootUrl=server.url) as hooks:
        hooks.triggerHookWithToken("group", "hook", SECRET, {})
    assert server.received[0].segments[-1] == SECRET
    assert f"/hooks/group/hook/trigger/{HIDDEN} responded 200" in logged.text


@pytest.mark.parametrize("Http", [httpx.Client, httpx2.Client])
def test_logs_of_a_users_own_client_do_not_show_a_token_in_a_path(
    Http: type[httpx.Client | httpx2.Client], serve: Serve, logged: pytest.LogCaptureFixture
) -> None:
    server = serve(respond({"taskId": "x"}))
    with Http() as http:
        Hooks(rootUrl=server.url, httpClient=http).triggerHookWithToken("g", "h", SECRET, {})
    assert librariesOf(logged) >= librariesBelow(Http)


@pytest.mark.parametrize("Http", [httpx.AsyncClient, httpx2.AsyncClient])
def test_logs_of_a_users_own_async_client_do_not_show_a_token_in_a_path(
    Http: type[httpx.AsyncClient | httpx2.AsyncClient],
    serve: Serve,
    logged: pytest.LogCaptureFixture,
) -> None:
    async def call() -> None:
        async with Http() as http:
            hooks = aio.Hooks(rootUrl=server.url, httpClient=http)
            await hooks.triggerHookWithToken("g", "h", SECRET, {})

    server = serve(respond({"taskId": "x"}))
    asyncio.run(call())
    assert librariesOf(logged) >= librariesBelow(Http)


def librariesOf(logged: pytest.LogCaptureFixture) -> set[str]:
    """Return the libraries that have logged something."""
    return {record.name.partition(".")[0] for record in logged.records}


def librariesBelow(Http: type) -> set[str]:
    """Return a client's library, and the one below it."""
    return {Http.__module__, Http.__module__.replace("httpx", "httpcore")}


@pytest.mark.usefixtures("logged")
def test_errors_do_not_show_a_token_in_a_path(serve: Serve, waits: list[float]) -> None:
    text = f"no: {FORMS[0]}, {FORMS[1]}"
    server = serve(failure(404, "ResourceNotFound", text), raw(b"HTTP/1.1 " + text.encode()))
    with Hooks(rootUrl=server.url, retries=1) as hooks:
        for _ in range(2):
            with pytest.raises(TaskclusterFailure) as caught:
                hooks.triggerHookWithToken("group", "hook", SECRET, {})
            for form in FORMS:
                assert form not in str(caught.value)
    assert len(waits) == 1


@pytest.mark.usefixtures("logged")
def test_errors_of_the_users_own_httpx_client_do_not_show_a_token_in_a_path() -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError(f"can't reach {request.url}", request=request)

    with httpx.Client(transport=httpx.MockTransport(fail)) as http:
        hooks = Hooks(rootUrl="https://tc.example.com", httpClient=http, retries=0)
        with pytest.raises(TaskclusterConnectionError) as caught:
            hooks.triggerHookWithToken("group", "hook", SECRET, {})
    assert HIDDEN in str(caught.value)
    for form in FORMS:
        assert form not in str(caught.value)
    logging.getLogger("tc_typed").debug("%s", caught.value)


def test_hiding_ends_with_its_block() -> None:
    with redacting("one"), redacting("two"):
        assert redact("one two three") == f"{HIDDEN} {HIDDEN} three"
    assert redact("one two") == "one two"


def test_hiding_nothing_hides_nothing() -> None:
    with redacting():
        assert redact("text") == "text"


@pytest.mark.parametrize("value", ["1", ""])
def test_the_environment_turns_on_debug_logs(value: str) -> None:
    with closedPort() as url:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM.replace("__ROOT__", repr(url))],
            env={**os.environ, "DEBUG_TASKCLUSTER_CLIENT": value},
            capture_output=True,
            check=True,
            text=True,
            timeout=30,
        )
    assert ("queue.ping: no connection" in done.stderr) == bool(value)
    assert done.stdout == ""


@pytest.mark.parametrize("setUp", ["before", "after", "twice"])
def test_debug_logs_are_not_duplicated(setUp: str) -> None:
    """Check programs that set up logging, or import the library again."""
    basic = "import logging; logging.basicConfig()\n"
    again = "import importlib, tc_typed.core.logs; importlib.reload(tc_typed.core.logs)\n"
    program = PROGRAM.replace("retries=1", "retries=0")
    program = program.replace("except TaskclusterFailure as failure:\n    pass", "finally: pass")
    if setUp == "before":
        program = basic + program
    elif setUp == "after":
        program = program.replace("try:", basic + "try:")
    else:
        program = again + program
    with loopback(respond({"alive": True, "uptime": 1})) as server:
        done = subprocess.run(
            [sys.executable, "-c", program.replace("__ROOT__", repr(server.url))],
            env={**os.environ, "DEBUG_TASKCLUSTER_CLIENT": "1"},
            capture_output=True,
            check=True,
            text=True,
            timeout=30,
        )
    assert done.stderr.count("queue.ping: ") == 1


def test_errors_of_calls_without_secrets_name_their_causes(serve: Serve) -> None:
    with (
        Hooks(rootUrl=serve(raw(b"not HTTP")).url, retries=0) as hooks,
        pytest.raises(TaskclusterConnectionError) as caught,
    ):
        hooks.ping()
    assert any("RemoteProtocolError" in text for text in everyText(caught.value))
