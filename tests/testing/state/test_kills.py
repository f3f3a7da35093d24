"""A local Taskcluster with a database, killed again and again while clients use it.

Each call is made once, without retries. What was confirmed must be there after all kills, with the
right content, and only once. A call without a response was carried out completely or not at all.
"""

from __future__ import annotations

import http.client
import os
import random
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TypeAlias

from tests.profiles import IS_LONG
from tests.testing.samples import definition
from tests.testing.server.bucket import get, put
from tests.testing.state.ledger import Ledger, digest
from tests.testing.state.served import serving
from tests.testing.state.test_files import freePorts

from tc_typed import Auth, Index, Object, PurgeCache, Queue, Secrets, fromNow
from tc_typed.auth import CreateClientRequest
from tc_typed.core.errors import ResourceNotFound, TaskclusterConnectionError
from tc_typed.core.options import Options
from tc_typed.credentials import Credentials
from tc_typed.index import InsertTaskRequest
from tc_typed.object import (
    AcceptedDownloadMethods,
    CreateUploadRequest,
    FinishUploadRequest,
    ProposedUploadMethods,
    PutUrlUpload,
    SimpleDownload,
    StartDownloadRequest,
)
from tc_typed.purge_cache import PurgeCacheRequest
from tc_typed.queue import ClaimWorkRequest, S3ArtifactRequest, S3ArtifactResponse, TaskRun
from tc_typed.secrets import SetSecretRequest
from tc_typed.slugs import slugId

KILLS = 20 if IS_LONG else 3
LONGEST_ROUND = 1.5 if IS_LONG else 0.8
"""Maximum number of seconds between a start and the kill."""

WORKERS = ("w1", "w2", "w3")
TASK_QUEUE = "provisioner/worker"
LOST = (TaskclusterConnectionError, OSError, http.client.HTTPException)
"""Exceptions of calls whose response a kill prevents."""

EXPIRES = fromNow("1 year")
TYPE = "application/octet-stream"
SIZES = (0, 1000, 300_000, 3_000_000)

Step: TypeAlias = Callable[[], None]


@dataclass
class Load:
    """Clients of one server, and what they know."""

    options: Options
    ledger: Ledger = field(default_factory=Ledger)
    uploadIds: dict[str, str] = field(default_factory=dict[str, str])
    tokens: dict[str, str] = field(default_factory=dict[str, str])
    numbers: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.auth = Auth(self.options)
        self.index = Index(self.options)
        self.objects = Object(self.options)
        self.purges = PurgeCache(self.options)
        self.secrets = Secrets(self.options)
        self.queue = Queue(self.options)

    def close(self) -> None:
        for client in (self.auth, self.index, self.objects, self.purges, self.secrets, self.queue):
            client.close()

    def data(self) -> bytes:
        return os.urandom(random.choice(SIZES))

    # Steps of the load

    def setSecret(self) -> None:
        name = f"s{next(self.numbers)}"
        for value in ("first", "second"):
            former = self.ledger.facts.get(("secret", name))
            try:
                with self.ledger.making("secret", name, value=value):
                    request = SetSecretRequest(secret={"value": value}, expires=EXPIRES)
                    self.secrets.set(name, request)
            except LOST:
                if former is not None:  # Either value may be there now, but one must.
                    self.ledger.facts["replaced secret", name] = self.ledger.facts.pop(
                        ("secret", name)
                    )
                raise

    def insertEntry(self) -> None:
        path, taskId = f"a.b{next(self.numbers) % 7}.c{next(self.numbers)}", slugId()
        with self.ledger.making("entry", path, value=taskId):
            request = InsertTaskRequest(taskId=taskId, rank=1, data={}, expires=EXPIRES)
            self.index.insertTask(path, request)

    def createClient(self) -> None:
        clientId = f"c{next(self.numbers)}"
        scopes = ["auth:current-scopes", f"scope:{clientId}"]
        with self.ledger.making("client", clientId, value=scopes):
            request = CreateClientRequest(description="", expires=EXPIRES, scopes=scopes)
            self.tokens[clientId] = self.auth.createClient(clientId, request).accessToken

    def purge(self) -> None:
        name = f"p{next(self.numbers)}"
        with self.ledger.making("purge", name):
            self.purges.purgeCache("pool/type", PurgeCacheRequest(cacheName=name))

    def uploadObject(self) -> None:
        name, data = f"o{next(self.numbers)}", self.data()
        self.uploadIds[name] = slugId()
        proposed = PutUrlUpload(contentType=TYPE, contentLength=len(data))
        created = self.objects.createUpload(
            name,
            CreateUploadRequest(
                projectId="p",
                uploadId=self.uploadIds[name],
                expires=EXPIRES,
                proposedUploadMethods=ProposedUploadMethods(putUrl=proposed),
            ),
        )
        target = created.uploadMethod.putUrl
        assert target is not None
        with self.ledger.making("data", name, value=digest(data)):
            assert put(target.url, data, TYPE, content_encoding="identity").status == 200
        with self.ledger.making("object", name):
            self.finish(name)

    def finish(self, name: str) -> None:
        request = FinishUploadRequest(projectId="p", uploadId=self.uploadIds[name])
        self.objects.finishUpload(name, request)

    def createTask(self) -> None:
        taskId, number = slugId(), next(self.numbers)
        with self.ledger.making("task", taskId, value={"number": number}):
            self.queue.createTask(taskId, definition(payload={"number": number}))

    def work(self) -> None:
        workerId = random.choice(WORKERS)
        request = ClaimWorkRequest(workerGroup="g", workerId=workerId, tasks=2)
        for claim in self.queue.claimWork(TASK_QUEUE, request).tasks:
            taskId, runId = claim.status.taskId, claim.runId
            self.ledger.confirmed("claim", taskId, str(runId), value=workerId)
            self.uploadArtifact(taskId, runId)
            with self.ledger.making("completed", taskId, str(runId)):
                self.queue.reportCompleted(taskId, runId)

    def uploadArtifact(self, taskId: str, runId: int) -> None:
        name, data = "public/result", self.data()
        with self.ledger.making("artifact", taskId, str(runId), name):
            request = S3ArtifactRequest(contentType=TYPE, expires=fromNow("11 hours"))
            created = self.queue.createArtifact(taskId, runId, name, request)
        assert isinstance(created, S3ArtifactResponse)
        with self.ledger.making("content", taskId, str(runId), name, value=digest(data)):
            assert put(created.putUrl, data, TYPE).status == 200

    # Rounds

    def repeat(self, step: Step) -> int:
        """Repeat a step until the server is killed; return how often it was completed."""
        for completed in count():
            try:
                step()
            except LOST:
                return completed
        raise AssertionError("the loop has no end")

    # Checks

    def checkOthers(self) -> None:
        """Check all that services other than the queue keep."""
        ledger = self.ledger
        ledger.check("secret", lambda key: self.secrets.get(*key).secret["value"])
        for (name,) in ledger.of("replaced secret"):
            assert self.secrets.get(name).secret["value"] in ("first", "second")
        ledger.check("entry", lambda key: self.index.findTask(*key).taskId)
        folders = [each.namespace for each in self.index.iterNamespaces("a")]
        assert len(folders) == len({*folders})
        ledger.checkNames(
            "entry", [each.namespace for folder in folders for each in self.index.iterTasks(folder)]
        )
        ledger.check("client", lambda key: self.scopesOf(*key))
        for clientId, accessToken in self.tokens.items():
            caller = Credentials(clientId, accessToken)
            with Auth(self.options, credentials=caller) as auth:
                assert {*self.scopesOf(clientId)} <= {*auth.currentScopes().scopes}
        purged = [each.cacheName for each in self.purges.purgeRequests("pool/type").requests]
        ledger.checkNames("purge", purged)
        ledger.check("object", lambda key: bool(self.objects.object(*key)))
        ledger.check("data", lambda key: self.objectData(*key))

    def scopesOf(self, clientId: str) -> list[str]:
        return [*self.auth.client(clientId).scopes]

    def objectData(self, name: str) -> str | None:
        """Return the hash of an object's data, after finishing its upload if that is missing."""
        self.finish(name)
        accepted = AcceptedDownloadMethods(simple=True)
        request = StartDownloadRequest(acceptDownloadMethods=accepted)
        found = self.objects.startDownload(name, request)
        assert isinstance(found, SimpleDownload)
        return downloaded(found.url)

    def checkQueue(self) -> None:
        """Check all that the queue keeps."""
        ledger, queue = self.ledger, self.queue
        ledger.check("task", lambda key: queue.task(*key).payload)
        ledger.check("claim", lambda key: self.run(*key).workerId)
        ledger.check("completed", lambda key: self.run(*key).state == "completed" or None)
        ledger.check("artifact", lambda key: bool(queue.artifactInfo(*key)))
        ledger.check("content", lambda key: self.artifactData(*key))
        for (taskId,) in ledger.of("task"):
            self.checkTask(taskId)
        self.claimTheRest()

    def run(self, taskId: str, runId: str) -> TaskRun:
        return self.queue.status(taskId).status.runs[int(runId)]

    def artifactData(self, taskId: str, runId: str, name: str) -> str | None:
        return downloaded(self.queue.getArtifact(taskId, runId, name).url)

    def checkTask(self, taskId: str) -> None:
        """Check that a task has one run, and no artifact twice."""
        try:
            status = self.queue.status(taskId).status
        except ResourceNotFound:
            return  # Its creation was not confirmed, which was checked before.
        assert [run.runId for run in status.runs] == [0]
        assert status.runs[0].workerId in {None, *WORKERS}
        assert (status.runs[0].state == "pending") == (status.runs[0].workerId is None)
        artifacts = [each.name for each in self.queue.iterArtifacts(taskId, 0)]
        assert not [name for name, times in Counter(artifacts).items() if times > 1]

    def claimTheRest(self) -> None:
        """Claim all pending tasks, none of which may have been claimed before."""
        request = ClaimWorkRequest(workerGroup="g", workerId=WORKERS[0], tasks=32)
        while claims := self.queue.claimWork(TASK_QUEUE, request).tasks:
            for claim in claims:
                key = claim.status.taskId, str(claim.runId)
                self.ledger.confirmed("claim", *key, value=WORKERS[0])
        for (taskId,), fact in self.ledger.of("task").items():
            if fact.isConfirmed:
                assert self.run(taskId, "0").state in ("running", "completed")


def downloaded(url: str) -> str | None:
    """Return the hash of a file, or `None` if there is none."""
    response = get(url)
    assert response.status in (200, 404)
    return digest(response.body) if response.status == 200 else None


def killAgainAndAgain(
    path: Path, steps: Callable[[Load], Sequence[Step]], check: Callable[[Load], None]
) -> None:
    """Run steps in threads against a server that is killed, and check what is left each time."""
    port, root = freePorts(), Credentials("root", slugId() * 2)
    load = Load({"rootUrl": f"http://127.0.0.1:{port}", "credentials": root, "retries": 0})
    try:
        for _ in range(KILLS):
            with serving(path, port, root) as process, ThreadPoolExecutor() as pool:
                running = [pool.submit(load.repeat, step) for step in steps(load)]
                killer = threading.Timer(random.uniform(0.2, LONGEST_ROUND), process.kill)
                killer.start()
                completed = [each.result() for each in running]
                killer.join()
            assert sum(completed) > 0
        with serving(path, port, root):
            check(load)
    finally:
        load.close()


def test_kills_lose_nothing_of_the_queue(tmp_path: Path) -> None:
    killAgainAndAgain(
        tmp_path / "state.db",
        lambda load: [load.createTask, load.createTask, load.work, load.work, load.work],
        Load.checkQueue,
    )


def test_kills_lose_nothing_of_other_services(tmp_path: Path) -> None:
    killAgainAndAgain(
        tmp_path / "state.db",
        lambda load: [
            load.setSecret,
            load.insertEntry,
            load.createClient,
            load.purge,
            load.uploadObject,
            load.uploadObject,
        ],
        Load.checkOthers,
    )
