"""Arguments of the uploads of a run's artifacts."""

from __future__ import annotations

from datetime import datetime
from mimetypes import MimeTypes
from typing import TypedDict

from tc_typed.transfers.files import File
from tc_typed.transfers.progress import Progress
from tc_typed.transfers.uploads import UploadStorage
from tc_typed.worker.claim import Claim

_BINARY = "application/octet-stream"

# Only Python's own table, because those of machines differ.
_TYPES = MimeTypes(filenames=())
_TYPES.add_type("text/plain", ".log")


class ArtifactArguments(TypedDict):
    """Arguments of `uploadArtifactFromFile`, except the client."""

    taskId: str
    runId: int
    name: str
    file: File
    contentType: str
    expires: datetime
    storageType: UploadStorage
    progress: Progress | None


def artifactArguments(
    claim: Claim,
    name: str,
    file: File,
    *,
    contentType: str | None,
    expires: datetime | None,
    storageType: UploadStorage,
    progress: Progress | None,
) -> ArtifactArguments:
    """Return the arguments of an upload, with defaults from the task.

    Args:
        claim: Claim on the run.
        name: Name of the artifact.
        file: Path, or open file.
        contentType: MIME type; `None` to guess it from the name.
        expires: Time after which the artifact may be deleted; `None` for that of the task.
        storageType: Storage to upload to.
        progress: Function that is told of the progress.
    """
    return ArtifactArguments(
        taskId=claim.taskId,
        runId=claim.runId,
        name=name,
        file=file,
        contentType=contentType or guessedType(name),
        # The queue always fills in `expires`; the deadline is never later.
        expires=expires or claim.task.expires or claim.task.deadline,
        storageType=storageType,
        progress=progress,
    )


def guessedType(name: str) -> str:
    """Guess the MIME type of an artifact from its name, the same on all machines."""
    found, encoding = _TYPES.guess_type(name)
    # A compressed file is not of the type of its content.
    return _BINARY if found is None or encoding is not None else found
