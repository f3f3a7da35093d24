"""Downloads as coroutines, for both the sync and the async API."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from time import perf_counter
from urllib.parse import urljoin

from tc_typed.core.errors import (
    ArtifactStorageTypeRejected,
    FailedDependency,
    StorageFailure,
    TaskclusterFailure,
    UnexpectedResponse,
    UnverifiableDownload,
)
from tc_typed.core.texts import oneLine
from tc_typed.object.models import (
    AcceptedDownloadMethods,
    GetUrlDownload,
    StartDownloadRequest,
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
from tc_typed.transfers.hashes import ALGORITHMS, verifiable
from tc_typed.transfers.io import StorageRequest, StorageResponse, TransferIO
from tc_typed.transfers.maybe_await import maybeAwait
from tc_typed.transfers.progress import ForwardOnly, Progress
from tc_typed.transfers.requests import isUsableUrl
from tc_typed.transfers.resume import ResumableDownload
from tc_typed.transfers.streams import AnyWriterFactory, Writer

_ACCEPTED = StartDownloadRequest(acceptDownloadMethods=AcceptedDownloadMethods(getUrl=True))
_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 10
_LONGEST_TEXT = 1000  # characters of a worker's explanation in a message


@dataclass(frozen=True, slots=True)
class DownloadLocation:
    """Location that a file can be downloaded from for a limited time."""

    url: str = field(repr=False)
    hashes: Mapping[str, str]
    """Hexadecimal hashes that the file must have, by algorithm."""
    maxRedirects: int = 0
    """Maximum number of redirects to follow."""


@dataclass(frozen=True, slots=True)
class PreparedDownload:
    """A file to download."""

    io: TransferIO
    call: str
    """Name of the call, for messages."""
    locate: Callable[[], Awaitable[DownloadLocation]]
    """Function that requests the file's location. Called before each attempt, because signed URLs
    expire."""

    async def to(self, writerFactory: AnyWriterFactory, progress: Progress | None) -> str:
        """Download the file to a writer.

        Args:
            writerFactory: Function that returns a writer at the start of the file.
            progress: Progress callback.

        Returns:
            MIME type of the file.
        """
        state = ResumableDownload(self.call)
        sink = _Sink(writerFactory, ForwardOnly(progress))
        attempts = count()
        while True:
            location = await self.locate()
            before, started = sink.progress.reached, perf_counter()
            try:
                await self._receive(location, state, sink)
                break
            except TaskclusterFailure as failure:
                if failure is sink.failure:
                    raise
                gained = sink.progress.reached - before
                if gained > perf_counter() - started:
                    # This attempt got further than all previous ones, at more than a byte a second.
                    attempts = count()
                wait = self.io.delayOrRaise(next(attempts), failure)
            await self.io.pause(wait)
        sink.progress(state.size, state.size)
        return state.contentType

    async def toFile(self, file: File, progress: Progress | None) -> str:
        """Download the file to disk.

        Args:
            file: Path, or open file.
            progress: Progress callback.

        Returns:
            MIME type of the file.
        """
        with files.openTarget(self.call, self.io, file) as target:
            contentType = await self.to(target.writer, progress)
            await target.complete()
        return contentType

    async def toBuf(self, progress: Progress | None) -> tuple[bytes, str]:
        """Download the file into memory.

        Args:
            progress: Progress callback.

        Returns:
            The file's data, and its MIME type.
        """
        written = [BytesIO()]

        def newBuffer() -> Writer:
            written[0] = BytesIO()
            return written[0]

        contentType = await self.to(newBuffer, progress)
        return written[0].getvalue(), contentType

    async def _receive(
        self, location: DownloadLocation, state: ResumableDownload, sink: _Sink
    ) -> None:
        """Make one attempt to download the file."""
        state.expected = location.hashes
        response = await openLocation(self.io, self.call, location, state.requestHeaders())
        try:
            if state.begin(response.status, response.headers):
                await sink.beginAnew()
            while piece := await response.read():
                for data in state.decode(piece):
                    await sink.write(data, state.size, state.total)
        finally:
            await response.close()
        state.end()


async def openLocation(
    io: TransferIO,
    call: str,
    location: DownloadLocation,
    headers: Mapping[str, str],
    silence: float = 0.0,
) -> StorageResponse:
    """Request a file, following redirects up to the location's limit.

    Args:
        io: I/O of the transfer.
        call: Name of the call, for messages.
        location: Location of the file.
        headers: Headers of the request.
        silence: Seconds for which the storage may be silent within the file, if that is longer than
            the client's `timeout`.

    Returns:
        The response; close it after use.

    Raises:
        UnexpectedResponse: if the location is unusable.
        StorageFailure: if a redirect leads to an unusable location.
        TaskclusterConnectionError: if no response arrives.
    """
    url = location.url
    if not isUsableUrl(url):
        raise UnexpectedResponse(
            call,
            "the file's location is not an http(s) URL with a host; "
            "report it to the artifact's creator",
            status_code=200,
            body=b"",  # Left out: it contains the URL, which may grant access.
        )
    hops = 0
    while True:
        response = await io.open(StorageRequest(call, "GET", url, headers, silence=silence))
        target = response.headers.get("location")
        if response.status not in _REDIRECTS or not target or hops == location.maxRedirects:
            return response
        await response.close()
        url = _joined(url, target)
        if not isUsableUrl(url):
            raise StorageFailure(
                call,
                "the storage redirected to a location that is not an http(s) URL with a host",
                status_code=response.status,
            )
        hops += 1


def _joined(url: str, target: str) -> str:
    """Return the URL that a redirect leads to, or an empty string if it can't be parsed."""
    try:
        return urljoin(url, target)
    except ValueError:
        return ""


class _Sink:
    """The caller's writer and progress callback. If either fails, the download is not retried."""

    def __init__(self, writerFactory: AnyWriterFactory, progress: ForwardOnly) -> None:
        self.progress = progress
        self.failure: Exception | None = None
        self._factory = writerFactory
        self._writer: Writer = BytesIO()

    async def beginAnew(self) -> None:
        with self._noteFailure():
            self._writer = await maybeAwait(self._factory())

    async def write(self, data: bytes, size: int, total: int | None) -> None:
        with self._noteFailure():
            await maybeAwait(self._writer.write(data))
            self.progress(size, total)

    @contextmanager
    def _noteFailure(self) -> Generator[None]:
        try:
            yield
        except Exception as error:
            self.failure = error
            raise


def ofObject(io: TransferIO, name: str) -> PreparedDownload:
    """Prepare the download of an object.

    Args:
        io: I/O of the transfer, with a client of the object service.
        name: Name of the object.
    """
    call = f"transfers.download {name}"
    return PreparedDownload(io, call, lambda: _locateObject(call, io.calls, name))


def ofArtifact(
    io: TransferIO, taskId: str, runId: int | str | None, name: str, *, isManaged: bool
) -> PreparedDownload:
    """Prepare the download of an artifact.

    Args:
        io: I/O of the transfer, with a client of the queue.
        taskId: Task that has the artifact.
        runId: Run that has the artifact; `None` for the latest one.
        name: Name of the artifact.
        isManaged: Whether to reject content that is not in Taskcluster's own storage.
    """
    function = "downloadManagedArtifact" if isManaged else "downloadArtifact"
    call = f"transfers.{function} {taskId}/{name}"

    def locate() -> Awaitable[DownloadLocation]:
        return locateArtifact(io, call, taskId, runId, name, isManaged=isManaged)

    return PreparedDownload(io, call, locate)


async def locateArtifact(
    io: TransferIO, call: str, taskId: str, runId: int | str | None, name: str, *, isManaged: bool
) -> DownloadLocation:
    """Request the location of an artifact.

    Args:
        io: I/O of the transfer, with a client of the queue.
        call: Name of the call, for messages.
        taskId: Task that has the artifact.
        runId: Run that has the artifact; `None` for the latest one.
        name: Name of the artifact.
        isManaged: Whether to reject content that is not in Taskcluster's own storage.

    Raises:
        FailedDependency: if the task reported an error instead of the artifact.
        TaskclusterFailure: if there is no such artifact, or it can't be downloaded.
    """
    # Link artifacts need no case below, because the queue resolves them.
    content = await (
        io.calls.call(latestArtifact, taskId, name)
        if runId is None
        else io.calls.call(artifact, taskId, runId, name)
    )
    match content:
        case RedirectArtifactContent() if isManaged:
            raise ArtifactStorageTypeRejected(
                call,
                f"the artifact's storage type is {content.storageType!r}: its content is at a "
                "URL that the task chose; use downloadArtifact if you trust the task",
                storageType=content.storageType,
            )
        case S3ArtifactContent() | RedirectArtifactContent():
            return DownloadLocation(content.url, {}, _MOST_REDIRECTS)
        case ObjectArtifactContent():
            service = io.objectService(content.credentials)
            try:
                return await _locateObject(call, service, content.name)
            finally:
                await service.close()
        case ErrorArtifactContent():
            # The worker chose both texts.
            told = oneLine(f"{content.reason}: {content.message}", _LONGEST_TEXT)
            raise FailedDependency(
                call,
                f"the task could not create the artifact: {told}",
                status_code=424,
                code=content.reason,
            )
        case _:
            raise UnverifiableDownload(
                call, f"the artifact has the unknown storage type {content.storageType!r}"
            )


async def _locateObject(call: str, service: Calls, name: str) -> DownloadLocation:
    found = await service.call(startDownload, name, payload=_ACCEPTED)
    if not isinstance(found, GetUrlDownload):
        raise UnverifiableDownload(
            call, f"the service offers only the download method {found.method!r}, without hashes"
        )
    hashes = verifiable(found.hashes)
    if not hashes:
        raise UnverifiableDownload(
            call,
            f"the object has no hash that can be verified ({', '.join(ALGORITHMS)})",
        )
    return DownloadLocation(found.url, hashes)
