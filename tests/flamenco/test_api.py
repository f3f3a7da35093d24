"""The clients of the Worker API: what each status means, who calls, and images as bodies."""

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
    """Calls a method of the API in one of the ways there are."""

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


def callOwn(url: str, method: str, /, *args: object, **options: Unpack[SharedOptions]) -> object:
    with httpx.Client() as http:
        given: AnyOptions = {"rootUrl": url, "credentials": CREDENTIALS, "httpClient": http}
        result: object = getattr(WorkerApi(given, **options), method)(*args)
        return result


def callOwnAsync(
    url: str, method: str, /, *args: object, **options: Unpack[SharedOptions]
) -> object:
    async def call() -> object:
        async with httpx.AsyncClient() as http:
            given: AnyOptions = {"rootUrl": url, "credentials": CREDENTIALS, "httpClient": http}
            result: object = await getattr(aio.WorkerApi(given, **options), method)(*args)
            return result

    return asyncio.run(call())


@pytest.fixture(params=[callSync, callAsync], ids=lambda way: way.__name__)
def call(request: pytest.FixtureRequest) -> Call:
    way: Call = request.param
    return way


@pytest.fixture(params=[callSync, callAsync, callOwn, callOwnAsync], ids=lambda way: way.__name__)
def callAnyhow(request: pytest.FixtureRequest) -> Call:
    """Also through an httpx client of the user's own."""
    way: Call = request.param
    return way


# What a status means


def test_task_nothing_and_another_state_are_results(call: Call) -> None:
    task = Task("render", [command("echo", message="hi")]).assigned()
    changed: Json = {"status_requested": "asleep"}
    with loopback(respond(task), NOTHING, respond(changed, 423)) as server:
        found = call(server.url, "schedule_task")
        assert isinstance(found, AssignedTask)
        assert found.model_dump() == task
        assert call(server.url, "schedule_task") is None
        asked = call(server.url, "schedule_task")
    assert isinstance(asked, WorkerStateChange)
    assert asked.status_requested == "asleep"
    assert [request.target for request in server.received] == ["/api/v3/worker/task"] * 3


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (403, {"message": "no worker"}, AccessDenied),
        (409, b"", RequestConflict),
        (409, {"code": 409, "message": "you are asleep"}, RequestConflict),
        (401, {"message": "who?"}, AuthenticationFailed),
        (422, {"code": 422, "message": "odd"}, TaskclusterRestFailure),
    ],
)
def test_refusals_are_errors_that_keep_the_body(
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


def test_status_of_another_method_is_no_result_of_this_one(call: Call) -> None:
    with (
        loopback(respond({"status_requested": "asleep"}, 423)) as server,
        pytest.raises(TaskclusterRestFailure) as caught,
    ):
        call(server.url, "worker_state")
    assert caught.value.status_code == 423


@pytest.mark.parametrize(("status", "body"), [(206, {}), (200, {"uuid": 5}), (200, b"")])
def test_success_that_the_contract_does_not_know_is_unexpected(
    call: Call, status: int, body: Json | bytes
) -> None:
    with (
        loopback(respond(body, status)) as server,
        pytest.raises(UnexpectedResponse) as caught,
    ):
        call(server.url, "schedule_task")
    assert caught.value.status_code == status


def test_file_that_becomes_shorter_is_not_sent(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = tmp_path / "picture.png"
    picture.write_bytes(PNG)
    chunks = FileBody.chunks

    def cutting(body: FileBody) -> Iterator[bytes]:
        picture.write_bytes(PNG[:100])
        return chunks(body)

    monkeypatch.setattr(FileBody, "chunks", cutting)
    problem = f"has become {len(PNG) - 100} bytes shorter"
    with loopback(ACCEPTED) as server, pytest.raises(WrongLength, match=problem):
        call(server.url, "task_output_produced", "task", picture)
    assert not server.received


def test_busy_manager_is_asked_again_when_it_said(
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


# Who calls


def test_manager_knows_the_worker_by_its_credentials(call: Call) -> None:
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
def test_other_credentials_are_refused_before_anything_is_sent(
    call: Call, other: Credentials | BearerToken
) -> None:
    with loopback(NOTHING) as server:
        with pytest.raises(TaskclusterAuthFailure, match="takes credentials for basic"):
            call(server.url, "worker_state", credentials=other)
        assert not server.received


def test_secret_is_in_no_repr_and_no_log(caplog: pytest.LogCaptureFixture) -> None:
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
def test_credentials_that_can_not_be_sent_are_refused(name: str, secret: str) -> None:
    with pytest.raises(TaskclusterAuthFailure):
        BasicCredentials(name, secret)


@pytest.mark.parametrize("token", ["", "a b", "a\n", "é"])
def test_tokens_that_can_not_be_sent_are_refused(token: str) -> None:
    with pytest.raises(TaskclusterAuthFailure):
        BearerToken(token)


@given(st.text(), st.text())
def test_credentials_come_out_as_they_went_in(name: str, secret: str) -> None:
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
    """A file that is open at the image's beginning, which is not its own."""
    path.write_bytes(b"GIF8" + PNG)
    file = path.open("rb")
    file.seek(4)
    return file


def asPipe(_: Path) -> BinaryIO:
    """A file that can only be read once."""
    reading, writing = os.pipe()
    with open(writing, "wb") as pipe:  # noqa: PTH123  # it has no path
        pipe.write(PNG[:10_000])
    return open(reading, "rb")  # noqa: PTH123  # as above


SOURCES = [asBytes, Path, asText, asFile, asMemory, asRest, asPipe]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.__name__)
def test_image_arrives_whole_with_its_length_again_and_again(
    callAnyhow: Call, source: Callable[[Path], object], tmp_path: Path
) -> None:
    path = tmp_path / "frame"
    path.write_bytes(PNG)
    wanted = PNG[:10_000] if source is asPipe else PNG
    body = source(path)
    busy = respond({"code": 503, "message": "busy"}, 503)
    task = str(uuid4())
    with loopback(busy, ACCEPTED) as server:
        assert callAnyhow(server.url, "task_output_produced", task, body, delayFactor=0) is None
    assert len(server.received) == 2
    for request in server.received:
        assert request.target == f"/api/v3/worker/task/{task}/output-produced"
        assert request.headers["content-type"] == "image/png"
        assert request.headers["content-length"] == str(len(wanted))
        assert "transfer-encoding" not in request.headers
        assert request.body == wanted
    if not isinstance(body, bytes | str | Path):
        assert isinstance(body, io.IOBase)
        assert not body.closed
        body.close()


def test_jpeg_is_told_from_png(call: Call) -> None:
    with loopback(ACCEPTED) as server:
        call(server.url, "task_output_produced", "t", JPEG)
    assert server.received[0].headers["content-type"] == "image/jpeg"


@given(st.binary(max_size=12) | st.sampled_from([PNG[:7], JPEG[:2], b" " + PNG, b"GIF89a"]))
def test_anything_else_is_refused_before_it_is_sent(content: bytes) -> None:
    isImage = content.startswith((PNG[:8], JPEG[:3]))

    def accept(_task: str, _body: object) -> None:
        """Do what a Manager does."""

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
def test_what_can_not_be_read_is_refused_before_it_is_sent(call: Call, body: object) -> None:
    with loopback(ACCEPTED) as server:
        with pytest.raises(InvalidCall, match="payload") as caught:
            call(server.url, "task_output_produced", "t", body)
        assert len(str(caught.value)) < 300
        assert not server.received


def test_nothing_is_no_image(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "frame"
    path.touch()
    with loopback(ACCEPTED) as server:
        for nothing in (b"", path, str(path), io.BytesIO()):
            with pytest.raises(InvalidCall, match="image/jpeg, image/png"):
                call(server.url, "task_output_produced", "t", nothing)
        assert not server.received


def test_images_and_a_manager(call: Call) -> None:
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
        # This client sends none of these.
        assert send(b"", task.uuid, **{"content-type": "image/png"}) == 411
        assert send(b"GIF89a", task.uuid, **{"content-type": "image/gif"}) == 415
        assert send(PNG, task.uuid) == 415
    assert task.outputs == [("image/png", PNG), ("image/jpeg", JPEG)]


def test_image_that_is_too_large_is_no_value(call: Call) -> None:
    with (
        loopback(respond({"code": 413, "message": "too large"}, 413)) as server,
        pytest.raises(InputTooLarge, match="too large"),
    ):
        call(server.url, "task_output_produced", "t", PNG)


# Fakes


def test_fake_responds_with_whatever_a_manager_can() -> None:
    responses: list[object] = [None, WorkerStateChange(status_requested="asleep"), None]
    responses[0] = Task("a", []).assigned()
    with WorkerApi(fake={"schedule_task": lambda: responses.pop(0)}) as api:
        assert isinstance(api.schedule_task(), AssignedTask)
        assert isinstance(api.schedule_task(), WorkerStateChange)
        assert api.schedule_task() is None
        assert len(api.fakeCalls["schedule_task"]) == 3


def test_misspelt_field_of_a_request_is_refused() -> None:
    with pytest.raises(ValueError, match="task_status"):
        TaskUpdate.model_validate({"task_status": "active"})
