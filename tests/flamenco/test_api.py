"""Clients of the Worker API: status codes, authentication, and images as bodies."""

from __future__ import annotations

import asyncio
import io
import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol, Unpack
from uuid import uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.loopback import Behaviour, Json, loopback, message, respond
from tests.flamenco.manager import Manager, Task, command

from tc_typed import (
    AccessDenied,
    AuthenticationFailed,
    Credentials,
    InputTooLarge,
    InvalidCall,
    RequestConflict,
    ResourceNotFound,
    TaskclusterAuthFailure,
    TaskclusterRestFailure,
    UnexpectedResponse,
    WrongLength,
)
from tc_typed.core.aio import AsyncSession
from tc_typed.core.file_body import FileBody
from tc_typed.core.options import AnyOptions, SharedOptions
from tc_typed.core.signing.basic_and_bearer import BearerToken
from tc_typed.core.sync import Session
from tc_typed.core.transport.url import Url
from tc_typed.flamenco import (
    AssignedTask,
    BasicCredentials,
    TaskUpdate,
    WorkerApi,
    WorkerRegistration,
    WorkerStateChange,
    aio,
)

SECRET = "do-not-show-this-anywhere"
CREDENTIALS = BasicCredentials("worker-1", SECRET)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 600
JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 600
ACCEPTED: Behaviour = lambda connection, _: connection.send(message(202, b""))  # noqa: E731
NOTHING: Behaviour = lambda connection, _: connection.send(b"HTTP/1.1 204 No Content\r\n\r\n")  # noqa: E731


class Call(Protocol):
    """Calls a method of the API with some kind of client."""

    def __call__(
        self, url: str, method: str, /, *args: object, **options: Unpack[SharedOptions]
    ) -> object: ...


def callSync(url: str, method: str, /, *args: object, **options: Unpack[SharedOptions]) -> object:
    with WorkerApi({"rootUrl": url, "credentials": CREDENTIALS}, **options) as api:
        result: object = getattr(api, method)(*args)
        return result


def callAsync(url: str, method: str, /, *args: object, **options: Unpack[SharedOptions]) -> object:
    async def call() -> object:
        async with aio.WorkerApi({"rootUrl": url, "credentials": CREDENTIALS}, **options) as api:
            result: object = await getattr(api, method)(*args)
            return result

    return asyncio.run(call())


def callWithHttpClient(
    url: str, method: str, /, *args: object, **options: Unpack[SharedOptions]
) -> object:
    with httpx.Client() as http:
        given: AnyOptions = {"rootUrl": url, "credentials": CREDENTIALS, "httpClient": http}
        result: object = getattr(WorkerApi(given, **options), method)(*args)
        return result


def callWithAsyncHttpClient(
    url: str, method: str, /, *args: object, **options: Unpack[SharedOptions]
) -> object:
    async def call() -> object:
        async with httpx.AsyncClient() as http:
            given: AnyOptions = {"rootUrl": url, "credentials": CREDENTIALS, "httpClient": http}
            result: object = await getattr(aio.WorkerApi(given, **options), method)(*args)
            return result

    return asyncio.run(call())


@pytest.fixture(params=[callSync, callAsync], ids=lambda kind: kind.__name__)
def call(request: pytest.FixtureRequest) -> Call:
    kind: Call = request.param
    return kind


@pytest.fixture(
    params=[callSync, callAsync, callWithHttpClient, callWithAsyncHttpClient],
    ids=lambda kind: kind.__name__,
)
def callWithAny(request: pytest.FixtureRequest) -> Call:
    """Call with any kind of client, including those with the user's own httpx client."""
    kind: Call = request.param
    return kind


# Status codes


def test_each_status_in_the_contract_has_its_type_of_result(call: Call) -> None:
    task = Task("render", [command("echo", message="hi")]).assigned()
    changed: Json = {"status_requested": "asleep"}
    with loopback(respond(task), NOTHING, respond(changed, 423)) as server:
        found = call(server.url, "schedule_task")
        assert isinstance(found, AssignedTask)
        assert found.model_dump() == task
        assert call(server.url, "schedule_task") is None
        change = call(server.url, "schedule_task")
    assert isinstance(change, WorkerStateChange)
    assert change.status_requested == "asleep"
    assert [request.target for request in server.received] == ["/api/v3/worker/task"] * 3


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (403, {"message": "no worker"}, AccessDenied),
        (409, b"", RequestConflict),
        (409, {"code": 409, "message": "you are asleep"}, RequestConflict),
        (401, {"message": "unknown worker"}, AuthenticationFailed),
        (422, {"code": 422, "message": "odd"}, TaskclusterRestFailure),
    ],
)
def test_other_status_codes_raise_errors_with_the_body(
    call: Call, status: int, body: Json | bytes, kind: type[TaskclusterRestFailure]
) -> None:
    with loopback(respond(body, status)) as server:
        with pytest.raises(kind) as caught:
            call(server.url, "schedule_task")
        assert len(server.received) == 1
    failure = caught.value
    assert type(failure) is kind
    assert failure.status_code == status
    assert failure.body == ("" if body == b"" else body)
    if isinstance(body, dict):
        assert failure.reason == f"error ({status}): {body['message']}"


def test_a_status_that_is_a_result_of_another_method_only_is_an_error(call: Call) -> None:
    with (
        loopback(respond({"status_requested": "asleep"}, 423)) as server,
        pytest.raises(TaskclusterRestFailure) as caught,
    ):
        call(server.url, "worker_state")
    assert caught.value.status_code == 423


@pytest.mark.parametrize(("status", "body"), [(206, {}), (200, {"uuid": 5}), (200, b"")])
def test_a_success_that_is_not_in_the_contract_is_unexpected(
    call: Call, status: int, body: Json | bytes
) -> None:
    with (
        loopback(respond(body, status)) as server,
        pytest.raises(UnexpectedResponse) as caught,
    ):
        call(server.url, "schedule_task")
    assert caught.value.status_code == status


def test_a_file_that_becomes_shorter_is_not_sent(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = tmp_path / "picture.png"
    picture.write_bytes(PNG)
    chunks = FileBody.chunks

    def truncateFirst(body: FileBody) -> Iterator[bytes]:
        picture.write_bytes(PNG[:100])
        return chunks(body)

    monkeypatch.setattr(FileBody, "chunks", truncateFirst)
    problem = f"became {len(PNG) - 100} bytes shorter"
    with loopback(ACCEPTED) as server, pytest.raises(WrongLength, match=problem):
        call(server.url, "task_output_produced", "task", picture)
    assert not server.received


def test_retry_after_of_a_busy_manager_is_honoured(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []

    def pause(_: Session, seconds: float) -> None:
        waits.append(seconds)

    async def asyncPause(_: AsyncSession, seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(Session, "pause", pause)
    monkeypatch.setattr(AsyncSession, "pause", asyncPause)
    busy = respond({"code": 503, "message": "busy"}, 503, {"retry-after": "7"})
    with loopback(busy, busy, NOTHING) as server:
        assert call(server.url, "schedule_task") is None
    assert len(waits) == 2
    assert all(7 <= wait <= 7 * 1.25 for wait in waits)


# Authentication


def test_the_manager_authenticates_the_worker(call: Call) -> None:
    registration = WorkerRegistration(
        secret=SECRET, platform="linux", supported_task_types=["misc"], name="one"
    )
    with Manager() as manager:
        call(manager.url, "register_worker", registration)  # fails if there are credentials
        known = BasicCredentials(manager.worker.uuid, SECRET)
        assert call(manager.url, "worker_state", credentials=known) is None
        wrong = BasicCredentials(manager.worker.uuid, "x" + SECRET)
        with pytest.raises(AuthenticationFailed):
            call(manager.url, "worker_state", credentials=wrong)
        with pytest.raises(AuthenticationFailed):
            call(manager.url, "worker_state", credentials=None)
        assert call(manager.url, "worker_state", credentials=lambda: known) is None


@pytest.mark.parametrize("other", [Credentials("client", SECRET), BearerToken(SECRET)])
def test_other_kinds_of_credentials_are_refused_before_sending(
    call: Call, other: Credentials | BearerToken
) -> None:
    with loopback(NOTHING) as server:
        with pytest.raises(TaskclusterAuthFailure, match="accepts only credentials for basic"):
            call(server.url, "worker_state", credentials=other)
        assert not server.received


def test_secrets_are_not_in_reprs_and_logs(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    registration = WorkerRegistration(
        secret=SECRET, platform="linux", supported_task_types=[], name="one"
    )
    api = WorkerApi(rootUrl="http://127.0.0.1:1", credentials=CREDENTIALS, retries=0)
    with api, pytest.raises(Exception, match="sign_off") as caught:
        api.sign_off()
    texts = [repr(it) for it in (registration, CREDENTIALS, api, BearerToken(SECRET))]
    assert not any(SECRET in text for text in (*texts, caplog.text, repr(caught.value)))
    assert "worker-1" in repr(api)


@pytest.mark.parametrize(("name", "secret"), [("", "s"), ("a:b", "s"), ("a\nb", "s"), ("a", "s\r")])
def test_credentials_that_cannot_be_sent_are_refused(name: str, secret: str) -> None:
    with pytest.raises(TaskclusterAuthFailure):
        BasicCredentials(name, secret)


@pytest.mark.parametrize("token", ["", "a b", "a\n", "é"])
def test_tokens_that_cannot_be_sent_are_refused(token: str) -> None:
    with pytest.raises(TaskclusterAuthFailure):
        BearerToken(token)


@given(st.text(), st.text())
def test_the_authorization_header_is_the_same_as_from_httpx(name: str, secret: str) -> None:
    try:
        credentials = BasicCredentials(name, secret)
    except TaskclusterAuthFailure:
        return
    url = Url.parse("http://x")
    expected = httpx.Request("GET", str(url))
    next(httpx.BasicAuth(name, secret).auth_flow(expected))
    authorization = credentials.authorization("GET", url, b"", "")
    assert authorization == expected.headers["authorization"]


# Images


def asBytes(_: Path) -> bytes:
    return PNG


def asText(path: Path) -> str:
    return str(path)


def asFile(path: Path) -> BinaryIO:
    return path.open("rb")


def asMemory(_: Path) -> BinaryIO:
    return io.BytesIO(PNG)


def asRest(path: Path) -> BinaryIO:
    """Return a file whose position is the start of the image, but not of the file."""
    path.write_bytes(b"GIF8" + PNG)
    file = path.open("rb")
    file.seek(4)
    return file


def asPipe(_: Path) -> BinaryIO:
    """Return a file that can only be read once."""
    reading, writing = os.pipe()
    with open(writing, "wb") as pipe:  # noqa: PTH123  # a pipe has no path
        pipe.write(PNG[:10_000])
    return open(reading, "rb")  # noqa: PTH123  # a pipe has no path


SOURCES = [asBytes, Path, asText, asFile, asMemory, asRest, asPipe]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.__name__)
def test_each_attempt_sends_the_whole_image_with_its_length(
    callWithAny: Call, source: Callable[[Path], object], tmp_path: Path
) -> None:
    path = tmp_path / "frame"
    path.write_bytes(PNG)
    expected = PNG[:10_000] if source is asPipe else PNG
    body = source(path)
    busy = respond({"code": 503, "message": "busy"}, 503)
    task = str(uuid4())
    with loopback(busy, ACCEPTED) as server:
        assert callWithAny(server.url, "task_output_produced", task, body, delayFactor=0) is None
    assert len(server.received) == 2
    for request in server.received:
        assert request.target == f"/api/v3/worker/task/{task}/output-produced"
        assert request.headers["content-type"] == "image/png"
        assert request.headers["content-length"] == str(len(expected))
        assert "transfer-encoding" not in request.headers
        assert request.body == expected
    if not isinstance(body, bytes | str | Path):
        assert isinstance(body, io.IOBase)
        assert not body.closed
        body.close()


def test_jpeg_and_png_are_distinguished(call: Call) -> None:
    with loopback(ACCEPTED) as server:
        call(server.url, "task_output_produced", "t", JPEG)
    assert server.received[0].headers["content-type"] == "image/jpeg"


@given(st.binary(max_size=12) | st.sampled_from([PNG[:7], JPEG[:2], b" " + PNG, b"GIF89a"]))
def test_other_content_is_refused_before_sending(content: bytes) -> None:
    isImage = content.startswith((PNG[:8], JPEG[:3]))

    def accept(_task: str, _body: object) -> None:
        """Accept the image."""

    api = WorkerApi(fake={"task_output_produced": accept})
    if isImage:
        api.task_output_produced("t", content)
    else:
        with pytest.raises(InvalidCall, match="image/jpeg, image/png"):
            api.task_output_produced("t", content)
    assert bool(api.fakeCalls) == isImage


closed = io.BytesIO(b"")
closed.close()


@pytest.mark.parametrize(
    "body",
    [
        *(None, 5, {"a": 1}, io.StringIO("text"), closed, "/nowhere/at/all"),
        *("half\ud800", "zero\0", "long" * 10**6, Path("half\ud800")),
    ],
    ids=lambda body: repr(body)[:20],
)
def test_an_unreadable_payload_is_refused_before_sending(call: Call, body: object) -> None:
    with loopback(ACCEPTED) as server:
        with pytest.raises(InvalidCall, match="payload") as caught:
            call(server.url, "task_output_produced", "t", body)
        assert len(str(caught.value)) < 300
        assert not server.received


def test_an_empty_image_is_refused(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "frame"
    path.touch()
    with loopback(ACCEPTED) as server:
        for empty in (b"", path, str(path), io.BytesIO()):
            with pytest.raises(InvalidCall, match="image/jpeg, image/png"):
                call(server.url, "task_output_produced", "t", empty)
        assert not server.received


def test_images_are_sent_to_a_manager(call: Call) -> None:
    def send(content: bytes, task: str, **headers: str) -> int:
        path = f"{manager.url}/api/v3/worker/task/{task}/output-produced"
        auth = (manager.worker.uuid, SECRET)
        return httpx.post(path, content=content, headers=headers, auth=auth).status_code

    registration = WorkerRegistration(
        secret=SECRET, platform="linux", supported_task_types=["misc"], name="one"
    )
    task = Task("render", [])
    with Manager(task) as manager:
        manager.longestImage = len(PNG)
        call(manager.url, "register_worker", registration)
        known = BasicCredentials(manager.worker.uuid, SECRET)
        call(manager.url, "task_output_produced", task.uuid, PNG, credentials=known)
        call(manager.url, "task_output_produced", task.uuid, JPEG, credentials=known)
        with pytest.raises(InputTooLarge, match="at most"):
            call(manager.url, "task_output_produced", task.uuid, PNG + b"0", credentials=known)
        with pytest.raises(ResourceNotFound) as caught:
            call(manager.url, "task_output_produced", str(uuid4()), PNG, credentials=known)
        assert caught.value.body == "the task is unknown"
        # This client never sends these.
        assert send(b"", task.uuid, **{"content-type": "image/png"}) == 411
        assert send(b"GIF89a", task.uuid, **{"content-type": "image/gif"}) == 415
        assert send(PNG, task.uuid) == 415
    assert task.outputs == [("image/png", PNG), ("image/jpeg", JPEG)]


def test_an_image_that_is_too_large_raises(call: Call) -> None:
    with (
        loopback(respond({"code": 413, "message": "too large"}, 413)) as server,
        pytest.raises(InputTooLarge, match="too large"),
    ):
        call(server.url, "task_output_produced", "t", PNG)


# Fakes


def test_a_fake_can_return_all_kinds_of_responses() -> None:
    responses: list[object] = [None, WorkerStateChange(status_requested="asleep"), None]
    responses[0] = Task("a", []).assigned()
    with WorkerApi(fake={"schedule_task": lambda: responses.pop(0)}) as api:
        assert isinstance(api.schedule_task(), AssignedTask)
        assert isinstance(api.schedule_task(), WorkerStateChange)
        assert api.schedule_task() is None
        assert len(api.fakeCalls["schedule_task"]) == 3


def test_a_misspelt_field_of_a_request_is_refused() -> None:
    with pytest.raises(ValueError, match="task_status"):
        TaskUpdate.model_validate({"task_status": "active"})
