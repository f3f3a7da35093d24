"""Runs, as the bodies of tasks see them."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.client import sessionOf
from tc_typed.core.errors import withoutTrace
from tc_typed.core.models.problems import firstProblem
from tc_typed.core.signing.credentials import Credentials
from tc_typed.core.sync import ServiceClient
from tc_typed.queue.aio import Queue as AsyncQueue
from tc_typed.queue.client import Queue
from tc_typed.queue.models import Task, TaskStatus
from tc_typed.transfers import uploadArtifactFromFile
from tc_typed.transfers.aio import uploadArtifactFromFile as uploadArtifactFromFileAsync
from tc_typed.transfers.files import File
from tc_typed.transfers.progress import Progress
from tc_typed.transfers.uploads import UploadStorage
from tc_typed.worker.artifacts import artifactArguments
from tc_typed.worker.claim import Claim
from tc_typed.worker.outcomes import Outcome, RunException, checkOutcome

ModelT = TypeVar("ModelT", bound=BaseModel)
ClientT = TypeVar("ClientT", bound=ServiceClient)
AsyncClientT = TypeVar("AsyncClientT", bound=AsyncServiceClient)


class BaseRun:
    """A run that a worker has claimed, sync or async."""

    def __init__(self, claim: Claim) -> None:
        """Wrap a claim.

        Args:
            claim: Claim on the run, which is renewed meanwhile.
        """
        self._claim = claim
        self._outcome: Outcome = "completed"

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self._claim}>"

    @property
    def outcome(self) -> Outcome:
        """Outcome to report at the end of a block of `claimed`, which is `completed` at first.

        Set it to `failed` if the task failed. In `work`, the return value of `handle` decides.
        """
        return self._outcome

    @outcome.setter
    def outcome(self, outcome: Outcome) -> None:
        checkOutcome(outcome)
        self._outcome = outcome

    @property
    def taskId(self) -> str:
        """Slugid of the task."""
        return self._claim.taskId

    @property
    def runId(self) -> int:
        """Number of the run within its task."""
        return self._claim.runId

    @property
    def task(self) -> Task:
        """Definition of the task."""
        return self._claim.task

    @property
    def status(self) -> TaskStatus:
        """Status of the task when the claim was last renewed."""
        return self._claim.status

    @property
    def workerGroup(self) -> str:
        """Group of the worker."""
        return self._claim.workerGroup

    @property
    def workerId(self) -> str:
        """Id of the worker within its group."""
        return self._claim.workerId

    @property
    def takenUntil(self) -> datetime:
        """Time (UTC) by which the claim must be renewed again, which happens by itself."""
        return self._claim.takenUntil

    @property
    def credentials(self) -> Credentials:
        """Newest credentials of the task, which expire shortly after `takenUntil`.

        They have the task's scopes, and can create artifacts. To pass them on for a longer time,
        pass a function that returns them, such as `lambda: run.credentials`.
        """
        return Credentials.of(self._claim.credentials)

    @property
    def lost(self) -> bool:
        """Whether the body must end now, because the claim is lost or the worker is stopping.

        The body of an async run need not look at it, because it is cancelled.
        """
        return self._claim.lost is not None

    def raiseIfLost(self) -> None:
        """End the body if the claim is lost or the worker is stopping. Call it now and then.

        Raises:
            RunLost: if the body must end.
        """
        lost = self._claim.lost
        if lost is not None:
            raise withoutTrace(lost)

    def payloadAs(self, model: type[ModelT]) -> ModelT:
        """Parse the task's payload as a model, and end the run if it does not match.

        Unknown properties are ignored at any depth, regardless of the model's `extra` setting.

        Args:
            model: Class of the model: your own, or a compiled one.

        Returns:
            An instance of the model.

        Raises:
            RunException: if the payload does not match the model, with the reason
                `malformed-payload`. If you don't catch it, it is reported to the queue.

        Example:
            ```python
            class Payload(BaseModel):
                command: list[str]


            def handle(run: Run) -> Outcome:
                done = subprocess.run(run.payloadAs(Payload).command)
                return "failed" if done.returncode else "completed"
            ```
        """
        try:
            return self.task.payloadAs(model)
        except ValidationError as error:
            problem = firstProblem(error)
        # Raised outside the except block, because pydantic's error shows values of the payload.
        raise RunException(
            "malformed-payload", f"the payload does not match {model.__name__}: {problem}"
        )


class Run(BaseRun):
    """A run that a worker with a sync client has claimed."""

    def __init__(self, claim: Claim, queue: Queue) -> None:
        """Wrap a claim.

        Args:
            claim: Claim on the run, which is renewed meanwhile.
            queue: Client of the worker.
        """
        super().__init__(claim)
        self.queue: Queue = queue.use(credentials=lambda: self.credentials, authorizedScopes=None)
        """Client of the queue with the task's credentials, which are always the newest ones."""

    def client(self, kind: type[ClientT]) -> ClientT:
        """Create a client of another service with the task's credentials. Close it after use.

        Args:
            kind: Class of the client, such as `Secrets`.
        """
        return sessionOf(self.queue).sibling(kind)

    def upload(
        self,
        name: str,
        file: File,
        *,
        contentType: str | None = None,
        expires: datetime | None = None,
        storageType: UploadStorage = "s3",
        progress: Progress | None = None,
    ) -> None:
        """Upload an artifact of the run, with the task's credentials.

        Args:
            name: Name of the artifact.
            file: Path, or open file (binary and seekable). It is always read from the start.
            contentType: MIME type. Defaults to a guess from the name: `text/plain` for `.log`.
            expires: Time after which the artifact may be deleted. Defaults to that of the task.
            storageType: Storage to upload to: `"s3"` (the queue's own bucket) or `"object"` (the
                object service).
            progress: Called with the number of bytes transferred and the total.

        Raises:
            TaskclusterFailure: if the upload fails; its subclasses distinguish the causes.
            OSError: if the file can't be read.

        Example:
            ```python
            def handle(run: Run) -> None:
                run.upload("public/logs/live.log", "task.log")
            ```
        """
        arguments = artifactArguments(
            self._claim,
            name,
            file,
            contentType=contentType,
            expires=expires,
            storageType=storageType,
            progress=progress,
        )
        uploadArtifactFromFile(**arguments, queueService=self.queue)


class AsyncRun(BaseRun):
    """A run that a worker with an async client has claimed."""

    def __init__(self, claim: Claim, queue: AsyncQueue) -> None:
        """Wrap a claim.

        Args:
            claim: Claim on the run, which is renewed meanwhile.
            queue: Client of the worker.
        """
        super().__init__(claim)
        self.queue: AsyncQueue = queue.use(
            credentials=lambda: self.credentials, authorizedScopes=None
        )
        """Client of the queue with the task's credentials, which are always the newest ones."""

    def client(self, kind: type[AsyncClientT]) -> AsyncClientT:
        """Create a client of another service with the task's credentials. Close it after use.

        Args:
            kind: Class of the client, such as `aio.Secrets`.
        """
        return sessionOf(self.queue).sibling(kind)

    async def upload(
        self,
        name: str,
        file: File,
        *,
        contentType: str | None = None,
        expires: datetime | None = None,
        storageType: UploadStorage = "s3",
        progress: Progress | None = None,
    ) -> None:
        """Upload an artifact of the run, with the task's credentials.

        Args:
            name: Name of the artifact.
            file: Path, or open file (binary and seekable). It is always read from the start.
            contentType: MIME type. Defaults to a guess from the name: `text/plain` for `.log`.
            expires: Time after which the artifact may be deleted. Defaults to that of the task.
            storageType: Storage to upload to: `"s3"` (the queue's own bucket) or `"object"` (the
                object service).
            progress: Called with the number of bytes transferred and the total.

        Raises:
            TaskclusterFailure: if the upload fails; its subclasses distinguish the causes.
            OSError: if the file can't be read.

        Example:
            ```python
            async def handle(run: AsyncRun) -> None:
                await run.upload("public/logs/live.log", "task.log")
            ```
        """
        arguments = artifactArguments(
            self._claim,
            name,
            file,
            contentType=contentType,
            expires=expires,
            storageType=storageType,
            progress=progress,
        )
        await uploadArtifactFromFileAsync(**arguments, queueService=self.queue)
