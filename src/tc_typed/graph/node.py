"""Tasks of a graph before they are created, and their definitions."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TypeVar
from uuid import UUID

import slugid
from pydantic import TypeAdapter, ValidationError

from tc_typed.common.models import SlugId
from tc_typed.core.errors import InvalidCall
from tc_typed.core.models.fields import Timestamp
from tc_typed.core.models.timestamps import shifted
from tc_typed.core.texts import shownValue
from tc_typed.graph.copies import copied
from tc_typed.queue.models import TaskDefinition, TaskFields, TaskMetadata, TaskMetadataFields
from tc_typed.times import fromNow

ADD = "TaskGraph.add"

_Item = TypeVar("_Item")

_MERGED: Sequence[tuple[str, tuple[type, ...], str]] = (
    ("dependencies", (list,), "a list of task ids"),
    ("metadata", (dict, TaskMetadata), "a TaskMetadata or a dict"),
    ("tags", (dict,), "a dict"),
)
"""Fields that the graph merges or extends: their types, and the rule for messages."""

_ID_LENGTH = 22
_MAYBE_IDS = re.compile(rf"[\w-]{{{_ID_LENGTH},}}", re.ASCII)  # together with letters around them

_SLUG_ID: TypeAdapter[str] = TypeAdapter(SlugId)
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)
_TIMESTAMP: TypeAdapter[datetime] = TypeAdapter(Timestamp)


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A task of a graph, returned by `TaskGraph.add`."""

    label: str
    """Name of the task, unique in its graph."""
    taskId: str
    """Slugid of the task. It depends only on the task group and the label, so a program that builds
    the same graph again has the same ids. If another task is reused instead, its id replaces this
    one in the definitions of other tasks."""
    needs: tuple[Node | str, ...] = field(repr=False)  # It would show everything before this task.
    """Tasks of the same graph to wait for: nodes, or labels."""
    reuse: tuple[str, ...] = field(repr=False)
    """Paths in the index of tasks to use instead, in order of preference."""
    fields: TaskFields = field(repr=False)  # There may be a secret in the payload.
    """Fields of the task definition, merged with the graph's defaults.

    Metadata and tags are merged by key; other fields replace their defaults. A task queue can be
    named in two ways; the one of the task replaces that of the defaults.
    """

    @property
    def kind(self) -> str:
        """Value of the tag `kind`; empty if there is none."""
        return self.fields.get("tags", {}).get("kind", "")

    @property
    def dependencies(self) -> Sequence[str]:
        """Ids of tasks to wait for in addition to `needs`, usually outside of the graph."""
        return self.fields.get("dependencies", ())

    @property
    def deadline(self) -> datetime | str | None:
        """Deadline or its offset, as it was passed; `None` if it is missing."""
        return self.fields.get("deadline")

    @property
    def expires(self) -> datetime | str | None:
        """Expiry or its offset, as it was passed; `None` if the queue chooses it."""
        return self.fields.get("expires")

    @property
    def neededLabels(self) -> tuple[str, ...]:
        """Labels of the tasks to wait for, each once."""
        labels = (need if isinstance(need, str) else need.label for need in self.needs)
        return (*dict.fromkeys(labels),)


def newNode(
    label: str,
    needs: Iterable[Node | str],
    reuse: Iterable[str],
    fields: TaskFields,
    defaults: TaskFields,
) -> Node:
    """Create a node. Later changes to dicts and lists in its own fields don't affect it.

    Args:
        label: Name of the task, unique in its graph.
        needs: Tasks to wait for.
        reuse: Paths in the index.
        fields: Fields of the task definition that differ from the defaults.
        defaults: Default fields, with the task group. They are not copied.

    Raises:
        InvalidCall: if a value has a wrong type and could not be merged or listed.
    """
    needed = _listed(ADD, "needs", needs, (Node, str), "nodes and labels")
    paths = _listed(ADD, "reuse", reuse, (str,), "strings")
    taskId = taskIdFor(defaults.get("taskGroupId", ""), label)
    return Node(label, taskId, needed, paths, _merged(label, defaults, checkedCopy(ADD, fields)))


def _merged(label: str, defaults: TaskFields, own: TaskFields) -> TaskFields:
    """Merge metadata and tags by key; other fields replace their defaults."""
    metadata: TaskMetadataFields = {"name": label, **_metadata(defaults), **_metadata(own)}
    merged: TaskFields = {**_withoutReplacedQueue(defaults, own), **own, "metadata": metadata}
    if tags := {**defaults.get("tags", {}), **own.get("tags", {})}:
        merged["tags"] = tags
    return merged


def _withoutReplacedQueue(defaults: TaskFields, own: TaskFields) -> TaskFields:
    """Leave out the defaults' names of the task queue if the task names its queue differently."""
    kept: TaskFields = {**defaults}
    if "taskQueueId" in own:
        kept.pop("provisionerId", None)
        kept.pop("workerType", None)
    elif "provisionerId" in own and "workerType" in own:
        kept.pop("taskQueueId", None)
    return kept


def isSlugId(value: object) -> bool:
    """Whether a value is a slugid, in the form that the queue accepts."""
    try:
        _SLUG_ID.validate_python(value, strict=True)
    except ValidationError:
        return False
    return True


def taskIdFor(taskGroupId: str, label: str) -> str:
    """Return the slugid of the task with a label in a task group.

    It is the first 128 bits of the SHA-256 of `<taskGroupId>/<label>`, as a version 4 UUID.

    Args:
        taskGroupId: Slugid of the task group. Its length is fixed, so no two pairs are the same.
        label: Name of the task.
    """
    # Formatting a member of an enumeration of strings depends on the version of Python.
    name = taskGroupId + "/" + label
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()
    # Like a nice slugid, it begins with a letter, so that it is not taken for an option.
    return slugid.encode(UUID(bytes=bytes([digest[0] & 0x7F]) + digest[1:16], version=4))


def checkedCopy(call: str, fields: TaskFields) -> TaskFields:
    """Copy the fields of a task, or the defaults of a graph, after a check that they can be merged.

    Args:
        call: The call, for messages.
        fields: The fields. Callers without a type checker may pass anything.

    Raises:
        InvalidCall: if metadata or tags are not a dict, dependencies are not a list of strings, or
            a field is nested too deeply.
    """
    for name, kinds, rule in _MERGED:
        value: object = fields.get(name)
        if name in fields and not isinstance(value, kinds):
            raise InvalidCall(call, f"{name} must be {rule}, got {shownValue(value)}")
    _listed(call, "dependencies", fields.get("dependencies", []), (str,), "task ids")
    try:
        return copied(fields)
    except RecursionError:
        raise InvalidCall(call, "a field is nested too deeply, or contains itself") from None


def _listed(
    call: str, name: str, items: Iterable[_Item], kinds: tuple[type, ...], rule: str
) -> tuple[_Item, ...]:
    # Callers without a type checker may pass anything. A string's characters would count as items.
    if isinstance(items, str) or not isinstance(items, Iterable):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidCall(call, f"{name} must be a list, got {shownValue(items)}")
    found = tuple(items)
    for item in found:
        if not isinstance(item, kinds):
            raise InvalidCall(call, f"{name} must contain only {rule}, got {shownValue(item)}")
    return found


def _metadata(fields: TaskFields) -> TaskMetadataFields:
    metadata = fields.get("metadata")
    if metadata is None:
        return {}
    if isinstance(metadata, dict):
        return metadata
    return {
        "name": metadata.name,
        "description": metadata.description,
        "owner": metadata.owner,
        "source": metadata.source,
    }


def definitionOf(
    node: Node,
    created: datetime,
    dependencies: Sequence[str],
    standIns: Mapping[str, str],
) -> TaskDefinition:
    """Build the definition of a task.

    Args:
        node: The task.
        created: Creation time, which offsets in `deadline` and `expires` are relative to.
        dependencies: Ids of tasks to wait for.
        standIns: Ids of reused tasks, by the ids of the tasks that they replace, everywhere in the
            definition.

    Raises:
        ValidationError: if a field is invalid, unknown or missing.
    """
    fields: TaskFields = {**node.fields, "created": created}
    if dependencies:
        fields["dependencies"] = [*dependencies]
    if "deadline" in fields:
        fields["deadline"] = _time(fields["deadline"], created)
    if "expires" in fields:
        fields["expires"] = _time(fields["expires"], created)
    definition = TaskDefinition.model_validate(fields)
    if not standIns:
        return definition
    text = definition.model_dump_json()
    replaced = _MAYBE_IDS.sub(lambda found: _withStandIns(found[0], standIns), text)
    return definition if replaced == text else TaskDefinition.model_validate_json(replaced)


def _withStandIns(text: str, standIns: Mapping[str, str]) -> str:
    """Replace ids in text that consists only of characters of slugids."""
    parts, end = list[str](), 0
    for start in range(len(text) - _ID_LENGTH + 1):
        standIn = standIns.get(text[start : start + _ID_LENGTH])
        if standIn is not None and start >= end:
            parts += text[end:start], standIn
            end = start + _ID_LENGTH
    return "".join([*parts, text[end:]])


def _time(value: datetime | str, created: datetime) -> datetime | str:
    """Return the time at an offset such as `1 day`; leave other values to the model."""
    span = offsetOf(value)
    return value if span is None else shifted(created, span)


def offsetOf(value: object) -> timedelta | None:
    """Return the offset of a time from the creation of its task; `None` for other values."""
    return _parsed(value) if isinstance(value, str) else None


@lru_cache(maxsize=100)  # Graphs use few different offsets for many tasks.
def _parsed(offset: str) -> timedelta | None:
    if not offset.strip():
        return None
    try:
        return fromNow(offset, _ANY_TIME) - _ANY_TIME
    except InvalidCall:
        return None


def deadlineOf(node: Node, created: datetime) -> datetime:
    """Return the deadline of a task that is created at some time.

    Raises:
        ValidationError: if the deadline is invalid.
    """
    return _TIMESTAMP.validate_python(_time(node.deadline or "", created))
