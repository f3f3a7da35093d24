"""Uploads and downloads of objects and artifacts.

They stream at constant memory, check hashes, and retry what failed for a passing reason.
`tc_typed.transfers.aio` has the same functions, async.

Example:
    ```python
    with Queue(optionsFromEnvironment()) as queue:
        log, contentType = downloadArtifactToBuf(
            taskId=taskId, name="public/logs/live.log", queueService=queue
        )
    ```

Derived from src/tc_typed/transfers/aio.py by scripts/compile.py; change that file, not this one.
"""

from __future__ import annotations

from datetime import datetime

from tc_typed.transfers import downloads, uploads
from tc_typed.transfers.clients import ObjectClient, QueueClient
from tc_typed.transfers.files import File
from tc_typed.transfers.maybe_await import runSync
from tc_typed.transfers.progress import Progress, progressBar
from tc_typed.transfers.streams import Reader, ReaderFactory, Writer, WriterFactory
from tc_typed.transfers.sync_io import SyncIO
from tc_typed.transfers.uploads import UploadStorage

__all__ = [
    "File",
    "ObjectClient",
    "Progress",
    "QueueClient",
    "Reader",
    "ReaderFactory",
    "UploadStorage",
    "Writer",
    "WriterFactory",
    "download",
    "downloadArtifact",
    "downloadArtifactToBuf",
    "downloadArtifactToFile",
    "downloadManagedArtifact",
    "downloadManagedArtifactToBuf",
    "downloadManagedArtifactToFile",
    "downloadToBuf",
    "downloadToFile",
    "progressBar",
    "upload",
    "uploadArtifact",
    "uploadArtifactFromBuf",
    "uploadArtifactFromFile",
    "uploadFromBuf",
    "uploadFromFile",
]


def upload(
    *,
    projectId: str,
    name: str,
    contentType: str,
    expires: datetime,
    contentLength: int,
    readerFactory: ReaderFactory,
    objectService: ObjectClient,
    uploadId: str | None = None,
    maxRetries: int | None = None,
    progress: Progress | None = None,
) -> None:
    """Upload an object, from readers.

    Data of less than 8,192 bytes is sent along with the call, if the service takes it. Both its
    SHA-256 and its SHA-512 are given to the service.

    Args:
        projectId: Project that it is counted under.
        name: Name of the object.
        contentType: Media type, `text/plain` for example.
        expires: When the object may be deleted.
        contentLength: How much data there is, in bytes.
        readerFactory: Makes a reader of the data from its beginning; called for each attempt.
            Readers are not closed.
        objectService: Client of the object service, with credentials for the upload.
        uploadId: A new slugid that stands for this upload; a random one unless given.
        maxRetries: Retries of requests to the storage; the client's `retries` unless given. Calls
            of the service always use the client's.
        progress: Told of progress: bytes that are done, and all there are.

    Raises:
        TaskclusterFailure: if the upload fails; its subclasses tell how. `WrongLength` says that
            there is less or more data than was said.
    """
    runSync(
        _upload(
            objectService,
            maxRetries,
            projectId=projectId,
            name=name,
            contentType=contentType,
            expires=expires,
            uploadId=uploadId,
        ).fromReaders(readerFactory, contentLength, progress)
    )


def uploadFromFile(
    *,
    projectId: str,
    name: str,
    contentType: str,
    expires: datetime,
    file: File,
    objectService: ObjectClient,
    contentLength: int | None = None,
    uploadId: str | None = None,
    maxRetries: int | None = None,
    progress: Progress | None = None,
) -> None:
    """Upload an object, from a file.

    Data of less than 8,192 bytes is sent along with the call, if the service takes it. Both its
    SHA-256 and its SHA-512 are given to the service.

    Args:
        projectId: Project that it is counted under.
        name: Name of the object.
        contentType: Media type, `text/plain` for example.
        expires: When the object may be deleted.
        file: A path, or an open file, binary and seekable; it is read from its start.
        objectService: Client of the object service, with credentials for the upload.
        contentLength: How much data there is, in bytes, if it shall be checked.
        uploadId: A new slugid that stands for this upload; a random one unless given.
        maxRetries: Retries of requests to the storage; the client's `retries` unless given. Calls
            of the service always use the client's.
        progress: Told of progress: bytes that are done, and all there are.

    Raises:
        TaskclusterFailure: if the upload fails; its subclasses tell how. `WrongLength` says that
            there is less or more data than was said.

    Example:
        ```python
        uploadFromFile(
            projectId="example",
            name="example/1.0/target.zip",
            contentType="application/zip",
            expires=fromNow("1 year"),
            file="target.zip",
            objectService=service,
        )
        ```
    """
    runSync(
        _upload(
            objectService,
            maxRetries,
            projectId=projectId,
            name=name,
            contentType=contentType,
            expires=expires,
            uploadId=uploadId,
        ).fromFile(file, contentLength, progress)
    )


def uploadFromBuf(
    *,
    projectId: str,
    name: str,
    contentType: str,
    expires: datetime,
    data: bytes,
    objectService: ObjectClient,
    contentLength: int | None = None,
    uploadId: str | None = None,
    maxRetries: int | None = None,
    progress: Progress | None = None,
) -> None:
    """Upload an object, from memory.

    Data of less than 8,192 bytes is sent along with the call, if the service takes it. Both its
    SHA-256 and its SHA-512 are given to the service.

    Args:
        projectId: Project that it is counted under.
        name: Name of the object.
        contentType: Media type, `text/plain` for example.
        expires: When the object may be deleted.
        data: The data.
        objectService: Client of the object service, with credentials for the upload.
        contentLength: How much data there is, in bytes, if it shall be checked.
        uploadId: A new slugid that stands for this upload; a random one unless given.
        maxRetries: Retries of requests to the storage; the client's `retries` unless given. Calls
            of the service always use the client's.
        progress: Told of progress: bytes that are done, and all there are.

    Raises:
        TaskclusterFailure: if the upload fails; its subclasses tell how. `WrongLength` says that
            there is less or more data than was said.
    """
    runSync(
        _upload(
            objectService,
            maxRetries,
            projectId=projectId,
            name=name,
            contentType=contentType,
            expires=expires,
            uploadId=uploadId,
        ).fromBuf(data, contentLength, progress)
    )


def download(
    *,
    name: str,
    writerFactory: WriterFactory,
    objectService: ObjectClient,
    maxRetries: int | None = None,
    progress: Progress | None = None,
) -> str:
    """Download an object, to writers.

    Every hash that the service has is checked, and it must have one. A download that was cut off
    goes on where it ended, if the storage can do that.

    Args:
        name: Name of the object.
        writerFactory: Makes a writer for the file from its beginning; called again where an attempt
            begins anew. Writers are not closed.
        objectService: Client of the object service, with credentials for the download.
        maxRetries: Retries of requests to the storage; the client's `retries` unless given. Calls
            of the service always use the client's. An attempt that got further than any
            before, at more than a byte a second, does not count.
        progress: Told of progress: bytes that are done, and all there are.

    Returns:
        The media type that the storage gave.

    Raises:
        TaskclusterFailure: if the download fails; its subclasses tell how, `CorruptedDownload` and
            `UnverifiableDownload` among them.
    """
    return runSync(_download(objectService, maxRetries, name).to(writerFactory, progress))


def downloadToFile(
    *,
    name: str,
    file: File,
    objectService: ObjectClient,
    maxRetries: int | None = None,
    progress: Progress | None = None,
) -> str:
    """Download an object, to a file.

    Every hash that the service has is checked, and it must have one. A download that was cut off
    goes on where it ended, if the storage can do that.

    Args:
        name: Name of the object.
        file: A path, or an open file, binary and seekable. A file at that path stays
            until the download is complete; the new one keeps its permissions. An open file is
            emptied at first, and after a failure.
        objectService: Client of the object service, with credentials for the download.
        maxRetries: Retries of requests to the storage; the client's `retries` unless given. Calls
            of the service always use the client's. An attempt that got further than any
            before, at more than a byte a second, does not count.
        progress: Told of progress: bytes that are done, and all there are.

    Returns:
        The media type that the storage gave.

    Raises:
        TaskclusterFailure: if the download fails; its subclasses tell how, `CorruptedDownload` and
            `UnverifiableDownload` among them.

    Example:
        ```python
        downloadToFile(name="example/1.0/target.zip", file="target.zip", objectService=service)
        ```
    """
    return runSync(_download(objectService, maxRetries, name).toFile(file, progress))


def downloadToBuf(
    *,
    name: str,
    objectService: ObjectClient,
    maxRetries: int | None = None,
    progress: Progress | None = None,
) -> tuple[bytes, str]:
    """Download an object, to memory.

    Every hash that the service has is checked, and it must have one. A download that was cut off
    goes on where it ended, if the storage can do that.

    Args:
        name: Name of the object.
        objectService: Client of the object service, with credentials for the download.
        maxRetries: Retries of requests to the storage; the client's `retries` unless given. Calls
            of the service always use the client's. An attempt that got further than any
            before, at more than a byte a second, does not count.
        progress: Told of progress: bytes that are done, and all there are.

    Returns:
        The file, and the media type that the storage gave.

    Raises:
        TaskclusterFailure: if the download fails; its subclasses tell how, `CorruptedDownload` and
            `UnverifiableDownload` among them.
    """
    return runSync(_download(objectService, maxRetries, name).toBuf(progress))


def downloadArtifact(
    *,
    taskId: str,
    name: str,
    writerFactory: WriterFactory,
    queueService: QueueClient,
    runId: int | str | None = None,
    maxRetries: int | None = None,
    progress: Progress | None = None,
) -> str:
    """Download an artifact of any storage type, to writers.

    Artifacts of the object service are checked by their hashes, others by their length. A download
    that was cut off goes on where it ended, if the storage can do that.

    Args:
        taskId: The task that has it.
        name: Name of the artifact.
        writerFactory: Makes a writer for the file from its beginning; called again where an attempt
            begins anew. Writers are not closed.
        queueService: Client of the queue, with credentials for the download.
        runId: The run that has it; the latest one unless given.
        maxRetries: Retries of requests to the storage; the client's `retries` unless given. Calls
            of the service always use the client's. An attempt that got further than any
            before, at more than a byte a second, does not count.
        progress: Told of progress: bytes that are done, and all there are.

    Returns:
        The media type that the storage gave.

    Raises:
        TaskclusterFailure: if the download fails; its subclasses tell how, `CorruptedDownload` and
            `UnverifiableDownload` among them. `FailedDependency` stands for an error artifact.
    """
    return runSync(
        _downloadArtifact(queueService, maxRetries, taskId, runId, name).to(writerFactory, progress)
    )


def downloadArtifactToFile(
    *,
    taskId: str,
    name: str,
    file: File,
    queueService: QueueClient,
    runId: int | str | None = None,
    maxRetries: int | None = None,
    progress: Progress | None = None,
) -> str:
    """Download an artifact of any storage type, to a file.

    Artifacts of the object service are checked by their hashes, others by their length. A download
    that was cut off goes on where it ended, if the storage can do that.

    Args:
        taskId: The task that has it.
        name: Name of the artifact.
        file: A path, or an open file, binary and seekable. A file at that path stays
            until the download is complete; the new one keeps its permissions. An open file is
            emptied at first, and after a failure.
        queueService: Client of the queue, with credentials for the download.
        runId: The run that has it; the latest one unless given.
        maxRetries: Retries of requests to the storage; the client's `retries` unless given. Calls
            of the service always use the client's. An attempt that got further than any
            before, at more than a byte a second, does not count.
        progress: Told of progress: bytes that are done, and all there are.

    Returns:
        The media type that the storage gave.

    Raises:
        TaskclusterFailure: if the download fails; its subclasses tell how, `CorruptedDownload` and
            `UnverifiableDownload` among them. `FailedDependency` stands for an error artifact.

    Example:
        ```python
        downloadArtifactToFile(
            taskId=taskId, name="public/build/target.zip", file="target.zip", queueService=queue
        )
        ```
    """
    return runSync(
        _downloadArtifact(queueService, maxRetries, taskId, runId, name).toFile(file, progress)
    )


def downloadArtifactToBuf(
    *,
    taskId: str,
    name: str,
    queueService: QueueClient,
    runId: int | str | None = None,
    maxRetries: int | None = None,
    progress: Progress | None = None,
) -> tuple[bytes, str]:
    """Download an artifact of any storage type, to memory.

    Artifacts of the object service are checked by their hashes, others by their length. A download
    that was cut off goes on where it ended, if the storage can do that.

    Args:
        taskId: The task that has it.
        name: Name of the artifact.
        queueService: Client of the queue, with credentials for the download.
        runId: The run that has it; the latest one unless given.
        maxRetries: Retries of requests to the storage; the client's `retries` unless given. Calls
            of the service always use the client's. An attempt that got further than any
            before, at more than a byte a second, does not count.
        progress: Told of progress: bytes that are done, and all there are.

    Returns:
        The file, and the media type that the storage gave.

    Raises:
        TaskclusterFailure: if the download fails; its subclasses tell how, `CorruptedDownload` and
            `UnverifiableDownload` among them. `FailedDependency` stands for an error artifact.
    """
    return runSync(_downloadArtifact(queueService, maxRetries, taskId, runId, name).toBuf(progress))


def downloadManagedArtifact(
    *,
    taskId: str,
    name: str,
    writerFactory: WriterFactory,
    queueService: QueueClient,
    runId: int | str | None = None,
    maxRetries: int | None = None,
    progress: Progress | None = None,
) -> str:
    """Download an artifact that Taskcluster itself stores, to writers.

    One whose content is at an address that the task chose (storage type `reference`) is refused:
    what comes from there is the task's, and so is where the request goes.

    Artifacts of the object service are checked by their hashes, others by their length. A download
    that was cut off goes on where it ended, if the storage can do that.

    Args:
        taskId: The task that has it.
        name: Name of the artifact.
        writerFactory: Makes a writer for the file from its beginning; called again where an attempt
            begins anew. Writers are not closed.
        queueService: Client of the queue, with credentials for the download.
        runId: The run that has it; the latest one unless given.
        maxRetries: Retries of requests to the storage; the client's `retries` unless given. Calls
            of the service always use the client's. An attempt that got further than any
            before, at more than a byte a second, does not count.
        progress: Told of progress: bytes that are done, and all there are.

    Returns:
        The media type that the storage gave.

    Raises:
        TaskclusterFailure: if the download fails; its subclasses tell how, `CorruptedDownload` and
            `UnverifiableDownload` among them. `FailedDependency` stands for an error artifact,
            `ArtifactStorageTypeRejected` for one that is stored elsewhere.
    """
    return runSync(
        _managedArtifact(queueService, maxRetries, taskId, runId, name).to(writerFactory, progress)
    )


def downloadManagedArtifactToFile(
    *,
    taskId: str,
    name: str,
    file: File,
    queueService: QueueClient,
    runId: int | str | None = None,
    maxRetries: int | None = None,
    progress: Progress | None = None,
) -> str:
    """Download an artifact that Taskcluster itself stores, to a file.

    One whose content is at an address that the task chose (storage type `reference`) is refused:
    what comes from there is the task's, and so is where the request goes.

    Artifacts of the object service are checked by their hashes, others by their length. A download
    that was cut off goes on where it ended, if the storage can do that.

    Args:
        taskId: The task that has it.
        name: Name of the artifact.
        file: A path, or an open file, binary and seekable. A file at that path stays
            until the download is complete; the new one keeps its permissions. An open file is
            emptied at first, and after a failure.
        queueService: Client of the queue, with credentials for the download.
        runId: The run that has it; the latest one unless given.
        maxRetries: Retries of requests to the storage; the client's `retries` unless given. Calls
            of the service always use the client's. An attempt that got further than any
            before, at more than a byte a second, does not count.
        progress: Told of progress: bytes that are done, and all there are.

    Returns:
        The media type that the storage gave.

    Raises:
        TaskclusterFailure: if the download fails; its subclasses tell how, `CorruptedDownload` and
            `UnverifiableDownload` among them. `FailedDependency` stands for an error artifact,
            `ArtifactStorageTypeRejected` for one that is stored elsewhere.

    Example:
        ```python
        downloadManagedArtifactToFile(
            taskId=taskId, name="public/build/target.zip", file="target.zip", queueService=queue
        )
        ```
    """
    return runSync(
        _managedArtifact(queueService, maxRetries, taskId, runId, name).toFile(file, progress)
    )


def downloadManagedArtifactToBuf(
    *,
    taskId: str,
    name: str,
    queueService: QueueClient,
    runId: int | str | None = None,
    maxRetries: int | None = None,
    progress: Progress | None = None,
) -> tuple[bytes, str]:
    """Download an artifact that Taskcluster itself stores, to memory.

    One whose content is at an address that the task chose (storage type `reference`) is refused:
    what comes from there is the task's, and so is where the request goes.

    Artifacts of the object service are checked by their hashes, others by their length. A download
    that was cut off goes on where it ended, if the storage can do that.

    Args:
        taskId: The task that has it.
        name: Name of the artifact.
        queueService: Client of the queue, with credentials for the download.
        runId: The run that has it; the latest one unless given.
        maxRetries: Retries of requests to the storage; the client's `retries` unless given. Calls
            of the service always use the client's. An attempt that got further than any
            before, at more than a byte a second, does not count.
        progress: Told of progress: bytes that are done, and all there are.

    Returns:
        The file, and the media type that the storage gave.

    Raises:
        TaskclusterFailure: if the download fails; its subclasses tell how, `CorruptedDownload` and
            `UnverifiableDownload` among them. `FailedDependency` stands for an error artifact,
            `ArtifactStorageTypeRejected` for one that is stored elsewhere.
    """
    return runSync(_managedArtifact(queueService, maxRetries, taskId, runId, name).toBuf(progress))


def uploadArtifact(
    *,
    taskId: str,
    runId: int | str,
    name: str,
    contentType: str,
    expires: datetime,
    storageType: UploadStorage,
    contentLength: int,
    readerFactory: ReaderFactory,
    queueService: QueueClient,
    maxRetries: int | None = None,
    progress: Progress | None = None,
) -> None:
    """Upload an artifact of a running task, from readers.

    This is for the worker that executes the run, and for what runs within the task.

    Args:
        taskId: The task that is to have it.
        runId: Its run.
        name: Name of the artifact.
        contentType: Media type, `text/plain` for example.
        expires: When the artifact may be deleted.
        storageType: Where it goes: `"object"`, the object service, or `"s3"`, the queue's own
            bucket.
        contentLength: How much data there is, in bytes.
        readerFactory: Makes a reader of the data from its beginning; called for each attempt.
            Readers are not closed.
        queueService: Client of the queue, with the task's credentials.
        maxRetries: Retries of requests to the storage; the client's `retries` unless given. Calls
            of the service always use the client's.
        progress: Told of progress: bytes that are done, and all there are.

    Raises:
        TaskclusterFailure: if the upload fails; its subclasses tell how. `WrongLength` says that
            there is less or more data than was said.
    """
    runSync(
        _uploadArtifact(
            queueService,
            maxRetries,
            taskId=taskId,
            runId=runId,
            name=name,
            contentType=contentType,
            expires=expires,
            storageType=storageType,
        ).fromReaders(readerFactory, contentLength, progress)
    )


def uploadArtifactFromFile(
    *,
    taskId: str,
    runId: int | str,
    name: str,
    contentType: str,
    expires: datetime,
    storageType: UploadStorage,
    file: File,
    queueService: QueueClient,
    contentLength: int | None = None,
    maxRetries: int | None = None,
    progress: Progress | None = None,
) -> None:
    """Upload an artifact of a running task, from a file.

    This is for the worker that executes the run, and for what runs within the task.

    Args:
        taskId: The task that is to have it.
        runId: Its run.
        name: Name of the artifact.
        contentType: Media type, `text/plain` for example.
        expires: When the artifact may be deleted.
        storageType: Where it goes: `"object"`, the object service, or `"s3"`, the queue's own
            bucket.
        file: A path, or an open file, binary and seekable; it is read from its start.
        queueService: Client of the queue, with the task's credentials.
        contentLength: How much data there is, in bytes, if it shall be checked.
        maxRetries: Retries of requests to the storage; the client's `retries` unless given. Calls
            of the service always use the client's.
        progress: Told of progress: bytes that are done, and all there are.

    Raises:
        TaskclusterFailure: if the upload fails; its subclasses tell how. `WrongLength` says that
            there is less or more data than was said.

    Example:
        ```python
        uploadArtifactFromFile(
            taskId=work.status.taskId,
            runId=work.runId,
            name="public/build/target.zip",
            contentType="application/zip",
            expires=work.task.expires or fromNow("1 year"),
            storageType="s3",
            file="target.zip",
            queueService=queue.use(credentials=work.credentials),
        )
        ```
    """
    runSync(
        _uploadArtifact(
            queueService,
            maxRetries,
            taskId=taskId,
            runId=runId,
            name=name,
            contentType=contentType,
            expires=expires,
            storageType=storageType,
        ).fromFile(file, contentLength, progress)
    )


def uploadArtifactFromBuf(
    *,
    taskId: str,
    runId: int | str,
    name: str,
    contentType: str,
    expires: datetime,
    storageType: UploadStorage,
    data: bytes,
    queueService: QueueClient,
    contentLength: int | None = None,
    maxRetries: int | None = None,
    progress: Progress | None = None,
) -> None:
    """Upload an artifact of a running task, from memory.

    This is for the worker that executes the run, and for what runs within the task.

    Args:
        taskId: The task that is to have it.
        runId: Its run.
        name: Name of the artifact.
        contentType: Media type, `text/plain` for example.
        expires: When the artifact may be deleted.
        storageType: Where it goes: `"object"`, the object service, or `"s3"`, the queue's own
            bucket.
        data: The data.
        queueService: Client of the queue, with the task's credentials.
        contentLength: How much data there is, in bytes, if it shall be checked.
        maxRetries: Retries of requests to the storage; the client's `retries` unless given. Calls
            of the service always use the client's.
        progress: Told of progress: bytes that are done, and all there are.

    Raises:
        TaskclusterFailure: if the upload fails; its subclasses tell how. `WrongLength` says that
            there is less or more data than was said.
    """
    runSync(
        _uploadArtifact(
            queueService,
            maxRetries,
            taskId=taskId,
            runId=runId,
            name=name,
            contentType=contentType,
            expires=expires,
            storageType=storageType,
        ).fromBuf(data, contentLength, progress)
    )


def _upload(
    service: ObjectClient,
    maxRetries: int | None,
    *,
    projectId: str,
    name: str,
    contentType: str,
    expires: datetime,
    uploadId: str | None,
) -> uploads.PreparedUpload:
    return uploads.toObject(
        SyncIO("object", service, maxRetries),
        projectId=projectId,
        name=name,
        contentType=contentType,
        expires=expires,
        uploadId=uploadId,
    )


def _download(
    service: ObjectClient, maxRetries: int | None, name: str
) -> downloads.PreparedDownload:
    return downloads.ofObject(SyncIO("object", service, maxRetries), name)


def _downloadArtifact(
    queue: QueueClient, maxRetries: int | None, taskId: str, runId: int | str | None, name: str
) -> downloads.PreparedDownload:
    io = SyncIO("queue", queue, maxRetries)
    return downloads.ofArtifact(io, taskId, runId, name, isManaged=False)


def _managedArtifact(
    queue: QueueClient, maxRetries: int | None, taskId: str, runId: int | str | None, name: str
) -> downloads.PreparedDownload:
    io = SyncIO("queue", queue, maxRetries)
    return downloads.ofArtifact(io, taskId, runId, name, isManaged=True)


def _uploadArtifact(
    queue: QueueClient,
    maxRetries: int | None,
    *,
    taskId: str,
    runId: int | str,
    name: str,
    contentType: str,
    expires: datetime,
    storageType: UploadStorage,
) -> uploads.PreparedUpload:
    return uploads.toArtifact(
        SyncIO("queue", queue, maxRetries),
        taskId=taskId,
        runId=runId,
        name=name,
        contentType=contentType,
        expires=expires,
        storageType=storageType,
    )
