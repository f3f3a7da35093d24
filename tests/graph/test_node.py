"""Nodes: their ids, their copies of fields, and their definitions."""

from __future__ import annotations

import hashlib
import json
import string
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError
from tests.graph.sample_graph import METADATA, newGraph, untyped

from tc_typed import InvalidCall, fromNow, slugId
from tc_typed.docker_worker import DockerWorkerPayload
from tc_typed.graph import TaskGraph
from tc_typed.graph.node import taskIdFor
from tc_typed.queue import TaskFields, TaskMetadata

if TYPE_CHECKING:
    from pydantic import JsonValue


GROUP = "fN1SbArXTPSVFNUvaOlinQ"
OTHER_GROUP = "dSlITZ4yQgmvxxAi4A8fHQ"

KNOWN_IDS = {
    (GROUP, "build"): "JJkFcQHLRSWl0J3IcObAFw",
    (GROUP, "test/a b/ü-日本"): "V8e-o_FVS1--YMMr4cNjeQ",
    (OTHER_GROUP, "build"): "O6ai08wRTtuowXP0gCh7FQ",
    (OTHER_GROUP, "0"): "bW5Hssx1R3WhNZQBCwcAvQ",
}
"""Ids by task group and label, from a program in JavaScript."""

ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)

NAMES = st.text(string.ascii_lowercase, min_size=1, max_size=3)

REPLACED = {
    "scopes": st.lists(NAMES),
    "routes": st.lists(NAMES, unique=True),
    "dependencies": st.lists(st.builds(slugId), max_size=2),
    "extra": st.dictionaries(NAMES, st.integers()),
    "retries": st.integers(0, 49),
    "priority": st.sampled_from(["low", "high"]),
}

MERGED = {
    "metadata": st.fixed_dictionaries({}, optional={"name": NAMES, "description": NAMES}),
    "tags": st.dictionaries(st.sampled_from("abc"), NAMES),
}

FIELDS = st.fixed_dictionaries({}, optional={**REPLACED, **MERGED})

CREATED = datetime(2026, 1, 31, 12, 30, 45, 678000, tzinfo=UTC)


# Ids


@pytest.mark.parametrize(("group", "label"), KNOWN_IDS)
def test_ids_are_always_the_same(group: str, label: str) -> None:
    assert TaskGraph(group).add(label).taskId == KNOWN_IDS[group, label]


@given(st.text(min_size=1))
def test_ids_are_made_of_the_bits_of_a_hash(label: str) -> None:
    digest = hashlib.sha256(f"{GROUP}/{label}".encode()).hexdigest()
    bits = f"{int(digest, 16):0256b}"
    version, variant = "0100", "10"
    bits = "0" + bits[1:48] + version + bits[52:64] + variant + bits[66:128] + "0000"
    expected = "".join(ALPHABET[int(bits[at : at + 6], 2)] for at in range(0, 132, 6))
    assert taskIdFor(GROUP, label) == expected


def test_the_queue_accepts_all_ids_and_they_differ() -> None:
    graph = newGraph()
    for number in range(2000):
        graph.add(str(number))
    ids = [node.taskId for node in graph.nodes.values()]
    assert len({*ids}) == len(ids)
    assert all(taskId[0].isalpha() for taskId in ids)
    graph.add("last", dependencies=ids)
    assert graph.definition("last").dependencies == ids  # It has passed the queue's pattern.


def test_labels_of_an_enumeration_have_the_ids_of_their_values() -> None:
    class Label(str, Enum):  # noqa: UP042  # StrEnum is formatted differently
        BUILD = "build"

    assert TaskGraph(GROUP).add(Label.BUILD).taskId == KNOWN_IDS[GROUP, "build"]


# Copies


def change(value: JsonValue) -> None:
    """Change every dict and list in a value."""
    match value:
        case dict():
            for item in value.values():
                change(item)
            value["changed"] = True
        case list():
            for item in value:
                change(item)
            value.append("changed")
        case _:
            pass


@given(st.dictionaries(st.text(), JSON), st.dictionaries(st.text(), JSON))
def test_later_changes_to_dicts_have_no_effect(
    payload: dict[str, JsonValue], extra: dict[str, JsonValue]
) -> None:
    expected = deepcopy({"payload": payload, "extra": extra})
    graph = newGraph(extra=extra)
    node = graph.add("a", payload=payload)
    change(payload)
    change(extra)
    assert node.fields.get("payload") == expected["payload"]
    assert node.fields.get("extra") == expected["extra"]


def test_later_changes_to_lists_of_fields_have_no_effect() -> None:
    scopes, tags, dependencies = ["a"], {"kind": "build"}, [slugId()]
    graph = newGraph(routes=scopes)
    node = graph.add("a", scopes=scopes, tags=tags, dependencies=dependencies)
    scopes.append("b")
    tags["kind"] = "test"
    dependencies.clear()
    assert node.fields.get("scopes") == node.fields.get("routes") == ["a"]
    assert node.kind == "build"
    assert len(node.dependencies) == 1


class Part(BaseModel):
    names: list[str]


class Payload(BaseModel):
    model_config = ConfigDict(extra="allow")

    part: Part
    parts: dict[str, list[Part]]
    size: int = 1


def test_later_changes_to_models_have_no_effect() -> None:
    payload = Payload.model_validate(
        {"part": {"names": ["a"]}, "parts": {"b": [{"names": ["c"]}]}, "more": {"d": ["e"]}}
    )
    before = payload.model_dump_json()
    node = newGraph().add("a", payload=payload)
    payload.part.names.append("x")
    payload.parts["b"][0].names.append("x")
    payload.parts["b"].append(Part(names=[]))
    payload.size = 2
    assert payload.model_extra is not None
    payload.model_extra["more"]["d"].append("x")
    copy = node.fields.get("payload")
    assert isinstance(copy, Payload)
    assert copy.model_dump_json() == before


def test_compiled_payloads_are_sent_unchanged() -> None:
    payload = DockerWorkerPayload(image="i", maxRunTime=1, env={"A": "b"}, command=["true"])
    graph = newGraph()
    graph.add("a", payload=payload)
    definition = graph.definition("a")
    assert definition.payload == payload
    assert json.loads(definition.model_dump_json())["payload"] == payload.model_dump(mode="json")


def test_changes_to_a_definition_have_no_effect() -> None:
    graph = newGraph()
    graph.add("a", payload=Part(names=["a"]), tags={"b": "c"})
    definition = graph.definition("a")
    assert isinstance(definition.payload, Part)
    assert definition.tags is not None
    definition.payload.names.append("x")
    definition.tags["b"] = "x"
    assert graph.definition("a").payload == Part(names=["a"])
    assert graph.definition("a").tags == {"b": "c"}


def test_fields_that_are_nested_too_deeply_are_refused() -> None:
    endless: dict[str, JsonValue] = {}
    endless["a"] = [endless]
    with pytest.raises(InvalidCall, match="a field is nested too deeply, or contains itself"):
        newGraph().add("a", payload=endless)


# Defaults


@given(FIELDS, FIELDS)
def test_metadata_and_tags_are_merged_and_other_defaults_replaced(
    defaults: dict[str, JsonValue], own: dict[str, JsonValue]
) -> None:
    metadata = {**METADATA, **part(defaults, "metadata")}
    graph = untyped(newGraph)(**{**defaults, "metadata": metadata})
    untyped(graph.add)("a-label", **own)
    made: dict[str, JsonValue] = json.loads(graph.definition("a-label").model_dump_json())
    for name in REPLACED:
        # Without dependencies, the field may be missing.
        assert made.get(name, []) == own.get(name, defaults.get(name, []))
    assert part(made, "tags") == part(defaults, "tags") | part(own, "tags")
    assert made["metadata"] == {"name": "a-label"} | metadata | part(own, "metadata")


@pytest.mark.parametrize(
    ("defaults", "own", "queue"),
    [
        ({"taskQueueId": "a/b"}, {"provisionerId": "c", "workerType": "d"}, "c/d"),
        ({"provisionerId": "a", "workerType": "b"}, {"taskQueueId": "c/d"}, "c/d"),
        ({"provisionerId": "a", "workerType": "b"}, {"workerType": "d"}, "a/d"),
        ({"provisionerId": "a"}, {"taskQueueId": "c/d"}, "c/d"),
    ],
)
def test_the_task_queue_of_a_task_replaces_that_of_the_defaults(
    defaults: TaskFields, own: TaskFields, queue: str
) -> None:
    common: TaskFields = {"deadline": "1 day", "payload": {}, "metadata": METADATA}
    common.update(defaults)
    graph = TaskGraph(slugId(), **common)
    graph.add("a", **own)
    graph.check()
    made = graph.definition("a")
    assert (made.taskQueueId or f"{made.provisionerId}/{made.workerType}") == queue


def part(fields: dict[str, JsonValue], name: str) -> dict[str, JsonValue]:
    found = fields.get(name, {})
    assert isinstance(found, dict)
    return found


def test_metadata_can_be_models() -> None:
    metadata = TaskMetadata(name="n", description="d", owner="o", source="https://example.com/")
    graph = newGraph(metadata=metadata)
    graph.add("a", metadata={"owner": "other"})
    assert graph.definition("a").metadata == metadata.model_copy(update={"owner": "other"})


# Times


@given(st.integers(0, 99), st.integers(0, 23), st.sampled_from([1, -1]))
def test_offsets_are_relative_to_the_creation(days: int, hours: int, sign: int) -> None:
    offset = f"{'-' if sign < 0 else ''}{days} days {hours} hours"
    graph = newGraph(deadline=offset, expires=offset)
    graph.add("a")
    definition = graph.definition("a", created=CREATED)
    span = timedelta(days=days, hours=hours)
    expected = CREATED + sign * span
    assert (definition.deadline, definition.expires) == (expected, expected)
    assert definition.created == CREATED


@pytest.mark.parametrize(
    "time", [CREATED, "2026-01-31T12:30:45.678Z", "2026-01-31T13:30:45.678+01:00"]
)
def test_times_are_sent_as_they_are(time: datetime | str) -> None:
    graph = newGraph(deadline=time)
    graph.add("a")
    assert graph.definition("a").deadline == CREATED


@pytest.mark.parametrize(
    "time", ["", " ", "tomorrow", "day", "1 day ago", "9999 years", "2026-01-31"]
)
def test_other_times_are_refused(time: str) -> None:
    graph = newGraph(deadline=time)
    graph.add("a")
    with pytest.raises(ValidationError, match="deadline"):
        graph.definition("a")


# Texts


def test_a_node_is_shown_without_its_payload_and_the_tasks_before_it() -> None:
    graph = newGraph()
    node = graph.add("0", payload={"token": "secret"})
    for number in range(1, 2000):
        node = graph.add(str(number), payload={"token": "secret"}, needs=[node])
    assert repr(node) == f"Node(label='1999', taskId='{node.taskId}')"


def test_the_kind_is_a_tag() -> None:
    graph = newGraph(tags={"kind": "default"})
    assert graph.add("a").kind == "default"
    assert graph.add("b", tags={"other": ""}).kind == "default"
    assert graph.add("c", tags={"kind": "test"}).kind == "test"
    assert newGraph().add("a").kind == ""


def test_the_creation_is_in_milliseconds() -> None:
    graph = newGraph()
    graph.add("a")
    definition = graph.definition("a")
    assert definition.created.microsecond % 1000 == 0
    assert abs(definition.created - fromNow("")) < timedelta(minutes=1)
