"""Secrets do not appear in pytest's comparisons, nor in errors' local variables or chains."""

from __future__ import annotations

import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.core.client_kinds import Connect
from tests.core.loopback import Serve, closedPort, failure, raw, respond
from tests.core.sample_service import Sample
from tests.core.secrets import ALL, SIGNED_URL, TEMPORARY, assertHidden

from tc_typed import fromNow
from tc_typed.core.errors import TaskclusterFailure
from tc_typed.credentials import Credentials
from tc_typed.hooks import Hooks
from tc_typed.secrets import Secrets, SetSecretRequest

COMPARISONS = """
import json, sys
import pytest
from tc_typed.core.non_json import Content, Redirect
from tc_typed.core.signing.httpx_auth import HawkAuth
from tc_typed.core.signing.basic_and_bearer import BasicCredentials, BearerToken
from tc_typed.core.raw_response import RawResponse
from tc_typed.credentials import Credentials

SECRETS = ["firstSecretFirstSecret", "otherSecretOtherSecret"]
CERTIFICATE = dict(version=1, scopes=[], start=1, expiry=2, seed="", signature="")

@pytest.mark.parametrize("make", [
    lambda it: Credentials("some/client", it),
    lambda it: Credentials("some/client", "token", {**CERTIFICATE, "seed": it}),
    lambda it: BasicCredentials("some/client", it),
    lambda it: BearerToken(it),
    lambda it: HawkAuth(Credentials("some/client", it)),
    lambda it: Redirect("https://example.com/?" + it),
    lambda it: Content("text/plain", it.encode()),
    lambda it: RawResponse(200, {"location": it}, b""),
    lambda it: RawResponse(200, {}, it.encode()),
])
def test_comparison(make):
    first, other = (make(secret) for secret in SECRETS)
    assert first == other
"""

LOGS = """
import logging
records = []
class Keep(logging.Handler):
    def emit(self, record): records.append((record.name, record.levelno, record.msg, record.args))
logging.basicConfig(level=logging.DEBUG, handlers=[Keep()])
NAMES = ["httpx", "httpcore.http11", "httpcore.connection", "mohawk.util", "mohawk.base", "asyncio"]
def log():
    del records[:]
    for name in NAMES:
        logging.getLogger(name).debug("%s?sig=secret", "https://example.com")
    return [*records]
before = log()
import tc_typed, tc_typed.aio, tc_typed.queue, tc_typed.transfers.aio, tc_typed.testing
from tc_typed import Queue, HawkAuth, Credentials
Queue(rootUrl="http://127.0.0.1:1", credentials=Credentials("a", "b"))
assert log() == before, records
assert len(before) == len(NAMES)
"""


def test_pytest_shows_no_secrets_in_comparisons(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(COMPARISONS)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-vv", "-p", "no:cacheprovider", "test_it.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "9 failed" in done.stdout
    assert "some/client" in done.stdout
    assertions = [line for line in done.stdout.splitlines() if line.startswith("E ")]
    assert assertions
    for secret in ("firstSecretFirstSecret", "otherSecretOtherSecret"):
        assert not [line for line in assertions if secret in line]


def test_objects_with_equal_fields_are_equal() -> None:
    assert Credentials("a", "b") == Credentials("a", "b")
    assert Credentials("a", "b") != Credentials("a", "c")
    assert Credentials("a", "b") != Credentials("c", "b")
    assert Credentials("a", "b") != ("a", "b")
    assert len({Credentials("a", "b"), Credentials("a", "b"), Credentials("a", "c")}) == 2


def variables(error: BaseException) -> Iterator[tuple[str, str]]:
    """Yield local variables in this library and in those that it calls, like a crash reporter."""
    for each in traceback.walk_tb(error.__traceback__):
        frame, _ = each
        if Path(frame.f_code.co_filename).is_relative_to(Path(__file__).parent):
            continue
        for name, value in frame.f_locals.items():
            yield f"{frame.f_code.co_qualname}: {name}", repr(value)


def checkHidden(error: BaseException, *secrets: str) -> None:
    assert error.__cause__ is None
    assert error.__context__ is None
    shown = [*traceback.format_exception(error), *map(repr, error.args)]
    found = [*variables(error)]
    assert found
    for secret in secrets:
        assert not [text for text in shown if secret in text]
        assert not [name for name, text in found if secret in text]


@pytest.mark.parametrize(
    "behaviour",
    [
        pytest.param(raw(b"HTTP/1.1 nonsense\r\n\r\n"), id="not HTTP"),
        pytest.param(raw(), id="hang up"),
        pytest.param(respond(b"", 302, {"location": SIGNED_URL}), id="redirect"),
        pytest.param(respond({"name": [*ALL]}), id="mismatch"),
        pytest.param(failure(403, "InsufficientScopes", "no"), id="refusal"),
        pytest.param(respond(SIGNED_URL.encode(), 404), id="page"),
    ],
)
def test_a_failed_call_exposes_no_secrets(
    connect: Connect, serve: Serve, behaviour: object
) -> None:
    client = connect(serve(behaviour).url, credentials=TEMPORARY, retries=0)
    with pytest.raises(TaskclusterFailure) as caught:
        client.getThing("x")
    checkHidden(caught.value, *ALL)
    assertHidden(repr(caught.value))


def test_a_failed_call_exposes_no_payload() -> None:
    with closedPort() as url, Secrets(rootUrl=url, retries=0) as secrets:
        secret = SetSecretRequest(secret={"password": "hunter2"}, expires=fromNow("1 day"))
        with pytest.raises(TaskclusterFailure) as caught:
            secrets.set("name", secret)
    checkHidden(caught.value, "hunter2")


def test_a_failed_call_does_not_expose_a_token_in_its_path(serve: Serve) -> None:
    """The token may appear only in arguments that the caller passed."""
    server, token = serve(raw(b"HELLO\r\n\r\n")), "hookSecret"
    with (
        Hooks(rootUrl=server.url, retries=0) as hooks,
        pytest.raises(TaskclusterFailure) as caught,
    ):
        hooks.triggerHookWithToken("group", "hook", token, {})
    assert caught.value.__context__ is None
    assert not [text for text in traceback.format_exception(caught.value) if token in text]
    names = {name for name, text in variables(caught.value) if token in text}
    assert names <= {"Hooks.triggerHookWithToken: token", "Session.call: args"}


def test_an_error_of_the_users_provider_keeps_its_cause() -> None:
    cause = ValueError("no such file")

    def broken() -> Credentials:
        raise cause

    client = Sample(rootUrl="http://nowhere.invalid", credentials=broken)
    with pytest.raises(TaskclusterFailure) as caught:
        client.getThing("x")
    assert caught.value.__cause__ is cause


def test_importing_changes_no_log_record_of_other_libraries() -> None:
    subprocess.run([sys.executable, "-c", LOGS], check=True, timeout=30)
