"""Attempts of a call in hooks, logs, errors and requests."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import ParamSpec, TypeVar

import httpx
import pytest
from tests.core.client_kinds import ASYNC, BOUNDED, OWN, Blocking, Connect
from tests.core.loopback import Serve, closedPort, failure, raw, respond, silent
from tests.core.sample_service import AsyncSample, Sample, ThingDefinition
from tests.core.secrets import TEMPORARY, assertHidden

from tc_typed.core import aio
from tc_typed.core.attempt import Attempt
from tc_typed.core.encode import encode
from tc_typed.core.errors import (
    InvalidCall,
    RequestConflict,
    ResourceNotFound,
    TaskclusterConnectionError,
    TaskclusterFailure,
    TaskclusterRestFailure,
    TaskclusterTimeout,
    UnexpectedResponse,
)
from tc_typed.core.version import __version__
from tc_typed.credentials import Credentials
from tc_typed.hooks import Hooks

P = ParamSpec("P")
T = TypeVar("T")

THING = {"name": "x"}
DEFINITION = ThingDefinition(created=datetime(2026, 1, 31, tzinfo=UTC), payload={})

# Hooks


@pytest.mark.usefixtures("waits")
def test_a_hook_is_called_for_each_attempt(connect: Connect, serve: Serve) -> None:
    server = serve(
        respond(b"", 503), raw(), respond(THING), failure(404, "ResourceNotFound", "gone")
    )
    seen: list[Attempt] = []
    client = connect(server.url, credentials=TEMPORARY, onAttempt=seen.append)
    before = datetime.now(UTC) - timedelta(seconds=1)
    client.getThing("x/y")
    with pytest.raises(ResourceNotFound) as caught:
        client.getThing("z")
    assert [it.status for it in seen] == [503, None, 200, 404]
    assert [it.number for it in seen] == [1, 2, 3, 1]
    assert {(it.call, it.method) for it in seen} == {("sample.getThing", "GET")}
    assert seen[0].url == f"{server.url}/api/sample/v1/thing/x%2Fy"
    assert [type(it.failure) for it in seen[:3]] == [
        TaskclusterRestFailure,
        TaskclusterConnectionError,
        type(None),
    ]
    assert seen[3].failure is caught.value
    for attempt in seen:
        assert before < attempt.started <= datetime.now(UTC)
        assert 0 < attempt.duration < 5
    assertHidden(*map(repr, seen))


def test_a_hook_sees_no_secrets(serve: Serve) -> None:
    seen: list[Attempt] = []
    with Hooks(rootUrl=serve(respond({"taskId": "x"})).url, onAttempt=seen.append) as hooks:
        hooks.triggerHookWithToken("g", "h", "hook secret", {})
    assert seen[0].url.endswith("/g/h/trigger/[hidden]")
    assert "secret" not in repr(seen)


def test_a_hook_that_fails_changes_nothing(
    connect: Connect, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    def hook(attempt: Attempt) -> None:
        raise RuntimeError(f"no telemetry of {attempt.call}")

    client = connect(serve(respond(THING)).url, onAttempt=hook)
    assert client.getThing("x").name == "x"
    [record] = [it for it in caplog.records if it.levelno == logging.WARNING]
    expected = "sample.getThing: onAttempt failed: RuntimeError: no telemetry of sample.getThing"
    assert record.getMessage() == expected


def test_a_hook_is_not_called_if_nothing_was_sent(connect: Connect) -> None:
    def broken() -> Credentials:
        raise ValueError("no file")

    seen: list[Attempt] = []
    client = connect("http://nowhere.invalid", credentials=broken, onAttempt=seen.append)
    with pytest.raises(TaskclusterFailure) as caught:
        client.getThing("x")
    assert not seen
    assert caught.value.address is None


async def asyncHook(_: Attempt) -> None: ...


class AsyncHook:
    async def __call__(self, _: Attempt) -> None: ...


@pytest.mark.parametrize("hook", [asyncHook, AsyncHook(), "log", 7])
def test_a_hook_is_a_function_that_is_not_async(hook: Callable[[Attempt], object]) -> None:
    with pytest.raises(InvalidCall, match="onAttempt must be a function that is not async"):
        Sample(rootUrl="https://tc.example.com", onAttempt=hook)


# Errors


@pytest.mark.usefixtures("waits")
def test_an_error_says_that_an_earlier_attempt_may_have_been_carried_out(
    connect: Connect, serve: Serve
) -> None:
    server = serve(raw(), failure(409, "RequestConflict", "it exists"))
    client = connect(server.url)
    with pytest.raises(RequestConflict) as caught:
        client.putThing("x", DEFINITION)
    error = caught.value
    assert (error.attempts, error.unanswered) == (2, 1)
    assert str(error) == (
        "sample.putThing: RequestConflict (409): it exists [PUT "
        f"{server.url}/api/sample/v1/thing/x, 2 attempts, 1 of them without a response, so the "
        "server may have carried out the call]"
    )


@pytest.mark.usefixtures("waits")
def test_an_error_after_attempts_with_responses_says_how_many(
    connect: Connect, serve: Serve
) -> None:
    client = connect(serve(respond(b"", 503)).url, retries=2)
    with pytest.raises(TaskclusterRestFailure) as caught:
        client.getThing("x")
    assert (caught.value.attempts, caught.value.unanswered) == (3, 0)
    assert str(caught.value).endswith("/thing/x, 3 attempts]")


@pytest.mark.usefixtures("waits")
def test_an_unsent_request_is_not_reported_as_carried_out(connect: Connect) -> None:
    with closedPort() as url, pytest.raises(TaskclusterConnectionError) as caught:
        connect(url, retries=2).putThing("x", DEFINITION)
    assert (caught.value.attempts, caught.value.unanswered) == (3, 0)
    assert not caught.value.wasSent


def test_an_error_is_no_longer_than_a_few_lines(connect: Connect, serve: Serve) -> None:
    server = serve(raw(b"HTTP/1.1 \x1b[31m" + b"x" * 20_000 + b"\r\n\r\n"))
    with pytest.raises(TaskclusterFailure) as caught:
        connect(server.url, retries=0).getThing("y" * 5000)
    assert len(str(caught.value)) < 2000
    assert str(caught.value).isprintable()


def test_counts_belong_to_one_call(connect: Connect, serve: Serve) -> None:
    server = serve(
        raw(), failure(404, "ResourceNotFound", "a"), failure(404, "ResourceNotFound", "b")
    )
    client = connect(server.url, delayFactor=0)
    counts: list[tuple[int, int]] = []
    for _ in range(2):
        with pytest.raises(ResourceNotFound) as caught:
            client.getThing("x")
        counts.append((caught.value.attempts, caught.value.unanswered))
    assert counts == [(2, 1), (1, 0)]


def test_a_failing_provider_is_called_for_each_retry(connect: Connect) -> None:
    calls: list[int] = []

    def broken() -> Credentials:
        calls.append(1)
        raise TaskclusterConnectionError("auth.ping", "no complete response")

    client = connect("http://nowhere.invalid", credentials=broken, retries=2, delayFactor=0)
    with pytest.raises(TaskclusterConnectionError, match=r"auth\.ping") as caught:
        client.getThing("x")
    assert len(calls) == 3
    assert caught.value.attempts == 0


@pytest.mark.parametrize("connect", OWN, indirect=True)
def test_an_error_in_a_users_hook_is_not_retried(connect: Connect, serve: Serve) -> None:
    server = serve(respond(THING))

    def hook(_: httpx.Response) -> None:
        raise RuntimeError("a mistake")

    async def asyncHook(response: httpx.Response) -> None:
        hook(response)

    http = connect.httpClient()
    http.event_hooks = {"response": [asyncHook if connect.isAsync else hook]}
    with pytest.raises(TaskclusterFailure, match=r"a mistake \(test_attempts\.py:\d+\)") as caught:
        connect(server.url, httpClient=http).putThing("x", DEFINITION)
    assert type(caught.value) is TaskclusterFailure
    assert len(server.received) == 1


def slowed(function: Callable[P, T]) -> Callable[P, T]:
    def inner(*args: P.args, **kwargs: P.kwargs) -> T:
        time.sleep(0.02)
        return function(*args, **kwargs)

    return inner


@pytest.mark.parametrize("connect", ASYNC, indirect=True)
def test_encoding_of_concurrent_calls_takes_no_time_from_an_attempt(
    connect: Connect, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Calls of a gather start in one iteration of the event loop, which encodes all payloads."""
    attempts: list[Attempt] = []
    monkeypatch.setattr(aio, "encode", slowed(encode))

    async def gather(client: AsyncSample) -> None:
        await asyncio.gather(*(client.getThing("x") for _ in range(30)))

    client = connect(serve(respond(THING)).url, timeout=0.4, onAttempt=attempts.append)
    assert isinstance(client, Blocking)
    client.run(gather(client.client))
    assert [(it.number, it.status) for it in attempts] == [(1, 200)] * 30


# Time limit of the whole call


@pytest.mark.parametrize("connect", BOUNDED, indirect=True)
def test_total_timeout_limits_one_attempt(connect: Connect, serve: Serve) -> None:
    client = connect(serve(silent).url, totalTimeout=0.3, timeout=20)
    started = time.monotonic()
    with pytest.raises(TaskclusterTimeout, match=r"within 0\.3 s \(totalTimeout\)"):
        client.getThing("x")
    assert 0.2 < time.monotonic() - started < 3


def test_total_timeout_limits_attempts_and_waits(connect: Connect, serve: Serve) -> None:
    server = serve(failure(503, "ProviderSetupFailed", "later"))
    client = connect(server.url, totalTimeout=3, delayFactor=0.5, randomizationFactor=0)
    started = time.monotonic()
    with pytest.raises(TaskclusterRestFailure, match="later") as caught:
        client.getThing("x")
    # The waits are 0.5 and 1 s; a third one would end too late, so it is not started.
    assert 1.4 < time.monotonic() - started < 3
    assert caught.value.attempts == len(server.received) == 3


def test_a_retry_after_beyond_the_total_timeout_fails_at_once(
    connect: Connect, serve: Serve
) -> None:
    server = serve(failure(429, "TooManyRequests", "slower", {"retry-after": "20"}))
    started = time.monotonic()
    with pytest.raises(TaskclusterRestFailure, match="slower"):
        connect(server.url, totalTimeout=2).getThing("x")
    assert time.monotonic() - started < 2
    assert len(server.received) == 1


@pytest.mark.parametrize("connect", ASYNC, indirect=True)
def test_total_timeout_limits_an_async_provider(connect: Connect) -> None:
    import asyncio

    async def slow() -> Credentials:
        await asyncio.sleep(20)
        return TEMPORARY

    client = connect("http://nowhere.invalid", credentials=slow, totalTimeout=0.2)
    started = time.monotonic()
    with pytest.raises(TaskclusterTimeout, match="totalTimeout") as caught:
        client.getThing("x")
    assert time.monotonic() - started < 3
    assert not caught.value.wasSent


def test_total_timeout_that_is_long_enough_changes_nothing(connect: Connect, serve: Serve) -> None:
    server = serve(respond(b"", 503), respond(THING))
    client = connect(server.url, totalTimeout=1e6, delayFactor=0)
    assert client.getThing("x").name == "x"


# Requests


def test_an_application_has_its_name_in_the_user_agent(connect: Connect, serve: Serve) -> None:
    server = serve(respond(THING))
    client = connect(server.url)
    client.getThing("x")
    client.use(application="decision-task/1.2 (linux)").getThing("x")
    plain, named = (seen.headers["user-agent"] for seen in server.received)
    ours = f"tc_typed/{__version__}"
    if not connect.isOwn:
        assert plain == ours
    assert named == f"decision-task/1.2 (linux) {ours}"


@pytest.mark.parametrize("name", ["", "a\nb", "é", 7])
def test_an_application_that_is_invalid_in_a_header_is_refused(name: str) -> None:
    with pytest.raises(
        InvalidCall, match="application must be a non-empty string of printable ASCII"
    ):
        Sample(rootUrl="https://tc.example.com", application=name)


def test_retries_0_makes_a_single_attempt(connect: Connect, serve: Serve) -> None:
    server = serve(raw())
    with pytest.raises(TaskclusterConnectionError) as caught:
        connect(server.url).use(retries=0).putThing("x", DEFINITION)
    assert len(server.received) == caught.value.attempts == 1


def test_an_unexpected_response_is_not_retried(connect: Connect, serve: Serve) -> None:
    server = serve(respond(b"<p>", 200))
    with pytest.raises(UnexpectedResponse):
        connect(server.url).getThing("x")
    assert len(server.received) == 1
