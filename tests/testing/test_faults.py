"""Faults on demand: which calls have them, and what callers see of them."""

from __future__ import annotations

import asyncio
import re
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, suppress
from logging import DEBUG
from typing import Literal, TypeAlias

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send
from tests.core.client_kinds import CLIENT_KINDS
from tests.testing.samples import definition
from tests.testing.server.raw import exchange

from tc_typed import Options, TaskclusterConnectionError, TaskclusterTimeout, aio
from tc_typed.core.errors import (
    AuthenticationFailed,
    InternalServerError,
    InvalidCall,
    ResourceNotFound,
    TaskclusterFailure,
    TaskclusterRestFailure,
    TooManyRequests,
)
from tc_typed.queue import Queue
from tc_typed.queue.operations import OPERATIONS
from tc_typed.slugs import slugId
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.faults import (
    Delay,
    DropConnection,
    ExpiredCredentials,
    Fault,
    Faults,
    RateLimit,
    ServerError,
)
from tc_typed.testing.server.connection import CLOSE
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.server.fault_injection import FaultInjection
from tc_typed.testing.server.service import Handler, ReceivedCall, Result

CREATE = "queue.createTask"
STATUS = "queue.status"

PING = b"GET /api/queue/v1/ping HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"

NOT_CARRIED_OUT: list[Fault] = [
    ServerError(),
    ServerError(503),
    RateLimit(),
    RateLimit(retryAfter=0),
    DropConnection("beforeCall"),
]
CARRIED_OUT: list[Fault] = [
    Delay(1.2),
    DropConnection("afterCall"),
    DropConnection("midResponse"),
]
"""Faults of calls that are carried out nonetheless, so that a retry repeats them."""


def newFaults() -> Faults:
    return Faults(OPERATIONS.values())


# Which calls have a fault


@given(
    st.lists(st.sampled_from([CREATE, STATUS]), max_size=20),
    st.sampled_from([CREATE, STATUS, None]),
    st.integers(1, 10),
    st.integers(1, 10),
)
def test_the_nth_call_and_those_after_it_have_the_fault(
    calls: list[str], call: str | None, nth: int, times: int
) -> None:
    faults = newFaults()
    active = faults.add(ServerError(), call, nth=nth, times=times)
    hit = [index for index, each in enumerate(calls) if faults.take(each)]
    matching = [index for index, each in enumerate(calls) if call in (None, each)]
    assert hit == matching[nth - 1 : nth - 1 + times]
    assert active.hits == len(hit)


def test_by_default_the_next_call_has_the_fault() -> None:
    faults = newFaults()
    faults.take(CREATE)
    faults.add(RateLimit())
    assert [faults.take(CREATE) for _ in range(3)] == [[RateLimit()], [], []]


def test_a_call_can_be_given_as_an_operation() -> None:
    faults = newFaults()
    active = faults.add(ServerError(), OPERATIONS["createTask"])
    assert active.call == CREATE
    assert not faults.take(STATUS)
    assert faults.take(CREATE)


def shareOfHits(share: float) -> list[bool]:
    faults = newFaults()
    faults.add(ServerError(), share=share)
    return [bool(faults.take(CREATE)) for _ in range(1000)]


@pytest.mark.parametrize("share", [0.1, 0.5, 1, 1.0])
def test_a_share_of_the_calls_is_random_but_the_same_in_each_run(share: float) -> None:
    hits = shareOfHits(share)
    assert abs(sum(hits) / 1000 - share) < 0.05
    assert hits == shareOfHits(share)


def test_a_share_can_be_limited() -> None:
    faults = newFaults()
    active = faults.add(ServerError(), nth=5, times=2, share=0.5)
    hits = [bool(faults.take(CREATE)) for _ in range(100)]
    assert (sum(hits), active.hits, any(hits[:4])) == (2, 2, False)


def test_delays_add_up_and_other_faults_wait_their_turn() -> None:
    faults = newFaults()
    first, second = ServerError(501), ServerError(502)
    faults.add(Delay(1), times=2)
    faults.add(first)
    faults.add(Delay(2), times=2)
    faults.add(second)
    assert faults.take(CREATE) == [Delay(1), first]
    assert faults.take(CREATE) == [Delay(1), Delay(2), second]
    assert faults.take(CREATE) == [Delay(2)]
    assert faults.take(CREATE) == []


def test_a_call_that_another_fault_has_is_counted() -> None:
    faults = newFaults()
    faults.add(ServerError(501), nth=1, times=2)
    faults.add(ServerError(502), nth=3)
    taken = [faults.take(CREATE) for _ in range(4)]
    assert taken == [[ServerError(501)], [ServerError(501)], [ServerError(502)], []]


def test_a_fault_can_be_removed() -> None:
    faults = newFaults()
    kept, removed = faults.add(ServerError(501), share=1), faults.add(Delay(0), share=1)
    removed.remove()
    removed.remove()
    assert faults.take(CREATE) == [ServerError(501)]
    faults.clear()
    assert faults.take(CREATE) == []
    kept.remove()
    assert (kept.hits, removed.hits) == (1, 0)


def test_the_repr_of_a_fault_says_what_it_does() -> None:
    faults = newFaults()
    assert repr(faults.add(RateLimit(2), CREATE)) == (
        "<RateLimit(retryAfter=2) of queue.createTask, 0 hits>"
    )
    assert "all calls" in repr(faults.add(RateLimit(2)))


def test_calls_by_several_threads_are_counted_exactly() -> None:
    faults = newFaults()
    active = faults.add(ServerError(), nth=101, times=500)
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(faults.take, [CREATE] * 1000))
    assert sum(map(bool, taken)) == active.hits == 500


# Input


@pytest.mark.parametrize(
    ("kind", "value", "problem"),
    [
        (ServerError, 404, "ServerError: status must be an integer from 500 to 599, got 404"),
        (ServerError, True, "got True"),
        (RateLimit, -1, "RateLimit: retryAfter must be an integer of 0 or more, or None, got -1"),
        (RateLimit, 1.5, "got 1.5"),
        (Delay, -0.1, "Delay: seconds must be a number from 0 to 1,000,000, got -0.1"),
        (Delay, float("nan"), "got nan"),
        (Delay, "1", "got '1'"),
        (DropConnection, "later", "when must be one of beforeCall, afterCall, midResponse, got"),
    ],
)
def test_the_values_of_a_fault_are_checked(
    kind: Callable[[object], Fault], value: object, problem: str
) -> None:
    with pytest.raises(InvalidCall) as info:
        kind(value)
    assert problem in str(info.value)


def untyped(function: Callable[..., object]) -> Callable[..., object]:
    return function


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"fault": "ServerError"}, "fault must be one of ServerError, RateLimit, Exp"),
        ({"fault": ServerError}, "fault must be one of ServerError, RateLimit, Exp"),
        ({"call": "queue.createTsk"}, "'queue.createTsk'; did you mean queue.createTask"),
        ({"call": ["x"]}, "call must be a name like queue.createTask, an operation or None, got"),
        ({"nth": 0}, "nth must be an integer of 1 or more, got 0"),
        ({"nth": 1.0}, "nth must be an integer of 1 or more, got 1.0"),
        ({"times": 0}, "times must be an integer of 1 or more, or None, got 0"),
        ({"share": 0}, "share must be a number above 0 and up to 1, or None, got 0"),
        ({"share": 1.1}, "got 1.1"),
        ({"share": "1"}, "got '1'"),
    ],
)
def test_arguments_are_checked(arguments: dict[str, object], problem: str) -> None:
    faults = newFaults()
    add = untyped(faults.add)
    defaults: dict[str, object] = {"fault": ServerError()}
    with pytest.raises(InvalidCall) as info:
        add(**defaults | arguments)
    assert str(info.value).startswith("faults.add: ")
    assert problem in str(info.value)
    assert faults.take(CREATE) == []


# What callers see


Create: TypeAlias = Callable[[str, int], str]
"""Function that creates a task of an id, with a number of retries, and returns its state."""


def createSync(local: LocalTaskcluster, http: httpx.Client | None = None) -> Create:
    def create(taskId: str, retries: int) -> str:
        options = Options(retries=retries, delayFactor=0, timeout=1, httpClient=http)
        with local.client(Queue, **options) as queue:
            return queue.createTask(taskId, definition()).status.state

    return create


def createAsync(local: LocalTaskcluster, newHttp: Callable[[], httpx.AsyncClient | None]) -> Create:
    async def create(taskId: str, retries: int) -> str:
        async with AsyncExitStack() as stack:
            http = newHttp()
            if http is not None:
                await stack.enter_async_context(http)
            options = aio.Options(retries=retries, delayFactor=0, timeout=1, httpClient=http)
            queue = await stack.enter_async_context(local.client(aio.Queue, **options))
            return (await queue.createTask(taskId, definition())).status.state

    return lambda taskId, retries: asyncio.run(create(taskId, retries))


@pytest.fixture(params=CLIENT_KINDS)
def create(
    request: pytest.FixtureRequest, local: LocalTaskcluster, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Create]:
    """Create tasks with clients of each kind in turn."""
    kind: str = request.param
    if kind == "async over httpx":
        # As if the extra `aiohttp` was not installed.
        monkeypatch.setitem(sys.modules, "tc_typed.core.transport.aiohttp", None)
    if kind.startswith("async"):
        isOwn = kind == "async, own httpx"
        yield createAsync(local, httpx.AsyncClient if isOwn else lambda: None)
        return
    with httpx.Client(verify=False) as http:
        yield createSync(local, http if kind == "sync, own httpx" else None)


@pytest.fixture
def carriedOut(local: LocalTaskcluster) -> list[str]:
    """Ids of the tasks for which createTask was carried out."""
    taskIds: list[str] = []
    handlers = local._deployment.backend.services["queue"].handlers  # pyright: ignore[reportPrivateUsage]  # internal
    assert isinstance(handlers, dict)
    handler: Handler = handlers["createTask"]

    def record(call: ReceivedCall) -> Result | Awaitable[Result]:
        taskIds.append(call.args["taskId"])
        return handler(call)

    handlers["createTask"] = record
    return taskIds


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (ServerError(), InternalServerError),
        (ServerError(503), TaskclusterRestFailure),
        (ServerError(599), TaskclusterRestFailure),
        (RateLimit(retryAfter=7), TooManyRequests),
        (ExpiredCredentials(), AuthenticationFailed),
        (Delay(1.6), TaskclusterTimeout),
        (DropConnection("beforeCall"), TaskclusterConnectionError),
        (DropConnection("afterCall"), TaskclusterConnectionError),
        (DropConnection("midResponse"), TaskclusterConnectionError),
    ],
    ids=str,
)
def test_every_client_reports_each_fault(
    local: LocalTaskcluster,
    create: Create,
    carriedOut: list[str],
    fault: Fault,
    kind: type[TaskclusterFailure],
) -> None:
    active = local.faults.add(fault, CREATE)
    taskId = slugId()
    with pytest.raises(kind) as info:
        create(taskId, 0)
    assert active.hits == 1
    isCreated = isinstance(fault, DropConnection) and fault.when != "beforeCall"
    assert carriedOut == [taskId] * isCreated  # A delayed call is carried out later.
    if isinstance(info.value, TaskclusterRestFailure):
        expected = {"ServerError": None, "RateLimit": 7.0}.get(type(fault).__name__)
        assert info.value.retryAfter == expected
        if isinstance(fault, ServerError):
            assert info.value.status_code == fault.status
    else:
        assert isinstance(info.value, TaskclusterConnectionError)
        assert info.value.wasSent


@pytest.mark.parametrize("fault", [*CARRIED_OUT, *NOT_CARRIED_OUT], ids=str)
def test_every_client_survives_each_fault_by_retrying_and_creates_one_task(
    local: LocalTaskcluster, create: Create, carriedOut: list[str], fault: Fault
) -> None:
    active = local.faults.add(fault, CREATE, times=2)
    taskId = slugId()
    assert create(taskId, 2) == "pending"
    assert active.hits == 2
    expected = [taskId] * (3 if fault in CARRIED_OUT else 1)
    ends = time.monotonic() + 5
    while carriedOut != expected:  # A delayed call may be carried out after its retry.
        assert time.monotonic() < ends
        time.sleep(0.05)
    assert local.client(Queue).taskQueueCounts("provisioner/worker").pendingTasks == 1


def test_no_client_retries_with_expired_credentials(
    local: LocalTaskcluster, create: Create
) -> None:
    active = local.faults.add(ExpiredCredentials(), CREATE, times=2)
    with pytest.raises(AuthenticationFailed, match="expired"):
        create(slugId(), 2)
    assert active.hits == 1


def test_the_nth_call_is_the_nth(local: LocalTaskcluster) -> None:
    queue = local.client(Queue, retries=0)
    local.faults.add(ServerError(), STATUS, nth=3, times=2)
    taskId = slugId()
    queue.createTask(taskId, definition())
    failed: list[int] = []
    for number in range(1, 7):
        queue.ping()
        try:
            queue.status(taskId)
        except InternalServerError:
            failed.append(number)
    assert failed == [3, 4]


def test_a_delayed_call_is_carried_out_after_the_delay(local: LocalTaskcluster) -> None:
    queue = local.client(Queue, retries=0)
    local.faults.add(Delay(0.2))
    began = time.monotonic()
    assert queue.ping().alive
    assert 0.2 <= time.monotonic() - began < 2


def test_other_calls_are_not_held_up_by_a_delay(local: LocalTaskcluster) -> None:
    queue = local.client(Queue, retries=0)
    local.faults.add(Delay(1), STATUS)
    with ThreadPoolExecutor() as pool:
        delayed = pool.submit(queue.status, slugId())
        time.sleep(0.1)
        assert queue.ping().alive
        assert not delayed.done()
        assert isinstance(delayed.exception(5), ResourceNotFound)


def test_a_delayed_call_is_not_carried_out_after_a_reset(local: LocalTaskcluster) -> None:
    local.faults.add(Delay(0.3), CREATE)
    taskId = slugId()
    queue = local.client(Queue, retries=0)
    with ThreadPoolExecutor() as pool:
        delayed = pool.submit(queue.createTask, taskId, definition())
        time.sleep(0.1)
        local.reset()
        assert isinstance(delayed.exception(5), TaskclusterConnectionError)
    with pytest.raises(ResourceNotFound):
        queue.status(taskId)


def test_half_of_the_body_is_sent_with_all_headers(local: LocalTaskcluster) -> None:
    whole = exchange(local, PING).partition(b"\r\n\r\n")[2]
    local.faults.add(DropConnection("midResponse"))
    head, _, half = exchange(local, PING).partition(b"\r\n\r\n")
    length = int(re.findall(rb"content-length: (\d+)", head)[0])
    assert abs(length - len(whole)) < 5  # The uptime has a digit more or less.
    assert len(half) == length // 2


@pytest.mark.parametrize("when", ["beforeCall", "afterCall"])
def test_nothing_is_sent_of_a_dropped_response(
    local: LocalTaskcluster, when: Literal["beforeCall", "afterCall"]
) -> None:
    local.faults.add(DropConnection(when))
    assert exchange(local, PING) == b""


def test_the_response_to_head_has_no_half(local: LocalTaskcluster) -> None:
    local.faults.add(DropConnection("midResponse"))
    assert exchange(local, PING.replace(b"GET", b"HEAD")) == b""


def test_a_reset_removes_faults(local: LocalTaskcluster) -> None:
    local.faults.add(ServerError(), share=1)
    local.reset()
    assert local.client(Queue, retries=0).ping().alive


def test_faults_are_neither_logged_nor_printed(
    local: LocalTaskcluster, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    queue = local.client(Queue, retries=0)
    for fault in (*NOT_CARRIED_OUT, *CARRIED_OUT, ExpiredCredentials()):
        local.faults.add(fault)
        with suppress(TaskclusterFailure):
            queue.use(timeout=0.4).ping()
    time.sleep(0.6)  # until the delayed call has ended
    names = {record.name for record in caplog.records if record.levelno > DEBUG}
    assert not [
        name for name in names if name.startswith(("uvicorn", "asyncio", "tc_typed.testing"))
    ]
    assert capfd.readouterr() == ("", "")


# Storage


@pytest.mark.parametrize(("method", "call"), [("GET", "storage.get"), ("PUT", "storage.put")])
def test_uploads_and_downloads_can_have_faults(
    local: LocalTaskcluster, method: str, call: str
) -> None:
    url = storageUrl(local)
    with httpx.Client(verify=False) as http:
        usual = http.request(method, url).status_code
        local.faults.add(RateLimit(retryAfter=3), call, nth=2)
        local.faults.add(DropConnection("midResponse"), call, nth=3)
        local.faults.add(ServerError(503), "queue.ping", share=1)
        assert http.request(method, url).status_code == usual
        limited = http.request(method, url)
        assert (limited.status_code, limited.headers["retry-after"]) == (429, "3")
        with pytest.raises(httpx.RemoteProtocolError):
            http.request(method, url)
        assert http.request(method, url).status_code == usual


def storageUrl(local: LocalTaskcluster) -> str:
    return f"{local._instance.server.storageUrl}/nothing"  # pyright: ignore[reportPrivateUsage]  # internal


@given(
    st.lists(st.binary(max_size=20), max_size=5),
    st.booleans(),
)
def test_half_of_any_response_is_sent(pieces: list[bytes], hasLength: bool) -> None:  # noqa: FBT001
    """Large files arrive in pieces, some of them without a length."""
    body = b"".join(pieces)
    sent: list[Message] = []

    async def respond(_scope: Scope, _receive: Receive, send: Send) -> None:
        headers = [(b"content-length", b"%d" % len(body))] if hasLength else []
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for piece in pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    def refuse(_scope: Scope, _error: ApiError) -> Response:
        raise AssertionError

    faults = newFaults()
    faults.add(DropConnection("midResponse"))
    closed: list[bool] = []
    scope: Scope = {"type": "http", "method": "GET", CLOSE: lambda: closed.append(True)}
    injection = FaultInjection(respond, "storage.get", lambda: faults, refuse)
    asyncio.run(injection(scope, receive, send))
    assert closed == [True]
    if not body:
        assert sent == []
        return
    received = b"".join(message["body"] for message in sent[1:])
    assert body.startswith(received)
    assert all(message["more_body"] for message in sent[1:])
    if hasLength:
        assert len(received) == len(body) // 2
    else:
        assert len(received) < len(body)
