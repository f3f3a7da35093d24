"""A local Taskcluster with something on each of its pages, and a reader of HTML."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any, TypeAlias

import httpx
import pytest
from tests.testing.samples import METADATA, definition

from tc_typed import Hooks, Notify, Queue, Secrets, WorkerManager, slugId
from tc_typed.core.errors import TaskclusterFailure
from tc_typed.core.signing.credentials import Credentials
from tc_typed.hooks import CreateHookRequest
from tc_typed.notify import EmailRequest
from tc_typed.queue import ClaimWorkRequest, S3ArtifactRequest, S3ArtifactResponse
from tc_typed.secrets import SetSecretRequest
from tc_typed.testing import LocalTaskcluster
from tc_typed.worker_manager import (
    CreateWorkerPoolRequest,
    CreateWorkerRequest,
    ReportWorkerErrorRequest,
)

SECRET_VALUE = "value-that-no-page-may-show"
VOID = frozenset({"br", "img", "input", "link", "meta"})
QUEUE = "proj/linux"
POOL = "proj/static"
WORKER_PATH = "/provisioners/proj/worker-types/linux/workers/group/worker"
LOG = "public/logs/live.log"

CLIENT = httpx.Client(verify=False)
"""Client for all requests. Each new one would load certificates, which takes long."""


@dataclass
class Seeded:
    """A local Taskcluster, and ids of its tasks."""

    local: LocalTaskcluster
    taskGroupId: str
    dependentId: str
    bot: Credentials

    @property
    def runPath(self) -> str:
        return f"/tasks/{self.taskGroupId}/runs/0"


def seed(local: LocalTaskcluster, text: str = "A name", *, log: str = "hello") -> Seeded:
    """Create a group of two tasks with a run, artifacts, a secret and a notification.

    Args:
        local: The local Taskcluster, which must be started.
        text: Text for each field that can have any.
        log: Text of the log.
    """
    queue = local.client(Queue)
    bot = local.createClient("bot", ["assume:bot"])
    taskGroupId, dependentId = slugId(), slugId()
    metadata = {**METADATA, "name": text[:255], "description": text}
    fields: dict[str, Any] = {
        "taskGroupId": taskGroupId,
        "taskQueueId": QUEUE,
        "metadata": metadata,
    }
    routes = ["index.proj.builds.latest", f"other.{text[:200]}"]
    queue.createTask(
        taskGroupId,
        definition(
            **fields,
            payload={text: [text]},
            tags={"kind": text[:1000]},
            routes=routes,
        ),
    )
    queue.createTask(dependentId, definition(**fields, dependencies=[taskGroupId]))
    worker = ClaimWorkRequest(workerGroup="group", workerId="worker", tasks=1)
    [claim] = queue.claimWork(QUEUE, worker).tasks
    expires = datetime.now(UTC) + timedelta(hours=1)
    for name in (LOG, "public/<b>.txt", "private/key.pem"):
        request = S3ArtifactRequest(storageType="s3", contentType="text/plain", expires=expires)
        created = queue.createArtifact(taskGroupId, claim.runId, name, request)
        assert isinstance(created, S3ArtifactResponse)
        headers = {"content-type": "text/plain"}
        CLIENT.put(created.putUrl, content=log.encode(), headers=headers).raise_for_status()
    queue.reportCompleted(taskGroupId, claim.runId)
    secret = SetSecretRequest(secret={"value": SECRET_VALUE}, expires=expires)
    local.client(Secrets).set("project/secret", secret)
    _addHook(local, text)
    _addWorkerPool(local, text)
    _addBuild(local, text)
    email = EmailRequest(address="a@example.com", subject=text[:200] or "s", content=text)
    local.client(Notify).email(email)
    return Seeded(local, taskGroupId, dependentId, bot)


def _addHook(local: LocalTaskcluster, text: str) -> None:
    metadata = {
        "name": text[:255],
        "description": text,
        "owner": "me@example.com",
        "emailOnError": False,
    }
    request = CreateHookRequest.model_validate({"metadata": metadata, "task": {text: text}})
    hooks = local.client(Hooks)
    hooks.createHook("project", "hook", request)
    with pytest.raises(TaskclusterFailure):
        hooks.triggerHook("project", "hook", {})  # The page says what is wrong with its template.


def _addWorkerPool(local: LocalTaskcluster, text: str) -> None:
    manager, expires = local.client(WorkerManager), datetime.now(UTC) + timedelta(hours=1)
    manager.createWorkerPool(
        POOL,
        CreateWorkerPoolRequest(
            providerId="static",
            description=text,
            owner="me@example.com",
            emailOnError=False,
            config={"workerConfig": {text: text}},
        ),
    )
    worker = {"expires": expires, "capacity": 1, "providerInfo": {"staticSecret": "s" * 44}}
    manager.createWorker(POOL, "group", "worker", CreateWorkerRequest.model_validate(worker))
    error = {
        "kind": "worker-error",
        "title": text[:128],
        "description": text,
        "extra": {text: text},
    }
    error |= {"workerGroup": "group", "workerId": "worker"}
    manager.reportWorkerError(POOL, ReportWorkerErrorRequest.model_validate(error))


def _addBuild(local: LocalTaskcluster, text: str) -> None:
    # Dollar signs are for JSON-e, and a slash would end the owner's name.
    name = text.replace("$", "S").replace("/", "_")[:100] or "name"
    task = definition(metadata={**METADATA, "name": name, "description": name})
    file = {"version": 1, "tasks": [task.model_dump(mode="json", exclude_unset=True)]}
    local.createRole("repo:github.com/*", ["queue:*"])
    local.github.addRepository(f"example/{name}", taskclusterYml=json.dumps(file))
    assert local.github.push(f"example/{name}") is not None, local.github.comments
    local.github.push(f"example/{name}", taskclusterYml=f"[{name}")  # The page shows the comment.


_Element: TypeAlias = tuple[str, Mapping[str, str | None]]


@dataclass
class Document(HTMLParser):
    """Elements, links and text of an HTML page, whose tags must be balanced."""

    html: str
    elements: list[_Element] = field(default_factory=list[_Element])
    text: str = ""
    _open: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)
        self.close()
        assert not self._open, f"not closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"an attribute of {tag} is repeated"
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    @property
    def links(self) -> Sequence[str]:
        """Addresses of links and resources."""
        found = (attrs.get("href") or attrs.get("src") for _, attrs in self.elements)
        return [address for address in found if address]

    @property
    def shape(self) -> Sequence[tuple[str, tuple[str, ...]]]:
        """Elements, each with the names of its attributes."""
        return [(tag, tuple(attrs)) for tag, attrs in self.elements]
