"""Task groups: their schedulers, expiry, seals and members."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from tc_typed.core.models.timestamps import shifted
from tc_typed.queue.models import TaskGroup
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.services.lookup import lookUp
from tc_typed.testing.services.queue.records import TaskRecord
from tc_typed.testing.state.store import Store

RETENTION = timedelta(hours=1)
"""Time for which a group is kept after its last task has expired."""


@dataclass(slots=True)
class GroupRecord:
    """A task group."""

    taskGroupId: str
    schedulerId: str
    expires: datetime
    sealed: datetime | None = None
    taskIds: Annotated[list[str], Field(exclude=True)] = field(default_factory=list[str])
    """Ids of its tasks, sorted, so that a page of them costs the same in each group. They are not
    stored, because they follow from the tasks."""
    unresolvedCount: Annotated[int, Field(exclude=True)] = 0
    """Number of its tasks that have never been resolved, which is not stored either."""

    def model(self) -> TaskGroup:
        """Return the group as it is in responses."""
        return TaskGroup(
            taskGroupId=self.taskGroupId,
            schedulerId=self.schedulerId,
            sealed=self.sealed,
            expires=self.expires,
        )

    def add(self, task: TaskRecord) -> None:
        """Add a task that is new or loaded."""
        insort(self.taskIds, task.taskId)
        self.unresolvedCount += not task.isEverResolved

    def resolve(self, task: TaskRecord) -> None:
        """Count a task as resolved, unless it was resolved before."""
        if not task.isEverResolved:
            task.isEverResolved = True
            self.unresolvedCount -= 1

    def remove(self, task: TaskRecord) -> None:
        """Remove a task that has expired, and was therefore resolved."""
        del self.taskIds[bisect_left(self.taskIds, task.taskId)]


class Groups:
    """Task groups of a queue."""

    def __init__(self, store: Store) -> None:
        """Start with the groups in the store, without their tasks.

        Args:
            store: Store of the local Taskcluster.
        """
        self._records = store.records("queue.groups", GroupRecord)
        self._groups: dict[str, GroupRecord] = dict(self._records.load())

    def __iter__(self) -> Iterator[GroupRecord]:
        """Yield all groups."""
        yield from self._groups.values()

    @property
    def byId(self) -> Mapping[str, GroupRecord]:
        """All groups by id, oldest first."""
        return self._groups

    def get(self, taskGroupId: str) -> GroupRecord:
        """Return a group.

        Raises:
            ApiError: with the code ResourceNotFound, if it does not exist.
        """
        return lookUp(self._groups, taskGroupId, "task group")

    def join(self, task: TaskRecord) -> bool:
        """Let a task that is about to be created join its group, if that exists.

        Returns:
            Whether the group exists.

        Raises:
            ApiError: with the code RequestConflict, if the group has another scheduler or is
                sealed.
        """
        group = self._groups.get(task.taskGroupId)
        if group is None:
            return False
        if group.schedulerId != task.schedulerId:
            raise ApiError(
                "RequestConflict",
                f"task group {group.taskGroupId} belongs to scheduler {group.schedulerId}, "
                f"not {task.schedulerId}",
            )
        if group.sealed is not None:
            raise ApiError("RequestConflict", f"task group {group.taskGroupId} is sealed")
        group.expires = max(group.expires, shifted(task.expires, RETENTION))
        self._records.put(group.taskGroupId, group)
        return True

    def add(self, task: TaskRecord) -> GroupRecord:
        """Add the group of a task, without the task."""
        expires = shifted(task.expires, RETENTION)
        group = GroupRecord(task.taskGroupId, task.schedulerId, expires)
        self._groups[group.taskGroupId] = group
        self._records.put(group.taskGroupId, group)
        return group

    def seal(self, group: GroupRecord, now: datetime) -> None:
        """Close a group to new tasks. Do nothing if it is sealed already."""
        group.sealed = group.sealed or now
        self._records.put(group.taskGroupId, group)

    def remove(self, group: GroupRecord) -> None:
        """Remove a group that has expired."""
        del self._groups[group.taskGroupId]
        self._records.delete(group.taskGroupId)
