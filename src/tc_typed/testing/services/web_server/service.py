"""API methods of the web-server service of the local Taskcluster."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from itertools import product

from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.server.service import Handler, LocalService
from tc_typed.testing.server.storage import PUBLIC
from tc_typed.testing.server.stored_files import StoredFile
from tc_typed.testing.services.common import commonHandlers
from tc_typed.testing.services.context import ServiceContext
from tc_typed.testing.services.queue.state import QueueState
from tc_typed.testing.services.web_server.group_profile import groupProfile
from tc_typed.testing.services.web_server.log_profile import logProfile
from tc_typed.web_server.models import Profile
from tc_typed.web_server.operations import OPERATIONS

MOST_LOG: int = 2**24
"""Maximum number of bytes of a log that are read; the rest is left out of its profile."""

_LOGS = ("public/logs/live_backing.log", "public/logs/live.log")
_BUCKETS = (PUBLIC, "object-bucket/t/")
_GZIP = 31  # Window bits of zlib for gzip with its header.


def webServerService(context: ServiceContext, queue: QueueState) -> LocalService:
    """Make the web-server service.

    Args:
        context: Parts of the deployment that its services share.
        queue: State of the queue.
    """
    return LocalService(OPERATIONS, _handlers(Profiles(context, queue)))


class Profiles:
    """Profiles of tasks and task groups."""

    def __init__(self, context: ServiceContext, queue: QueueState) -> None:
        """Prepare profiles.

        Args:
            context: Parts of the deployment that its services share.
            queue: State of the queue.
        """
        self._context = context
        self._queue = queue

    def ofGroup(self, taskGroupId: str) -> Profile:
        """Return the profile of a task group."""
        with self._context.timeline.enter() as now:
            group = self._queue.getGroupRecord(taskGroupId)
            tasks = [self._queue.getRecord(taskId) for taskId in group.taskIds]
            return groupProfile(taskGroupId, tasks, self._context.rootUrl(), now)

    def ofTask(self, taskId: str) -> Profile:
        """Return the profile of a task, from the log of its last run."""
        with self._context.timeline.enter():
            task = self._queue.getRecord(taskId)
            log = self._log(taskId, len(task.runs) - 1)
            if log is None:
                raise ApiError("ResourceNotFound", f"task {taskId} has no log, or it has expired")
            return logProfile(taskId, task.definition, _lines(log), self._context.rootUrl())

    def _log(self, taskId: str, runId: int) -> StoredFile | None:
        files = self._context.storage.files
        for bucket, name in product(_BUCKETS, _LOGS):
            file = files.find(f"{bucket}{taskId}/{runId}/{name}")
            if file is not None:
                return file
        return None


def _lines(log: StoredFile) -> Iterator[str]:
    content = b"".join(log.pieces(0, min(log.size, MOST_LOG)))
    if log.contentEncoding == "gzip":
        try:
            content = zlib.decompressobj(_GZIP).decompress(content, MOST_LOG)
        except zlib.error:
            raise ApiError("InputError", "the log is not gzip, as its upload said") from None
    # Other line separators are part of a line.
    return iter(content.decode(errors="replace").split("\n"))


def _handlers(profiles: Profiles) -> Mapping[str, Handler]:
    return {
        **commonHandlers(),
        "taskGroupProfile": lambda call: profiles.ofGroup(call.args["taskGroupId"]),
        "taskProfile": lambda call: profiles.ofTask(call.args["taskId"]),
    }
