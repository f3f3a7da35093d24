"""Sync and async transfers behind one blocking interface."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import ModuleType
from typing import Unpack

import httpx
import httpx2
import pytest
from tests.transfers.storage import EXPIRES, Deployment

import tc_typed
from tc_typed import transfers
from tc_typed.core.options import AnyOptions
from tc_typed.transfers import File, Progress, Reader, UploadStorage, Writer, files
from tc_typed.transfers import aio as asyncTransfers

TRANSFER_KINDS = (
    "sync",
    "async over aiohttp",
    "async over httpx",
    "sync, own httpx",
    "async, own httpx",
    "sync, own httpx2",
    "async, own httpx2",
)
TASK = "fSzAsMWcTmKGhYXeOWNXMg"

_USERS_HEADERS = {"authorization": "credentials for the user's own servers"}


class ProgressLog(list[tuple[int, int | None]]):
    """Progress that a transfer reported."""

    def __call__(self, done: int, total: int | None) -> None:
        self.append((done, total))


class Transfers:
    """Transfers with one kind of client."""

    def __init__(
        self,
        kind: str,
        deployment: Deployment,
        stack: ExitStack,
        package: ModuleType,
        **options: Unpack[AnyOptions],
    ) -> None:
        self.isAsync = kind.startswith("async")
        self.deployment = deployment
        self._runner = stack.enter_context(asyncio.Runner())
        options.setdefault("rootUrl", deployment.url)
        options.setdefault("credentials", {"clientId": "some/client", "accessToken": "token"})
        if self.isAsync:
            if "own" in kind:
                Http = httpx2.AsyncClient if kind.endswith("httpx2") else httpx.AsyncClient
                options["httpClient"] = http = Http(headers=_USERS_HEADERS)
                stack.callback(lambda: self._runner.run(http.aclose()))
            self._asyncObject: asyncTransfers.AsyncObjectClient = package.aio.Object(options)
            self._asyncQueue: asyncTransfers.AsyncQueueClient = package.aio.Queue(options)
            for client in (self._asyncObject, self._asyncQueue):
                stack.callback(self._close, client)
            return
        if kind.endswith("own httpx"):
            options["httpClient"] = stack.enter_context(httpx.Client(headers=_USERS_HEADERS))
        elif kind.endswith("own httpx2"):
            options["httpClient"] = stack.enter_context(httpx2.Client(headers=_USERS_HEADERS))
        self._object: transfers.ObjectClient = package.Object(options)
        self._queue: transfers.QueueClient = package.Queue(options)
        stack.callback(self._object.close)
        stack.callback(self._queue.close)

    def _close(
        self, client: asyncTransfers.AsyncObjectClient | asyncTransfers.AsyncQueueClient
    ) -> None:
        async def close() -> None:
            await client.close()

        self._runner.run(close())

    def downloadToBuf(
        self, *, progress: Progress | None = None, maxRetries: int | None = None
    ) -> tuple[bytes, str]:
        if self.isAsync:
            return self._runner.run(
                asyncTransfers.downloadToBuf(
                    name="some/file",
                    objectService=self._asyncObject,
                    progress=progress,
                    maxRetries=maxRetries,
                )
            )
        return transfers.downloadToBuf(
            name="some/file",
            objectService=self._object,
            progress=progress,
            maxRetries=maxRetries,
        )

    def downloadToFile(self, file: File) -> str:
        if self.isAsync:
            return self._runner.run(
                asyncTransfers.downloadToFile(
                    name="some/file", file=file, objectService=self._asyncObject
                )
            )
        return transfers.downloadToFile(name="some/file", file=file, objectService=self._object)

    def download(self, writerFactory: Callable[[], Writer]) -> str:
        if self.isAsync:
            return self._runner.run(
                asyncTransfers.download(
                    name="some/file",
                    writerFactory=writerFactory,
                    objectService=self._asyncObject,
                )
            )
        return transfers.download(
            name="some/file", writerFactory=writerFactory, objectService=self._object
        )

    def downloadArtifactToBuf(self, runId: int | None = None) -> tuple[bytes, str]:
        if self.isAsync:
            return self._runner.run(
                asyncTransfers.downloadArtifactToBuf(
                    taskId=TASK, name="public/file", runId=runId, queueService=self._asyncQueue
                )
            )
        return transfers.downloadArtifactToBuf(
            taskId=TASK, name="public/file", runId=runId, queueService=self._queue
        )

    def downloadManagedArtifactToBuf(self, runId: int | None = None) -> tuple[bytes, str]:
        if self.isAsync:
            return self._runner.run(
                asyncTransfers.downloadManagedArtifactToBuf(
                    taskId=TASK, name="public/file", runId=runId, queueService=self._asyncQueue
                )
            )
        return transfers.downloadManagedArtifactToBuf(
            taskId=TASK, name="public/file", runId=runId, queueService=self._queue
        )

    def uploadFromBuf(
        self,
        data: bytes,
        *,
        contentType: str = "text/plain",
        progress: Progress | None = None,
        maxRetries: int | None = None,
    ) -> None:
        if self.isAsync:
            return self._runner.run(
                asyncTransfers.uploadFromBuf(
                    projectId="project",
                    name="some/file",
                    contentType=contentType,
                    expires=EXPIRES,
                    data=data,
                    objectService=self._asyncObject,
                    progress=progress,
                    maxRetries=maxRetries,
                )
            )
        return transfers.uploadFromBuf(
            projectId="project",
            name="some/file",
            contentType=contentType,
            expires=EXPIRES,
            data=data,
            objectService=self._object,
            progress=progress,
            maxRetries=maxRetries,
        )

    def uploadFromFile(self, file: File) -> None:
        if self.isAsync:
            return self._runner.run(
                asyncTransfers.uploadFromFile(
                    projectId="project",
                    name="some/file",
                    contentType="text/plain",
                    expires=EXPIRES,
                    file=file,
                    objectService=self._asyncObject,
                )
            )
        return transfers.uploadFromFile(
            projectId="project",
            name="some/file",
            contentType="text/plain",
            expires=EXPIRES,
            file=file,
            objectService=self._object,
        )

    def upload(self, readerFactory: Callable[[], Reader], contentLength: int) -> None:
        if self.isAsync:
            return self._runner.run(
                asyncTransfers.upload(
                    projectId="project",
                    name="some/file",
                    contentType="text/plain",
                    expires=EXPIRES,
                    contentLength=contentLength,
                    readerFactory=readerFactory,
                    objectService=self._asyncObject,
                )
            )
        return transfers.upload(
            projectId="project",
            name="some/file",
            contentType="text/plain",
            expires=EXPIRES,
            contentLength=contentLength,
            readerFactory=readerFactory,
            objectService=self._object,
        )

    def uploadArtifactFromBuf(self, data: bytes, storageType: UploadStorage) -> None:
        if self.isAsync:
            return self._runner.run(
                asyncTransfers.uploadArtifactFromBuf(
                    taskId=TASK,
                    runId=0,
                    name="public/file",
                    contentType="text/plain",
                    expires=EXPIRES,
                    storageType=storageType,
                    data=data,
                    queueService=self._asyncQueue,
                )
            )
        return transfers.uploadArtifactFromBuf(
            taskId=TASK,
            runId=0,
            name="public/file",
            contentType="text/plain",
            expires=EXPIRES,
            storageType=storageType,
            data=data,
            queueService=self._queue,
        )


def withoutNameless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use named temporary files, as on a system without unnamed ones."""

    def none(_: Path) -> None:
        return None

    monkeypatch.setattr(files, "_nameless", none)


@contextmanager
def transferring(
    kind: str,
    deployment: Deployment,
    monkeypatch: pytest.MonkeyPatch,
    package: ModuleType = tc_typed,
    **options: Unpack[AnyOptions],
) -> Generator[Transfers]:
    """Make transfers for one test, with the clients of a package."""
    if kind == "async over httpx":
        # As if the extra `aiohttp` were not installed.
        monkeypatch.setitem(sys.modules, "tc_typed.core.transport.aiohttp", None)
    with ExitStack() as stack:
        yield Transfers(kind, deployment, stack, package, **options)
