"""Uploads and downloads of objects and artifacts.

They stream with constant memory use, check hashes and retry transient failures.
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
    """Upload an object from readers.

    Data of less than 8,192 bytes is sent in the API call itself, if the service accepts that. The
    service also receives the SHA-256 and SHA-512 hashes of the data.

    Args:
        projectId: Project that the object is attributed to.
        name: Name of the object.
        contentType: MIME type, for example `text/plain`.
        expires: Time after which the object may be deleted.
        contentLength: Size of the data in bytes.
        readerFactory: Function that returns a reader at the start of the data; called for each
            attempt. Readers are not closed.
        objectService: Client of the object service, with credentials for the upload.
        uploadId: Unused slugid that identifies this upload. Defaults to a random one.
        maxRetries: Maximum number of retries of requests to the storage. Defaults to the client's
            `retries`, which always applies to calls to the service.
        progress: Called with the number of bytes transferred and the total.

    Raises:
        TaskclusterFailure: if the upload fails; its subclasses distinguish the causes.
            `WrongLength` means that there is more or less data than expected.
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
    """Upload an object from a file.

    Data of less than 8,192 bytes is sent in the API call itself, if the service accepts that. The
    service also receives the SHA-256 and SHA-512 hashes of the data.

    Args:
        projectId: Project that the object is attributed to.
        name: Name of the object.
        contentType: MIME type, for example `text/plain`.
        expires: Time after which the object may be deleted.
        file: Path, or open file (binary and seekable). It is always read from the start.
        objectService: Client of the object service, with credentials for the upload.
        contentLength: Expected size of the data in bytes; checked if given.
        uploadId: Unused slugid that identifies this upload. Defaults to a random one.
        maxRetries: Maximum number of retries of requests to the storage. Defaults to the client's
            `retries`, which always applies to calls to the service.
        progress: Called with the number of bytes transferred and the total.

    Raises:
        TaskclusterFailure: if the upload fails; its subclasses distinguish the causes.
            `WrongLength` means that there is more or less data than expected.

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
    """Upload an object from memory.

    Data of less than 8,192 bytes is sent in the API call itself, if the service accepts that. The
    service also receives the SHA-256 and SHA-512 hashes of the data.

    Args:
        projectId: Project that the object is attributed to.
        name: Name of the object.
        contentType: MIME type, for example `text/plain`.
        expires: Time after which the object may be deleted.
        data: Data to upload.
        objectService: Client of the object service, with credentials for the upload.
        contentLength: Expected size of the data in bytes; checked if given.
        uploadId: Unused slugid that identifies this upload. Defaults to a random one.
        maxRetries: Maximum number of retries of requests to the storage. Defaults to the client's
            `retries`, which always applies to calls to the service.
        progress: Called with the number of bytes transferred and the total.

    Raises:
        TaskclusterFailure: if the upload fails; its subclasses distinguish the causes.
            `WrongLength` means that there is more or less data than expected.
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
    """Download an object to a writer.

    The data is verified against every hash (SHA-256, SHA-512) that the service has; there must be
    at least one. An interrupted download resumes where it stopped, if the storage supports that.

    Args:
        name: Name of the object.
        writerFactory: Function that returns a writer at the start of the file; called again if an
            attempt starts from scratch. Writers are not closed.
        objectService: Client of the object service, with credentials for the download.
        maxRetries: Maximum number of retries of requests to the storage. Defaults to the client's
            `retries`, which always applies to calls to the service. An attempt that gets
            further than all previous ones, at more than one byte per second, resets the count.
        progress: Called with the number of bytes transferred and the total (`None` if unknown).

    Returns:
        MIME type sent by the storage.

    Raises:
        TaskclusterFailure: if the download fails; its subclasses distinguish the causes, such as
            `CorruptedDownload` and `UnverifiableDownload`.
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
    """Download an object to a file.

    The data is verified against every hash (SHA-256, SHA-512) that the service has; there must be
    at least one. An interrupted download resumes where it stopped, if the storage supports that.

    Args:
        name: Name of the object.
        file: Path, or open file (binary and seekable). An existing file at the path is replaced
            only when the download is complete, and its permissions are kept. An open file is
            truncated before the download and after a failure.
        objectService: Client of the object service, with credentials for the download.
        maxRetries: Maximum number of retries of requests to the storage. Defaults to the client's
            `retries`, which always applies to calls to the service. An attempt that gets
            further than all previous ones, at more than one byte per second, resets the count.
        progress: Called with the number of bytes transferred and the total (`None` if unknown).

    Returns:
        MIME type sent by the storage.

    Raises:
        TaskclusterFailure: if the download fails; its subclasses distinguish the causes, such as
            `CorruptedDownload` and `UnverifiableDownload`.

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
    """Download an object into memory.

    The data is verified against every hash (SHA-256, SHA-512) that the service has; there must be
    at least one. An interrupted download resumes where it stopped, if the storage supports that.

    Args:
        name: Name of the object.
        objectService: Client of the object service, with credentials for the download.
        maxRetries: Maximum number of retries of requests to the storage. Defaults to the client's
            `retries`, which always applies to calls to the service. An attempt that gets
            further than all previous ones, at more than one byte per second, resets the count.
        progress: Called with the number of bytes transferred and the total (`None` if unknown).

    Returns:
        The data, and the MIME type sent by the storage.

    Raises:
        TaskclusterFailure: if the download fails; its subclasses distinguish the causes, such as
            `CorruptedDownload` and `UnverifiableDownload`.
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
    """Download an artifact of any storage type to a writer.

    Artifacts in the object service are verified by their hashes, others by their length. An
    interrupted download resumes where it stopped, if the storage supports that.

    Args:
        taskId: Slugid of the task that has the artifact.
        name: Name of the artifact.
        writerFactory: Function that returns a writer at the start of the file; called again if an
            attempt starts from scratch. Writers are not closed.
        queueService: Client of the queue, with credentials for the download.
        runId: Number of the run that has the artifact. Defaults to the latest run.
        maxRetries: Maximum number of retries of requests to the storage. Defaults to the client's
            `retries`, which always applies to calls to the service. An attempt that gets
            further than all previous ones, at more than one byte per second, resets the count.
        progress: Called with the number of bytes transferred and the total (`None` if unknown).

    Returns:
        MIME type sent by the storage.

    Raises:
        TaskclusterFailure: if the download fails; its subclasses distinguish the causes, such as
            `CorruptedDownload` and `UnverifiableDownload`. `FailedDependency` means that the
            task reported an error instead of the artifact.
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
    """Download an artifact of any storage type to a file.

    Artifacts in the object service are verified by their hashes, others by their length. An
    interrupted download resumes where it stopped, if the storage supports that.

    Args:
        taskId: Slugid of the task that has the artifact.
        name: Name of the artifact.
        file: Path, or open file (binary and seekable). An existing file at the path is replaced
            only when the download is complete, and its permissions are kept. An open file is
            truncated before the download and after a failure.
        queueService: Client of the queue, with credentials for the download.
        runId: Number of the run that has the artifact. Defaults to the latest run.
        maxRetries: Maximum number of retries of requests to the storage. Defaults to the client's
            `retries`, which always applies to calls to the service. An attempt that gets
            further than all previous ones, at more than one byte per second, resets the count.
        progress: Called with the number of bytes transferred and the total (`None` if unknown).

    Returns:
        MIME type sent by the storage.

    Raises:
        TaskclusterFailure: if the download fails; its subclasses distinguish the causes, such as
            `CorruptedDownload` and `UnverifiableDownload`. `FailedDependency` means that the
            task reported an error instead of the artifact.

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
    """Download an artifact of any storage type into memory.

    Artifacts in the object service are verified by their hashes, others by their length. An
    interrupted download resumes where it stopped, if the storage supports that.

    Args:
        taskId: Slugid of the task that has the artifact.
        name: Name of the artifact.
        queueService: Client of the queue, with credentials for the download.
        runId: Number of the run that has the artifact. Defaults to the latest run.
        maxRetries: Maximum number of retries of requests to the storage. Defaults to the client's
            `retries`, which always applies to calls to the service. An attempt that gets
            further than all previous ones, at more than one byte per second, resets the count.
        progress: Called with the number of bytes transferred and the total (`None` if unknown).

    Returns:
        The data, and the MIME type sent by the storage.

    Raises:
        TaskclusterFailure: if the download fails; its subclasses distinguish the causes, such as
            `CorruptedDownload` and `UnverifiableDownload`. `FailedDependency` means that the
            task reported an error instead of the artifact.
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
    """Download an artifact to a writer, if Taskcluster itself stores it.

    An artifact whose content is at a URL that the task chose (storage type `reference`) is
    rejected, because the task controls both that content and where the request is sent.

    Artifacts in the object service are verified by their hashes, others by their length. An
    interrupted download resumes where it stopped, if the storage supports that.

    Args:
        taskId: Slugid of the task that has the artifact.
        name: Name of the artifact.
        writerFactory: Function that returns a writer at the start of the file; called again if an
            attempt starts from scratch. Writers are not closed.
        queueService: Client of the queue, with credentials for the download.
        runId: Number of the run that has the artifact. Defaults to the latest run.
        maxRetries: Maximum number of retries of requests to the storage. Defaults to the client's
            `retries`, which always applies to calls to the service. An attempt that gets
            further than all previous ones, at more than one byte per second, resets the count.
        progress: Called with the number of bytes transferred and the total (`None` if unknown).

    Returns:
        MIME type sent by the storage.

    Raises:
        TaskclusterFailure: if the download fails; its subclasses distinguish the causes, such as
            `CorruptedDownload` and `UnverifiableDownload`. `FailedDependency` means that the
            task reported an error instead of the artifact, `ArtifactStorageTypeRejected` that
            the artifact is stored elsewhere.
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
    """Download an artifact to a file, if Taskcluster itself stores it.

    An artifact whose content is at a URL that the task chose (storage type `reference`) is
    rejected, because the task controls both that content and where the request is sent.

    Artifacts in the object service are verified by their hashes, others by their length. An
    interrupted download resumes where it stopped, if the storage supports that.

    Args:
        taskId: Slugid of the task that has the artifact.
        name: Name of the artifact.
        file: Path, or open file (binary and seekable). An existing file at the path is replaced
            only when the download is complete, and its permissions are kept. An open file is
            truncated before the download and after a failure.
        queueService: Client of the queue, with credentials for the download.
        runId: Number of the run that has the artifact. Defaults to the latest run.
        maxRetries: Maximum number of retries of requests to the storage. Defaults to the client's
            `retries`, which always applies to calls to the service. An attempt that gets
            further than all previous ones, at more than one byte per second, resets the count.
        progress: Called with the number of bytes transferred and the total (`None` if unknown).

    Returns:
        MIME type sent by the storage.

    Raises:
        TaskclusterFailure: if the download fails; its subclasses distinguish the causes, such as
            `CorruptedDownload` and `UnverifiableDownload`. `FailedDependency` means that the
            task reported an error instead of the artifact, `ArtifactStorageTypeRejected` that
            the artifact is stored elsewhere.

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
    """Download an artifact into memory, if Taskcluster itself stores it.

    An artifact whose content is at a URL that the task chose (storage type `reference`) is
    rejected, because the task controls both that content and where the request is sent.

    Artifacts in the object service are verified by their hashes, others by their length. An
    interrupted download resumes where it stopped, if the storage supports that.

    Args:
        taskId: Slugid of the task that has the artifact.
        name: Name of the artifact.
        queueService: Client of the queue, with credentials for the download.
        runId: Number of the run that has the artifact. Defaults to the latest run.
        maxRetries: Maximum number of retries of requests to the storage. Defaults to the client's
            `retries`, which always applies to calls to the service. An attempt that gets
            further than all previous ones, at more than one byte per second, resets the count.
        progress: Called with the number of bytes transferred and the total (`None` if unknown).

    Returns:
        The data, and the MIME type sent by the storage.

    Raises:
        TaskclusterFailure: if the download fails; its subclasses distinguish the causes, such as
            `CorruptedDownload` and `UnverifiableDownload`. `FailedDependency` means that the
            task reported an error instead of the artifact, `ArtifactStorageTypeRejected` that
            the artifact is stored elsewhere.
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
    """Upload an artifact of a running task from readers.

    Meant for the worker that executes the run, and for programs that run within the task.

    Args:
        taskId: Slugid of the task that the artifact belongs to.
        runId: Number of the run that the artifact belongs to.
        name: Name of the artifact.
        contentType: MIME type, for example `text/plain`.
        expires: Time after which the artifact may be deleted.
        storageType: Storage to upload to: `"object"` (the object service) or `"s3"` (the queue's
            own bucket).
        contentLength: Size of the data in bytes.
        readerFactory: Function that returns a reader at the start of the data; called for each
            attempt. Readers are not closed.
        queueService: Client of the queue, with the task's credentials.
        maxRetries: Maximum number of retries of requests to the storage. Defaults to the client's
            `retries`, which always applies to calls to the service.
        progress: Called with the number of bytes transferred and the total.

    Raises:
        TaskclusterFailure: if the upload fails; its subclasses distinguish the causes.
            `WrongLength` means that there is more or less data than expected.
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
    """Upload an artifact of a running task from a file.

    Meant for the worker that executes the run, and for programs that run within the task.

    Args:
        taskId: Slugid of the task that the artifact belongs to.
        runId: Number of the run that the artifact belongs to.
        name: Name of the artifact.
        contentType: MIME type, for example `text/plain`.
        expires: Time after which the artifact may be deleted.
        storageType: Storage to upload to: `"object"` (the object service) or `"s3"` (the queue's
            own bucket).
        file: Path, or open file (binary and seekable). It is always read from the start.
        queueService: Client of the queue, with the task's credentials.
        contentLength: Expected size of the data in bytes; checked if given.
        maxRetries: Maximum number of retries of requests to the storage. Defaults to the client's
            `retries`, which always applies to calls to the service.
        progress: Called with the number of bytes transferred and the total.

    Raises:
        TaskclusterFailure: if the upload fails; its subclasses distinguish the causes.
            `WrongLength` means that there is more or less data than expected.

    Example:
        ```python
        uploadArtifactFromFile(
            taskId=claim.status.taskId,
            runId=claim.runId,
            name="public/build/target.zip",
            contentType="application/zip",
            expires=claim.task.expires or fromNow("1 year"),
            storageType="s3",
            file="target.zip",
            queueService=queue.use(credentials=claim.credentials),
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
    """Upload an artifact of a running task from memory.

    Meant for the worker that executes the run, and for programs that run within the task.

    Args:
        taskId: Slugid of the task that the artifact belongs to.
        runId: Number of the run that the artifact belongs to.
        name: Name of the artifact.
        contentType: MIME type, for example `text/plain`.
        expires: Time after which the artifact may be deleted.
        storageType: Storage to upload to: `"object"` (the object service) or `"s3"` (the queue's
            own bucket).
        data: Data to upload.
        queueService: Client of the queue, with the task's credentials.
        contentLength: Expected size of the data in bytes; checked if given.
        maxRetries: Maximum number of retries of requests to the storage. Defaults to the client's
            `retries`, which always applies to calls to the service.
        progress: Called with the number of bytes transferred and the total.

    Raises:
        TaskclusterFailure: if the upload fails; its subclasses distinguish the causes.
            `WrongLength` means that there is more or less data than expected.
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
