"""Sample ids, which are the same in all parts of an object and different in items of a list."""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache

PROVISIONER = "proj-example"
WORKER_TYPE = "linux"
QUEUE = f"{PROVISIONER}/{WORKER_TYPE}"

SLUGS = frozenset({"errorId", "taskGraphId", "taskGroupId", "taskId", "uploadId"})
"""Names of ids that are slugids."""

_QUEUE_IDS = ("taskQueueId", "workerPoolId")
_QUEUE_PARTS = frozenset({*_QUEUE_IDS, "provisionerId", "workerType"})
_ALSO_IDS = frozenset({"workerGroup", "workerType"})

COMMON = _QUEUE_PARTS | {
    *("hookGroupId", "projectId", "providerId", "schedulerId", "taskGroupId"),
    *("workerGroup", "workerId"),
}
"""Names of ids of what several things belong to, such as a task group."""


COMMON_OF_ITEMS: Mapping[str, AbstractSet[str]] = {
    "ClaimWorkResponse": {"workerGroup", "workerId"},  # One worker has claimed all of them.
}
"""Names of ids that all items of an object have in common, although the object itself lacks them,
by name of the object's model.
"""


def isId(name: str) -> bool:
    """Return whether fields of this name identify something."""
    return name.endswith("Id") or name in _ALSO_IDS


def numbered(text: str, position: tuple[int, ...]) -> str:
    """Append a position to a string, counted from 1.

    >>> numbered("name", (0, 2))
    'name-1-3'
    """
    return "-".join([text, *(str(index + 1) for index in position)])


@lru_cache(maxsize=1024)
def sampleSlug(name: str, position: tuple[int, ...]) -> str:
    """Return a slugid that begins with a letter, always the same one for the same arguments."""
    digest = hashlib.sha256(numbered(name, position).encode()).digest()
    made = uuid.UUID(bytes=bytes([digest[0] & 0x7F, *digest[1:16]]), version=4)
    return base64.urlsafe_b64encode(made.bytes).decode().rstrip("=")


def completeQueue(ids: dict[str, object]) -> None:
    """Add the other parts of a task queue's id if one of them is known."""
    if not _QUEUE_PARTS & ids.keys():
        return
    queue = next((ids[name] for name in _QUEUE_IDS if name in ids), None)
    if queue is None:
        first = ids.get("provisionerId", PROVISIONER)
        queue = f"{first}/{ids.get('workerType', WORKER_TYPE)}"
    provisioner, _, workerType = str(queue).partition("/")
    ids.setdefault("provisionerId", provisioner)
    ids.setdefault("workerType", workerType)
    for name in _QUEUE_IDS:
        ids.setdefault(name, queue)


def commonIds(
    names: AbstractSet[str], known: Mapping[str, object], position: tuple[int, ...]
) -> dict[str, object]:
    """Return ids of what an object belongs to, for its parts and the items of its lists.

    Args:
        names: Names of the object's own fields.
        known: Ids that the object gets anyway.
        position: Position of the object in the lists that contain it.
    """
    missing = (names & COMMON) - known.keys()
    made: dict[str, object] = {
        name: sampleSlug(name, position) if name in SLUGS else numbered(name, position)
        for name in missing - _QUEUE_PARTS
    }
    if parts := missing & _QUEUE_PARTS:
        if parts == {"provisionerId"}:
            made["provisionerId"] = numbered(PROVISIONER, position)
        else:
            made["workerType"] = numbered(WORKER_TYPE, position)
        completeQueue(made)
    return made
