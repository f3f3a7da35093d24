"""Sync and async forms of transfers: the same functions, each with its own kind of I/O."""

from __future__ import annotations

import asyncio
import gc
import inspect
import json
import os
import random
import re
import socket
import sys
import threading
import time
from base64 import b64decode
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, get_type_hints

import httpx
import pytest
from pydantic import JsonValue
from tests.core.loopback import Connection, Received, loopback, message
from tests.transfers.storage import (
    CREDENTIALS,
    EXPIRES,
    Deployment,
    hangUp,
    respondWith,
    serve,
    take,
)
from tests.transfers.transfer_kinds import TASK, TRANSFER_KINDS, transferring, withoutNameless

from tc_typed import (
    InvalidCall,
    Object,
    Queue,
    TaskclusterConnectionError,
    TaskclusterFailure,
    TaskclusterTimeout,
    aio,
    transfers,
)
from tc_typed.core.options import Options
from tc_typed.object import CreateUploadRequest, DownloadResponse, StartDownloadRequest
from tc_typed.transfers import aio as asyncTransfers

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

DATA = random.Random(3).randbytes(3_000_000)
FUNCTIONS = [name for name in transfers.__all__ if name.startswith(("upload", "download"))]


def options(deployment: Deployment) -> Options:
    return {"rootUrl": deployment.url}


def test_each_form_has_fifteen_functions() -> None:
    assert len(FUNCTIONS) == 15
    assert {*FUNCTIONS} <= {*asyncTransfers.__all__}


def test_both_forms_export_the_same_names() -> None:
    assert {*transfers.__all__} == {name.removeprefix("Async") for name in asyncTransfers.__all__}


@pytest.mark.parametrize("suffix", ["", ".aio"])
def test_the_former_package_exports_everything(suffix: str) -> None:
    former, present = (import_module(f"tc_typed.{it}{suffix}") for it in ("objects", "transfers"))
    for name in present.__all__:
        assert getattr(former, name) is getattr(present, name)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_both_forms_have_the_same_signatures(name: str) -> None:
    one, other = getattr(transfers, name), getattr(asyncTransfers, name)
    assert not inspect.iscoroutinefunction(one)
    assert inspect.iscoroutinefunction(other)
    parameters, asyncParameters = (
        inspect.signature(one).parameters,
        inspect.signature(other).parameters,
    )
    # Only the names of the clients' types differ.
    assert str([*parameters.values()]) == str([*asyncParameters.values()]).replace("'Async", "'")
    assert all(
        parameter.kind is inspect.Parameter.KEYWORD_ONLY for parameter in parameters.values()
    )
    # Examples differ in their `await`; tests/typing/test_examples.py checks them.
    assert withoutExample(one) == withoutExample(other)
    oneHints, otherHints = get_type_hints(one), get_type_hints(other)
    differing = {key for key in oneHints if oneHints[key] != otherHints[key]}
    # Only the types of clients, readers and writers differ.
    assert differing <= {"objectService", "queueService", "readerFactory", "writerFactory"}


def withoutExample(function: object) -> str:
    return (inspect.getdoc(function) or "").partition("\nExample:")[0]


def test_the_sync_form_needs_no_event_loop_and_works_inside_one(
    deployment: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    thisThread, start = threading.current_thread(), threading.Thread.start
    started: list[threading.Thread] = []

    def refuse() -> None:
        raise AssertionError("an event loop was created")

    def startOf(thread: threading.Thread) -> None:
        # The test's server starts its threads in another thread.
        if threading.current_thread() is thisThread:
            started.append(thread)
        start(thread)

    def transfer() -> None:
        with Object(options(deployment)) as service:
            transfers.uploadFromBuf(
                projectId="project",
                name="file",
                contentType="text/plain",
                expires=EXPIRES,
                data=DATA,
                objectService=service,
            )
            deployment.store(deployment.data)
            transfers.downloadToFile(name="file", file=tmp_path / "file", objectService=service)
        assert (tmp_path / "file").read_bytes() == DATA

    async def transferInEventLoop() -> None:
        deployment.storageRequests = []
        transfer()
        await asyncio.sleep(0)

    deployment.script = [take, serve()]
    with monkeypatch.context() as patch:
        patch.setattr(asyncio, "new_event_loop", refuse)
        patch.setattr(threading.Thread, "start", startOf)
        transfer()
    assert not started
    asyncio.run(transferInEventLoop())


def test_the_sync_form_rejects_async_readers(deployment: Deployment) -> None:
    class AsyncFile:
        async def read(self, size: int) -> bytes:
            await asyncio.sleep(0)
            return b"x" * size

    reader: transfers.Reader = AsyncFile()  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]  # untyped callers
    with Object(options(deployment)) as service, pytest.raises(TypeError, match="not async"):
        transfers.upload(
            projectId="project",
            name="file",
            contentType="text/plain",
            expires=EXPIRES,
            contentLength=5,
            readerFactory=lambda: reader,
            objectService=service,
        )


def test_the_async_form_accepts_async_readers_and_writers(deployment: Deployment) -> None:
    class AsyncFile:
        def __init__(self, data: bytes = b"") -> None:
            self.file = BytesIO(data)

        async def read(self, size: int) -> bytes:
            await asyncio.sleep(0)
            return self.file.read(size)

        async def write(self, data: bytes) -> None:
            await asyncio.sleep(0)
            self.file.write(data)

    async def newReader() -> AsyncFile:
        await asyncio.sleep(0)
        return AsyncFile(DATA)

    async def both() -> bytes:
        async with aio.Object(options(deployment)) as service:
            await asyncTransfers.upload(
                projectId="project",
                name="file",
                contentType="text/plain",
                expires=EXPIRES,
                contentLength=len(DATA),
                readerFactory=newReader,
                objectService=service,
            )
            deployment.store(deployment.data)
            writer = AsyncFile()
            await asyncTransfers.download(
                name="file", writerFactory=lambda: writer, objectService=service
            )
            return writer.file.getvalue()

    deployment.script = [take, serve()]
    assert asyncio.run(both()) == DATA


def test_concurrent_transfers_are_independent(deployment: Deployment, tmp_path: Path) -> None:
    async def transferAll() -> None:
        async with aio.Object(options(deployment)) as service:
            await asyncio.gather(
                *(
                    asyncTransfers.downloadToFile(
                        name=str(number), file=tmp_path / str(number), objectService=service
                    )
                    for number in range(20)
                )
            )

    deployment.store(DATA[:500_000])
    deployment.script = [serve(cut=9), serve(cut=300_000), serve()]
    asyncio.run(transferAll())
    files = [*tmp_path.iterdir()]
    assert len(files) == 20
    assert all(path.read_bytes() == deployment.data for path in files)


@pytest.mark.parametrize("isNameless", [True, False])
def test_a_cancelled_download_leaves_no_file(
    deployment: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, isNameless: bool
) -> None:
    if not isNameless:
        withoutNameless(monkeypatch)

    async def cancel() -> None:
        started = asyncio.Event()
        async with aio.Object(options(deployment)) as service:
            task = asyncio.create_task(
                asyncTransfers.downloadToFile(
                    name="file",
                    file=tmp_path / "file",
                    objectService=service,
                    progress=lambda _, __: started.set(),
                )
            )
            await started.wait()
            assert any(tmp_path.iterdir()) or isNameless  # noqa: ASYNC240  # It is fast.
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    def stalling(connection: Connection, _: Received, deployment: Deployment) -> None:
        connection.send(message(200, deployment.data[:100_000], length=len(deployment.data)))
        while connection.pause(60):
            pass

    deployment.store(DATA)
    deployment.script = [stalling]
    asyncio.run(cancel())
    assert not [*tmp_path.iterdir()]


def test_a_download_that_is_cancelled_at_its_end_leaves_the_whole_file(
    deployment: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    isReplacing = threading.Event()

    def slowly(_: int) -> None:
        isReplacing.set()
        time.sleep(0.3)

    async def cancel() -> list[str]:
        async with aio.Object(options(deployment)) as service:
            task = asyncio.create_task(
                asyncTransfers.downloadToFile(
                    name="file", file=tmp_path / "file", objectService=service
                )
            )
            await asyncio.to_thread(isReplacing.wait, 5)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return [path.name for path in tmp_path.iterdir()]  # noqa: ASYNC240  # It is fast.

    monkeypatch.setattr(os, "fsync", slowly)
    deployment.store(DATA)
    deployment.script = [serve()]
    assert asyncio.run(cancel()) == ["file"]
    assert (tmp_path / "file").read_bytes() == DATA


def test_a_download_is_cancelled_immediately_while_all_threads_are_busy(
    deployment: Deployment, tmp_path: Path
) -> None:
    async def cancel() -> None:
        loop, isFree = asyncio.get_running_loop(), threading.Event()
        loop.set_default_executor(ThreadPoolExecutor(1))
        busy = loop.run_in_executor(None, isFree.wait, 20)
        async with aio.Object(options(deployment)) as service:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.3):
                    await asyncTransfers.downloadToFile(
                        name="file", file=tmp_path / "file", objectService=service
                    )
            assert not busy.done()
            isFree.set()

    deployment.store(DATA)
    deployment.script = [serve()]
    asyncio.run(cancel())
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("isFailing", [False, True])
def test_repeated_cancellation_waits_for_a_file_operation_that_has_begun(
    isFailing: object, times: int, deployment: Deployment
) -> None:
    began, states = threading.Event(), list[bool]()

    class Slow(BytesIO):
        def write(self, data: Buffer, /) -> int:
            began.set()
            time.sleep(0.2)
            states.append(self.closed)
            if isFailing:
                raise OSError
            return super().write(data)

    async def cancel() -> None:
        complaints = list[object]()
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: complaints.append(context))
        async with aio.Object(options(deployment)) as service:
            with Slow() as file:
                task = asyncio.create_task(
                    asyncTransfers.downloadToFile(name="file", file=file, objectService=service)
                )
                await asyncio.to_thread(began.wait, 5)
                for _ in range(times):
                    task.cancel()
                    await asyncio.sleep(0.01)
                with pytest.raises(asyncio.CancelledError):
                    await task
        del task
        gc.collect()
        assert not complaints

    deployment.store(DATA)
    deployment.script = [serve()]
    asyncio.run(cancel())
    assert states == [False]


@pytest.mark.parametrize("over", ["aiohttp", "httpx"])
@pytest.mark.parametrize("isUploadFirst", [False, True])
def test_copies_never_deadlock(
    isUploadFirst: object, over: str, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each download feeds an upload, and there are more of both than connections."""
    monkeypatch.setattr("tc_typed.core.transport.async_pool.CONNECTIONS", 2)
    monkeypatch.setattr("tc_typed.core.transport.aiohttp.CONNECTIONS", 2)
    if over == "httpx":
        monkeypatch.setitem(sys.modules, "tc_typed.core.transport.aiohttp", None)

    class Pipe:
        def __init__(self) -> None:
            self._pieces = asyncio.Queue[bytes](1)
            self._rest = b""

        async def write(self, data: bytes) -> None:
            for start in range(0, len(data) or 1, 20_000):
                await self._pieces.put(data[start : start + 20_000])

        async def read(self, size: int) -> bytes:
            self._rest = self._rest or await self._pieces.get()
            piece, self._rest = self._rest[:size], self._rest[size:]
            return piece

    async def download(service: aio.Object, pipe: Pipe) -> None:
        await asyncTransfers.download(
            name="file", writerFactory=lambda: pipe, objectService=service
        )
        await pipe.write(b"")

    async def upload(service: aio.Object, pipe: Pipe) -> None:
        await asyncTransfers.upload(
            projectId="project",
            name="file",
            contentType="text/plain",
            expires=EXPIRES,
            contentLength=len(deployment.data),
            readerFactory=lambda: pipe,
            objectService=service,
        )

    async def copyAll() -> None:
        async with aio.Object(options(deployment), retries=0) as service, asyncio.timeout(8):
            pipes = [Pipe() for _ in range(8)]
            work = [download(service, pipe) for pipe in pipes]
            work += [upload(service, pipe) for pipe in reversed(pipes)]
            await asyncio.gather(*(reversed(work) if isUploadFirst else work))

    def behave(connection: Connection, received: Received, deployment: Deployment) -> None:
        (take if received.method == "PUT" else serve())(connection, received, deployment)

    deployment.store(DATA[:300_000])
    deployment.script = [behave]
    asyncio.run(copyAll())
    assert len(deployment.storageRequests) == 16


@pytest.mark.parametrize("kind", TRANSFER_KINDS)
def test_a_storage_that_stops_responding_times_out(
    kind: str, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stalling(connection: Connection, _: Received, deployment: Deployment) -> None:
        connection.send(message(200, deployment.data[:100], length=len(deployment.data)))
        while connection.pause(60):
            pass

    deployment.store(DATA)
    deployment.script = [stalling]
    with (
        transferring(kind, deployment, monkeypatch, timeout=0.3, retries=0) as transfers,
        pytest.raises(TaskclusterTimeout, match=r"0\.3 s"),
    ):
        transfers.downloadToBuf()


@pytest.mark.parametrize("kind", TRANSFER_KINDS)
def test_a_storage_that_stops_reading_times_out(
    kind: str, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment.script = [take]
    with (
        transferring(kind, deployment, monkeypatch, timeout=0.3, retries=0) as transfers,
        socket.create_server(("127.0.0.1", 0)) as deaf,  # It never accepts a connection.
    ):
        deployment.storage = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        with pytest.raises(TaskclusterTimeout, match=r"0\.3 s"):
            transfers.uploadFromBuf(b"x" * 20_000_000)


def test_a_slow_reader_does_not_time_out(deployment: Deployment) -> None:
    class Slow:
        def __init__(self) -> None:
            self._rest = DATA[:9000]

        async def read(self, size: int) -> bytes:
            await asyncio.sleep(0.3)
            piece, self._rest = self._rest[:3000], self._rest[3000:]
            return piece

    async def upload() -> None:
        async with aio.Object(options(deployment), timeout=0.2, retries=0) as service:
            await asyncTransfers.upload(
                projectId="project",
                name="file",
                contentType="text/plain",
                expires=EXPIRES,
                contentLength=9000,
                readerFactory=Slow,
                objectService=service,
            )

    deployment.script = [take]
    asyncio.run(upload())
    assert deployment.data == DATA[:9000]


@pytest.mark.parametrize("over", ["aiohttp", "httpx"])
def test_waiting_for_a_connection_does_not_count_as_time_of_a_transfer(
    over: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tc_typed.core.transport.async_pool.CONNECTIONS", 5)
    monkeypatch.setattr("tc_typed.core.transport.aiohttp.CONNECTIONS", 5)
    if over == "httpx":
        monkeypatch.setitem(sys.modules, "tc_typed.core.transport.aiohttp", None)

    def slow(connection: Connection, _: Received) -> None:
        connection.pause(0.3)
        connection.send(message(200, b"file"))

    async def transferAll() -> list[tuple[bytes, str]]:
        content = {"storageType": "s3", "url": server.url}
        async with aio.Queue(
            fake={"latestArtifact": lambda *_: content}, timeout=1.5, retries=0
        ) as queue:
            return await asyncio.gather(
                *(
                    asyncTransfers.downloadArtifactToBuf(taskId=TASK, name="x", queueService=queue)
                    for _ in range(40)
                )
            )

    with loopback(slow) as server:
        found = asyncio.run(transferAll())
        assert {data for data, _ in found} == {b"file"}
        assert len(found) == len(server.received) == 40
        assert server.connections <= 5


def test_waiting_for_a_connection_does_not_count_as_time_of_a_sync_transfer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def slow(connection: Connection, _: Received) -> None:
        connection.pause(0.3)
        connection.send(message(200, b"file"))

    monkeypatch.setattr("tc_typed.core.transport.sync_pool.CONNECTIONS", 2)
    with loopback(slow) as server, ThreadPoolExecutor(10) as pool:
        content = {"storageType": "s3", "url": server.url}
        with Queue(fake={"latestArtifact": lambda *_: content}, timeout=1, retries=0) as queue:
            work = [
                pool.submit(
                    transfers.downloadArtifactToBuf, taskId=TASK, name="x", queueService=queue
                )
                for _ in range(10)
            ]
            assert {each.result()[0] for each in work} == {b"file"}
        assert len(server.received) == 10
        assert server.connections == 2


def failingFactory() -> BytesIO:
    raise KeyError


@pytest.mark.parametrize("kind", ["sync", "async over aiohttp"])
def test_connections_are_released_however_a_transfer_ends(
    kind: str, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tc_typed.core.transport.sync_pool.CONNECTIONS", 1)
    monkeypatch.setattr("tc_typed.core.transport.async_pool.CONNECTIONS", 1)
    deployment.store(DATA[:9000])
    with transferring(kind, deployment, monkeypatch, retries=0, timeout=5) as transfers:
        deployment.script = [
            respondWith(404),
            hangUp,
            serve(cut=500),
            respondWith(200, b"no length"),
            serve(),
        ]
        for _ in range(4):
            with pytest.raises(TaskclusterFailure):
                transfers.downloadToBuf()
        with pytest.raises(KeyError):
            transfers.download(failingFactory)
        deployment.script, deployment.storageRequests = [respondWith(500), hangUp, take], []
        for _ in range(2):
            with pytest.raises(TaskclusterFailure):
                transfers.uploadFromBuf(DATA)
        with pytest.raises(KeyError):
            transfers.upload(failingFactory, 9000)
        transfers.uploadFromBuf(DATA)
        deployment.script = [serve()]
        deployment.store(deployment.data)
        assert transfers.downloadToBuf()[0] == DATA


def test_a_bar_shows_the_progress_of_a_transfer(
    deployment: Deployment, capsys: pytest.CaptureFixture[str]
) -> None:
    deployment.store(DATA)
    deployment.script = [serve()]
    with Object(options(deployment)) as service, transfers.progressBar("[file]") as progress:
        transfers.downloadToBuf(name="file", objectService=service, progress=progress)
    shown = capsys.readouterr().out
    assert "[file]" in shown
    assert "3.0/3.0 MB" in shown


class Hasty(httpx.BaseTransport):
    """A transport that reports success without reading the body."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200)


def test_an_upload_whose_body_was_not_read_is_not_finished(deployment: Deployment) -> None:
    def createUpload(_: str, payload: CreateUploadRequest) -> dict[str, JsonValue]:
        location: dict[str, JsonValue] = {"url": deployment.signedUrl(), "headers": {}}
        sent: dict[str, JsonValue] = payload.model_dump(mode="json")
        return {**sent, "uploadMethod": {"putUrl": {**location, "expires": sent["expires"]}}}

    with httpx.Client(transport=Hasty()) as http:
        service = Object(fake={"createUpload": createUpload}, httpClient=http, retries=0)
        with pytest.raises(TaskclusterConnectionError, match="before it received all"):
            transfers.uploadFromBuf(
                projectId="project",
                name="file",
                contentType="text/plain",
                expires=EXPIRES,
                data=DATA,
                objectService=service,
            )
    assert {*service.fakeCalls} == {"createUpload"}


def test_storages_can_be_mocked() -> None:
    def response(request: httpx.Request) -> httpx.Response:
        assert request.url == "https://files.example.com/x"
        return httpx.Response(200, content=DATA)

    def startDownload(_: str, __: StartDownloadRequest) -> dict[str, JsonValue]:
        hashes: dict[str, JsonValue] = {"sha256": sha256(DATA).hexdigest()}
        location: dict[str, JsonValue] = {"url": "https://files.example.com/x", "hashes": hashes}
        return {"method": "getUrl", "expires": "2040-01-31T12:00:00.000Z", **location}

    async def downloadAsync() -> bytes:
        async with httpx.AsyncClient(transport=httpx.MockTransport(response)) as http:
            service = aio.Object(fake={"startDownload": startDownload}, httpClient=http)
            return (await asyncTransfers.downloadToBuf(name="x", objectService=service))[0]

    with httpx.Client(transport=httpx.MockTransport(response)) as http:
        service = Object(fake={"startDownload": startDownload}, httpClient=http)
        assert transfers.downloadToBuf(name="x", objectService=service)[0] == DATA
    assert asyncio.run(downloadAsync()) == DATA


@pytest.mark.parametrize("kind", ["sync", "async over aiohttp"])
def test_authorized_scopes_of_the_queue_do_not_apply_to_objects(
    kind: str, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment.store(DATA)
    deployment.script = [serve()]
    deployment.artifact = {"storageType": "object", "name": "t/x", "credentials": CREDENTIALS}
    with transferring(kind, deployment, monkeypatch, authorizedScopes=["queue:*"]) as transfers:
        transfers.downloadArtifactToBuf()
    extensions: list[dict[str, JsonValue]] = []
    for _, __, received in deployment.calls:
        (encoded,) = re.findall(r'ext="([^"]+)"', received.headers["authorization"])
        extensions.append(json.loads(b64decode(encoded)))
    assert ["authorizedScopes" in extension for extension in extensions] == [True, False]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_only_clients_of_the_right_service_and_form_are_accepted(
    name: str, deployment: Deployment, tmp_path: Path
) -> None:
    service = "queue" if "Artifact" in name else "object"
    clients: dict[str, object] = {
        "a sync client of the queue service": Queue(options(deployment)),
        "an async client of the queue service": aio.Queue(options(deployment)),
        "a sync client of the object service": Object(options(deployment)),
        "an async client of the object service": aio.Object(options(deployment)),
        "type": Queue,
        "NoneType": None,
    }
    for form, function in (("a sync", getattr(transfers, name)), ("an async", awaiting(name))):
        accepted = f"{form} client of the {service} service"
        for given in clients.keys() - {accepted}:
            arguments = argumentsOf(name, tmp_path / "file", clients[given])
            expected = f": {service}Service must be {accepted}, got {given}"
            with pytest.raises(InvalidCall, match=f"{re.escape(expected)}$"):
                function(**arguments)
    assert not deployment.calls
    assert not [*tmp_path.iterdir()]


def awaiting(name: str) -> Callable[..., object]:
    """Wrap the async form of a function in a function that awaits it."""
    function: Callable[..., Coroutine[object, object, object]] = getattr(asyncTransfers, name)

    def call(**arguments: object) -> object:
        return asyncio.run(function(**arguments))

    return call


def argumentsOf(name: str, file: Path, client: object) -> dict[str, object]:
    """Return arguments for a transfer function."""
    known: dict[str, object] = {
        "projectId": "project",
        "taskId": TASK,
        "runId": 0,
        "name": "file",
        "contentType": "text/plain",
        "expires": EXPIRES,
        "storageType": "s3",
        "contentLength": 5,
        "data": b"hello",
        "file": file,
        "readerFactory": BytesIO,
        "writerFactory": BytesIO,
        "objectService": client,
        "queueService": client,
    }
    taken = inspect.signature(getattr(transfers, name)).parameters
    return {key: value for key, value in known.items() if key in taken}


def test_methods_that_users_override_are_called(deployment: Deployment) -> None:
    class Logged(Object):
        called: ClassVar[list[str]] = []

        def startDownload(self, name: str, payload: StartDownloadRequest) -> DownloadResponse:
            self.called.append(name)
            return super().startDownload(name, payload)

    deployment.store(DATA)
    deployment.script = [serve()]
    with Logged(options(deployment)) as service:
        assert transfers.downloadToBuf(name="file", objectService=service)[0] == DATA
    assert Logged.called == ["file"]
