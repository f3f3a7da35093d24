"""Downloads, in the form that sync and async ones share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from time import perf_counter
from typing import TypeAlias
from urllib.parse import urljoin

from tc_typed.core.errors import (
    ArtifactStorageTypeRejected,
    FailedDependency,
    StorageFailure,
    TaskclusterFailure,
    UnexpectedResponse,
    UnverifiableDownload,
)
from tc_typed.object.models import (
    AcceptedDownloadMethods,
    DownloadRequest,
    GetUrlDownload,
)
from tc_typed.object.operations import startDownload
from tc_typed.queue.models import (
    ErrorArtifactContent,
    ObjectArtifactContent,
    RedirectArtifactContent,
    S3ArtifactContent,
)
from tc_typed.queue.operations import artifact, latestArtifact
from tc_typed.transfers import files
from tc_typed.transfers.clients import Calls
from tc_typed.transfers.files import File
from tc_typed.transfers.hashes import ALGORITHMS, known
from tc_typed.transfers.io import (
    Answering,
    Outside,
    Reply,
    Request,
    Writer,
    settled,
)
from tc_typed.transfers.progress import ForwardOnly, Progress
from tc_typed.transfers.requests import isUsableUrl
from tc_typed.transfers.resume import Incoming

WriterFactory: TypeAlias = Callable[[], Answering[Writer]]
"""Makes a writer for a file from its beginning; called again where an attempt begins anew."""

_ACCEPTED = DownloadRequest(acceptDownloadMethods=AcceptedDownloadMethods(getUrl=True))
_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 10


@dataclass(frozen=True, slots=True)
class Location:
    """Where a file can be had at this moment."""

    url: str = field(repr=False)
    hashes: Mapping[str, str]
    """What it must hash to, by the names of the algorithms."""
    maxRedirects: int = 0
    """How many redirects may lead to it."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file to download."""

    outside: Outside
    call: str
    """What is done, for messages."""
    locate: Callable[[], Awaitable[Location]]
    """Finds the file. It is asked before each attempt, so that no address is too old."""

    async def to(self, writerFactory: WriterFactory, progress: Progress | None) -> str:
        """Download it.

        Args:
            writerFactory: Where it goes.
            progress: Told of progress.

        Returns:
            Its media type.
        """
        incoming = Incoming(self.call)
        sink = _Sink(writerFactory, ForwardOnly(progress))
        attempts = count()
        while True:
            location = await self.locate()
            before, started = sink.progress.reached, perf_counter()
            try:
                await self._receive(location, incoming, sink)
                break
            except TaskclusterFailure as failure:
                if failure is sink.failure:
                    raise
                gained = sink.progress.reached - before
                if gained > perf_counter() - started:
                    # It got further than any before, and at more than a byte a second.
                    attempts = count()
                wait = self.outside.delayOrRaise(next(attempts), failure)
            await self.outside.pause(wait)
        sink.progress(incoming.size, incoming.size)
        return incoming.contentType

    async def toFile(self, file: File, progress: Progress | None) -> str:
        """Download it to a file.

        Args:
            file: The file.
            progress: Told of progress.

        Returns:
            Its media type.
        """
        with files.target(self.call, self.outside, file) as target:
            contentType = await self.to(target.writer, progress)
            await target.complete()
        return contentType

    async def toBuf(self, progress: Progress | None) -> tuple[bytes, str]:
        """Download it to memory.

        Args:
            progress: Told of progress.

        Returns:
            The file, and its media type.
        """
        written = [BytesIO()]

        def anew() -> Writer:
            written[0] = BytesIO()
            return written[0]

        contentType = await self.to(anew, progress)
        return written[0].getvalue(), contentType

    async def _receive(self, location: Location, incoming: Incoming, sink: _Sink) -> None:
        """Make one attempt."""
        incoming.expected = location.hashes
        reply = await self._open(location, incoming.ask())
        try:
            if incoming.begin(reply.status, reply.headers):
                await sink.beginAnew()
            while piece := await reply.read():
                for data in incoming.decode(piece):
                    await sink.write(data, incoming.size, incoming.total)
        finally:
            await reply.close()
        incoming.end()

    async def _open(self, location: Location, headers: Mapping[str, str]) -> Reply:
        """Ask for the file, and follow redirects where there may be any."""
        url = location.url
        if not isUsableUrl(url):
            raise UnexpectedResponse(
                self.call,
                "the file is said to be at an address that is not an http(s) URL with a host; "
                "report it to the artifact's creator",
                status_code=200,
                body=b"",  # it holds the address, which may grant access
            )
        for hop in count():
            reply = await self.outside.open(Request(self.call, "GET", url, headers))
            target = reply.headers.get("location")
            if reply.status not in _REDIRECTS or not target or hop == location.maxRedirects:
                return reply
            await reply.close()
            url = _joined(url, target)
            if not isUsableUrl(url):
                raise StorageFailure(
                    self.call,
                    "the storage redirects to an address that is not an http(s) URL with a host",
                    status_code=reply.status,
                )
        raise AssertionError("there are only so many hops")


def _joined(url: str, target: str) -> str:
    """Where a redirect leads, nowhere if that can't be said."""
    try:
        return urljoin(url, target)
    except ValueError:
        return ""


class _Sink:
    """The caller's side of a download, whose failures no further attempt would mend."""

    def __init__(self, writerFactory: WriterFactory, progress: ForwardOnly) -> None:
        self.progress = progress
        self.failure: Exception | None = None
        self._factory = writerFactory
        self._writer: Writer = BytesIO()

    async def beginAnew(self) -> None:
        with self._ours():
            self._writer = await settled(self._factory())

    async def write(self, data: bytes, size: int, total: int | None) -> None:
        with self._ours():
            await settled(self._writer.write(data))
            self.progress(size, total)

    @contextmanager
    def _ours(self) -> Generator[None]:
        try:
            yield
        except Exception as error:
            self.failure = error
            raise


def ofObject(outside: Outside, name: str) -> Download:
    """The download of an object.

    Args:
        outside: How to get there; it calls the object service.
        name: Name of the object.
    """
    call = f"transfers.download {name}"
    return Download(outside, call, lambda: _locateObject(call, outside.calls, name))


def ofArtifact(
    outside: Outside, taskId: str, runId: int | str | None, name: str, *, isManaged: bool
) -> Download:
    """The download of an artifact.

    Args:
        outside: How to get there; it calls the queue.
        taskId: The task that has it.
        runId: The run that has it, `None` for the latest one.
        name: Name of the artifact.
        isManaged: Whether to refuse content that is not in Taskcluster's own storage.
    """
    function = "downloadManagedArtifact" if isManaged else "downloadArtifact"
    call = f"objects.{function} {taskId}/{name}"

    async def locate() -> Location:
        # The queue follows links itself.
        content = await (
            outside.calls.call(latestArtifact, taskId, name)
            if runId is None
            else outside.calls.call(artifact, taskId, runId, name)
        )
        match content:
            case RedirectArtifactContent() if isManaged:
                raise ArtifactStorageTypeRejected(
                    call,
                    f"the artifact's storage type is {content.storageType!r}: its content is at an "
                    "address that the task chose; use downloadArtifact if you trust the task",
                    storageType=content.storageType,
                )
            case S3ArtifactContent() | RedirectArtifactContent():
                return Location(content.url, {}, _MOST_REDIRECTS)
            case ObjectArtifactContent():
                service = outside.objectService(content.credentials)
                try:
                    return await _locateObject(call, service, content.name)
                finally:
                    await service.close()
            case ErrorArtifactContent():
                raise FailedDependency(
                    call,
                    f"the task could not make the artifact: {content.reason}: {content.message}",
                    status_code=424,
                    code=content.reason,
                )
            case _:
                raise UnverifiableDownload(
                    call, f"artifacts of storage type {content.storageType!r} are unknown here"
                )

    return Download(outside, call, locate)


async def _locateObject(call: str, service: Calls, name: str) -> Location:
    found = await service.call(startDownload, name, payload=_ACCEPTED)
    if not isinstance(found, GetUrlDownload):
        raise UnverifiableDownload(
            call, f"the service offers only the download method {found.method!r}, without hashes"
        )
    hashes = known(found.hashes)
    if not hashes:
        raise UnverifiableDownload(
            call,
            f"the object has no hash of a kind that is known here ({', '.join(ALGORITHMS)})",
        )
    return Location(found.url, hashes)
